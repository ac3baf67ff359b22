"""Say what is wrong with a register, and what mends it."""

from __future__ import annotations

import itertools
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from register.accounts import factors
from register.core.canonical import parse
from register.documents.faults import faults_of_files
from register.entries.tables import act, entry, head, import_batch, listing, removal_request, revision
from register.extensions import reading
from register.finding import index
from register.log import backup, mark, postgresql
from register.log.appending import REMOVALS
from register.log.checking import faults_of_content, faults_of_log
from register.log.guards import missing_guards
from register.log.keys import KeyMissing, signer
from register.log.replaying import beyond, not_in_ledger
from register.log.standing import complaint
from register.log.tables import log_entry
from register.publishing.comparing import differences, names_not_published
from register.publishing.requests import IN_FORCE
from register.settings import Settings


@dataclass(frozen=True)
class Complaint:
    """One thing that is wrong, its remedy, and whether `doctor --mend` can do it."""

    what: str
    remedy: str
    mendable: bool = False


REBUILD = "Run: register doctor --mend"
RESTORE = "This cannot be mended from what is here: restore a backup."
MOST = 20
"""Complaints of one sort that are told one by one."""

Progress = Callable[[str, int], None]
"""Told what is looked at, and how much of it was."""


def examine(
    settings: Settings, *, quick: bool = False, progress: Progress = lambda what, done: None
) -> list[Complaint]:
    """Return everything that is wrong; an empty list means all is well.

    `quick` leaves out whether revisions are what the log commits to, and whether lists show what was published.
    """
    complaints = [*_keys(settings), *_kept(settings)]
    try:
        with reading() as connection:
            for examination in (_database, _acts, _references, _projections, _imports, _factors):
                complaints += examination(connection)
            complaints += _index(connection, settings)
            complaints += _log(connection, settings, progress, quick=quick)
            complaints += _some(faults_of_files(connection, settings, quick=quick), RESTORE)
    except SQLAlchemyError as problem:
        complaints.append(Complaint(f"The database cannot be read: {problem.__class__.__name__}.", RESTORE))
    return complaints


def _keys(settings: Settings) -> Iterator[Complaint]:
    for path in sorted((settings.register_home / "keys").glob("*")):
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Complaint(f"Others can read the key {path.name}.", f"Run: chmod 600 {path.name} in the keys folder.")
    if not os.access(settings.register_home, os.W_OK):
        yield Complaint("The register's home cannot be written.", "Check its owner and free space.")


def _kept(settings: Settings) -> Iterator[Complaint]:
    for path in sorted(settings.register_home.glob(f"{backup.ASIDE}*")):
        yield Complaint(
            f"The database from before a restore is kept in {path.name}, with what is redacted in it.",
            "Delete that folder once you do not need it.",
        )


def _database(connection: Connection) -> Iterator[Complaint]:
    if connection.dialect.name != "sqlite":
        for name in postgresql.kept(connection):
            yield Complaint(
                f"The database from before a restore is kept in the schema {name}, with what is redacted in it.",
                f"Run in the database, once you do not need it: DROP SCHEMA {name} CASCADE",
            )
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
    shown = select(entry.c.id).where(entry.c.removed.is_(None))
    newest = select(revision.c.entry_id, func.max(revision.c.n).label("n")).where(revision.c.entry_id.in_(shown))
    newest_of = newest.group_by(revision.c.entry_id).subquery()
    behind = (
        select(func.count())
        .select_from(newest_of.outerjoin(listing, listing.c.entry_id == newest_of.c.entry_id))
        .where(func.coalesce(listing.c.n, -1) != newest_of.c.n)
    )
    if count := connection.scalar(behind):
        yield Complaint(f"{count} entries are missing from the lists, or old there.", REBUILD, mendable=True)


def _imports(connection: Connection) -> Iterator[Complaint]:
    unfinished = select(import_batch.c.file_name).where(import_batch.c.finished_at.is_(None))
    for name in connection.scalars(unfinished):
        yield Complaint(f"The import of {name} stopped half-way.", "Import the same file again: it resumes.")


def _factors(connection: Connection) -> Iterator[Complaint]:
    if lost := factors.unreadable(connection):
        yield Complaint(
            f"Codes of authenticator apps cannot be checked for {lost} accounts: keys/second-factor is another key.",
            "Put the old key back, or give each of them a link: register user link --new-factor",
        )


