"""The Compact: the whole document, and each undertaking with the entries that speak to it."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from register.compact.document import load
from register.core.findings import Outcome
from register.entries.reading import count, found_of
from register.extensions import reading
from register.finding.answer import find
from register.finding.asking import ask
from register.finding.query import PAGING, Query
from register.finding.wording import in_words
from register.public.listing import listing
from register.web.current import now, own_address, settings_now, today


def document() -> ResponseReturnValue:
    """Show the Compact as the document it is."""
    return render_template("compact/document.html", compact=load(), canonical=own_address("/compact/"), uses_htmx=False)


def undertaking(number: str) -> ResponseReturnValue:
    """Show an undertaking, what it asks, how often it was kept and the newest entries that speak to it."""
    compact = load()
    try:
        promise = compact.undertaking(number)
    except KeyError:
        abort(404)
    before, after = compact.neighbours(number)
    query = ask(heeding={*PAGING, "sort"}, undertaking=number)
    with reading() as connection:
        answer = find(connection, query, now(), settings_now().page_size)
        wording = in_words(connection, query)
        found = found_of(connection, [row.entry_id for row in answer.rows], number, today=today())
        held = count(connection)
    shown = listing(
        answer,
        wording,
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
        findings=[(one.label, one.count, _search(query, one.value)) for one in answer.findings],
        listing=shown,
        found=found,
        answer=answer,
        held=held,
        feed_url=f"/compact/{number}.atom",
        feeds=[{"title": f"Entries on undertaking {number}", "href": f"/compact/{number}.atom"}],
        canonical=own_address(f"/compact/{number}"),
        uses_htmx=False,
    )


def _search(query: Query, outcome: str) -> str:
    return query.address("/search", findings=(Outcome(outcome),), after=None, before=None)
