"""Lists as files: a CSV file and a JSON file beside each list, with the same filters, whole."""

from __future__ import annotations

from contextlib import ExitStack

from flask import Response, abort, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from register.compact.document import load
from register.core.calendar import today_in_london
from register.downloads.answering import everything, headed, stream, take_place
from register.downloads.columns import table
from register.downloads.entries import batches
from register.downloads.places import Place, asked
from register.downloads.writing import About, csv_file, json_file
from register.entries.reading import version
from register.extensions import reading
from register.finding.answer import Whole
from register.finding.query import Query
from register.finding.taking import RIGHTS
from register.finding.wording import in_words
from register.kinds import kind_of
from register.log.checkpoints import newest
from register.organisations.reading import find_organisation
from register.web.current import now, own_address, settings_now


def of_kind(plural: str, form: str) -> ResponseReturnValue:
    """Give a kind's list."""
    kind = kind_of(plural)
    assert kind is not None  # noqa: S101 - the route knows no other kinds
    return _of(Place(kind.label_plural, f"/{plural}", "kind", kind), asked(kind), form)


def of_part(plural: str, part: str, form: str) -> ResponseReturnValue:
    """Give a list that stands within entries, one row an item, for the entries that their own list finds."""
    kind = kind_of(plural)
    assert kind is not None  # noqa: S101 - the route knows no other kinds
    named = next(one for one in kind.parts if one.name == part)
    return _of(Place(f"{kind.label_plural} {named.label}", f"/{plural}/{part}", "kind", kind, named), asked(kind), form)


def of_search(form: str) -> ResponseReturnValue:
    """Give whatever answers a search."""
    return _of(Place("Search", "/search"), asked(), form)


def of_undertaking(number: str, form: str) -> ResponseReturnValue:
    """Give the entries that speak to an undertaking of the Compact."""
    if number not in {undertaking.number for undertaking in load().undertakings}:
        abort(404)
    place = Place(f"Undertaking {number}", f"/compact/{number}", "undertaking")
    return _of(place, asked(undertaking=number), form)


def of_organisation(identifier: str, form: str) -> ResponseReturnValue:
    """Give the entries an organisation appears in; a merged one moves to the one it became."""
    query = asked(organisation=identifier)
    with reading() as connection:
        found = find_organisation(connection, identifier)
    if found is None:
        abort(404)
    place = Place(found.name, found.path, "organisation")
    if found.identifier != identifier:
        return redirect(place.address(query, form), 301)
    return _of(place, query, form)


def _of(place: Place, query: Query, form: str) -> Response:
    with ExitStack() as stack:
        return _file(stack, stack.enter_context(reading()), place, query, form)


def _file(stack: ExitStack, connection: Connection, place: Place, query: Query, form: str) -> Response:
    settings, moment = settings_now(), now()
    title = place.title(query, in_words(connection, query))
    rows = table(settings.base_url, place.kind, place.part)
    signed = newest(connection, settings)
    named = (settings.base_url, settings.register_name, settings.publisher_name)
    depends = (place.address(query, form), title, named, rows.headings, signed)
    response = headed(connection, settings, query, moment, form, depends)
    day = today_in_london(moment).isoformat()
    response.headers.set("Content-Disposition", "attachment", filename=place.file_name(title, day, form))
    # A spreadsheet has no place for it beside its rows.
    response.headers["Link"] = f'<{own_address("/log/checkpoint")}>; rel="describedby"; type="text/plain"'
    if response.status_code == 304 or request.method == "HEAD":
        return response
    take_place(stack)
    found = everything(connection, query, moment)
    entries = batches(connection, found.ids, moment)
    if form == "csv":
        return stream(response, stack, csv_file(rows, entries))
    about = _about(connection, found, place.address(query, form), day, signed)
    return stream(response, stack, json_file(about, settings.base_url, place.part, entries))


def _about(connection: Connection, found: Whole, address: str, day: str, signed: str | None) -> About:
    settings, seen = settings_now(), version(connection)
    return About(
        register={
            "name": settings.register_name,
            "publisher": settings.publisher_name,
            "address": own_address("/"),
            "licence": RIGHTS,
        },
        query=own_address(address),
        version=seen.n,
        at=seen.at,
        day=day,
        total=len(found.ids),
        checkpoint=signed,
        note=found.note,
    )
