"""What a check may know of an entry's public body and of the register's yardsticks."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from register.core.content import EntryContent, known
from register.core.findings import Context, Yardsticks
from register.organisations.reading import Body, find_body


class Contexts:
    """The contexts of many entries; each public body is asked of the database once."""

    def __init__(self, connection: Connection, yardsticks: Yardsticks) -> None:
        self._connection, self._yardsticks = connection, yardsticks
        self._bodies: dict[str, Body | None] = {}

    def of(
        self,
        content: EntryContent,
        *,
        today: date,
        imported: bool = False,
        began_as_import: bool = False,
        published_on: date | None = None,
    ) -> Context:
        """Return the context in which an entry is checked; `published_on` is the day of its first publication."""
        named = known(content.body)
        body = self._body(named.identifier) if named else None
        return Context(
            today=today,
            party_from=_day(body.party_from) if body else None,
            party_until=_day(body.party_until) if body else None,
            imported=imported,
            began_as_import=began_as_import,
            published_on=published_on,
            yardsticks=self._yardsticks,
        )

    def _body(self, identifier: str) -> Body | None:
        if identifier not in self._bodies:
            self._bodies[identifier] = find_body(self._connection, identifier)
        return self._bodies[identifier]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
