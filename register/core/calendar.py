"""Dates as the Compact counts them: calendar months clamped to the month's end, and days counted at both ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

LONDON = ZoneInfo("Europe/London")


def now_utc() -> str:
    """Return the present instant in UTC as the record writes it."""
    return instant(datetime.now(UTC))


def instant(moment: datetime) -> str:
    """Write a moment as the record does: 2026-11-22T18:53:47.123456Z."""
    # strftime writes the year 26 as "26": then instants would not compare as text.
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def iso(day: date | time | None) -> str | None:
    """Write a day or a time of day as the record does; nothing where there is none."""
    return day.isoformat() if day else None


def midnight_in_london(day: date) -> datetime:
    """Return the moment at which a local day begins."""
    return datetime.combine(day, time(), LONDON)


def day_begins(day: date) -> str:
    """Write the moment at which a local day begins as the record does."""
    return instant(midnight_in_london(day))


def today_in_london(now: datetime | None = None) -> date:
    """Return the local date; a naive `now` is refused with ValueError."""
    moment = now or datetime.now(UTC)
    if moment.tzinfo is None:
        raise ValueError("a moment must say its time zone")
    return moment.astimezone(LONDON).date()


def local_day(at: str) -> date:
    """Return the local date of an instant that the record holds."""
    return today_in_london(datetime.fromisoformat(at))


def add_months(day: date, months: int) -> date:
    """Add calendar months, clamped to the month's end (30 Nov + 3 months = 28 or 29 Feb).

    Past the calendar's own end it is the last day there is: a mistyped year must not stop a page.
    """
    try:
        return day + relativedelta(months=months)
    except (ValueError, OverflowError):
        return date.max if months > 0 else date.min


def day_after(day: date) -> date:
    """Return the next day; after the last day there is, that day again."""
    return day if day == date.max else day + timedelta(days=1)


def months_and_days(start: date, end: date) -> tuple[int, int]:
    """Return the largest whole number of calendar months from start that does not pass end, and the days left.

    Raises ValueError where end is before start.
    """
    if end < start:
        raise ValueError("the end is before the start")
    months = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, months) > end:
        months -= 1
    return months, (end - add_months(start, months)).days


def days_inclusive(start: date, end: date) -> int:
    """Count days from start to end, both included (twelve weeks is 84 of them)."""
    return (end - start).days + 1


def day_in_words(day: date) -> str:
    """Write a date as readers see it: 3 March 2026."""
    return f"{day.day} {day:%B %Y}"


def span_in_words(months: int, days: int) -> str:
    """Write a length as readers see it: 3 months 19 days."""
    parts = [f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in ((months, "month"), (days, "day")) if n]
    return " ".join(parts) or "0 days"


def days_in_words(days: int) -> str:
    """Write a number of days as readers see it: 1 day, 42 days."""
    return f"{days} day{'' if days == 1 else 's'}"
