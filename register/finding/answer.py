"""One answer: which entries a query finds, in which order, how many, and how they divide.

Filters are sets of entries (`sets.py`), words are asked of the index (`matching.py`), order and rows come from SQL.
The page, its feed and its downloads all take this answer, so they cannot disagree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from itertools import chain
from operator import and_

from flask import Flask, current_app
from markupsafe import Markup
from sqlalchemy import Connection, Select, or_, select

from register.core.calendar import instant, today_in_london
from register.core.findings import Outcome
from register.core.kind import FacetSpec
from register.entries import following
from register.entries import reading as record
from register.entries.tables import appearance, listing
from register.finding import matching, order
from register.finding.bitmaps import members
from register.finding.query import Query, write_cursor
from register.finding.sets import SetKeeper, Sets, selected
from register.finding.snippets import Marker, texts
from register.finding.words import MOST_TERMS, Asked, read
from register.kinds import KINDS, kind_named
from register.organisations.reading import find_organisation
from register.settings import Settings

BEING_MADE = (
    "Search by words is being rebuilt. Until it is ready, only titles, summaries and references are searched, "
    "and only for words exactly as you wrote them."
)
CUT = "That is a long search: only its first words were looked for."
NOTHING_TO_LOOK_FOR = (
    "There is nothing to look for in these words. Use longer or less common ones, or the beginning of a word "
    "of three letters or more, such as “librar*”."
)


@dataclass(frozen=True)
class FacetCount:
    """One value of a filter and how many entries it would leave."""

    value: str
    label: str
    count: int
    active: bool


@dataclass(frozen=True)
class FacetGroup:
    """A filter: its values under a heading."""

    name: str
    heading: str
    values: tuple[FacetCount, ...]


@dataclass(frozen=True)
class Answer:
    """What a query finds; `next` and `previous` are cursors, snippets go by entry id."""

    query: Query
    rows: tuple[record.Row, ...]
    total: int
    facets: tuple[FacetGroup, ...]
    next: str | None = None
    previous: str | None = None
    suggestion: str | None = None
    note: str | None = None
    """A sentence for readers about how the words were searched."""
    snippets: Mapping[int, Markup] = field(default_factory=dict)
    findings: tuple[FacetCount, ...] = ()
    """What the checks found, worst first, counted as facets are; only what was found or is asked for."""


@dataclass(frozen=True)
class Whole:
    """Every entry that a query finds, in its order, whatever page it asks for."""

    ids: Sequence[int]
    note: str | None = None
    """A sentence for readers about how the words were searched."""


@dataclass(frozen=True)
class _Found:
    """The set that a query finds, the sets of its parts, and the scores where there were words."""

    whole: int
    parts: Mapping[str, int]
    scores: Mapping[int, float]
    asked: Asked
    note: str | None

    def without(self, name: str) -> int:
        """Return the set that the query finds without one of its parts."""
        return reduce(and_, (part for key, part in self.parts.items() if key != name))


class Finder:
    """Answers queries on one register."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._keeper = SetKeeper()

    def find(self, connection: Connection, query: Query, now: datetime, size: int, *, facets: bool = True) -> Answer:
        """Answer a query with a page of so many rows; without facets, leave out all that only a page shows."""
        sets = self._keeper.at(connection, now)
        found = self._found(connection, query, now, sets)
        page = order.page(connection, query, found.whole, found.scores, size)
        rows = record.rows(connection, page.ids, now=now)
        return Answer(
            query=query,
            rows=tuple(rows),
            total=found.whole.bit_count(),
            facets=tuple(_groups(query, found, sets, instant(now))) if facets else (),
            next=write_cursor(page.next) if page.next else None,
            previous=write_cursor(page.previous) if page.previous else None,
            suggestion=self._suggestion(query, found),
            note=found.note,
            snippets=_snippets(connection, rows, found.asked) if facets and not found.asked.empty else {},
            findings=tuple(_findings(query, found, sets, today_in_london(now))) if facets else (),
        )

    def find_all(self, connection: Connection, query: Query, now: datetime) -> Whole:
        """Answer a query with all its entries at once, without what a page shows."""
        found = self._found(connection, query, now, self._keeper.at(connection, now))
        return Whole(order.whole_list(connection, query.sort, found.whole, found.scores), found.note)

    def _found(self, connection: Connection, query: Query, now: datetime, sets: Sets) -> _Found:
        parts = {"everything": sets.everything}
        if query.kind:
            parts["kind"] = sets.kinds.get(query.kind, 0)
        for name, value in query.facets:
            parts[name] = parts.get(name, 0) | sets.having(name, value, instant(now))
        if query.undertaking or query.findings:
            parts["finding"] = sets.citing(query.undertaking, query.findings, today_in_london(now).isoformat())
        for name, statement in _statements(connection, query):
            parts[name] = selected(connection, statement)
        if not query.words:
            return _Found(reduce(and_, parts.values()), parts, {}, Asked(), None)
        asked = read(query.words)
        try:
            matches = matching.match(self._settings, asked)
        except matching.Unavailable:
            parts["words"] = selected(connection, _as_written(query.words))
            whole = reduce(and_, parts.values())
            return _Found(whole, parts, dict.fromkeys(members(whole), 0.0), Asked(), BEING_MADE)
        parts["words"] = matches.members
        whole = reduce(and_, parts.values())
        note = NOTHING_TO_LOOK_FOR if asked.empty else CUT if asked.cut or query.shortened else None
        return _Found(whole, parts, matches.scores(whole) if query.sort == "best" else {}, asked, note)

    def _suggestion(self, query: Query, found: _Found) -> str | None:
        if not query.words or found.parts["words"] or found.asked.empty:
            return None
        try:
            for near in matching.suggestions(self._settings, query.words):
                if matching.match(self._settings, read(near)).members & found.without("words"):
                    return near
        except matching.Unavailable:
            pass
        return None


