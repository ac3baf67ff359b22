"""What the Compact asks of a consultation: undertakings 2.1 to 2.4, 2.6, 2.8, 2.9, 5.1 and 5.3.

What 2.5 asks, feedback on what people said, is in `feedback_checks.py`. A question that it is too early to ask is
answered "not applicable yet" and why, so that a reader sees that it will be asked.
"""

from __future__ import annotations

from dataclasses import replace

from register.common.verdicts import (
    Check,
    Verdict,
    explained,
    findings,
    kept,
    not_applicable,
    not_kept,
    not_known,
)
from register.compact.document import undertaking_order
from register.consultations.content import Assessment, ConsultationContent, Count
from register.consultations.feedback_checks import DATES, FEEDBACK_CHECKS
from register.consultations.reading import TWELVE_WEEKS, ConsultationReading
from register.consultations.timing import before_opening, not_closed, not_opened, too_early
from register.consultations.words import METHODS, STAGES
from register.core.calendar import day_in_words, days_in_words
from register.core.content import known
from register.core.findings import Context, Finding, Outcome
from register.core.text import plain

EARLY_STAGES = frozenset({"pre_design", "options"})
"""The stages at which much is still undecided (2.3)."""


def checks(content: ConsultationContent, context: Context) -> list[Finding]:
    """Find, for each undertaking that is measured on consultations, whether it was kept; in the Compact's order."""
    return findings(CHECKS, ConsultationReading(content, context))


def value_assessed(reading: ConsultationReading) -> Verdict:
    """Ask of 2.1 whether social, environmental and economic value was assessed before it opened."""
    return _assessed(reading, reading.value_assessed, "the value was assessed", "value")


def social_impact(reading: ConsultationReading) -> Verdict:
    """Ask of 2.2 whether the social impact was considered before it opened."""
    return _assessed(reading, reading.social_impact, "the social impact was assessed", "social_impact")


def burden(reading: ConsultationReading) -> Verdict:
    """Ask of 2.6 whether the burden on small organisations was assessed before it opened."""
    return _assessed(reading, reading.burden, "the burden on small organisations was assessed", "burden")


def early_contact(reading: ConsultationReading) -> Verdict:
    """Ask of 2.3 whether the sector was contacted before it opened, at the pre-design or options stage."""
    field = "first_contact.first_on"
    what = "charities and community groups were first contacted"
    contacted = before_opening(reading, reading.first_contact.first_on, what, field)
    if contacted.outcome in (Outcome.NOT_KEPT, Outcome.NOT_APPLICABLE):
        return contacted
    stage = f"the stage of the design was “{STAGES[reading.stage].lower()}”" if reading.stage else ""
    if stage and reading.stage not in EARLY_STAGES:
        return not_kept(f"{_open(contacted)}; {stage}, and early means before the draft.", "stage")
    if contacted.outcome is Outcome.NOT_KNOWN:
        return contacted
    if not stage:
        return not_known(f"{_open(contacted)}; how far the design was then is not recorded.", "stage")
    return kept(f"{_open(contacted)}; {stage}.")


def twelve_weeks(reading: ConsultationReading) -> Verdict:
    """Ask of 2.4 whether it was a formal written one of twelve weeks without a break, or the reason given why not."""
    field, enough = "short_reason", formal_and_long_enough(reading)
    told, unseen = f"{_method(reading)}; {length_in_words(reading)}", reading.unseen(field)
    why = reading.written(known(reading.content.short_reason), field)
    if why:
        reason = "the body explains it in the words given as the reason"
    else:
        reason = "no reason was given" if reading.content.short_unstated else "no reason is written"
    if nothing := not_closed(reading):
        if enough is not False or reading.cut_short:
            return nothing
        # It may yet be extended, and is not judged; but what is planned is short, and readers ask why.
        return replace(nothing, sentence=f"{nothing.sentence} {told}{'' if unseen and not why else f'; {reason}'}.")
    if enough:
        return kept(f"{told}.")
    if why:
        return explained(f"{told}; {reason}.")
    if enough is None and not reading.content.short_unstated:
        return not_known(f"{told}.", "periods" if reading.method else "method")
    return not_kept(f"{told}; {reason}.", field)


def announcement(reading: ConsultationReading) -> Verdict:
    """Ask of 2.4 whether it was announced early, by the register's own yardstick."""
    announced, opened = known(reading.content.announced_on), reading.opened
    if nothing := not_opened(reading):
        return nothing
    if announced is None:
        return not_known("The day on which it was announced is not recorded.", "announced_on")
    if opened is None:
        return not_known(f"Announced {day_in_words(announced)}; the day it opened is not recorded.", "periods")
    days, asked = (opened - announced).days, reading.context.yardsticks.announcement_days
    told = f"Announced {day_in_words(announced)}, opened {day_in_words(opened)}: "
    told += f"{days_in_words(days)} ahead" if days >= 0 else f"{days_in_words(-days)} after it opened"
    told += f"; at least {days_in_words(asked)} is the register’s yardstick and not the Compact’s words"
    return kept(f"{told}.") if days >= asked else not_kept(f"{told}.", "announced_on")


def vcs_response(reading: ConsultationReading) -> Verdict:
    """Note for 2.8 that the sector responded; whether it would have been appropriate is nobody's here to judge."""
    if nothing := not_closed(reading):
        return nothing
    answered = vcs_responses(reading)
    if answered is None:
        return not_known("How many charities and community groups responded is not recorded.", "responses.by_type")
    if answered:
        return kept(f"Responses from charities and community groups: {answered:,}.")
    return not_applicable("No charity or community group responded; whether one should have is not judged here.")


