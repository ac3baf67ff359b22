"""Accounts: make one, end its sessions, and slow down whoever guesses passwords."""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from email_validator import validate_email
from sqlalchemy import Connection, Row, Table, delete, func, insert, select, update

from register.accounts.models import Account, Role, account_body, account_link, account_role, failed_sign_in
from register.core.calendar import instant
from register.organisations.tables import department, public_body

AUTHOR = "author"
PUBLISHER = "publisher"
ADMINISTRATOR = "administrator"
VOLUNTARY = "voluntary"
"""Speaks for a VCS infrastructure body: its practice evidence, its account in a dispute, its part of the report."""
ROLES = (AUTHOR, PUBLISHER, ADMINISTRATOR, VOLUNTARY)

FREE_TRIES = 5
TRIES_FROM_ONE_PLACE = 50
REMEMBERED = timedelta(minutes=30)
LONGEST_WAIT = timedelta(minutes=15)

_account = cast(Table, Account.__table__)
_role = cast(Table, Role.__table__)


@dataclass(frozen=True)
class Officer:
    """A member of staff as the desk knows them."""

    id: int
    name: str
    email: str
    roles: frozenset[str]
    bodies: frozenset[str] | None = None
    """Identifiers of the public bodies they act for; None: for every one."""
    organisation: str | None = None
    """Identifier of the VCS body they speak for."""
    departments: frozenset[tuple[str, str]] = frozenset()
    """Their own departments: a body's identifier and the department's name. Forms begin with the only one."""

    def acts_for(self, body: str | None) -> bool:
        """Tell whether the officer acts for a public body; what names none yet is anybody's."""
        return self.bodies is None or body is None or body in self.bodies

    def is_one_of(self, roles: Collection[str]) -> bool:
        """Tell whether the officer holds any of these roles."""
        return not self.roles.isdisjoint(roles)


class AccountExists(ValueError):
    """There is an account with this e-mail address already."""


class UnknownRole(ValueError):
    """A role that this register does not have."""


def add_account(
    connection: Connection, *, name: str, email: str, password_hash: str, roles: Iterable[str], at: str
) -> int:
    """Make an account and return its number; raises AccountExists and UnknownRole."""
    wanted = list(dict.fromkeys(roles))
    check_roles(wanted)
    email = normal_email(email)
    if account_of(connection, email) is not None:
        raise AccountExists(f"there is an account with the address {email} already")
    row = {
        "name": name,
        "email": email,
        "password": password_hash,
        "active": True,
        "fs_uniquifier": secrets.token_hex(32),
        "created_at": at,
    }
    account_id = int(connection.execute(insert(_account).values(row).returning(_account.c.id)).scalar_one())
    for role in wanted:
        values = {"account_id": account_id, "role_id": role_id(connection, role)}
        connection.execute(insert(account_role).values(values))
    return account_id


def disable_account(connection: Connection, account_id: int) -> None:
    """Disable an account: it is out at its next request, wherever it is signed in."""
    connection.execute(update(_account).where(_account.c.id == account_id).values(active=False))
    end_sessions(connection, account_id)


def end_sessions(connection: Connection, account_id: int, *, keep_link: bool = False) -> None:
    """End every session of an account: no cookie given out before now signs in, whoever kept a copy of it.

    A link to set its password that was not used is void, too, but where its owner only signs out.
    """
    if not keep_link:
        unused = account_link.c.used_at.is_(None)
        connection.execute(delete(account_link).where(account_link.c.account_id == account_id, unused))
    renewed = update(_account).where(_account.c.id == account_id).values(fs_uniquifier=secrets.token_hex(32))
    connection.execute(renewed)


def account_of(connection: Connection, email: str) -> int | None:
    """Return the number of the account with an e-mail address, if there is one; raises ValueError as `normal_email`."""
    return connection.scalar(select(_account.c.id).where(_account.c.email == normal_email(email)))


def account_row(connection: Connection, account_id: int) -> Row[*tuple[Any, ...]]:
    """Return number, name, e-mail address and present uniquifier of an account; its sessions carry the last."""
    columns = _account.c.id, _account.c.name, _account.c.email, _account.c.fs_uniquifier
    return connection.execute(select(*columns).where(_account.c.id == account_id)).one()


def acting_for(connection: Connection, account_id: int) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """Return the bodies that an account acts for where it does not for every one, and its departments in them."""
    query = (
        select(public_body.c.identifier, department.c.name)
        .select_from(account_body)
        .join(public_body, public_body.c.id == account_body.c.body_id)
        .outerjoin(department, department.c.id == account_body.c.department_id)
        .where(account_body.c.account_id == account_id)
    )
    rows = [(str(body), name) for body, name in connection.execute(query)]
    return frozenset(body for body, _ in rows), frozenset((body, str(name)) for body, name in rows if name)


