"""Import a file of entries: stage it whole in one transaction, then publish it in batches that survive being killed."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete
from sqlalchemy.exc import OperationalError

from register.core.calendar import now_utc
from register.core.canonical import parse
from register.core.files import FACT_PREFIX, FileFormat, Stated, Surroundings
from register.core.problems import shown
from register.entries import writing as record
from register.entries.tables import case_fact
from register.exchange.examining import Examined, examine
from register.exchange.plan import Change, Plan, change_note, compare
from register.exchange.reading import MOST_BYTES
from register.exchange.rekeying import recognising_key
from register.exchange.staging import Unfinished, end, stage, take, unfinished, waiting
from register.extensions import reading, writing
from register.kinds import kind_named
from register.log.standing import ReadOnly
from register.organisations.reading import body_identifiers, find_body
from register.organisations.writing import put_body, put_department
from register.publishing.acts import Publication, publish
from register.settings import Settings
from register.web.current import settings_now, today

BATCH = 2_000
"""Acts in one transaction: one of 20,000 would hold the write lock for seconds."""

_OF_THE_MACHINE = (OSError, OperationalError, MemoryError, ReadOnly)
"""What stops a batch for no fault of its rows: a full disk, a busy database, a register that may not publish."""

Progress = Callable[[int, int], None]
"""Told, after each batch, how many entries of how many are safe."""


def _unwatched(done: int, total: int) -> None:
    """Watch no progress."""


class _Undone(Exception):
    """Rolls back a trial."""


class Stuck(Exception):
    """Names the row of a staged import that cannot be published, and how to go on without it."""


class NotConfirmed(Exception):
    """Says what the people who import must still do."""


class Refused(Exception):
    """Says that the file has problems to mend, or asks to accept names or personal data."""


@dataclass(frozen=True)
class Done:
    """What an import did; `resumed` counts entries that an earlier, interrupted run had staged."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    resumed: int = 0


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
    if examined.format is None:
        return Plan((), (), 0)
    with reading() as connection:
        return compare(connection, examined.format, examined.stated)


@_collecting_rarely()
def examine_path(path: Path) -> Examined:
    """Examine a file on this machine; no more of it is read than a file may hold."""
    with path.open("rb") as opened:
        return examine(path.name, opened.read(MOST_BYTES + 1), surroundings())


def surroundings() -> Surroundings:
    """Return what a file is examined against: today, and the public bodies that this register knows."""
    settings = settings_now()
    with reading() as connection:
        known = body_identifiers(connection)
    return Surroundings(today(), known, settings.organisation_prefix, recognising_key(settings))


def import_path(
    path: Path,
    *,
    settings: Settings,
    imported_by: str,
    confirmed_by: str,
    accept_names: bool = False,
    accept_personal: bool = False,
    progress: Progress = _unwatched,
) -> Done:
    """Examine and import a file on this machine. Raises Refused and NotConfirmed as `import_examined` does."""
    return import_examined(
        examine_path(path),
        settings,
        imported_by=imported_by,
        confirmed_by=confirmed_by,
        accept_names=accept_names,
        accept_personal=accept_personal,
        progress=progress,
    )


@_collecting_rarely()
def import_examined(
    examined: Examined,
    settings: Settings,
    *,
    imported_by: str,
    confirmed_by: str,
    accept_names: bool = False,
    accept_personal: bool = False,
    progress: Progress = _unwatched,
) -> Done:
    """Import a file to its end; the same file again changes nothing, or ends what an interrupted run began.

    Raises Refused for a file with problems, NotConfirmed without a second named person, Stuck for a row that this
    register cannot publish, ReadOnly (of `log.standing`) where it may publish nothing.
    """
    _require_second_person(imported_by, confirmed_by)
    if examined.format is None or examined.refused:
        raise Refused("The file has problems; mend them and import it again.")
    if examined.people and not accept_names:
        raise Refused("Some names look like private people; whoever confirms the import must accept them.")
    if examined.personal and not accept_personal:
        raise Refused("Some rows hold what looks like personal data; whoever confirms the import must accept them.")
    resumed = 0
    for interrupted in unfinished():
        resumed += finish(interrupted, settings, progress)
    planned = plan(examined)
    if not planned.to_do:
        return Done(unchanged=planned.unchanged, resumed=resumed)
    todo = [*planned.new, *(change.stated for change in planned.changed)]
    stage(examined, todo, imported_by=imported_by.strip(), confirmed_by=confirmed_by.strip())
    for staged in unfinished():
        finish(staged, settings, progress)
    return Done(len(planned.new), len(planned.changed), planned.unchanged, resumed)


