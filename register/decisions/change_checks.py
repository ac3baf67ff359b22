"""What the Compact asks of a change, reduction or ending: undertakings 3.15, 4.1 to 4.5 and 4.7."""

from __future__ import annotations

from register.common.verdicts import (
    Check,
    Verdict,
    explained,
    kept,
    not_applicable,
    not_kept,
    not_kept_explained,
    not_known,
)
from register.core.calendar import add_months, day_in_words, months_and_days, span_in_words
from register.core.findings import Outcome
from register.decisions.reading import Reading
from register.decisions.verdicts import NO_TYPE, before_decision

NO_CAUSE = not_known("The cause of the change is not recorded.", "change.cause")


def improvement_plan(reading: Reading) -> Verdict:
    """Ask of 4.1 whether a timetable of actions was agreed before an ending for performance."""
    if nothing := _nothing_changed(reading):
        return nothing
    if not reading.ends:
        return not_applicable("Support was changed, not ended.")
    if reading.cause is None:
        return NO_CAUSE
    if reading.cause != "performance":
        return not_applicable("Performance was not the cause of the ending.")
    agreed = before_decision(
        reading, reading.plan.agreed_on, "the improvement plan was agreed", "change.plan.agreed_on"
    )
    if agreed.outcome is Outcome.KEPT and not reading.written(reading.plan.actions, "change.plan.actions"):
        return not_kept(f"{_open(agreed)}, but no actions are written.", "change.plan.actions")
    return agreed


def impact_assessed(reading: Reading) -> Verdict:
    """Ask of 4.2 whether the impact on three groups, and re-allocation, were assessed before the decision."""
    if nothing := _nothing_changed(reading):
        return nothing
    if not reading.reduces:
        return not_applicable("Support was changed, neither reduced nor ended.")
    assessed = before_decision(
        reading, reading.impact.assessed_on, "the impact was assessed", "change.impact.assessed_on"
    )
    if assessed.outcome is not Outcome.KEPT:
        return assessed
    missing = [
        part for part in _ASSESSED if not reading.written(getattr(reading.impact, part), f"change.impact.{part}")
    ]
    # A part that was withheld must not hide another that is simply missing.
    missing.sort(key=lambda part: reading.withheld(f"change.impact.{part}") is not None)
    if missing:
        names = ", ".join(_ASSESSED[part] for part in missing)
        return not_kept(f"{_open(assessed)}, but nothing is written on: {names}.", f"change.impact.{missing[0]}")
    return kept(f"{_open(assessed)}: beneficiaries, service users, volunteers and re-allocation.")


_ASSESSED = {
    "beneficiaries": "beneficiaries",
    "service_users": "service users",
    "volunteers": "volunteers",
    "reallocation": "the need to re-allocate the money to another organisation serving the same group",
}


def discussed(reading: Reading) -> Verdict:
    """Ask of 4.3 whether a change caused by resources was discussed, answered and considered before the decision."""
    if nothing := _nothing_changed(reading):
        return nothing
    if reading.cause is None:
        return NO_CAUSE
    if reading.cause != "resources":
        return not_applicable("Resources were not the cause of the change.")
    dialogue = reading.dialogue
    talked = before_decision(reading, dialogue.discussed_on, "the change was discussed", "change.dialogue.discussed_on")
    closed = before_decision(
        reading,
        dialogue.response_closed_on,
        "the time to respond closed",
        "change.dialogue.response_closed_on",
    )
    worst = max(talked, closed, key=lambda verdict: verdict.outcome.weight)
    if worst.outcome is not Outcome.KEPT:
        return worst
    if not reading.written(dialogue.considered, "change.dialogue.considered"):
        return not_kept(
            f"{_open(talked)}, but how responses were considered is not written.", "change.dialogue.considered"
        )
    return kept(f"{_open(talked)}; {closed.sentence[0].lower()}{closed.sentence[1:]}")


def notice(reading: Reading) -> Verdict:
    """Ask of 4.4 whether three months' notice in writing was given once the decision was final."""
    if nothing := _nothing_changed(reading):
        return nothing
    given, decided = reading.notice, reading.decided
    if given.written_on is None:
        return not_known("The day on which notice was given in writing is not recorded.", "change.notice.written_on")
    if given.effective_on is None:
        return not_known(
            f"Notice given {day_in_words(given.written_on)}; the first day of the new state is not recorded.",
            "change.notice.effective_on",
        )
    if decided is None:
        return not_known("The date of the decision, from which notice counts, is not recorded.", "decided_on")
    months = reading.context.yardsticks.notice_months
    rule = f"{notice_given(reading)}; at least {span_in_words(months, 0)} is required"
    fault = why_notice_does_not_count(reading)
    sums = f"{rule}; {fault}" if fault else rule
    if given.unconditional is None:
        sums = f"{sums}; whether the notice was unconditional is not recorded"
    if fault or given.effective_on < add_months(given.written_on, months):
        return _short_notice(reading, sums)
    if given.unconditional is None:
        # A conditional notice is none, so the dates alone do not show that notice was given.
        return not_known(f"{sums}.", "change.notice.unconditional")
    return kept(f"{sums}.")


