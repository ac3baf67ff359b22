"""What the Compact asks of an award and its terms: undertakings 1.5, 3.2, 3.4 to 3.12, 3.17 and 3.19."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

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
from register.core.calendar import (
    add_months,
    day_after,
    day_in_words,
    days_in_words,
    months_and_days,
    span_in_words,
)
from register.core.content import known
from register.core.text import pounds
from register.decisions.reading import Reading
from register.decisions.verdicts import NO_TYPE
from register.decisions.words import SIZES, SMALL, TERM_REASONS


def premises(reading: Reading) -> Verdict:
    """Ask of 1.5 whether support in kind was given, or refused with a rationale."""
    if reading.type is None:
        return NO_TYPE
    if not reading.in_kind:
        return not_applicable("Premises and other support in kind were not what was decided.", "instrument")
    if reading.type == "refusal":
        if reading.written(reading.reasons, "rationale.reasons"):
            return kept("Support in kind was refused, and the reasons are written.")
        return not_kept("Support in kind was refused, and no reasons are written.", "rationale.reasons")
    if reading.changes:
        return not_applicable("Support in kind was changed or ended: undertakings 4.2 to 4.4 speak to that.")
    return kept("Support in kind was given.")


def recipient_size(reading: Reading) -> Verdict:
    """Ask of 3.2 whether an award reached an organisation with a yearly income under £100,000."""
    if nothing := _not_an_award(reading):
        return nothing
    size = reading.recipient.size_band
    if size in (None, "not_known"):
        return not_known("The size of the recipient is not recorded.", "recipient.size_band")
    income = f"The recipient’s yearly income is {SIZES[str(size)]}"
    if size in SMALL:
        return kept(f"{income}: under £100,000, and so a smaller organisation.")
    return not_applicable(f"{income}: what is counted here is awards to organisations under £100,000.")


def term(reading: Reading) -> Verdict:
    """Ask of 3.4 whether the term is multi-year, or the reason given why it is not."""
    if nothing := _not_an_award(reading):
        return nothing
    planned, months = reading.term, reading.context.yardsticks.multi_year_months
    if planned.start and planned.end and planned.end < planned.start:
        return not_known("The planned end is before the planned start.", "term.end")
    length, measured = _length_in_words(reading), _is_long_enough(reading)
    if measured is None and planned.multi_year:
        return kept(f"{length}; the body states that the funding is multi-year.")
    rule = f"multi-year means at least {months} months, the register’s yardstick and not the Compact’s words"
    sums = f"{length}; {rule}{_stated_otherwise(planned.multi_year, measured)}"
    if measured:
        return kept(f"{sums}.")
    reason = _term_reason(reading)
    if reason:
        return explained(f"{sums}; the reason given is that {reason}.")
    if planned.unstated:
        return not_kept(f"{sums}; no reason was given.", "term.reason")
    if measured is None and planned.multi_year is None:
        return not_known("How long the funding is for is not recorded.", "term.end")
    return not_kept(f"{sums}; no reason is written.", "term.reason")


def refusal_feedback(reading: Reading) -> Verdict:
    """Ask of 3.5 whether a refused applicant was given feedback."""
    if reading.type is None:
        return NO_TYPE
    if reading.type != "refusal":
        return not_applicable("Nothing was refused.")
    given = reading.refusal.feedback_given_on
    if given is None:
        return not_known("Whether the applicant was given feedback is not recorded.", "refusal.feedback_given_on")
    if reading.decided and given < reading.decided:
        return not_known(
            f"The day given for the feedback, {day_in_words(given)}, is before the decision of "
            f"{day_in_words(reading.decided)}: it cannot be feedback on it.",
            "refusal.feedback_given_on",
        )
    return kept(f"The applicant was given feedback on {day_in_words(given)}.")


def outcomes_agreed(reading: Reading) -> Verdict:
    """Ask of 3.6 whether outcomes and their monitoring were agreed before the agreement was signed."""
    if nothing := _not_an_award(reading):
        return nothing
    agreed, signed = reading.terms.outcomes_agreed_on, reading.term.agreement_signed_on
    if agreed is None:
        return not_known("The day on which the outcomes were agreed is not recorded.", "terms.outcomes_agreed_on")
    if signed is None:
        return not_known("The day on which the agreement was signed is not recorded.", "term.agreement_signed_on")
    days = f"The outcomes were agreed on {day_in_words(agreed)} and the agreement signed on {day_in_words(signed)}"
    # Signed the same day counts: what an agreement says was agreed no later than its signing.
    if agreed <= signed:
        return kept(f"{days}.")
    return not_kept(
        f"{days}: the outcomes came {days_in_words((agreed - signed).days)} late.", "terms.outcomes_agreed_on"
    )


def monitoring_clear(reading: Reading) -> Verdict | None:
    """Ask of 3.6 whether each thing asked for in monitoring says why and how it is used."""
    field = "terms.monitoring"
    items = [item for item in reading.terms.monitoring or () if reading.written(item.what, field)]
    if not items:
        return None
    unclear = [item for item in items if not all(reading.written(text, field) for text in (item.why, item.how_used))]
    if unclear:
        return not_kept(
            f"Of {len(items)} things asked for in monitoring, {len(unclear)} without its why, or how it will be used.",
            field,
        )
    return kept(f"Everything asked for in monitoring ({len(items)}) says why, and how it will be used.")


def same_terms(reading: Reading) -> Verdict:
    """Ask of 3.7 whether a tender treats all sectors alike."""
    if reading.type is None:
        return NO_TYPE
    if reading.changes or not (reading.content.route == "tender" or reading.instrument == "contract"):
        return not_applicable("Nothing was tendered for.", "route")
    terms = reading.terms
    if terms.same_terms:
        return kept("The terms are the same for all sectors.")
    if terms.same_terms is None:
        return not_known("Whether the terms are the same for all sectors is not recorded.", "terms.same_terms")
    if reading.written(terms.same_terms_why_not, "terms.same_terms_why_not"):
        return not_kept_explained("The terms differ between sectors, and the body says why.", "terms.same_terms")
    return not_kept("The terms differ between sectors, and no reason is written.", "terms.same_terms_why_not")


def overheads(reading: Reading) -> Verdict:
    """Ask of 3.8 whether overheads were allowed, or their disallowance explained."""
    if nothing := _not_an_award(reading):
        return nothing
    if reading.instrument not in (None, "grant"):
        return not_applicable("This is not a grant.", "instrument")
    terms = reading.terms
    asked, allowed = terms.overheads_asked, terms.overheads_allowed
    figures = f"Overheads asked for: {_sum_or_not(asked)}; allowed: {_sum_or_not(allowed)}"
    if asked == 0:
        return not_applicable("No overheads were asked for.")
    if allowed is not None and allowed >= (asked or Decimal("0.01")):
        return kept(f"{figures}.")
    if reading.written(terms.overheads_why_disallowed, "terms.overheads_why_disallowed"):
        return not_kept_explained(f"{figures}; the body says why.", "terms.overheads_allowed")
    if allowed is None:
        return not_known(f"{figures}.", "terms.overheads_allowed")
    return not_kept(f"{figures}; no reason is written.", "terms.overheads_why_disallowed")


def risks(reading: Reading) -> Verdict:
    """Ask of 3.9 whether every risk of a contract is allocated and was discussed."""
    if reading.type is None:
        return NO_TYPE
    listed = [risk for risk in known(reading.content.risks) or () if reading.written(risk.risk, "risks")]
    if reading.changes or (reading.instrument != "contract" and not listed):
        return not_applicable("This is not a contract.", "instrument")
    if not listed:
        return not_known("The risks of this contract are not recorded.", "risks")
    unheld = sum(1 for risk in listed if not reading.written(risk.holder, "risks"))
    undiscussed = sum(1 for risk in listed if risk.discussed_on is None)
    if unheld:
        return not_kept(f"Risks listed: {len(listed)}; without anyone who holds them: {unheld}.", "risks")
    if undiscussed:
        return not_known(f"Risks listed: {len(listed)}; without the day they were discussed: {undiscussed}.", "risks")
    return kept(f"Risks listed: {len(listed)}; each was discussed and says who holds it.")


def advance_payment(reading: Reading) -> Verdict:
    """Ask of 3.10 whether payment in advance was considered."""
    if nothing := _not_an_award(reading):
        return nothing
    if reading.in_kind:
        return not_applicable("Support in kind is not paid.")
    terms = reading.terms
    if terms.payment_timing == "advance":
        return kept("Payment is in advance.")
    if terms.advance_considered:
        return kept("Payment in advance was considered.")
    if terms.advance_considered is None:
        return not_known("Whether payment in advance was considered is not recorded.", "terms.advance_considered")
    if reading.written(terms.payment_words, "terms.payment_words"):
        return not_kept_explained(
            "Payment in advance was not considered, and the body says why.", "terms.advance_considered"
        )
    return not_kept("Payment in advance was not considered.", "terms.advance_considered")


def passed_down(reading: Reading) -> Verdict:
    """Ask of 3.11 whether whoever distributes the money further is bound to the Compact."""
    terms = reading.terms
    if not terms.onward_distribution:
        return not_applicable("No onward distribution of the money is recorded.", "terms.onward_distribution")
    if terms.terms_passed_down is None:
        return not_known(
            "The money is distributed further; whether the Compact’s terms were passed down is not recorded.",
            "terms.terms_passed_down",
        )
    if terms.terms_passed_down:
        return kept("The money is distributed further, and the Compact’s terms were passed down.")
    return not_kept(
        "The money is distributed further, and the Compact’s terms were not passed down.", "terms.terms_passed_down"
    )


def european_funding(reading: Reading) -> Verdict:
    """Ask of 3.12 whether conflicts with European rules are stated."""
    if not reading.terms.european_funding:
        return not_applicable("No European funding is recorded.", "terms.european_funding")
    if reading.written(reading.terms.european_conflict, "terms.european_conflict"):
        return kept("European funding is used, and it is stated whether its rules conflict with the Compact.")
    return not_known(
        "European funding is used; whether its rules conflict with the Compact is not recorded.",
        "terms.european_conflict",
    )


def social_value(reading: Reading) -> Verdict | None:
    """Note for 3.17 the value the recipient showed; silent where the body recorded nothing."""
    if not reading.written(reading.terms.social_value, "terms.social_value"):
        return None
    return kept("The recipient showed the value of its work.")


def acknowledgement(reading: Reading) -> Verdict | None:
    """Note for 3.19 that public recognition was asked for; whether it was given is not this decision's to say."""
    if not reading.written(reading.terms.acknowledgement_asked, "terms.acknowledgement_asked"):
        return None
    return not_applicable("Public recognition of the funding was asked for; whether it was given is not judged here.")


