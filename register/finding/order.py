"""Order and paging: which entries of a set stand on a page, by keyset, forwards and backwards."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest, nsmallest
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from register.entries.tables import listing
from register.finding.bitmaps import members
from register.finding.query import Query, read_cursor

FEW = 2_000
"""A set of so few is sorted whole; a larger one is met by walking the sorted list."""
STRIDE = 200
STRETCH = 10_000
"""Rows held at once where a whole list is read."""
_ROOM = 40
"""Bits for an entry's number behind its score: sorting plain integers makes no work for the garbage collector."""

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
    """Return the page of a set that a query's sort and cursor ask for; the first is always a full one."""
    backwards = query.before is not None
    cursor = query.before or query.after
    place = read_cursor(cursor) if cursor else None

    def some(place: Place | None, backwards: bool) -> list[tuple[Any, int]]:
        if query.sort == "best":
            return _by_score(scores, place, backwards, size + 1)
        return _by_column(connection, SORTS[query.sort], whole, place, backwards, size + 1)

    found = some(place, backwards)
    if backwards and len(found) <= size:
        place, backwards, found = None, False, some(None, False)
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Page([], None, _just_after(place, query.sort != "oldest") if place else None)
    return Page(
        ids=[entry_id for _, entry_id in found],
        next=list(found[-1]) if more or backwards else None,
        previous=list(found[0]) if place is not None else None,
    )


def whole_list(connection: Connection, sort: str, whole: int, scores: Mapping[int, float]) -> Sequence[int]:
    """Return every entry of a set, in the order in which its pages show them; eight bytes an entry."""
    if sort == "best":
        return array("q", (key for _, key in _by_score(scores, None, backwards=False, count=len(scores))))
    by = SORTS[sort]
    order = (by.column.desc(), listing.c.entry_id.desc()) if by.descending else (by.column, listing.c.entry_id)
    inside = whole.to_bytes((whole.bit_length() + 7) // 8, "little")
    everything = select(listing.c.entry_id).order_by(*order).execution_options(yield_per=STRETCH)
    if whole.bit_count() <= FEW:
        everything = everything.where(listing.c.entry_id.in_(list(members(whole))))
    return array("q", (key for key in connection.scalars(everything) if _is_in(inside, key)))


def _just_after(place: Place, descending: bool) -> Place:
    """Return the place from which a reader who went beyond the end of the list gets back to its last page."""
    value, entry_id = place
    return [value, max(0, entry_id - 1) if descending else entry_id + 1]


def _by_score(scores: Mapping[int, float], place: Place | None, backwards: bool, count: int) -> list[tuple[Any, int]]:
    """Sort by score, newest first among equals; in cursors and here, scores are whole millionths."""
    ranked: Iterable[int] = (round(score * 1_000_000) << _ROOM | key for key, score in scores.items())
    if place is not None:
        edge = place[0] << _ROOM | min(place[1], (1 << _ROOM) - 1)
        ranked = (one for one in ranked if (one > edge if backwards else one < edge))
    chosen = nsmallest(count, ranked) if backwards else nlargest(count, ranked)
    return [(one >> _ROOM, one & (1 << _ROOM) - 1) for one in chosen]


def _by_column(
    connection: Connection, sort: Sort, whole: int, place: Place | None, backwards: bool, count: int
) -> list[tuple[Any, int]]:
    descending = sort.descending != backwards
    statement: Select[Any] = select(sort.column, listing.c.entry_id)
    columns = (sort.column, listing.c.entry_id)
    statement = statement.order_by(*(c.desc() if descending else c.asc() for c in columns))
    if whole.bit_count() <= FEW:
        statement = statement.where(listing.c.entry_id.in_(list(members(whole))))
        few = connection.execute(_beyond(statement, sort, place, descending).limit(count))
        return [(value, key) for value, key in few]
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


def _is_in(inside: bytes, key: int) -> bool:
    return key >> 3 < len(inside) and bool(inside[key >> 3] >> (key & 7) & 1)
