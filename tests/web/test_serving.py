"""What stands around the pages: security headers, the proxies in front, the page cache, the watcher's address."""

from __future__ import annotations

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import text

from register.extensions import writing
from register.factory import create_app
from register.finding import index
from register.settings import Settings

FORWARDED = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "elsewhere.example"}


def test_a_kept_page_says_that_it_is_only_served_encrypted(client: FlaskClient) -> None:
    for _ in range(2):
        assert "max-age=" in client.get("/").headers["Strict-Transport-Security"]


def test_a_register_without_encryption_does_not_promise_it(settings: Settings) -> None:
    plain = create_app(settings.model_copy(update={"public_url": "http://127.0.0.1:5000"}))
    assert "Strict-Transport-Security" not in plain.test_client().get("/").headers


def test_only_what_is_there_is_kept_for_a_year(client: FlaskClient) -> None:
    missing = client.get("/static/register.000000000000.css")
    assert missing.status_code == 404
    assert "immutable" not in missing.headers["Cache-Control"]


def test_only_staff_pages_are_staff_pages(client: FlaskClient) -> None:
    assert client.get("/desk/").headers["Cache-Control"] == "no-store"
    assert client.get("/desktop").headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize(
    ("trusted", "seen"),
    [(0, ("127.0.0.1", "http", "localhost")), (1, ("192.0.2.7", "https", "elsewhere.example"))],
)
def test_proxies_are_believed_only_where_they_are_trusted(
    settings: Settings, trusted: int, seen: tuple[str, str, str]
) -> None:
    app = create_app(settings.model_copy(update={"trusted_proxies": trusted}))
    app.add_url_rule("/who", view_func=lambda: [request.remote_addr, request.scheme, request.host])
    assert app.test_client().get("/who", headers=FORWARDED).get_json() == list(seen)


def test_one_trusted_proxy_is_not_two(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"trusted_proxies": 1}))
    app.add_url_rule("/who", view_func=lambda: [request.remote_addr])
    forged = {"X-Forwarded-For": "203.0.113.9, 192.0.2.7"}
    assert app.test_client().get("/who", headers=forged).get_json() == ["192.0.2.7"]


def test_a_search_is_asked_again_when_the_index_moved_however_its_address_is_spelled(
    client: FlaskClient, settings: Settings, app: Flask
) -> None:
    address = "/search?%71=zebra"
    before = client.get(address).headers["ETag"]
    with app.app_context():
        index.reindex(settings)
    asked: list[str] = []
    app.before_request_funcs.setdefault(None, []).append(lambda: asked.append(request.path))
    client.get(address, headers={"If-None-Match": before})
    assert asked == ["/search"]


def test_the_watcher_sees_the_last_act(client: FlaskClient) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.get_json()) == (200, {"status": "ok", "act": 0})
    assert response.headers["Cache-Control"] == "no-store"


def test_the_watcher_sees_a_database_that_does_not_answer(app: Flask) -> None:
    with app.app_context(), writing() as connection:
        connection.execute(text("ALTER TABLE head RENAME TO lost"))
    response = app.test_client().get("/healthz")
    assert response.status_code == 503
    assert response.get_json() == {"status": "the database cannot be read"}
