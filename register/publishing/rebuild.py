"""Make the projections again from the truth: acts, revisions and reference data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, select

from register.core.calendar import today_in_london
from register.core.canonical import parse
from register.core.findings import Yardsticks
from register.entries import writing as record
from register.entries.tables import PROJECTIONS, act, entry, facet_value, revision
from register.kinds import kind_named
from register.organisations.tables import organisation
from register.organisations.writing import touch
from register.publishing.acts import write_projections
from register.publishing.context import Contexts

BATCH = 1000


def rebuild(
    connection: Connection,
    *,
    yardsticks: Yardsticks,
    organisation_prefix: str,
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Replace every projection by one made anew, in the caller's transaction; return how many entries there are."""
    record.lock_head(connection)
    record.clear(connection)
    contexts = Contexts(connection, yardsticks)
    done = 0
    for batch in _batches(connection):
        projected = [_projected(contexts, row) for row in batch]
        for on in sorted({p.published_at[:10] for p in projected}):
            write_projections(
                connection,
                [p for p in projected if p.published_at[:10] == on],
                on=on,
                organisation_prefix=organisation_prefix,
                replace=(),
            )
        done += len(batch)
        progress(done)
    touch(connection)  # row numbers changed: what is kept in memory by them must go
    return done


def dump(connection: Connection) -> list[str]:
    """Return every projected row as text, sorted, with values in place of row numbers: equal dumps, equal registers."""
    values = {r["id"]: f"{r['name']}={r['value']} ({r['label']})" for r in _all(connection, select(facet_value))}
    names = {r["id"]: r["identifier"] for r in _all(connection, select(organisation))}
    lines: list[str] = []
    for table in PROJECTIONS:
        for row in _all(connection, select(table)):
            shown = dict(row)
            if "value_id" in shown:
                shown["value_id"] = values[shown["value_id"]]
            if "organisation_id" in shown:
                shown["organisation_id"] = names[shown["organisation_id"]]
            lines.append(f"{table.name} {sorted(shown.items(), key=lambda item: item[0])}")
    return sorted(lines)


def newest_revisions() -> Select[Any]:
    """Return the query for each entry's newest revision, with its first and last moments."""
    first, last = act.alias("first"), act.alias("last")
    held = revision.alias("held")
    number = select(func.max(held.c.number)).where(held.c.entry_id == entry.c.id).scalar_subquery()
    return (
        select(
            entry.c.id,
            entry.c.kind,
            entry.c.reference,
            revision.c.number,
            revision.c.n,
            revision.c.schema,
            revision.c.origin,
            revision.c.content,
            first.c.at.label("published_at"),
            last.c.at.label("updated_at"),
        )
        .select_from(entry)
        .join(revision, (revision.c.entry_id == entry.c.id) & (revision.c.number == number))
        .join(first, first.c.n == entry.c.id)
        .join(last, last.c.n == revision.c.n)
        .order_by(entry.c.id)
    )


def _batches(connection: Connection) -> Iterator[list[RowMapping]]:
    after = -1
    while True:
        query = newest_revisions().where(entry.c.id > after).limit(BATCH)
        batch = list(connection.execute(query).mappings())
        if not batch:
            return
        after = batch[-1]["id"]
        yield batch


def _projected(contexts: Contexts, row: RowMapping) -> record.Projected:
    kind = kind_named(row["kind"])
    content = kind.content.model_validate(kind.upgrade(parse(row["content"]), row["schema"]))
    on = today_in_london(datetime.fromisoformat(row["updated_at"]))
    setting = contexts.of(content, today=on, imported=row["origin"] == "imported", published_on=on)
    return record.Projected(
        entry_id=row["id"],
        kind=row["kind"],
        reference=row["reference"],
        revision=row["number"],
        n=row["n"],
        published_at=row["published_at"],
        updated_at=row["updated_at"],
        projection=kind.project(content, setting, kind.checks(content, setting)),
    )


def _all(connection: Connection, query: Select[Any]) -> list[RowMapping]:
    return list(connection.execute(query).mappings())
