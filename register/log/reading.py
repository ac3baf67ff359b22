"""Ask the log: entries, proofs, consistency, and what opens an entry's commitments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import Connection, or_, select

from register.log import tree
from register.log.tables import log_entry, log_node

Node = tuple[int, int]
_AT_ONCE = 100
_BATCH = 2_000


def entry_bytes(connection: Connection, n: int) -> bytes | None:
    """Return the very bytes of an entry."""
    held = connection.scalar(select(log_entry.c.entry).where(log_entry.c.n == n))
    return None if held is None else bytes(held)


def entries_from(connection: Connection, first: int = 0, upto: int | None = None) -> Iterator[tuple[int, bytes]]:
    """Yield entries in order, in batches: the log is never whole in memory."""
    while True:
        query = select(log_entry).where(log_entry.c.n >= first).order_by(log_entry.c.n).limit(_BATCH)
        rows = connection.execute(query if upto is None else query.where(log_entry.c.n <= upto)).all()
        if not rows:
            return
        yield from ((int(n), bytes(entry)) for n, entry in rows)
        first = int(rows[-1][0]) + 1


def nodes_of(connection: Connection, wanted: Sequence[Node]) -> dict[Node, bytes]:
    """Return stored nodes by level and position."""
    found: dict[Node, bytes] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        # As pairs in one IN, SQLite would read the whole table.
        some = [
            (log_node.c.level == level) & (log_node.c.position == p) for level, p in wanted[start : start + _AT_ONCE]
        ]
        query = select(log_node).where(or_(*some))
        found |= {(int(row.level), int(row.position)): bytes(row.hash) for row in connection.execute(query)}
    return found


def inclusion(connection: Connection, index: int, size: int) -> list[bytes]:
    """Return the proof that a leaf is in the tree of a size."""
    return _proof(connection, lambda get: tree.inclusion(index, size, get))


def consistency(connection: Connection, old: int, new: int) -> list[bytes]:
    """Return the proof that the tree of one size is the beginning of that of another."""
    return _proof(connection, lambda get: tree.consistency(old, new, get))


def _proof(connection: Connection, prove: Callable[[tree.Get], list[bytes]]) -> list[bytes]:
    """Prove twice: first over nothing, to learn which nodes to fetch together."""
    wanted: list[Node] = []

    def note(level: int, position: int) -> bytes:
        wanted.append((level, position))
        return bytes(tree.HASH_BYTES)

    prove(note)
    held = nodes_of(connection, wanted)
    return prove(lambda level, position: held[level, position])
