"""Ask the record what the desk needs to know of published entries."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from register.entries.tables import act, entry, listing, revision


def newest_revision(connection: Connection, entry_id: int) -> int:
    """Return the number of an entry's newest revision; 0 where there is no such entry."""
    query = select(func.max(revision.c.number)).where(revision.c.entry_id == entry_id)
    return int(connection.scalar(query) or 0)


def reference_of_entry(connection: Connection, entry_id: int) -> str | None:
    """Return an entry's reference."""
    return connection.scalar(select(entry.c.reference).where(entry.c.id == entry_id))


def reference_of_act(connection: Connection, n: int) -> str | None:
    """Return the reference of the entry that an act published or corrected."""
    query = select(entry.c.reference).join(act, act.c.entry_id == entry.c.id)
    return connection.scalar(query.where(act.c.n == n))


def awaited_count(connection: Connection) -> int:
    """Return how many published entries still lack something they owe, such as a rationale."""
    return int(connection.scalar(select(func.count()).where(listing.c.awaited.is_not(None))) or 0)
