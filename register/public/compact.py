"""The Compact: the whole document, and each undertaking with the entries that speak to it."""

from __future__ import annotations

from dataclasses import replace

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict

from register.compact.document import load
from register.core.findings import Outcome
from register.entries.reading import count
from register.extensions import reading
from register.finding.answer import find
from register.finding.query import Query
from register.public.asking import ask
from register.public.listing import listing
from register.web.current import settings_now, today

JUDGED = tuple(outcome for outcome in Outcome if outcome is not Outcome.NOT_APPLICABLE)


def document() -> ResponseReturnValue:
    """Show the Compact as the document it is."""
    return render_template("compact/document.html", compact=load(), canonical=_own("/compact/"), uses_htmx=False)


def undertaking(number: str) -> ResponseReturnValue:
    """Show an undertaking, what it asks, how often it was kept and the newest entries that speak to it."""
    compact = load()
    try:
        promise = compact.undertaking(number)
    except KeyError:
        abort(404)
    before, after = compact.neighbours(number)
    place = [(name, request.args[name]) for name in ("after", "before", "sort") if name in request.args]
    query = ask(MultiDict([("undertaking", number), *place]))
    with reading() as connection:
        answer = find(connection, query, today(), settings_now().page_size, facets=False)
        found = [(outcome, _count(connection, replace(query, finding=outcome))) for outcome in JUDGED]
        held = count(connection)
    shown = listing(
        answer,
        path=f"/compact/{number}",
        heading=number,
        nouns=("entry", "entries"),
        feed=f"/compact/{number}.atom",
        implied=("undertaking",),
    )
    return render_template(
        "compact/undertaking.html",
        compact=compact,
        undertaking=promise,
        previous=before,
        next=after,
        findings=[
            (outcome.words, number_found, query.address("/search", finding=outcome, after=None, before=None))
            for outcome, number_found in found
            if number_found
        ],
        listing=shown,
        answer=answer,
        held=held,
        feed_url=f"/compact/{number}.atom",
        feeds=[{"title": f"Entries on undertaking {number}", "href": f"/compact/{number}.atom"}],
        canonical=_own(f"/compact/{number}"),
        uses_htmx=False,
    )


def _count(connection: Connection, query: Query) -> int:
    return find(connection, replace(query, after=None, before=None), today(), 1, facets=False).total


def _own(path: str) -> str:
    return settings_now().base_url + path
