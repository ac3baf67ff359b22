"""What all feeds share: ids that outlive hosts and titles, addresses, rights, and how much a live feed holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from register.feeds.atom import MEDIA_TYPE, Feed, Item, Link, Tombstone
from register.finding.taking import RIGHTS
from register.settings import Settings
from register.web.current import own_address

LEAST, DAYS, MOST = 50, 30, 500
"""A live feed holds at least so many entries and at least so many days, but no more entries than this."""

LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
CHECKPOINT = "/log/checkpoint"


@dataclass(frozen=True)
class Place:
    """A feed's place in the register: what it is called, its canonical address, and the page it belongs to."""

    title: str
    subtitle: str
    address: str
    page: str


def tag(settings: Settings, specific: str) -> str:
    """Return the tag URI (RFC 4151) of something, which stays when the host or the title changes."""
    return f"tag:{settings.feed_authority}:{specific}"


def framed(
    settings: Settings,
    place: Place,
    items: Sequence[Item],
    *,
    updated: datetime,
    document: str | None = None,
    links: Sequence[Link] = (),
    complete: bool = False,
    archive: bool = False,
    tombstones: Sequence[Tombstone] = (),
    checkpoint: str | None = None,
) -> Feed:
    """Put items into the frame of their feed; `document` is the address where it is not the feed's own."""
    return Feed(
        id=tag(settings, f"feed:{place.address}"),
        title=f"{place.title} – {settings.register_name}",
        subtitle=place.subtitle,
        author=settings.publisher_name,
        author_url=own_address("/"),
        rights=RIGHTS,
        updated=updated,
        links=(
            Link(own_address(document or place.address), rel="self", type=MEDIA_TYPE),
            Link(own_address(place.page), type="text/html", title=settings.register_name),
            Link(LICENCE, rel="license", type="text/html"),
            Link(own_address(CHECKPOINT), rel="related", type="text/plain", title="Checkpoint of the public log"),
            *links,
        ),
        items=tuple(items),
        complete=complete,
        archive=archive,
        tombstones=tuple(tombstones),
        checkpoint=checkpoint,
    )


def moment(instant: str) -> datetime:
    """Return an instant of the record as a moment that knows its zone."""
    return datetime.fromisoformat(instant)


def sentences(*parts: str) -> str:
    """Write the parts that say something one to a line, each with its full stop: readers show them run together."""
    said = [part.strip() for part in parts if part.strip()]
    return "\n".join(part if part.endswith((".", "!", "?", "…")) else f"{part}." for part in said)


def live_size(instants: Sequence[str]) -> int:
    """Return how many of the entries with these instants, newest first, a live feed holds.

    The days are counted back from the newest entry, never from the clock, so that time alone changes no feed.
    """
    if not instants:
        return 0
    since = moment(instants[0]) - timedelta(days=DAYS)
    return sum(place < LEAST or moment(instant) >= since for place, instant in enumerate(instants[:MOST]))
