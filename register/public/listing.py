"""A list as its templates show it: results, filters with counts, what is in force and how to take it off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from register.core.kind import Kind
from register.core.text import slug
from register.finding.answer import Answer, FacetGroup
from register.finding.query import PAGING, Pair, Query, address, default_sort
from register.finding.wording import Wording
from register.kinds import KINDS, kind_named
from register.public.taking import Taking, ways

SHOWN_AT_ONCE = 8
"""Values of a filter shown before "more"."""
ONE_AT_A_TIME = frozenset({"kind"})
"""Filters of which choosing another value lets go of the one in force."""
SORTS = {
    "best": "Best match",
    "newest": "Newest",
    "oldest": "Oldest",
    "amount": "Largest amount",
    "updated": "Last changed",
}
_TYPED = ("from", "to", "min", "max")


@dataclass(frozen=True)
class Choice:
    """A value to filter or sort by; `id` lets htmx give it the focus back after a swap."""

    id: str
    label: str
    href: str
    active: bool
    count: int | None = None


@dataclass(frozen=True)
class Filter:
    """A group of choices under a heading: those seen at once, and the rest."""

    id: str
    heading: str
    first: tuple[Choice, ...]
    rest: tuple[Choice, ...]


@dataclass(frozen=True)
class Listing:
    """All that the templates of a list show."""

    path: str
    heading: str
    one: str
    many: str
    answer: Answer
    words: str
    filters: tuple[Filter, ...]
    active: tuple[Choice, ...]
    sorts: tuple[Choice, ...]
    kept: tuple[Pair, ...]
    """What the search form carries along: everything but the words and the place in the list."""
    typed: dict[str, str]
    """What was typed into the small forms: from, to, min, max."""
    others: tuple[Pair, ...]
    """What the small forms carry along."""
    next_url: str | None
    previous_url: str | None
    first_url: str | None
    feed_url: str
    clear_url: str
    canonical: str
    suggestion_url: str | None
    ways: tuple[Taking, ...]
    """How to take the list away."""
    kind: Kind | None
    """The one kind that is listed; None where kinds are mixed."""

    @property
    def sums(self) -> bool:
        """Tell whether sums of money are asked about: not where no entry has any."""
        return self.kind is None or self.kind.sums

    @property
    def example(self) -> str:
        """Return a reference as they are written here."""
        return f"{self.kind.prefix if self.kind else KINDS[0].prefix}-2026-0042"

    @property
    def total(self) -> str:
        """Return how many there are, in words: "123 funding decisions"."""
        return f"{self.answer.total:,} {self.one if self.answer.total == 1 else self.many}"


def listing(
    answer: Answer,
    wording: Wording,
    *,
    path: str,
    heading: str,
    nouns: tuple[str, str],
    feed: str,
    implied: Sequence[str] = (),
) -> Listing:
    """Prepare an answer and its query's words for their templates; `implied` names what the path itself says."""
    query = answer.query
    pairs = [pair for pair in query.pairs() if pair[0] not in implied]
    standing = [pair for pair in pairs if pair[0] not in PAGING]
    found = dict(pairs)
    kind = kind_named(query.kind) if "kind" in implied and query.kind else None
    return Listing(
        path=path,
        heading=heading,
        one=nouns[0],
        many=nouns[1],
        answer=answer,
        words=query.words,
        filters=tuple(
            _filter(group, path, standing) for group in _groups(answer) if group.values and group.name not in implied
        ),
        active=tuple(_active(path, standing, wording)),
        sorts=tuple(_sorts(query, path, standing, sums=kind is None or kind.sums)),
        kept=tuple(pair for pair in standing if pair[0] != "q"),
        typed={name: found.get(name, "") for name in _TYPED},
        others=tuple(pair for pair in standing if pair[0] not in _TYPED),
        next_url=address(path, [*standing, ("after", answer.next)]) if answer.next else None,
        previous_url=address(path, [*standing, ("before", answer.previous)]) if answer.previous else None,
        first_url=address(path, standing) if answer.previous else None,
        feed_url=address(feed, [pair for pair in standing if pair[0] != "sort"]),
        clear_url=path,
        canonical=address(path, pairs),
        suggestion_url=address(path, [("q", answer.suggestion)]) if answer.suggestion else None,
        ways=tuple(ways(feed.removesuffix(".atom"), standing, kind)),
        kind=kind,
    )


def _groups(answer: Answer) -> tuple[FacetGroup, ...]:
    return (*answer.facets, FacetGroup("finding", "The Compact", answer.findings))


def _filter(group: FacetGroup, path: str, standing: Sequence[Pair]) -> Filter:
    choices = []
    for value in group.values:
        pair = (group.name, value.value)
        let_go = group.name in ONE_AT_A_TIME
        others = [other for other in standing if other != pair and not (let_go and other[0] == group.name)]
        pairs = others if value.active else [*others, pair]
        choices.append(
            Choice(_id(*pair), value.label, address(path, pairs), value.active, None if value.active else value.count)
        )
    if len(choices) > SHOWN_AT_ONCE:
        choices.sort(key=lambda choice: not choice.active)  # what is in force stays in sight
    return Filter(f"filter-{group.name}", group.heading, tuple(choices[:SHOWN_AT_ONCE]), tuple(choices[SHOWN_AT_ONCE:]))


def _active(path: str, standing: Sequence[Pair], wording: Wording) -> Iterable[Choice]:
    for pair in standing:
        if pair[0] != "sort":
            rest = [other for other in standing if other != pair]
            yield Choice(f"remove-{_id(*pair)}", wording[pair], address(path, rest), active=True)


def _sorts(query: Query, path: str, standing: Sequence[Pair], *, sums: bool) -> Iterable[Choice]:
    rest = [pair for pair in standing if pair[0] != "sort"]
    for name, label in SORTS.items():
        if (name == "best" and not query.words) or (name == "amount" and not sums):
            continue
        chosen = [] if name == default_sort(query.words) else [("sort", name)]
        yield Choice(f"sort-{name}", label, address(path, [*rest, *chosen]), active=query.sort == name)


def _id(name: str, value: str) -> str:
    """Return an id that no other value has: of two spellings with one slug, each has its mark."""
    said = slug(value)
    return f"{name}-{said}" if said == value else f"{name}-{said}-{sha256(value.encode()).hexdigest()[:6]}"
