"""Ask the record what published entries still owe: what is awaited, and what was promised for a day and is not done."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, exists, func, literal, null, or_, select, true

from register.core.calendar import today_in_london
from register.core.projection import AWAITED, STATE
from register.entries.spells import in_force
from register.entries.tables import FIRST, appearance, due, listing, spell
from register.kinds import KINDS
from register.organisations.tables import organisation

PAGE = 50
MOST_WORDS = 8


@dataclass(frozen=True)
class Wanted:
    """What is asked of a list of work: words to find, a kind, a body, a day, the order, and which page."""

    words: str = ""
    kind: str = ""
    body: str = ""
    before: date | None = None
    sort: str = ""
    mine: bool = False
    page: int = 1

    @property
    def offset(self) -> int:
        """Return how many come before the page."""
        return (self.page - 1) * PAGE

    def each_word(self) -> list[str]:
        """Return the words, each of which must be found."""
        return self.words.lower().split()[:MOST_WORDS]


@dataclass(frozen=True)
class Owed:
    """One thing that an entry owes; `on` is the day it was due, or that the entry is about where none is stated."""

    entry_id: int
    kind: str
    reference: str
    title: str
    line: str
    what: str
    on: str
    owner: str | None


@dataclass(frozen=True)
class Tally:
    """How many things are owed, and how many of them are overdue."""

    total: int = 0
    overdue: int = 0


Bodies = Collection[str] | None
"""Identifiers of the public bodies whose entries are asked about; None: of every one."""


def tallies(connection: Connection, *, bodies: Bodies, now: datetime) -> Mapping[str, Tally]:
    """Return how much is owed by the names of duties; what has no day to be done by is overdue."""
    today = today_in_london(now).isoformat()
    late = func.sum(case((due.c.due_on < today, 1), else_=0))
    whose = _of_bodies(bodies)
    dated = select(_DUTY, func.count(), late).select_from(_DUES).where(_open(), _begun(now), _DUTY.is_not(None), *whose)
    found = {name: Tally(int(total), int(over)) for name, total, over in connection.execute(dated.group_by(_DUTY))}
    for kind in KINDS:
        for duty in kind.duties:
            if duty.awaited:
                count = _awaited(duty.awaited, kind.name, now, func.count()).where(*whose)
                number = int(connection.scalar(count) or 0)
                found[duty.name] = Tally(number, number)
    return found


def owed(connection: Connection, name: str, wanted: Wanted, *, bodies: Bodies, now: datetime) -> tuple[int, list[Owed]]:
    """Return how many things of a duty are owed as wanted, and one page of them, the oldest first unless asked else."""
    kind, duty = _OF_NAME[name]
    if duty.awaited:
        columns: tuple[Any, ...] = (*_LISTED, literal(duty.heading).label("what"), listing.c.date.label("on"), null())
        query, on, place = _awaited(duty.awaited, kind, now, *columns), listing.c.date, listing.c.entry_id
    else:
        columns = (*_LISTED, due.c.what, due.c.due_on.label("on"), due.c.owner)
        query = select(*columns).select_from(_DUES).where(_open(), _begun(now), _DUTY.is_not_distinct_from(name))
        on, place = due.c.due_on, due.c.entry_id
    query = query.where(*_of_bodies(bodies), *_as_wanted(wanted, on))
    order: tuple[Any, ...] = (on, place)
    if wanted.sort == "newest":
        order = (on.desc(), place.desc())
    elif wanted.sort == "title":
        order = (func.lower(listing.c.title), place)
    total = connection.scalar(query.with_only_columns(func.count(), maintain_column_froms=True))
    rows = connection.execute(query.order_by(*order).limit(PAGE).offset(wanted.offset))
    return int(total or 0), [Owed(*row) for row in rows]


def open_promises(connection: Connection, entry_id: int) -> list[tuple[str, str]]:
    """Return what an entry promises and has not done, each with its day, the first first."""
    query = select(due.c.what, due.c.due_on).where(due.c.entry_id == entry_id, _open())
    return [(row.what, row.due_on) for row in connection.execute(query.order_by(due.c.due_on, due.c.position))]


def found_in(text: str, *columns: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that a word stands in one of some columns."""
    return or_(*(func.lower(column).contains(text, autoescape=True) for column in columns))


def _awaited(value: str, kind: str, now: datetime, *columns: Any) -> Select[Any]:
    held = (spell.c.name == AWAITED, spell.c.value == value, *in_force(now), listing.c.kind == kind)
    return select(*columns).select_from(spell.join(listing, listing.c.entry_id == spell.c.entry_id)).where(*held)


def _open() -> ColumnElement[bool]:
    return due.c.done_on.is_(None)


def _begun(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a promised date is owed already: feedback is from the closing on, and once overdue."""
    today = today_in_london(now).isoformat()
    return and_(
        true(),
        *(
            or_(
                _DUTY.is_distinct_from(duty.name),
                due.c.due_on < today,
                ~exists().where(
                    spell.c.entry_id == due.c.entry_id,
                    spell.c.name == STATE,
                    spell.c.value.in_(duty.not_while),
                    *in_force(now),
                ),
            )
            for kind in KINDS
            for duty in kind.duties
            if duty.not_while
        ),
    )


def _of_bodies(bodies: Bodies) -> list[ColumnElement[bool]]:
    return [] if bodies is None else [or_(listing.c.body.is_(None), listing.c.body.in_(sorted(bodies)))]


def _as_wanted(wanted: Wanted, on: ColumnElement[str]) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if wanted.body:
        asked.append(listing.c.body == wanted.body)
    if wanted.kind:
        asked.append(listing.c.kind == wanted.kind)
    if wanted.before:
        asked.append(and_(on < wanted.before.isoformat(), on != FIRST))
    for word in wanted.each_word():
        called = select(organisation.c.id).where(found_in(word, organisation.c.name))
        named = select(appearance.c.entry_id).where(appearance.c.organisation_id.in_(called))
        plain = found_in(word, listing.c.title, listing.c.reference, listing.c.line)
        asked.append(or_(plain, listing.c.entry_id.in_(named)))
    return asked


def _duty() -> ColumnElement[str | None]:
    """Return the duty that a promised date belongs to, from its entry's kind and its words."""
    whens: list[tuple[ColumnElement[bool], str]] = []
    for kind in KINDS:
        of_kind = listing.c.kind == kind.name
        dated = [duty for duty in kind.duties if not duty.awaited]
        for duty in sorted(dated, key=lambda one: not one.begins):
            said = due.c.what.startswith(f"{duty.begins}:", autoescape=True) | (due.c.what == duty.begins)
            whens.append((and_(of_kind, said) if duty.begins else of_kind, duty.name))
    return case(*whens, else_=None)


_DUES = due.join(listing, listing.c.entry_id == due.c.entry_id)
_DUTY = _duty()
_LISTED = (listing.c.entry_id, listing.c.kind, listing.c.reference, listing.c.title, listing.c.line)
_OF_NAME = {duty.name: (kind.name, duty) for kind in KINDS for duty in kind.duties}