AWARD_CHECKS = (
    Check("1.5", "premises", premises, rests_on=("change.end_kind",)),
    Check("3.2", "recipient_size", recipient_size),
    Check("3.4", "term", term),
    Check("3.5", "refusal_feedback", refusal_feedback),
    Check("3.6", "outcomes_agreed", outcomes_agreed),
    Check("3.6", "monitoring_clear", monitoring_clear),
    Check("3.7", "same_terms", same_terms, rests_on=("change.end_kind",)),
    Check("3.8", "overheads", overheads),
    Check("3.9", "risks", risks, rests_on=("change.end_kind",), counts="risks"),
    Check("3.10", "advance_payment", advance_payment),
    Check("3.11", "passed_down", passed_down),
    Check("3.12", "european_funding", european_funding),
    Check("3.17", "social_value", social_value),
    Check("3.19", "acknowledgement", acknowledgement),
)


def term_length(reading: Reading) -> tuple[int, int] | None:
    """Return the planned length in months and days, both ends included (3.4); None where it cannot be told."""
    planned = reading.term
    if planned.start and planned.end:
        return None if planned.end < planned.start else months_and_days(planned.start, day_after(planned.end))
    return None if planned.duration_months is None else (planned.duration_months, 0)


def _is_long_enough(reading: Reading) -> bool | None:
    """Tell whether planned end + 1 day ≥ start + 24 months; None where the length is not known."""
    planned, months = reading.term, reading.context.yardsticks.multi_year_months
    if planned.start and planned.end:
        return day_after(planned.end) >= add_months(planned.start, months)
    return None if planned.duration_months is None else planned.duration_months >= months


