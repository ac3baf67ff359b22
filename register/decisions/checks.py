"""What the Compact asks of a funding decision, undertaking by undertaking, and how each answer is found.

What judges no single decision (1.4, 5.2, how long a call was open) is a figure and no check: see `facts.py`.
"""

from __future__ import annotations

from dataclasses import replace

from register.common.reading import withheld_in_words
from register.common.verdicts import PARTLY_WITHHELD, Check, Verdict, findings, kept, not_kept
from register.compact.document import undertaking_order
from register.core.content import known
from register.core.findings import Context, Finding
from register.decisions.award_checks import AWARD_CHECKS
from register.decisions.change_checks import CHANGE_CHECKS
from register.decisions.content import DecisionContent
from register.decisions.reading import Reading
from register.decisions.verdicts import before_decision


def checks(content: DecisionContent, context: Context) -> list[Finding]:
    """Find, for each undertaking that is measured on decisions, whether it was kept; in the Compact's order."""
    return findings(CHECKS, Reading(content, context))


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
            Check("3.3", "rationale", rationale, counts="rationale.criteria"),
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
    return kept(f"The reasons are written{_by_criterion(reading)}.")


def _by_criterion(reading: Reading) -> str:
    """Tell how many criteria it was judged by; those copied from a round may only be listed, which claims no more."""
    criteria = known(reading.rationale.criteria) or ()
    bare = sum(1 for one in criteria if not reading.written(one.how_met, "rationale.criteria"))
    if not bare:
        number = "1 criterion" if len(criteria) == 1 else f"{len(criteria)} criteria"
        return f", and judged by {number}" if criteria else ""
    if len(criteria) == 1:
        return ". The round’s criterion is listed; how it was met is not stated"
    how = "each was" if bare == len(criteria) else f"{bare} of them were"
    return f". The round’s {len(criteria)} criteria are listed; how {how} met is not stated"


_RATIONALE_PARTS = ("rationale.reasons", "rationale.criteria", "rationale.alternatives")
