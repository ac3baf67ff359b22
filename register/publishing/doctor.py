"""Say what is wrong with a register, and what mends it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from register.entries.tables import act, entry, head, import_batch, listing, revision
from register.extensions import reading
from register.finding import index
from register.settings import Settings


@dataclass(frozen=True)
class Complaint:
    """One thing that is wrong, its remedy, and whether `doctor --mend` can do it."""

    what: str
    remedy: str
    mendable: bool = False


REBUILD = "Run: register doctor --mend"
RESTORE = "This cannot be mended from what is here: restore a backup."


def examine(settings: Settings) -> list[Complaint]:
    """Return everything that is wrong; an empty list means all is well."""
    complaints = list(_keys(settings))
    try:
        with reading() as connection:
            for examination in (_database, _acts, _references, _projections, _imports):
                complaints += examination(connection)
            complaints += _index(connection, settings)
    except SQLAlchemyError as problem:
        complaints.append(Complaint(f"The database cannot be read: {problem.__class__.__name__}.", RESTORE))
    return complaints


def _keys(settings: Settings) -> Iterator[Complaint]:
    for path in sorted((settings.register_home / "keys").glob("*")):
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Complaint(f"Others can read the key {path.name}.", f"Run: chmod 600 {path.name} in the keys folder.")
    if not os.access(settings.register_home, os.W_OK):
        yield Complaint("The register's home cannot be written.", "Check its owner and free space.")


def _database(connection: Connection) -> Iterator[Complaint]:
    if connection.dialect.name != "sqlite":
        return
    answer = connection.exec_driver_sql("PRAGMA quick_check").scalar()
    if answer != "ok":
        yield Complaint(f"The database file is damaged: {answer}.", RESTORE)
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        yield Complaint(f"{len(broken)} rows of {broken[0][0]} point at nothing.", REBUILD, mendable=True)


def _acts(connection: Connection) -> Iterator[Complaint]:
    last = connection.scalar(select(head.c.n))
    acts, newest = connection.execute(select(func.count(), func.max(act.c.n)).select_from(act)).one()
    if last is None or newest != last or acts != last + 1:
        yield Complaint(f"The acts are not numbered without holes: {acts} of them, the last {newest}.", RESTORE)
    without = (
        select(func.count())
        .select_from(act.outerjoin(revision, revision.c.n == act.c.n))
        .where(act.c.revision.is_not(None), revision.c.n.is_(None))
    )
    if lost := connection.scalar(without):
        yield Complaint(f"{lost} acts have lost their revision.", RESTORE)
    numbers = select(revision.c.entry_id).group_by(revision.c.entry_id)
    gaps = numbers.having(func.count() != func.max(revision.c.number)).subquery()
    if holes := connection.scalar(select(func.count()).select_from(gaps)):
        yield Complaint(f"{holes} entries have lost a revision.", RESTORE)


def _references(connection: Connection) -> Iterator[Complaint]:
    groups = select(entry.c.kind, entry.c.year, func.count(), func.max(entry.c.number))
    for kind, year, entries, highest in connection.execute(groups.group_by(entry.c.kind, entry.c.year)):
        if entries != highest:
            yield Complaint(f"The {kind} references of {year} have holes: {entries} of {highest}.", RESTORE)


def _projections(connection: Connection) -> Iterator[Complaint]:
    newest = select(revision.c.entry_id, func.max(revision.c.n).label("n")).group_by(revision.c.entry_id).subquery()
    behind = (
        select(func.count())
        .select_from(newest.outerjoin(listing, listing.c.entry_id == newest.c.entry_id))
        .where(func.coalesce(listing.c.n, -1) != newest.c.n)
    )
    if count := connection.scalar(behind):
        yield Complaint(f"{count} entries are missing from the lists, or old there.", REBUILD, mendable=True)


def _imports(connection: Connection) -> Iterator[Complaint]:
    unfinished = select(import_batch.c.file_name).where(import_batch.c.finished_at.is_(None))
    for name in connection.scalars(unfinished):
        yield Complaint(f"The import of {name} stopped half-way.", "Import the same file again: it resumes.")


def _index(connection: Connection, settings: Settings) -> Iterator[Complaint]:
    last = int(connection.scalar(select(head.c.n)) or 0)
    entries = int(connection.scalar(select(func.count()).select_from(listing)) or 0)
    if (what := index.complaint(settings, last, entries)) is not None:
        yield Complaint(what, REBUILD, mendable=True)
