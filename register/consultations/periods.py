"""The times in which people could answer: exact moments of London's clock, and stretches without a break.

A period that closes at midnight has the day before as its last. One whose days contradict each other says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from register.consultations.content import Period
from register.core.calendar import LONDON, day_after, days_inclusive, midnight_in_london


@dataclass(frozen=True)
class Stretch:
    """An unbroken time in which people could answer; it ends before `until`."""

    opens_on: date
    last_day: date
    since: datetime
    until: datetime

    @property
    def days(self) -> int:
        """Count its days, both ends included."""
        return days_inclusive(self.opens_on, self.last_day)


def start_of(day: date) -> datetime:
    """Return the moment a local day begins, in UTC: moments of one zone would compare by their clock."""
    return midnight_in_london(day).astimezone(UTC)


def last_day_of(period: Period) -> date | None:
    """Return the last day on which people could answer."""
    day = period.closes_on
    if day is None or period.closes_at != time() or day == date.min:
        return day
    return day - timedelta(days=1)


def end_of(period: Period) -> datetime | None:
    """Return the moment from which it is closed."""
    if period.closes_on is None:
        return None
    if period.closes_at is None:
        return start_of(day_after(period.closes_on))
    return datetime.combine(period.closes_on, period.closes_at, LONDON).astimezone(UTC)


def contradicts_itself(period: Period) -> bool:
    """Tell whether it would close before it opens."""
    last = last_day_of(period)
    return period.opens_on is not None and last is not None and last < period.opens_on


def in_order(periods: Iterable[Period]) -> tuple[Period, ...]:
    """Return the periods that say something of their days, and nothing contradictory, by these days."""
    stated = [one for one in periods if (one.opens_on or one.closes_on) and not contradicts_itself(one)]
    return tuple(sorted(stated, key=lambda one: (one.opens_on or last_day_of(one), last_day_of(one) or date.max)))


def stretches(periods: Iterable[Period]) -> tuple[Stretch, ...]:
    """Return the unbroken times, in order: periods that touch are one, a reopening after a gap is another."""
    joined: list[Stretch] = []
    for period in in_order(periods):
        last, until = last_day_of(period), end_of(period)
        if period.opens_on is None or last is None or until is None:
            continue
        one = Stretch(period.opens_on, last, start_of(period.opens_on), until)
        if joined and one.since <= joined[-1].until:
            before = joined.pop()
            later = max(before, one, key=lambda stretch: stretch.until)
            one = Stretch(before.opens_on, later.last_day, before.since, later.until)
        joined.append(one)
    return tuple(joined)
