"""Files that a document of the register names: where in it they stand, and their addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

KEY = re.compile(r"[0-9a-f]{32}")
"""A file's key: random, its address and its place on the disk."""
FACTS = ("file_name", "sha256", "bytes", "media_type")
"""What stands beside the key wherever a document names a file."""
TYPES: Mapping[str, tuple[str, str]] = {
    "application/pdf": (".pdf", "PDF"),
    "image/png": (".png", "PNG picture"),
    "image/jpeg": (".jpg", "JPEG picture"),
    "application/vnd.oasis.opendocument.text": (".odt", "OpenDocument text"),
    "application/vnd.oasis.opendocument.spreadsheet": (".ods", "OpenDocument spreadsheet"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx", "Word document"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx", "Excel spreadsheet"),
    "text/csv": (".csv", "CSV table"),
    "text/plain": (".txt", "Plain text"),
}
"""Every type of file that is taken: its ending and what it is called. Nothing is ever served as another type."""
LANGUAGES: Mapping[str, str] = {
    "en": "English",
    "cy": "Welsh",
    "ar": "Arabic",
    "bn": "Bengali",
    "bfi": "British Sign Language",
    "zh": "Chinese",
    "pl": "Polish",
    "ro": "Romanian",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "other": "another language",
}


ACCESSIBLE: Mapping[str, str] = {
    "yes": "accessible",
    "alternative": "there is an accessible version",
    "no": "not accessible",
}


def files_in(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield everything within a value that names a file: its key is `file`."""
    if isinstance(value, Mapping):
        if isinstance(value.get("file"), str):
            yield value
        for inner in value.values():
            if isinstance(inner, Mapping | list | tuple):
                yield from files_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from files_in(inner)


def path_of(named: Mapping[str, Any]) -> str:
    """Return the path at which readers get a file."""
    return f"/documents/{named['file']}/{quote(str(named.get('file_name') or 'document'), safe='')}"


def about_in_words(named: Mapping[str, Any]) -> str:
    """Say what readers get: type, length and language, as far as they are known."""
    language = LANGUAGES.get(str(named.get("language")), named.get("language"))
    said = [
        type_in_words(named.get("media_type")) if named.get("media_type") else "",
        size_in_words(int(named["bytes"])) if named.get("bytes") else "",
        f"in {language}" if language else "",
    ]
    words = ", ".join(filter(None, said))
    return words[:1].upper() + words[1:]


def in_words(named: Mapping[str, Any], base: str = "") -> str:
    """Write a document with its address and, of a file, what it is and its SHA-256; `base` begins its address."""
    address = base + path_of(named) if named.get("file") else ""
    digest = f"SHA-256 {named['sha256']}" if named.get("sha256") else ""
    parts = (named.get("title"), address, named.get("url"), about_in_words(named), digest, _accessible(named))
    return ", ".join(str(part) for part in parts if part)


def _accessible(named: Mapping[str, Any]) -> str:
    said, note = ACCESSIBLE.get(str(named.get("accessible")), ""), named.get("accessible_note")
    return f"{said} ({note})" if said and note else said


def size_in_words(length: int) -> str:
    """Write a length in bytes for readers: 34 KB."""
    if length < 1000:
        return f"{length} bytes"
    if length < 999_500:
        return f"{max(1, round(length / 1000))} KB"
    return f"{length / 1_000_000:.1f} MB"


def type_in_words(media_type: str | None) -> str:
    """Return what a type of file is called."""
    return TYPES.get(media_type or "", ("", "File"))[1]
