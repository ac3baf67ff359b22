"""Sets of entries as bitmaps: bit `i` stands for entry `i`. Counting and intersecting them is one machine loop."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, Select, select

from register.entries.following import changed_entries
from register.entries.reading import Version, version
from register.entries.tables import facet, facet_value, listing

MOST_CHANGES = 5_000
"""Beyond so many acts behind, sets are read anew."""


@dataclass(frozen=True)
class Value:
    """A value to filter by, as it stands in addresses and as readers see it."""

    name: str
    value: str
    label: str


@dataclass
class Sets:
    """Every entry, the entries of each kind, and those of each facet value, at one version of the register."""

    version: tuple[int, int]
    everything: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    values: dict[str, dict[str, Value]] = field(default_factory=dict)
    members: dict[tuple[str, str], int] = field(default_factory=dict)


class SetKeeper:
    """Keeps the sets of one database in memory, and follows the acts."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: Sets | None = None

    def at(self, connection: Connection) -> Sets:
        """Return the sets at the version this connection sees, or a newer one."""
        now = version(connection)
        with self._lock:
            kept = self._kept
            if kept is None or kept.version[1] != now.catalogue or now.n - kept.version[0] > MOST_CHANGES:
                kept = _read(connection, now)
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
    for position, byte in enumerate(chosen.to_bytes((chosen.bit_length() + 7) // 8, "little")):
        if byte:
            for bit in range(8):
                if byte >> bit & 1:
                    yield position * 8 + bit


def selected(connection: Connection, query: Select[tuple[int]]) -> int:
    """Return the set of the entries that a query of their ids finds."""
    return bits(connection.scalars(query))


def _read(connection: Connection, now: Version) -> Sets:
    made = Sets((now.n, now.catalogue))
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
    return made


def _moved(connection: Connection, kept: Sets, now: Version) -> Sets:
    changed = changed_entries(connection, after=kept.version[0], upto=now.n)
    if not changed:
        return Sets((now.n, now.catalogue), kept.everything, kept.kinds, kept.values, kept.members)
    moved = bits(changed)
    made = Sets((now.n, now.catalogue), kept.everything | moved)
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
    return made


def _values(connection: Connection, made: Sets) -> dict[int, tuple[str, str]]:
    names: dict[int, tuple[str, str]] = {}
    for row in connection.execute(select(facet_value)):
        names[row.id] = (row.name, row.value)
        made.values.setdefault(row.name, {})[row.value] = Value(row.name, row.value, row.label)
    return names
