"""How a list is taken away: as a feed, as files, as a calendar; each with the filters in force."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from register.core.kind import Kind
from register.feeds.atom import MEDIA_TYPE as ATOM
from register.finding.query import Pair, address
from register.web.current import own_address


@dataclass(frozen=True)
class Taking:
    """A way to take a list away: its label, more words for who hears it out of its place, and its address."""

    label: str
    words: str
    href: str
    type: str
    part: str = ""
    """The list within entries that it holds, in words; empty for the list itself."""


def ways(path: str, pairs: Sequence[Pair], kind: Kind | None = None) -> Iterator[Taking]:
    """Yield the ways to take a list away; `path` is that of its files without their endings."""
    unsorted = [pair for pair in pairs if pair[0] != "sort"]
    yield Taking("Feed", "of exactly this list", address(f"{path}.atom", unsorted), ATOM)
    yield from _files(path, pairs, "all pages of this list")
    for part in kind.parts if kind else ():
        yield from _files(f"{path}/{part.name}", pairs, "all those of this list", part.label)
    if kind and kind.occasions:
        calendar = address(f"{path}/calendar.ics", unsorted)
        yield Taking("Calendar", "to subscribe to", webcal(calendar), "text/calendar")
        yield Taking("Calendar file", "with the dates as they are now", calendar, "text/calendar")


def webcal(path: str) -> str:
    """Return the whole address of a calendar in the scheme that opens the reader's own calendar program."""
    return "webcal:" + own_address(path).partition(":")[2]


def _files(path: str, pairs: Sequence[Pair], words: str, part: str = "") -> Iterator[Taking]:
    yield Taking("CSV", f"for a spreadsheet, {words}", address(f"{path}.csv", pairs), "text/csv", part)
    yield Taking("JSON", f"for programs, {words}", address(f"{path}.json", pairs), "application/json", part)
