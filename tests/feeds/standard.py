"""What RFC 4287 and RFC 5005 ask of every feed document, checked on its bytes."""

from __future__ import annotations

import re
from collections import Counter

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
TAG_URI = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d){0,2}:[A-Za-z0-9._~!$&'()*+,;=:@/?%-]+")
WEB_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")

FEED_ONCE = ("id", "title", "updated", "subtitle", "rights", "author")
ENTRY_ONCE = ("id", "title", "updated", "published", "summary")
ONE_AT_MOST = ("self", "next", "first", "previous", "prev-archive", "next-archive", "current", "license")


def faults(document: bytes) -> list[str]:
    """Return what is wrong with a feed document, in words; nothing where it is as it should be."""
    root = etree.fromstring(document)
    if root.tag != f"{ATOM}feed":
        return [f"the root is {root.tag}"]
    found = [f"the feed has {fault}" for fault in _once(root, FEED_ONCE)]
    if not root.get("{http://www.w3.org/XML/1998/namespace}lang"):
        found.append("the feed does not say its language")
    relations = Counter(link.get("rel") for link in root.findall(f"{ATOM}link"))
    found += [f"the feed has {relations[rel]} links {rel}" for rel in ONE_AT_MOST if relations[rel] > 1]
    found += [f"the feed has no link {rel}" for rel in ("self", "alternate") if not relations[rel]]
    if root.find(f"{HISTORY}complete") is not None and relations["next"] + relations["prev-archive"]:
        found.append("the feed says it is complete and goes on elsewhere")
    entries = root.findall(f"{ATOM}entry")
    for entry in entries:
        found += [f"an entry has {fault}" for fault in _once(entry, ENTRY_ONCE)]
        alternates = [link for link in entry.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        if len(alternates) != 1 or alternates[0].get("type") != "text/html":
            found.append("an entry does not link to its one page")
    ids = Counter(one.text for one in root.iter(f"{ATOM}id"))
    found += [f"the id {one} stands {times} times" for one, times in ids.items() if times > 1]
    found += [f"{one} is no tag URI" for one in ids if not TAG_URI.fullmatch(one or "")]
    moments = [*root.iter(f"{ATOM}updated"), *root.iter(f"{ATOM}published")]
    found += [f"{one.text} is no RFC 3339 moment" for one in moments if not RFC_3339.fullmatch(one.text or "")]
    links = [link.get("href", "") for link in root.iter(f"{ATOM}link")]
    found += [f"{href!r} is no full address" for href in links if not WEB_ADDRESS.fullmatch(href)]
    updates = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    if updates != sorted(updates, reverse=True):
        found.append("the entries are not newest first")
    return found


def ids(document: bytes) -> list[str]:
    """Return the ids of a feed document's entries, in its order."""
    return [entry.findtext(f"{ATOM}id") or "" for entry in etree.fromstring(document).findall(f"{ATOM}entry")]


def link(document: bytes, rel: str) -> str | None:
    """Return the address the feed document gives for a relation."""
    links = etree.fromstring(document).findall(f"{ATOM}link")
    return next((one.get("href") for one in links if one.get("rel") == rel), None)


def _once(element: etree._Element, names: tuple[str, ...]) -> list[str]:
    counts = {name: element.findall(f"{ATOM}{name}") for name in names}
    wrong = [f"{len(found)} × {name}" for name, found in counts.items() if len(found) != 1]
    return wrong + [f"an empty {name}" for name in ("id", "title") for one in counts[name] if not one.text]
