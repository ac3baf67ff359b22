"""Change public bodies and their departments, as administrators do; entries already published stay as they are."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from register.core.stamps import Changed, require_same, stamp
from register.core.text import fold
from register.entries.writing import lock_head, touch
from register.organisations.reading import Body, body_of
from register.organisations.tables import department, public_body
from register.organisations.writing import put_body

SHAPE = re.compile(r"[A-Z]{2}-[A-Z0-9]{2,12}-[A-Za-z0-9](?:[A-Za-z0-9._:-]{0,60}[A-Za-z0-9])?")
"""Of an identifier as org-id.guide writes it: the country, its list, and the number there."""
INVENTED = "XI-"
"""Begins the identifiers of invented examples, which nobody makes here."""


@dataclass(frozen=True)
class Department:
    """A department of a public body; forms offer it until it is closed."""

    id: int
    body_id: int
    name: str
    closed_on: str | None

    @property
    def mark(self) -> int:
        """Return the stamp by which a change made meanwhile is noticed."""
        return stamp([self.name, self.closed_on])


class BadIdentifier(ValueError):
    """What was given is not shaped like an identifier of org-id.guide, or begins as those of invented examples do."""


class DuplicateBody(ValueError):
    """There is a public body with this identifier already."""


class DuplicateDepartment(ValueError):
    """The body has a department of this name already."""


def numbered_bodies(connection: Connection) -> dict[int, Body]:
    """Return every public body by its number here, in the order of their names; without their departments."""
    query = select(public_body).order_by(public_body.c.name)
    return {row["id"]: body_of(row) for row in connection.execute(query).mappings()}


def body_numbered(connection: Connection, body_id: int) -> Body | None:
    """Return a public body without its departments, or None where there is none of this number."""
    row = connection.execute(select(public_body).where(public_body.c.id == body_id)).mappings().first()
    return body_of(row) if row else None


def mark_of(body: Body) -> int:
    """Return the stamp by which a change made meanwhile is noticed."""
    return stamp(asdict(body))


def add_body(
    connection: Connection,
    *,
    identifier: str,
    name: str,
    party_from: str | None,
    party_until: str | None,
    licence: str | None,
) -> int:
    """Make a public body and return its number; raises BadIdentifier and DuplicateBody."""
    lock_head(connection)
    if not SHAPE.fullmatch(identifier) or identifier.startswith(INVENTED):
        raise BadIdentifier(identifier)
    if connection.scalar(select(public_body.c.id).where(public_body.c.identifier == identifier)) is not None:
        raise DuplicateBody(identifier)
    return put_body(
        connection,
        identifier=identifier,
        name=name,
        party_from=party_from,
        party_until=party_until,
        licence=licence,
    )


def change_body(connection: Connection, body_id: int, *, mark: int, **values: Any) -> tuple[Body, Body]:
    """Change a public body and return it as it was and as it is now; `mark` is that of what was opened.

    Its identifier stays: entries carry it. Raises Changed. Where the dates of its party change, what the checks find of
    its entries changes, too: whoever calls has their projections made again.
    """
    lock_head(connection)
    before = body_numbered(connection, body_id)
    if before is None:
        raise Changed
    require_same(asdict(before), mark)
    put_body(connection, identifier=before.identifier, **values)
    return before, body_numbered(connection, body_id) or before


def departments(connection: Connection, body_id: int) -> list[Department]:
    """Return every department of a body by name, also those that are closed."""
    query = select(department).where(department.c.body_id == body_id).order_by(department.c.name)
    return [Department(**row) for row in connection.execute(query).mappings()]


def department_numbered(connection: Connection, department_id: int) -> Department | None:
    """Return a department, or None where there is none of this number."""
    row = connection.execute(select(department).where(department.c.id == department_id)).mappings().first()
    return Department(**row) if row else None


def add_department(connection: Connection, body_id: int, name: str) -> int:
    """Make a department that forms offer, and return its number; raises DuplicateDepartment."""
    lock_head(connection)
    _require_free(connection, body_id, name, None)
    made = insert(department).values(body_id=body_id, name=name).returning(department.c.id)
    touch(connection)
    return int(connection.execute(made).scalar_one())


def change_department(
    connection: Connection, department_id: int, *, mark: int, name: str, closed_on: str | None
) -> tuple[Department, Department]:
    """Rename a department, close it from a day on (ISO), or open it again; return it before and after.

    Raises Changed and DuplicateDepartment.
    """
    lock_head(connection)
    before = department_numbered(connection, department_id)
    if before is None or before.mark != mark:
        raise Changed
    _require_free(connection, before.body_id, name, department_id)
    values = {"name": name, "closed_on": closed_on}
    connection.execute(update(department).where(department.c.id == department_id).values(values))
    touch(connection)
    return before, Department(department_id, before.body_id, name, closed_on)


def _require_free(connection: Connection, body_id: int, name: str, department_id: int | None) -> None:
    for one in departments(connection, body_id):
        if fold(one.name) == fold(name) and one.id != department_id:
            raise DuplicateDepartment(name)
