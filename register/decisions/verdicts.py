"""Answers that several checks of a funding decision give."""

from __future__ import annotations

from datetime import date

from register.common.verdicts import Verdict, kept, not_kept, not_known
from register.core.calendar import day_in_words, days_in_words
from register.decisions.reading import Reading

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
