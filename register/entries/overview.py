"""Ask the record for overviews: an organisation's roles and yearly totals, and the addresses of all entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from register.entries.tables import appearance, listing


@dataclass(frozen=True)
class YearRow:
    """What an organisation appears in, in one year and one role: how many entries, and pence granted in them."""

    year: str
    role: str
    entries: int
    amount: int | None


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
