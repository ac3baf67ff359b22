"""Import awards: stage the whole file in one transaction, then publish it in batches that survive being killed."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.exc import OperationalError

from register.core.calendar import now_utc
from register.core.canonical import canonical, parse
from register.entries import writing as record
from register.entries.tables import case_fact, import_batch, import_row
from register.exchange.awards import FACT_PREFIX
from register.exchange.examining import Award, Examined, examine
from register.exchange.plan import Change, Plan, change_note, compare
from register.exchange.problems import shown
from register.exchange.reading import MOST_BYTES
from register.extensions import reading, writing
from register.kinds import kind_named
from register.organisations.reading import find_body
from register.organisations.writing import put_body, put_department
from register.publishing.acts import Publication, publish
from register.settings import Settings
from register.web.current import today

BATCH = 2_000
"""Acts in one transaction: one of 20,000 would hold the write lock for seconds."""
KIND = "decision"
ROLE = "Import of published awards"

_OF_THE_MACHINE = (OSError, OperationalError, MemoryError)
"""What stops a batch for no fault of its rows: a full disk, a busy database."""

Progress = Callable[[int, int], None]
"""Told, after each batch, how many awards of how many are safe."""


def _unwatched(done: int, total: int) -> None:
    """Watch no progress."""


class _Undone(Exception):
    """Rolls back a trial."""


class Stuck(Exception):
    """Names the row of a staged import that cannot be published, and how to go on without it."""


class NotConfirmed(Exception):
    """Says what the people who import must still do."""


class Refused(Exception):
    """Says that the file has problems to mend, or asks to accept names."""


@dataclass(frozen=True)
class Done:
    """What an import did; `resumed` counts awards that an earlier, interrupted run had staged."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    resumed: int = 0


@dataclass(frozen=True)
class Unfinished:
    """An import that was confirmed and stopped half-way; `left` counts its awards still to be published."""

    batch_id: int
    file_name: str
    imported_by: str
    confirmed_by: str
    left: int


