"""Passkeys: made and used with a device of our own, and every wrong answer refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from register.accounts.factors import remove_totp
from register.accounts.models import audit_record
from register.accounts.service import FREE_TRIES
from register.extensions import reading, writing
from register.settings import Settings
from tests.accounts.device import Device, options_in
from tests.accounts.phone import first_sign_in, password_right
from tests.desk.browser import PASSWORD, Officer, add_staff
from tests.desk.test_nothing_lost import WORDS, hidden_fields


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"second_factor": True})


@pytest.fixture
def ada(app: Flask) -> Officer:
    add_staff(app, "ada", "author")
    officer = Officer(app)
    first_sign_in(officer)
    return officer


def add(officer: Officer, device: Device, name: str = "Work laptop", status: int = 303) -> str:
    answer = device.make(officer.get("/desk/account/passkeys/new"))
    return officer.post("/desk/account/passkeys/new", [("name", name), ("passkey-answer", answer)], status)


def enter(officer: Officer, device: Device, status: int = 302, **more: str) -> str:
    answer = device.use(officer.get("/desk/sign-in"))
    return officer.post("/desk/sign-in/passkey", [("passkey-answer", answer), *more.items()], status)


def test_a_passkey_is_added_signs_in_alone_and_is_removed(app: Flask, ada: Officer) -> None:
    device = Device()
    asked = options_in(ada.get("/desk/account/passkeys/new"))
    assert asked["rp"] == {"name": "County Durham Compact Register", "id": "register.test"}
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    add(ada, device)
    assert "Work laptop" in ada.get("/desk/account")
    assert "ada@example.org" not in str(options_in(Officer(app).get("/desk/sign-in")))
    browser = Officer(app)
    assert enter(browser, device) == "/desk/"
    page = browser.get("/desk/account")
    assert "Signed in as Ada" in page
    browser.post("/desk/account/passkeys/1/remove", status=303)
    page = browser.get("/desk/account")
    assert "does not sign you in any more" in page
    assert 'id="passkeys"' not in page
    enter(Officer(app), device, 422)
    with app.app_context(), reading() as connection:
        done = list(connection.scalars(select(audit_record.c.action).order_by(audit_record.c.id)))
    assert done[-4:] == ["passkey_added", "signed_in", "passkey_removed", "sign_in_failed"]


def test_a_passkey_is_the_second_factor_too(app: Flask, ada: Officer) -> None:
    device = Device()
    add(ada, device)
    browser = Officer(app)
    page = browser.get(password_right(browser))
    assert [one["id"] for one in options_in(page)["allowCredentials"]]
    browser.post("/desk/sign-in/code", [("passkey-answer", device.use(page))], 302)
    browser.get("/desk/account")


def test_another_accounts_passkey_is_no_second_factor(app: Flask, ada: Officer) -> None:
    add_staff(app, "pat", "publisher")
    pat, pats = Officer(app), Device(id=b"the passkey of pat")
    first_sign_in(pat, "pat")
    add(pat, pats)
    add(ada, Device())
    thief = Officer(app)
    page = thief.get(password_right(thief))
    page = thief.post("/desk/sign-in/code", [("passkey-answer", pats.use(page))], 422)
    assert "another account" in page
    ada.client.get("/desk/account")
    page = ada.get("/desk/account/confirm")
    ada.post("/desk/account/confirm", [("passkey-answer", pats.use(page))], 422)
    thief.get("/desk/account", 302)


def test_an_answer_is_good_once(app: Flask, ada: Officer) -> None:
    device = Device()
    add(ada, device)
    browser = Officer(app)
    answer = device.use(browser.get("/desk/sign-in"))
    cookie = browser.client.get_cookie("desk", path="/desk")
    assert cookie
    token = browser.token
    browser.post("/desk/sign-in/passkey", [("passkey-answer", answer)], 302)
    thief = Officer(app)
    thief.client.set_cookie("desk", cookie.value, path="/desk")
    thief.token = token
    thief.post("/desk/sign-in/passkey", [("passkey-answer", answer)], 422)
    thief.get("/desk/account", 302)


@pytest.mark.parametrize(
    "wrong",
    [
        {"verified": False},
        {"origin": "https://evil.example"},
        {"origin": "http://register.test"},
        {"handle": b"somebody else"},
        {"id": b"unknown"},
    ],
)
def test_a_wrong_answer_signs_nobody_in(app: Flask, ada: Officer, wrong: dict[str, Any]) -> None:
    device = Device()
    add(ada, device)
    browser = Officer(app)
    page = enter(browser, replace(device, **wrong), 422)
    assert "does not open an account here" in page
    enter(browser, replace(device, key=Device().key), 422)
    browser.get("/desk/account", 302)
    enter(browser, device)


@pytest.mark.parametrize(
    "junk", ["", "x", "{}", "[]", "null", '{"id": 1}', "[" * 5000, "x" * 30_000, '{"id":"\\ud800"}']
)
def test_junk_is_refused_kindly(ada: Officer, junk: str) -> None:
    ada.get("/desk/account/passkeys/new")
    ada.post("/desk/account/passkeys/new", [("name", "x"), ("passkey-answer", junk)], 422)
    browser = Officer(ada.client.application)
    browser.get("/desk/sign-in")
    browser.post("/desk/sign-in/passkey", [("passkey-answer", junk)], 422)


@pytest.mark.parametrize("wrong", [{"verified": False}, {"origin": "https://evil.example"}])
def test_a_passkey_that_asks_nobody_or_comes_from_elsewhere_is_not_added(ada: Officer, wrong: dict[str, Any]) -> None:
    add(ada, Device(**wrong), status=422)
    assert "You have none" in ada.get("/desk/account")


def test_each_has_a_name_of_its_own_and_stands_once(ada: Officer) -> None:
    add(ada, Device())
    assert "this name already" in add(ada, Device(id=b"another"), status=422)
    assert "in use already" in add(ada, Device(), "Phone", 422)
    add(ada, Device(id=b"another"), "  Work   phone  ")
    assert "Work phone" in ada.get("/desk/account")


def test_nobody_removes_what_is_not_theirs(app: Flask, ada: Officer) -> None:
    add(ada, Device())
    add_staff(app, "pat", "publisher")
    pat = Officer(app)
    first_sign_in(pat, "pat")
    pat.get("/desk/account")
    pat.post("/desk/account/passkeys/1/remove", status=404)
    ada.get("/desk/account/passkeys/new")


def test_what_was_typed_survives_signing_in_with_a_passkey(app: Flask, ada: Officer) -> None:
    device = Device()
    add(ada, device)
    browser = Officer(app)
    browser.get("/desk/sign-in")
    page = browser.post("/desk/decisions/new", [("title", WORDS)], 401)
    carried = [pair for pair in hidden_fields(page, "/desk/sign-in/passkey") if pair[0] == "kept"]
    assert carried
    page = browser.post("/desk/sign-in/passkey", [*carried, ("passkey-answer", device.use(page))], 200)
    assert dict(hidden_fields(page, "/desk/decisions/new")) == {"title": WORDS}


def test_a_passkey_without_an_app_is_a_second_factor_in_a_demonstration(app: Flask, settings: Settings) -> None:
    settings.demonstration_marker.write_text("A demonstration.")
    add_staff(app, "ada", "author")
    officer, device = Officer(app), Device()
    password_right(officer)
    officer.get("/desk/account")
    assert "Keep these recovery codes" in add(officer, device, status=200)
    browser = Officer(app)
    page = browser.get(password_right(browser))
    assert "Use your passkey" in page
    assert 'name="app-code"' not in page
    browser.post("/desk/sign-in/code", [("passkey-answer", device.use(page))], 302)
    browser.get("/desk/account")
    browser.post("/desk/account/passkeys/1/remove", status=303)
    assert password_right(Officer(app)) == "/desk/"


@pytest.mark.parametrize(
    ("public", "host", "domain"),
    [
        ("https://register.test", "anything.example", "register.test"),
        ("http://127.0.0.1:5000", "localhost:5000", "localhost"),
        ("http://127.0.0.1:5000", "127.0.0.1:5000", None),
        ("http://127.0.0.1:5000", "evil.example", None),
        ("http://register.test", "register.test", None),
        ("https://192.0.2.1", "192.0.2.1", None),
        ("https://[2001:db8::1]", "localhost", None),
    ],
)
def test_passkeys_are_bound_to_the_registers_own_name(
    app: Flask, settings: Settings, public: str, host: str, domain: str | None
) -> None:
    from register.desk.asking import party

    app.config["SETTINGS"] = settings.model_copy(update={"public_url": public})
    with app.test_request_context("/desk/sign-in", headers={"Host": host}):
        site = party()
    assert (site and site.domain) == domain


def test_the_password_confirms_too(ada: Officer) -> None:
    ada.get("/desk/account/confirm")
    ada.post("/desk/account/confirm", [("password", PASSWORD)], 303)


def test_where_a_second_factor_is_required_the_last_one_stays(app: Flask, ada: Officer) -> None:
    add(ada, Device())
    add(ada, Device(id=b"another"), "Phone")
    with app.app_context(), writing() as connection:
        remove_totp(connection, 1)
    ada.get("/desk/account")
    ada.post("/desk/account/passkeys/1/remove", status=303)
    page = ada.post("/desk/account/passkeys/2/remove", status=403)
    assert "asks everybody for a second factor" in page
    page = ada.get("/desk/account")
    assert "Phone" in page
    assert "You can remove it once" in page
    assert "passkeys/2/remove" not in page


def test_a_passkey_that_cannot_be_is_none(ada: Officer) -> None:
    ada.get("/desk/account")
    ada.post(f"/desk/account/passkeys/{'9' * 20}/remove", status=404)


def test_a_name_keeps_no_character_that_a_page_cannot_hold(ada: Officer) -> None:
    add(ada, Device(), "Work\0 lap\x01top")
    assert "Work\N{REPLACEMENT CHARACTER} lap\N{REPLACEMENT CHARACTER}top" in ada.get("/desk/account")


def test_a_refused_passkey_stands_in_the_audit(app: Flask, ada: Officer) -> None:
    device = Device()
    add(ada, device)
    for _ in range(20):
        enter(Officer(app), replace(device, key=Device().key), 422)
    browser = Officer(app)
    page = browser.get(password_right(browser))
    browser.post("/desk/sign-in/code", [("passkey-answer", replace(device, key=Device().key).use(page))], 422)
    page = ada.get("/desk/account/confirm")
    ada.post("/desk/account/confirm", [("passkey-answer", "x")], 422)
    with app.app_context(), reading() as connection:
        query = select(audit_record.c.account_id, audit_record.c.detail).where(
            audit_record.c.action == "sign_in_failed"
        )
        failed = [(row.account_id, json.loads(row.detail)["step"]) for row in connection.execute(query)]
    assert failed == [*[(None, "passkey")] * FREE_TRIES, (1, "passkey"), (1, "passkey")], "a stranger writes but a few"
    enter(Officer(app), device)
