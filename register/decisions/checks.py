"""What the Compact asks of a funding decision, undertaking by undertaking, and how each answer is found.

What judges no single decision (1.4, 5.2, how long a call was open) is a figure and no check: see `facts.py`.
An answer that lies in a withheld or redacted part is counted apart: its check's name ends in ".withheld", or in
".partly_withheld" where the rest suffices.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from register.compact.document import undertaking_order
from register.core.calendar import day_in_words
from register.core.content import known
from register.core.findings import Context, Finding, Outcome
from register.decisions.award_checks import AWARD_CHECKS
from register.decisions.change_checks import CHANGE_CHECKS
from register.decisions.content import DecisionContent
from register.decisions.reading import Reading, withheld_in_words
from register.decisions.verdicts import Check, Verdict, before_decision, kept, not_kept

WITHHELD = ".withheld"
PARTLY_WITHHELD = ".partly_withheld"


def checks(content: DecisionContent, context: Context) -> list[Finding]:
    """Find, for each undertaking that is measured on decisions, whether it was kept; in the Compact's order."""
    reading = Reading(content, context)
    if not reading.judged:
        return list(_not_judged(_not_a_party(reading)))
    answers = ((check, check.find(reading)) for check in CHECKS)
    return [_finding(check, verdict, reading) for check, verdict in answers if verdict is not None]


def rationale(reading: Reading) -> Verdict:
    """Ask of 3.3 whether the decision's rationale is written: in prose, and by criterion where there were criteria."""
    field = "rationale.reasons"
    if reading.written(reading.reasons, field):
        return _completeness(reading)
    if reading.reasons:
        return not_kept("The words given as reasons say nothing, and so do not count.", field)
    if reading.context.imported:
        return not_kept("Rationale awaited: the file carries none.", field)
    return not_kept("No reasons are written.", field)


def unmet_criteria(reading: Reading) -> int:
    """Count the criteria of 3.3 that do not say how they were met; those copied from a round are not asked."""
    criteria = known(reading.rationale.criteria) or ()
    if reading.inherits("rationale.criteria"):
        return 0
    return sum(1 for criterion in criteria if not reading.written(criterion.how_met, "rationale.criteria"))


def equality_analysis(reading: Reading) -> Verdict:
    """Ask of 5.3 whether equality was analysed before the decision."""
    return before_decision(reading, reading.equality.done_on, "equality was analysed", "equality.done_on")


CHECKS = tuple(
    sorted(
        (
            Check("3.3", "rationale", rationale),
            Check("5.3", "equality_analysis", equality_analysis),
            *AWARD_CHECKS,
            *CHANGE_CHECKS,
        ),
        key=lambda check: undertaking_order(check.undertaking),
    )
)


def _completeness(reading: Reading) -> Verdict:
    criteria, unmet = known(reading.rationale.criteria) or (), unmet_criteria(reading)
    if unmet:
        return not_kept(
            f"The reasons are written, but of {len(criteria)} criteria {unmet} do not say how they were met.",
            "rationale.criteria",
        )
    withheld = next((ground for field in _RATIONALE_PARTS if (ground := reading.withheld(field))), None)
    if withheld:
        part = withheld_in_words(withheld).removeprefix("This part")
        return replace(kept(f"The reasons are written; a part of the rationale{part}"), apart=PARTLY_WITHHELD)
    return kept("The reasons are written" + (f", and judged by {len(criteria)} criteria." if criteria else "."))


_RATIONALE_PARTS = ("rationale.reasons", "rationale.criteria", "rationale.alternatives")


def _finding(check: Check, verdict: Verdict, reading: Reading) -> Finding:
    """Put a verdict in its frame: what is withheld, and what the body itself says."""
    answer = _with_claim(_unless_withheld(verdict, reading), check.undertaking, reading)
    name = check.name + (answer.apart or "")
    return Finding(check.undertaking, answer.outcome, answer.sentence, name, answer.field)


@lru_cache(maxsize=1024)
def _not_judged(why: str) -> tuple[Finding, ...]:
    return tuple(Finding(check.undertaking, Outcome.NOT_APPLICABLE, why, check.name) for check in CHECKS)


def _not_a_party(reading: Reading) -> str:
    day = f" on {day_in_words(reading.decided)}" if reading.decided else ""
    return f"Not applicable: not a party to the Compact{day}."


def _unless_withheld(verdict: Verdict, reading: Reading) -> Verdict:
    """Say "withheld" where the missing answer lies in a part that was withheld or redacted."""
    if verdict.field is None or verdict.outcome in (Outcome.KEPT, Outcome.EXPLAINED, Outcome.NOT_KEPT_EXPLAINED):
        return verdict
    part = reading.withheld(verdict.field)
    if part is None:
        return verdict
    return Verdict(Outcome.NOT_KNOWN, withheld_in_words(part), verdict.field, apart=WITHHELD)


def _with_claim(verdict: Verdict, undertaking: str, reading: Reading) -> Verdict:
    """Take what the body says against itself as said, and its explanation as owed; never its claim to have kept."""
    if verdict.apart or verdict.outcome not in (Outcome.NOT_KEPT, Outcome.NOT_KNOWN):
        return verdict
    claim = next((one for one in known(reading.content.claims) or () if one.undertaking == undertaking), None)
    if claim is None or claim.claim not in ("not_kept", "partly"):
        return verdict
    if verdict.outcome is Outcome.NOT_KNOWN and claim.claim == "partly":
        return verdict
    why = reading.written(claim.explanation, "claims")
    says = f"the body says itself that it was {'not kept' if claim.claim == 'not_kept' else 'kept in part only'}"
    return replace(
        verdict,
        outcome=Outcome.NOT_KEPT_EXPLAINED if why else Outcome.NOT_KEPT,
        sentence=f"{verdict.sentence.removesuffix('.')}; {says}{', and why' if why else ''}.",
    )
