"""What stops a consultation whose days are missing, or cannot be."""

from __future__ import annotations

from collections.abc import Iterator

from register.consultations.content import Period
from register.consultations.periods import contradicts_itself, last_day_of
from register.consultations.reading import ConsultationReading
from register.core.calendar import day_in_words
from register.core.content import known
from register.core.findings import Breach


def _stated(reading: ConsultationReading) -> Iterator[Breach]:
    """Ask for the days; what was abandoned may never have had any, and a file need not state them."""
    if reading.context.imported or reading.context.began_as_import:
        return
    if not any(one.opens_on or one.closes_on for one in reading.stated_periods):
        in_words = reading.written(known(reading.content.dates_words), "dates_words")
        if not (in_words or reading.abandoned or reading.withheld("periods")):
            yield Breach(
                "2.4",
                "periods",
                "The days on which it opens and closes are missing.",
                "Enter them, or write what was said of the dates.",
            )
        return
    for row, one in enumerate(reading.stated_periods):
        for name, day, verb in (("opens_on", one.opens_on, "opens"), ("closes_on", one.closes_on, "closes")):
            if day is None and not reading.withheld("periods"):
                yield Breach(
                    "2.4",
                    f"periods.{row}.{name}",
                    f"The day on which it {verb} is missing.",
                    "Enter the day: the length of the period is told from both.",
                )


def _sane(reading: ConsultationReading) -> Iterator[Breach]:
    for row, one in enumerate(reading.stated_periods):
        yield from _one(row, one)
    yield from _overlaps(reading)


def _one(row: int, period: Period) -> Iterator[Breach]:
    last = last_day_of(period)
    if contradicts_itself(period) and period.opens_on and period.closes_on:
        days = f"opens on {day_in_words(period.opens_on)} and closes on {day_in_words(period.closes_on)}"
        at_once = " as that day begins" if period.opens_on == period.closes_on else ""
        yield Breach(
            None, f"periods.{row}.closes_on", f"It {days}{at_once}.", "It closes after it opens: correct one of them."
        )
    before = period.extended_from
    if before and last and before >= last:
        yield Breach(
            None,
            f"periods.{row}.extended_from",
            f"It was extended from {day_in_words(before)}, which is not before it closes.",
            "Enter the closing day that was announced at first, or leave it empty.",
        )
    if before and period.opens_on and before < period.opens_on:
        yield Breach(
            None,
            f"periods.{row}.extended_from",
            f"It was extended from {day_in_words(before)}, which is before it opened.",
            "Enter the closing day that was announced at first, or leave it empty.",
        )


def _overlaps(reading: ConsultationReading) -> Iterator[Breach]:
    latest = None
    for one in reading.periods:
        last = last_day_of(one)
        if latest and one.opens_on and one.opens_on <= latest:
            yield Breach(
                None,
                f"periods.{reading.stated_periods.index(one)}.opens_on",
                f"It opens on {day_in_words(one.opens_on)}, but another period lasts until {day_in_words(latest)}.",
                "Make one period of the two, with its closing day as extended, or correct the days.",
            )
        latest = max(filter(None, (latest, last)), default=None)


def _order(reading: ConsultationReading) -> Iterator[Breach]:
    """Ask that feedback follows the closing, and the outcome the decision."""
    published, closed = known(reading.content.feedback_published_on), reading.first_closed
    if published and closed and published < closed:
        yield Breach(
            "2.5",
            "feedback_published_on",
            f"Feedback is published on {day_in_words(published)}, before it closes on {day_in_words(closed)}.",
            "Correct one of the days.",
        )
    promised, last = known(reading.content.feedback_promised_by), reading.last_closed
    if promised and last and promised < last:
        yield Breach(
            "2.5",
            "feedback_promised_by",
            f"Feedback is promised by {day_in_words(promised)}, before it closes on {day_in_words(last)}.",
            "Enter a day after it closes, or leave it empty: then the register’s yardstick applies.",
        )
    outcome, decided = reading.outcome_on, reading.decided
    if outcome and decided and outcome < decided:
        yield Breach(
            None,
            "outcome_published_on",
            f"The outcome is published on {day_in_words(outcome)}, before the decision of {day_in_words(decided)}.",
            "Correct one of the days.",
        )


PERIOD_RULES = (_stated, _sane, _order)
