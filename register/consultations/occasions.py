"""The days of a consultation for a calendar: it opens, it closes, feedback is due."""

from __future__ import annotations

from collections.abc import Iterator

from register.consultations.content import ConsultationContent
from register.consultations.periods import last_day_of
from register.consultations.reading import ConsultationReading
from register.consultations.words import time_in_words
from register.core.calendar import day_in_words
from register.core.content import known
from register.core.findings import Context
from register.core.projection import Occasion


def occasions(content: ConsultationContent, context: Context) -> tuple[Occasion, ...]:
    """Return the days of a consultation in order; one that was abandoned has none.

    A key belongs to its occasion for good: an extension moves the closing, a reopening adds its own two.
    """
    reading = ConsultationReading(content, context)
    return () if reading.abandoned else (*_periods(reading), *_feedback(reading))


def _periods(reading: ConsultationReading) -> Iterator[Occasion]:
    online = known(reading.content.survey_url)
    respond = f"Respond at {online}" if online else "How to respond is said on the consultation’s page."
    for number, period in enumerate(reading.periods, 1):
        again, suffix = (" again", f"-{number}") if number > 1 else ("", "")
        if period.opens_on:
            yield Occasion(f"opens{suffix}", f"Opens{again}", period.opens_on, words=respond)
        last = last_day_of(period)
        if last:
            # What closes at midnight is over at the end of the day before: nobody should come a day late.
            at = period.closes_at if last == period.closes_on else None
            until = f"{time_in_words(at)} on {day_in_words(last)}" if at else day_in_words(last)
            yield Occasion(f"closes{suffix}", f"Closes{again}", last, at, f"Open until {until}. {respond}")


def _feedback(reading: ConsultationReading) -> Iterator[Occasion]:
    if published := reading.feedback_on:
        yield Occasion("feedback", "Feedback published", published)
    elif due := reading.feedback_due:
        days = reading.context.yardsticks.feedback_days
        rule = "As promised." if reading.promised else f"{days} days after it closes, the register’s yardstick."
        yield Occasion("feedback", "Feedback due", due, words=rule)
