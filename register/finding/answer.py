"""One answer: which entries a query finds, in which order, how many, and how they divide.

Filters are sets of entries (`sets.py`), words are asked of the index (`matching.py`), order and rows come from SQL.
The page, its feed and its downloads all take this answer, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Flask, current_app
from markupsafe import Markup
from sqlalchemy import Connection, Select, select

from register.entries import following
from register.entries import reading as record
from register.entries.tables import appearance, citation, listing
from register.finding import matching, order
from register.finding.query import Query, write_cursor
from register.finding.sets import SetKeeper, Sets, bits, selected
from register.finding.words import Asked, read, snippet
from register.kinds import KINDS, kind_named
from register.organisations.reading import find_organisation
from register.settings import Settings

BEING_MADE = "The index for searching by words is being made. Try again in a minute, or use the filters."
CUT = "Only the first twelve words were looked for."


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
    snippets: Mapping[int, Markup] = field(default_factory=dict)


@dataclass(frozen=True)
class _Found:
    """The set that a query finds, the sets of its parts, and the scores where there were words."""

    whole: int
    parts: Mapping[str, int]
    scores: Mapping[int, float]
    asked: Asked
    note: str | None


class Finder:
    """Answers queries on one register."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._keeper = SetKeeper()

    def find(self, connection: Connection, query: Query, today: date, size: int, *, facets: bool = True) -> Answer:
        """Answer a query with a page of so many rows."""
        sets = self._keeper.at(connection)
        found = self._found(connection, query, today, sets)
        page = order.page(connection, query, found.whole, found.scores, size)
        rows = record.rows(connection, page.ids, today=today)
        return Answer(
            query=query,
            rows=tuple(rows),
            total=found.whole.bit_count(),
            facets=tuple(_groups(query, found, sets)) if facets else (),
            next=write_cursor(page.next) if page.next else None,
            previous=write_cursor(page.previous) if page.previous else None,
            suggestion=self._suggestion(query, found),
            note=found.note,
            snippets=_snippets(connection, rows, found.asked) if query.words else {},
        )

    def _found(self, connection: Connection, query: Query, today: date, sets: Sets) -> _Found:
        parts = {"everything": sets.kinds.get(query.kind, 0) if query.kind else sets.everything}
        for name in {name for name, _ in query.facets}:
            parts[name] = 0
            for chosen, value in query.facets:
                if chosen == name:
                    parts[name] |= sets.members.get((name, value), 0)
        for name, statement in _statements(connection, query, today):
            parts[name] = selected(connection, statement)
        asked, scores, note = read(query.words), {}, None
        if query.words:
            try:
                scores = matching.match(self._settings, asked).scores
                note = CUT if asked.cut else None
            except matching.Unavailable:
                note = BEING_MADE
            parts["words"] = bits(scores)
        whole = sets.everything
        for part in parts.values():
            whole &= part
        return _Found(whole, parts, scores, asked, note)

    def _suggestion(self, query: Query, found: _Found) -> str | None:
        if not query.words or found.parts["words"]:
            return None
        try:
            return matching.suggestion(self._settings, query.words, found.asked)
        except matching.Unavailable:
            return None


def _statements(connection: Connection, query: Query, today: date) -> list[tuple[str, Select[tuple[int]]]]:
    asked: list[tuple[str, Select[tuple[int]]]] = []
    if query.organisation:
        found = find_organisation(connection, query.organisation)
        key = found.id if found else -1
        asked.append(
            ("organisation", select(appearance.c.entry_id).where(appearance.c.organisation_id == key).distinct())
        )
    if query.undertaking or query.finding:
        day = today.isoformat()
        cited = select(citation.c.entry_id).where(citation.c.since <= day, citation.c.until > day).distinct()
        if query.undertaking:
            cited = cited.where(citation.c.undertaking == query.undertaking)
        if query.finding:
            cited = cited.where(citation.c.outcome == query.finding)
        asked.append(("finding", cited))
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


def _groups(query: Query, found: _Found, sets: Sets) -> list[FacetGroup]:
    """Count each filter's values among what all the other parts of the query find."""
    kinds = [kind_named(query.kind)] if query.kind else KINDS
    specs = {spec.name: spec for kind in kinds for spec in kind.facets}
    chosen = set(query.facets)
    groups = []
    for name, spec in specs.items():
        others = sets.everything
        for part, members in found.parts.items():
            if part != name:
                others &= members
        counts = [
            FacetCount(value.value, value.label, count, (name, value.value) in chosen)
            for value in sets.values.get(name, {}).values()
            if (count := (others & sets.members.get((name, value.value), 0)).bit_count())
            or (name, value.value) in chosen
        ]
        if spec.newest_first:
            counts.sort(key=lambda one: one.label, reverse=True)
        else:
            counts.sort(key=lambda one: (-one.count, one.label))
        groups.append(FacetGroup(name, spec.heading, tuple(counts)))
    return groups


def _snippets(connection: Connection, rows: list[record.Row], asked: Asked) -> dict[int, Markup]:
    found = {row.entry_id: marked for row in rows if (marked := snippet(row.summary, asked)) is not None}
    missing = [row.entry_id for row in rows if row.entry_id not in found]
    for one in following.current_entries(connection, missing):
        for text in _texts(one.document):
            marked = snippet(text, asked)
            if marked is not None:
                found[one.entry_id] = marked
                break
    return found


def _texts(value: Any) -> list[str]:
    """Return the prose of a document: its longer texts, wherever they stand."""
    if isinstance(value, str):
        return [value] if " " in value else []
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return [text for one in inner for text in _texts(one)]


def init_finding(app: Flask, settings: Settings) -> None:
    """Give the application its finder."""
    app.extensions["finder"] = Finder(settings)


def find(connection: Connection, query: Query, today: date, size: int, *, facets: bool = True) -> Answer:
    """Answer a query on the present application's register with a page of so many rows."""
    finder: Finder = current_app.extensions["finder"]
    return finder.find(connection, query, today, size, facets=facets)
