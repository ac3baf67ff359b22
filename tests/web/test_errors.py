"""Errors: a page in house style for each, with the headers that belong to it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import Gone, ServiceUnavailable, TooManyRequests


@pytest.mark.parametrize(
    "address", ["/decisions/?q=%00", "/decisions.atom?q=%00", "/desk/correct?reference=%00", "/a%00b", "/?%00=1"]
)
def test_what_no_database_takes_is_refused_in_every_room(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 400


def test_a_wrong_method_is_told_the_right_ones(client: FlaskClient) -> None:
    response = client.post("/compact/")
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) >= {"GET", "HEAD"}
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store"


def test_when_to_come_back_is_said(app: Flask) -> None:
    app.add_url_rule("/busy", view_func=_raising(TooManyRequests(retry_after=60)))
    app.add_url_rule("/down", view_func=_raising(ServiceUnavailable(retry_after=60)))
    for address in ("/busy", "/down"):
        response = app.test_client().get(address)
        assert response.headers["Retry-After"] == "60"
        assert response.headers["Cache-Control"] == "no-store"


def test_what_stays_gone_or_unknown_may_be_remembered(app: Flask) -> None:
    app.add_url_rule("/gone", view_func=_raising(Gone()))
    for address in ("/gone", "/nowhere"):
        assert app.test_client().get(address).headers["Cache-Control"] == "public, no-cache"


def _raising(error: Exception):  # type: ignore[no-untyped-def]
    def view() -> str:
        raise error

    view.__name__ = type(error).__name__
    return view
