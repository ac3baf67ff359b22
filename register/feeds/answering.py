"""Turn a feed into an answer: strong ETag, Last-Modified where it can be relied on, 304 where nothing changed."""

from __future__ import annotations

import hashlib
from datetime import datetime

from flask import Response, request

from register.feeds.atom import MEDIA_TYPE, Feed, write
from register.finding.taking import say_modified


def answer(feed: Feed, modified: datetime | None = None) -> Response:
    """Answer with a feed; `modified` is a moment after which its bytes have certainly not changed, if one is known."""
    body = write(feed)
    response = Response(body, content_type=f"{MEDIA_TYPE}; charset=utf-8")
    response.headers["Cache-Control"] = "public, no-cache"
    response.set_etag(hashlib.blake2b(body, digest_size=16).hexdigest())
    say_modified(response, modified)
    response.make_conditional(request)
    return response
