"""Hold, lift, redact and withdraw invented decisions for the tests of the feeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import Connection, insert, update

from register.core.calendar import instant
from register.entries.tables import act, head
from register.entries.writing import lock_head
from register.extensions import writing
from register.finding.index import follow
from register.log.appending import append
from register.publishing import removing
from register.publishing.requests import Request
from tests.feeds.publishing import OPENED

ONE, OTHER = 1, 2
ROLE = "Publisher"


def hold(app: Flask, entry_id: int, *names: str, reason: str = "complaint", at: datetime = OPENED) -> Request:
    """Put units of an entry, or all of it, on hold."""
    with _acting(app, at) as (connection, done):
        return removing.hold(
            connection, entry_id=entry_id, names=names, reason=reason, note="Why.", by_id=ONE, role=ROLE, **done
        )


def lift(app: Flask, held: Request, *, at: datetime = OPENED) -> Request:
    """End a hold."""
    with _acting(app, at) as (connection, done):
        return removing.lift(connection, request_id=held.id, by_id=OTHER, role=ROLE, **done)


def redact(app: Flask, entry_id: int, removes: dict[int, Sequence[str]], *, at: datetime = OPENED) -> Request:
    """Redact units of revisions."""
    return _approved(app, at, entry_id, "redact", removes, "personal_data", "uk_gdpr_17")


def withdraw(app: Flask, entry_id: int, *, reason: str = "duplicate", at: datetime = OPENED) -> Request:
    """Withdraw an entry."""
    return _approved(app, at, entry_id, "withdraw", {}, reason, None)


def enter(app: Flask, entry: Callable[[int], bytes], kind: str, *, at: datetime, epoch: int | None = None) -> None:
    """Enter an act that is on no entry, and begin an epoch with it where one is given."""
    with _acting(app, at) as (connection, done):
        n = lock_head(connection) + 1
        row = {"n": n, "kind": kind, "entry_id": None, "revision": None, "at": done["at"], "role": "Administrator"}
        connection.execute(insert(act), [row])
        connection.execute(update(head).values(n=n, **({"epoch": epoch} if epoch else {})))
        append(connection, [entry(n)], first=n, settings=done["settings"])


def _approved(
    app: Flask,
    at: datetime,
    entry_id: int,
    action: str,
    removes: dict[int, Sequence[str]],
    category: str,
    legal_basis: str | None,
) -> Request:
    with _acting(app, at) as (connection, done):
        asked = removing.ask(
            connection,
            entry_id=entry_id,
            action=action,
            removes=removes,
            category=category,
            legal_basis=legal_basis,
            note="Why.",
            by_id=ONE,
            at=done["at"],
        )
        return removing.approve(connection, request_id=asked.id, approver_id=OTHER, role=ROLE, **done)


@contextmanager
def _acting(app: Flask, at: datetime) -> Iterator[tuple[Connection, dict[str, Any]]]:
    """Open a transaction of its own with what every act needs; the index follows."""
    settings = app.config["SETTINGS"]
    with app.app_context():
        with writing() as connection:
            yield connection, {"at": instant(at), "settings": settings}
        follow(settings)
