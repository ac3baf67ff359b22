"""The one query for what entries said, and the one way to read what they say."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, select

from register.core.canonical import parse
from register.core.removal import HELD_TITLE, Removal, shown, told
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
            revision.c.removed,
            entry.c.removed.label("entry_removed"),
            made.c.at,
            first.c.at.label("published_at"),
            updated_at.label("updated_at"),
        )
        .join(revision, revision.c.entry_id == entry.c.id)
        .join(made, made.c.n == revision.c.n)
        .join(first, first.c.n == entry.c.id)
        .where(revision.c.number == (newest if number is None else number))
    )


def document_of(row: Mapping[Any, Any], *, through_holds: bool = False) -> dict[str, Any]:
    """Return what a row's `content` says to readers at the present schema of its `kind`, as JSON values.

    What is redacted, withdrawn or on hold is not in it; `through_holds` gives staff what is only on hold.
    """
    document = parse(row["content"])
    removals = [one for one in removals_in(row["removed"]) if not (through_holds and one.kind == "hold")]
    if removals:
        document = shown(document, removals)
    whole = whole_removal(row["entry_removed"])
    if whole is not None and not (through_holds and whole.kind == "hold"):
        newest = row.get("number") is not None and row.get("number") == row.get("revisions")
        return _hidden(document, whole, newest=newest)
    return kind_named(row["kind"]).upgrade(document, row["schema"])


def removals_in(stored: str | None) -> list[Removal]:
    """Read what is removed of a revision."""
    return [Removal(**one) for one in json.loads(stored)] if stored else []


def in_row(removals: Sequence[Removal]) -> str | None:
    """Write what is removed of a revision as its row holds it."""
    return json.dumps([asdict(one) for one in removals]) if removals else None


def whole_removal(stored: str | None) -> Removal | None:
    """Read why a whole entry is on hold or withdrawn; None where it is neither."""
    return Removal(**json.loads(stored)) if stored else None


def _hidden(document: Mapping[str, Any], whole: Removal, *, newest: bool) -> dict[str, Any]:
    """Return what stays of an entry that is on hold (nothing) or withdrawn (its last title, unless that was on hold).

    Whether it is an invented example is told in any case.
    """
    left = {"removed": [told(whole)], **({"invented": True} if document.get("invented") is True else {})}
    title = document.get("title")
    stays = whole.kind == "withdraw" and whole.unit != HELD_TITLE and newest and isinstance(title, str)
    return {"title": title, **left} if stays else left
