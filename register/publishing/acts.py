"""The one way in: publish entries and corrections, each an act with the next number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from register.core.calendar import local_day
from register.core.canonical import canonical
from register.core.content import EntryContent
from register.core.findings import Context, Finding, Outcome
from register.core.kind import Kind
from register.core.removal import Removal, shown, unmarked
from register.core.units import units
from register.documents.writing import claim
from register.entries import writing as record
from register.entries.revisions import in_row, removals_in, revisions, whole_removal
from register.entries.tables import entry, revision
from register.log.appending import append
from register.log.entries import of_revision
from register.log.replaying import removed_of_next, story_of
from register.organisations.writing import ensure
from register.publishing.context import Contexts
from register.settings import Settings


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
    """The entry to correct does not exist, or no longer."""


def publish(
    connection: Connection,
    publications: Sequence[Publication],
    *,
    at: str,
    settings: Settings,
) -> list[Published]:
    """Publish in one transaction, all or nothing, in the order given; `at` is an instant in UTC as text.

    Takes the register's lock, gives act numbers and references, keeps the content's exact bytes, enters the acts in
    the transparency log and writes the projections. Rules are the caller's business (`review.py`); shape is checked
    here. Raises Unknown, and ReadOnly (of `log.standing`) where nothing may be published.
    """
    n = record.lock_head(connection)
    at = max(at, record.last_moment(connection))  # a clock that jumps back must not unsort the acts
    batch = _Batch(connection, publications, n=n, at=at, settings=settings)
    for publication in publications:
        batch.add(publication)
    batch.write()
    return batch.published


def findings_of(kind: Kind, content: EntryContent, setting: Context) -> list[Finding]:
    """Return what the kind's checks find today, without those that do not apply."""
    return [f for f in kind.checks(content, setting) if f.outcome is not Outcome.NOT_APPLICABLE]


def _document(publication: Publication, findings: Sequence[Finding]) -> dict[str, Any]:
    document = {key: value for key, value in unmarked(publication.document).items() if value is not None}
    document.pop("change_note", None)
    if publication.change_note:
        document["change_note"] = publication.change_note
    document["findings"] = [
        {"undertaking": f.undertaking, "check": f.check, "outcome": f.outcome.value, "sentence": f.sentence}
        for f in findings
        if f.outcome is not Outcome.NOT_APPLICABLE
    ]
    return document


@dataclass(frozen=True)
class _Held:
    """What an entry is before this act: its reference, newest revision (0: none yet) and first moment.

    `removed` is what readers do not see of that revision, `whole` why they see nothing of the entry.
    """

    reference: str
    revision: int
    published_at: str
    removed: Sequence[Removal] = ()
    whole: Removal | None = None
    holds: Sequence[Mapping[str, Any]] = ()
    """What the log says of the holds in force."""

    def hidden_of(self, names: Iterable[str]) -> Sequence[Removal]:
        """Return what readers will not see of the next revision, whose units have these names."""
        return removed_of_next(self.removed, self.holds, names) if self.removed or self.holds else ()

    def seen_of(self, publication: Publication) -> Mapping[str, Any]:
        """Return what readers will see of the next revision."""
        if not (self.removed or self.holds):
            return publication.document
        names = units(unmarked(publication.document), *_unit_rules(publication.kind))
        return shown(publication.document, self.hidden_of(names))

    @property
    def withdrawn(self) -> bool:
        """Tell whether nothing is published of the entry any more."""
        return self.whole is not None and self.whole.kind == "withdraw"


