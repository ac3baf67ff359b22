"""Small files of every type that is taken, made by hand, and the parts that hostile ones are made of."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from openpyxl import Workbook

from register.documents.packed import DOCX, ODS, ODT, XLSX

TEXT = "What the halls cost (invented)"


def pdf(*objects: bytes, compressed: bytes = b"", head: bytes = b"%PDF-1.7\n") -> bytes:
    """Return a PDF with a page and more objects; `compressed` stands in an object stream."""
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    parts += [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>", *objects]
    if compressed:
        packed = zlib.compress(compressed)
        said = b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>" % len(packed)
        parts.append(said + b"\nstream\n" + packed + b"\nendstream")
    body = head
    places = []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return body + end % (len(parts) + 1, table, len(parts) + 1, len(body))


def png(more: Mapping[bytes, bytes] | None = None, behind: bytes = b"", width: int = 1, packed: bytes = b"") -> bytes:
    """Return a picture of one dot, with more chunks before its end, more bytes behind it, or packed as one likes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, 1, 8, 2, 0, 0, 0))
    extra = b"".join(chunk(kind, data) for kind, data in (more or {}).items())
    dots = chunk(b"IDAT", packed or zlib.compress(b"\0" + b"\xff\0\0" * width))
    return b"\x89PNG\r\n\x1a\n" + head + extra + dots + chunk(b"IEND", b"") + behind


def jpeg(comment: bytes = b"", behind: bytes = b"", packed: bytes = b"\x12\xff\0\x34") -> bytes:
    """Return the segments of a picture of one dot."""

    def segment(marker: int, data: bytes) -> bytes:
        return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data

    said = segment(0xFE, comment) if comment else b""
    frame = segment(0xC0, struct.pack(">BHHB", 8, 1, 1, 1) + b"\x01\x11\0")
    scan = segment(0xDA, b"\x01\x01\0\0\x3f\0") + packed
    return b"\xff\xd8" + segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0") + said + frame + scan + b"\xff\xd9" + behind


def archive(members: Mapping[str, bytes], stored: tuple[str, ...] = ("mimetype",)) -> bytes:
    """Return a zip archive."""
    held = io.BytesIO()
    with ZipFile(held, "w") as made:
        for name, data in members.items():
            made.writestr(name, data, ZIP_STORED if name in stored else ZIP_DEFLATED)
    return held.getvalue()


def docx(more: Mapping[str, bytes] | None = None, types: str = f"{DOCX}.main+xml", body: bytes = b"") -> bytes:
    """Return a Word document of one line."""
    part = f'<Override PartName="/word/document.xml" ContentType="{types}"/>'
    return archive(
        {
            "[Content_Types].xml": f'<?xml version="1.0"?><Types>{part}</Types>'.encode(),
            "_rels/.rels": b'<?xml version="1.0"?><Relationships/>',
            "word/document.xml": body or f'<?xml version="1.0"?><w:document>{TEXT}</w:document>'.encode(),
            **(more or {}),
        }
    )


def xlsx() -> bytes:
    """Return a workbook of one cell, as openpyxl writes it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = TEXT
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def open_document(media_type: str = ODT, more: Mapping[str, bytes] | None = None) -> bytes:
    """Return an OpenDocument file of one line."""
    content = f'<?xml version="1.0"?><office:document-content>{TEXT}</office:document-content>'.encode()
    manifest = b'<?xml version="1.0"?><manifest:manifest/>'
    return archive(
        {
            "mimetype": media_type.encode(),
            "content.xml": content,
            "META-INF/manifest.xml": manifest,
            **(more or {}),
        }
    )


LINKS = b"""<?xml version="1.0" encoding="UTF-8"?><office:event-listeners/>
<text:a xlink:href="https://www.example.org/">A page</text:a><draw:image xlink:href="Pictures/1.png"/>
<meta:template xlink:href="file:///C:/Templates/letter.ott"/><text:section-source xlink:href="../a.odt"/>"""
LINK = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships>
<Relationship Id="a" Type="http://x/hyperlink" Target="https://www.example.org/" TargetMode="External"/>
<Relationship Id="b" Type="http://x/image" Target="media/image1.png" TargetMode="Internal"/></Relationships>"""
"""Plain links, which are followed by nobody but a reader."""
LIKE_OTHERS = pdf(
    b"<</Type/Outlines/First 5 0 R/Last 5 0 R>>",
    b"<</Title(A stream of visitors)/N 1/F 4>>",
    b"<</Filter[/ASCII85Decode/FlateDecode]/Length 3>>stream\r\nGar~>endstream",
    b"<</Type/Sig/Filter/Adobe.PPKLite>>",
    b"<</Filter/FlateDecode/Length 0>>\nstream\n\nendstream",
    b"<</Subtype/Image/Filter/DCTDecode>>\nstream\n\xff\xd8\xff\xd9\nendstream",
    compressed=b"9 0 <</Title(A stream)>>",
)
"""What common programs write: text packed twice, a signature, an empty page, a picture, the word “stream”."""

GOOD: dict[str, tuple[bytes, str]] = {
    "report.pdf": (pdf(compressed=b"9 0 <</Title(halls)>>"), "application/pdf"),
    "made by others.pdf": (LIKE_OTHERS, "application/pdf"),
    "map.png": (png(), "image/png"),
    "hall.jpg": (jpeg(b"Taken in May"), "image/jpeg"),
    "hall.JPEG": (jpeg(), "image/jpeg"),
    "reasons.odt": (open_document(), ODT),
    "with links.odt": (open_document(more={"styles.xml": LINKS}), ODT),
    "with links.docx": (docx({"word/_rels/document.xml.rels": LINK}), DOCX),
    "sums.ods": (open_document(ODS), ODS),
    "reasons.docx": (docx({"word/media/image1.png": png()}), DOCX),
    "with a chart.docx": (docx({"word/embeddings/Microsoft_Excel_Sheet1.xlsx": xlsx()}), DOCX),
    "sums.xlsx": (xlsx(), XLSX),
    "sums.csv": ("\ufeffHall,£\r\nBishop’s Hall,12\r\n".encode(), "text/csv"),
    "notes.txt": (b"Two halls, a < b.\n", "text/plain"),
}
"""A file of each type, by its name."""
