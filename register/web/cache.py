"""The page cache in front of Flask: pages and feeds are kept, compressed, until the register's version moves."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import brotli
from flask import Flask
from htmx_flask.requests import HtmxHeaders
from sqlalchemy import Engine
from werkzeug.datastructures import EnvironHeaders, Headers
from werkzeug.http import is_resource_modified, parse_accept_header
from werkzeug.test import run_wsgi_app

from register.core.calendar import instant, today_in_london
from register.extensions import READING, db
from register.settings import Settings
from register.web.current import is_desk_path, is_for_part, moment_of
from register.web.health import HEALTH

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Key = tuple[object, ...]
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_ACCEPT_ENCODING")
LARGEST_PAGE = 2 * 1024 * 1024
LONGEST_ADDRESS = 2_000
"""Longer ones are not kept: nobody links to them, and each would cost more than the page."""
BESIDE_THE_BODY = 1_000
"""Bytes of memory that a page's headers and places in the tables take, about."""
SMALLEST_COMPRESSED = 500
UNKEPT = "/documents/"
"""Begins the addresses of files, which are streamed from the disk and whose hold or erasure no cache may outlive."""
STREAMED = (".csv", ".json", ".zip")
"""Made row by row and never whole in memory: these answer conditional requests, and compress, by themselves."""
_VERSION = """
SELECT n, catalogue, epoch,
       (SELECT max(since) FROM spell WHERE since <= ?),
       (SELECT max(until) FROM spell WHERE until <= ?)
FROM head
"""


@dataclass(frozen=True)
class Page:
    """A finished answer: its headers, and its body as it goes over the wire."""

    headers: tuple[tuple[str, str], ...]
    body: bytes
    etag: str
    modified: str | None


@dataclass(frozen=True)
class Made:
    """What the application answers to a GET, before its body is read."""

    status: str
    headers: Headers
    chunks: Iterable[bytes]

    @property
    def may_be_kept(self) -> bool:
        """Tell whether the answer is the same for every reader."""
        shared = self.headers.get("Cache-Control", "").startswith("public")
        return self.status.startswith("200") and shared and "Set-Cookie" not in self.headers

    def close(self) -> None:
        """Say that nothing more of the body is wanted."""
        closing = getattr(self.chunks, "close", None)
        if closing is not None:
            closing()


