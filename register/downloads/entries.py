"""The entries of a download one after another, each with what lists say of it and with its document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from register.core.kind import Kind
from register.entries.following import current_entries
from register.entries.reading import Row, rows
from register.kinds import kind_named

BATCH = 200
"""Entries held in memory at once."""


@dataclass(frozen=True)
class Entry:
    """An entry as it stands: its line of a list, and its document at the present schema."""

    row: Row
    document: Mapping[str, Any]

    @property
    def kind(self) -> Kind:
        """Return the entry's kind."""
        return kind_named(self.row.kind)


def batches(connection: Connection, ids: Sequence[int], now: datetime) -> Iterator[list[Entry]]:
    """Yield entries in the order of their ids, some at a time."""
    for start in range(0, len(ids), BATCH):
        some = list(ids[start : start + BATCH])
        documents = {one.entry_id: one.document for one in current_entries(connection, some)}
        shown = (row for row in rows(connection, some, now=now) if row.entry_id in documents)
        yield [Entry(row, documents[row.entry_id]) for row in shown]
