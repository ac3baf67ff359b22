"""Ask who appears in the register and which public bodies are party to the Compact."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, exists, func, select

from register.core.text import fold
from register.entries.tables import appearance
from register.organisations.tables import (
    department,
    organisation,
    organisation_identifier,
    organisation_name,
    public_body,
)


@dataclass(frozen=True)
class Organisation:
    """An organisation with its identifiers and every name it was published under, newest first."""

    id: int
    identifier: str
    name: str
    identifiers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    public: bool = False
    """Whether it is known to be a public body."""

    @property
    def path(self) -> str:
        """Return the address of the organisation's page."""
        return path_of(self.identifier)


@dataclass(frozen=True)
class Body:
    """A public body; it is judged only by what it decided from `party_from` to `party_until` (ISO dates)."""

    identifier: str
    name: str
    party_from: str | None
    party_until: str | None
    invented: bool
    licence: str | None
    departments: tuple[str, ...] = ()


def path_of(identifier: str) -> str:
    """Return the address of the page of the organisation that carries an identifier, whatever characters it has."""
    return f"/organisations/{quote(identifier, safe='')}"


def find_organisation(connection: Connection, identifier: str, *, unnamed: bool = False) -> Organisation | None:
    """Return the organisation that carries an identifier, whichever of its identifiers that is.

    Without `unnamed` only one that readers may know of: an entry that is shown names it, or it is a public body.
    """
    numbers = organisation_identifier
    query = select(organisation).join(numbers, numbers.c.organisation_id == organisation.c.id)
    query = query.where(numbers.c.identifier == identifier)
    row = connection.execute(query if unnamed else query.where(is_shown())).mappings().first()
    return _whole(connection, row) if row else None


def organisations_in(connection: Connection, entry_id: int) -> list[Organisation]:
    """Return the organisations that alone have a role in an entry, public bodies last."""
    alone = (
        select(func.min(appearance.c.organisation_id))
        .where(appearance.c.entry_id == entry_id, appearance.c.item == "")
        .group_by(appearance.c.role)
        .having(func.count(appearance.c.organisation_id.distinct()) == 1)
    )
    public = organisation.c.identifier.in_(select(public_body.c.identifier))
    query = select(organisation.c.id, organisation.c.identifier, organisation.c.name, public.label("public"))
    rows = connection.execute(query.where(organisation.c.id.in_(alone)).order_by(public, organisation.c.match))
    return [Organisation(row.id, row.identifier, row.name, public=bool(row.public)) for row in rows]


def paths_in(connection: Connection, entry_id: int) -> dict[str, str]:
    """Return where the organisations that appear in an entry have their pages, by each identifier and folded name."""
    here = select(appearance.c.organisation_id).where(appearance.c.entry_id == entry_id)
    named = select(organisation.c.identifier, organisation_name.c.name).join(
        organisation_name, organisation_name.c.organisation_id == organisation.c.id
    )
    numbered = select(organisation.c.identifier, organisation_identifier.c.identifier.label("other")).join(
        organisation_identifier, organisation_identifier.c.organisation_id == organisation.c.id
    )
    names = connection.execute(named.where(organisation.c.id.in_(here)))
    numbers = connection.execute(numbered.where(organisation.c.id.in_(here)))
    found = {fold(row.name): path_of(row.identifier) for row in names}
    return found | {row.other: path_of(row.identifier) for row in numbers}


def organisation_page(
    connection: Connection, *, after: str | None, size: int, among: Select[tuple[int]] | None = None
) -> tuple[list[Organisation], str | None]:
    """Return organisations, all or some, in the order of their folded names after a cursor, and the next cursor."""
    query = select(organisation).where(is_shown())
    query = query if among is None else query.where(organisation.c.id.in_(among))
    order = organisation.c.match, organisation.c.identifier
    if after is not None:
        name, _, identifier = after.rpartition("|")
        query = query.where(
            (organisation.c.match > name) | ((organisation.c.match == name) & (organisation.c.identifier > identifier))
        )
    rows = connection.execute(query.order_by(*order).limit(size + 1)).mappings().all()
    page = [Organisation(row["id"], row["identifier"], row["name"]) for row in rows[:size]]
    cursor = f"{rows[size - 1]['match']}|{rows[size - 1]['identifier']}" if len(rows) > size else None
    return page, cursor


def body_of(row: RowMapping, departments: tuple[str, ...] = ()) -> Body:
    """Return the public body of a row."""
    return Body(
        row["identifier"],
        row["name"],
        row["party_from"],
        row["party_until"],
        bool(row["invented"]),
        row["licence"],
        departments,
    )


def find_body(connection: Connection, identifier: str) -> Body | None:
    """Return a public body, without its departments."""
    row = connection.execute(select(public_body).where(public_body.c.identifier == identifier)).mappings().first()
    return body_of(row) if row else None


def bodies(connection: Connection) -> list[Body]:
    """Return every public body with its departments that are not closed, by name."""
    departments: dict[int, list[str]] = {}
    there = select(department).where(department.c.closed_on.is_(None)).order_by(department.c.name)
    for row in connection.execute(there).mappings():
        departments.setdefault(row["body_id"], []).append(row["name"])
    rows = connection.execute(select(public_body).order_by(public_body.c.name)).mappings()
    return [body_of(row, tuple(departments.get(row["id"], ()))) for row in rows]


def body_identifiers(connection: Connection) -> dict[str, str]:
    """Return the identifier of every public body by its folded name; of two with one name, the first made known."""
    query = select(public_body.c.name, public_body.c.identifier).order_by(public_body.c.id.desc())
    return {fold(name): identifier for name, identifier in connection.execute(query)}


def is_shown() -> ColumnElement[bool]:
    """Return the condition that readers may know of an organisation: an entry names it, or it is a public body."""
    named = exists().where(appearance.c.organisation_id == organisation.c.id)
    return named | exists().where(public_body.c.identifier == organisation.c.identifier)


def _whole(connection: Connection, row: RowMapping) -> Organisation:
    numbers, names = organisation_identifier, organisation_name
    identifiers = connection.scalars(
        select(numbers.c.identifier).where(numbers.c.organisation_id == row["id"]).order_by(numbers.c.identifier)
    )
    used = connection.scalars(
        select(names.c.name).where(names.c.organisation_id == row["id"]).order_by(names.c.since.desc(), names.c.name)
    )
    return Organisation(row["id"], row["identifier"], row["name"], tuple(identifiers), tuple(used))
