"""When what was promised by a day was overdue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from register.core.calendar import day_after, day_begins
from register.core.projection import Spell

Stretch = tuple[date, date | None]
"""From one day until before another; None: for ever."""


def overdue(value: str, label: str, dues: Iterable[tuple[date | None, date | None]]) -> Iterator[Spell]:
    """Yield when any of these (due on, done on) was overdue: from the day after it was due until it was done."""
    for since, until in joined((day_after(due), done) for due, done in dues if due):
        yield Spell("awaited", value, label, day_begins(since), day_begins(until) if until else None)


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return the fewest stretches that hold the same days, in their order."""
    found: list[Stretch] = []
    for since, until in sorted(stretches, key=lambda one: one[0]):
        if until is not None and until <= since:
            continue
        if found and (found[-1][1] is None or since <= found[-1][1]):
            since, before = found.pop()
            until = max(before, until) if before and until else None
        found.append((since, until))
    return found
