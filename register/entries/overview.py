"""Ask the record for overviews: an organisation's roles, items and yearly totals, and the addresses of all entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from register.entries.tables import appearance, listing
from register.organisations.reading import Organisation, organisation_page


@dataclass(frozen=True)
class YearRow:
    """What an organisation appears in, in one year and one role: how many entries, and pence granted in them."""

    year: str
    role: str
    entries: int
    amount: int | None


@dataclass(frozen=True)
class Item:
    """A part of an entry that an organisation appears in, such as a view; `item` is the fragment of its address."""

    item: str
    line: str | None
    role: str


@dataclass(frozen=True)
class AddressRow:
    """An entry's address parts and when it last changed."""

    kind: str
    reference: str
    updated_at: str


def roles(connection: Connection, organisation_id: int, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return, by entry id, the roles in which an organisation appears."""
    query = (
        select(appearance.c.entry_id, appearance.c.role)
        .distinct()
        .where(appearance.c.organisation_id == organisation_id, appearance.c.entry_id.in_(ids))
        .order_by(appearance.c.role)
    )
    found: dict[int, list[str]] = {}
    for key, role in connection.execute(query):
        found.setdefault(key, []).append(role)
    return {key: tuple(held) for key, held in found.items()}


def items(connection: Connection, organisation_id: int, ids: Sequence[int]) -> dict[int, list[Item]]:
    """Return, by entry id, the items that an organisation appears in, in the order of their numbers."""
    query = select(appearance.c.entry_id, appearance.c.item, appearance.c.line, appearance.c.role).where(
        appearance.c.organisation_id == organisation_id, appearance.c.entry_id.in_(ids), appearance.c.item != ""
    )
    found: dict[int, list[Item]] = {}
    for key, item, line, role in connection.execute(query):
        found.setdefault(key, []).append(Item(item, line, role))
    return {key: sorted(held, key=_place) for key, held in found.items()}


def organisations_with(
    connection: Connection, role: str, after: str | None, size: int
) -> tuple[list[Organisation], str | None]:
    """Return the organisations that appear in a role, in the order of their folded names, and the next cursor."""
    appearing = select(appearance.c.organisation_id).where(appearance.c.role == role)
    return organisation_page(connection, after=after, size=size, among=appearing)


def yearly(connection: Connection, organisation_id: int) -> list[YearRow]:
    """Return an organisation's totals by year and role, newest year first; an undated entry has the year ""."""
    once = (
        select(appearance.c.entry_id, appearance.c.role)
        .distinct()
        .where(appearance.c.organisation_id == organisation_id)
        .subquery()
    )
    year = func.substr(listing.c.date, 1, 4)
    query = (
        select(year, once.c.role, func.count(), func.sum(listing.c.amount))
        .join(listing, listing.c.entry_id == once.c.entry_id)
        .group_by(year, once.c.role)
        .order_by(year.desc(), once.c.role)
    )
    return [
        YearRow(when, role, entries, None if amount is None else int(amount))
        for when, role, entries, amount in connection.execute(query)
    ]


def addresses(connection: Connection, *, first: int, last: int) -> list[AddressRow]:
    """Return the entries whose ids lie from `first` to `last`, in the order of their ids."""
    query = (
        select(listing.c.kind, listing.c.reference, listing.c.updated_at)
        .where(listing.c.entry_id.between(first, last))
        .order_by(listing.c.entry_id)
    )
    return [AddressRow(*row) for row in connection.execute(query)]


def _place(one: Item) -> tuple[str, int, str]:
    """Put view 10 behind view 2."""
    name, _, number = one.item.rpartition("-")
    return (name, int(number), one.role) if number.isascii() and number.isdigit() else (one.item, 0, one.role)
