"""Write Atom (RFC 4287, feed history of RFC 5005, tombstones of RFC 6721): the one module around feedgen 1.0.0.

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
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
CHECKPOINT = "https://c2sp.org/tlog-checkpoint"
"""The namespace of the one element `checkpoint`, whose text is a signed C2SP checkpoint, new lines and all."""

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
class Tombstone:
    """An entry that is gone for good: the id it had, since when, and why in plain text."""

    id: str
    when: datetime
    comment: str


@dataclass(frozen=True)
class Feed:
    """One feed document, its items in the order they are to be read.

    `complete` says that there is nothing beyond this document, `archive` that it will not change any more;
    `checkpoint` is the signed one of the public log.
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
    tombstones: tuple[Tombstone, ...] = ()
    checkpoint: str | None = None


def write(feed: Feed) -> bytes:
    """Return the feed as XML: the same bytes for the same feed; raises ValueError on a moment without a zone."""
    made = FeedGenerator()
    made.register_extension("beyond", _Beyond, _EntryLinks, rss=False)
    made.beyond.feed = feed
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
    entry.beyond.link = item.link
    entry.published(item.published)
    entry.updated(item.updated)
    entry.category([{"term": c.term, "scheme": c.scheme, "label": clean(c.label)} for c in item.categories])


def _attributes(link: Link) -> dict[str, str]:
    named = {"href": link.href, "rel": link.rel, "type": link.type, "title": clean(link.title)}
    return {name: value for name, value in named.items() if value}


class _Beyond(BaseExtension):  # type: ignore[misc]
    """Say what RFC 4287 has no words for: how far the document reaches, what is gone, how to check it."""

    feed: Feed

    def extend_ns(self) -> dict[str, str]:
        spaces = {"fh": HISTORY}
        if self.feed.tombstones:
            spaces["at"] = TOMBSTONES
        if self.feed.checkpoint:
            spaces["tlog"] = CHECKPOINT
        return spaces

    def extend_atom(self, element: Any) -> Any:
        for name, holds in (("complete", self.feed.complete), ("archive", self.feed.archive)):
            if holds:
                xml_elem(f"{{{HISTORY}}}{name}", element)
        if self.feed.checkpoint:
            xml_elem(f"{{{CHECKPOINT}}}checkpoint", element).text = self.feed.checkpoint
        for gone in self.feed.tombstones:
            when = gone.when.isoformat()
            grave = xml_elem(f"{{{TOMBSTONES}}}deleted-entry", element, ref=gone.id, when=when)
            xml_elem(f"{{{TOMBSTONES}}}comment", grave).text = clean(gone.comment)
        return element


class _EntryLinks(BaseEntryExtension):  # type: ignore[misc]
    """Give an entry's link back the attributes that feedgen loses."""

    link: Link

    def extend_atom(self, element: Any) -> Any:
        for written in element.findall("link"):
            for name, value in _attributes(self.link).items():
                written.set(name, value)
        return element
