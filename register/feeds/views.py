"""The addresses of the feeds."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, redirect
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from werkzeug.exceptions import ServiceUnavailable

from register.compact.document import load
from register.extensions import reading
from register.feeds import places
from register.feeds.answering import answer
from register.feeds.changes import archived_changes, live_changes
from register.feeds.frame import Place
from register.feeds.records import NotReady, record_feed
from register.finding.asking import ask
from register.finding.query import PAGING, Query
from register.finding.taking import modified
from register.finding.wording import in_words
from register.kinds import PLURAL, kind_of
from register.organisations.reading import find_organisation
from register.web.current import now, settings_now

RETRY_AFTER = 60
"""Seconds after which a feed of words is worth asking for again, while the index is being made."""

feeds = Blueprint("feeds", __name__)


@feeds.get("/everything.atom")
def everything() -> ResponseReturnValue:
    """Announce every record."""
    query = _asked(heeding=PAGING)
    with reading() as connection:
        return _records(connection, places.EVERYTHING, query)


@feeds.get(f"/{PLURAL}.atom")
def of_kind(plural: str) -> ResponseReturnValue:
    """Announce the records of a kind, with the filters of its list."""
    kind = kind_of(plural)
    assert kind is not None  # noqa: S101 - the route knows no other kinds
    query = _asked(kind=kind.name)
    with reading() as connection:
        return _records(connection, places.of_kind(kind, query, in_words(connection, query)), query)


@feeds.get("/search.atom")
def of_search() -> ResponseReturnValue:
    """Announce whatever answers a search."""
    query = _asked()
    with reading() as connection:
        return _records(connection, places.of_search(query, in_words(connection, query)), query)


@feeds.get("/organisations/<path:identifier>.atom")
def of_organisation(identifier: str) -> ResponseReturnValue:
    """Announce the records an organisation appears in; a merged one moves to the one it became."""
    query = _asked(organisation=identifier)
    with reading() as connection:
        found = find_organisation(connection, identifier)
        if found is None:
            abort(404)
        place = places.of_organisation(found, query, in_words(connection, query))
        if found.identifier != identifier:
            return redirect(place.address, 301)
        return _records(connection, place, query)


@feeds.get("/compact/<number>.atom")
def of_undertaking(number: str) -> ResponseReturnValue:
    """Announce the records that speak to an undertaking of the Compact."""
    if number not in {undertaking.number for undertaking in load().undertakings}:
        abort(404)
    query = _asked(undertaking=number)
    with reading() as connection:
        place = places.of_undertaking(number, query, in_words(connection, query))
        return _records(connection, place, query)


@feeds.get("/changes.atom")
def changes() -> ResponseReturnValue:
    """Announce every act of the register."""
    with reading() as connection:
        feed = live_changes(connection, settings_now())
    return answer(feed, feed.updated if feed.checkpoint else None)  # it can come back without an act


@feeds.get("/changes/<int:first>-<int:last>.atom", defaults={"epoch": 1})
@feeds.get("/changes/<int(min=2):epoch>/<int:first>-<int:last>.atom")
def archive(epoch: int, first: int, last: int) -> ResponseReturnValue:
    """Show a closed part of the changes."""
    with reading() as connection:
        feed = archived_changes(connection, settings_now(), epoch, first, last)
    if feed is None:
        abort(404)
    return answer(feed, feed.updated)


def _asked(**asked: Any) -> Query:
    """Read the query of a feed, whose order is always that of publication."""
    query = ask(sort="updated", **asked)
    if query.before is not None:
        abort(400, "A feed is read from its newest entry backwards.")
    return query


def _records(connection: Connection, place: Place, query: Query) -> Response:
    settings, moment = settings_now(), now()
    changed = modified(connection, settings, query, moment)
    try:
        feed = record_feed(connection, settings, place, query, now=moment)
    except NotReady as problem:
        raise ServiceUnavailable(str(problem), retry_after=RETRY_AFTER) from problem
    return answer(feed, changed)
