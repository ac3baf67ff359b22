"""What an entry's form keeps privately: held in the case, offered again when it is corrected, published nowhere."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, select

from register.entries.tables import case_fact

FORM_PREFIX = "form: "
"""Marks what a form keeps in the case, apart from what a file left there."""


def facts(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return a form's private pairs as facts of the case, by name."""
    return {FORM_PREFIX + name: value for name, value in pairs if value}


def forget(connection: Connection, entry_id: int) -> None:
    """Forget what a form kept of an entry: what its correction keeps takes its place."""
    ours = case_fact.c.name.startswith(FORM_PREFIX, autoescape=True)
    connection.execute(delete(case_fact).where(case_fact.c.entry_id == entry_id, ours))


def pairs(connection: Connection, entry_id: int) -> list[tuple[str, str]]:
    """Return what a form kept of an entry as one would have typed it."""
    ours = case_fact.c.name.startswith(FORM_PREFIX, autoescape=True)
    held = select(case_fact.c.name, case_fact.c.value).where(case_fact.c.entry_id == entry_id, ours)
    rows = connection.execute(held.order_by(case_fact.c.name))
    return [(name.removeprefix(FORM_PREFIX), value) for name, value in rows]
