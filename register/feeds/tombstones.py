"""Tombstones (RFC 6721): what was withdrawn, so that readers of a feed forget it too."""

from __future__ import annotations

from sqlalchemy import Connection, select

from register.core.acts import DONE, reasons
from register.core.canonical import parse
from register.entries.tables import act, entry
from register.feeds.atom import Tombstone
from register.feeds.frame import LEAST, moment, sentences, tag
from register.log.tables import log_entry
from register.settings import Settings


def tombstones(connection: Connection, settings: Settings, kind: str | None, *, after: int) -> list[Tombstone]:
    """Return the newest withdrawals after an act, of entries of a kind or of every kind; as many as a live feed holds.

    What else an entry answered nobody knows any more: feeds with filters show those of the whole kind.
    """
    query = (
        select(entry.c.reference, act.c.at, log_entry.c.entry)
        .join(entry, entry.c.id == act.c.entry_id)
        .join(log_entry, log_entry.c.n == act.c.n)
        .where(act.c.kind == "withdraw", act.c.revision.is_(None), act.c.n > after)
        .order_by(act.c.n.desc())
        .limit(LEAST)
    )
    if kind is not None:
        query = query.where(entry.c.kind == kind)
    return [
        Tombstone(tag(settings, reference), moment(at), sentences(DONE["withdraw"], *reasons(None, parse(logged))))
        for reference, at, logged in connection.execute(query)
    ]
