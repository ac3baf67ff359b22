"""Find entries that a draft may say again: the same matter published twice misleads every sum."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select

from register.core.findings import Breach
from register.core.kind import Kind
from register.core.projection import Projection
from register.core.text import fold
from register.entries.tables import listing
from register.organisations.reading import organisations_in

DAYS = 14
"""How far apart the same sum for the same organisation is taken for the same decision."""
DAYS_OF_TITLES = 31
"""How far apart entries of nearly the same title are."""
_ALIKE = 0.9
_MOST = 300
"""Entries looked at; each is compared letter by letter."""
SHOWN = 3


@dataclass(frozen=True)
class _Other:
    entry_id: int
    reference: str
    title: str
    amount: int | None
    date: str


def near_duplicates(
    connection: Connection, *, kind: Kind, projected: Projection, except_entry: int | None = None
) -> list[Breach]:
    """Warn of published entries of a body and days that have nearly the same title, or the same sum for the same."""
    shown = projected.listing
    if not shown.body or not shown.date:
        return []
    on = date.fromisoformat(shown.date)
    parties = [one.organisation for one in projected.appearances if shown.body not in one.organisation.identifiers]
    ours = _names((one.name, one.identifiers) for one in parties)
    found: dict[str, str] = {}
    for other in _candidates(connection, kind, shown.body, on, shown.amount, except_entry):
        apart = abs((date.fromisoformat(other.date) - on).days)
        same_sum = kind.sums and shown.amount is not None and other.amount == shown.amount and apart <= DAYS
        same_title = alike(shown.title, other.title)
        if not (same_sum or same_title):
            continue
        about = [one for one in organisations_in(connection, other.entry_id) if not one.public]
        theirs = _names((one.name, (one.identifier,)) for one in about)
        same_one = not ours.isdisjoint(theirs)
        if same_sum and same_one:
            found[other.reference] = "for the same organisation, of the same amount"
        elif same_title and (same_one or not kind.sums or not (ours and theirs)):
            found[other.reference] = "of nearly the same title"
    return [_breach(kind, reference, why) for reference, why in list(found.items())[:SHOWN]]


def alike(one: str, other: str) -> bool:
    """Tell whether two titles are nearly the same; other numbers (a year, a round) make them different."""
    first, second = fold(one), fold(other)
    if not first or re.findall(r"\d+", first) != re.findall(r"\d+", second):
        return False
    # The cheap bounds come first: most titles differ in their letters already.
    compared = SequenceMatcher(None, first, second, autojunk=False)
    return compared.real_quick_ratio() >= _ALIKE and compared.quick_ratio() >= _ALIKE and compared.ratio() >= _ALIKE


def _candidates(
    connection: Connection, kind: Kind, body: str, on: date, amount: int | None, except_entry: int | None
) -> list[_Other]:
    """Return the newest entries near in time; those of the same amount, of which there are few, all of them."""
    near = _near(kind, body, on, DAYS_OF_TITLES, except_entry)
    found = {row.entry_id: row for row in _rows(connection, near)}
    if amount is not None:
        same = _near(kind, body, on, DAYS, except_entry).where(listing.c.amount == amount)
        found |= {row.entry_id: row for row in _rows(connection, same)}
    return [found[key] for key in sorted(found, reverse=True)]


def _rows(connection: Connection, query: Select[Any]) -> list[_Other]:
    limited = query.order_by(listing.c.entry_id.desc()).limit(_MOST)
    return [_Other(*row) for row in connection.execute(limited)]


def _near(kind: Kind, body: str, on: date, days: int, except_entry: int | None) -> Select[Any]:
    first, last = ((on + timedelta(days=sign * days)).isoformat() for sign in (-1, 1))
    wanted: list[ColumnElement[bool]] = [
        listing.c.kind == kind.name,
        listing.c.body == body,
        listing.c.date.between(first, last),
    ]
    if except_entry is not None:
        wanted.append(listing.c.entry_id != except_entry)
    columns = (listing.c.entry_id, listing.c.reference, listing.c.title, listing.c.amount, listing.c.date)
    return select(*columns).where(*wanted)


def _names(organisations: Iterable[tuple[str, Iterable[str]]]) -> set[str]:
    """Return all that organisations are recognised by: their names, folded, and their identifiers."""
    found: set[str] = set()
    for name, identifiers in organisations:
        found |= {fold(name), *(one.casefold() for one in identifiers)}
    return found - {""}


def _breach(kind: Kind, reference: str, why: str) -> Breach:
    return Breach(
        None,
        "title",
        f"This may be published already: {reference} is a {kind.label.lower()} {why}, at nearly the same time.",
        f"If it is the same, correct {reference} instead. If it is another, say in the title what sets it apart.",
    )
