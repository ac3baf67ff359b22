"""The one way in: publish entries and corrections, each an act with the next number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from register.core.calendar import today_in_london
from register.core.canonical import canonical
from register.core.content import EntryContent
from register.core.findings import Context, Finding, Outcome, Yardsticks
from register.core.kind import Kind
from register.entries import writing as record
from register.entries.tables import act, entry, revision
from register.organisations.writing import ensure
from register.publishing.context import Contexts


@dataclass(frozen=True)
class Publication:
    """One thing to publish: a new entry, or (with `entry_id`) the next revision of one.

    `document` is the content as JSON values; `private` goes into the case; `imported` is what the file said.
    """

    kind: Kind
    document: Mapping[str, Any]
    origin: str
    role: str
    entry_id: int | None = None
    aliases: tuple[str, ...] = ()
    private: Mapping[str, str] = field(default_factory=dict)
    change_note: str | None = None
    imported: bytes | None = None


@dataclass(frozen=True)
class Published:
    """What an act made."""

    n: int
    entry_id: int
    reference: str
    revision: int


class Unknown(LookupError):
    """The entry to correct does not exist."""


def publish(
    connection: Connection,
    publications: Sequence[Publication],
    *,
    at: str,
    yardsticks: Yardsticks,
    organisation_prefix: str,
) -> list[Published]:
    """Publish in one transaction, all or nothing, in the order given; `at` is an instant in UTC as text.

    Takes the register's lock, gives act numbers and references, keeps the content's exact bytes and writes the
    projections. Rules are the caller's business (`drafts.py`); shape is checked here. Raises Unknown.
    """
    n = record.lock_head(connection)
    at = max(at, record.last_moment(connection))  # a clock that jumps back must not unsort the acts
    on = today_in_london(datetime.fromisoformat(at))
    contexts = Contexts(connection, yardsticks)
    numbers = _Numbers(connection, on.year)
    held = _held(connection, [p.entry_id for p in publications if p.entry_id is not None])
    batch = _Batch()
    for publication in publications:
        n += 1
        content = publication.kind.content.model_validate(publication.document)
        imported = publication.origin == "imported"
        setting = contexts.of(content, today=on, imported=imported, published_on=on)
        findings = publication.kind.checks(content, setting)
        document = _document(publication, findings)
        if publication.entry_id is None:
            reference = numbers.take(publication.kind)
            batch.new_entry(n, publication, reference, on.year, numbers.last(publication.kind))
            made = Published(n, n, reference.text, 1)
            first_at = at
        else:
            before = held.get(publication.entry_id)
            if before is None:
                raise Unknown(f"there is no entry {publication.entry_id} to correct")
            made = Published(n, publication.entry_id, before.reference, before.revision + 1)
            held[publication.entry_id] = _Held(before.reference, made.revision, before.published_at)
            first_at = before.published_at
        batch.revision(made, publication, document, at)
        batch.projected[made.entry_id] = record.Projected(
            entry_id=made.entry_id,
            kind=publication.kind.name,
            reference=made.reference,
            revision=made.revision,
            n=n,
            published_at=first_at,
            updated_at=at,
            projection=publication.kind.project(content, setting, findings),
        )
    batch.write(connection, last_n=n, on=on.isoformat(), organisation_prefix=organisation_prefix)
    return batch.published


def findings_of(kind: Kind, content: EntryContent, setting: Context) -> list[Finding]:
    """Return what the kind's checks find today, without those that do not apply."""
    return [f for f in kind.checks(content, setting) if f.outcome is not Outcome.NOT_APPLICABLE]


def _document(publication: Publication, findings: Sequence[Finding]) -> bytes:
    document = {key: value for key, value in publication.document.items() if value is not None}
    document.pop("change_note", None)
    if publication.change_note:
        document["change_note"] = publication.change_note
    document["findings"] = [
        {"undertaking": f.undertaking, "check": f.check, "outcome": f.outcome.value, "sentence": f.sentence}
        for f in findings
        if f.outcome is not Outcome.NOT_APPLICABLE
    ]
    return canonical(document)


