"""Lists and entries as calendars: for clients that look again by themselves, and as one file for each entry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from register.core.calendar import today_in_london
from register.core.removal import Removal
from register.downloads.answering import everything, headed
from register.downloads.calendar import Frame, write
from register.downloads.entries import batches
from register.downloads.occasions import Dated, Occasions
from register.downloads.places import Place, asked
from register.entries.reading import current
from register.extensions import reading
from register.finding.query import Query
from register.finding.wording import in_words
from register.kinds import kind_of
from register.web.current import now, own_address, settings_now

FORM = "ics"


def of_kind(plural: str) -> ResponseReturnValue:
    """Give the days of a kind's list, with its filters."""
    kind = kind_of(plural)
    assert kind is not None  # noqa: S101 - the route knows no other kinds
    query = asked(kind)
    place = Place(kind.label_plural, f"/{plural}/calendar", "kind", kind)
    with reading() as connection:
        title = place.title(query, in_words(connection, query))
        frame = _frame(title, kind.feed_summary, place.address(replace(query, sort="newest"), FORM))
        return _calendar(connection, frame, query, None, "calendar")


def of_entry(plural: str, reference: str) -> ResponseReturnValue:
    """Give the days of one entry."""
    with reading() as connection:
        record = current(connection, reference)
        if record is None or record.kind.plural != plural:
            abort(404)
        if record.hidden:
            abort(*_gone(record.hidden))
        frame = _frame(f"{record.kind.label} {reference}", record.kind.feed_summary, f"{record.path}.{FORM}")
        return _calendar(connection, frame, Query(), [record.entry_id], reference)


def _calendar(connection: Connection, frame: Frame, query: Query, ids: Sequence[int] | None, name: str) -> Response:
    settings, moment = settings_now(), now()
    response = headed(connection, settings, query, moment, FORM, frame)
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.{FORM}")
    if response.status_code == 304 or request.method == "HEAD":
        return response
    occasions = Occasions(connection, settings.yardsticks, today_in_london(moment))
    chosen = everything(connection, query, moment).ids if ids is None else ids

    def dated() -> Iterator[Dated]:
        for batch in batches(connection, chosen, moment):
            for entry in batch:
                yield from occasions.of(entry)

    response.data = write(frame, dated())
    return response


def _gone(hidden: Removal) -> tuple[int, str]:
    if hidden.kind == "withdraw":
        return 410, f"This entry was withdrawn on {hidden.since}. Its reference and the reason stay on its page."
    return 403, f"This entry is on hold since {hidden.since}. Its page says why."


def _frame(name: str, words: str, address: str) -> Frame:
    settings = settings_now()
    return Frame(
        name=f"{name} – {settings.register_name}",
        words=words,
        address=own_address(address),
        base=settings.base_url,
        authority=settings.feed_authority.partition(",")[0],
    )
