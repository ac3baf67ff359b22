"""When an entry leaves its state, in words and counted from the moment a page is asked for."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from register.core.calendar import LONDON, day_in_words, days_in_words
from register.core.kind import Kind, Turn
from register.entries.reading import Row
from register.kinds import kind_named
from register.web.current import now

COUNTED = 60
"""Days that are counted for readers; what is further ahead is told by its date."""
_MOMENT = timedelta(microseconds=1)


def turning(row: Row) -> str | None:
    """Say when an entry leaves its state, counted from now: "Closes in 9 days"; None where it stays."""
    turn = _turn(kind_named(row.kind), row.state_value)
    if turn is None or row.state_until is None:
        return None
    return in_words(turn, datetime.fromisoformat(row.state_until), now())


def in_words(turn: Turn, until: datetime, asked: datetime) -> str:
    """Say when a state ends: on its last day, or, where the verb tells what begins then, on the day after."""
    end = until.astimezone(LONDON)
    last = (end if turn.begins else end - _MOMENT).date()
    ahead = (last - asked.astimezone(LONDON).date()).days
    clock = f" at {end:%H:%M}" if end.time() != time() and ahead <= 1 else ""
    return f"{turn.verb.capitalize()} {_day(last, ahead)}{clock}"


def _turn(kind: Kind, state: str | None) -> Turn | None:
    return next((turn for turn in kind.turns if turn.state == state), None)


def _day(day: date, ahead: int) -> str:
    if ahead <= 1:
        return "tomorrow" if ahead else "today"
    return f"in {days_in_words(ahead)}" if ahead <= COUNTED else f"on {day_in_words(day)}"
