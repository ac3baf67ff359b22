"""The chain an entry belongs to: what informed it, what it changed, where it was disputed, however many hops away."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from register.entries.reading import Row, rows
from register.entries.tables import entry, relation

MOST = 50
"""Entries shown of one chain: the nearest ones."""

SAID = {"informs": "Led to", "follows": "Follows", "changes": "Changes", "disputes": "Disputes"}
"""What an entry says of one that it names, where a reader of the first looks at the second."""
SAID_OF = {"informs": "Informed by", "follows": "Followed by", "changes": "Changed by", "disputes": "Disputed in"}
"""The same, where a reader of the named entry looks at the one that names it."""


@dataclass(frozen=True)
class Link:
    """One entry of a chain, and how it relates to the one from which it was reached."""

    row: Row
    words: str
    """From the reader's side ("Informed by", "Led to"); empty for the entry the reader is at."""
    of: str | None = None
    """The reference of the entry that the words are about, where that is not the reader's own."""

    @property
    def here(self) -> bool:
        """Tell whether this is the entry the reader is at."""
        return not self.words


@dataclass(frozen=True)
class _Step:
    """How an entry was reached: from which one, and in which words."""

    start: int
    words: str


def chain(connection: Connection, reference: str, now: datetime) -> list[Link]:
    """Return every entry connected with one, this one among them, in the order of their dates.

    An undated entry stands at the day it was published; an entry that no other is connected with has no chain.
    """
    first = connection.scalar(select(entry.c.id).where(entry.c.reference == reference, entry.c.removed.is_(None)))
    if first is None:
        return []
    reached: dict[int, _Step | None] = {first: None}
    edge: Collection[int] = [first]
    while edge and len(reached) < MOST:
        steps = sorted(_steps(connection, edge))
        edge = []
        for start, words, end in steps:
            if end not in reached and len(reached) < MOST:
                reached[end] = _Step(start, words)
                edge.append(end)
    if len(reached) == 1:
        return []
    found = {row.entry_id: row for row in rows(connection, list(reached), now=now)}
    links = [_link(found, row, reached[key], first) for key, row in found.items()]
    return sorted(links, key=lambda link: (link.row.date or link.row.published_at[:10], link.row.entry_id))


def naming(connection: Connection, reference: str, now: datetime) -> list[Row]:
    """Return the entries that name one as related to them, the newest first: what is left to read where it is gone."""
    query = select(entry.c.id).join(relation, relation.c.entry_id == entry.c.id)
    query = query.where(relation.c.reference == reference, entry.c.reference != reference, entry.c.removed.is_(None))
    return rows(connection, list(connection.scalars(query.distinct().order_by(entry.c.id.desc()).limit(MOST))), now=now)


def _steps(connection: Connection, edge: Collection[int]) -> Iterator[tuple[int, str, int]]:
    """Yield what some entries name and what names them: from which, in which words, to which.

    Nothing leads over an entry that readers do not see.
    """
    named, naming = entry.alias("named"), entry.alias("naming")
    both = (
        select(naming.c.id, relation.c.relation, named.c.id)
        .join(naming, naming.c.id == relation.c.entry_id)
        .join(named, named.c.reference == relation.c.reference)
        .where(naming.c.id != named.c.id, naming.c.removed.is_(None), named.c.removed.is_(None))
    )
    for start, what, end in connection.execute(both.where(naming.c.id.in_(edge))):
        yield start, SAID.get(what, "Relates to"), end
    for start, what, end in connection.execute(both.where(named.c.id.in_(edge))):
        yield end, SAID_OF.get(what, "Referred to by"), start


def _link(found: dict[int, Row], row: Row, step: _Step | None, first: int) -> Link:
    if step is None:
        return Link(row, "")
    return Link(row, step.words, found[step.start].reference if step.start != first else None)