def _as_written(words: str) -> Select[tuple[int]]:
    """Look for words as they are written in what lists show: all that can be done without an index."""
    query = select(listing.c.entry_id)
    for word in words.replace('"', " ").split()[:MOST_TERMS]:
        shown = (listing.c.title, listing.c.line, listing.c.summary, listing.c.reference)
        query = query.where(or_(*(column.icontains(word, autoescape=True) for column in shown)))
    return query


def _statements(connection: Connection, query: Query) -> list[tuple[str, Select[tuple[int]]]]:
    asked: list[tuple[str, Select[tuple[int]]]] = []
    if query.organisation:
        found = find_organisation(connection, query.organisation)
        key = found.id if found else -1
        asked.append(
            ("organisation", select(appearance.c.entry_id).where(appearance.c.organisation_id == key).distinct())
        )
    lines = select(listing.c.entry_id)
    if query.since:
        asked.append(("from", lines.where(listing.c.date >= query.since)))
    if query.until:
        asked.append(("to", lines.where(listing.c.date <= query.until, listing.c.date != "")))
    if query.at_least is not None:
        asked.append(("min", lines.where(listing.c.amount >= query.at_least * 100)))
    if query.at_most is not None:
        asked.append(("max", lines.where(listing.c.amount <= query.at_most * 100)))
    return asked


def _groups(query: Query, found: _Found, sets: Sets, moment: str) -> list[FacetGroup]:
    """Count each filter's values among what all the other parts of the query find."""
    chosen = set(query.facets)
    groups = [FacetGroup("kind", "Kind of entry", tuple(_kinds(query, found, sets)))]
    for name, spec in _specs(query).items():
        others = found.without(name)
        counts = [
            FacetCount(value.value, value.label, count, (name, value.value) in chosen)
            for value in sets.values.get(name, {}).values()
            if (count := (others & sets.having(name, value.value, moment)).bit_count()) or (name, value.value) in chosen
        ]
        groups.append(FacetGroup(name, spec.heading, tuple(_in_order(counts, spec))))
    return groups


def _kinds(query: Query, found: _Found, sets: Sets) -> Iterator[FacetCount]:
    others = found.without("kind")
    for kind in KINDS:
        count, active = (others & sets.kinds.get(kind.name, 0)).bit_count(), kind.name == query.kind
        if count or active:
            yield FacetCount(kind.name, kind.label_plural, count, active)


def _specs(query: Query) -> dict[str, FacetSpec]:
    """Return the filters to offer: those of the one kind asked for, else those that mean the same to several kinds."""
    if query.kind:
        return {spec.name: spec for spec in kind_named(query.kind).facets}
    every = [spec for kind in KINDS for spec in kind.facets]
    common = Counter((spec.name, spec.heading) for spec in every)
    asked = {name for name, _ in query.facets}
    several = min(2, len(KINDS))
    return {spec.name: spec for spec in every if spec.name in asked or common[spec.name, spec.heading] >= several}


def _in_order(counts: list[FacetCount], spec: FacetSpec) -> list[FacetCount]:
    if spec.newest_first:
        return sorted(counts, key=lambda one: one.label, reverse=True)
    places = {value: place for place, value in enumerate(spec.order)}
    return sorted(counts, key=lambda one: (places.get(one.value, len(places)), -one.count, one.label))


def _findings(query: Query, found: _Found, sets: Sets, today: date) -> Iterator[FacetCount]:
    others = found.without("finding")
    for outcome in sorted(Outcome, key=lambda one: -one.weight):
        count = (others & sets.citing(query.undertaking, (outcome,), today.isoformat())).bit_count()
        if count or outcome in query.findings:
            yield FacetCount(outcome.value, outcome.words, count, outcome in query.findings)


def _snippets(connection: Connection, rows: list[record.Row], asked: Asked) -> dict[int, Markup]:
    marker = Marker(asked)
    summaries = {row.entry_id: row.summary for row in rows}
    found = {}
    for one in following.current_entries(connection, summaries):
        marked = marker.best(chain([summaries[one.entry_id]], texts(one.document)))
        if marked is not None:
            found[one.entry_id] = marked
    return found


def init_finding(app: Flask, settings: Settings) -> None:
    """Give the application its finder."""
    app.extensions["finder"] = Finder(settings)


def find(connection: Connection, query: Query, now: datetime, size: int, *, facets: bool = True) -> Answer:
    """Answer a query on the present application's register with a page of so many rows."""
    finder: Finder = current_app.extensions["finder"]
    return finder.find(connection, query, now, size, facets=facets)


def find_all(connection: Connection, query: Query, now: datetime) -> Whole:
    """Answer a query on the present application's register with all that it finds, in order."""
    finder: Finder = current_app.extensions["finder"]
    return finder.find_all(connection, query, now)
