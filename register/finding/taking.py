"""What every list taken away shares, feed or file: its rights, and since when it has certainly not changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Response
from sqlalchemy import Connection

from register.core.calendar import midnight_in_london, today_in_london
from register.core.projection import SPELLS
from register.entries.reading import version
from register.entries.spells import last_turn
from register.finding.index import up_to
from register.finding.query import Query
from register.settings import Settings

RIGHTS = "Open Government Licence v3.0, except where stated otherwise"
SETTLED = timedelta(seconds=2)
"""Last-Modified counts whole seconds: within one of them, a list can still change under the same date."""


def say_modified(response: Response, modified: datetime | None) -> None:
    """Write Last-Modified where it can be relied on; `modified` is None where no such moment is known."""
    if modified is not None and datetime.now(UTC) - modified >= SETTLED:
        response.last_modified = modified.astimezone(UTC)


def modified(
    connection: Connection, settings: Settings, query: Query, now: datetime, *, standing: bool = False
) -> datetime | None:
    """Return the moment after which a list has certainly not changed; None where none can be told.

    Acts and reference data date themselves, findings begin and end at midnight, spells at their turns, and no date
    tells when the index caught up with the acts. `standing`: the list also says how each entry stands at the moment.
    """
    held = version(connection)
    if query.words and not up_to(settings, held.n):
        return None
    moments = [datetime.fromisoformat(at) for at in (held.at, held.touched_at)]
    if standing or query.undertaking or query.findings:
        moments.append(midnight_in_london(today_in_london(now)))
    turning = standing or any(name in SPELLS for name, _ in query.facets)
    if turning and (turn := last_turn(connection, now)):
        moments.append(datetime.fromisoformat(turn))
    return max(moments)
