"""Write a calendar (RFC 5545): one event for each occasion of an entry, which keeps its UID whatever is corrected.

A day without a time is an all-day event, so that it stays on its day wherever the reader is. A time is written in
UTC: every client knows that, needs no table of time zones for it, and shows it right on both sides of a clock change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vDuration, vText, vUri

from register.core.calendar import LONDON, day_after
from register.core.projection import Occasion
from register.downloads.occasions import Dated
from register.kinds import kind_named

EVERY = timedelta(hours=12)
"""How often a client is asked to look again."""
PRODUCT = "-//Compact Register//Calendar//EN"

_NEW_LINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


@dataclass(frozen=True)
class Frame:
    """What a calendar says of itself; `authority` is the domain name of its UIDs, fixed at installation."""

    name: str
    words: str
    address: str
    """The calendar's own whole address."""
    base: str
    """The register's own address."""
    authority: str


def write(frame: Frame, dated: Iterable[Dated]) -> bytes:
    """Return the calendar as a file: the same bytes for the same occasions."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    for names, words in ((("name", "x-wr-calname"), frame.name), (("description", "x-wr-caldesc"), frame.words)):
        for name in names:
            made.add(name, vText(_clean(words)))
    made.add("x-wr-timezone", vText(LONDON.key))
    made.add("source", vUri(frame.address), parameters={"VALUE": "URI"})
    made.add("refresh-interval", vDuration(EVERY), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", vDuration(EVERY))
    for one in dated:
        made.add_component(_event(frame, one))
    if not made.subcomponents:
        made.add_component(_london())  # a calendar must hold something: an empty one holds the time zone
    return bytes(made.to_ical(sorted=False))


def _event(frame: Frame, one: Dated) -> Event:
    row, occasion = one.row, one.occasion
    kind, address = kind_named(row.kind), frame.base + row.path
    what = f"Cancelled: {occasion.what}" if one.cancelled else occasion.what
    changed = datetime.fromisoformat(row.updated_at)
    event = Event()
    event.add("uid", vText(f"{row.reference}-{occasion.key}@{frame.authority}"))
    event.add("sequence", row.revision - 1)
    event.add("dtstamp", changed)
    event.add("created", datetime.fromisoformat(row.published_at))
    event.add("last-modified", changed)
    _add_time(event, occasion)
    event.add("summary", vText(_clean(f"{what}: {row.title or row.reference}")))
    event.add("description", vText(_clean("\n".join(_description(one, address)))))
    event.add("url", vUri(address))
    event.add("categories", [kind.label_plural])
    event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # nobody is busy because a consultation closes
    return event


def _add_time(event: Event, occasion: Occasion) -> None:
    if occasion.at is None:
        event.add("dtstart", occasion.on)
        if occasion.on < date.max:
            event.add("dtend", day_after(occasion.on))
        return
    # A time that the clocks skip in March is taken as winter time, one that comes twice in October as the first.
    moment = datetime.combine(occasion.on, occasion.at, LONDON)
    event.add("dtstart", moment.astimezone(UTC))


def _description(one: Dated, address: str) -> Iterable[str]:
    if one.row.invented:
        yield "Invented example."
    if one.cancelled:
        yield "This was announced and has been taken back since."
    if one.occasion.at is not None:
        yield f"At {one.occasion.at:%H:%M}, UK time."
    if one.occasion.words:
        yield one.occasion.words
    yield f"{one.row.reference}: {address}"


def _london() -> Timezone:
    zone = Timezone()
    zone.add("tzid", LONDON.key)
    for part, begins, month, offsets in (
        (TimezoneDaylight(), datetime(1981, 3, 29, 1), 3, (0, 1)),  # noqa: DTZ001 - the clock on the wall
        (TimezoneStandard(), datetime(1996, 10, 27, 2), 10, (1, 0)),  # noqa: DTZ001
    ):
        part.add("dtstart", begins)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        for name, hours in zip(("tzoffsetfrom", "tzoffsetto"), offsets, strict=True):
            part.add(name, timedelta(hours=hours))
        zone.add_component(part)
    return zone


def _clean(text: str) -> str:
    """Leave out what RFC 5545 forbids, and write every end of a line as clients know it."""
    return _CONTROLS.sub("", _NEW_LINES.sub("\n", text))
