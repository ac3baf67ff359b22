"""Ask the record what happened last: what was published, and what came into another state by itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from register.core.calendar import local_day
from register.core.projection import STATE
from register.entries.reading import Row, rows
from register.entries.spells import in_force
from register.entries.tables import FIRST, listing, spell

WINDOW = 200
"""Entries looked at, of those published last and of those that came last into the state they are in."""


@dataclass(frozen=True)
class News:
    """An entry and the day of what it tells: when it came into its state, else the day it is about."""

    row: Row
    on: str
    happened: str
    """The day on which it was published or came into its state, whichever was later."""


def news(connection: Connection, *, now: datetime, limit: int, without: Collection[int] = ()) -> list[News]:
    """Return the entries that something happened to last; what happened on one day, by the days it tells of."""
    published = select(listing.c.entry_id).order_by(listing.c.entry_id.desc()).limit(WINDOW)
    turned = select(spell.c.entry_id, spell.c.since).where(spell.c.name == STATE, spell.c.since > FIRST, *in_force(now))
    since = {row.entry_id: row.since for row in connection.execute(turned.order_by(spell.c.since.desc()).limit(WINDOW))}
    ids = {*connection.scalars(published), *since} - {*without}
    found = [_news(row, since.get(row.entry_id)) for row in rows(connection, list(ids), now=now)]
    return sorted(found, key=lambda one: (one.happened, one.on, one.row.entry_id), reverse=True)[:limit]


def _news(row: Row, since: str | None) -> News:
    published = local_day(row.published_at).isoformat()
    turned = local_day(since).isoformat() if since else ""
    return News(row, turned or row.date, max(published, turned))
