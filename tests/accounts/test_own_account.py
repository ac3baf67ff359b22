"""One's own account: seen by its owner, and changed only by who has just shown that they are the owner."""

from __future__ import annotations

import time

import pytest
from flask import Flask
from sqlalchemy import select

from register.accounts import service
from register.accounts.models import audit_record
from register.extensions import reading
from register.settings import Settings
from tests.accounts.phone import Phone, codes_in, first_sign_in, password_right
from tests.desk.browser import PASSWORD, Officer, add_staff

NEW = "three unlikely purple words"
LONG = "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 1000
"""Eighteen times as long once it is spelled as it is hashed."""
CHANGES = [
    ("GET", "/desk/account/second-factor"),
    ("POST", "/desk/account/second-factor"),
    ("POST", "/desk/account/second-factor/remove"),
    ("POST", "/desk/account/codes"),
    ("GET", "/desk/account/passkeys/new"),
    ("POST", "/desk/account/passkeys/new"),
    ("POST", "/desk/account/passkeys/1/remove"),
]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"second_factor": True})


@pytest.fixture
def ada(app: Flask) -> Officer:
    add_staff(app, "ada", "author", "publisher")
    officer = Officer(app)
    first_sign_in(officer)
    return officer


def test_it_shows_who_one_is_and_how_one_signs_in(ada: Officer) -> None:
    page = ada.get("/desk/account")
    for words in ("Ada (invented)", "ada@example.org", "Author, publisher", "Set up", "10 are left", "You have none"):
        assert words in page
    assert "Remove the authenticator app" not in page


def test_changes_ask_who_it_is_after_ten_minutes(ada: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    began = time.time()
    ada.get("/desk/account")
    monkeypatch.setattr(time, "time", lambda: began + 10 * 60 + 5)
    for method, path in CHANGES:
        data = {"csrf_token": ada.token} if method == "POST" else None
        response = ada.client.open(path, method=method, data=data)
        back = path if method == "GET" else "/desk/account"
        assert response.status_code == 303
        assert response.location == f"/desk/account/confirm?next={back}"
    ada.get("/desk/account/confirm?next=/desk/account/second-factor")
    for typed, status in [("", 422), ("wrong", 422), (PASSWORD, 303)]:
        sent = [("password", typed), ("next", "/desk/account/second-factor")]
        where = ada.post("/desk/account/confirm", sent, status)
    assert where == "/desk/account/second-factor"
    ada.get(where)


def test_confirming_leads_nowhere_else(ada: Officer) -> None:
    ada.get("/desk/account/confirm?next=https://evil.example/")
    sent = [("password", PASSWORD), ("next", "//evil.example/")]
    assert ada.post("/desk/account/confirm", sent, 303) == "/desk/account"


def test_guessing_the_password_of_an_open_desk_is_slowed(ada: Officer) -> None:
    ada.get("/desk/account/confirm")
    for _ in range(service.FREE_TRIES):
        ada.post("/desk/account/confirm", [("password", "guess")], 422)
    ada.post("/desk/account/confirm", [("password", PASSWORD)], 429)
    ada.post("/desk/account/password", [("old-password", PASSWORD), ("new-password", NEW)], 429)


def test_a_new_password_ends_every_session_but_this_one(app: Flask, ada: Officer) -> None:
    copy = Officer(app)
    cookie = ada.client.get_cookie("desk", path="/desk")
    assert cookie
    copy.client.set_cookie("desk", cookie.value, path="/desk")
    copy.get("/desk/account")
    ada.get("/desk/account/password")
    for old, new, status in [
        ("", NEW, 422),
        ("wrong", NEW, 422),
        (PASSWORD, "short", 422),
        (PASSWORD, "adaadaadaada", 422),
        (PASSWORD, NEW, 303),
    ]:
        page = ada.post("/desk/account/password", [("old-password", old), ("new-password", new)], status)
        assert NEW not in page
    assert "Your password is changed" in ada.get("/desk/account")
    copy.get("/desk/account", 302)
    Officer(app).sign_in("ada", PASSWORD, 422)


def test_a_new_app_takes_the_place_of_the_one_before(app: Flask, ada: Officer) -> None:
    new = Phone(ada.get("/desk/account/second-factor"))
    ada.post("/desk/account/second-factor", [("app-code", "")], 422)
    page = ada.post("/desk/account/second-factor", [("app-code", new.wrong())], 422)
    assert Phone(page).shown == new.shown
    ada.post("/desk/account/second-factor", [("app-code", new.code())], 303)
    browser = Officer(app)
    browser.get(password_right(browser))
    browser.post("/desk/sign-in/code", [("app-code", new.code(1))], 302)
    assert "10 are left" in browser.get("/desk/account")


def test_where_a_second_factor_is_required_it_cannot_be_removed(ada: Officer) -> None:
    ada.get("/desk/account")
    ada.post("/desk/account/second-factor/remove", status=403)
    assert "Set up" in ada.get("/desk/account")


def test_no_secret_is_carried_through_a_lost_session(app: Flask, ada: Officer) -> None:
    ada.get("/desk/account/password")
    ada.client.delete_cookie("desk", path="/desk")
    page = ada.post("/desk/account/password", [("old-password", PASSWORD), ("new-password", NEW), ("x", "y")], 401)
    assert PASSWORD not in page
    assert NEW not in page


def test_nothing_secret_is_written_in_the_audit(app: Flask, ada: Officer) -> None:
    ada.get("/desk/account/password")
    ada.post("/desk/account/password", [("old-password", PASSWORD), ("new-password", NEW)], 303)
    ada.get("/desk/account")
    codes = codes_in(ada.post("/desk/account/codes", status=200))
    Officer(app).sign_in("ada", "a password typed wrongly", 422)
    Officer(app).sign_in("a password typed as an address", "x", 422)
    with app.app_context(), reading() as connection:
        rows = connection.execute(select(audit_record).order_by(audit_record.c.id)).mappings().all()
    written = " ".join(str(value) for row in rows for value in row.values())
    for secret in (PASSWORD, NEW, "a password typed", *codes):
        assert secret not in written
    assert [row["action"] for row in rows][-4:] == ["password_set", "recovery_codes_made", *["sign_in_failed"] * 2]
    assert rows[-1]["account_id"] is None
    assert all(row["address"] == "127.0.0.1" for row in rows)


@pytest.mark.parametrize(("old", "new"), [(LONG, NEW), (PASSWORD, LONG)])
def test_a_password_that_grows_when_it_is_spelled_out_is_refused_kindly(ada: Officer, old: str, new: str) -> None:
    ada.get("/desk/account/password")
    page = ada.post("/desk/account/password", [("old-password", old), ("new-password", new)], 422)
    assert ("not your password" if old == LONG else "The password is too long") in page