def bodies_of(connection: Connection, account_id: int) -> frozenset[str] | None:
    """Return the bodies that an account acts for; None: every one."""
    everywhere = connection.scalar(select(_account.c.every_body).where(_account.c.id == account_id))
    return None if everywhere else acting_for(connection, account_id)[0]


def names_of(connection: Connection, account_ids: Collection[int]) -> Mapping[int, str]:
    """Return the names of accounts by their numbers."""
    query = select(_account.c.id, _account.c.name).where(_account.c.id.in_(account_ids))
    return {int(key): str(name) for key, name in connection.execute(query)}


def active_holders(connection: Connection, account_ids: Collection[int], role: str | None = None) -> set[int]:
    """Return which of these accounts can sign in, and hold a role where one is named."""
    query = select(_account.c.id).where(_account.c.id.in_(account_ids), _account.c.active)
    if role is not None:
        held = select(account_role.c.account_id).join(_role, _role.c.id == account_role.c.role_id)
        query = query.where(_account.c.id.in_(held.where(_role.c.name == role)))
    return {int(key) for key in connection.scalars(query)}


def normal_email(email: str) -> str:
    """Return an e-mail address as accounts keep it; raises ValueError where sign-in could not accept it."""
    return validate_email(email.strip(), check_deliverability=False).normalized.casefold()


def begin_sign_in(
    connection: Connection, *, email: str, address: str, now: datetime, most_anywhere: int | None = None
) -> timedelta | None:
    """Count a try before its password is looked at; return how long to wait instead where there were too many.

    Five tries are free for one account from one place; then the wait doubles from a minute to a quarter of an
    hour, and a try made while waiting neither counts nor lengthens it. The same account from another place is
    untouched, so a stranger cannot lock the owner out. `most_anywhere` bounds the tries from all places together: for
    what has few values, and what the owner can do without.
    """
    account, place = _digest(email), place_of(address)
    _one_at_a_time(connection, place)
    _forget_old(connection, now)
    here = failed_sign_in.c.address == place
    tries, last = connection.execute(
        select(func.count(), func.max(failed_sign_in.c.at)).where(here, failed_sign_in.c.account == account)
    ).one()
    all_tries, last_of_all = connection.execute(select(func.count(), func.max(failed_sign_in.c.at)).where(here)).one()
    wait = max(
        _wait_left(tries - FREE_TRIES, last, now),
        _wait_left(all_tries - TRIES_FROM_ONE_PLACE, last_of_all, now),
    )
    if most_anywhere is not None:
        anywhere = select(func.count(), func.max(failed_sign_in.c.at)).where(failed_sign_in.c.account == account)
        tries, last = connection.execute(anywhere).one()
        wait = max(wait, _wait_left(tries - most_anywhere, last, now))
    if wait > timedelta():
        return wait
    connection.execute(insert(failed_sign_in).values(account=account, address=place, at=instant(now)))
    return None


def forget_failures(connection: Connection, *, email: str, address: str) -> None:
    """Forget an account's failed tries from one place, after it signed in there."""
    connection.execute(
        delete(failed_sign_in).where(
            failed_sign_in.c.account == _digest(email), failed_sign_in.c.address == place_of(address)
        )
    )


def place_of(address: str) -> str:
    """Return where a request came from: its address, or the network of 64 bits that one IPv6 line has."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((ip, 64), strict=False)) if ip.version == 6 else str(ip)


def _wait_left(tries_too_many: int, last: str | None, now: datetime) -> timedelta:
    if tries_too_many < 0 or last is None:
        return timedelta()
    wait = min(timedelta(minutes=2 ** min(tries_too_many, 10)), LONGEST_WAIT)
    return datetime.fromisoformat(last) + wait - now


def _one_at_a_time(connection: Connection, place: str) -> None:
    """Let the tries from one place be counted one after another, as SQLite's write lock has them anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(place, 0))))


def _forget_old(connection: Connection, now: datetime) -> None:
    connection.execute(delete(failed_sign_in).where(failed_sign_in.c.at < instant(now - REMEMBERED)))


def check_roles(roles: Iterable[str]) -> None:
    """Raise UnknownRole for a role that this register does not have."""
    if unknown := set(roles) - set(ROLES):
        raise UnknownRole(f"there is no role {', '.join(sorted(unknown))}")


def role_id(connection: Connection, name: str) -> int:
    """Return the id of a role."""
    found = connection.scalar(select(_role.c.id).where(_role.c.name == name))
    if found is None:
        found = connection.execute(insert(_role).values(name=name).returning(_role.c.id)).scalar_one()
    return int(found)


def _digest(email: str) -> str:
    with suppress(ValueError):
        email = normal_email(email)  # one account has many spellings, and a guesser could use them all
    return hashlib.sha256(email.strip().casefold().encode("utf-8", "replace")).hexdigest()