def _length_in_words(reading: Reading) -> str:
    length, planned = term_length(reading), reading.term
    if length is None:
        return "The planned length is not recorded"
    span = span_in_words(*length)
    if planned.start and planned.end:
        span = f"{_from_to(planned.start, planned.end)}: {span}"
    apart = 12 <= length[0] < reading.context.yardsticks.multi_year_months
    return f"Planned {span}" + (", more than one year but not multi-year" if apart and length != (12, 0) else "")


def _stated_otherwise(stated: bool | None, measured: bool | None) -> str:
    """Write what the body states of the length where it contradicts its own dates; nothing where it does not."""
    if stated is None or measured is None or stated is measured:
        return ""
    return f"; against its own dates, the body states that the funding is {'' if stated else 'not '}multi-year"


def _sum_or_not(amount: Decimal | None) -> str:
    return "not recorded" if amount is None else pounds(amount)


def _from_to(start: date, end: date) -> str:
    return f"{day_in_words(start)} to {day_in_words(end)}"


def _term_reason(reading: Reading) -> str | None:
    planned = reading.term
    if planned.reason in TERM_REASONS:
        return TERM_REASONS[str(planned.reason)]
    if reading.written(planned.reason_words, "term.reason_words"):
        return "given in the body’s own words below"
    return None


def _not_an_award(reading: Reading) -> Verdict | None:
    if reading.type is None:
        return NO_TYPE
    return None if reading.awards else not_applicable("Nothing was awarded for a term.")
