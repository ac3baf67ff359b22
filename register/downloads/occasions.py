"""The days of entries for a calendar, as they stand and as they were announced before a correction took them back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from register.core.calendar import local_day
from register.core.content import EntryContent
from register.core.findings import Yardsticks
from register.core.kind import Kind
from register.core.projection import Occasion
from register.downloads.entries import Entry
from register.entries.reading import Row, at_revision
from register.publishing.context import Contexts


@dataclass(frozen=True)
class Dated:
    """An occasion of an entry; `cancelled` where an earlier revision announced it and the newest does not."""

    row: Row
    occasion: Occasion
    cancelled: bool = False


class Occasions:
    """Finds the occasions of entries, in the contexts in which their kinds read them."""

    def __init__(self, connection: Connection, yardsticks: Yardsticks, today: date) -> None:
        self._connection, self._today = connection, today
        self._contexts = Contexts(connection, yardsticks)

    def of(self, entry: Entry) -> Iterator[Dated]:
        """Yield the occasions of an entry, and those that it has no longer."""
        held = self._found(entry.kind, entry.row, entry.kind.content.model_validate(entry.document)) or {}
        yield from (Dated(entry.row, one) for one in held.values())
        yield from (Dated(entry.row, one, cancelled=True) for one in self._taken_back(entry))

    def _taken_back(self, entry: Entry) -> Iterable[Occasion]:
        """Return what was announced and then taken back while it still lay ahead: what had been by then, had been."""
        gone: dict[str, Occasion] = {}
        before: Mapping[str, Occasion] = {}
        for at, now in self._revisions(entry) if entry.row.revision > 1 else ():
            day = local_day(at)
            gone |= {key: one for key, one in before.items() if one.on >= day}
            gone = {key: one for key, one in gone.items() if key not in now}
            before = now
        return gone.values()

    def _revisions(self, entry: Entry) -> Iterator[tuple[str, Mapping[str, Occasion]]]:
        """Yield when each revision was published, and the occasions it had; of some nobody can see that any more."""
        for number in range(1, entry.row.revision + 1):
            record = at_revision(self._connection, entry.row.reference, number)
            if record is not None:
                found = self._found(entry.kind, entry.row, record.content())
                if found is not None:
                    yield record.at, found

    def _found(self, kind: Kind, row: Row, content: EntryContent) -> Mapping[str, Occasion] | None:
        """Return the occasions of a revision by their keys; None where something was removed and no days are left."""
        if kind.occasions is None:
            return {}
        first = local_day(row.published_at)
        setting = self._contexts.of(content, today=self._today, published_on=first)
        found = {one.key: one for one in kind.occasions(content, setting)}
        return None if content.removed and not found else found
