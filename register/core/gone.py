"""What readers are told where a part of a document is no longer shown: what it was, on which ground, since when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from register.core.calendar import day_in_words

NO_LONGER_SHOWN = "no longer shown"


def ground_in_words(category: str, legal_basis: str | None, on: date | str | None = None) -> str:
    """Write why something is not shown, and since when unless that is said already: words with commas, no full stop."""
    words = [" ".join(part.split()).rstrip(" .") for part in (category.replace("_", " "), legal_basis or "")]
    day = _day(on)
    return ", ".join(filter(None, (*words, "" if day in words[0] else day)))


def field_in_words(marker: Mapping[str, Any]) -> str:
    """Say that a field was removed, as the marker in its place tells it."""
    ground = ground_in_words(str(marker.get("category") or ""), str(marker.get("legal_basis") or ""), marker.get("on"))
    return "This part has been withheld" + (f": {ground}." if ground else ".")


def item_in_words(what: str, kind: str, category: str, legal_basis: str | None, on: date | str | None) -> str:
    """Say that an item of a list was removed; `what` begins the sentence ("View 17")."""
    how = "withheld" if kind == "hold" else "removed"
    return f"{what} has been {how}: {ground_in_words(category, legal_basis, on)}."


def items_gone(document: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return, by the dotted name of its list, a sentence for each item of a document that is no longer shown."""
    removed = document.get("removed")
    found: dict[str, list[str]] = {}
    for one in removed if isinstance(removed, Iterable) else ():
        path, _, key = str(one.get("unit", "")).partition("/")
        if key:
            kind, category = str(one.get("kind") or ""), str(one.get("category") or "")
            sentence = item_in_words("One part of this", kind, category, one.get("legal_basis"), one.get("on"))
            found.setdefault(path, []).append(sentence)
    return found


def _day(on: date | str | None) -> str:
    if isinstance(on, date):
        return day_in_words(on)
    try:
        return day_in_words(date.fromisoformat(on or ""))
    except ValueError:
        return ""
