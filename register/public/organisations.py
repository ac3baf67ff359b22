"""Organisations: their list, and one time line of everything each appears in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from register.core.text import pounds
from register.entries.overview import YearRow, items, organisations_with, roles, yearly
from register.entries.reading import Row
from register.extensions import reading
from register.finding.answer import find
from register.finding.asking import ask
from register.finding.query import PAGING, address
from register.kinds import KINDS
from register.organisations.matching import matching
from register.organisations.reading import find_body, find_organisation, organisation_page
from register.web.current import now, own_address, settings_now

LONGEST_WORDS = 200
LONGEST_CURSOR = 600
FOUND_AT_ONCE = 50


@dataclass(frozen=True)
class Year:
    """A year of an organisation's time line: its total line, and those of its entries that this page shows."""

    year: str
    total: str
    sums: bool
    """Whether the total adds up sums of money."""
    rows: list[Row] = field(default_factory=list)


def index() -> ResponseReturnValue:
    """List organisations by name: all, those found by words, or those that appear in a role."""
    words, role, after = (request.args.get(name, "").strip() for name in ("q", "role", "after"))
    if max(len(words), len(role)) > LONGEST_WORDS or len(after) > LONGEST_CURSOR:
        abort(400, "These words are too long to search for. Use up to 200 characters.")
    size = 4 * settings_now().page_size
    with reading() as connection:
        if words:
            found, cursor = matching(connection, words, limit=FOUND_AT_ONCE), None
        elif role:
            found, cursor = organisations_with(connection, role, after=after or None, size=size)
        else:
            found, cursor = organisation_page(connection, after=after or None, size=size)
    standing = [("role", role)] if role and not words else []
    path = address("/organisations/", standing)
    return render_template(
        "organisations.html",
        organisations=found,
        q=words,
        role="" if words else role,
        door=next((door for kind in KINDS for door in kind.doors if door.href == path), None),
        more=words and len(found) == FOUND_AT_ONCE,
        next_url=address("/organisations/", [*standing, ("after", cursor)]) if cursor else None,
        first_url=path if after and not words else None,
        feeds=[{"title": "Everything", "href": "/everything.atom"}],
        canonical=own_address(path),
    )


def organisation(identifier: str) -> ResponseReturnValue:
    """Show everything an organisation appears in, newest first, with a total for each year."""
    with reading() as connection:
        found = find_organisation(connection, identifier)
        if found is None:
            abort(404)
        if found.identifier != identifier:
            return redirect(found.path, 301)
        query = ask(heeding=PAGING, organisation=identifier)
        answer = find(connection, query, now(), settings_now().page_size, facets=False)
        ids = [row.entry_id for row in answer.rows]
        parts, told = roles(connection, found.id, ids), items(connection, found.id, ids)
        years = _years(answer.rows, yearly(connection, found.id))
        body = find_body(connection, identifier)
    return render_template(
        "organisation.html",
        organisation=found,
        body=body,
        years=years,
        roles=parts,
        items=told,
        total=answer.total,
        sums=any(year.sums for year in years),
        next_url=f"{found.path}?after={answer.next}" if answer.next else None,
        first_url=found.path if query.after or query.before else None,
        files_url=found.path,
        search_url=query.address("/search", after=None, before=None),
        feeds=[{"title": f"Entries with {found.name}", "href": f"{found.path}.atom"}],
        canonical=own_address(found.path),
    )


def _years(rows: Iterable[Row], totals: list[YearRow]) -> list[Year]:
    """Group a page of entries by year under each year's whole total."""
    by_year: dict[str, list[YearRow]] = defaultdict(list)
    for total in totals:
        by_year[total.year].append(total)
    return [
        Year(year, _total(by_year[year]), _granted(by_year[year]) > 0, list(held))
        for year, held in groupby(rows, lambda row: row.date[:4])
    ]


def _total(totals: list[YearRow]) -> str:
    """Write a year's total: "3 entries, £12,000 awarded", or role by role where there are several, money first."""
    totals = sorted(totals, key=lambda total: (-_granted([total]), total.role))
    return "; ".join(
        f"{_entries(total.entries)}{f' as {total.role}' if len(totals) > 1 else ''}{_awarded(_granted([total]))}"
        for total in totals
    )


def _entries(number: int) -> str:
    return f"{number:,} {'entry' if number == 1 else 'entries'}"


def _awarded(pence: int) -> str:
    return f", {pounds(pence)} awarded" if pence else ""


def _granted(totals: list[YearRow]) -> int:
    return sum(total.amount or 0 for total in totals)
