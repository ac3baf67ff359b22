"""What can hardly be: a day before the decision it follows, or more awarded than was applied for.

It stops nothing, because it may be so after all: an applicant asked for a review early, a body that gave more.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from register.core.calendar import day_in_words
from register.core.content import known
from register.core.findings import Breach
from register.decisions.reading import Reading
from register.decisions.words import sum_in_words


def odd_days(reading: Reading) -> Iterator[Breach]:
    """Yield each day that follows a decision, and yet is before it."""
    if reading.decided is None:
        return
    for field, undertaking, told in _AFTER:
        day = reading.value(field)
        if isinstance(day, date) and day < reading.decided:
            yield Breach(
                undertaking,
                field,
                f"{told.format(day=day_in_words(day), who=_who(reading))}, "
                f"before the decision of {day_in_words(reading.decided)}.",
                "Correct one of the days, or leave both where that is how it was.",
            )


def odd_sums(reading: Reading) -> Iterator[Breach]:
    """Yield an amount awarded that is more than the amount applied for; one and the same period is said of both."""
    awarded, asked = known(reading.content.amount_awarded), known(reading.content.amount_applied_for)
    if not (isinstance(awarded, Decimal) and isinstance(asked, Decimal) and awarded > asked):
        return
    period = known(reading.content.amount_period)
    yield Breach(
        None,
        "amount_awarded",
        f"{sum_in_words(awarded, period)} is awarded, and {sum_in_words(asked, period)} was applied for.",
        "Correct one of the sums, or leave both where more was given than asked for.",
    )


_AFTER = (
    ("recipient_told_on", None, "The {who} was told on {day}"),
    ("refusal.feedback_given_on", "3.5", "Feedback was given on {day}"),
    ("refusal.review_by", "3.5", "The last day to ask for a review is {day}"),
)
"""Days that come after the decision: the field, its undertaking, and the beginning of its sentence."""


def _who(reading: Reading) -> str:
    return "applicant" if reading.type == "refusal" else "recipient"
