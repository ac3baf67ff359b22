"""What has been removed from a published document: on hold for a time, or redacted for good, and in which words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from register.core.calendar import day_in_words
from register.core.gone import ON_HOLD
from register.core.units import covers, label_of, members_of, without

HOLD_REASONS: Mapping[str, str] = {
    "data_breach": "it may reveal private details about a person",
    "court_order": "a court may have ordered it",
    "complaint": "somebody it concerns has objected",
    "mistake": "it may have been published by mistake",
}
CATEGORIES: Mapping[str, str] = {
    "personal_data": "Personal data",
    "special_category": "Sensitive personal data",
    "safeguarding": "Safety of a person",
    "confidential": "Told in confidence",
    "exempt": "Exempt information",
    "court_order": "Order of a court",
    "defamatory": "Unproven and harmful to somebody’s name",
    "copyright": "Somebody else’s copyright",
}
LEGAL_BASES: Mapping[str, str] = {
    "uk_gdpr_5": "UK GDPR, Article 5(1): no more personal data than needed",
    "uk_gdpr_17": "UK GDPR, Article 17: right to erasure",
    "uk_gdpr_21": "UK GDPR, Article 21: right to object",
    "dpa_2018": "Data Protection Act 2018",
    "lga_1972_12a": "Local Government Act 1972, Schedule 12A",
    "foia_2000": "Freedom of Information Act 2000, Part II",
    "confidence": "Common law duty of confidence",
    "court_order": "Order of a court",
    "defamation_2013": "Defamation Act 2013",
    "cdpa_1988": "Copyright, Designs and Patents Act 1988",
}
WITHDRAWAL_REASONS: Mapping[str, str] = {
    "published_in_error": "it should not have been published here",
    "duplicate": "the same is published in another entry",
    "not_ours": "it is not for this public body to publish",
    "law": "the law or a court asks for it",
}


KEPT = "marks"
"""The group of fields that no removal touches: it says nothing but how the rest is to be read."""


HELD_TITLE = "title"
"""The unit of a withdrawal that ended a hold of the whole entry: what was on hold is not shown after all."""
TELLS_ITSELF = frozenset({"title", "summary", "change_note", "contact"})
"""Units whose words no finding repeats."""
FINDINGS = "findings:findings"


@dataclass(frozen=True)
class Removal:
    """One unit that readers no longer see: since act `n`, `kind` hold or redact; `on` is the act's day, ISO."""

    unit: str
    n: int
    kind: str
    category: str
    """A code: of a hold the reason."""
    legal_basis: str | None
    on: str

    @property
    def ground(self) -> tuple[str, str | None]:
        """Return the category and the legal basis in words."""
        if self.kind == "hold":
            return f"{ON_HOLD} {self.since}", HOLD_REASONS.get(self.category, "it is being looked at")
        if self.kind == "withdraw":
            return WITHDRAWAL_REASONS.get(self.category, self.category), None
        basis = LEGAL_BASES.get(self.legal_basis or "", self.legal_basis or "")
        return CATEGORIES.get(self.category, self.category), basis

    @property
    def since(self) -> str:
        """Return the day in words."""
        return day_in_words(date.fromisoformat(self.on))


def shown(document: Mapping[str, Any], removals: Sequence[Removal]) -> dict[str, Any]:
    """Return a stored document as readers may see it.

    A removed field holds the marker of `core.content.Redacted`; a removed item is left out of its list; `removed` lists
    every removal: unit, act, kind, category and legal basis in words, day.
    """
    result = without(document, [one.unit for one in removals])
    for one in removals:
        category, basis = one.ground
        marker = {"redacted": True, "category": category, "legal_basis": basis, "on": one.on}
        if "/" not in one.unit:
            for path in members_of(one.unit):
                _put(result, path, marker)
    if removals:
        result = {name: _without_gaps(value) for name, value in result.items()}
        result["removed"] = [told(one) for one in removals]
    return result


def told(one: Removal) -> dict[str, Any]:
    """Return a removal as `removed` of a document lists it: category and legal basis in words."""
    category, basis = one.ground
    return {
        "unit": one.unit,
        "n": one.n,
        "kind": one.kind,
        "category": category,
        "legal_basis": basis,
        "on": one.on,
    }


def unmarked(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document without the markers of what was removed: they are never content."""
    result: dict[str, Any] = {}
    for name, value in document.items():
        if name == "removed" or _is_marker(value):
            continue
        if isinstance(value, dict):
            value = {inner: part for inner, part in value.items() if not _is_marker(part)}
        result[name] = value
    return result


def carried(removals: Sequence[Removal], units: Iterable[str]) -> list[Removal]:
    """Return the removals that hold of a later revision with these units too.

    A hold does until it is lifted; a redaction where the revision does not say the redacted part anew.
    """
    said = {label_of(name): name for name in units}
    found: dict[Removal, None] = {}
    for one in removals:
        name = said.get(label_of(one.unit))
        if one.kind == "hold" or name is None:
            found[replace(one, unit=name or one.unit)] = None
    return list(found)


def held_of(units: Iterable[str], names: Iterable[str], hidden: Collection[str]) -> list[str]:
    """Return the names under which a hold of `names` hides units of a revision that were not hidden already."""
    left = sorted(set(units) - set(hidden))
    found: list[str] = []
    for name in names:
        covered = [unit for unit in left if covers(name, unit) and label_of(unit) != KEPT]
        found += [name] if covered and name.endswith("/*") and name not in hidden else []
        found += covered if not name.endswith("/*") else []
    return sorted(set(found))


def _is_marker(value: Any) -> bool:
    return isinstance(value, dict) and value.get("redacted") is True


def _put(document: dict[str, Any], path: str, marker: Mapping[str, Any]) -> None:
    outer, _, inner = path.partition(".")
    held = document.get(outer)
    if not inner:
        document[outer] = dict(marker)
    elif held is None or isinstance(held, dict):
        document[outer] = {**(held or {}), inner: dict(marker)}


def _without_gaps(value: Any) -> Any:
    if isinstance(value, list):
        return [item for item in value if item is not None]
    if isinstance(value, dict):
        return {name: _without_gaps(inner) if isinstance(inner, list) else inner for name, inner in value.items()}
    return value
