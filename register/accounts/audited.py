"""Read the audit, newest first and a page at a time, and clear away what is older than it is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, select, tuple_

from register.accounts import audit
from register.accounts.models import Account
from register.accounts.models import audit_record as table
from register.core.calendar import day_after, day_begins, instant, now_utc
from register.extensions import reading, writing

NOBODY = 0
"""In place of an account's number: nobody who was signed in, such as the command line."""
PAGE = 50
BATCH = 2_000
"""Rows read for a file, or cleared away, at a time."""


@dataclass(frozen=True)
class Line:
    """One thing that was done."""

    id: int
    at: str
    account_id: int | None
    name: str
    action: str
    about: str
    detail: Mapping[str, Any]
    address: str

    @property
    def words(self) -> str:
        """Say what was done, as it stands behind the name of who did it."""
        said = audit.ACTIONS.get(self.action, self.action)
        return said[:1].lower() + said[1:]


@dataclass(frozen=True)
class Asked:
    """Which rows are asked for."""

    person: int | None = None
    action: str | None = None
    about: str = ""
    since: date | None = None
    until: date | None = None
    before: tuple[str, int] | None = None
    """The moment and the number of a row: only older ones are asked for."""


def lines(connection: Connection, asked: Asked, count: int = PAGE) -> list[Line]:
    """Return the newest rows that are asked for."""
    query = select(table).where(*_conditions(asked)).order_by(table.c.at.desc(), table.c.id.desc()).limit(count)
    return [Line(**{**row, "detail": json.loads(row["detail"])}) for row in connection.execute(query).mappings()]


def everything(asked: Asked) -> Iterator[list[Line]]:
    """Yield all rows that are asked for, some at a time, each time on a connection of its own: nobody waits for it."""
    while True:
        with reading() as connection:
            found = lines(connection, asked, BATCH)
        if not found:
            return
        yield found
        asked = replace(asked, before=(found[-1].at, found[-1].id))


def people(connection: Connection) -> Sequence[tuple[int, str]]:
    """Return everybody who has or had an account, by name."""
    return [(row.id, row.name) for row in connection.execute(select(Account.id, Account.name).order_by(Account.name))]


def clear(days: int, now: datetime | None = None) -> int:
    """Clear away what is older than so many days, and write down how many rows went; return that number.

    The database itself lets no row go that is younger than a year.
    """
    limit = instant((now or datetime.now(UTC)) - timedelta(days=days))
    done = 0
    while cleared := _clear_some(limit):
        done += cleared
    return done


class Clearing:
    """Clears the audit once a day."""

    def __init__(self) -> None:
        self._done_on: date | None = None

    def follow(self, days: int) -> None:
        """Clear what is older than so many days, unless that was done today."""
        today = datetime.now(UTC).date()
        if self._done_on != today:
            clear(days)
            self._done_on = today


def _clear_some(limit: str) -> int:
    with reading() as connection:  # most days there is nothing to clear, and nobody needs to wait for the lock
        oldest = connection.scalar(select(func.min(table.c.at)))
    if oldest is None or oldest >= limit:
        return 0
    with writing() as connection:
        old = select(table.c.id).where(table.c.at < limit).order_by(table.c.at).limit(BATCH)
        cleared = connection.execute(delete(table).where(table.c.id.in_(old))).rowcount
        if cleared:
            audit.record(connection, audit.BY_ITSELF, "audit_cleared", at=now_utc(), rows=cleared, until=limit)
    return cleared


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.person is not None:
        found.append(table.c.account_id.is_(None) if asked.person == NOBODY else table.c.account_id == asked.person)
    if asked.action is not None:
        found.append(table.c.action == asked.action)
    if asked.about:
        found.append(table.c.about.in_({asked.about, asked.about.upper(), asked.about.lower()}))
    if asked.since is not None:
        found.append(table.c.at >= day_begins(asked.since))
    if asked.until is not None:
        found.append(table.c.at < day_begins(day_after(asked.until)))
    if asked.before is not None:
        found.append(tuple_(table.c.at, table.c.id) < asked.before)
    return found
