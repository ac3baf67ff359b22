"""The responses of a file of facts: exact counts as numbers, all else in the words that were said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from register.consultations.facts_columns import Facts
from register.core.files import Document

TOTAL = "total"
MOST = 10_000_000
"""More than all who could answer a council."""

_TYPES = {
    "individual": "individual",
    "individuals": "individual",
    "vcs": "vcs",
    "vcs organisations": "vcs",
    "voluntary and community organisations": "vcs",
    "charities and community groups": "vcs",
    "public body": "public_body",
    "public bodies": "public_body",
    "business": "business",
    "businesses": "business",
    "elected": "elected",
    "elected representatives": "elected",
    "other": "other",
    "others": "other",
}
"""Only names that leave no doubt: "organisations" may be of any sector."""
_ABOUT = "nearly|almost|about|around|approximately|over|more than|at least|up to|fewer than|less than|under|some"
_INEXACT = re.compile(rf"(?:{_ABOUT}) [0-9][0-9,]{{0,12}}", re.IGNORECASE)
_WHOLE = re.compile(r"[0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4}")
_PART = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?) ?%?")
_PERCENT = re.compile(r"(.*\S) (?:pct|percent|per cent)")


def whole(text: str) -> int | None:
    """Return a whole number; None for anything else."""
    return int(text.replace(",", "")) if _WHOLE.fullmatch(text) else None


def readable(name: str, text: str) -> bool:
    """Tell whether a count says something: a number, a percentage, or words such as "nearly 2,750"."""
    if _is_part(name, text):
        found = _PART.fullmatch(text)
        return found is not None and Decimal(found[1]) <= 100
    number = whole(text)
    return number <= MOST if number is not None else _INEXACT.fullmatch(text) is not None


def inexact(facts: Facts, name: str) -> str | None:
    """Return the words of a count that is not exact: as it stands, or as the note gives the same number."""
    text = facts.counts[name]
    if _INEXACT.fullmatch(text):
        return text
    number = whole(text)
    if number is None:
        return None
    for found in _INEXACT.finditer(facts.said.get("note", "")):
        if whole(found[0].rpartition(" ")[2].rstrip(",")) == number:
            return found[0]
    return None


def by_type(facts: Facts) -> dict[str, int]:
    """Return how many responded, by type of responder, where the file says so exactly."""
    found: dict[str, int] = {}
    for name in _in_order(facts):
        number = whole(facts.counts[name])
        if name in _TYPES and number is not None and not inexact(facts, name):
            found[_TYPES[name]] = found.get(_TYPES[name], 0) + number
    return found


def total(facts: Facts) -> int | None:
    """Return how many responses there were, where that is stated exactly."""
    return whole(facts.counts[TOTAL]) if TOTAL in facts.counts and not inexact(facts, TOTAL) else None


def responses(facts: Facts) -> Document:
    """Return the responses as a consultation says them."""
    stated: Document = {
        "total": total(facts),
        "by_type": [{"type": kind, "number": number} for kind, number in by_type(facts).items()] or None,
        "words": "; ".join(_words(facts)) or None,
    }
    if stated["words"]:
        stated["words"] = stated["words"][:1].upper() + stated["words"][1:]
    return {name: value for name, value in stated.items() if value is not None}


def _words(facts: Facts) -> Iterator[str]:
    for name in _in_order(facts):
        text, about = facts.counts[name], inexact(facts, name)
        if about:
            yield f"{'in all' if name == TOTAL else name}: {about}"
        elif _is_part(name, text):
            percent = _PERCENT.fullmatch(name)
            yield f"{percent[1] if percent else name}: {text.rstrip('% ')}%"
        elif name != TOTAL and name not in _TYPES:
            yield f"{name}: {whole(text):,}"


def _in_order(facts: Facts) -> list[str]:
    """Return the names of the counts in an order that does not depend on the file's: columns may be moved."""
    return sorted(facts.counts, key=lambda name: (name != TOTAL, name))


def _is_part(name: str, text: str) -> bool:
    return text.endswith("%") or _PERCENT.fullmatch(name) is not None