def _index(connection: Connection, settings: Settings) -> Iterator[Complaint]:
    last = int(connection.scalar(select(head.c.n)) or 0)
    entries = int(connection.scalar(select(func.count()).select_from(listing)) or 0)
    if (what := index.complaint(settings, last, entries)) is not None:
        yield Complaint(what, REBUILD, mendable=True)


def _log(connection: Connection, settings: Settings, progress: Progress, *, quick: bool) -> Iterator[Complaint]:
    for name in missing_guards(connection):
        what = "audit" if name.startswith("audit") else "log"
        yield Complaint(
            f"The guard {name} is missing: the database lets the {what} be changed.", "Run: register upgrade"
        )
    faults = list(_some(faults_of_log(connection, lambda done: progress("acts", done)), RESTORE))
    yield from faults
    # The mark and the ledger may know of acts since this connection's moment: they are asked beside newer ones.
    try:
        with reading() as newest:
            why = complaint(newest, settings)
    except LookupError:  # the tree lacks a node, which is told already
        why = None
    with reading() as newest:
        lines = beyond(newest, settings)
    if why is not None:
        yield Complaint(why, "Readers go on reading; staff cannot publish until then.")
    yield from _signing_key(connection, settings)
    if not faults and why is None and (late := not_in_ledger(connection, settings)):
        mark.keep_in_ledger(settings, late)  # whoever removed it was killed just then
    if not faults and why is None:
        yield from _holds(connection)
    if faults:
        yield Complaint("What was published could not be checked, since the log is not sound.", RESTORE)
    elif not quick:
        told = faults_of_content(connection, lines, lambda done: progress("revisions", done))
        yield from _some(told, RESTORE)
        said: set[tuple[int, str]] = set()
        shown = differences(connection, settings, said, lambda done: progress("entries", done))
        yield from _some(shown, REBUILD, mendable=True)
        yield from _some(names_not_published(connection, said), RESTORE)


def _holds(connection: Connection) -> Iterator[Complaint]:
    """Compare the holds in force as the log has them with those that the desk lets somebody decide on."""
    acts = select(log_entry.c.entry).join(act, act.c.n == log_entry.c.n)
    told = [parse(bytes(raw)) for raw in connection.scalars(acts.where(act.c.kind.in_(REMOVALS)))]
    settled = {n for body in told for n in body.get("settles", ())}
    wanted = {body["n"] for body in told if body["kind"] == "hold"} - settled
    held = set(connection.scalars(select(removal_request.c.n).where(removal_request.c.state == IN_FORCE)))
    for n in sorted(wanted - held):
        yield Complaint(f"The hold of act {n} is in force, and nobody can decide on it at the desk.", RESTORE)
    for n in sorted(held - wanted):
        yield Complaint(f"The desk says that the hold of act {n} is in force, and the log does not.", RESTORE)


def _signing_key(connection: Connection, settings: Settings) -> Iterator[Complaint]:
    named = select(log_entry.c.entry).join(act, act.c.n == log_entry.c.n).where(act.c.kind.in_(("key", "recovery")))
    newest = connection.scalar(named.order_by(act.c.n.desc()).limit(1))
    try:
        if newest is not None and parse(bytes(newest)).get("key") != signer(settings).vkey:
            yield Complaint(
                "The key that is kept here is not the one that the log says signs it.",
                "Put back the key of that name, or name a new one: register log new-key",
            )
    except (KeyMissing, mark.Unreadable, ValueError, AttributeError):
        return  # told already


def _some(faults: Iterable[str], remedy: str, *, mendable: bool = False) -> Iterator[Complaint]:
    told = _readable(faults)
    yield from (Complaint(what, remedy, mendable) for what in itertools.islice(told, MOST))
    if more := sum(1 for _ in told):
        yield Complaint(f"There are {more:,} more faults of this sort.", remedy, mendable)


def _readable(faults: Iterable[str]) -> Iterator[str]:
    """Yield faults; what somebody spoilt so that it cannot even be read is one more, and no traceback."""
    try:
        yield from faults
    except (ValueError, TypeError, LookupError, AttributeError) as problem:
        yield f"The rest of it cannot be read: {problem!r}."
