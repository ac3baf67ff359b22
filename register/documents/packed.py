"""Files that are zip archives inside (ODT, ODS, DOCX, XLSX): opened with care, and no XML in them is ever parsed."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo
from zlib import error as BadDeflate

from register.documents.fetched import fetching, in_letters
from register.documents.refusing import Refused, require

ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
_OOXML = "application/vnd.openxmlformats-officedocument."
DOCX, XLSX = f"{_OOXML}wordprocessingml.document", f"{_OOXML}spreadsheetml.sheet"
MOST_MEMBERS = 3_000
MOST_TIMES = 100
"""How many times its own length an archive may unpack to."""
MOST_BYTES = 100 << 20
MOST_TAGS = 200_000
"""How many tags that could fetch something are looked at, one by one."""
SMALL = 1 << 20
"""Up to so many bytes unpacked nothing is a bomb, however well it is packed."""
_HEAD, _END = b"PK\x03\x04", b"PK\x05\x06"
_NEEDED = {DOCX: ("word/document.xml", f"{DOCX}.main+xml"), XLSX: ("xl/workbook.xml", f"{XLSX}.main+xml")}
_TYPES, _MANIFEST = "[Content_Types].xml", "META-INF/manifest.xml"
_KEPT = frozenset({_TYPES, _MANIFEST, "mimetype"})
"""Members that are looked at once more, all others known."""
_XML = (".xml", ".rels", ".vml", ".rdf")
_ENTITIES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_RUN = re.compile(
    rb"\bDDEAUTO\b|\bDDE\s+&quot;|<(?:[^\s<>/:]*+:)?(?:dde(?:link|items?|values?|-[a-z-]+)|event-listener)[\s/>]",
    re.IGNORECASE,
)
_PROGRAMS = re.compile(
    r"(?:^|/)(?:vba(?:project|data)[^/]*|activex/.*|basic/.*|scripts/.*|macrosheets/.*|.*\.(?:exe|dll|js|vbs|jar|hta))$",
    re.IGNORECASE,
)
_FOREIGN = (b"MZ", b"\xd0\xcf\x11\xe0", b"\x7fELF")
"""How programs begin, and the old kind of embedded object."""
_EMBEDDED = re.compile(r"(?:^|/)embeddings/[^/]+\.xlsx", re.IGNORECASE)

_SAVE = "Open it, save it as a new file of the same kind, and choose that."
_DAMAGED = f"The file is damaged, or not what its name says. {_SAVE}"
_BOMB = "The file unpacks to far more than its length: it cannot be taken. Make it smaller, or publish it as a PDF."
_MACROS = "The file holds macros, which run on a reader’s computer. Save it without macros, or as a PDF."
_SEALED = "The file is protected with a password, so that nobody can read it. Save it without one."
_LINKS = "The file fetches something from elsewhere when it is opened. Save it as a PDF, and choose that."
_HOLDS = "Another file is hidden within this one. Take it out, or save this as a PDF."
_MORE = f"Something else is hidden before or behind the file. {_SAVE}"


def check_packed(data: bytes, media_type: str) -> None:
    """Look through an archive of a type; raises Refused."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):  # what Office makes of a file with a password
        raise Refused(_SEALED)
    _check(data, media_type, _Left(), deeper=True)


@dataclass
class _Left:
    """How much may still be unpacked, and how many tags may still be looked at."""

    bytes: int = MOST_BYTES
    tags: int = MOST_TAGS


def _check(data: bytes, media_type: str, left: _Left, *, deeper: bool) -> None:
    require(data.startswith(_HEAD), _DAMAGED)
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_frame(data, archive, members)
            said = {}
            for one in members:
                content = _read(archive, one, left)
                _check_member(one.filename, content, left, deeper=deeper)
                if one.filename.casefold().endswith(_XML):
                    _check_xml(content, left, open_document=media_type not in _NEEDED)
                said[one.filename] = content if one.filename in _KEPT else b""
    except (BadZipFile, LargeZipFile, BadDeflate, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        raise Refused(_DAMAGED) from None
    if media_type in _NEEDED:
        _check_office(said, media_type)
    else:
        _check_open_document(members, said, media_type)


def _check_frame(data: bytes, archive: ZipFile, members: list[ZipInfo]) -> None:
    """Require that the archive begins at the first byte and ends at the last, and looks harmless from outside."""
    end = data.rfind(_END)
    require(end + 22 == len(data) and not archive.comment, _MORE)
    require(data.count(_END) == 1 and min((one.header_offset for one in members), default=1) == 0, _MORE)
    require(len(members) <= MOST_MEMBERS, _BOMB)
    names = [one.filename for one in members]
    require(len(set(map(str.casefold, names))) == len(names), _DAMAGED)
    for one in members:
        require(not one.flag_bits & 0x1, _SEALED)
        parts = re.split(r"[/\\]", one.orig_filename)
        outside = one.orig_filename.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]
        require(not outside and "\\" not in one.orig_filename and "\0" not in one.orig_filename, _DAMAGED)
        require(one.compress_type in (ZIP_STORED, ZIP_DEFLATED), _DAMAGED)
        require(one.external_attr >> 28 != 0xA, _DAMAGED)  # a link to somewhere else
    whole = sum(one.file_size for one in members)
    require(whole <= MOST_BYTES and (whole <= SMALL or whole <= MOST_TIMES * len(data)), _BOMB)


def _read(archive: ZipFile, member: ZipInfo, left: _Left) -> bytes:
    """Unpack a member, whose length and checksum must be those that it claims, within what may still be unpacked."""
    with archive.open(member) as file:
        content = file.read(left.bytes + 1)
    left.bytes -= len(content)
    require(left.bytes >= 0, _BOMB)
    require(len(content) == member.file_size, _DAMAGED)
    return content


def _check_member(name: str, content: bytes, left: _Left, *, deeper: bool) -> None:
    require(not _PROGRAMS.search(name), _MACROS)
    require(not content.startswith(_FOREIGN), _HOLDS)
    if content.startswith(_HEAD):  # a chart brings the table that it was drawn from
        require(deeper and _EMBEDDED.search(name) is not None, _HOLDS)
        _check(content, XLSX, left, deeper=False)


def _check_xml(content: bytes, left: _Left, *, open_document: bool) -> None:
    text = in_letters(content)
    if text is None:
        raise Refused(_DAMAGED)
    require(not _ENTITIES.search(text), _DAMAGED)
    small = text.lower()
    if b"dde" in small or b"event-listener" in small:  # far quicker to know than where
        require(not _RUN.search(small), _MACROS)
    for fetches in fetching(text, open_document=open_document):
        left.tags -= 1
        require(left.tags >= 0, _BOMB)
        require(not fetches, _LINKS)


def _check_office(said: dict[str, bytes], media_type: str) -> None:
    main, content_type = _NEEDED[media_type]
    types = said.get(_TYPES, b"").replace(b"\0", b"")
    for sign in (b"macroenabled", b"vbaproject", b"ms-office.activex"):
        require(sign not in types.lower(), _MACROS)
    require(main in said and content_type.encode() in types, _DAMAGED)


def _check_open_document(members: list[ZipInfo], said: dict[str, bytes], media_type: str) -> None:
    first = members[0] if members else None
    plain = first is not None and first.filename == "mimetype" and first.compress_type == ZIP_STORED
    require(plain and said["mimetype"] == media_type.encode() and "content.xml" in said, _DAMAGED)
    require(b"encryption-data" not in said.get(_MANIFEST, b""), _SEALED)
