"""Sets of entries as bitmaps: bit `i` stands for entry `i`. Counting and intersecting them is one machine loop."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, select

from register.entries.following import changed_entries
from register.entries.reading import Version, version
from register.entries.tables import citation, facet, facet_value, listing
from register.entries.writing import OPEN_END

MOST_CHANGES = 5_000
"""Beyond so many acts behind, sets are read anew."""


_BITS = tuple(tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256))


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

    Findings are right from `day` (ISO) on, whichever day is asked about.
    """

    version: tuple[int, int]
    day: str
    everything: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    values: dict[str, dict[str, Value]] = field(default_factory=dict)
    members: dict[tuple[str, str], int] = field(default_factory=dict)
    cited: dict[tuple[str, str], int] = field(default_factory=dict)
    timed: tuple[Timed, ...] = ()

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

    def at(self, connection: Connection, today: date) -> Sets:
        """Return the sets at the version this connection sees, or a newer one, for questions about today."""
        now, day = version(connection), today.isoformat()
        with self._lock:
            kept = self._kept
            if kept is None or _is_of_no_use(kept, now, day):
                kept = _read(connection, now, day)
            elif kept.version[0] < now.n:
                kept = _moved(connection, kept, now)
            self._kept = kept
            return kept


def bits(ids: Iterable[int]) -> int:
    """Return the set of some entries."""
    members = list(ids)
    if not members:
        return 0
    field_of_bits = bytearray(max(members) // 8 + 1)
    for member in members:
        field_of_bits[member >> 3] |= 1 << (member & 7)
    return int.from_bytes(field_of_bits, "little")


def members(chosen: int) -> Iterator[int]:
    """Return the entries of a set, in order."""
    in_bytes = chosen.to_bytes((chosen.bit_length() + 7) // 8, "little")
    return (position * 8 + bit for position, byte in enumerate(in_bytes) for bit in _BITS[byte])


def selected(connection: Connection, query: Select[tuple[int]]) -> int:
    """Return the set of the entries that a query of their ids finds."""
    return bits(connection.scalars(query))


def _is_of_no_use(kept: Sets, now: Version, day: str) -> bool:
    n, catalogue = kept.version
    return catalogue != now.catalogue or now.n - n > MOST_CHANGES or day < kept.day


def _read(connection: Connection, now: Version, day: str) -> Sets:
    made = Sets((now.n, now.catalogue), day)
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
    return made


def _moved(connection: Connection, kept: Sets, now: Version) -> Sets:
    changed = changed_entries(connection, after=kept.version[0], upto=now.n)
    if not changed:
        return replace(kept, version=(now.n, now.catalogue))
    moved = bits(changed)
    made = Sets((now.n, now.catalogue), kept.day, kept.everything | moved)
    names = _values(connection, made)
    made.kinds = {kind: chosen & ~moved for kind, chosen in kept.kinds.items()}
    rows = select(listing.c.kind, listing.c.entry_id).where(listing.c.entry_id.in_(changed))
    for kind, entry_id in connection.execute(rows):
        made.kinds[kind] = made.kinds.get(kind, 0) | 1 << entry_id
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
    return made


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
