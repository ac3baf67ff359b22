"""What a follower of the acts asks: which entries changed, and what they say now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from register.core.kind import Kind
from register.entries.revisions import document_of, revisions
from register.entries.tables import act, alias, entry
from register.kinds import kind_named


@dataclass(frozen=True)
class Current:
    """What an entry says now: its newest revision, upgraded to the present schema."""

    entry_id: int
    kind: Kind
    reference: str
    document: Mapping[str, Any]


def changed_entries(connection: Connection, *, after: int, upto: int) -> list[int]:
    """Return the entries that acts numbered after one and up to another changed."""
    query = select(act.c.entry_id).where(act.c.n > after, act.c.n <= upto, act.c.entry_id.is_not(None)).distinct()
    return sorted(connection.scalars(query))


def all_ids(connection: Connection, *, batch: int) -> Iterator[list[int]]:
    """Return every entry's id, in batches, in order of first publication."""
    after = -1
    query = select(entry.c.id).order_by(entry.c.id).limit(batch)
    while ids := list(connection.scalars(query.where(entry.c.id > after))):
        yield ids
        after = ids[-1]


def current_entries(connection: Connection, ids: Iterable[int]) -> Iterator[Current]:
    """Return what entries say now, in the order of their ids."""
    query = revisions().where(entry.c.id.in_(list(ids))).order_by(entry.c.id)
    for row in connection.execute(query).mappings():
        yield Current(row["entry_id"], kind_named(row["kind"]), row["reference"], document_of(row))


def aliases_by_entry(connection: Connection, ids: Iterable[int]) -> dict[int, list[str]]:
    """Return the identifiers entries were imported under."""
    found: dict[int, list[str]] = {}
    query = select(alias.c.entry_id, alias.c.identifier).where(alias.c.entry_id.in_(list(ids)))
    for entry_id, identifier in connection.execute(query.order_by(alias.c.identifier)):
        found.setdefault(entry_id, []).append(identifier)
    return found
