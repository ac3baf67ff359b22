"""Ask the record: what is published now, what was published before, what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, select

from register.core.calendar import today_in_london
from register.core.canonical import parse
from register.core.content import EntryContent
from register.core.findings import Outcome
from register.core.kind import Kind
from register.core.projection import AWAITED, STATE
from register.core.removal import Removal
from register.entries.revisions import document_of, revisions, whole_removal
from register.entries.spells import in_force
from register.entries.tables import (
    FOR_EVER,
    act,
    alias,
    citation,
    entry,
    facet_value,
    head,
    listing,
    revision,
    spell,
)
from register.entries.tables import pending as matter
from register.kinds import kind_named
from register.log.tables import log_entry

NOT_KEPT = (Outcome.NOT_KEPT.value, Outcome.NOT_KEPT_EXPLAINED.value)


@dataclass(frozen=True)
class Version:
    """The register's version: the last act and when it was, the reference data's version and when that changed.

    In another epoch, after a recovery, the same number may be another act's.
    """

    n: int
    catalogue: int
    at: str
    touched_at: str
    epoch: int


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
    hidden: Removal | None = None
    """Why readers see nothing of the entry, or only that it was withdrawn."""

    def content(self) -> EntryContent:
        """Return the document in the shape of its kind."""
        return self.kind.content.model_validate(self.document)

    @property
    def path(self) -> str:
        """Return the entry's permanent address."""
        return f"/{self.kind.plural}/{self.reference}"


@dataclass(frozen=True)
class Row:
    """An entry as a line of a list, with what holds of it at the moment asked about.

    That is the undertakings not kept, or not kept and explained, its state, and what is awaited.
    """

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
    invented: bool
    fingerprint: str | None
    not_kept: tuple[str, ...] = ()
    not_kept_explained: tuple[str, ...] = ()
    state: str | None = None
    """Where it stands now, in words; None for a kind that has no states."""
    state_value: str | None = None
    state_until: str | None = None
    """The instant at which it leaves its state unless something is published; None: it stays."""
    awaited: str | None = None
    """What is missing or overdue now, in words."""

    @property
    def path(self) -> str:
        """Return the entry's permanent address."""
        return f"/{kind_named(self.kind).plural}/{self.reference}"


@dataclass(frozen=True)
class ActRow:
    """One act on one entry: of a publication or correction its revision and change note, else what the log says."""

    n: int
    kind: str
    revision: int | None
    at: str
    role: str
    note: str | None
    logged: Mapping[str, Any]


@dataclass(frozen=True)
class ChangeRow:
    """One act of the register; `title` and `note` are those of the revision it made, or of the newest one then.

    `logged` is what the log says of it; acts on no entry (a key, a recovery) have no reference.
    """

    n: int
    kind: str
    at: str
    role: str
    entry_kind: str | None
    reference: str | None
    revision: int | None
    title: str
    note: str | None
    invented: bool
    logged: Mapping[str, Any]


def version(connection: Connection) -> Version:
    """Return the register's version and when it came about."""
    columns = head.c.n, head.c.catalogue, act.c.at, head.c.touched_at, head.c.epoch
    query = select(*columns).join(act, act.c.n == head.c.n)
    return Version(*connection.execute(query).one())


def opened_at(connection: Connection) -> str:
    """Return when the register was opened: the moment of its first act."""
    return str(connection.execute(select(act.c.at).order_by(act.c.n).limit(1)).scalar_one())


def current(connection: Connection, reference: str, *, through_holds: bool = False) -> Record | None:
    """Return the newest revision of an entry; `through_holds`, for staff, with what is only on hold."""
    return _record(connection, reference, None, through_holds)


def at_revision(connection: Connection, reference: str, number: int, *, through_holds: bool = False) -> Record | None:
    """Return a revision of an entry as it was published, without what was removed since."""
    return _record(connection, reference, number, through_holds)


def reference_of_alias(connection: Connection, identifier: str) -> str | None:
    """Return the reference of the entry that was imported under an identifier."""
    query = select(entry.c.reference).join(alias, alias.c.entry_id == entry.c.id)
    return connection.scalar(query.where(alias.c.identifier == identifier))


