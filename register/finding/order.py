"""Order and paging: which entries of a set stand on a page, by keyset, forwards and backwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from register.entries.tables import listing
from register.finding import sets
from register.finding.query import BadQuery, Query, read_cursor

FEW = 2_000
"""A set of so few is sorted whole; a larger one is met by walking the sorted list."""
STRIDE = 200

Place = list[Any]


@dataclass(frozen=True)
class Page:
    """The entries of a page in order, and the places after and before it."""

    ids: list[int]
    next: Place | None
    previous: Place | None


@dataclass(frozen=True)
class Sort:
    """A column to sort by, and its direction; ties go by entry id in the same direction."""

    column: ColumnElement[Any]
    descending: bool


SORTS = {
    "newest": Sort(listing.c.date, descending=True),
    "oldest": Sort(listing.c.date, descending=False),
    "amount": Sort(func.coalesce(listing.c.amount, -1), descending=True),
    "updated": Sort(listing.c.n, descending=True),
}


def page(connection: Connection, query: Query, whole: int, scores: Mapping[int, float], size: int) -> Page:
    """Return the page of a set that a query's sort and cursor ask for. Raises BadQuery for a foreign cursor."""
    backwards = query.before is not None
    cursor = query.before or query.after
    place = read_cursor(cursor) if cursor else None
    if query.sort == "best":
        found = _by_score(whole, scores, place, backwards, size + 1)
    else:
        found = _by_column(connection, SORTS[query.sort], whole, place, backwards, size + 1)
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    forwards = bool(found) and (more or backwards)
    back = bool(found) and (place is not None and not backwards or backwards and more)
    return Page(
        ids=[entry_id for _, entry_id in found],
        next=list(found[-1]) if forwards else None,
        previous=list(found[0]) if back else None,
    )


def _by_score(
    whole: int, scores: Mapping[int, float], place: Place | None, backwards: bool, count: int
) -> list[tuple[Any, int]]:
    """Sort by score, newest first among equals; scores go into cursors as whole millionths."""
    ranked = [(-round(scores[key] * 1_000_000), -key) for key in sets.members(whole)]
    if place is not None:
        edge = (_whole(place[0]), -place[1])
        ranked = [one for one in ranked if (one < edge if backwards else one > edge)]
    ranked.sort(reverse=backwards)
    return [(score, -key) for score, key in ranked[:count]]


def _by_column(
    connection: Connection, sort: Sort, whole: int, place: Place | None, backwards: bool, count: int
) -> list[tuple[Any, int]]:
    descending = sort.descending != backwards
    statement: Select[Any] = select(sort.column, listing.c.entry_id)
    columns = (sort.column, listing.c.entry_id)
    statement = statement.order_by(*(c.desc() if descending else c.asc() for c in columns))
    if place is not None:
        _check(sort, place)
    if whole.bit_count() <= FEW:
        statement = statement.where(listing.c.entry_id.in_(list(sets.members(whole))))
        return [(value, key) for value, key in connection.execute(_beyond(statement, sort, place, descending).limit(count))]
    found: list[tuple[Any, int]] = []
    inside = whole.to_bytes((whole.bit_length() + 7) // 8, "little")
    stride = STRIDE
    while len(found) < count:
        rows = connection.execute(_beyond(statement, sort, place, descending).limit(stride)).all()
        found += [(value, key) for value, key in rows if _is_in(inside, key)]
        if len(rows) < stride:
            break
        place = list(rows[-1])
        stride = min(stride * 2, 10_000)
    return found[:count]


def _beyond(statement: Select[Any], sort: Sort, place: Place | None, descending: bool) -> Select[Any]:
    if place is None:
        return statement
    value, key = place
    column, entry_id = sort.column, listing.c.entry_id
    if descending:
        return statement.where(and_(column <= value, or_(column < value, entry_id < key)))
    return statement.where(and_(column >= value, or_(column > value, entry_id > key)))


def _check(sort: Sort, place: Place) -> None:
    text = sort.column is listing.c.date
    if isinstance(place[0], str) != text:
        raise BadQuery("This page of the list cannot be found. Start from its first page.")


def _whole(value: Any) -> int:
    if not isinstance(value, int):
        raise BadQuery("This page of the list cannot be found. Start from its first page.")
    return value


def _is_in(inside: bytes, key: int) -> bool:
    return key >> 3 < len(inside) and bool(inside[key >> 3] >> (key & 7) & 1)