def _short_notice(reading: Reading, sums: str) -> Verdict:
    given, field = reading.notice, "change.notice.exceptional_reason"
    reasoned = reading.written(given.exceptional_reason, field)
    if given.exceptional and reasoned:
        return explained(f"{sums}; the body states exceptional circumstances and their reason.")
    if reasoned:
        return not_kept_explained(f"{sums}; the body says why, but not that circumstances were exceptional.", field)
    if given.unstated:
        return not_kept(f"{sums}; no reason was given.", field)
    if given.exceptional:
        return not_kept(f"{sums}; exceptional circumstances are stated without their reason.", field)
    return not_kept(f"{sums}; exceptional circumstances are not stated.", field)


def notice_given(reading: Reading) -> str:
    """Write the notice of 4.4 as a sum, without judging it and without a full stop; both days must be known."""
    written, effective = reading.notice.written_on, reading.notice.effective_on
    if written is None or effective is None:
        return "Notice: the dates are not recorded"
    days = f"Notice given {day_in_words(written)}, effective {day_in_words(effective)}"
    if effective < written:
        return f"{days}: after the change took effect"
    return f"{days}: {span_in_words(*months_and_days(written, effective))}"


def why_notice_does_not_count(reading: Reading) -> str | None:
    """Say why what was sent is no notice in the sense of 4.4; None where nothing recorded speaks against it."""
    given, decided = reading.notice, reading.decided
    if given.unconditional is False:
        return "this notice was conditional, and so does not count"
    if given.written_on and decided and given.written_on < decided:
        return f"it came before the final decision of {day_in_words(decided)}, and so does not count"
    return None


def notice_rationale(reading: Reading) -> Verdict:
    """Ask of 4.4 whether the rationale was sent with the notice."""
    if nothing := _nothing_changed(reading):
        return nothing
    sent = reading.notice.with_rationale
    if sent is None:
        return not_known(
            "Whether the rationale was sent with the notice is not recorded.", "change.notice.with_rationale"
        )
    if sent:
        return kept("The rationale was sent with the notice.")
    return not_kept("The rationale was not sent with the notice.", "change.notice.with_rationale")


def end_kind(reading: Reading) -> Verdict | None:
    """Note for 4.4 whether what is called an agreed expiry is one; silent where nothing is called so."""
    if reading.end_kind != "agreed_expiry":
        return None
    if reading.agreed_expiry:
        return not_applicable(_AGREED)
    return not_applicable(f"Called an agreed expiry, but counted as a non-renewal: {'; '.join(reading.expiry_faults)}.")


def early_notice(reading: Reading) -> Verdict | None:
    """Note for 3.15 the recipient's early notice; silent where the body recorded none."""
    day = reading.recipients_part.early_notice_on
    return kept(f"The recipient gave early notice of its change on {day_in_words(day)}.") if day else None


def exit_plan(reading: Reading) -> Verdict | None:
    """Note for 4.5 the recipient's plan for the end of funding; silent where the body recorded none."""
    if not reading.written(reading.recipients_part.exit_plan, "change.recipients_part.exit_plan"):
        return None
    return kept("The recipient planned for the end of the funding.")


def advice_on_impact(reading: Reading) -> Verdict | None:
    """Note for 4.7 the recipient's advice on the impact; silent where the body recorded none."""
    if not reading.written(reading.recipients_part.advice_on_impact, "change.recipients_part.advice_on_impact"):
        return None
    return kept("The recipient advised on the impact of the change.")


_EXPIRY = (
    "change.end_kind",
    "change.end_set_in_writing_on",
    "change.renewed_before",
    "change.renewal_sought",
)
"""What decides whether it is an agreed expiry, of which nothing is asked."""

CHANGE_CHECKS = (
    Check("3.15", "early_notice", early_notice),
    Check("4.1", "improvement_plan", improvement_plan, _EXPIRY),
    Check("4.2", "impact_assessed", impact_assessed, _EXPIRY),
    Check("4.3", "discussed", discussed, _EXPIRY),
    Check("4.4", "notice", notice, _EXPIRY),
    Check("4.4", "notice_rationale", notice_rationale, _EXPIRY),
    Check("4.4", "end_kind", end_kind),
    Check("4.5", "exit_plan", exit_plan),
    Check("4.7", "advice_on_impact", advice_on_impact),
)

_AGREED = "Agreed expiry: the end was set in writing beforehand, there had been no renewal and none was sought."


def _nothing_changed(reading: Reading) -> Verdict | None:
    if reading.agreed_expiry:
        return not_applicable(_AGREED)
    if reading.changes:
        return None
    return NO_TYPE if reading.type is None else not_applicable("Nothing was changed or ended.")


def _open(verdict: Verdict) -> str:
    return verdict.sentence.removesuffix(".")