def reference_of_entry(connection: Connection, entry_id: int) -> str | None:
    """Return an entry's reference."""
    return connection.scalar(select(entry.c.reference).where(entry.c.id == entry_id))


def reference_of_act(connection: Connection, n: int) -> str | None:
    """Return the reference of the entry that an act published or corrected."""
    query = select(entry.c.reference).join(act, act.c.entry_id == entry.c.id)
    return connection.scalar(query.where(act.c.n == n))


def newest_revision(connection: Connection, entry_id: int) -> int:
    """Return the number of an entry's newest revision; 0 where there is no such entry."""
    query = select(func.max(revision.c.number)).where(revision.c.entry_id == entry_id)
    return int(connection.scalar(query) or 0)


def history(connection: Connection, entry_id: int) -> list[ActRow]:
    """Return the acts on an entry, newest first."""
    return [
        ActRow(row["n"], row["act_kind"], row["revision"], row["at"], row["role"], _note(row), parse(row["entry"]))
        for row in connection.execute(_acts().where(act.c.entry_id == entry_id)).mappings()
    ]


def changes(connection: Connection, *, before: int | None = None, limit: int) -> list[ChangeRow]:
    """Return the acts after the register was opened, newest first, those numbered below `before`."""
    query = _acts().where(act.c.n > 0).limit(limit)
    if before is not None:
        query = query.where(act.c.n < before)
    return [_change(row) for row in connection.execute(query).mappings()]


def rows(connection: Connection, ids: Sequence[int], *, now: datetime) -> list[Row]:
    """Return entries as lines of a list, in the order of the ids; unknown ids are left out."""
    if not ids:
        return []
    query = select(listing).where(listing.c.entry_id.in_(ids))
    found = {row["entry_id"]: row for row in connection.execute(query).mappings()}
    marks = _marks(connection, ids, today=today_in_london(now))
    spells = _spells(connection, ids, now=now)
    return [Row(**found[key], **marks.get(key, {}), **spells.get(key, {})) for key in ids if key in found]


def newest(connection: Connection, *, limit: int, now: datetime, kind: str | None = None) -> list[Row]:
    """Return the entries published last, newest first."""
    query = select(listing.c.entry_id).order_by(listing.c.entry_id.desc()).limit(limit)
    if kind is not None:
        query = query.where(listing.c.kind == kind)
    return rows(connection, list(connection.scalars(query)), now=now)


def in_state(connection: Connection, kind: str, value: str, *, now: datetime, limit: int) -> list[Row]:
    """Return the entries of a kind that are in a state: those that leave it soonest, then those that came last."""
    query = (
        select(spell.c.entry_id)
        .join(listing, listing.c.entry_id == spell.c.entry_id)
        .where(spell.c.name == STATE, spell.c.value == value, *in_force(now), listing.c.kind == kind)
        .order_by(spell.c.until, spell.c.since.desc(), spell.c.entry_id.desc())
        .limit(limit)
    )
    return rows(connection, list(connection.scalars(query)), now=now)


def count(connection: Connection, kind: str | None = None) -> int:
    """Return how many entries are published."""
    query = select(func.count()).select_from(listing)
    return int(connection.scalar(query if kind is None else query.where(listing.c.kind == kind)) or 0)


def pending(connection: Connection, kind: str) -> list[date]:
    """Return since when each matter of a kind that is not published yet is open, the oldest first."""
    query = select(matter.c.since).where(matter.c.kind == kind).order_by(matter.c.since)
    return [date.fromisoformat(since) for since in connection.scalars(query)]


