"""Acts in plain words: what was done, and of what is no longer shown which part, why and on what legal ground."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from register.core.kind import Kind
from register.core.removal import CATEGORIES, HOLD_REASONS, LEGAL_BASES, WITHDRAWAL_REASONS, Removal
from register.core.text import listed
from register.core.units import members_of

DONE = {
    "genesis": "Register opened",
    "publish": "Published",
    "correct": "Corrected",
    "hold": "On hold",
    "lift": "Shown again",
    "redact": "Parts removed for good",
    "withdraw": "Withdrawn",
    "key": "New signing key",
    "recovery": "New beginning after a loss",
}
UNTIL = "Nothing of it is shown until a second person has looked."

_FIELDS = {
    "findings": "What was found of the Compact when it was published",
    "change_note": "The note of what was changed",
    "to_individuals": "Why an individual was given it",
    "change.recipients_part": "The recipient’s part",
}
"""Fields that no question of a page is named after."""


@dataclass(frozen=True)
class Gone:
    """A part of an entry that is no longer shown: which, why, and the act that says so."""

    what: str
    why: str
    n: int
    held: bool


def done(kind: str, logged: Mapping[str, Any]) -> str:
    """Say in a few words what an act did."""
    return "Parts on hold" if kind == "hold" and logged.get("units") else DONE.get(kind, kind)


def reasons(kind: Kind | None, logged: Mapping[str, Any]) -> list[str]:
    """Say in sentences what an act hid, showed again or removed, and why; nothing for an act that published."""
    tell = _TOLD.get(logged["kind"])
    return tell(kind, logged) if tell else []


def gone(kind: Kind, removed: Sequence[Mapping[str, Any]]) -> list[Gone]:
    """Return the removed parts of a revision, from what its document lists as removed."""
    return [Gone(part_in_words(kind, one["unit"]), _why(one), one["n"], one["kind"] == "hold") for one in removed]


def heading(parts: Sequence[Gone]) -> str:
    """Name parts that are no longer shown by what was done to them."""
    words = [
        word
        for word, held in (("On hold", True), ("Removed for good", False))
        if any(one.held is held for one in parts)
    ]
    return " or ".join(words).capitalize()


def why_hidden(hidden: Removal) -> str:
    """Say since when and why nothing of an entry is shown."""
    if hidden.kind == "withdraw":
        return f"It was withdrawn on {hidden.since}: {WITHDRAWAL_REASONS.get(hidden.category, hidden.category)}."
    return f"On hold since {hidden.since}: {hidden.ground[1]}. {UNTIL}"


def part_in_words(kind: Kind | None, unit: str) -> str:
    """Name a part of an entry as readers know it: "View 17", "Reasons", "Amount awarded, Amount before"."""
    path, _, place = unit.partition("/")
    if not place:
        return ", ".join(dict.fromkeys(_field(kind, member) for member in members_of(unit)))
    if place == "*":
        return f"{_field(kind, path)}, all of it"
    names = {part.name: part.fragment for part in kind.parts if part.fragment} if kind else {}
    return f"{names[path].capitalize()} {place}" if path in names else f"{_field(kind, path)}, number {place}"


def _field(kind: Kind | None, path: str) -> str:
    questions = kind.questions if kind else ()
    labels = {question.name: question.label for question in questions}
    return labels.get(path) or _FIELDS.get(path) or path.rpartition(".")[2].replace("_", " ").capitalize()


def _why(one: Mapping[str, Any]) -> str:
    category, basis = one["category"], one["legal_basis"]
    if one["kind"] == "hold":
        return f"{category[:1].upper()}{category[1:]}: {basis}. {UNTIL}"
    removal = Removal(one["unit"], one["n"], one["kind"], "", None, one["on"])
    return f"Removed for good on {removal.since}. Reason: {category}. Legal basis: {basis}."


def _hold(kind: Kind | None, logged: Mapping[str, Any]) -> list[str]:
    what = [f"On hold: {_units(kind, logged['units'])}."] if logged.get("units") else []
    return [*what, f"Reason: {HOLD_REASONS.get(logged['reason'], logged['reason'])}.", UNTIL]


def _lift(kind: Kind | None, logged: Mapping[str, Any]) -> list[str]:
    return [f"What act {_acts(logged['settles'])} had put on hold is shown again."]


def _redact(kind: Kind | None, logged: Mapping[str, Any]) -> list[str]:
    numbers: dict[str, list[str]] = {}
    for number, units in sorted(logged["removes"].items(), key=lambda pair: int(pair[0])):
        for unit in units:
            numbers.setdefault(part_in_words(kind, unit), []).append(number)
    parts = [f"{part} (revision{'s' if len(held) > 1 else ''} {listed(held)})" for part, held in numbers.items()]
    return [
        f"Removed for good: {'; '.join(parts)}.",
        f"Reason: {CATEGORIES.get(logged['category'], logged['category'])}.",
        f"Legal basis: {LEGAL_BASES.get(logged['legal_basis'], logged['legal_basis'])}.",
    ]


def _withdraw(kind: Kind | None, logged: Mapping[str, Any]) -> list[str]:
    return [f"Reason: {WITHDRAWAL_REASONS.get(logged['reason'], logged['reason'])}."]


def _key(kind: Kind | None, logged: Mapping[str, Any]) -> list[str]:
    return ["From here on the log is signed with another key."]


def _recovery(kind: Kind | None, logged: Mapping[str, Any]) -> list[str]:
    lost = f"Acts up to {logged['lost']} had been published" if logged["lost"] is not None else "Later acts were lost"
    return [
        f"The register was restored from a copy that ends at act {logged['after']}. {lost}.",
        "The log goes on under another name, with another key.",
    ]


_TOLD = {
    "hold": _hold,
    "lift": _lift,
    "redact": _redact,
    "withdraw": _withdraw,
    "key": _key,
    "recovery": _recovery,
}


def _units(kind: Kind | None, units: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(part_in_words(kind, unit) for unit in units))


def _acts(numbers: Sequence[int]) -> str:
    return listed([str(number) for number in numbers])
