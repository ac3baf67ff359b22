"""Compare what lists, filters and organisations' pages show with what was published, without changing anything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select

from register.core.canonical import canonical
from register.core.content import OrganisationRef
from register.core.projection import Facet
from register.core.text import fold
from register.entries import writing as record
from register.entries.revisions import revisions
from register.entries.tables import PROJECTIONS, entry, facet, facet_value, revision
from register.organisations.tables import organisation, organisation_identifier, organisation_name
from register.publishing.context import Contexts
from register.publishing.rebuild import projected_of
from register.settings import Settings

BATCH = 500

_SHOWN_IN = {
    "listing": "the lists",
    "facet": "the filters",
    "citation": "what is found of the Compact",
    "appearance": "the organisations’ pages",
    "spell": "the states",
    "due": "what is promised",
    "relation": "the chains of entries",
}

Values = dict[str, Any]
Rows = dict[str, list[Mapping[str, Any]]]


Names = set[tuple[int, str]]
"""Names of organisations, each with its organisation's number here."""


def differences(
    connection: Connection, settings: Settings, said: Names, progress: Callable[[int], None] = lambda done: None
) -> Iterator[str]:
    """Yield, for each entry and table, a sentence where what is shown is not what would be made anew.

    How entries call organisations is put into `said`.
    """
    comparison = _Comparison(connection, settings, said)
    after, done = -1, 0
    while rows := connection.execute(_entries(after)).mappings().all():
        yield from comparison.batch(rows)
        after = rows[-1]["entry_id"]
        done += len(rows)
        progress(done)
    yield from comparison.labels_not_given()


def names_not_published(connection: Connection, said: Names) -> Iterator[str]:
    """Yield the names of organisations that nothing published gives them; `said` is how entries call them now.

    An older revision, or one that is on hold, may have given a name, too: whichever organisation it meant by that.
    """
    number, name = organisation.c.id, organisation_name.c.name
    shown = select(number, organisation.c.name).where(organisation.c.name != organisation.c.identifier)
    once = select(number, name).join(organisation_name, organisation_name.c.organisation_id == number)
    unsaid = {(int(key), called) for key, called in connection.execute(shown.union(once))} - said
    wanted = {called: canonical(called) for _, called in unsaid}
    with connection.execute(select(revision.c.content).execution_options(yield_per=BATCH)) as contents:
        for content in contents.scalars():
            if not wanted:
                return
            wanted = {called: written for called, written in wanted.items() if written not in bytes(content)}
    yield from (
        f"An organisation is called “{called}”, and nothing published calls it so." for called in sorted(wanted)
    )


@dataclass
class _Comparison:
    connection: Connection
    settings: Settings
    said: Names
    _labels: defaultdict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    """Every label that an entry gives a facet's value: the newest stands, whichever that was."""

    def __post_init__(self) -> None:
        self._contexts = Contexts(self.connection, self.settings.yardsticks)

    def batch(self, rows: Sequence[RowMapping]) -> Iterator[str]:
        """Compare some entries."""
        ids = [row["entry_id"] for row in rows]
        held = {table.name: _held(self.connection, table.name, ids[0], ids[-1]) for table in PROJECTIONS}
        visible = [row for row in rows if row["entry_removed"] is None]
        projected = {row["entry_id"]: one for row in visible if (one := self._projected(row)) is not None}
        refs = {a.organisation for one in projected.values() for a in one.projection.appearances}
        organisations = _Organisations(self.connection, refs)
        for row in rows:
            key = row["entry_id"]
            if key not in projected and row["entry_removed"] is None:
                yield f"{row['reference']} cannot be read, so it is not known what should be shown of it."
                continue
            shown = {name: by_entry.get(key, []) for name, by_entry in held.items()}
            wanted = self._wanted(projected[key], shown["appearance"], organisations) if key in projected else {}
            for name, values in shown.items():
                if (what := _difference(values, wanted.get(name, []))) is not None:
                    yield f"{row['reference']} is not shown in {_SHOWN_IN[name]} as it was published ({what})."

    def _projected(self, row: RowMapping) -> record.Projected | None:
        try:
            return projected_of(self._contexts, row)
        except (ValueError, TypeError, LookupError, AttributeError):  # whatever changed content raises
            return None

    def labels_not_given(self) -> Iterator[str]:
        """Yield the values of filters whose label no entry gives."""
        for row in self.connection.execute(select(facet_value)).mappings():
            given = self._labels.get((row["name"], row["value"]))
            if given and row["label"] not in given:
                yield f"The filters call “{row['value']}” by another name than what was published does ({row['name']})."

    def _wanted(self, one: record.Projected, shown: Sequence[Values], organisations: _Organisations) -> Rows:
        spells = [Facet(spell.name, spell.value, spell.label) for spell in one.projection.spells]
        facets = (*one.projection.facets, *spells)
        for given in facets:
            self._labels[given.name, given.value].add(given.label)
        pairs = {(given.name, given.value) for given in facets}
        numbers = {pair: place for place, pair in enumerate(sorted(pairs))}
        names = {place: pair for pair, place in numbers.items()}
        ids = organisations.ids(one, {row["organisation_id"] for row in shown})
        self.said.update((key, ref.name) for ref, key in ids.items())
        rows: Rows = {table.name: list(made) for table, made in record.rows_of(one, numbers, ids).items()}
        named = [(row, names[row["value_id"]]) for row in rows["facet"]]
        return {**rows, "facet": [{**row, "name": name, "value": value} for row, (name, value) in named]}


