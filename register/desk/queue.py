"""The queue's pages: one list at a time, searched, filtered and sorted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.desk.queues import Asked, queue_named, queues_of
from register.desk.routing import WRITERS, desk, for_roles, officer
from register.entries.owing import PAGE, Wanted
from register.extensions import reading
from register.kinds import KINDS
from register.organisations.reading import bodies
from register.web.current import now, wants_fragment
from register.web.numbers import whole_number
from register.web.widgets import printable

SORTS = {"": "Oldest first", "newest": "Newest first", "title": "By title"}
LONGEST_WORDS = 200
LAST_PAGE = 10_000


@desk.get("/queue/<name>")
@for_roles(WRITERS)
def queue(name: str) -> ResponseReturnValue:
    """List what waits in one place."""
    person, wanted = officer(), _wanted()
    chosen = queue_named(name)
    if chosen is None:
        abort(404)
    if not person.is_one_of(chosen.roles):
        abort(403, "This list is for publishers.")
    with reading() as connection:
        total, items = chosen.fetch(Asked(connection, person, wanted, now()))
        whose = [one for one in bodies(connection) if person.acts_for(one.identifier)]
    narrowed = any(pair[0] != "sort" for pair in _pairs(wanted))
    return render_template(
        "desk/queue_part.html" if wants_fragment() else "desk/queue.html",
        queue=chosen,
        others=[one for one in queues_of(person) if one.name != name],
        wanted=wanted,
        total=total,
        items=items,
        narrowed=narrowed,
        found=chosen.count(total),
        kinds_offered=KINDS if "kind" in chosen.filters else (),
        bodies_offered=whose if "body" in chosen.filters and len(whose) > 1 else (),
        sorts=SORTS,
        next_url=_address(name, wanted, wanted.page + 1) if wanted.page * PAGE < total else None,
        previous_url=_address(name, wanted, wanted.page - 1) if wanted.page > 1 else None,
        clear_url=url_for("desk.queue", name=name),
    )


def _wanted() -> Wanted:
    """Read the address; what makes no sense is left out."""
    asked = request.args
    return Wanted(
        words=" ".join(printable(asked.get("q", "")).split())[:LONGEST_WORDS],
        kind=next((kind.name for kind in KINDS if kind.name == asked.get("kind")), ""),
        body=printable(asked.get("body", ""))[:LONGEST_WORDS],
        before=_day(asked.get("before", "")),
        sort=asked.get("sort", "") if asked.get("sort") in SORTS else "",
        mine=asked.get("mine") == "yes",
        page=min(max(whole_number(asked.get("page", "")) or 1, 1), LAST_PAGE),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _pairs(wanted: Wanted) -> Iterator[tuple[str, str]]:
    yield from (("q", wanted.words),) if wanted.words else ()
    yield from (("kind", wanted.kind),) if wanted.kind else ()
    yield from (("body", wanted.body),) if wanted.body else ()
    yield from (("before", wanted.before.isoformat()),) if wanted.before else ()
    yield from (("mine", "yes"),) if wanted.mine else ()
    yield from (("sort", wanted.sort),) if wanted.sort else ()


def _address(name: str, wanted: Wanted, page: int) -> str:
    pairs = [*_pairs(replace(wanted, page=page)), *([("page", str(page))] if page > 1 else [])]
    return url_for("desk.queue", name=name) + (f"?{urlencode(pairs)}" if pairs else "")
