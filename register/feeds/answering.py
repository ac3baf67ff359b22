"""Turn a feed into an answer: strong ETag, Last-Modified where it can be relied on, 304 where nothing changed."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from flask import Response, request

from register.feeds.atom import MEDIA_TYPE, Feed, write

SETTLED = timedelta(seconds=2)
"""Last-Modified counts whole seconds: within one of them, a feed can still change under the same date."""


def answer(feed: Feed, modified: datetime | None = None) -> Response:
    """Answer with a feed; `modified` is a moment after which its bytes have certainly not changed, if one is known."""
    body = write(feed)
    response = Response(body, content_type=f"{MEDIA_TYPE}; charset=utf-8")
    response.headers["Cache-Control"] = "public, no-cache"
    response.set_etag(hashlib.blake2b(body, digest_size=16).hexdigest())
    if modified is not None and datetime.now(UTC) - modified >= SETTLED:
        response.last_modified = modified.astimezone(UTC)
    response.make_conditional(request)
    return response
