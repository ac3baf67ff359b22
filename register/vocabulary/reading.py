"""Ask for the themes and areas that forms offer."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, select

from register.vocabulary.tables import term as table

THEME, AREA = "theme", "area"


@dataclass(frozen=True)
class Term:
    """A theme, or an area with its ONS code."""

    id: int
    kind: str
    name: str
    code: str | None
    offered: bool


def terms(connection: Connection, kind: str) -> list[Term]:
    """Return every theme, or every area, by name; also those that are offered no more."""
    query = select(table).where(table.c.kind == kind).order_by(table.c.name)
    return [_term(row) for row in connection.execute(query).mappings()]


def offered(connection: Connection, kind: str) -> list[Term]:
    """Return the themes, or areas, that forms offer, by name."""
    return [term for term in terms(connection, kind) if term.offered]


def term_by_id(connection: Connection, term_id: int) -> Term | None:
    """Return a theme or an area, or None where there is none of this id."""
    row = connection.execute(select(table).where(table.c.id == term_id)).mappings().first()
    return _term(row) if row else None


def _term(row: RowMapping) -> Term:
    return Term(row["id"], row["kind"], row["name"], row["code"], bool(row["offered"]))
