"""Requests to remove something published: who asked, who decided, and (privately) why."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from register.entries.tables import entry
from register.entries.tables import removal_request as table
from register.publishing.drafts import HIGHEST_ID
from register.publishing.ownership import Bodies, about_entries_of

WAITING, IN_FORCE, DONE, REFUSED, LIFTED = "waiting", "in_force", "done", "refused", "lifted"

Removes = Mapping[int, Sequence[str]]
"""Names of units by revision number; empty: the whole entry."""


@dataclass(frozen=True)
class Request:
    """A hold, or what a second person is asked to approve; `n` is the act that did it."""

    id: int
    entry_id: int
    reference: str
    kind: str
    action: str
    removes: Removes
    category: str
    """A code; of a hold and a withdrawal the reason."""
    legal_basis: str | None
    note: str
    """Private."""
    state: str
    asked_by: int
    asked_at: str
    decided_by: int | None
    decided_at: str | None
    n: int | None
    said_in: tuple[int, ...] = ()
    """Numbers of open drafts about something else that say what was redacted: told once, when it is approved."""

    @property
    def is_whole(self) -> bool:
        """Tell whether the whole entry is meant."""
        return not self.removes


class Unknown(LookupError):
    """There is no such request."""


def get(connection: Connection, request_id: int) -> Request:
    """Return a request; raises Unknown."""
    found = _requests(connection, _query().where(table.c.id == request_id)) if 0 < request_id <= HIGHEST_ID else []
    if not found:
        raise Unknown(f"there is no request {request_id}")
    return found[0]


def waiting(connection: Connection, bodies: Bodies = None) -> list[Request]:
    """Return the redactions and withdrawals of these bodies' entries that wait for a second person, oldest first."""
    return about_entries_of(connection, _requests(connection, _query().where(table.c.state == WAITING)), bodies)


def in_force(connection: Connection, entry_id: int | None = None, *, bodies: Bodies = None) -> list[Request]:
    """Return the holds in force, of all entries (of these bodies) or of one, oldest first."""
    query = _query().where(table.c.state == IN_FORCE)
    found = _requests(connection, query if entry_id is None else query.where(table.c.entry_id == entry_id))
    return about_entries_of(connection, found, bodies)


def of_entry(connection: Connection, entry_id: int) -> list[Request]:
    """Return every request about an entry, oldest first."""
    return _requests(connection, _query().where(table.c.entry_id == entry_id))


def add(connection: Connection, **values: Any) -> Request:
    """Write a new request down."""
    values["removes"] = json.dumps({str(number): list(names) for number, names in values["removes"].items()})
    key = connection.execute(insert(table).values(**values).returning(table.c.id)).scalar_one()
    return get(connection, int(key))


def decide(connection: Connection, request: Request, **values: Any) -> Request:
    """Write down what was decided of a request."""
    connection.execute(update(table).where(table.c.id == request.id).values(**values))
    return get(connection, request.id)


def _query() -> Select[Any]:
    query = select(table, entry.c.reference, entry.c.kind).join(entry, entry.c.id == table.c.entry_id)
    return query.order_by(table.c.asked_at, table.c.id)


def _requests(connection: Connection, query: Select[Any]) -> list[Request]:
    found = []
    for row in connection.execute(query).mappings():
        removes = {int(number): names for number, names in json.loads(row["removes"]).items()}
        found.append(Request(**{**row, "removes": removes}))
    return found