def representation(reading: ConsultationReading) -> Verdict | None:
    """Ask of 2.9 whether the organisations that responded say whom they represent; silent where none is named."""
    named, saying = len(reading.organisations), saying_whom(reading)
    if not named:
        return None
    told = f"Organisations named: {named}; saying whom they represent: {saying}"
    return kept(f"{told}.") if saying == named else not_known(f"{told}.", "responses.organisations")


def groups_consulted(reading: ConsultationReading) -> Verdict:
    """Ask of 5.1 whether organisations of the groups affected were asked."""
    named = known(reading.content.groups_affected) or ()
    groups = [plain(one) for one in named if reading.written(one, "groups_affected")]
    if not groups:
        return not_known("Which groups are affected is not recorded.", "groups_affected")
    if reading.written(known(reading.content.groups_consulted), "groups_consulted"):
        return kept(f"Groups affected: {', '.join(groups)}; how their organisations were asked is written.")
    if nothing := not_closed(reading):
        return nothing
    return not_known(
        f"Groups affected: {', '.join(groups)}; how their organisations were asked is not recorded.",
        "groups_consulted",
    )


def equality_analysis(reading: ConsultationReading) -> Verdict:
    """Ask of 5.3 whether equality was analysed before the decision that it informs."""
    field, today, decided = "equality.done_on", reading.context.today, reading.decided
    done = reading.equality.done_on
    done = done if done and done <= today else None
    if decided is None or decided > today:
        if done is None:
            return _undecided(reading)
        if reading.outcome_on and reading.outcome_on <= today:
            return not_known(
                f"Equality was analysed on {day_in_words(done)}; the day of the decision is not recorded.", "decided_on"
            )
        return kept(f"Equality was analysed on {day_in_words(done)}, and the decision was still to be made.")
    if done is None:
        return not_known("The day on which equality was analysed is not recorded.", field)
    days = days_in_words(abs((decided - done).days))
    told, day = f"Equality was analysed on {day_in_words(done)}", day_in_words(decided)
    if done > decided:
        return not_kept(f"{told}, {days} after the decision of {day}.", field)
    if done == decided:
        return not_known(f"{told}, the day of the decision: which came first is not recorded.", field)
    return kept(f"{told}, {days} before the decision of {day}.")


CHECKS = tuple(
    sorted(
        (
            Check("2.1", "value_assessed", value_assessed, DATES),
            Check("2.2", "social_impact", social_impact, DATES),
            Check("2.3", "early_contact", early_contact, DATES),
            Check("2.4", "twelve_weeks", twelve_weeks, DATES),
            Check("2.4", "announcement", announcement, DATES),
            *FEEDBACK_CHECKS,
            Check("2.6", "burden", burden, DATES),
            Check("2.8", "vcs_response", vcs_response),
            Check("2.9", "representation", representation, counts="responses.organisations"),
            Check("5.1", "groups_consulted", groups_consulted),
            Check("5.3", "equality_analysis", equality_analysis),
        ),
        key=lambda check: undertaking_order(check.undertaking),
    )
)


def formal_and_long_enough(reading: ConsultationReading) -> bool | None:
    """Tell whether it was formal and twelve weeks long (2.4); None where a part of it that decides is not known."""
    longest = reading.longest
    long = True if longest and longest.days >= TWELVE_WEEKS else False if reading.all_days_known else None
    formal = None if reading.method is None else reading.method == "formal_written"
    if False in (long, formal):
        return False
    return None if None in (long, formal) else True


def length_in_words(reading: ConsultationReading) -> str:
    """Write how long it was open, as a sum with its rule, without a full stop."""
    longest, rule = reading.longest, "twelve weeks is 84 days, both ends counted, without a break"
    if longest is None:
        return f"how long it was open is not recorded; {rule}"
    days = f"{day_in_words(longest.opens_on)} to {day_in_words(longest.last_day)}, {days_in_words(longest.days)}"
    if len(reading.stretches) > 1:
        return f"the longest of {len(reading.stretches)} periods was {days}; {rule}"
    return f"open {days}; {rule}" + ("" if reading.all_days_known else "; another period is not fully recorded")


def vcs_responses(reading: ConsultationReading) -> int | None:
    """Count the responses of charities and community groups (2.8); None where they are not told apart."""
    counts: tuple[Count, ...] | None = known(reading.responses.by_type)
    if counts:
        return sum(one.number for one in counts if one.type == "vcs")
    return 0 if reading.total == 0 else None


def saying_whom(reading: ConsultationReading) -> int:
    """Count the organisations that say whom they represent (2.9)."""
    return sum(1 for one in reading.organisations if reading.written(one.represents, "responses.organisations"))


def _assessed(reading: ConsultationReading, assessed: Assessment, what: str, field: str) -> Verdict:
    verdict = before_opening(reading, assessed.assessed_on, what, f"{field}.assessed_on")
    if verdict.outcome is Outcome.KEPT and not reading.written(assessed.words, f"{field}.words"):
        return not_known(f"{_open(verdict)}, but what was found is not written.", f"{field}.words")
    return verdict


def _undecided(reading: ConsultationReading) -> Verdict:
    due, today, abandoned = known(reading.content.decision_due_on), reading.context.today, reading.abandoned
    if abandoned and abandoned <= today:
        return not_applicable(f"It was abandoned on {day_in_words(abandoned)}, before anything was decided.")
    made = reading.outcome_on is not None and reading.outcome_on <= today
    if made or (due and due < today):
        return not_known("The day on which equality was analysed is not recorded.", "equality.done_on")
    return too_early("equality is to be analysed before the decision, which is still to be made")


def _method(reading: ConsultationReading) -> str:
    if reading.method is None:
        return "Whether it was a formal written one is not recorded"
    return f"Method: {METHODS[reading.method].lower()}"


def _open(verdict: Verdict) -> str:
    return verdict.sentence.removesuffix(".")
