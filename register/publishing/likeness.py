"""Find words that stand on other entries of the same body too: words that explain everything explain nothing."""

from __future__ import annotations

from sqlalchemy import Connection, select

from register.core.findings import Breach
from register.core.kind import Kind
from register.core.projection import Listing
from register.entries.tables import listing

SHOWN = 3


def same_words(
    connection: Connection, *, kind: Kind, fingerprint: str, body: str, except_entry: int | None = None
) -> list[str]:
    """Return the references of a body's published entries whose own words leave this fingerprint, newest first."""
    query = (
        select(listing.c.reference)
        .where(listing.c.fingerprint == fingerprint, listing.c.kind == kind.name, listing.c.body == body)
        .order_by(listing.c.entry_id.desc())
    )
    if except_entry is not None:
        query = query.where(listing.c.entry_id != except_entry)
    return list(connection.scalars(query))


def repetitions(connection: Connection, *, kind: Kind, shown: Listing, except_entry: int | None = None) -> list[Breach]:
    """Warn where what should be an entry's own words stands on other entries of its body."""
    words = shown.own_words
    if words is None or shown.body is None:
        return []
    others = same_words(
        connection, kind=kind, fingerprint=words.fingerprint, body=shown.body, except_entry=except_entry
    )
    if not others:
        return []
    what = (kind.label if len(others) == 1 else kind.label_plural).lower()
    more = len(others) - SHOWN
    named = ", ".join(others[:SHOWN]) + (f" and {more} more" if more > 0 else "")
    return [
        Breach(
            words.undertaking,
            words.field,
            f"These words stand on {len(others)} other {what} of this body: {named}.",
            "Write what speaks for this one, or against it, so that its words are its own.",
        )
    ]