def finish(unfinished: Unfinished, settings: Settings, progress: Progress = _unwatched) -> int:
    """Publish what is left of a staged import, batch by batch; return how many entries that was.

    Each batch is published and taken off the stage in the same transaction: whatever stops it, nothing is done
    twice and nothing is lost. Raises Stuck where one of its rows cannot be published.
    """
    done = 0
    while published := _publish_next(unfinished, settings):
        done += published
        progress(done, max(done, unfinished.left))
    return done


def _require_second_person(imported_by: str, confirmed_by: str) -> None:
    if not imported_by.strip():
        raise NotConfirmed("Say who imports the file.")
    if not confirmed_by.strip():
        raise NotConfirmed("An import is confirmed by a second person: say who.")
    if _same_person(imported_by, confirmed_by):
        raise NotConfirmed("The person who confirms an import must be another than the one who imports it.")


def _same_person(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


def _publish_next(unfinished: Unfinished, settings: Settings) -> int:
    """Publish the next batch and return its size; where nothing is left, write down that the import has ended."""
    try:
        with writing() as connection:
            staged = _taken(connection, unfinished, BATCH)
            if staged:
                _publish(connection, unfinished.format, staged, settings)
            else:
                end(connection, unfinished.batch_id)
            return len(staged)
    except _OF_THE_MACHINE:
        raise
    except Exception as problem:  # a row that the examination let through: say which, or nobody can go on
        culprit = _culprit(unfinished, settings)
        if culprit is None:
            raise
        raise Stuck(
            f"Row {culprit.row} of {unfinished.file_name} ({culprit.identifier}) cannot be published "
            f"({type(problem).__name__}: {shown(problem, 200)}). Nothing of its batch was. To go on without what is "
            "left of this file, run “register import --discard”."
        ) from problem


def _culprit(unfinished: Unfinished, settings: Settings) -> Stated | None:
    """Find the row that stops a batch by publishing ever shorter beginnings of it, and none of them for good."""
    if _can_publish(unfinished, BATCH, settings):
        return None
    sound, broken = 0, BATCH
    while broken - sound > 1:
        tried = (sound + broken) // 2
        if _can_publish(unfinished, tried, settings):
            sound = tried
        else:
            broken = tried
    with reading() as connection:
        return waiting(connection, unfinished.batch_id, broken)[-1]


def _can_publish(unfinished: Unfinished, count: int, settings: Settings) -> bool:
    try:
        with writing() as connection:
            _publish(connection, unfinished.format, _taken(connection, unfinished, count), settings)
            raise _Undone
    except _Undone:
        return True
    except _OF_THE_MACHINE:
        raise
    except Exception:
        return False


def _taken(connection: Connection, unfinished: Unfinished, count: int) -> list[Stated]:
    """Take the next entries off the stage; the lock comes first, as in a redaction, which empties staged rows too."""
    record.lock_head(connection)
    return take(connection, unfinished.batch_id, count)


def _publish(connection: Connection, format_: FileFormat, staged: Sequence[Stated], settings: Settings) -> None:
    # The record is asked again under the lock: what was planned may have happened since, in another run.
    now = compare(connection, format_, staged)
    documents = [parse(one.content) for one in now.new]
    _know_bodies(connection, [*documents, *(change.document for change in now.changed)])
    _forget_facts(connection, [change.entry_id for change in now.changed])
    kind, role = kind_named(format_.kind), f"Import of published {format_.many}"
    publications = [
        Publication(
            kind=kind,
            document=document,
            origin="imported",
            role=role,
            aliases=(one.identifier,),
            private=one.private,
            imported=one.content,
        )
        for one, document in zip(now.new, documents, strict=True)
    ]
    publications += [
        Publication(
            kind=kind,
            document=change.document,
            origin="imported",
            role=role,
            entry_id=change.entry_id,
            private=change.stated.private,
            change_note=change_note(format_, change.fields),
            imported=change.stated.content,
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
            settings=settings,
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
    record.keep_private(connection, {change.entry_id: change.stated.private for change in changes})
    record.keep_imported(connection, {change.entry_id: change.stated.content for change in changes})
