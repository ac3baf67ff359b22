"""The one query for what entries said, and the one way to read what they say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, select

from register.core.canonical import parse
from register.entries.tables import act, entry, revision
from register.kinds import kind_named


@lru_cache(maxsize=32)  # to write the query down takes longer than to ask it
def revisions(number: int | None = None) -> Select[Any]:
    """Return the query for one revision of each entry: the newest, or the one of that number.

    `revisions` is the newest one's number; `at`, `published_at` and `updated_at` are the moments of this revision,
    of the first and of the last act.
    """
    made, first, last, later = act.alias("made"), act.alias("first"), act.alias("last"), revision.alias("later")
    newest = select(func.max(later.c.number)).where(later.c.entry_id == entry.c.id).correlate(entry).scalar_subquery()
    updated_at = select(func.max(last.c.at)).where(last.c.entry_id == entry.c.id).correlate(entry).scalar_subquery()
    return (
        select(
            entry.c.id.label("entry_id"),
            entry.c.kind,
            entry.c.reference,
            revision.c.number,
            newest.label("revisions"),
            revision.c.n,
            revision.c.schema,
            revision.c.origin,
            revision.c.content,
            made.c.at,
            first.c.at.label("published_at"),
            updated_at.label("updated_at"),
        )
        .join(revision, revision.c.entry_id == entry.c.id)
        .join(made, made.c.n == revision.c.n)
        .join(first, first.c.n == entry.c.id)
        .where(revision.c.number == (newest if number is None else number))
    )


def document_of(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return what a row's `content` says at the present schema of its `kind`, as JSON values."""
    return kind_named(row["kind"]).upgrade(parse(row["content"]), row["schema"])
