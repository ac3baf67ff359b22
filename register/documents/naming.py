"""Names of files made safe: for a disk of any system, for a header, and for the eyes of readers."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 80
"""Characters of a name before its ending."""
NAMELESS = "document"
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
)
_UNSAFE = re.compile(r'[\\/:*?"<>|%;`$#&{}\x00-\x1f\x7f]+')


def ending_of(name: str) -> str:
    """Return how a file's name ends, in small letters: `.pdf`."""
    last = re.split(r"[\\/]", name)[-1]
    stem, dot, ending = _visible(last).strip().rpartition(".")
    return f".{ending.strip().casefold()}" if dot and stem else ""


def safe_name(name: str, ending: str) -> str:
    """Return a file's name without folders, hidden characters or what a system gives a meaning to.

    `ending` is that of its type, whatever it was called.
    """
    last = _visible(re.split(r"[\\/]", name)[-1])
    stem = last.rpartition(".")[0] if "." in last else last
    words = " ".join(_UNSAFE.sub(" ", stem).split()).strip(" .-~'")
    words = words[:LONGEST].rstrip(" .")
    if words.partition(".")[0].strip().casefold() in _RESERVED:
        words = f"{NAMELESS} {words}"
    return f"{words or NAMELESS}{ending}"


def _visible(text: str) -> str:
    """Leave out controls, marks of direction and everything else that is not seen, and make look-alikes one."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(one for one in composed if unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
