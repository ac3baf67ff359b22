"""Matters that are open: how many, and for how long, whether or not anything of them may be published yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from register.core.calendar import days_in_words
from register.core.kind import Kind
from register.entries.reading import current, in_state, pending
from register.web.current import now, today

MOST_READ = 200
"""Published open matters whose age is looked up."""


@dataclass(frozen=True)
class Matters:
    """The open matters of a kind: the ages in days of those not yet public, and of those that can be read."""

    kind: Kind
    kept_back: tuple[int, ...]
    public: tuple[int, ...]

    @property
    def href(self) -> str | None:
        """Return where the public ones are listed; None where there are none."""
        return f"/{self.kind.plural}/?state={self.kind.pending_state}" if self.public else None

    def in_all(self) -> str:
        """Say how many are open, how many of those are not yet public, and for how long the oldest is open."""
        ages = (*self.kept_back, *self.public)
        if not ages:
            return self._none()
        hidden = len(self.kept_back)
        told = (
            f", {hidden:,} of them not yet public" if hidden and self.public else ", not yet public" if hidden else ""
        )
        return f"{self._number(ages)}{told}. {_oldest(ages)}"

    def not_yet_public(self) -> str:
        """Say how many a list cannot show, and for how long the oldest of them is open."""
        if self.kept_back:
            verb = "is" if len(self.kept_back) == 1 else "are"
            return f"{self._number(self.kept_back)} {verb} not yet public. {_oldest(self.kept_back)}"
        return f"Every open {self.kind.label.lower()} is listed here." if self.public else self._none()

    def _none(self) -> str:
        return f"No {self.kind.label.lower()} is open."

    def _number(self, ages: Sequence[int]) -> str:
        return f"1 open {self.kind.label.lower()}" if len(ages) == 1 else f"{len(ages):,} {self.kind.pending}"


def matters(connection: Connection, kind: Kind) -> Matters | None:
    """Count the open matters of a kind; None for a kind whose matters are not counted."""
    if kind.pending_since is None:
        return None
    day = today()
    return Matters(kind, _ages(pending(connection, kind.name), day), _ages(_published(connection, kind), day))


def _published(connection: Connection, kind: Kind) -> list[date]:
    """Return since when the published ones are open; those that do not say so are left out."""
    rows = in_state(connection, kind.name, kind.pending_state, now=now(), limit=MOST_READ)
    records = [current(connection, row.reference) for row in rows]
    days = [kind.pending_since(record.document) for record in records if record and kind.pending_since]
    return [day for day in days if day]


def _ages(since: Sequence[date], day: date) -> tuple[int, ...]:
    return tuple(sorted(((day - began).days for began in since if began <= day), reverse=True))


def _oldest(ages: Sequence[int]) -> str:
    whose = "It" if len(ages) == 1 else "The longest"
    return f"{whose} has been open for {days_in_words(max(ages))}."
