"""The addresses of the feeds."""

from __future__ import annotations

from datetime import datetime, time

from flask import Blueprint, Response, abort, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict

from register.compact.document import load
from register.core.calendar import LONDON
from register.entries.reading import Version, facet_labels, version
from register.extensions import reading
from register.feeds import places
from register.feeds.answering import answer
from register.feeds.changes import archived_changes, live_changes
from register.feeds.frame import Place, moment
from register.feeds.records import NotReady, record_feed
from register.finding.index import state
from register.finding.query import BadQuery, Query, parse
from register.kinds import KINDS, kind_of
from register.organisations.reading import find_organisation
from register.settings import Settings
from register.web.current import settings_now, today

feeds = Blueprint("feeds", __name__)

_KIND = f"<any({', '.join(kind.plural for kind in KINDS)}):plural>"


@feeds.get("/everything.atom")
def everything() -> ResponseReturnValue:
    """Announce every record."""
    cursor = [("after", request.args["after"])] if "after" in request.args else []
    query = _asked(MultiDict(cursor))
    with reading() as connection:
        return _records(connection, places.EVERYTHING, query)


@feeds.get(f"/{_KIND}.atom")
def of_kind(plural: str) -> ResponseReturnValue:
    """Announce the records of a kind, with the filters of its list."""
    kind = kind_of(plural)
    assert kind is not None  # noqa: S101 - the route knows no other kinds
    query = _asked(request.args, kind=kind.name)
    with reading() as connection:
        return _records(connection, places.of_kind(kind, query, facet_labels(connection, query.facets)), query)


@feeds.get("/search.atom")
def of_search() -> ResponseReturnValue:
    """Announce whatever answers a search."""
    query = _asked(request.args)
    with reading() as connection:
        return _records(connection, places.of_search(query, facet_labels(connection, query.facets)), query)


@feeds.get("/organisations/<path:identifier>.atom")
def of_organisation(identifier: str) -> ResponseReturnValue:
    """Announce the records an organisation appears in; a merged one moves to the one it became."""
    query = _asked(request.args, organisation=identifier)
    with reading() as connection:
        found = find_organisation(connection, identifier)
        if found is None:
            abort(404)
        place = places.of_organisation(found, query, facet_labels(connection, query.facets))
        if found.identifier != identifier:
            return redirect(place.address, 301)
        return _records(connection, place, query)


@feeds.get("/compact/<number>.atom")
def of_undertaking(number: str) -> ResponseReturnValue:
    """Announce the records that speak to an undertaking of the Compact."""
    if number not in {undertaking.number for undertaking in load().undertakings}:
        abort(404)
    query = _asked(request.args, undertaking=number)
    with reading() as connection:
        place = places.of_undertaking(number, query, facet_labels(connection, query.facets))
        return _records(connection, place, query)


@feeds.get("/changes.atom")
def changes() -> ResponseReturnValue:
    """Announce every act of the register."""
    with reading() as connection:
        return answer(live_changes(connection, settings_now()), moment(version(connection).at))


@feeds.get("/changes/<int:first>-<int:last>.atom")
def archive(first: int, last: int) -> ResponseReturnValue:
    """Show a closed part of the changes."""
    with reading() as connection:
        feed = archived_changes(connection, settings_now(), first, last)
    if feed is None:
        abort(404)
    return answer(feed, feed.updated)


def _asked(args: MultiDict[str, str], kind: str | None = None, **implied: str) -> Query:
    """Read the query of a feed: what the path says leads, and the order is always that of publication."""
    fixed = {**implied, "sort": "updated"}
    asked = MultiDict([*fixed.items(), *(pair for pair in args.items(multi=True) if pair[0] not in fixed)])
    try:
        query = parse(asked, kind)
    except BadQuery as problem:
        abort(400, str(problem))
    if query.before is not None:
        abort(400, "A feed is read from its newest entry backwards.")
    return query


def _records(connection: Connection, place: Place, query: Query) -> Response:
    settings = settings_now()
    try:
        feed = record_feed(connection, settings, place, query, today=today())
    except BadQuery as problem:
        abort(400, str(problem))
    except NotReady as problem:
        abort(503, str(problem))
    return answer(feed, _modified(version(connection), query, settings))


def _modified(now: Version, query: Query, settings: Settings) -> datetime | None:
    """Return a moment since which nothing can have changed what answers a query, or None if there is none."""
    if query.words:
        indexed = state(settings)
        if indexed is None or indexed.n < now.n:
            return None
    if query.undertaking or query.finding:
        # A promise that falls due today changes what answers these, without any act.
        return max(moment(now.at), datetime.combine(today(), time.min, LONDON))
    return moment(now.at)
