"""The sets of entries that filters choose, kept in memory and moved with the acts."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from register.core.calendar import day_begins, today_in_london
from register.core.projection import SPELLS
from register.entries.following import changed_entries
from register.entries.reading import Version, version
from register.entries.tables import citation, facet, facet_value, listing
from register.entries.writing import OPEN_END
from register.finding import holding
from register.finding.bitmaps import bits

MOST_CHANGES = 5_000
"""Beyond so many acts behind, sets are read anew."""


@dataclass(frozen=True)
class Value:
    """A value to filter by, as it stands in addresses and as readers see it."""

    name: str
    value: str
    label: str


@dataclass(frozen=True)
class Timed:
    """A finding that begins or ends after the day the sets were made."""

    undertaking: str
    outcome: str
    since: str
    until: str
    entry_id: int


@dataclass
class Sets:
    """Every entry, the entries of each kind, of each facet value and of each finding, at one version of the register.

    Findings and spells are right from `day` (ISO) on, whichever later moment is asked about.
    """

    version: tuple[int, int]
    day: str
    everything: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    values: dict[str, dict[str, Value]] = field(default_factory=dict)
    members: dict[tuple[str, str], int] = field(default_factory=dict)
    cited: dict[tuple[str, str], int] = field(default_factory=dict)
    timed: tuple[Timed, ...] = ()
    spells: holding.Spells = field(default_factory=lambda: holding.Spells({}, ()))
    epoch: int = 1

    def having(self, name: str, value: str, moment: str) -> int:
        """Return the entries that have a value to filter by; `moment` matters where it is a spell."""
        held = self.spells.at(moment) if name in SPELLS else self.members
        return held.get((name, value), 0)

    def citing(self, undertaking: str | None, outcomes: Collection[str], day: str) -> int:
        """Return the entries with a finding on a day, of one undertaking or any, with any of the outcomes or of all."""
        found = 0
        for (number, what), chosen in self.cited.items():
            if undertaking in (None, number) and (not outcomes or what in outcomes):
                found |= chosen
        for one in self.timed:
            fits = undertaking in (None, one.undertaking) and (not outcomes or one.outcome in outcomes)
            if fits and one.since <= day < one.until:
                found |= 1 << one.entry_id
        return found


class SetKeeper:
    """Keeps the sets of one database in memory, and follows the acts."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: Sets | None = None

    def at(self, connection: Connection, now: datetime) -> Sets:
        """Return the sets at the version this connection sees, or a newer one, for questions about the present."""
        seen, day = version(connection), today_in_london(now).isoformat()
        with self._lock:
            kept = self._kept
            if kept is None or _is_of_no_use(kept, seen, day):
                kept = _read(connection, seen, day)
            elif kept.version[0] < seen.n:
                kept = _moved(connection, kept, seen)
            self._kept = kept
            return kept


def selected(connection: Connection, query: Select[tuple[int]]) -> int:
    """Return the set of the entries that a query of their ids finds."""
    return bits(connection.scalars(query))


def _is_of_no_use(kept: Sets, now: Version, day: str) -> bool:
    n, catalogue = kept.version
    return (catalogue, kept.epoch) != (now.catalogue, now.epoch) or now.n - n > MOST_CHANGES or day < kept.day


def _read(connection: Connection, now: Version, day: str) -> Sets:
    made = Sets((now.n, now.catalogue), day, epoch=now.epoch)
    kinds: dict[str, list[int]] = {}
    for kind, entry_id in connection.execute(select(listing.c.kind, listing.c.entry_id)):
        kinds.setdefault(kind, []).append(entry_id)
    made.kinds = {kind: bits(ids) for kind, ids in kinds.items()}
    for chosen in made.kinds.values():
        made.everything |= chosen
    names = _values(connection, made)
    found: dict[int, list[int]] = {}
    for value_id, entry_id in connection.execute(select(facet.c.value_id, facet.c.entry_id)):
        found.setdefault(value_id, []).append(entry_id)
    made.members = {names[key]: bits(ids) for key, ids in found.items()}
    cited: dict[tuple[str, str], list[int]] = {}
    for undertaking, outcome, entry_id in connection.execute(_lasting(day)):
        cited.setdefault((undertaking, outcome), []).append(entry_id)
    made.cited = {key: bits(ids) for key, ids in cited.items()}
    made.timed = tuple(Timed(*row) for row in connection.execute(_passing(day)))
    made.spells = holding.read(connection, _beginning(day))
    return made


def _moved(connection: Connection, kept: Sets, now: Version) -> Sets:
    changed = changed_entries(connection, after=kept.version[0], upto=now.n)
    if not changed:
        return replace(kept, version=(now.n, now.catalogue))
    moved = bits(changed)
    made = Sets((now.n, now.catalogue), kept.day, kept.everything & ~moved, epoch=kept.epoch)
    names = _values(connection, made)
    made.kinds = {kind: chosen & ~moved for kind, chosen in kept.kinds.items()}
    rows = select(listing.c.kind, listing.c.entry_id).where(listing.c.entry_id.in_(changed))
    for kind, entry_id in connection.execute(rows):
        made.kinds[kind] = made.kinds.get(kind, 0) | 1 << entry_id
        made.everything |= 1 << entry_id
    made.members = {key: chosen & ~moved if chosen & moved else chosen for key, chosen in kept.members.items()}
    facets = select(facet.c.value_id, facet.c.entry_id).where(facet.c.entry_id.in_(changed))
    for value_id, entry_id in connection.execute(facets):
        key = names[value_id]
        made.members[key] = made.members.get(key, 0) | 1 << entry_id
    made.cited = {key: chosen & ~moved if chosen & moved else chosen for key, chosen in kept.cited.items()}
    lasting = connection.execute(_lasting(kept.day).where(citation.c.entry_id.in_(changed)))
    for undertaking, outcome, entry_id in lasting:
        made.cited[undertaking, outcome] = made.cited.get((undertaking, outcome), 0) | 1 << entry_id
    passing = connection.execute(_passing(kept.day).where(citation.c.entry_id.in_(changed)))
    made.timed = (*(one for one in kept.timed if not moved >> one.entry_id & 1), *(Timed(*row) for row in passing))
    made.spells = kept.spells.moved(connection, changed, moved, _beginning(kept.day))
    return made


def _beginning(day: str) -> str:
    return day_begins(date.fromisoformat(day))


def _lasting(day: str) -> Select[Any]:
    query = select(citation.c.undertaking, citation.c.outcome, citation.c.entry_id)
    return query.where(citation.c.since <= day, citation.c.until == OPEN_END)


def _passing(day: str) -> Select[Any]:
    columns = citation.c.undertaking, citation.c.outcome, citation.c.since, citation.c.until, citation.c.entry_id
    return select(*columns).where((citation.c.since > day) | (citation.c.until != OPEN_END))


def _values(connection: Connection, made: Sets) -> dict[int, tuple[str, str]]:
    names: dict[int, tuple[str, str]] = {}
    for row in connection.execute(select(facet_value)):
        names[row.id] = (row.name, row.value)
        made.values.setdefault(row.name, {})[row.value] = Value(row.name, row.value, row.label)
    return names