@dataclass(frozen=True)
class _Reference:
    text: str
    number: int


@dataclass(frozen=True)
class _Held:
    reference: str
    revision: int
    published_at: str


class _Numbers:
    """References given one after another, asked of the database once for each kind."""

    def __init__(self, connection: Connection, year: int) -> None:
        self._connection, self._year = connection, year
        self._next: dict[str, int] = {}

    def take(self, kind: Kind) -> _Reference:
        number = self._next.get(kind.name) or record.next_number(self._connection, kind.name, self._year)
        self._next[kind.name] = number + 1
        return _Reference(f"{kind.prefix}-{self._year}-{number:04d}", number)

    def last(self, kind: Kind) -> int:
        return self._next[kind.name] - 1


class _Batch:
    """The rows of one call of `publish`, written together at its end."""

    def __init__(self) -> None:
        self.published: list[Published] = []
        self.projected: dict[int, record.Projected] = {}
        self.entries: list[dict[str, object]] = []
        self.acts: list[dict[str, object]] = []
        self.revisions: list[dict[str, object]] = []
        self.aliases: list[dict[str, object]] = []
        self.private: dict[int, Mapping[str, str]] = {}
        self.imported: dict[int, bytes] = {}

    def new_entry(self, n: int, publication: Publication, reference: _Reference, year: int, number: int) -> None:
        self.entries.append(
            {"id": n, "kind": publication.kind.name, "year": year, "number": number, "reference": reference.text}
        )
        self.aliases += [{"identifier": a, "entry_id": n} for a in publication.aliases]

    def revision(self, made: Published, publication: Publication, document: bytes, at: str) -> None:
        self.published.append(made)
        self.revisions.append(
            {
                "entry_id": made.entry_id,
                "number": made.revision,
                "n": made.n,
                "schema": publication.kind.schema,
                "origin": publication.origin,
                "content": document,
            }
        )
        self.acts.append(
            {
                "n": made.n,
                "kind": "publish" if made.revision == 1 else "correct",
                "entry_id": made.entry_id,
                "revision": made.revision,
                "at": at,
                "role": publication.role,
            }
        )
        if publication.private:
            self.private[made.entry_id] = publication.private
        if publication.imported is not None:
            self.imported[made.entry_id] = publication.imported

    def write(self, connection: Connection, *, last_n: int, on: str, organisation_prefix: str) -> None:
        fresh = {int(str(row["id"])) for row in self.entries}
        record.insert_truth(
            connection,
            last_n=last_n,
            acts=self.acts,
            entries=self.entries,
            revisions=self.revisions,
            aliases=self.aliases,
        )
        record.keep_private(connection, self.private)
        record.keep_imported(connection, self.imported)
        write_projections(
            connection,
            list(self.projected.values()),
            on=on,
            organisation_prefix=organisation_prefix,
            replace=[key for key in self.projected if key not in fresh],
        )


def write_projections(
    connection: Connection,
    projected: Sequence[record.Projected],
    *,
    on: str,
    organisation_prefix: str,
    replace: Sequence[int],
) -> None:
    """Write projections with the organisations that appear in them."""
    refs = (a.organisation for p in projected for a in p.projection.appearances)
    ids = ensure(connection, refs, on=on, prefix=organisation_prefix)
    record.project(connection, projected, ids, replace=replace)


def _held(connection: Connection, entry_ids: Sequence[int]) -> dict[int, _Held]:
    if not entry_ids:
        return {}
    newest = (
        select(revision.c.entry_id, func.max(revision.c.number).label("number"))
        .where(revision.c.entry_id.in_(list(entry_ids)))
        .group_by(revision.c.entry_id)
        .subquery()
    )
    query = (
        select(entry.c.id, entry.c.reference, newest.c.number, act.c.at)
        .join(newest, newest.c.entry_id == entry.c.id)
        .join(act, act.c.n == entry.c.id)
    )
    return {int(i): _Held(reference, int(number), at) for i, reference, number, at in connection.execute(query)}