@contextmanager
def _collecting_rarely() -> Iterator[None]:
    """Look for reference cycles seldom: an import makes millions of objects and hardly any cycle (a quarter faster)."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def plan(examined: Examined) -> Plan:
    """Compare an examined file with the record (the dry run)."""
    with reading() as connection:
        return compare(connection, examined.awards)


@_collecting_rarely()
def examine_path(path: Path) -> Examined:
    """Examine a file on this machine; no more of it is read than a file may hold."""
    with path.open("rb") as opened:
        return examine(path.name, opened.read(MOST_BYTES + 1), today=today())


def import_path(
    path: Path,
    *,
    settings: Settings,
    imported_by: str,
    confirmed_by: str,
    accept_names: bool = False,
    progress: Progress = _unwatched,
) -> Done:
    """Examine and import a file on this machine. Raises Refused and NotConfirmed as `import_awards` does."""
    return import_awards(
        examine_path(path),
        settings,
        imported_by=imported_by,
        confirmed_by=confirmed_by,
        accept_names=accept_names,
        progress=progress,
    )


@_collecting_rarely()
def import_awards(
    examined: Examined,
    settings: Settings,
    *,
    imported_by: str,
    confirmed_by: str,
    accept_names: bool = False,
    progress: Progress = _unwatched,
) -> Done:
    """Import a file to its end; the same file again changes nothing, or ends what an interrupted run began.

    Raises Refused for a file with problems, NotConfirmed without a second named person, Stuck for a row that this
    register cannot publish.
    """
    _require_second_person(imported_by, confirmed_by)
    if examined.refused:
        raise Refused("The file has problems; mend them and import it again.")
    if examined.people and not accept_names:
        raise Refused("Some recipients look like private people; whoever confirms the import must accept their names.")
    resumed = 0
    for interrupted in unfinished():
        resumed += finish(interrupted, settings, progress)
    planned = plan(examined)
    if not planned.to_do:
        return Done(unchanged=planned.unchanged, resumed=resumed)
    _stage(examined, planned, imported_by=imported_by.strip(), confirmed_by=confirmed_by.strip())
    for staged in unfinished():
        finish(staged, settings, progress)
    return Done(len(planned.new), len(planned.changed), planned.unchanged, resumed)


def unfinished() -> list[Unfinished]:
    """Return the imports that were confirmed and did not come to their end, oldest first."""
    left = select(func.count()).where(import_row.c.batch_id == import_batch.c.id).scalar_subquery()
    batch = import_batch.c
    query = select(batch.id, batch.file_name, batch.imported_by, batch.confirmed_by, left)
    with reading() as connection:
        return [
            Unfinished(*row) for row in connection.execute(query.where(batch.finished_at.is_(None)).order_by(batch.id))
        ]


def finish(unfinished: Unfinished, settings: Settings, progress: Progress = _unwatched) -> int:
    """Publish what is left of a staged import, batch by batch; return how many awards that was.

    Each batch is published and taken off the stage in the same transaction: whatever stops it, nothing is done
    twice and nothing is lost. Raises Stuck where one of its rows cannot be published.
    """
    done = 0
    while published := _publish_next(unfinished, settings):
        done += published
        progress(done, max(done, unfinished.left))
    return done


def discard() -> int:
    """Take what is left of every confirmed import off the stage, unpublished; return how many awards that was.

    What they had published stays.
    """
    with writing() as connection:
        left = int(connection.scalar(select(func.count()).select_from(import_row)) or 0)
        connection.execute(delete(import_row))
        connection.execute(
            update(import_batch).where(import_batch.c.finished_at.is_(None)).values(finished_at=now_utc())
        )
    return left


def _require_second_person(imported_by: str, confirmed_by: str) -> None:
    if not imported_by.strip():
        raise NotConfirmed("Say who imports the file.")
    if not confirmed_by.strip():
        raise NotConfirmed("An import is confirmed by a second person: say who.")
    if _same_person(imported_by, confirmed_by):
        raise NotConfirmed("The person who confirms an import must be another than the one who imports it.")


def _same_person(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


def _stage(examined: Examined, planned: Plan, *, imported_by: str, confirmed_by: str) -> None:
    awards = [*planned.new, *(change.award for change in planned.changed)]
    with writing() as connection:
        values = {
            "file_name": examined.file_name,
            "digest": examined.digest,
            "kind": KIND,
            "staged_at": now_utc(),
            "imported_by": imported_by,
            "confirmed_by": confirmed_by,
        }
        made = connection.execute(insert(import_batch).values(**values).returning(import_batch.c.id))
        batch_id = int(made.scalar_one())
        connection.execute(insert(import_row), [_staged_row(batch_id, award) for award in awards])


def _staged_row(batch_id: int, award: Award) -> dict[str, Any]:
    return {
        "batch_id": batch_id,
        "position": award.row,
        "identifier": award.identifier,
        "content": award.content,
        "private": canonical(list(award.private.items())),
    }


def _publish_next(unfinished: Unfinished, settings: Settings) -> int:
    """Publish the next batch and return its size; where nothing is left, write down that the import has ended."""
    try:
        with writing() as connection:
            staged = _take(connection, unfinished.batch_id, BATCH)
            if staged:
                _publish(connection, staged, settings)
            else:
                ended = update(import_batch).where(import_batch.c.id == unfinished.batch_id)
                connection.execute(ended.values(finished_at=now_utc()))
            return len(staged)
    except _OF_THE_MACHINE:
        raise
    except Exception as problem:  # a row that the examination let through: say which, or nobody can go on
        culprit = _culprit(unfinished.batch_id, settings)
        if culprit is None:
            raise
        raise Stuck(
            f"Row {culprit.row} of {unfinished.file_name} ({culprit.identifier}) cannot be published "
            f"({type(problem).__name__}: {shown(problem, 200)}). Nothing of its batch was. To go on without what is "
            "left of this file, run “register import --discard”."
        ) from problem


def _culprit(batch_id: int, settings: Settings) -> Award | None:
    """Find the row that stops a batch by publishing ever shorter beginnings of it, and none of them for good."""
    if _can_publish(batch_id, BATCH, settings):
        return None
    sound, broken = 0, BATCH
    while broken - sound > 1:
        tried = (sound + broken) // 2
        if _can_publish(batch_id, tried, settings):
            sound = tried
        else:
            broken = tried
    with reading() as connection:
        return _staged(connection, batch_id, broken)[-1]


def _can_publish(batch_id: int, count: int, settings: Settings) -> bool:
    try:
        with writing() as connection:
            _publish(connection, _take(connection, batch_id, count), settings)
            raise _Undone
    except _Undone:
        return True
    except _OF_THE_MACHINE:
        raise
    except Exception:
        return False


def _staged(connection: Connection, batch_id: int, count: int) -> list[Award]:
    query = select(import_row).where(import_row.c.batch_id == batch_id).order_by(import_row.c.position).limit(count)
    return [
        Award(row.position, row.identifier, bytes(row.content), dict(parse(bytes(row.private))))
        for row in connection.execute(query)
    ]


def _take(connection: Connection, batch_id: int, count: int) -> list[Award]:
    """Take the next awards off the stage; a rollback puts them back."""
    awards = _staged(connection, batch_id, count)
    if awards:
        taken = (import_row.c.batch_id == batch_id) & (import_row.c.position <= awards[-1].row)
        connection.execute(delete(import_row).where(taken))
    return awards


def _publish(connection: Connection, staged: Sequence[Award], settings: Settings) -> None:
    # The record is asked again under the lock: what was planned may have happened since, in another run.
    record.lock_head(connection)
    now = compare(connection, staged)
    documents = [parse(award.content) for award in now.new]
    _know_bodies(connection, [*documents, *(change.document for change in now.changed)])
    _forget_facts(connection, [change.entry_id for change in now.changed])
    kind = kind_named(KIND)
    publications = [
        Publication(
            kind=kind,
            document=document,
            origin="imported",
            role=ROLE,
            aliases=(award.identifier,),
            private=award.private,
            imported=award.content,
        )
        for award, document in zip(now.new, documents, strict=True)
    ]
    publications += [
        Publication(
            kind=kind,
            document=change.document,
            origin="imported",
            role=ROLE,
            entry_id=change.entry_id,
            private=change.award.private,
            change_note=change_note(change.fields),
            imported=change.award.content,
        )
        for change in now.changed
        if change.fields
    ]
    _keep_silently(connection, [change for change in now.changed if not change.fields])
    if publications:
        publish(
            connection,
            publications,
            at=now_utc(),
            yardsticks=settings.yardsticks,
            organisation_prefix=settings.organisation_prefix,
        )


def _know_bodies(connection: Connection, documents: Iterable[dict[str, Any]]) -> None:
    """Make bodies known that the register has not met: they are no party to the Compact until someone says so."""
    met = {}
    for document in documents:
        body = document.get("body") or {}
        if "identifier" in body:
            met[body["identifier"], body.get("department")] = body["name"]
    for (identifier, department), name in met.items():
        if find_body(connection, identifier) is None:
            put_body(connection, identifier=identifier, name=name)
        if department:
            put_department(connection, body_identifier=identifier, name=department)


def _forget_facts(connection: Connection, entry_ids: Sequence[int]) -> None:
    if entry_ids:
        from_file = case_fact.c.name.startswith(FACT_PREFIX)
        connection.execute(delete(case_fact).where(case_fact.c.entry_id.in_(entry_ids)).where(from_file))


def _keep_silently(connection: Connection, changes: Sequence[Change]) -> None:
    """Keep what only the case holds, or what the desk had already corrected: nothing public changes, so no act."""
    record.keep_private(connection, {change.entry_id: change.award.private for change in changes})
    record.keep_imported(connection, {change.entry_id: change.award.content for change in changes})
