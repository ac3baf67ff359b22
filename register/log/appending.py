"""Append to the log, inside the transaction of the acts that are entered."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from register.core.canonical import parse
from register.entries.tables import head
from register.extensions import after_commit
from register.log import mark, tree
from register.log.mark import Mark
from register.log.standing import edge_of, require_sound
from register.log.tables import log_entry, log_node
from register.settings import Settings

REMOVALS = frozenset({"hold", "lift", "redact", "withdraw"})


def append(connection: Connection, entries: Sequence[bytes], *, first: int, settings: Settings) -> None:
    """Enter acts numbered from `first` on, whose lock the caller holds; raises ReadOnly.

    The high-water mark, and of removals the ledger, follow once the transaction is committed.
    """
    if not entries:
        return
    require_sound(connection, settings)
    root = enter(connection, entries, first=first)
    reached = Mark(int(connection.execute(select(head.c.epoch)).scalar_one()), first + len(entries), root.hex())
    after_commit(connection, lambda: mark.raise_to(settings, reached))
    removals = [entry for entry in entries if parse(entry)["kind"] in REMOVALS] if len(entries) == 1 else []
    if removals:
        after_commit(connection, lambda: mark.keep_in_ledger(settings, removals))


def enter(connection: Connection, entries: Sequence[bytes], *, first: int) -> bytes:
    """Write entries and the nodes they complete, asking nobody (a recovery does); return the root over all.

    Raises ReadOnly where nodes of the tree are gone.
    """
    held = edge_of(connection, first)
    grown = tree.grown(first, lambda level, position: held[level, position], [tree.leaf_hash(e) for e in entries])
    connection.execute(insert(log_entry), [{"n": first + i, "entry": entry} for i, entry in enumerate(entries)])
    connection.execute(insert(log_node), [{"level": level, "position": p, "hash": h} for level, p, h in grown])
    held |= {(level, position): made for level, position, made in grown}
    return tree.root(first + len(entries), lambda level, position: held[level, position])
