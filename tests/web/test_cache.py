"""The page cache: never stale, never shared where it must not be, byte for byte what the application said."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from typing import Any

import brotli
import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

from register.web.cache import PageCache


class Application:
    """A WSGI application that counts its answers."""

    def __init__(self) -> None:
        self.answers = 0
        self.headers = {"Cache-Control": "public, no-cache", "Content-Type": "text/html; charset=utf-8"}
        self.status = 200
        self.closed = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.answers += 1
        request = Request(environ)
        body = f"answer {self.answers} to {request.full_path} " + "x" * 1000
        response = Response(body, self.status, self.headers)
        response.call_on_close(self.close)
        return response(environ, start_response)

    def close(self) -> None:
        """Count the answers that were closed."""
        self.closed += 1


@pytest.fixture
def version() -> list[int]:
    return [1]


@pytest.fixture
def application() -> Application:
    return Application()


@pytest.fixture
def client(application: Application, version: list[int]) -> Client:
    return Client(PageCache(application, lambda: tuple(version), lambda query: None, megabytes=1))


def test_the_same_question_is_answered_once(client: Client, application: Application) -> None:
    assert client.get("/a").data == client.get("/a").data
    assert application.answers == 1


def test_a_new_version_is_a_new_page(client: Client, application: Application, version: list[int]) -> None:
    first = client.get("/a")
    version[0] += 1
    second = client.get("/a", headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert second.data != first.data


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/b"},
        {"query_string": "q=1"},
        {"headers": {"HX-Request": "true"}},
        {"headers": {"Accept-Encoding": "br"}},
    ],
)
def test_what_differs_is_kept_apart(client: Client, application: Application, other: dict[str, Any]) -> None:
    client.get("/a")
    client.get(**{"path": "/a", **other})
    assert application.answers == 2


@pytest.mark.parametrize("path", ["/desk/", "/healthz"])
def test_private_paths_are_never_kept(client: Client, application: Application, path: str) -> None:
    client.get(path)
    client.get(path)
    assert application.answers == 2


@pytest.mark.parametrize(
    ("status", "headers"),
    [(404, {}), (200, {"Set-Cookie": "a=b"}), (200, {"Cache-Control": "no-store"}), (500, {})],
)
def test_what_is_not_public_is_never_kept(
    client: Client, application: Application, status: int, headers: dict[str, str]
) -> None:
    application.status = status
    application.headers |= headers
    client.get("/a")
    client.get("/a")
    assert application.answers == 2


def test_encodings_carry_the_same_page_and_etags_of_their_own(client: Client) -> None:
    compressed = client.get("/a", headers={"Accept-Encoding": "gzip, deflate, br"})
    assert compressed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(compressed.data).startswith(b"answer 1")
    zipped = client.get("/a", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(zipped.data).startswith(b"answer 2")
    assert zipped.headers["ETag"] != compressed.headers["ETag"]
    assert client.get("/a", headers={"Accept-Encoding": "br;q=0"}).headers.get("Content-Encoding") is None
    assert "Accept-Encoding" in zipped.headers["Vary"]


def test_conditions_are_answered(client: Client, application: Application) -> None:
    etag = client.get("/a").headers["ETag"]
    again = client.get("/a", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == etag
    assert client.get("/a", headers={"If-None-Match": '"other"'}).status_code == 200
    assert application.answers == 1


def test_head_has_the_headers_and_no_body(client: Client) -> None:
    whole, head = client.get("/a"), client.head("/a")
    assert head.data == b""
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]


def test_the_cache_is_bounded(application: Application) -> None:
    client = Client(PageCache(application, lambda: (1,), lambda query: None, megabytes=1))
    for number in range(1200):
        client.get(f"/{number}")
    answers = application.answers
    client.get("/1199")
    assert application.answers == answers
    client.get("/0")
    assert application.answers == answers + 1


def test_addresses_count_towards_the_bound(application: Application) -> None:
    client = Client(PageCache(application, lambda: (1,), lambda query: None, megabytes=1))
    for number in range(600):
        client.get(f"/{number}?" + "y" * 1900)
    answers = application.answers
    client.get("/599?" + "y" * 1900)
    assert application.answers == answers
    client.get("/300?" + "y" * 1900)  # bodies alone would fit
    assert application.answers == answers + 1


@pytest.mark.parametrize("address", ["/a?" + "y" * 2001, "/" + "y" * 2001])
def test_long_addresses_are_not_kept(client: Client, application: Application, address: str) -> None:
    assert client.get(address).data != client.get(address).data
    assert application.answers == 2


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("headers", [{}, {"Cache-Control": "no-store"}])
def test_every_answer_is_closed(client: Client, application: Application, method: str, headers: dict[str, str]) -> None:
    application.headers |= headers
    client.open("/a", method=method).close()
    assert application.closed == 1


def test_pages_of_an_older_version_are_let_go_at_the_next_question(
    application: Application, version: list[int]
) -> None:
    cache = PageCache(application, lambda: tuple(version), lambda query: None, megabytes=1)
    client = Client(cache)
    for path in ("/a", "/b", "/c"):
        client.get(path)
    assert (len(cache._pages), cache._used > 3_000) == (3, True)
    version[0] += 1
    client.get("/d")
    assert [key[2] for key in cache._pages] == ["/d"]
    assert cache._used < 3_000


def test_a_page_that_was_made_while_the_version_moved_is_kept_nowhere(version: list[int]) -> None:
    caches: list[PageCache] = []

    def slow(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/slow":
            version[0] += 1
            Client(caches[0]).get("/other")
        return Response("x", 200, {"Cache-Control": "public"})(environ, start_response)

    caches.append(PageCache(slow, lambda: tuple(version), lambda query: None, megabytes=1))
    assert Client(caches[0]).get("/slow").data == b"x"
    assert [key[2] for key in caches[0]._pages] == ["/other"]
