"""The stage: what a confirmed import has still to publish, kept so that it survives being killed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from register.accounts import audit
from register.core.calendar import now_utc
from register.core.canonical import canonical, parse
from register.core.files import FileFormat, Stated
from register.entries.tables import import_batch, import_row
from register.exchange.examining import Examined
from register.exchange.formats import format_of
from register.extensions import reading, writing


@dataclass(frozen=True)
class Unfinished:
    """An import that was confirmed and stopped half-way; `left` counts its entries still to be published."""

    batch_id: int
    file_name: str
    kind: str
    imported_by: str
    confirmed_by: str
    left: int

    @property
    def format(self) -> FileFormat:
        """Return the format of the file that was staged."""
        return format_of(self.kind)


def unfinished() -> list[Unfinished]:
    """Return the imports that were confirmed and did not come to their end, oldest first."""
    left = select(func.count()).where(import_row.c.batch_id == import_batch.c.id).scalar_subquery()
    batch = import_batch.c
    query = select(batch.id, batch.file_name, batch.kind, batch.imported_by, batch.confirmed_by, left)
    with reading() as connection:
        return [
            Unfinished(*row) for row in connection.execute(query.where(batch.finished_at.is_(None)).order_by(batch.id))
        ]


def stage(examined: Examined, todo: Sequence[Stated], *, imported_by: str, confirmed_by: str) -> None:
    """Put what a file has to publish on the stage, in one transaction."""
    if examined.format is None:
        raise ValueError("a file of no known format has nothing to publish")
    values = {
        "file_name": examined.file_name,
        "kind": examined.format.kind,
        "staged_at": now_utc(),
        "imported_by": imported_by,
        "confirmed_by": confirmed_by,
    }
    with writing() as connection:
        made = connection.execute(insert(import_batch).values(**values).returning(import_batch.c.id))
        batch_id = int(made.scalar_one())
        connection.execute(insert(import_row), [_row(batch_id, stated) for stated in todo])
        people = {"imported_by": imported_by, "confirmed_by": confirmed_by}
        what = {"kind": examined.format.kind, "entries": len(todo)}
        what |= {"names_accepted": len(examined.people), "personal_accepted": len(examined.personal)}
        audit.record(connection, audit.BY_COMMAND, "imported", f"import {batch_id}", at=now_utc(), **people, **what)


def waiting(connection: Connection, batch_id: int, count: int) -> list[Stated]:
    """Return the next entries of a staged import, in the file's order."""
    query = select(import_row).where(import_row.c.batch_id == batch_id).order_by(import_row.c.position).limit(count)
    return [
        Stated(row.position, row.identifier, bytes(row.content), dict(parse(bytes(row.private))))
        for row in connection.execute(query)
    ]


def take(connection: Connection, batch_id: int, count: int) -> list[Stated]:
    """Take the next entries off the stage; a rollback puts them back."""
    taken = waiting(connection, batch_id, count)
    if taken:
        these = (import_row.c.batch_id == batch_id) & (import_row.c.position <= taken[-1].row)
        connection.execute(delete(import_row).where(these))
    return taken


def end(connection: Connection, batch_id: int) -> None:
    """Write down that an import has come to its end."""
    connection.execute(update(import_batch).where(import_batch.c.id == batch_id).values(finished_at=now_utc()))


def discard() -> int:
    """Take what is left of every confirmed import off the stage, unpublished; return how many entries that was.

    What they had published stays.
    """
    with writing() as connection:
        left = int(connection.scalar(select(func.count()).select_from(import_row)) or 0)
        connection.execute(delete(import_row))
        ended = update(import_batch).where(import_batch.c.finished_at.is_(None))
        connection.execute(ended.values(finished_at=now_utc()))
        audit.record(connection, audit.BY_COMMAND, "import_discarded", at=now_utc(), entries=left)
    return left


def _row(batch_id: int, stated: Stated) -> dict[str, Any]:
    return {
        "batch_id": batch_id,
        "position": stated.row,
        "identifier": stated.identifier,
        "content": stated.content,
        "private": canonical(list(stated.private.items())),
    }
