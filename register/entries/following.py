"""What a follower of the acts asks: which entries changed, what they say now, and what was removed since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, exists, select

from register.core.kind import Kind
from register.entries.revisions import document_of, removals_in, revisions, whole_removal
from register.entries.tables import act, alias, entry, revision
from register.kinds import kind_named

REMOVALS = ("hold", "redact", "withdraw")
"""The acts after which something that was shown is shown no more."""


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


def has_removals(connection: Connection, *, after: int, upto: int) -> bool:
    """Tell whether any of these acts took something away that had been shown."""
    removing = exists().where(act.c.n > after, act.c.n <= upto, act.c.kind.in_(REMOVALS))
    return bool(connection.scalar(select(removing)))


def all_ids(connection: Connection, *, batch: int) -> Iterator[list[int]]:
    """Return every entry's id, in batches, in order of first publication."""
    after = -1
    query = select(entry.c.id).order_by(entry.c.id).limit(batch)
    while ids := list(connection.scalars(query.where(entry.c.id > after))):
        yield ids
        after = ids[-1]


def current_entries(connection: Connection, ids: Iterable[int], *, through_holds: bool = False) -> Iterator[Current]:
    """Return what entries say now, in the order of their ids; those of which readers see nothing are left out.

    With `through_holds`, for a file's comparison with the record, what is only on hold is there as if it were not.
    """
    query = revisions().where(entry.c.id.in_(list(ids))).order_by(entry.c.id)
    for row in connection.execute(query).mappings():
        whole = whole_removal(row["entry_removed"])
        if whole is None or (through_holds and whole.kind == "hold"):
            document = document_of(row, through_holds=through_holds)
            yield Current(row["entry_id"], kind_named(row["kind"]), row["reference"], document)


def redacted_units(connection: Connection, ids: Iterable[int]) -> dict[int, set[str]]:
    """Return, by entry, the names of what was redacted in any of its revisions."""
    query = select(revision.c.entry_id, revision.c.removed)
    query = query.where(revision.c.entry_id.in_(list(ids)), revision.c.removed.is_not(None))
    found: dict[int, set[str]] = {}
    for entry_id, removed in connection.execute(query):
        units = {one.unit for one in removals_in(removed) if one.kind == "redact"}
        if units:
            found.setdefault(entry_id, set()).update(units)
    return found


def aliases_by_entry(connection: Connection, ids: Iterable[int]) -> dict[int, list[str]]:
    """Return the identifiers entries were imported under."""
    found: dict[int, list[str]] = {}
    query = select(alias.c.entry_id, alias.c.identifier).where(alias.c.entry_id.in_(list(ids)))
    for entry_id, identifier in connection.execute(query.order_by(alias.c.identifier)):
        found.setdefault(entry_id, []).append(identifier)
    return found
