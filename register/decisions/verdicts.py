"""How a check is written down: what it asks, of which undertaking, and the answers it can give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from register.core.calendar import day_in_words, days_in_words
from register.core.findings import Outcome
from register.decisions.reading import Reading


@dataclass(frozen=True)
class Verdict:
    """One answer: the outcome, the sentence that shows why, and the field that would mend it."""

    outcome: Outcome
    sentence: str
    field: str | None = None
    apart: str | None = None
    """Set where the answer is counted apart ("withheld"): it is added to the check's name."""


@dataclass(frozen=True)
class Check:
    """One question, of one undertaking; `find` answers None where there is nothing to speak of."""

    undertaking: str
    name: str
    find: Callable[[Reading], Verdict | None]


def kept(sentence: str) -> Verdict:
    """Say that the undertaking was kept."""
    return Verdict(Outcome.KEPT, sentence)


def explained(sentence: str) -> Verdict:
    """Say that the undertaking was fulfilled by explaining: 3.4, and 4.4 in exceptional circumstances, only."""
    return Verdict(Outcome.EXPLAINED, sentence)


def not_known(sentence: str, field: str) -> Verdict:
    """Say that it cannot be told whether the undertaking was kept."""
    return Verdict(Outcome.NOT_KNOWN, sentence, field)


def not_kept(sentence: str, field: str) -> Verdict:
    """Say that the undertaking was not kept."""
    return Verdict(Outcome.NOT_KEPT, sentence, field)


def not_kept_explained(sentence: str, field: str) -> Verdict:
    """Say that the undertaking was not kept, and that the body says why."""
    return Verdict(Outcome.NOT_KEPT_EXPLAINED, sentence, field)


def not_applicable(sentence: str, field: str | None = None) -> Verdict:
    """Say that the undertaking asks nothing of this decision, as far as a field (if one is named) says."""
    return Verdict(Outcome.NOT_APPLICABLE, sentence, field)


NO_TYPE = not_known("The type of decision is not recorded.", "decision_type")


def before_decision(reading: Reading, day: date | None, what: str, field: str) -> Verdict:
    """Judge whether something was done before the decision; `what` is a past clause ("the plan was agreed").

    On the day of the decision itself nobody can tell which came first.
    """
    start = what[:1].upper() + what[1:]
    if day is None:
        return not_known(f"The day on which {what} is not recorded.", field)
    if reading.decided is None:
        return not_known("The date of the decision is not recorded.", "decided_on")
    decided, days = day_in_words(reading.decided), abs((reading.decided - day).days)
    if day > reading.decided:
        return not_kept(
            f"{start} on {day_in_words(day)}, {days_in_words(days)} after the decision of {decided}.", field
        )
    if day == reading.decided:
        return not_known(f"{start} on {decided}, the day of the decision: which came first is not recorded.", field)
    return kept(f"{start} on {day_in_words(day)}, {days_in_words(days)} before the decision of {decided}.")
