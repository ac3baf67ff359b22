"""Who gets in, for how long, and how guessers are slowed."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from register.accounts import service
from register.accounts.models import Account
from register.extensions import reading, writing
from tests.desk.browser import PASSWORD, Officer, add_staff

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def ada(app: Flask) -> Officer:
    add_staff(app, "ada", "author")
    return Officer(app)


def test_a_member_of_staff_signs_in_and_out(ada: Officer) -> None:
    assert ada.get("/desk/", 302).endswith("/desk/sign-in?next=/desk/")
    ada.sign_in("ada")
    assert "Signed in as Ada" in ada.get("/desk/")
    ada.post("/desk/sign-out", status=302)
    ada.get("/desk/", 302)


def test_a_copy_of_the_cookie_is_worth_nothing_after_signing_out(app: Flask, ada: Officer) -> None:
    ada.sign_in("ada")
    cookie = ada.client.get_cookie("desk", path="/desk")
    assert cookie is not None
    thief = Officer(app)
    thief.client.set_cookie("desk", cookie.value, path="/desk")
    thief.get("/desk/")
    ada.post("/desk/sign-out", status=302)
    thief.get("/desk/", 302)
    ada.sign_in("ada")
    ada.get("/desk/")


@pytest.mark.record
def test_tries_made_at_once_are_counted_one_after_another(app: Flask) -> None:
    together = threading.Barrier(service.FREE_TRIES * 2)
    waits: list[timedelta | None] = []

    def attempt() -> None:
        with app.app_context():
            together.wait()
            with writing() as connection:
                waits.append(service.begin_sign_in(connection, email="a@example.org", address="192.0.2.1", now=NOW))

    threads = [threading.Thread(target=attempt) for _ in range(together.parties)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert waits.count(None) == service.FREE_TRIES


@pytest.mark.parametrize(
    ("name", "password"),
    [("ada", "wrong"), ("nobody", PASSWORD), ("ada", ""), ("", ""), ("ada", "x" * 5000), ("ada", "\0")]
    + [(name, "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 1000) for name in ("ada", "nobody")],
)
def test_a_wrong_sign_in_says_the_same_whatever_is_wrong(ada: Officer, name: str, password: str) -> None:
    page = ada.sign_in(name, password, 422)
    assert "do not go together" in page
    assert "Error: Sign in" in page
    ada.get("/desk/", 302)


def test_a_disabled_account_is_out_at_its_next_request(app: Flask, ada: Officer) -> None:
    ada.sign_in("ada")
    with app.app_context(), writing() as connection:
        account = connection.scalar(select(Account.__table__.c.id))
        service.disable_account(connection, int(account or 0))
    ada.get("/desk/", 302)
    ada.sign_in("ada", status=422)


def test_the_password_is_kept_as_argon2id(app: Flask, ada: Officer) -> None:
    with app.app_context(), reading() as connection:
        stored = connection.scalar(select(Account.__table__.c.password))
    assert str(stored).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize(
    "away",
    [
        "https://evil.example/",
        "//evil.example/desk/",
        "/\\evil.example/desk/",
        "/desk/\\..\\evil",
        "/desk/\n//evil.example",
        "javascript:alert(1)",
        "/desk/../evil",
        "/decisions/",
        "desk/",
    ],
)
def test_sign_in_leads_nowhere_else(ada: Officer, away: str) -> None:
    ada.get("/desk/sign-in", query_string={"next": away})
    signing = [("email", "ada@example.org"), ("password", PASSWORD), ("next", away)]
    response = ada.send("/desk/sign-in", signing, query_string={"next": away})
    assert response.status_code in (302, 422)
    assert "Location" not in response.headers or response.location == "/desk/"


def test_sign_in_leads_where_the_person_was_going(ada: Officer) -> None:
    place = ada.get("/desk/rounds", 302)
    page = ada.get(place)
    assert 'name="next" value="/desk/rounds"' in page
    signing = [("email", "ada@example.org"), ("password", PASSWORD), ("next", "/desk/rounds")]
    assert ada.post("/desk/sign-in", signing, 302) == "/desk/rounds"


def test_there_is_no_staying_signed_in(ada: Officer) -> None:
    ada.get("/desk/sign-in")
    response = ada.send(
        "/desk/sign-in", [("email", "ada@example.org"), ("password", PASSWORD), ("remember", "y"), ("next", "")]
    )
    assert response.status_code == 302
    assert not any(header.startswith("remember_token") for header in response.headers.getlist("Set-Cookie"))


def test_no_token_in_an_address_or_a_header_signs_in(app: Flask, ada: Officer) -> None:
    with app.test_request_context("/desk/"):
        token = app.extensions["security"].datastore.find_user(email="ada@example.org").get_auth_token()
    ada.get(f"/desk/?auth_token={token}", 302)
    ada.get("/desk/", 302, headers={"Authentication-Token": token})


def test_a_session_ends_after_half_an_hour_of_nothing(ada: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    ada.sign_in("ada")
    began = time.time()
    monkeypatch.setattr(time, "time", lambda: began + 29 * 60)
    ada.get("/desk/")
    monkeypatch.setattr(time, "time", lambda: began + 58 * 60)
    ada.get("/desk/")
    monkeypatch.setattr(time, "time", lambda: began + 89 * 60)
    ada.get("/desk/", 302)


def test_a_session_ends_after_twelve_hours(ada: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    ada.sign_in("ada")
    began = time.time()
    for minutes in range(0, 12 * 60, 25):
        monkeypatch.setattr(time, "time", lambda minutes=minutes: began + minutes * 60)
        ada.get("/desk/")
    monkeypatch.setattr(time, "time", lambda: began + 12 * 3600 + 1)
    ada.get("/desk/", 302)


def test_a_guesser_is_slowed_and_the_owner_elsewhere_is_not(ada: Officer) -> None:
    ada.get("/desk/sign-in")
    for _ in range(service.FREE_TRIES):
        ada.sign_in("ada", "guess", 422)
    page = ada.sign_in("ada", PASSWORD, 429)
    assert "Wait 1 minute" in page
    elsewhere = Officer(ada.client.application)
    elsewhere.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    elsewhere.sign_in("ada")


def test_no_other_way_of_sending_it_escapes_the_count(ada: Officer) -> None:
    ada.get("/desk/sign-in")
    for _ in range(8):
        sent = {"email": "ada@example.org", "password": "guess"}
        response = ada.client.post("/desk/sign-in", json=sent, headers={"X-CSRFToken": ada.token})
        assert response.status_code == 415
    spellings = ["ADA@example.org", " ada@example.org", "ada@EXAMPLE.org", "ada@ｅxample.org", "Ada@Example.Org"]
    for email in spellings:
        ada.post("/desk/sign-in", [("email", email), ("password", "guess")], 422)
    ada.post("/desk/sign-in", [("email", "ada@example.org"), ("password", "guess")], 429)


def test_the_wait_doubles_and_waiting_costs_nothing(app: Flask) -> None:
    with app.app_context(), writing() as connection:

        def attempt(after: timedelta, address: str = "192.0.2.1", email: str = "ada@example.org") -> timedelta | None:
            return service.begin_sign_in(connection, email=email, address=address, now=NOW + after)

        assert [attempt(timedelta()) for _ in range(5)] == [None] * 5
        assert attempt(timedelta(seconds=20)) == timedelta(seconds=40)
        assert attempt(timedelta(seconds=21)) == timedelta(seconds=39)
        assert attempt(timedelta(seconds=60)) is None
        assert attempt(timedelta(seconds=61)) == timedelta(seconds=119)
        assert attempt(timedelta(seconds=61), email=" ADA@example.org ") == timedelta(seconds=119)
        assert attempt(timedelta(seconds=61), address="192.0.2.2") is None
        service.forget_failures(connection, email="ada@example.org", address="192.0.2.1")
        assert attempt(timedelta(seconds=62)) is None


def test_one_place_cannot_try_many_accounts(app: Flask) -> None:
    with app.app_context(), writing() as connection:
        for number in range(service.TRIES_FROM_ONE_PLACE):
            email, address = f"{number}@example.org", f"2001:db8::{number:x}"
            assert service.begin_sign_in(connection, email=email, address=address, now=NOW) is None
        assert service.begin_sign_in(connection, email="x@example.org", address="2001:db8::ffff", now=NOW)
        assert not service.begin_sign_in(connection, email="x@example.org", address="2001:db8:0:1::1", now=NOW)


def test_an_account_is_made_once_with_roles_that_exist(app: Flask) -> None:
    with app.app_context(), writing() as connection:
        made = {"name": "Ada", "password_hash": "x", "at": "2026-11-22T00:00:00.000000Z"}
        service.add_account(connection, email="Ada@Example.org", roles=["author"], **made)
        with pytest.raises(service.AccountExists):
            service.add_account(connection, email="ada@example.ORG", roles=["author"], **made)
        with pytest.raises(service.UnknownRole):
            service.add_account(connection, email="b@example.org", roles=["king"], **made)
        with pytest.raises(ValueError, match="@"):
            service.add_account(connection, email="nobody", roles=["author"], **made)


@pytest.mark.parametrize("asked", ["?q=warm+rooms", "?q=a*b", "?q=Warm%20rooms%21..."])
def test_a_search_is_still_there_after_signing_in(ada: Officer, asked: str) -> None:
    place = ada.get(f"/desk/organisations{asked}", 302)
    ada.get(place)
    signing = [("email", "ada@example.org"), ("password", PASSWORD), ("next", f"/desk/organisations{asked}")]
    assert ada.post("/desk/sign-in", signing, 302) == f"/desk/organisations{asked}"
