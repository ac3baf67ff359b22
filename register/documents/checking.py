"""Look at an uploaded file before it is kept: its ending, what it is inside, and that nothing in it runs.

Whatever is taken is served as an attachment of one of a few types, to a sandbox: this is the first wall, not the only
one. Viruses are not looked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from register.core.attached import TYPES
from register.documents.naming import ending_of, safe_name
from register.documents.packed import check_packed
from register.documents.pdf import check_pdf
from register.documents.pictures import check_jpeg, check_png
from register.documents.refusing import Refused, require

MEGABYTE = 1_000_000
KINDS = "PDF, PNG, JPEG, ODT, ODS, DOCX, XLSX, CSV or TXT"
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_PAGE = re.compile(r"\s*(?:<[!?a-z]|#!|%PDF-)", re.IGNORECASE)


@dataclass(frozen=True)
class Examined:
    """A file that may be kept: its type and its name made safe."""

    media_type: str
    file_name: str


def examine(name: str, data: bytes, *, megabytes: int) -> Examined:
    """Return what a file is; raises Refused."""
    ending = {".jpeg": ".jpg"}.get(ending_of(name), ending_of(name))
    media_type = next((type_ for type_, (own, _) in TYPES.items() if own == ending), None)
    if media_type is None:
        called = f"A {ending} file" if re.fullmatch(r"\.[a-z0-9]{1,8}", ending) else "A file with a name like this"
        raise Refused(f"{called} is not taken. Save it as {KINDS}.")
    require(bool(data), "The file is empty. Choose the one with something in it.")
    require(
        len(data) <= megabytes * MEGABYTE,
        f"The file is larger than {megabytes} MB. Make it smaller (pictures are most of it), or divide it.",
    )
    check = _CHECKS.get(media_type)
    if check is None:
        check_packed(data, media_type)
    else:
        check(data)
    return Examined(media_type, safe_name(name, ending))


def _check_text(data: bytes) -> None:
    """Require plain text: UTF-8, no control characters, and no page or program; raises Refused."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("The text is not in UTF-8. Save it as “CSV UTF-8” or as text with the encoding UTF-8.") from None
    require(not _CONTROLS.search(text), "This is no plain text: save it as text, or choose the file it came from.")
    require(bool(text.strip()), "The file is empty. Choose the one with something in it.")
    require(not _PAGE.match(text), "This is a web page or a program, not plain text. Save it as plain text.")


_CHECKS: Mapping[str, Callable[[bytes], None]] = {
    "application/pdf": check_pdf,
    "image/png": check_png,
    "image/jpeg": check_jpeg,
    "text/csv": _check_text,
    "text/plain": _check_text,
}
