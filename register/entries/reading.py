"""Ask the record: what is published now, what was published before, what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, func, select

from register.core.canonical import parse
from register.core.content import EntryContent
from register.core.findings import Outcome
from register.core.kind import Kind
from register.entries.tables import (
    act,
    alias,
    appearance,
    citation,
    due,
    entry,
    facet_value,
    head,
    listing,
    relation,
    revision,
)
from register.kinds import kind_named

NOT_KEPT = (Outcome.NOT_KEPT.value, Outcome.NOT_KEPT_EXPLAINED.value)


@dataclass(frozen=True)
class Version:
    """The register's version: the last act, and the version of the reference data."""

    n: int
    catalogue: int
    at: str


@dataclass(frozen=True)
class Record:
    """One revision of one entry; `document` is its content, upgraded to the present schema, as JSON values."""

    entry_id: int
    kind: Kind
    reference: str
    revision: int
    revisions: int
    n: int
    at: str
    published_at: str
    updated_at: str
    origin: str
    document: dict[str, Any]

    def content(self) -> EntryContent:
        """Return the document in the shape of its kind."""
        return self.kind.content.model_validate(self.document)

    @property
    def path(self) -> str:
        """Return the entry's permanent address."""
        return f"/{self.kind.plural}/{self.reference}"


@dataclass(frozen=True)
class Row:
    """An entry as a line of a list; `not_kept` names the undertakings not kept today."""

    entry_id: int
    kind: str
    reference: str
    revision: int
    n: int
    published_at: str
    updated_at: str
    date: str
    amount: int | None
    tag: str
    title: str
    summary: str
    line: str
    body: str | None
    awaited: str | None
    invented: bool
    not_kept: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Return the entry's permanent address."""
        return f"/{kind_named(self.kind).plural}/{self.reference}"


@dataclass(frozen=True)
class ActRow:
    """One act on one entry, with its change note."""

    n: int
    kind: str
    revision: int
    at: str
    role: str
    note: str | None


@dataclass(frozen=True)
class ChangeRow:
    """One act of the register; `title` and `note` are those of the revision it made, and never change."""

    n: int
    kind: str
    at: str
    role: str
    entry_kind: str
    reference: str
    revision: int
    title: str
    note: str | None
    invented: bool


@dataclass(frozen=True)
class AppearanceRow:
    """An organisation's appearance in an entry."""

    entry_id: int
    role: str
    item: str


@dataclass(frozen=True)
class DueRow:
    """Something promised in an entry."""

    what: str
    due_on: str
    done_on: str | None
    owner: str | None
    reference: str


def version(connection: Connection) -> Version:
    """Return the register's version and when its last act happened."""
    query = select(head.c.n, head.c.catalogue, act.c.at).join(act, act.c.n == head.c.n)
    return Version(*connection.execute(query).one())


def opened_at(connection: Connection) -> str:
    """Return when the register was opened: the moment of its first act."""
    return str(connection.execute(select(act.c.at).order_by(act.c.n).limit(1)).scalar_one())


def current(connection: Connection, reference: str) -> Record | None:
    """Return the newest revision of an entry."""
    return _record(connection, reference, None)


def at_revision(connection: Connection, reference: str, number: int) -> Record | None:
    """Return a revision of an entry as it was published."""
    return _record(connection, reference, number)


def reference_of_alias(connection: Connection, identifier: str) -> str | None:
    """Return the reference of the entry that was imported under an identifier."""
    query = select(entry.c.reference).join(alias, alias.c.entry_id == entry.c.id)
    return connection.scalar(query.where(alias.c.identifier == identifier))


def aliases_of(connection: Connection, entry_id: int) -> list[str]:
    """Return the identifiers an entry was imported under."""
    return list(connection.scalars(select(alias.c.identifier).where(alias.c.entry_id == entry_id)))


def history(connection: Connection, entry_id: int) -> list[ActRow]:
    """Return the acts on an entry, newest first."""
    query = (
        select(act.c.n, act.c.kind, act.c.revision, act.c.at, act.c.role, revision.c.content)
        .join(revision, revision.c.n == act.c.n)
        .where(act.c.entry_id == entry_id)
        .order_by(act.c.n.desc())
    )
    return [
        ActRow(n, kind, number, at, role, _text(parse(content).get("change_note")))
        for n, kind, number, at, role, content in connection.execute(query)
    ]


