"""The people who can sign in: who they are, what they may do, for whom; changed by administrators."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

from sqlalchemy import Connection, Select, Table, delete, func, insert, or_, select, update

from register.accounts.models import Account, Role, account_body, account_role
from register.accounts.service import (
    ADMINISTRATOR,
    VOLUNTARY,
    AccountExists,
    account_of,
    add_account,
    check_roles,
    disable_account,
    normal_email,
    role_id,
)
from register.core.stamps import Changed, require_same, stamp
from register.core.text import fold
from register.entries.writing import lock_head
from register.organisations.tables import department, public_body

_account = cast(Table, Account.__table__)
_role = cast(Table, Role.__table__)


@dataclass(frozen=True)
class Particulars:
    """What an administrator says of a person."""

    name: str
    email: str
    roles: tuple[str, ...]
    every_body: bool = True
    bodies: tuple[tuple[str, str | None], ...] = ()
    """Identifiers of public bodies, each perhaps with the name of a department in it."""
    organisation: str | None = None
    """Identifier of the VCS body that they speak for."""

    @property
    def mark(self) -> int:
        """Return the stamp by which a change made meanwhile is noticed."""
        return stamp(asdict(self))


@dataclass(frozen=True)
class Person:
    """An account as administrators see it."""

    id: int
    active: bool
    created_at: str
    said: Particulars


class LastAdministrator(Exception):
    """Nobody would be left who can administer the register."""


class UnknownBody(LookupError):
    """There is no such public body, or department of it."""


class Unfit(ValueError):
    """What is said of a person does not go together; `field` is where to put it right."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def people(
    connection: Connection,
    *,
    words: str = "",
    role: str | None = None,
    body: str | None = None,
    active: bool | None = None,
) -> list[Person]:
    """Return the people by name: with these words in name or address, of a role, acting for a body, active or not."""
    query = select(_account)
    if role is not None:
        holders = select(account_role.c.account_id).join(_role, _role.c.id == account_role.c.role_id)
        query = query.where(_account.c.id.in_(holders.where(_role.c.name == role)))
    if body is not None:
        acting = select(account_body.c.account_id).join(public_body, public_body.c.id == account_body.c.body_id)
        chosen = _account.c.id.in_(acting.where(public_body.c.identifier == body))
        query = query.where(or_(_account.c.every_body, chosen))
    if active is not None:
        query = query.where(_account.c.active.is_(active))
    found = _people(connection, query)
    wanted = fold(words).split()
    return [one for one in found if all(word in fold(f"{one.said.name} {one.said.email}") for word in wanted)]


def person(connection: Connection, account_id: int) -> Person | None:
    """Return a person, or None where there is none of this number."""
    return next(iter(_people(connection, select(_account).where(_account.c.id == account_id))), None)


def add_person(connection: Connection, said: Particulars, *, password_hash: str, at: str) -> int:
    """Make an account and return its number; raises AccountExists, Unfit, and UnknownBody."""
    _check(said)
    lock_head(connection)
    made = add_account(
        connection, name=said.name, email=said.email, password_hash=password_hash, roles=said.roles, at=at
    )
    _write_bodies(connection, made, said)
    return made


def change_person(connection: Connection, account_id: int, said: Particulars, *, mark: int) -> tuple[Person, Person]:
    """Change a person and return them as they were and as they are now; `mark` is that of what was opened.

    Raises Changed, AccountExists, Unfit, UnknownBody and LastAdministrator.
    """
    lock_head(connection)  # so that of two administrators who leave at once one stays
    before = _held(connection, account_id)
    require_same(asdict(before.said), mark)
    _check(said)
    email = normal_email(said.email)
    if account_of(connection, email) not in (None, account_id):
        raise AccountExists(f"there is an account with the address {email} already")
    values = {"name": said.name, "email": email}
    connection.execute(update(_account).where(_account.c.id == account_id).values(values))
    connection.execute(delete(account_role).where(account_role.c.account_id == account_id))
    for role in said.roles:
        connection.execute(insert(account_role).values(account_id=account_id, role_id=role_id(connection, role)))
    _write_bodies(connection, account_id, said)
    _require_administrator(connection, before)
    return before, _held(connection, account_id)


def set_active(connection: Connection, account_id: int, active: bool) -> None:
    """Enable an account, or disable it: it is out at its next request. Raises Changed and LastAdministrator."""
    lock_head(connection)
    before = _held(connection, account_id)
    if active:
        connection.execute(update(_account).where(_account.c.id == account_id).values(active=True))
    else:
        disable_account(connection, account_id)
    _require_administrator(connection, before)


