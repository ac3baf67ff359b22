"""What nobody could type is not kept for a stranger; what a busy database did not take is."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from register.desk import discarding, drafting, sign_in
from register.desk.keeping import MOST_BYTES, MOST_BYTES_CARRIED, MOST_PAIRS
from tests.desk.browser import PASSWORD, Officer, award_pairs, with_pair
from tests.desk.test_nothing_lost import hidden_fields

FORM = "application/x-www-form-urlencoded"


def sent(officer: Officer, path: str, body: bytes) -> TestResponse:
    return officer.client.post(path, data=body, content_type=FORM)


@pytest.mark.parametrize(
    "body",
    [b"a=1&" * 600_000, b"a=" + b"1" * MOST_BYTES, b"a=1&" * (MOST_PAIRS + 1)],
    ids=["many pairs", "long", "a few too many pairs"],
)
def test_a_stranger_gets_little_for_much(app: Flask, body: bytes) -> None:
    response = sent(Officer(app), "/desk/decisions/new", body)
    assert response.status_code == 413
    assert len(response.data) < 20_000
    assert "sign in" in response.text


def test_a_stranger_cannot_send_a_body_without_a_length_either(app: Flask) -> None:
    response = app.test_client().post(
        "/desk/decisions/new",
        content_type=FORM,
        environ_overrides={
            "wsgi.input": io.BytesIO(b"a=1&" * 600_000),
            "wsgi.input_terminated": True,
            "HTTP_TRANSFER_ENCODING": "chunked",
        },
    )
    assert response.status_code == 413
    assert len(response.data) < 20_000


def test_the_sign_in_page_takes_no_more_than_it_gives(app: Flask) -> None:
    assert sent(Officer(app), "/desk/sign-in", b"kept=" + b"%22" * MOST_BYTES_CARRIED).status_code == 413


def test_the_longest_form_that_is_kept_comes_back_through_sign_in(app: Flask, author: Officer) -> None:
    reasons = "“Quoted” & \\ten\\ \n" * 900
    author.client.delete_cookie("desk", path="/desk")
    many = [(f"risks-{row}-risk", reasons[:1_000]) for row in range(90)]
    typed = [*with_pair(award_pairs(), "rationale-reasons", reasons), *many, ("save", "1")]
    page = author.post("/desk/decisions/new", typed, 401)
    carried = dict(hidden_fields(page, "/desk/sign-in"))["kept"]
    signing = [("email", "ada@example.org"), ("password", PASSWORD), ("kept", carried)]
    page = author.post("/desk/sign-in", signing, 200)
    assert ("risks-89-risk", many[-1][1]) in hidden_fields(page, "/desk/decisions/new")


def test_an_officer_may_send_what_a_stranger_may_not(author: Officer) -> None:
    author.get("/desk/decisions/new")
    long = [(f"risks-{row}-risk", "r" * 2_000) for row in range(90)]
    long += [(f"declarations-{row}-interest", "i" * 2_000) for row in range(90)]
    page = author.post("/desk/decisions/new", [*award_pairs(), *long, ("save", "1")], 422)
    assert "r" * 2_000 in page


@contextmanager
def busy() -> Iterator[None]:
    """Stand for the transaction of a database that is locked for too long."""
    raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))
    yield


def test_a_busy_database_gives_back_what_was_typed(
    app: Flask, author: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    author.get("/desk/decisions/new")
    typed = [*with_pair(award_pairs(), "title", "Typed while it was busy"), ("save", "1")]
    with monkeypatch.context() as patch:
        patch.setattr(drafting, "writing", busy)
        page = author.post("/desk/decisions/new", typed, 503)
    assert "Typed while it was busy" in page
    assert "could not save it just now" in page
    author.post("/desk/decisions/new", hidden_fields(page, "/desk/decisions/new"))
    assert "Typed while it was busy" in author.get("/desk/")


def test_a_busy_database_at_sign_in_keeps_what_is_carried(
    app: Flask, author: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    author.client.delete_cookie("desk", path="/desk")
    author.get("/desk/sign-in")
    page = author.post("/desk/decisions/new", [("title", "Carried"), ("save", "1")], 401)
    carried = dict(hidden_fields(page, "/desk/sign-in"))["kept"]
    monkeypatch.setattr(sign_in, "writing", busy)
    signing = [("email", "ada@example.org"), ("password", PASSWORD), ("kept", carried)]
    page = author.post("/desk/sign-in", signing, 503)
    assert dict(hidden_fields(page, "/desk/sign-in"))["kept"] == carried


@pytest.mark.parametrize("sign", ["\N{LATIN SMALL LETTER E WITH ACUTE}", '"', "\\", "\n", "\N{SNOWMAN}", "\N{OWL}"])
def test_what_is_said_to_be_kept_comes_back_whatever_it_is_written_in(author: Officer, sign: str) -> None:
    author.client.delete_cookie("desk", path="/desk")
    author.get("/desk/sign-in")
    one = "Kept" + sign * 900
    many = (MOST_BYTES - 6_000) // (len(one.encode()) + 150)
    typed = [(f"risks-{row}-risk", one) for row in range(many)]
    page = author.post("/desk/decisions/new", typed, 401, content_type="multipart/form-data")
    assert "What you typed is kept" in page
    carried = dict(hidden_fields(page, "/desk/sign-in"))["kept"]
    signing = [("email", "ada@example.org"), ("password", PASSWORD), ("kept", carried)]
    page = author.post("/desk/sign-in", signing, 200)
    assert (f"risks-{many - 1}-risk", one) in hidden_fields(page, "/desk/decisions/new")


def test_a_busy_database_does_not_leave_half_signed_out(author: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    author.get("/desk/")
    with monkeypatch.context() as patch:
        patch.setattr(sign_in, "writing", busy)
        page = author.post("/desk/sign-out", status=503)
    assert "This has not been done" in page
    author.post("/desk/sign-out", hidden_fields(page, "/desk/sign-out"), 302)
    author.get("/desk/", 302)


def test_a_busy_database_lets_a_button_without_answers_go_on(author: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    author.get("/desk/decisions/new")
    author.post("/desk/decisions/new", [*award_pairs(), ("save", "1")])
    where = "/desk/drafts/1/discard"
    author.get(where)
    with monkeypatch.context() as patch:
        patch.setattr(discarding, "writing", busy)
        page = author.post(where, status=503)
    author.post(where, hidden_fields(page, where))