def changes(connection: Connection, *, before: int | None = None, limit: int) -> list[ChangeRow]:
    """Return the acts that published or corrected, newest first, those numbered below `before`."""
    query = (
        select(act, entry.c.reference, entry.c.kind.label("entry_kind"), revision.c.content, revision.c.schema)
        .join(entry, entry.c.id == act.c.entry_id)
        .join(revision, revision.c.n == act.c.n)
        .order_by(act.c.n.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(act.c.n < before)
    return [_change(row) for row in connection.execute(query).mappings()]


def rows(connection: Connection, ids: Sequence[int], *, today: date) -> list[Row]:
    """Return entries as lines of a list, in the order of the ids; unknown ids are left out."""
    if not ids:
        return []
    found = {row["entry_id"]: row for row in connection.execute(_rows().where(listing.c.entry_id.in_(ids))).mappings()}
    not_kept = undertakings_not_kept(connection, ids, today=today)
    return [Row(**found[key], not_kept=not_kept.get(key, ())) for key in ids if key in found]


def newest(connection: Connection, *, limit: int, today: date, kind: str | None = None) -> list[Row]:
    """Return the entries published last, newest first."""
    query = select(listing.c.entry_id).order_by(listing.c.entry_id.desc()).limit(limit)
    if kind is not None:
        query = query.where(listing.c.kind == kind)
    return rows(connection, list(connection.scalars(query)), today=today)


def referring_to(connection: Connection, reference: str, *, today: date) -> list[Row]:
    """Return the entries that name this one as related, newest first."""
    refers = select(relation.c.entry_id).where(relation.c.reference == reference).order_by(relation.c.entry_id.desc())
    return rows(connection, list(connection.scalars(refers)), today=today)


def appearances(connection: Connection, organisation_id: int) -> list[AppearanceRow]:
    """Return where an organisation appears, newest entry first."""
    query = (
        select(appearance.c.entry_id, appearance.c.role, appearance.c.item)
        .join(listing, listing.c.entry_id == appearance.c.entry_id)
        .where(appearance.c.organisation_id == organisation_id)
        .order_by(listing.c.date.desc(), appearance.c.entry_id.desc(), appearance.c.role, appearance.c.item)
    )
    return [AppearanceRow(*row) for row in connection.execute(query)]


def dues(connection: Connection, *, until: str, limit: int = 500) -> list[DueRow]:
    """Return what was due by an ISO date and is not done, oldest first."""
    query = (
        select(due.c.what, due.c.due_on, due.c.done_on, due.c.owner, listing.c.reference)
        .join(listing, listing.c.entry_id == due.c.entry_id)
        .where(due.c.done_on.is_(None), due.c.due_on <= until)
        .order_by(due.c.due_on, listing.c.reference)
        .limit(limit)
    )
    return [DueRow(*row) for row in connection.execute(query)]


def count(connection: Connection, kind: str | None = None) -> int:
    """Return how many entries are published."""
    query = select(func.count()).select_from(listing)
    return int(connection.scalar(query if kind is None else query.where(listing.c.kind == kind)) or 0)


def facet_labels(connection: Connection, facets: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the labels for readers of facet values; those that no entry has are left out."""
    if not facets:
        return {}
    query = select(facet_value).where(facet_value.c.value.in_([value for _, value in facets]))
    held = {(row["name"], row["value"]): str(row["label"]) for row in connection.execute(query).mappings()}
    return {pair: held[pair] for pair in facets if pair in held}


def undertakings_not_kept(connection: Connection, ids: Sequence[int], *, today: date) -> dict[int, tuple[str, ...]]:
    """Return, by entry id, the undertakings that today's findings say were not kept."""
    day = today.isoformat()
    query = (
        select(citation.c.entry_id, citation.c.undertaking)
        .where(citation.c.entry_id.in_(ids), citation.c.outcome.in_(NOT_KEPT))
        .where(citation.c.since <= day, citation.c.until > day)
    )
    found: dict[int, list[str]] = {}
    for key, undertaking in connection.execute(query):
        found.setdefault(key, []).append(undertaking)
    return {key: tuple(sorted(numbers)) for key, numbers in found.items()}


def _rows() -> Select[Any]:
    return select(listing)


def _record(connection: Connection, reference: str, number: int | None) -> Record | None:
    later = revision.alias()
    newest_number = select(func.max(later.c.number)).where(later.c.entry_id == entry.c.id).scalar_subquery()
    query = (
        select(
            entry.c.id,
            entry.c.kind,
            revision.c.number,
            newest_number.label("revisions"),
            revision.c.n,
            revision.c.schema,
            revision.c.origin,
            revision.c.content,
            act.c.at,
        )
        .join(revision, revision.c.entry_id == entry.c.id)
        .join(act, act.c.n == revision.c.n)
        .where(entry.c.reference == reference)
        .where(revision.c.number == (newest_number if number is None else number))
    )
    row = connection.execute(query).mappings().first()
    if row is None:
        return None
    kind = kind_named(row["kind"])
    first, last = select(act.c.at).where(act.c.n == row["id"]), select(act.c.at).where(act.c.entry_id == row["id"])
    return Record(
        entry_id=row["id"],
        kind=kind,
        reference=reference,
        revision=row["number"],
        revisions=row["revisions"],
        n=row["n"],
        at=row["at"],
        published_at=str(connection.scalar(first)),
        updated_at=str(connection.scalar(last.order_by(act.c.n.desc()).limit(1))),
        origin=row["origin"],
        document=kind.upgrade(parse(row["content"]), row["schema"]),
    )


def _change(row: Any) -> ChangeRow:
    kind = kind_named(row["entry_kind"])
    document = kind.upgrade(parse(row["content"]), row["schema"])
    return ChangeRow(
        n=row["n"],
        kind=row["kind"],
        at=row["at"],
        role=row["role"],
        entry_kind=row["entry_kind"],
        reference=row["reference"],
        revision=row["revision"],
        title=_text(document.get("title")) or row["reference"],
        note=_text(document.get("change_note")),
        invented=document.get("invented") is True,
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
