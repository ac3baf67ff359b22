"""What readers are told where a part of a document is no longer shown: what it was, on which ground, since when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from register.core.calendar import day_in_words

NO_LONGER_SHOWN = "no longer shown"
ON_HOLD = "on hold since"
"""Begins the category of what is on hold; the day follows."""


def ground_in_words(category: str, legal_basis: str | None, on: date | str | None = None) -> str:
    """Write why something is not shown, and since when unless that is said already: words with commas, no full stop."""
    words = [" ".join(part.split()).rstrip(" .") for part in (category.replace("_", " "), legal_basis or "")]
    day = _day(on)
    return ", ".join(filter(None, (*words, "" if day in words[0] else day)))


def field_in_words(marker: Mapping[str, Any], what: str = "") -> str:
    """Say that a field is on hold or removed, as the marker in its place tells it; `what` may begin the sentence."""
    category, basis = (str(marker.get(name) or "") for name in ("category", "legal_basis"))
    return _sentence(what, category.startswith(ON_HOLD), category, basis, marker.get("on"))


def item_in_words(what: str, kind: str, category: str, legal_basis: str | None, on: date | str | None) -> str:
    """Say that an item of a list is on hold or removed; `what` begins the sentence ("View 17")."""
    return _sentence(what, kind == "hold", category, legal_basis, on)


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


def _sentence(what: str, held: bool, category: str, legal_basis: str | None, on: date | str | None) -> str:
    if held:
        how, ground = category, ground_in_words(legal_basis or "", None)
    else:
        how = " on ".join(filter(None, ("removed for good", _day(on))))
        ground = ground_in_words(category[:1].lower() + category[1:], legal_basis)
    words = f"{what} {'is' if held else 'was'} {how}" if what else how[:1].upper() + how[1:]
    return f"{words}: {ground}." if ground else f"{words}."


def _day(on: date | str | None) -> str:
    if isinstance(on, date):
        return day_in_words(on)
    try:
        return day_in_words(date.fromisoformat(on or ""))
    except ValueError:
        return ""
