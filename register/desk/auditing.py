"""Write in the audit what the signed-in officer does."""

from __future__ import annotations

from typing import Any

from flask import request
from sqlalchemy import Connection

from register.accounts import audit
from register.accounts.service import place_of
from register.core.calendar import now_utc
from register.desk.routing import officer


def note(connection: Connection, action: str, about: str = "", **detail: Any) -> None:
    """Write down what the officer does, inside the transaction that does it."""
    audit.record(connection, by_officer(), action, about, at=now_utc(), **detail)


def by_officer() -> audit.By:
    """Return who is signed in, as the audit writes it."""
    person = officer()
    return audit.By(person.id, person.name, place_of(request.remote_addr or ""))
