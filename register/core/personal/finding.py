"""Find what may be personal data in the text of an entry: to be shown to people, who decide.

Everything is by pattern, check digit and the words around: no list of names or addresses of real people. It errs
towards asking where a number can hardly be anything else, and towards silence where it is likelier a reference.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from register.core.personal.contacting import emails, phones
from register.core.personal.living import births, homes
from register.core.personal.numbers import accounts, cards, health_numbers, insurance_numbers, papers, tax_numbers
from register.core.personal.spots import KINDS, Around, Finder, Spot, evened, without_addresses

SKIPPED = frozenset(
    {
        *("body", "code", "code_type", "reference", "undertaking", "principle", "url", "survey_url", "identifiers"),
        *("grant_id", "related_activity", "source_modified", "findings", "inherited", "numbered", "removed", "field"),
        *("decision", "themes", "groups_affected"),
    }
)
"""Fields that hold codes, references, addresses of web pages, or names of public bodies: never a person's data."""
NAMED = frozenset({"organisation", "raised_by"})
"""Fields that name organisations, and could name a person instead."""
DESCRIBED = frozenset({"described_as", "raised_by_words"})
"""Fields that describe somebody, and could name them instead."""

_FINDERS: tuple[Finder, ...] = (
    emails,
    insurance_numbers,
    accounts,
    cards,
    papers,
    tax_numbers,
    births,
    phones,
    health_numbers,
    homes,
)
"""In this order: where two would take the same digits, the first has them."""
_WORTH_A_LOOK = re.compile(
    r"[@\uff20]|\d[A-Z]?\s{0,2}[^\w\s]?\s?\d|[\[(] ?at ?[\])]| dot [a-z]|birthday", re.IGNORECASE
)
_DAY_OR_SUM = re.compile(r"\d{4}-\d\d-\d\d|\d{1,13}\.\d\d")

Namely = Callable[[str], bool]


@dataclass(frozen=True)
class Find:
    """Something that may be personal data: where it stands, and what it looks like."""

    path: str
    """The field, dotted as `Breach.field`: `views.3.said`."""
    kind: str
    """One of `KINDS`."""
    text: str
    """All that the field says."""
    start: int
    end: int

    @property
    def words(self) -> str:
        """Say what it looks like."""
        return f"looks like {KINDS[self.kind]}"

    @property
    def excerpt(self) -> str:
        """Return the characters found."""
        return self.text[self.start : self.end]


def found(document: Mapping[str, Any], is_person: Namely | None = None) -> list[Find]:
    """Return what looks like personal data in an entry's content, in its order.

    `is_person` tells whether a name looks like a private person's; without it names are not looked at.
    """
    names: str | None = None
    finds: list[Find] = []
    for path, text in _texts(document):
        if is_person and _may_name(path) and is_person(text):
            finds.append(Find(path, "name", text, 0, len(text)))
        if not _WORTH_A_LOOK.search(text) or _DAY_OR_SUM.fullmatch(text):
            continue
        names = _names(document) if names is None else names
        around = Around(path.startswith("contact."), names)
        finds += [Find(path, spot.kind, text, spot.start, spot.end) for spot in spots(text, around)]
    return finds


def spots(text: str, around: Around | None = None) -> list[Spot]:
    """Return what looks like personal data in one text, in its order; no two overlap."""
    around = around or Around()
    even = without_addresses(evened(text))
    taken: list[Spot] = []
    for finder in _FINDERS:
        for spot in finder(even, around):
            place = bisect(taken, spot.start, key=lambda other: other.start)
            before_ends = taken[place - 1].end if place else 0
            after_starts = taken[place].start if place < len(taken) else len(text)
            if before_ends <= spot.start and spot.end <= after_starts:
                taken.insert(place, spot)
    return taken


def counted(finds: Iterable[Find]) -> dict[str, int]:
    """Return how many finds there are of each kind."""
    counts: dict[str, int] = {}
    for find in finds:
        counts[find.kind] = counts.get(find.kind, 0) + 1
    return counts


def _texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text within a document that people wrote, with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in SKIPPED:
                yield from _texts(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from _texts(inner, f"{path}.{place}")


def _may_name(path: str) -> bool:
    *way, last = path.split(".")
    return last in DESCRIBED or (last == "name" and not NAMED.isdisjoint(way))


def _names(document: Mapping[str, Any]) -> str:
    """Return the names that a shared mailbox may be called after."""
    places = (("body", "name"), ("body", "department"), ("contact", "role"), ("programme", "title"))
    said = [document.get("title")]
    for outer, inner in places:
        part = document.get(outer)
        said.append(part.get(inner) if isinstance(part, Mapping) else None)
    return re.sub(r"[\W_]+", "", " ".join(one for one in said if isinstance(one, str)).casefold())