class _Batch:
    """The rows of one call of `publish`, made one publication after another and written together."""

    def __init__(
        self, connection: Connection, publications: Sequence[Publication], *, n: int, at: str, settings: Settings
    ) -> None:
        self._connection, self._n, self._at, self._settings = connection, n, at, settings
        self._first, self._on = n + 1, local_day(at)
        self._contexts = Contexts(connection, settings.yardsticks)
        self._held = _held(connection, [p.entry_id for p in publications if p.entry_id is not None])
        self._numbers: dict[str, int] = {}
        self.published: list[Published] = []
        self._projected: dict[int, record.Projected] = {}
        self._entries: list[dict[str, object]] = []
        self._acts: list[dict[str, object]] = []
        self._revisions: list[dict[str, object]] = []
        self._logged: list[bytes] = []
        self._aliases: list[dict[str, object]] = []
        self._authored: dict[int, Mapping[str, Any]] = {}
        """What was written at the desk: nothing else names uploaded files."""
        self._private: dict[int, Mapping[str, str]] = {}
        self._imported: dict[int, bytes] = {}

    def add(self, publication: Publication) -> None:
        """Make the rows of the next act."""
        self._n += 1
        entry_id = self._n if publication.entry_id is None else publication.entry_id
        before = self._enter(publication) if publication.entry_id is None else self._held.get(entry_id)
        if before is None or before.withdrawn:
            raise Unknown(f"there is no entry {entry_id} to correct, or it was withdrawn")
        made = Published(self._n, entry_id, before.reference, before.revision + 1)
        self.published.append(made)
        kind = publication.kind
        content = kind.content.model_validate(before.seen_of(publication))
        setting = self._contexts.of(
            content,
            today=self._on,
            imported=publication.origin == "imported",
            published_on=local_day(before.published_at),
        )
        findings = kind.checks(content, setting)
        document = _document(publication, findings)
        parts = units(document, *_unit_rules(kind))
        removed = before.hidden_of(parts)
        self._act(publication, made, document, parts, removed)
        self._held[entry_id] = _Held(
            made.reference, made.revision, before.published_at, removed, before.whole, before.holds
        )
        if before.whole:
            return
        self._projected[entry_id] = record.Projected(
            entry_id=entry_id,
            kind=kind.name,
            reference=made.reference,
            revision=made.revision,
            n=made.n,
            published_at=before.published_at,
            updated_at=self._at,
            projection=kind.project(content, setting, findings),
        )

    def write(self) -> None:
        """Write every row."""
        record.insert_truth(
            self._connection,
            last_n=self._n,
            acts=self._acts,
            entries=self._entries,
            revisions=self._revisions,
            aliases=self._aliases,
        )
        append(self._connection, self._logged, first=self._first, settings=self._settings)
        for entry_id, document in self._authored.items():
            claim(self._connection, entry_id, document)
        record.keep_private(self._connection, self._private)
        record.keep_imported(self._connection, self._imported)
        fresh = {row["id"] for row in self._entries}
        write_projections(
            self._connection,
            list(self._projected.values()),
            on=self._on.isoformat(),
            organisation_prefix=self._settings.organisation_prefix,
            replace=[key for key in self._projected if key not in fresh],
        )

    def _enter(self, publication: Publication) -> _Held:
        """Make the row of a new entry, with the next reference of its kind."""
        kind, year = publication.kind, self._on.year
        number = self._numbers.get(kind.name) or record.next_number(self._connection, kind.name, year)
        self._numbers[kind.name] = number + 1
        reference = f"{kind.prefix}-{year}-{number:04d}"
        self._entries.append({"id": self._n, "kind": kind.name, "year": year, "number": number, "reference": reference})
        self._aliases += [{"identifier": alias, "entry_id": self._n} for alias in publication.aliases]
        return _Held(reference, 0, self._at)

    def _act(
        self,
        publication: Publication,
        made: Published,
        document: dict[str, Any],
        parts: Mapping[str, Any],
        removed: Sequence[Removal],
    ) -> None:
        """Make the rows of an act, of the revision it publishes, and of its entry in the log."""
        kind = publication.kind
        logged, salts = of_revision(
            made.n,
            at=self._at,
            by=publication.role,
            reference=made.reference,
            type_=kind.name,
            revision=made.revision,
            schema=kind.schema,
            origin=publication.origin,
            units=parts,
        )
        self._logged.append(logged)
        self._revisions.append(
            {
                "entry_id": made.entry_id,
                "number": made.revision,
                "n": made.n,
                "schema": kind.schema,
                "origin": publication.origin,
                "content": canonical(document),
                "salts": canonical(salts),
                "removed": in_row(removed),
            }
        )
        self._acts.append(
            {
                "n": made.n,
                "kind": "publish" if made.revision == 1 else "correct",
                "entry_id": made.entry_id,
                "revision": made.revision,
                "at": self._at,
                "role": publication.role,
            }
        )
        if publication.origin == "authored":
            self._authored[made.entry_id] = document
        if publication.private:
            self._private[made.entry_id] = publication.private
        if publication.imported is not None:
            self._imported[made.entry_id] = publication.imported


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


def _unit_rules(kind: Kind) -> tuple[Mapping[str, tuple[str, ...]], frozenset[str]]:
    return kind.content.GROUPS, kind.content.SPLIT


def _held(connection: Connection, entry_ids: Sequence[int]) -> dict[int, _Held]:
    if not entry_ids:
        return {}
    chosen = list(entry_ids)
    rows = connection.execute(revisions().where(entry.c.id.in_(chosen))).mappings().all()
    some = select(revision.c.entry_id).where(revision.c.entry_id.in_(chosen), revision.c.removed.is_not(None))
    holds = {key: tuple(story_of(connection, key).holds.values()) for key in set(connection.scalars(some))}
    return {
        row["entry_id"]: _Held(
            row["reference"],
            row["number"],
            row["published_at"],
            removals_in(row["removed"]),
            whole_removal(row["entry_removed"]),
            holds.get(row["entry_id"], ()),
        )
        for row in rows
    }
