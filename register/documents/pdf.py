"""PDF files: that each is one PDF from its first byte to its last, and that nothing in it runs or opens by itself.

What runs stands in dictionaries: between the streams, or in packed object streams, which are unpacked here. A name may
be written with #xx for any of its letters.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from register.documents.refusing import Refused, require

HEAD = b"%PDF-"
MOST_OBJECTS = 64 << 20
"""Bytes that packed objects may unpack to, all together."""
MOST_LOOKED_AT = 96 << 20
"""Bytes of other streams that are unpacked and looked at, beside those."""
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_ENDS = rb"(?=[\x00\t\n\x0c\r ()<>\[\]{}/%]|$)"
_RUNS = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|ImportData|SubmitForm)" + _ENDS)
_RUNS_SHORT = re.compile(rb"/JS" + _ENDS)
"""Two letters stand by chance in packed pictures: these are looked for in dictionaries only."""
_PAGE = re.compile(rb"<(?:script|html|!doctype|svg|iframe|\?php)", re.IGNORECASE)
_SNIFFED = 1024
_ZIP_END = b"PK\x05\x06"
_OBJECTS = re.compile(rb"/ObjStm" + _ENDS)
_FLATE = re.compile(rb"/Filter\s*(?:/FlateDecode|\[\s*/FlateDecode\s*\])" + _ENDS)

_PRINT = "Print it as a PDF (“Save as PDF”), and choose that."
_ACTIVE = f"The PDF holds a program, a form that sends, or another file within it. {_PRINT}"
_SEALED = f"The PDF is protected with a password or against copying, so that not everybody can read it. {_PRINT}"
_HIDES = f"The PDF is packed in a way that cannot be looked into. {_PRINT}"


def check_pdf(data: bytes) -> None:
    """Look through a PDF; raises Refused."""
    require(data.startswith(HEAD), "This is called .pdf, and is no PDF inside. Save it as a PDF, and choose that.")
    ending = data[-_SNIFFED:].rfind(b"%%EOF")
    require(ending >= 0, f"The PDF is not whole: its end is missing. {_PRINT}")
    behind = data[-_SNIFFED:][ending + 5 :]
    more = f"Something else is hidden in or behind the PDF. {_PRINT}"
    require(not behind.strip(b"\r\n\t \x00") and _ZIP_END not in data, more)
    require(not _PAGE.search(data[:_SNIFFED]), more)
    plain = _HEX.sub(lambda found: bytes([int(found[1], 16)]), data)
    require(not _RUNS.search(plain), _ACTIVE)
    streams = list(_streams(data))
    dictionaries = _HEX.sub(lambda found: bytes([int(found[1], 16)]), _STREAM.sub(b" ", data))
    require(not _RUNS_SHORT.search(dictionaries), _ACTIVE)
    require(not re.search(rb"/Encrypt" + _ENDS, dictionaries), _SEALED)
    _check_packed([body for said, body in streams if _OBJECTS.search(said) and _is_readable(said)])
    _look_at_others([body for said, body in streams if not _OBJECTS.search(said)])


def _streams(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield each stream: what is said before it, with every name as it is meant, and its bytes."""
    before = 0
    for found in _STREAM.finditer(data):
        said = data[max(before, found.start() - 8192) : found.start()].rpartition(b" obj")[2]
        yield _HEX.sub(lambda one: bytes([int(one[1], 16)]), said), found[1]
        before = found.end()


def _is_readable(said: bytes) -> bool:
    """Require of packed objects that they are packed in the one usual way."""
    packed = b"/Filter" in said
    require(not (packed and not _FLATE.search(said)) and b"/Predictor" not in said, _HIDES)
    return True


def _check_packed(bodies: list[bytes]) -> None:
    left = MOST_OBJECTS
    for body in bodies:
        try:
            unpacker = zlib.decompressobj()
            text = unpacker.decompress(body, left)
            require(unpacker.eof, _HIDES)
        except zlib.error:
            text = body  # not packed at all, or nobody can read it
        left -= len(text)
        require(left > 0, _HIDES)
        plain = _HEX.sub(lambda found: bytes([int(found[1], 16)]), text)
        if _RUNS.search(plain) or _RUNS_SHORT.search(plain):
            raise Refused(_ACTIVE)


def _look_at_others(bodies: list[bytes]) -> None:
    left = MOST_LOOKED_AT
    for body in bodies:
        if left <= 0:
            return
        try:
            text = zlib.decompressobj().decompress(body, left)
        except zlib.error:
            continue
        left -= len(text)
        require(not _RUNS.search(text), _ACTIVE)
