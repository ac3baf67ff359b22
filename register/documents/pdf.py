"""PDF files: that each is one PDF from its first byte to its last, and that nothing in it runs or opens by itself.

What runs stands in dictionaries: between the streams, or in packed object streams, which are unpacked here. A name may
be written with #xx for any of its letters.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from itertools import pairwise

from register.documents.refusing import Refused, require

HEAD = b"%PDF-"
MOST_OBJECTS = 64 << 20
"""Bytes that packed objects may unpack to, all together."""
MOST_LOOKED_AT = 96 << 20
"""Bytes of other streams that are unpacked and looked at, beside those."""
_ENDS = rb"(?=[\x00\t\n\x0c\r ()<>\[\]{}/%]|$)"
_BLANK = rb"(?:[\x00\t\n\x0c\r ]++|%[^\r\n]{0,99}+[\r\n]){0,9}+"
"""Blanks and comments; bounded, so that nobody makes it slow."""


def _name(*words: bytes) -> bytes:
    """Return a pattern of names, each letter of which may be written #xx."""
    return rb"/(?:" + b"|".join(b"".join(map(_letter, word.decode())) for word in words) + rb")" + _ENDS


def _letter(letter: str) -> bytes:
    digits = "".join(f"[{digit}{digit.upper()}]" if digit.isalpha() else digit for digit in f"{ord(letter):02x}")
    return f"(?:{letter}|#{digits})".encode()


_RUNS = re.compile(
    _name(
        b"JavaScript", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"RichMedia", b"XFA", b"ImportData", b"SubmitForm"
    )
)
_RUNS_SHORT = re.compile(_name(b"JS"))
"""Two letters stand by chance in packed pictures: these are looked for in dictionaries only."""
_SEALS = re.compile(_name(b"Encrypt"))
_PAGE = re.compile(rb"<(?:script|html|!doctype|svg|iframe|\?php)", re.IGNORECASE)
_SNIFFED = 1024
_ZIP_END = b"PK\x05\x06"
_KEYWORD = re.compile(rb"(?:>>|[\r\n])[\x00\t\x0c ]*stream")
"""Begins a stream: it follows its dictionary, or a comment behind that, which ends with its line."""
_LINE_END = re.compile(rb"\r?\n")
_OBJECTS = re.compile(_name(b"ObjStm") + rb"|" + _name(b"First") + _BLANK + rb"[0-9]++(?![\x00\s]+[0-9])")
"""Some readers take a stream for packed objects that says only where the first one begins."""
_FILTER = re.compile(_name(b"Filter") + rb"(?!" + _BLANK + rb"/Adobe\.)|" + _name(b"F") + _BLANK + rb"[/\[]")
"""How a stream is packed, also as it is said in short; who made a signature is said alike, and means nothing here."""
_FLATE = re.compile(_name(b"Filter") + _BLANK + rb"(?:\[" + _BLANK + rb")?" + _name(b"FlateDecode", b"Fl"))
_ONLY_FLATE = re.compile(
    rb"%s(?:%s%s|\[%s%s%s\])"
    % (_name(b"Filter") + _BLANK, _name(b"FlateDecode"), _BLANK, _BLANK, _name(b"FlateDecode"), _BLANK)
)
_UNUSUAL = re.compile(_name(b"DecodeParms", b"DP", b"Predictor"))

_PRINT = "Print it as a PDF (“Save as PDF”), and choose that."
_ACTIVE = f"The PDF holds a program, a form that sends, or another file within it. {_PRINT}"
_SEALED = f"The PDF is protected with a password or against copying, so that not everybody can read it. {_PRINT}"
_HIDES = f"The PDF is packed in a way that cannot be looked into. {_PRINT}"


def check_pdf(data: bytes) -> None:
    """Look through a PDF; raises Refused."""
    require(data.startswith(HEAD), "Its name ends in .pdf, but it is not a PDF. Save it as a PDF, and choose that.")
    ending = data[-_SNIFFED:].rfind(b"%%EOF")
    require(ending >= 0, f"The PDF is not whole: its end is missing. {_PRINT}")
    behind = data[-_SNIFFED:][ending + 5 :]
    more = f"Something else is hidden in or behind the PDF. {_PRINT}"
    require(not behind.strip(b"\r\n\t \x00") and _ZIP_END not in data, more)
    require(not _PAGE.search(data[:_SNIFFED]), more)
    require(not _RUNS.search(data), _ACTIVE)
    streams = list(_streams(data))
    between = b" ".join(said for said, _ in streams)
    require(not _RUNS_SHORT.search(between), _ACTIVE)
    require(not _SEALS.search(between), _SEALED)
    _look_at_objects([(said, body) for said, body in streams if _OBJECTS.search(said)])
    _look_at_others([(said, body) for said, body in streams if not _OBJECTS.search(said)])


def _streams(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield each stream: all that is said between the one before and it, and its bytes; last what follows them all.

    Where its dictionary begins is not asked: who hides something can make that look otherwise.
    """
    starts, before = [found.end() for found in _KEYWORD.finditer(data)], 0
    for start, following in pairwise([*starts, len(data)]):
        line, end = _LINE_END.match(data, start), data.find(b"endstream", start, following)
        if line is None or end < 0:
            raise Refused(_HIDES)
        yield data[before:start], data[line.end() : end]
        before = end
    yield data[before:], b""


def _look_at_objects(streams: list[tuple[bytes, bytes]]) -> None:
    """Require of packed objects that they are packed in the one usual way, if at all, and that none runs."""
    left = MOST_OBJECTS
    for said, body in streams:
        filters = len(_FILTER.findall(said))
        require(filters == 0 or (filters == 1 and _ONLY_FLATE.search(said) is not None), _HIDES)
        require(not _UNUSUAL.search(said), _HIDES)
        text = _unpacked(body, left, packed=filters > 0) or body
        left -= len(text)
        require(left > 0, _HIDES)
        require(not (_RUNS.search(text) or _RUNS_SHORT.search(text)), _ACTIVE)


def _look_at_others(streams: list[tuple[bytes, bytes]]) -> None:
    """Require that nothing runs in other streams, as far as they are looked at; pictures unpack to very much."""
    left = MOST_LOOKED_AT
    for said, body in streams:
        if left <= 0:
            return
        text = _unpacked(body, left, packed=_FLATE.search(said) is not None)
        left -= len(text)
        require(not _RUNS.search(text), _ACTIVE)


def _unpacked(body: bytes, most: int, *, packed: bool) -> bytes:
    """Return what a stream unpacks to, up to `most` bytes: nothing where it is not packed, and is not said to be."""
    if not body.strip():
        return b""
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(body, most)
    except zlib.error:
        require(not packed, _HIDES)
        return b""
    require(not packed or unpacker.eof or len(text) == most, _HIDES)
    return text
