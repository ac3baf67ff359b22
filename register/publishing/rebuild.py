"""Make the projections again from the truth: acts, revisions and reference data."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import Connection, RowMapping

from register.core.calendar import local_day
from register.entries import writing as record
from register.entries.revisions import document_of, revisions
from register.entries.tables import entry
from register.kinds import kind_named
from register.publishing.acts import write_projections
from register.publishing.context import Contexts
from register.settings import Settings

BATCH = 1000


def rebuild(
    connection: Connection,
    *,
    settings: Settings,
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Replace every projection by one made anew, in the caller's transaction; return how many entries are shown."""
    record.lock_head(connection)
    record.clear(connection)
    contexts = Contexts(connection, settings.yardsticks)
    done = 0
    for batch in _batches(connection):
        projected = [projected_of(contexts, row) for row in batch if row["entry_removed"] is None]
        on = batch[-1]["published_at"][:10]
        write_projections(connection, projected, on=on, organisation_prefix=settings.organisation_prefix, replace=())
        done += len(projected)
        progress(done)
    record.touch(connection)  # row numbers changed: what is kept in memory by them must go
    return done


def _batches(connection: Connection) -> Iterator[list[RowMapping]]:
    after = -1
    while True:
        query = revisions().where(entry.c.id > after).order_by(entry.c.id).limit(BATCH)
        batch = list(connection.execute(query).mappings())
        if not batch:
            return
        after = batch[-1]["entry_id"]
        yield batch


def projected_of(contexts: Contexts, row: RowMapping) -> record.Projected:
    """Return the projection of a row of `revisions()`: what its act wrote, or would write now."""
    kind = kind_named(row["kind"])
    content = kind.content.model_validate(document_of(row))
    first, last = (local_day(row[name]) for name in ("published_at", "updated_at"))
    setting = contexts.of(content, today=last, imported=row["origin"] == "imported", published_on=first)
    return record.Projected(
        entry_id=row["entry_id"],
        kind=row["kind"],
        reference=row["reference"],
        revision=row["number"],
        n=row["n"],
        published_at=row["published_at"],
        updated_at=row["updated_at"],
        projection=kind.project(content, setting, kind.checks(content, setting)),
    )