def act_for(connection: Connection, account_id: int, bodies: Sequence[tuple[str, str | None]]) -> None:
    """Have an account act for these public bodies, and departments, and no others; raises UnknownBody."""
    connection.execute(update(_account).where(_account.c.id == account_id).values(every_body=False))
    connection.execute(delete(account_body).where(account_body.c.account_id == account_id))
    for identifier, name in dict.fromkeys(bodies):
        body_id = connection.scalar(select(public_body.c.id).where(public_body.c.identifier == identifier))
        if body_id is None:
            raise UnknownBody(f"there is no public body {identifier}")
        row: dict[str, Any] = {"account_id": account_id, "body_id": body_id, "department_id": None}
        if name is not None:
            same = (department.c.body_id == body_id) & (department.c.name == name)
            row["department_id"] = connection.scalar(select(department.c.id).where(same))
            if row["department_id"] is None:
                raise UnknownBody(f"{identifier} has no department {name}")
        connection.execute(insert(account_body).values(row))


def in_audit(said: Particulars) -> dict[str, Any]:
    """Return what the audit keeps of a person: what they may do and for whom, not how they are called."""
    return {
        "roles": list(said.roles),
        "every_body": said.every_body,
        "bodies": [" | ".join(filter(None, one)) for one in said.bodies],
        "organisation": said.organisation,
    }


def _held(connection: Connection, account_id: int) -> Person:
    found = person(connection, account_id)
    if found is None:
        raise Changed
    return found


def _check(said: Particulars) -> None:
    check_roles(said.roles)
    if not said.roles:
        raise Unfit("roles", "Choose at least one role")
    if VOLUNTARY in said.roles:
        if len(said.roles) > 1:
            raise Unfit("roles", "Who speaks for a voluntary body holds no other role: they are the other side")
        if not said.organisation:
            raise Unfit("organisation", "Give the identifier of the voluntary body, such as GB-CHC-1234567")
        if said.every_body or said.bodies:
            raise Unfit("bodies", "Who speaks for a voluntary body acts for no public body")
    elif said.organisation:
        raise Unfit("organisation", "Only who speaks for a voluntary body has one: leave it blank")


def _write_bodies(connection: Connection, account_id: int, said: Particulars) -> None:
    act_for(connection, account_id, said.bodies)
    values = {"every_body": said.every_body, "organisation": said.organisation}
    connection.execute(update(_account).where(_account.c.id == account_id).values(values))


def _require_administrator(connection: Connection, before: Person) -> None:
    """Raise LastAdministrator where this person was the last one who could administer the register."""
    if not before.active or ADMINISTRATOR not in before.said.roles:
        return
    query = (
        select(func.count())
        .select_from(_account)
        .join(account_role, account_role.c.account_id == _account.c.id)
        .join(_role, _role.c.id == account_role.c.role_id)
        .where(_account.c.active, _role.c.name == ADMINISTRATOR)
    )
    if not connection.scalar(query):
        raise LastAdministrator


def _people(connection: Connection, query: Select[Any]) -> list[Person]:
    rows = connection.execute(query.order_by(func.lower(_account.c.name), _account.c.id)).mappings().all()
    ids = [row["id"] for row in rows]
    roles, bodies = _roles(connection, ids), _bodies(connection, ids)
    return [
        Person(
            row["id"],
            bool(row["active"]),
            row["created_at"],
            Particulars(
                row["name"],
                row["email"],
                tuple(roles.get(row["id"], ())),
                bool(row["every_body"]),
                tuple(bodies.get(row["id"], ())),
                row["organisation"],
            ),
        )
        for row in rows
    ]


def _roles(connection: Connection, ids: Collection[int]) -> Mapping[int, list[str]]:
    query = select(account_role.c.account_id, _role.c.name).join(_role, _role.c.id == account_role.c.role_id)
    found: dict[int, list[str]] = {}
    for key, name in connection.execute(query.where(account_role.c.account_id.in_(ids)).order_by(_role.c.name)):
        found.setdefault(key, []).append(name)
    return found


def _bodies(connection: Connection, ids: Collection[int]) -> Mapping[int, list[tuple[str, str | None]]]:
    query = (
        select(account_body.c.account_id, public_body.c.identifier, department.c.name)
        .join(public_body, public_body.c.id == account_body.c.body_id)
        .outerjoin(department, department.c.id == account_body.c.department_id)
        .where(account_body.c.account_id.in_(ids))
        .order_by(public_body.c.name, department.c.name)
    )
    found: dict[int, list[tuple[str, str | None]]] = {}
    for key, identifier, name in connection.execute(query):
        found.setdefault(key, []).append((identifier, name))
    return found
