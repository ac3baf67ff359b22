"""Whose an entry is: the public body that its newest revision names, and who may act on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, func, select

from register.core.canonical import parse
from register.entries.tables import entry, revision
from register.kinds import kind_named

Bodies = frozenset[str] | None
"""Identifiers of the public bodies that an officer acts for; None: every one."""


class AboutAnEntry(Protocol):
    """A draft, or a request: about a published entry, or None."""

    @property
    def entry_id(self) -> int | None:
        """Return the entry's id."""


Item = TypeVar("Item", bound=AboutAnEntry)


class NotYours(Exception):
    """The officer does not act for the public body whose entry it is."""

    def __init__(self) -> None:
        super().__init__("this is another public body’s")


def body_of_entry(connection: Connection, entry_id: int) -> str | None:
    """Return the identifier of the public body whose entry it is; None where that is redacted, or there is no entry."""
    return bodies_of_entries(connection, [entry_id]).get(entry_id)


def bodies_of_entries(connection: Connection, entry_ids: Collection[int]) -> dict[int, str]:
    """Return the bodies of entries by their ids, read from what is stored: a hold or a withdrawal hides no owner."""
    if not entry_ids:
        return {}
    later = revision.alias("later")
    newest = select(func.max(later.c.number)).where(later.c.entry_id == revision.c.entry_id).scalar_subquery()
    query = (
        select(entry.c.id, entry.c.kind, revision.c.schema, revision.c.content)
        .join(revision, revision.c.entry_id == entry.c.id)
        .where(entry.c.id.in_(list(entry_ids)), revision.c.number == newest)
    )
    rows = connection.execute(query)
    found = {row.id: _body(kind_named(row.kind).upgrade(parse(row.content), row.schema)) for row in rows}
    return {key: body for key, body in found.items() if body is not None}


def acts_for_entry(connection: Connection, entry_id: int, bodies: Bodies) -> bool:
    """Tell whether who acts for these bodies may act on an entry: where it names none any more, who acts for all."""
    return bodies is None or body_of_entry(connection, entry_id) in bodies


def require_entry(connection: Connection, entry_id: int, bodies: Bodies) -> None:
    """Raise NotYours unless who acts for these bodies may act on the entry."""
    if not acts_for_entry(connection, entry_id, bodies):
        raise NotYours


def about_entries_of(connection: Connection, items: Iterable[Item], bodies: Bodies) -> list[Item]:
    """Return what is about entries of these bodies; a draft of a new entry is about none, and stays."""
    everything = list(items)
    if bodies is None:
        return everything
    owners = bodies_of_entries(connection, {one.entry_id for one in everything if one.entry_id is not None})
    return [one for one in everything if one.entry_id is None or owners.get(one.entry_id) in bodies]


def _body(document: Any) -> str | None:
    body = document.get("body")
    identifier = body.get("identifier") if isinstance(body, dict) else None
    return identifier if isinstance(identifier, str) else None
