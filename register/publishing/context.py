"""What a check may know of an entry's public body and of the register's yardsticks."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from register.core.findings import Context, Yardsticks
from register.organisations.reading import find_body


def context(
    connection: Connection,
    body_identifier: str | None,
    *,
    today: date,
    yardsticks: Yardsticks,
    imported: bool = False,
    published_on: date | None = None,
) -> Context:
    """Return the context in which an entry of a body is checked."""
    body = find_body(connection, body_identifier) if body_identifier else None
    return Context(
        today=today,
        party_from=_day(body.party_from) if body else None,
        party_until=_day(body.party_until) if body else None,
        imported=imported,
        published_on=published_on,
        yardsticks=yardsticks,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
