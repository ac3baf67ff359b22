"""Write Atom (RFC 4287, with the feed history of RFC 5005): the one module around feedgen 1.0.0.

feedgen's faults are cured here and nowhere else: it loses all of an entry's links but their addresses, raises for
the whole feed at one control character, dates what it was not given by the clock, and puts entries in upside down.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from feedgen.util import xml_elem

MEDIA_TYPE = "application/atom+xml"
LANGUAGE = "en-GB"
HISTORY = "http://purl.org/syndication/history/1.0"

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Link:
    """An address, how it relates to what carries it, and what waits there."""

    href: str
    rel: str = "alternate"
    type: str = ""
    title: str = ""


@dataclass(frozen=True)
class Category:
    """A class an item belongs to: a stable term of a scheme, and its label for readers."""

    term: str
    scheme: str
    label: str


@dataclass(frozen=True)
class Item:
    """One entry of a feed; title and summary are plain text, never HTML, and both moments know their zone."""

    id: str
    title: str
    summary: str
    link: Link
    published: datetime
    updated: datetime
    categories: tuple[Category, ...] = ()


@dataclass(frozen=True)
class Feed:
    """One feed document, its items in the order they are to be read.

    `complete` says that there is nothing beyond this document, `archive` that it will not change any more.
    """

    id: str
    title: str
    subtitle: str
    author: str
    author_url: str
    rights: str
    updated: datetime
    links: tuple[Link, ...]
    items: tuple[Item, ...] = ()
    complete: bool = False
    archive: bool = False


def write(feed: Feed) -> bytes:
    """Return the feed as XML: the same bytes for the same feed; raises ValueError on a moment without a zone."""
    made = FeedGenerator()
    made.register_extension("history", _History, _EntryLinks, rss=False)
    made.history.feed = feed
    made.id(feed.id)
    made.title(clean(feed.title) or feed.id)
    made.subtitle(clean(feed.subtitle))
    made.author(name=clean(feed.author), uri=feed.author_url)
    made.rights(clean(feed.rights))
    made.language(LANGUAGE)
    made.generator("")  # feedgen's own name and version would change the bytes at its next release
    made.updated(feed.updated)
    made.link([_attributes(link) for link in feed.links])
    for item in feed.items:
        _fill(made.add_entry(order="append"), item)
    return bytes(made.atom_str(pretty=True))


def clean(text: str) -> str:
    """Leave out the characters that XML 1.0 cannot hold: controls, lone surrogates, U+FFFE and U+FFFF."""
    return _NOT_XML.sub("", text)


def _fill(entry: FeedEntry, item: Item) -> None:
    entry.id(item.id)
    entry.title(clean(item.title) or item.id)
    entry.summary(clean(item.summary))
    entry.link(_attributes(item.link))
    entry.history.link = item.link
    entry.published(item.published)
    entry.updated(item.updated)
    entry.category([{"term": c.term, "scheme": c.scheme, "label": clean(c.label)} for c in item.categories])


def _attributes(link: Link) -> dict[str, str]:
    named = {"href": link.href, "rel": link.rel, "type": link.type, "title": clean(link.title)}
    return {name: value for name, value in named.items() if value}


class _History(BaseExtension):  # type: ignore[misc]
    """Say whether the document is the whole feed, or a closed part of it."""

    feed: Feed

    def extend_ns(self) -> dict[str, str]:
        return {"fh": HISTORY}

    def extend_atom(self, element: Any) -> Any:
        for name, holds in (("complete", self.feed.complete), ("archive", self.feed.archive)):
            if holds:
                xml_elem(f"{{{HISTORY}}}{name}", element)
        return element


class _EntryLinks(BaseEntryExtension):  # type: ignore[misc]
    """Give an entry's link back the attributes that feedgen loses."""

    link: Link

    def extend_atom(self, element: Any) -> Any:
        for written in element.findall("link"):
            for name, value in _attributes(self.link).items():
                written.set(name, value)
        return element
