"""Bring lost acts back from an export that this register signed, byte for byte."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from sqlalchemy import Connection, insert, select, update

from register.core.attached import files_in
from register.core.calendar import now_utc
from register.core.canonical import canonical, parse
from register.documents import storing
from register.documents.writing import restore
from register.entries import writing as record
from register.entries.revisions import revisions
from register.entries.tables import alias, entry, head
from register.extensions import after_commit, writing
from register.finding import index
from register.log import mark
from register.log.appending import enter
from register.log.checking import faults_of_content, faults_of_log
from register.log.keys import KeyMissing, signer
from register.log.notes import BadNote, Checkpoint, open_note
from register.log.reading import entries_from
from register.log.replaying import KEPT_IN_LEDGER
from register.log.standing import known, root_at
from register.organisations.reading import find_body
from register.organisations.writing import put_body
from register.publishing.acts import write_projections
from register.publishing.context import Contexts
from register.publishing.epochs import THE_REGISTER
from register.publishing.purging import purge
from register.publishing.rebuild import projected_of
from register.publishing.restoring import NOBODY, is_behind, settle
from register.settings import Settings

BATCH = 1000
Body = Mapping[str, Any]
Progress = Callable[[int, int], None]
"""Told how many acts of how many are brought back."""


class CannotRecover(Exception):
    """The export does not fit this register; its text says why."""


@dataclass(frozen=True)
class Recovered:
    """What was brought back: acts from one number up to another; `behind` tells that there were more."""

    first: int
    last: int
    hidden: int
    """Revisions of which the export shows nothing or a part, since that was on hold or withdrawn when it was made."""
    behind: bool


def recover_from_export(settings: Settings, file: Path, progress: Progress = lambda done, total: None) -> Recovered:
    """Enter the acts of an export that this register lacks, all or none. Raises CannotRecover."""
    try:
        with ZipFile(file) as archive, writing() as connection:
            recovered = _recover(connection, settings, archive, progress)
    except (BadZipFile, KeyError, UnicodeDecodeError) as problem:
        raise CannotRecover("This file is not an export of a register, or is damaged.") from problem
    purge(settings)
    index.reindex(settings)
    return recovered


def _recover(connection: Connection, settings: Settings, archive: ZipFile, progress: Progress) -> Recovered:
    signed = _checkpoint(settings, archive.read("checkpoint").decode())
    last = record.lock_head(connection)
    if signed.size <= last + 1:
        raise CannotRecover(f"The export ends at act {signed.size - 1}: this register has all that it holds.")
    replay = _Replay(connection, settings, last + 1, _Files(archive, settings))
    with archive.open("entries.jsonl") as entries, archive.open("revisions.jsonl") as contents:
        rest = _after_ours(connection, entries, last)
        lines = _Lines(contents)
        for batch in _batches(rest):
            replay.take(batch, lines)
            progress(replay.n - last, signed.size - last - 1)
    _require_the_tree(connection, settings, signed, replay.n)
    replay.finish()
    _require_sound(connection, last)
    reached = known(connection)
    after_commit(connection, lambda: mark.keep_in_ledger(settings, replay.removals))
    after_commit(connection, lambda: mark.raise_to(settings, reached))
    return Recovered(last + 1, replay.n, replay.hidden, is_behind(connection, settings))


def _checkpoint(settings: Settings, note: str) -> Checkpoint:
    try:
        return Checkpoint.parse(open_note(note, signer(settings).verifier))
    except KeyMissing as problem:
        raise CannotRecover("The key that signs this register’s log is missing: put it back first.") from problem
    except BadNote as problem:
        raise CannotRecover(f"The export’s checkpoint is not one that this register signed. {problem}") from problem


def _after_ours(connection: Connection, entries: IO[bytes], last: int) -> Iterator[tuple[int, bytes]]:
    """Yield the entries after our last one; those before it must be ours. Raises CannotRecover."""
    given = enumerate(line.rstrip(b"\n") for line in entries)
    for n, ours in entries_from(connection):
        if next(given, None) != (n, ours):
            raise CannotRecover(f"Act {n} of the export is not act {n} of this register: it is of another one.")
    yield from given


def _require_the_tree(connection: Connection, settings: Settings, signed: Checkpoint, n: int) -> None:
    if n + 1 != signed.size or root_at(connection, signed.size) != signed.root:
        raise CannotRecover("The acts in the export are not those that its checkpoint was signed for.")
    reached = mark.read(settings)
    epoch = connection.execute(select(head.c.epoch)).scalar_one()
    if (
        reached is not None
        and reached.epoch == epoch
        and reached.size <= signed.size
        and root_at(connection, reached.size).hex() != reached.root
    ):
        raise CannotRecover("The export’s log is not the one that this register is known to have published.")


def _require_sound(connection: Connection, last: int) -> None:
    for fault in (*faults_of_log(connection), *faults_of_content(connection, {}, after=last)):
        raise CannotRecover(f"What the export holds does not fit together. {fault}")


class _Lines:
    """The lines of revisions.jsonl, which stand in the order of their acts."""

    def __init__(self, file: IO[bytes]) -> None:
        self._next: Iterator[Any] = (parse(line) for line in file)

    def of(self, n: int) -> Body:
        """Return the line of an act; those before it are passed over. Raises CannotRecover."""
        for line in self._next:
            if line["n"] == n:
                return dict(line)
        raise CannotRecover(f"The export does not hold what act {n} published.")


class _Files:
    """The uploaded files of an export."""

    def __init__(self, archive: ZipFile, settings: Settings) -> None:
        self._archive, self._settings = archive, settings
        self._there = frozenset(archive.namelist())

    def bring_back(self, connection: Connection, revision: Mapping[str, Any]) -> None:
        """Keep the files that a revision names, where they are not here; one that the export lacks stays missing.

        What is not the file that was published is not taken. Raises CannotRecover.
        """
        for said in files_in(parse(revision["content"])):
            restore(connection, revision["entry_id"], said, by=NOBODY, at=now_utc())
            name = f"documents/{said['file']}"
            if name not in self._there or storing.length(self._settings, said["file"]) is not None:
                continue
            data = self._archive.read(name)
            if hashlib.sha256(data).hexdigest() != said["sha256"]:
                raise CannotRecover(f"The export’s file “{said.get('file_name')}” is not the one that was published.")
            storing.put(self._settings, said["file"], data)


class _Replay:
    """Writes acts again, as they were."""

    def __init__(self, connection: Connection, settings: Settings, first: int, files: _Files) -> None:
        self._connection, self._settings, self._files = connection, settings, files
        self.n = first - 1
        self.hidden = 0
        self.removals: list[bytes] = []
        self._touched: dict[int, None] = {}
        self._ids: dict[str, int] = {}

    def take(self, batch: Sequence[tuple[int, bytes]], lines: _Lines) -> None:
        """Write some acts with what they published."""
        bodies = [parse(raw) for _, raw in batch]
        self._know(bodies)
        acts, entries, made, aliases = [], [], [], []
        for (n, raw), body in zip(batch, bodies, strict=True):
            entry_id = self._ids[body["reference"]] if "reference" in body else None
            acts.append(_act(body, entry_id))
            if body["kind"] in KEPT_IN_LEDGER:
                self.removals.append(raw)
            if body["kind"] == "recovery":
                self._connection.execute(update(head).values(epoch=body["epoch"]))
            if entry_id is None:
                continue
            self._touched[entry_id] = None
            if body["kind"] in ("publish", "correct"):
                line = lines.of(n)
                self.hidden += line["salts"].keys() != body["units"].keys()
                made.append(_revision(body, entry_id, line))
                self._know_body(line["content"].get("body"))
            if body["kind"] == "publish":
                entries.append(_entry(body))
                aliases += _aliases(body, line["content"])
        enter(self._connection, [raw for _, raw in batch], first=batch[0][0])
        self.n = batch[-1][0]
        record.insert_truth(self._connection, last_n=self.n, acts=acts, entries=entries, revisions=made, aliases=[])
        for row in made:
            self._files.bring_back(self._connection, row)
        self._keep(aliases)

    def finish(self) -> None:
        """Remove what the acts removed, and make the projections of what they changed."""
        for entry_id in self._touched:
            settle(self._connection, self._settings, entry_id)
        contexts = Contexts(self._connection, self._settings.yardsticks)
        ids = sorted(self._touched)
        for start in range(0, len(ids), BATCH):
            some = ids[start : start + BATCH]
            query = revisions().where(entry.c.id.in_(some), entry.c.removed.is_(None)).order_by(entry.c.id)
            projected = [projected_of(contexts, row) for row in self._connection.execute(query).mappings()]
            on = projected[-1].published_at[:10] if projected else ""
            prefix = self._settings.organisation_prefix
            write_projections(self._connection, projected, on=on, organisation_prefix=prefix, replace=some)
        record.touch(self._connection)

    def _know(self, bodies: Sequence[Body]) -> None:
        """Learn the entries that some acts are about."""
        self._ids |= {body["reference"]: body["n"] for body in bodies if body["kind"] == "publish"}
        wanted = {body["reference"] for body in bodies if "reference" in body} - self._ids.keys()
        query = select(entry.c.reference, entry.c.id).where(entry.c.reference.in_(wanted))
        self._ids |= {reference: int(key) for reference, key in self._connection.execute(query)}

    def _know_body(self, body: object) -> None:
        if isinstance(body, dict) and find_body(self._connection, body["identifier"]) is None:
            put_body(self._connection, identifier=body["identifier"], name=body["name"])

    def _keep(self, aliases: Sequence[Mapping[str, object]]) -> None:
        wanted = [row["identifier"] for row in aliases]
        held = set(self._connection.scalars(select(alias.c.identifier).where(alias.c.identifier.in_(wanted))))
        fresh = [row for row in aliases if row["identifier"] not in held]
        if fresh:
            self._connection.execute(insert(alias), fresh)


def _act(body: Body, entry_id: int | None) -> dict[str, object]:
    return {
        "n": body["n"],
        "kind": body["kind"],
        "entry_id": entry_id,
        "revision": body.get("revision"),
        "at": body["at"],
        "role": body.get("by", THE_REGISTER),
    }


def _entry(body: Body) -> dict[str, object]:
    _, year, number = body["reference"].split("-")
    return {
        "id": body["n"],
        "kind": body["type"],
        "year": int(year),
        "number": int(number),
        "reference": body["reference"],
    }


def _revision(body: Body, entry_id: int, line: Body) -> dict[str, object]:
    return {
        "entry_id": entry_id,
        "number": body["revision"],
        "n": body["n"],
        "schema": body["schema"],
        "origin": body["origin"],
        "content": canonical(line["content"]),
        "salts": canonical(line["salts"]),
        "removed": None,
    }


def _aliases(body: Body, content: Body) -> list[dict[str, object]]:
    """Return what a file's next import recognises an entry by, where its content says it."""
    own = content.get("grant_id") if body["origin"] == "imported" else None
    return [{"identifier": own, "entry_id": body["n"]}] if isinstance(own, str) else []


def _batches(given: Iterator[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    batch: list[tuple[int, bytes]] = []
    for one in given:
        batch.append(one)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
