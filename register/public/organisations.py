"""Organisations: their list, and one time line of everything each appears in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from register.core.text import pounds
from register.entries.overview import YearRow, roles, yearly
from register.entries.reading import Row
from register.extensions import reading
from register.finding.answer import find
from register.finding.asking import ask
from register.finding.query import PAGING
from register.organisations.reading import find_body, find_organisation, organisation_page, suggest
from register.web.current import own_address, settings_now, today

LONGEST_CURSOR = 600
FOUND_AT_ONCE = 50
GRANTED = "recipient"
DECIDED = "public body"


@dataclass(frozen=True)
class Year:
    """A year of an organisation's time line: its total line, and those of its entries that this page shows."""

    year: str
    total: str
    sums: bool
    """Whether the total adds up sums of money."""
    rows: list[Row] = field(default_factory=list)


def index() -> ResponseReturnValue:
    """List organisations by name, or those whose name or number holds the words asked for."""
    words, after = request.args.get("q", "").strip(), request.args.get("after")
    if len(words) > 200 or len(after or "") > LONGEST_CURSOR:
        abort(400, "These words are too long to search for. Use up to 200 characters.")
    with reading() as connection:
        if words:
            found, cursor = suggest(connection, words, limit=FOUND_AT_ONCE), None
        else:
            found, cursor = organisation_page(connection, after=after, size=4 * settings_now().page_size)
    return render_template(
        "organisations.html",
        organisations=found,
        q=words,
        more=words and len(found) == FOUND_AT_ONCE,
        next=cursor,
        first=bool(after),
        feeds=[{"title": "Everything", "href": "/everything.atom"}],
        canonical=own_address("/organisations/"),
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
        answer = find(connection, query, today(), settings_now().page_size, facets=False)
        parts = roles(connection, found.id, [row.entry_id for row in answer.rows])
        years = _years(answer.rows, yearly(connection, found.id))
        body = find_body(connection, identifier)
    return render_template(
        "organisation.html",
        organisation=found,
        body=body,
        years=years,
        roles=parts,
        total=answer.total,
        sums=any(year.sums for year in years),
        next_url=f"{found.path}?after={answer.next}" if answer.next else None,
        first_url=found.path if query.after or query.before else None,
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
    """Write a year's total: "3 entries, £12,000 awarded"."""
    number = max((total.entries for total in totals), default=0)
    entries = sum(total.entries for total in totals if total.role != DECIDED) or number
    words = f"{entries:,} {'entry' if entries == 1 else 'entries'}"
    granted = _granted(totals)
    return f"{words}, {pounds(granted)} awarded" if granted else words


def _granted(totals: list[YearRow]) -> int:
    return sum(total.amount or 0 for total in totals if total.role in (GRANTED, DECIDED))
