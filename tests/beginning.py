"""A register that began on a day of its own: what tests publish is as old as they say, whenever they run."""

from __future__ import annotations

from sqlalchemy import create_engine, update

from register.entries.tables import act, head
from register.migrations.run import upgrade

BEGAN = "2020-01-01T00:00:00.000000Z"


def begin(url: str) -> None:
    """Make a database with the present schema and a genesis act of that day, before anything is sealed."""
    upgrade(url, "0001")
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(update(act).values(at=BEGAN))
        connection.execute(update(head).values(touched_at=BEGAN))
    engine.dispose()
    upgrade(url)
