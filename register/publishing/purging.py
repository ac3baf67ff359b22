"""Make the bytes of what was removed go, once it is committed: off the disk, out of the journals and the search index.

A database that forgets a text keeps its bytes for a while: SQLite in its journal, and in pages that rows moved out of;
PostgreSQL in dead rows, statistics and journal segments. So the tables are written anew and the journals overwritten.
Other processes wait meanwhile, on PostgreSQL readers of these tables too; copies elsewhere (backups, journals that are
archived, replicas' journals) are their keepers' business.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Table, exists, func, select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from register.documents.tables import uploaded_document
from register.documents.writing import erase_all, still_here
from register.entries.following import REMOVALS
from register.entries.tables import (
    act,
    appearance,
    case_fact,
    draft,
    draft_batch,
    due,
    facet_value,
    head,
    import_row,
    imported,
    listing,
    relation,
    removal_request,
    revision,
    spell,
    statement_invitation,
)
from register.extensions import db, reading
from register.finding import index
from register.log.mark import folder, write
from register.organisations.tables import organisation, organisation_identifier, organisation_name
from register.settings import Settings

PATIENCE = 5.0
"""Seconds to wait for those who read the database, before giving up for now."""
AGAIN = 60.0
"""Seconds until what did not succeed is tried again."""

_TABLES = (
    revision,
    draft,
    draft_batch,
    statement_invitation,
    listing,
    facet_value,
    appearance,
    spell,
    due,
    relation,
    organisation,
    organisation_identifier,
    organisation_name,
    case_fact,
    imported,
    import_row,
    removal_request,
    uploaded_document,
)
"""Where words of entries stand."""
_NOT_PERMITTED = "42501"
_LOG = logging.getLogger("register")


@dataclass(frozen=True)
class Purged:
    """Up to which removal the bytes are gone; `left` names what this database role may not do about them."""

    n: int = 0
    left: tuple[str, ...] = ()


def pending(settings: Settings) -> bool:
    """Tell whether bytes of what was removed may still be on the disk."""
    held = _marked(settings)
    with reading() as connection:
        return bool(held.left) or _newest(connection, held.n) is not None


def left(settings: Settings) -> tuple[str, ...]:
    """Return what the database role may not do, and somebody else must allow it: commands of PostgreSQL."""
    return _marked(settings).left


def purge(settings: Settings) -> bool:
    """Clear away the bytes of everything removed so far, and write down that they are gone.

    Returns whether they are; where somebody reads for too long, a right is missing or another process is at it, they
    are not, and a warning says why. Call it outside any transaction.
    """
    with _alone(settings) as alone:
        if not alone:
            return False
        held = _marked(settings)
        with reading() as connection:
            newest = _newest(connection, held.n)
            redacted = _newest(connection, held.n, ("redact",)) is not None or bool(held.left)
        if newest is None and not held.left:
            return True
        try:
            missing = _clear(redacted=redacted)
        except (SQLAlchemyError, sqlite3.Error):
            _LOG.warning("what was removed is not cleared off the disk yet; trying again", exc_info=True)
            return False
        reached = held.n if newest is None else newest
        if missing is None or not _index_reached(settings, reached):
            return False
        with reading() as connection:
            files = still_here(connection, settings)
        erase_all(settings, files)
        if missing:
            _LOG.warning("the database role may not clear what was removed off the disk: %s", ", ".join(missing))
        _mark(settings, Purged(reached, missing))
        return not missing


def clear() -> bool:
    """Clear bytes away whatever the acts say, because a restored copy redacts what it has no acts of."""
    return _clear(redacted=True) == ()


def forget(settings: Settings) -> None:
    """Forget what was cleared, because the database was replaced: everything that is removed there is cleared again."""
    (folder(settings) / "purged").unlink(missing_ok=True)


class Purger:
    """Clears up behind the acts, in a process that follows them: a kill between commit and purge is made good."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._held = Purged()
        self._looked = 0
        self._not_before = 0.0

    def follow(self) -> None:
        """Purge if something was removed since; cheap where nothing was."""
        if time.monotonic() < self._not_before:
            return
        with reading() as connection:
            last = int(connection.scalar(select(head.c.n)) or 0)
            held = _marked(self._settings, last)
            if held != self._held or self._looked > last:
                self._held, self._looked = held, held.n
            newest = _newest(connection, self._looked)
        if newest is not None:
            self._not_before = time.monotonic() + AGAIN  # also where it raises
            purge(self._settings)
            self._held = _marked(self._settings, last)
            if self._held.n < newest:
                return
            self._not_before = 0.0
        self._looked = last


def _index_reached(settings: Settings, n: int) -> bool:
    """Bring the index up to an act, or wait until the process that is at it has; tell whether it came to pass."""
    end = time.monotonic() + PATIENCE
    while index.follow(settings) < n:
        if time.monotonic() > end:
            return False
        time.sleep(0.2)
    return True


