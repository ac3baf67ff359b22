"""Put themes and areas into the reference data; what was published with them stays as it is."""

from __future__ import annotations

import re
from dataclasses import asdict

from sqlalchemy import Connection, insert, select, update

from register.core.stamps import Changed, require_same
from register.core.text import fold
from register.entries.writing import lock_head
from register.vocabulary.reading import AREA, Term, term_by_id, terms
from register.vocabulary.tables import term as table

CODE = re.compile(r"[EWSNKLJM][0-9]{8}")
"""Of a place in the United Kingdom, as the Office for National Statistics writes it: a country and eight digits."""


class DuplicateTerm(ValueError):
    """There is a theme, or an area, of this name already."""


class NoCode(ValueError):
    """What was given is not the code of an area."""


def add_term(connection: Connection, *, kind: str, name: str, code: str | None = None) -> int:
    """Make a theme or an area that forms offer, and return its id; raises DuplicateTerm and NoCode."""
    lock_head(connection)
    _check(connection, kind, name, code, None)
    row = {"kind": kind, "name": name, "code": code, "offered": True}
    return int(connection.execute(insert(table).values(row).returning(table.c.id)).scalar_one())


def change_term(
    connection: Connection, term_id: int, *, mark: int, name: str, code: str | None, offered: bool
) -> tuple[Term, Term]:
    """Change a theme or an area and return it as it was and as it is now; `mark` is the stamp of what was opened.

    Raises Changed, DuplicateTerm and NoCode.
    """
    lock_head(connection)
    before = term_by_id(connection, term_id)
    if before is None:
        raise Changed
    require_same(asdict(before), mark)
    _check(connection, before.kind, name, code, term_id)
    values = {"name": name, "code": code, "offered": offered}
    connection.execute(update(table).where(table.c.id == term_id).values(values))
    return before, Term(term_id, before.kind, name, code, offered)


def offer_terms(connection: Connection, kind: str, names: dict[str, str | None]) -> None:
    """Make themes, or areas with their codes, known that are not yet; those that are stay as they are."""
    held = {fold(name) for name in connection.scalars(select(table.c.name).where(table.c.kind == kind))}
    for name, code in names.items():
        if fold(name) not in held:
            held.add(fold(name))
            add_term(connection, kind=kind, name=name, code=code)


def _check(connection: Connection, kind: str, name: str, code: str | None, term_id: int | None) -> None:
    if code is not None and (kind != AREA or not CODE.fullmatch(code)):
        raise NoCode(code)
    if any(fold(one.name) == fold(name) and one.id != term_id for one in terms(connection, kind)):
        raise DuplicateTerm(name)
