"""The records family: one entry for each record that answers a query, the one published or corrected last on top.

Their ids stay while `updated` moves with each revision. What does not fit the live feed follows on further pages
(RFC 5005), so that the feed with all its pages holds exactly what the list with all its pages holds. Of what was
withdrawn meanwhile the live feed keeps a tombstone.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from register.entries.reading import Row, opened_at
from register.feeds.atom import MEDIA_TYPE, Category, Feed, Item, Link
from register.feeds.frame import LEAST, MOST, Place, framed, live_size, moment, sentences, tag
from register.feeds.tombstones import tombstones
from register.finding.answer import BEING_MADE, Answer, find
from register.finding.query import Query
from register.kinds import kind_named
from register.settings import Settings
from register.web.current import own_address

PAGE = 100
"""Entries on each page behind the live feed."""


class NotReady(RuntimeError):
    """The index that answers words is being made; the message is for readers."""


def record_feed(connection: Connection, settings: Settings, place: Place, query: Query, *, now: datetime) -> Feed:
    """Return the live feed of a query, or (where the query has a cursor) one of the pages behind it.

    Raises NotReady where the index that the query needs is still being made: an empty feed would be a lie.
    """
    later = query.after is not None
    found = find(connection, query, now, PAGE if later else LEAST, facets=False)
    if found.note == BEING_MADE:
        raise NotReady(BEING_MADE)
    if not later and found.next:
        found = _live(connection, query, now)
    links = [Link(own_address(place.address), rel="first", type=MEDIA_TYPE)] if later else []
    if found.next:
        links.append(Link(own_address(_page(place, found.next)), rel="next", type=MEDIA_TYPE))
    reach = found.rows[-1].n if found.next else 0
    gone = [] if later else tombstones(connection, settings, query.kind, after=reach)
    newest = moment(max((row.updated_at for row in found.rows), default=opened_at(connection)))
    return framed(
        settings,
        place,
        [item(settings, row) for row in found.rows],
        updated=max([newest, *(one.when for one in gone)]),
        document=_page(place, query.after) if query.after else None,
        links=links,
        complete=not later and not found.next,
        tombstones=gone,
    )


def item(settings: Settings, row: Row) -> Item:
    """Return a record as an entry of a feed: its title, a line and a summary, never its whole rationale."""
    kind = kind_named(row.kind)
    line = f"{row.tag}: {row.line}" if row.line else row.tag
    parts = ("Invented example" if row.invented else "", line, row.summary)
    return Item(
        id=tag(settings, row.reference),
        title=row.title,
        summary=sentences(*parts),
        link=Link(own_address(row.path), type="text/html", title=row.reference),
        published=moment(row.published_at),
        updated=moment(row.updated_at),
        categories=(Category(kind.name, tag(settings, "kind"), kind.label),),
    )


def _live(connection: Connection, query: Query, now: datetime) -> Answer:
    """Answer with more than the least a live feed holds, if the days it must cover ask for it."""
    most = find(connection, query, now, MOST, facets=False)
    size = live_size([row.updated_at for row in most.rows])
    return most if size == len(most.rows) else find(connection, query, now, size, facets=False)


def _page(place: Place, cursor: str) -> str:
    return f"{place.address}{'&' if '?' in place.address else '?'}after={cursor}"