def _newest(connection: Connection, after: int, kinds: tuple[str, ...] = REMOVALS) -> int | None:
    """Return the number of the last removal after an act; None where there is none."""
    found: int | None = connection.scalar(
        select(func.max(act.c.n)).where(act.c.n > after, act.c.kind.in_(kinds), act.c.revision.is_(None))
    )
    return found


def _clear(*, redacted: bool) -> tuple[str, ...] | None:
    """Rewrite what held redacted text and empty the journals; return what is not permitted, None for "not now".

    Without a redaction nothing left the database for good, and what was hidden is in its journal by right.
    """
    if not redacted:
        return ()
    return _clear_sqlite() if db.engine.dialect.name == "sqlite" else _clear_postgresql()


def _clear_sqlite() -> tuple[str, ...] | None:
    # secure_delete zeroes what is deleted, yet not the copies that stay in a page when its rows move to another.
    opened = db.engine.raw_connection()
    try:
        cursor = opened.cursor()
        if not _journal_emptied(cursor):
            return None  # before it is worth rewriting anything
        cursor.execute("VACUUM")
        return () if _journal_emptied(cursor) else None
    finally:
        opened.close()


def _journal_emptied(cursor: Any) -> bool:
    """Empty SQLite's journal once nobody reads from it any more; tell whether that came to pass."""
    usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
    cursor.execute("PRAGMA busy_timeout=100")  # whoever waits for readers here makes writers wait too
    try:
        end = time.monotonic() + PATIENCE
        while cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            if time.monotonic() > end:
                _LOG.warning("a reader holds the journal, with what was removed in it; trying again")
                return False
            time.sleep(0.2)
        return True
    finally:
        cursor.execute(f"PRAGMA busy_timeout={usual}")


def _clear_postgresql() -> tuple[str, ...]:
    missing: list[str] = []
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"SET lock_timeout = '{int(PATIENCE * 1000)}ms'"))
        try:
            for table in _TABLES:
                _forget_statistics(connection, table)
                _rewrite(connection, table.name, missing)
            _rewrite(connection, "pg_statistic", missing)
            _empty_journal(connection, missing)
        finally:
            connection.execute(text("RESET lock_timeout"))
    return tuple(missing)


def _forget_statistics(connection: Connection, table: Table) -> None:
    """Let PostgreSQL forget the values it counted in a table that is empty now: ANALYZE would leave them."""
    if connection.scalar(select(exists().select_from(table))):
        return
    for column in table.columns:
        type_ = column.type.compile(connection.dialect)
        connection.execute(text(f"ALTER TABLE {table.name} ALTER COLUMN {column.name} TYPE {type_}"))


def _rewrite(connection: Connection, name: str, missing: list[str]) -> None:
    """Write a table anew; one that belongs to somebody else is skipped by PostgreSQL, which only warns."""
    file = text("SELECT pg_relation_filenode(CAST(:name AS regclass))")
    before = connection.scalar(file, {"name": name})
    analyze = "" if name == "pg_statistic" else ", ANALYZE"
    connection.execute(text(f"VACUUM (FULL{analyze}) {name}"))
    if connection.scalar(file, {"name": name}) == before:
        missing.append(f"VACUUM FULL {name}")


def _empty_journal(connection: Connection, missing: list[str]) -> None:
    """Overwrite every segment of the journal: PostgreSQL uses old ones again, with what is in them."""
    try:
        _next_segment(connection)
        connection.execute(text("CHECKPOINT"))  # from here on, every other segment is an old one to be used again
        for _ in range(int(connection.scalar(text("SELECT count(*) FROM pg_ls_waldir()")) or 0)):
            _next_segment(connection)
        connection.execute(text("CHECKPOINT"))
    except DBAPIError as problem:
        if getattr(problem.orig, "sqlstate", None) != _NOT_PERMITTED:
            raise
        missing.append("CHECKPOINT, pg_ls_waldir(), pg_switch_wal()")


def _next_segment(connection: Connection) -> None:
    """Fill the journal's segment with zeros and begin the next; one in which nothing stands is not left."""
    connection.execute(text("SELECT pg_logical_emit_message(false, 'register', '')"))
    connection.execute(text("SELECT pg_switch_wal()"))


def _marked(settings: Settings, last: int | None = None) -> Purged:
    """Read how far bytes are gone; a mark beyond the last act is that of another database."""
    try:
        held = json.loads((folder(settings) / "purged").read_bytes())
        mark = Purged(int(held["n"]), tuple(held["left"]))
    except (OSError, ValueError, TypeError, KeyError):
        return Purged()
    if last is None:
        with reading() as connection:
            last = int(connection.scalar(select(head.c.n)) or 0)
    return mark if mark.n <= last else Purged()


def _mark(settings: Settings, purged: Purged) -> None:
    write(settings, "purged", json.dumps(asdict(purged)).encode())


@contextlib.contextmanager
def _alone(settings: Settings) -> Iterator[bool]:
    """Hold other processes off, and tell whether none was there before."""
    folder(settings).mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder(settings) / ".purging").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