class _Organisations:
    """Which organisation each reference means; one without identifiers may be any that had the name."""

    def __init__(self, connection: Connection, refs: set[OrganisationRef]) -> None:
        table = organisation_identifier
        wanted = {i for ref in refs for i in ref.identifiers}
        query = select(table.c.identifier, table.c.organisation_id).where(table.c.identifier.in_(wanted))
        self._by_identifier = {identifier: int(key) for identifier, key in connection.execute(query)}
        self._by_name: defaultdict[str, set[int]] = defaultdict(set)
        folded = {fold(ref.name) for ref in refs if not ref.identifiers}
        match = select(organisation.c.match, organisation.c.id).where(organisation.c.match.in_(folded))
        named = select(organisation_name.c.name, organisation_name.c.organisation_id)
        exact = named.where(organisation_name.c.name.in_({ref.name for ref in refs if not ref.identifiers}))
        for name, key in (*connection.execute(match), *connection.execute(exact)):
            self._by_name[fold(name)].add(int(key))

    def ids(self, one: record.Projected, shown: set[int]) -> Mapping[OrganisationRef, int]:
        """Return the organisation of each reference in a projection, if possible one that is shown there."""
        return {a.organisation: self._id(a.organisation, shown) for a in one.projection.appearances}

    def _id(self, ref: OrganisationRef, shown: set[int]) -> int:
        if ref.identifiers:
            return next((self._by_identifier[i] for i in ref.identifiers if i in self._by_identifier), -1)
        possible = self._by_name[fold(ref.name)]
        return min(possible & shown or possible, default=-1)


def _difference(shown: Sequence[Values], wanted: Sequence[Mapping[str, Any]]) -> str | None:
    """Return what differs in words for staff: columns where one row stands against one, else how many rows."""
    held, made = sorted(map(_comparable, shown)), sorted(map(_comparable, wanted))
    if held == made:
        return None
    if len(held) == len(made) == 1:
        return ", ".join(sorted({name for name, _ in set(held[0]) ^ set(made[0])}))
    extra, lacking = len(set(held) - set(made)), len(set(made) - set(held))
    return f"{lacking} lines are missing, {extra} should not be there"


def _comparable(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, repr(value)) for name, value in row.items() if name not in ("entry_id", "value_id")))


def _held(connection: Connection, name: str, first: int, last: int) -> dict[int, list[Values]]:
    table = next(one for one in PROJECTIONS if one.name == name)
    query: Select[Any] = select(table)
    if table is facet:
        query = select(facet, facet_value.c.name, facet_value.c.value).join(facet_value)
    found: dict[int, list[Values]] = {}
    for row in connection.execute(query.where(table.c.entry_id >= first, table.c.entry_id <= last)).mappings():
        found.setdefault(int(row["entry_id"]), []).append(dict(row))
    return found


def _entries(after: int) -> Select[Any]:
    return revisions().where(entry.c.id > after).order_by(entry.c.id).limit(BATCH)
