"""Logs: one JSON line an event, with what an operator needs and nothing of a person's."""

from __future__ import annotations

import io
import json
import logging
import logging.config
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from register.extensions import writing
from register.web.logs import LOGGING, JsonLines

TYPED = "Ms A. Person, 07700 900123"


@pytest.fixture
def lines(app: Flask) -> Iterator[io.StringIO]:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    app.logger.addHandler(handler)
    yield written
    app.logger.removeHandler(handler)


def test_an_error_is_one_line_without_personal_data(app: Flask, lines: io.StringIO) -> None:
    def fail(name: str) -> str:
        try:
            raise KeyError(name)
        except KeyError as problem:
            raise ValueError(f"{name} is not here") from problem

    app.add_url_rule("/people/<name>", view_func=fail)
    response = app.test_client().get(
        f"/people/{TYPED}?q={TYPED}",
        headers={"User-Agent": TYPED, "X-Forwarded-For": "192.0.2.7"},
        environ_base={"REMOTE_ADDR": "192.0.2.7"},
    )
    assert response.status_code == 500
    (line,) = lines.getvalue().splitlines()
    found = json.loads(line)
    assert (found["level"], found["method"], found["route"]) == ("error", "GET", "/people/<name>")
    assert [one["error"] for one in found["errors"]] == ["builtins.ValueError", "builtins.KeyError"]
    assert found["errors"][0]["trace"][-1].endswith(" fail")
    for personal in ("Person", "900123", "192.0.2.7"):
        assert personal not in line


def test_a_database_that_fails_says_why_but_not_over_what(app: Flask, lines: io.StringIO) -> None:
    with app.app_context():
        with pytest.raises(OperationalError) as raised, writing() as connection:
            connection.execute(text("SELECT :typed FROM nowhere"), {"typed": TYPED})
        app.logger.error("it failed", exc_info=raised.value)
    found = json.loads(lines.getvalue())
    assert found["errors"][0]["said"] == "no such table: nowhere"
    assert "900123" not in str(raised.value)
    assert "900123" not in lines.getvalue()


def test_the_configuration_is_one_that_logging_takes(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        logging.config.dictConfig(LOGGING)
        logging.getLogger("register").warning("A worker ended.")
        logging.getLogger("granian.access").info("192.0.2.7 asked")
    finally:
        root.handlers[:], root.level = before, level
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["message"] == "A worker ended."