def facet_labels(connection: Connection, facets: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the labels for readers of facet values; those that no entry has are left out."""
    if not facets:
        return {}
    query = select(facet_value).where(facet_value.c.value.in_([value for _, value in facets]))
    held = {(row["name"], row["value"]): str(row["label"]) for row in connection.execute(query).mappings()}
    return {pair: held[pair] for pair in facets if pair in held}


def found_of(connection: Connection, ids: Sequence[int], undertaking: str, *, today: date) -> dict[int, str]:
    """Return, by entry id, what is found today of one undertaking: an outcome, or a claim (`claimed_kept`)."""
    query = _cited(ids, today).where(citation.c.undertaking == undertaking)
    return {key: outcome for key, _, outcome in connection.execute(query)}


def _marks(connection: Connection, ids: Sequence[int], *, today: date) -> dict[int, dict[str, Any]]:
    """Return, by entry id and outcome, the undertakings that today are not kept."""
    found: dict[int, dict[str, Any]] = {}
    for key, number, outcome in connection.execute(_cited(ids, today).where(citation.c.outcome.in_(NOT_KEPT))):
        marks = found.setdefault(key, {})
        marks[outcome] = (*marks.get(outcome, ()), number)
    return found


def _spells(connection: Connection, ids: Sequence[int], *, now: datetime) -> dict[int, dict[str, Any]]:
    """Return, by entry id, the state and what is awaited."""
    query = select(spell).where(spell.c.entry_id.in_(ids), *in_force(now)).order_by(spell.c.value)
    found: dict[int, dict[str, Any]] = {}
    for held in connection.execute(query).mappings():
        fields = found.setdefault(held["entry_id"], {})
        if held["name"] == STATE:
            until = None if held["until"] == FOR_EVER else held["until"]
            fields |= {"state": held["label"], "state_value": held["value"], "state_until": until}
        elif held["name"] == AWAITED:
            fields["awaited"] = "; ".join(filter(None, (fields.get("awaited"), held["label"])))
    return found


def _cited(ids: Sequence[int], today: date) -> Select[int, str, str]:
    day = today.isoformat()
    return (
        select(citation.c.entry_id, citation.c.undertaking, citation.c.outcome)
        .where(citation.c.entry_id.in_(ids), citation.c.since <= day, citation.c.until > day)
        .order_by(citation.c.undertaking)
    )


def _record(connection: Connection, reference: str, number: int | None, through_holds: bool) -> Record | None:
    row = connection.execute(revisions(number).where(entry.c.reference == reference)).mappings().first()
    if row is None:
        return None
    return Record(
        entry_id=row["entry_id"],
        kind=kind_named(row["kind"]),
        reference=reference,
        revision=row["number"],
        revisions=row["revisions"],
        n=row["n"],
        at=row["at"],
        published_at=row["published_at"],
        updated_at=row["updated_at"],
        origin=row["origin"],
        document=document_of(row, through_holds=through_holds),
        hidden=whole_removal(row["entry_removed"]),
    )


def _acts() -> Select[Any]:
    """Return the query for acts, newest first, each with the revision it made or the newest before it."""
    earlier = revision.alias("earlier")
    made = select(func.max(earlier.c.n)).where(earlier.c.entry_id == act.c.entry_id, earlier.c.n <= act.c.n)
    later = revision.alias("later")
    newest = select(func.max(later.c.number)).where(later.c.entry_id == act.c.entry_id)
    return (
        select(
            act.c.n,
            act.c.kind.label("act_kind"),
            act.c.at,
            act.c.role,
            act.c.revision,
            entry.c.kind,
            entry.c.reference,
            entry.c.removed.label("entry_removed"),
            revision.c.number,
            newest.correlate(act).scalar_subquery().label("revisions"),
            revision.c.schema,
            revision.c.content,
            revision.c.removed,
            log_entry.c.entry,
        )
        .join(log_entry, log_entry.c.n == act.c.n)
        .outerjoin(entry, entry.c.id == act.c.entry_id)
        .outerjoin(revision, revision.c.n == made.correlate(act).scalar_subquery())
        .order_by(act.c.n.desc())
    )


def _note(row: RowMapping) -> str | None:
    return _text(document_of(row).get("change_note")) if row["revision"] is not None else None


def _change(row: RowMapping) -> ChangeRow:
    document = document_of(row) if row["content"] is not None else {}
    return ChangeRow(
        n=row["n"],
        kind=row["act_kind"],
        at=row["at"],
        role=row["role"],
        entry_kind=row["kind"],
        reference=row["reference"],
        revision=row["revision"],
        title=_text(document.get("title")) or row["reference"] or "",
        note=_note(row),
        invented=document.get("invented") is True,
        logged=parse(row["entry"]),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
