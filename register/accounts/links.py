"""One-time links: how a person sets a password without e-mail, the first one or after losing password or phone.

An administrator hands the link over by a way of their own. Only its digest is kept.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import ColumnElement, Connection, Table, delete, insert, select, update

from register.accounts import audit
from register.accounts.factors import remove_factors
from register.accounts.models import Account, account_link
from register.accounts.passwords import set_password
from register.accounts.service import end_sessions
from register.core.calendar import instant

LASTS = timedelta(hours=24)
PATH = "/desk/link/"
WITHOUT_FACTORS = ".new"
"""Ends the secret of a link that also takes the second factor away: the digest covers it, so nobody can add it."""
SECRET = re.compile(r"[A-Za-z0-9_-]{43}(\.new)?")

_account = cast(Table, Account.__table__)


@dataclass(frozen=True)
class Link:
    """A link that can be used."""

    account_id: int
    name: str
    email: str
    without_factors: bool
    """Using it also takes away authenticator app, recovery codes and passkeys."""


def make_link(connection: Connection, account_id: int, *, by: audit.By, at: str, without_factors: bool = False) -> str:
    """Make a link with which an account's owner sets a password, and return its secret.

    Earlier links of the account that were not used are void from now on.
    """
    unused = account_link.c.used_at.is_(None)
    connection.execute(delete(account_link).where(account_link.c.account_id == account_id, unused))
    secret = secrets.token_urlsafe(32) + (WITHOUT_FACTORS if without_factors else "")
    row = {
        "digest": _digest(secret),
        "account_id": account_id,
        "made_by": by.account_id,
        "made_at": at,
        "until": instant(datetime.fromisoformat(at) + LASTS),
    }
    connection.execute(insert(account_link).values(row))
    audit.record(connection, by, "link_made", f"account {account_id}", at=at, without_factors=without_factors)
    return secret


def open_link(connection: Connection, secret: str, *, at: str) -> Link | None:
    """Return what a link is for; None where it is unknown, used or too old, or its account is closed."""
    if not SECRET.fullmatch(secret):
        return None
    query = (
        select(_account.c.id, _account.c.name, _account.c.email)
        .join(account_link, account_link.c.account_id == _account.c.id)
        .where(*_usable(secret, at), _account.c.active)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else Link(row.id, row.name, row.email, secret.endswith(WITHOUT_FACTORS))


def use_link(connection: Connection, secret: str, *, password_hash: str, at: str, address: str = "") -> Link | None:
    """Set the password that the person chose and end every session of theirs; None as `open_link`.

    Of two uses at once the database lets one through.
    """
    link = open_link(connection, secret, at=at)
    if link is None:
        return None
    if connection.execute(update(account_link).where(*_usable(secret, at)).values(used_at=at)).rowcount != 1:
        return None
    set_password(connection, link.account_id, password_hash)
    by, about = audit.By(link.account_id, link.name, address), f"account {link.account_id}"
    audit.record(connection, by, "password_set", about, at=at, link=True)
    if link.without_factors:
        remove_factors(connection, link.account_id)
        audit.record(connection, by, "second_factor_removed", about, at=at, link=True)
    end_sessions(connection, link.account_id)
    return link


def _usable(secret: str, at: str) -> tuple[ColumnElement[bool], ...]:
    columns = account_link.c
    return columns.digest == _digest(secret), columns.used_at.is_(None), columns.until > at


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
