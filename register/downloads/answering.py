"""Answer with a download: made row by row from one moment of the register, and never whole in memory."""

from __future__ import annotations

import hashlib
import threading
import zlib
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing
from datetime import datetime

from flask import Response, request
from sqlalchemy import Connection
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.http import is_resource_modified

from register.core.calendar import today_in_london
from register.downloads.writing import MEDIA_TYPES
from register.entries.reading import version
from register.entries.spells import last_turn
from register.finding.answer import BEING_MADE, Whole, find_all
from register.finding.index import state
from register.finding.query import Query
from register.finding.taking import modified, say_modified
from register.settings import Settings

SHAPE = 1
"""To be raised when the same register gives other bytes: what readers keep is then asked for again."""
AT_ONCE = 2
"""Downloads that one worker makes at a time: slow readers of large files must leave it room for pages."""
RETRY_AFTER = 60
PACKED = 4
"""How hard to compress: more costs more time than it saves."""

_places = threading.BoundedSemaphore(AT_ONCE)


def take_place(stack: ExitStack) -> None:
    """Hold a place among the downloads being made until the stack closes. Raises ServiceUnavailable."""
    if not _places.acquire(blocking=False):
        words = "Several files are being downloaded just now. Try again in a minute."
        raise ServiceUnavailable(words, retry_after=RETRY_AFTER)
    stack.callback(_places.release)


def everything(connection: Connection, query: Query, now: datetime) -> Whole:
    """Return all that a query finds. Raises ServiceUnavailable where the index that it needs is being made."""
    found = find_all(connection, query, now)
    if found.note == BEING_MADE:
        raise ServiceUnavailable(BEING_MADE, retry_after=RETRY_AFTER)
    return found


def headed(
    connection: Connection, settings: Settings, query: Query, now: datetime, form: str, depends: object
) -> Response:
    """Return an answer without its body yet, or 304 where the reader has it; `depends` is what else decides the bytes.

    The same query at the same version of the register, on the same day and between the same two turns of its entries'
    states gives the same rows; where there are words, the index counts too. That is what the ETag is made of.
    """
    seen, turn, day = version(connection), last_turn(connection, now), today_in_london(now)
    all_of_it = (SHAPE, depends, seen, turn, day, state(settings) if query.words else None)
    response = Response(content_type=f"{MEDIA_TYPES[form]}; charset=utf-8")
    response.headers["Cache-Control"] = "public, no-cache"
    response.set_etag(hashlib.blake2b(repr(all_of_it).encode(), digest_size=16).hexdigest(), weak=True)
    say_modified(response, modified(connection, settings, query, now, standing=True))
    response.automatically_set_content_length = False  # the answer to HEAD must not say that there is nothing
    if not is_resource_modified(request.environ, response.headers["ETag"], last_modified=response.last_modified):
        response.status_code = 304
    return response


def packed(chunks: Generator[bytes]) -> Iterator[bytes]:
    """Yield the chunks compressed (gzip), as they come."""
    packer = zlib.compressobj(PACKED, wbits=zlib.MAX_WBITS | 16)
    with closing(chunks):
        for chunk in chunks:
            yield packer.compress(chunk)
    yield packer.flush()


def stream(response: Response, stack: ExitStack, chunks: Iterator[bytes]) -> Response:
    """Give an answer its body; what the stack holds is let go when the last of it is sent, or the reader leaves."""
    held = stack.pop_all()

    def body() -> Generator[bytes]:
        with held:
            yield from chunks

    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] > 0:
        response.content_encoding = "gzip"
        response.response = packed(body())
    else:
        response.response = body()
    response.call_on_close(held.close)  # a body that was never begun closes nothing by itself
    return response
