"""Where a dispute stands, from its dates alone: open or closed, and what of its promises is overdue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from register.common.spells import overdue
from register.core.calendar import day_begins, day_in_words, days_in_words
from register.core.projection import Spell
from register.disputes.content import Lesson, Remedy
from register.disputes.reading import DisputeReading
from register.disputes.words import STATES

OVERDUE = {"remedy": "Remedy overdue", "lesson": "Lesson overdue"}


def spells(reading: DisputeReading) -> Iterator[Spell]:
    """Yield where it stands at every moment, and when something promised is overdue."""
    closing = day_begins(reading.closed_on) if reading.closed_on else None
    if closing or not reading.closed:
        yield Spell("state", "open", STATES["open"], until=closing)
    if reading.closed:
        yield Spell("state", "ended", STATES["ended"], since=closing)
    if reading.judged:
        yield from overdue("remedy", OVERDUE["remedy"], ((one.due_on, one.done_on) for one in reading.remedies))
        yield from overdue("lesson", OVERDUE["lesson"], ((one.due_on, one.done_on) for one in reading.lessons))


def state_sentence(reading: DisputeReading) -> str:
    """Say where it stands today, and how long it took or has taken."""
    raised, closed = reading.raised_on, reading.closed_on
    if closed and closed <= reading.context.today:
        days = days_open(reading)
        took = f", {days_in_words(days)} after it was raised" if days is not None else ""
        return f"Closed on {day_in_words(closed)}{took}."
    if reading.closed and closed is None:
        return "Closed."
    if raised is None:
        return "Open."
    return f"Open for {days_in_words(max(0, (reading.context.today - raised).days))}: raised on {day_in_words(raised)}."


def days_open(reading: DisputeReading) -> int | None:
    """Return the days from the one on which it was raised to the one on which it was closed; None if unknown."""
    raised, closed = reading.raised_on, reading.closed_on
    return (closed - raised).days if raised and closed and raised <= closed else None


def item_state(one: Remedy | Lesson, today: date) -> str:
    """Return the state of something promised: done (remedies perhaps confirmed), overdue, still to do, or undated."""
    if isinstance(one, Remedy) and one.verified_on and one.verified_on <= today:
        return "confirmed"
    if one.done_on and one.done_on <= today:
        return "done"
    if one.due_on is None:
        return "undated"
    return "overdue" if one.due_on < today else "to_do"
