"""The changes family: one entry for each act, and none of them ever changes.

Readers do not announce an entry whose `updated` has moved, so a correction is an entry of its own here. Archives
(RFC 5005) are cut by act number: once full, an archive keeps its bytes.
"""

from __future__ import annotations

from sqlalchemy import Connection

from register.entries.reading import ChangeRow, changes, opened_at, version
from register.feeds.atom import MEDIA_TYPE, Category, Feed, Item, Link
from register.feeds.frame import MOST, Place, framed, live_size, moment, sentences, tag
from register.kinds import kind_named
from register.settings import Settings
from register.web.current import own_address

ARCHIVED = 250
"""Acts in an archive; less than `MOST`, so that the live feed always reaches back to the newest archive."""

ADDRESS = "/changes.atom"
TITLE = "Changes"
VERBS = {"publish": "Published", "correct": "Corrected"}


def live_changes(connection: Connection, settings: Settings) -> Feed:
    """Return the newest acts, down to the newest archive at least."""
    archived = version(connection).n // ARCHIVED * ARCHIVED
    newest = changes(connection, limit=MOST)
    size = max(live_size([row.at for row in newest]), sum(row.n > archived for row in newest))
    shown = newest[:size]
    return framed(
        settings,
        _place(TITLE),
        [_item(settings, row) for row in shown],
        updated=moment(shown[0].at if shown else opened_at(connection)),
        links=_archive_link(settings, archived),
    )


def archived_changes(connection: Connection, settings: Settings, first: int, last: int) -> Feed | None:
    """Return a full archive of acts, or None where there is none with these bounds."""
    if first % ARCHIVED != 1 or last != first + ARCHIVED - 1 or last > version(connection).n:
        return None
    rows = [row for row in changes(connection, before=last + 1, limit=ARCHIVED) if row.n >= first]
    return framed(
        settings,
        _place(f"{TITLE} {first} to {last}"),
        [_item(settings, row) for row in rows],
        updated=moment(rows[0].at),
        document=_archive_address(last),
        links=(
            Link(own_address(ADDRESS), rel="current", type=MEDIA_TYPE),
            *_archive_link(settings, first - 1),
        ),
        archive=True,
    )


def _place(title: str) -> Place:
    return Place(title, "Every publication and every correction, one entry each, newest first.", ADDRESS, "/")


def _archive_link(settings: Settings, last: int) -> tuple[Link, ...]:
    if not last:
        return ()
    return (Link(own_address(_archive_address(last)), rel="prev-archive", type=MEDIA_TYPE),)


def _archive_address(last: int) -> str:
    return f"/changes/{last - ARCHIVED + 1}-{last}.atom"


def _item(settings: Settings, row: ChangeRow) -> Item:
    kind, verb = kind_named(row.entry_kind), VERBS[row.kind]
    at = moment(row.at)
    facts = f"{kind.label} {row.reference}, revision {row.revision}. Act {row.n}, by {row.role}."
    return Item(
        id=tag(settings, f"act/{row.n}"),
        title=f"{verb}: {row.title}",
        summary=sentences("Invented example" if row.invented else "", row.note or "", facts),
        link=Link(
            own_address(f"/{kind.plural}/{row.reference}/revisions/{row.revision}"),
            type="text/html",
            title=f"{row.reference} as {verb.lower()}",
        ),
        published=at,
        updated=at,
        categories=(
            Category(row.kind, tag(settings, "act"), verb),
            Category(kind.name, tag(settings, "kind"), kind.label),
        ),
    )
