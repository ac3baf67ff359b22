"""Whether the XML of a document fetches something from elsewhere when it is opened; it is never parsed as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

LONGEST = 10_000
"""Characters of a value in which references are read."""
_ENCODING = re.compile(
    rb"encoding\s*=\s*.(?!(?:utf-?(?:8|16)|(?:us-)?ascii|iso-8859-\d+|windows-125\d)[\"'])", re.IGNORECASE
)
_NAME = re.compile(rb"[^\s<>/=\"']+")
_ATTRIBUTE = re.compile(rb"\s*+([^\s<>/=\"']++)\s*+=\s*+(?:\"([^\"<]*+)\"|'([^'<]*+)')")
_ELSEWHERE = re.compile(
    r"(?:https?|ftps?|smb|davs?|webdavs?|vnd\.sun\.star\.webdavs?):|(?:file:)?[/\\]{2}[^/\\]", re.IGNORECASE
)
_LINK = "/hyperlink"
"""Ends the type of a relationship that is a plain link."""


def in_letters(content: bytes) -> bytes | None:
    """Return XML in an encoding in which each of its signs is one byte, as in ASCII; None where there is no telling."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = content.decode("utf-16", "replace").encode("utf-8", "replace")
    return None if b"\0" in content or _ENCODING.search(content[:200]) else content


def fetching(text: bytes, *, open_document: bool) -> Iterator[bool]:
    """Yield, of each tag that could fetch something, whether it does.

    In Office’s files that is each relationship to what is outside and is no link; in OpenDocument each address that is
    not on a link.
    """
    for name, attributes in _tags(text, b"href" if open_document else b"TargetMode"):
        if open_document:
            addresses = [value for said, value in attributes if said.rpartition(b":")[2] == b"href"]
            yield name != b"a" and any(_is_elsewhere(one) for one in addresses)
        else:
            said = dict(attributes)
            outside = said.get(b"TargetMode", b"Internal") != b"Internal"
            yield outside and not said.get(b"Type", b"").endswith(_LINK.encode())


def _tags(text: bytes, word: bytes) -> Iterator[tuple[bytes, list[tuple[bytes, bytes]]]]:
    """Yield each tag in which a word stands: its name without a prefix, and its attributes as they are written."""
    place = text.find(word)
    while place >= 0:
        start, end = text.rfind(b"<", 0, place), text.find(b"<", place)
        name = _NAME.match(text, start + 1) if start >= 0 else None
        if name:
            yield name[0].rpartition(b":")[2], list(_attributes(text, name.end()))
        place = text.find(word, end) if end >= 0 else -1


def _attributes(text: bytes, place: int) -> Iterator[tuple[bytes, bytes]]:
    while found := _ATTRIBUTE.match(text, place):
        yield found[1], found[2] if found[3] is None else found[3]
        place = found.end()


def _is_elsewhere(address: bytes) -> bool:
    if b"&" in address and len(address) > LONGEST:
        return True
    return _ELSEWHERE.match(unescape(address[:LONGEST].decode("utf-8", "replace")).strip()) is not None
