"""Which entries are in a state, or await something, at a moment: sets that move with the clock and not only by acts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select

from register.entries.tables import FIRST, FOR_EVER, spell
from register.finding.bitmaps import bits

Pair = tuple[str, str]


@dataclass(frozen=True)
class Passing:
    """A spell that begins or ends at or after the moment its keeper was made."""

    pair: Pair
    since: str
    until: str
    entry_id: int


class Spells:
    """The spells of every entry, from one instant on; between two turns (a beginning or an end) nothing moves."""

    def __init__(self, lasting: Mapping[Pair, int], passing: tuple[Passing, ...]) -> None:
        self._lasting, self._passing = lasting, passing
        turns = {edge for one in passing for edge in (one.since, one.until)}
        self._turns = sorted(turns - {FIRST, FOR_EVER})
        self._shown: tuple[int, Mapping[Pair, int]] = (-1, {})

    def at(self, instant: str) -> Mapping[Pair, int]:
        """Return the entries of each name and value at an instant; made once for all instants between two turns."""
        turn = bisect_right(self._turns, instant)
        made, held = self._shown
        if made != turn:
            held = dict(self._lasting)
            for one in self._passing:
                if one.since <= instant < one.until:
                    held[one.pair] = held.get(one.pair, 0) | 1 << one.entry_id
            self._shown = turn, held
        return held

    def moved(self, connection: Connection, changed: Collection[int], gone: int, start: str) -> Spells:
        """Return the spells after some entries changed; `gone` is the set of these."""
        fresh = read(connection, start, changed)
        lasting = {pair: chosen & ~gone if chosen & gone else chosen for pair, chosen in self._lasting.items()}
        for pair, chosen in fresh._lasting.items():
            lasting[pair] = lasting.get(pair, 0) | chosen
        return Spells(lasting, (*(one for one in self._passing if not gone >> one.entry_id & 1), *fresh._passing))


def read(connection: Connection, start: str, only: Collection[int] | None = None) -> Spells:
    """Read the spells that matter from an instant on, of all entries or of some."""
    query: Select[Any] = select(spell.c.name, spell.c.value, spell.c.since, spell.c.until, spell.c.entry_id)
    query = query.where(spell.c.until > start)
    if only is not None:
        query = query.where(spell.c.entry_id.in_(list(only)))
    lasting: dict[Pair, list[int]] = {}
    passing = []
    for name, value, since, until, entry_id in connection.execute(query):
        if since <= start and until == FOR_EVER:
            lasting.setdefault((name, value), []).append(entry_id)
        else:
            passing.append(Passing((name, value), since, until, entry_id))
    return Spells({pair: bits(ids) for pair, ids in lasting.items()}, tuple(passing))