class PageCache:
    """A WSGI layer that answers from memory what was answered before at the same version of the register.

    The version is read before the page is made, so a page can only be kept under a version as old as itself or
    older. Pages of another version are let go as soon as one is seen: what was removed stays in no memory. `mark`
    adds what else an address depends on (the search index, where words are asked for).
    """

    def __init__(
        self, wsgi_app: WSGIApplication, version: Callable[[], Key], mark: Callable[[str], object], megabytes: int
    ) -> None:
        self._app, self._version, self._mark = wsgi_app, version, mark
        self._room = megabytes * 1024 * 1024
        self._used = 0
        self._pages: OrderedDict[Key, tuple[Page, int]] = OrderedDict()
        self._seen: Key | None = None
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request from the cache where it may be, else from the application."""
        path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or len(path) + len(query) > LONGEST_ADDRESS:
            return self._app(environ, start_response)
        if is_desk_path(path) or path == HEALTH or path.startswith(UNKEPT) or path.endswith(STREAMED):
            return self._app(environ, start_response)
        encoding = _encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        version = self._version()
        self._forget_others(version)
        key = (*version, self._mark(query), path, query, encoding, _fragment(environ))
        page = self._take(key)
        if page is None:
            made = self._make(environ)
            if not made.may_be_kept:
                return _pass_on(made, environ, start_response)
            page = _page(made, encoding)
            self._keep(version, key, page, len(path) + len(query))
        return _answer(page, environ, start_response)

    def _make(self, environ: WSGIEnvironment) -> Made:
        asked = {k: v for k, v in environ.items() if k not in CONDITIONS} | {"REQUEST_METHOD": "GET"}
        chunks, status, headers = run_wsgi_app(self._app, asked)
        return Made(status, headers, chunks)

    def _take(self, key: Key) -> Page | None:
        with self._lock:
            held = self._pages.get(key)
            if held is None:
                return None
            self._pages.move_to_end(key)
            return held[0]

    def _forget_others(self, version: Key) -> None:
        """Let go of every page that was made of another version than this one."""
        if version == self._seen:
            return
        with self._lock:
            self._pages.clear()
            self._used, self._seen = 0, version

    def _keep(self, version: Key, key: Key, page: Page, address: int) -> None:
        size = len(page.body) + address + BESIDE_THE_BODY
        if size > min(LARGEST_PAGE, self._room):
            return
        with self._lock:
            if version != self._seen:
                return  # it moved on while the page was made
            _, replaced = self._pages.pop(key, (None, 0))
            self._used += size - replaced
            self._pages[key] = page, size
            while self._used > self._room:
                _, (_, oldest) = self._pages.popitem(last=False)
                self._used -= oldest


class VersionReader:
    """Reads the register's version, on a connection of its own for each thread (15 µs on SQLite).

    Pages change by acts and reference data, at London's midnight, and at each turn: where something that holds for a
    time, such as an open consultation, begins or ends.
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine, self._clock = engine, clock
        self._local = threading.local()
        parameter = "%s" if engine.dialect.name == "postgresql" else "?"
        self._query = _VERSION.replace("?", parameter)

    def __call__(self) -> Key:
        """Return the last act's number, the reference data's version, the epoch, the last turns and the local date."""
        now = self._clock()
        at = instant(now)
        for connection in (getattr(self._local, "connection", None), None):
            try:
                cursor = (connection or self._open()).cursor()
                cursor.execute(self._query, (at, at))
                row = cursor.fetchone()
                cursor.close()
                return (*row, today_in_london(now))
            except Exception:
                self._local.connection = None
                if connection is None:
                    break
        # Without a version nothing may be shared: a fresh object equals no other key.
        return (object(),)

    def _open(self) -> Any:
        raw = self._engine.raw_connection()
        connection = raw.driver_connection
        raw.detach()
        if self._engine.dialect.name == "postgresql":
            connection.autocommit = True  # type: ignore[union-attr]
        self._local.connection = connection
        return connection


def init_cache(app: Flask, settings: Settings, mark: Callable[[str], object]) -> None:
    """Put the page cache in front of the application, unless it is switched off."""
    if settings.page_cache_megabytes:
        with app.app_context():
            version = VersionReader(db.engines[READING], lambda: moment_of(app))
        cache = PageCache(app.wsgi_app, version, mark, settings.page_cache_megabytes)
        app.wsgi_app = cache  # type: ignore[method-assign]


def _pass_on(made: Made, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response(made.status, list(made.headers.items()))
    if environ["REQUEST_METHOD"] == "HEAD":
        made.close()
        return []
    return made.chunks


def _page(made: Made, encoding: str) -> Page:
    try:
        body = b"".join(made.chunks)
    finally:
        made.close()
    headers = made.headers
    compressible = headers.get("Content-Type", "").startswith(("text/", "application/"))
    if encoding and compressible and len(body) >= SMALLEST_COMPRESSED:
        body = brotli.compress(body, quality=5) if encoding == "br" else gzip.compress(body, 6, mtime=0)
        headers["Content-Encoding"] = encoding
    etag = f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
    varies = [v for v in headers.get("Vary", "").split(", ") if v and v != "Accept-Encoding"]
    headers["Vary"] = ", ".join([*varies, "Accept-Encoding"])
    headers["ETag"] = etag
    headers["Content-Length"] = str(len(body))
    return Page(tuple(headers.items()), body, etag, headers.get("Last-Modified"))


def _answer(page: Page, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    if not is_resource_modified(environ, etag=page.etag, last_modified=page.modified):
        dropped = ("Content-Length", "Content-Type", "Content-Encoding")
        start_response("304 NOT MODIFIED", [h for h in page.headers if h[0] not in dropped])
        return []
    start_response("200 OK", list(page.headers))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [page.body]


def _encoding(accepted: str) -> str:
    offered = {value.lower(): quality for value, quality in parse_accept_header(accepted) if quality > 0}
    return next((name for name in ("br", "gzip") if name in offered), "")


def _fragment(environ: WSGIEnvironment) -> bool:
    return is_for_part(HtmxHeaders(EnvironHeaders(environ)))
