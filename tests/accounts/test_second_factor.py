"""The second factor: set up once, asked for always, each code good once, and nothing open before it."""

from __future__ import annotations

import json
import re
import threading
import time

import pytest
from flask import Flask
from sqlalchemy import select, update

from register.accounts import factors, service
from register.accounts.models import Account, audit_record
from register.desk import second_step
from register.extensions import reading, writing
from register.publishing.doctor import examine
from register.settings import Settings
from tests.accounts.phone import Phone, codes_in, first_sign_in, password_right
from tests.desk.browser import PASSWORD, Officer, add_staff
from tests.desk.test_nothing_lost import WORDS, hidden_fields

_account = Account.__table__


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"second_factor": True})


@pytest.fixture
def ada(app: Flask) -> Officer:
    add_staff(app, "ada", "author")
    return Officer(app)


class Clock:
    """The time, moved forward by hand."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.began, self.passed = time.time(), 0.0
        patch.setattr(time, "time", lambda: self.began + self.passed)

    def wait(self, seconds: float) -> None:
        self.passed += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def actions(app: Flask) -> list[str]:
    with app.app_context(), reading() as connection:
        return list(connection.scalars(select(audit_record.c.action).order_by(audit_record.c.id)))


def test_the_first_sign_in_sets_it_up_and_later_ones_ask_for_it(app: Flask, ada: Officer, clock: Clock) -> None:
    assert password_right(ada) == "/desk/sign-in/set-up"
    page = ada.get("/desk/sign-in/set-up")
    phone = Phone(page)
    assert re.fullmatch(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", phone.shown)
    assert "<svg" in page
    assert "otpauth://totp/County%20Durham%20Compact%20Register:ada" in page
    assert phone.shown == Phone(ada.get("/desk/sign-in/set-up")).shown
    ada.post("/desk/sign-in/set-up", [("app-code", "")], 422)
    ada.post("/desk/sign-in/set-up", [("app-code", phone.wrong())], 422)
    kept = codes_in(ada.post("/desk/sign-in/set-up", [("app-code", phone.code())], 200))
    assert len(set(kept)) == factors.CODES
    assert "Signed in as Ada" in ada.get("/desk/account")
    ada.post("/desk/sign-out", status=302)
    clock.wait(30)
    ada.get(password_right(ada))
    ada.post("/desk/sign-in/code", [("app-code", f" {phone.code()[:3]} {phone.code()[3:]}")], 302)
    ada.get("/desk/account")
    assert actions(app) == [
        "second_factor_set",
        "recovery_codes_made",
        "signed_in",
        "signed_out",
        "signed_in",
    ]


def test_a_half_signed_in_session_reaches_nothing(app: Flask, ada: Officer) -> None:
    password_right(ada)
    token = ada.token
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/desk") or rule.endpoint.startswith(("security.", "doors.")):
            continue
        path = re.sub(r"<int:\w+>", "1", re.sub(r"<(?!int)[\w:]+>", "decisions", rule.rule))
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            response = ada.client.open(path, method=method, data={"csrf_token": token} if method == "POST" else None)
            assert response.status_code in (302, 401, 404), (method, path, response.status_code)
            assert "Signed in as" not in response.text
            if response.status_code == 302:
                assert response.location.startswith("/desk/sign-in?")


def test_a_password_alone_cannot_replace_a_second_factor(ada: Officer) -> None:
    first_sign_in(ada)
    thief = Officer(ada.client.application)
    assert password_right(thief) == "/desk/sign-in/code"
    assert 'id="key"' not in thief.get("/desk/sign-in/set-up")
    with thief.client.session_transaction("/desk/") as session:
        assert "secret" not in session["halfway"]
    thief.get("/desk/sign-in/set-up")
    thief.post("/desk/sign-in/set-up", [("app-code", "123456")], 422)
    thief.get("/desk/", 302)


def test_two_windows_at_set_up_make_one_factor(app: Flask, ada: Officer) -> None:
    other = Officer(app)
    first = Phone(ada.get(password_right(ada)))
    second = Phone(other.get(password_right(other)))
    ada.post("/desk/sign-in/set-up", [("app-code", first.code())], 200)
    page = other.post("/desk/sign-in/set-up", [("app-code", second.code())], 200)
    assert "Enter the code from your app" in page
    other.get("/desk/", 302)


def test_each_code_is_good_once_and_none_older_after_it(ada: Officer, clock: Clock) -> None:
    phone, _ = first_sign_in(ada)
    clock.wait(60)
    for ahead, status in [(0, 302), (0, 422), (-1, 422), (1, 302), (2, 422), (-2, 422)]:
        browser = Officer(ada.client.application)
        password_right(browser)
        browser.get("/desk/sign-in/code")
        browser.post("/desk/sign-in/code", [("app-code", phone.code(ahead))], status)
        browser.get("/desk/account", 200 if status == 302 else 302)


@pytest.mark.record
@pytest.mark.parametrize("kind", ["code", "recovery"])
def test_of_two_equal_codes_at_once_one_signs_in(app: Flask, ada: Officer, clock: Clock, kind: str) -> None:
    phone, codes = first_sign_in(ada)
    clock.wait(60)
    field = ("app-code", phone.code()) if kind == "code" else ("recovery-code", codes[3])
    browsers = [Officer(app) for _ in range(4)]
    for browser in browsers:
        password_right(browser)
        browser.get("/desk/sign-in/code")
    together = threading.Barrier(len(browsers))
    statuses: list[int] = []

    def send(browser: Officer) -> None:
        together.wait()
        statuses.append(browser.send("/desk/sign-in/code", [field]).status_code)

    threads = [threading.Thread(target=send, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [302, 422, 422, 422]


def test_wrong_codes_are_slowed_and_the_owner_elsewhere_is_not(app: Flask, ada: Officer, clock: Clock) -> None:
    phone, _ = first_sign_in(ada)
    clock.wait(60)
    thief = Officer(app)
    password_right(thief)
    thief.get("/desk/sign-in/code")
    for _ in range(service.FREE_TRIES):
        thief.post("/desk/sign-in/code", [("app-code", phone.wrong())], 422)
    assert "Wait 1 minute" in thief.post("/desk/sign-in/code", [("app-code", phone.code())], 429)
    thief.post("/desk/sign-in/code", [("recovery-code", "aaaa-bbbb-cccc")], 422)
    owner = Officer(app)
    owner.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    password_right(owner)
    owner.get("/desk/sign-in/code")
    owner.post("/desk/sign-in/code", [("app-code", phone.code())], 302)
    owner.get("/desk/account")
    assert actions(app).count("sign_in_failed") == service.FREE_TRIES + 1


def test_guessing_codes_from_many_places_is_slowed_and_a_recovery_code_still_works(
    app: Flask, ada: Officer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_step, "MOST_CODES_ANYWHERE", 8)
    phone, codes = first_sign_in(ada)
    clock.wait(60)
    statuses = []
    for number in range(10):
        thief = Officer(app)
        thief.client.environ_base["REMOTE_ADDR"] = f"198.51.100.{number}"
        password_right(thief)
        thief.get("/desk/sign-in/code")
        statuses.append(thief.send("/desk/sign-in/code", [("app-code", phone.wrong())]).status_code)
    assert statuses == [422] * 8 + [429] * 2
    owner = Officer(app)
    password_right(owner)
    owner.get("/desk/sign-in/code")
    owner.post("/desk/sign-in/code", [("app-code", phone.code())], 429)
    owner.post("/desk/sign-in/code", [("recovery-code", codes[0])], 302)
    owner.get("/desk/account")


def test_recovery_codes_are_good_once_kept_hashed_and_made_anew(app: Flask, ada: Officer) -> None:
    _, codes = first_sign_in(ada)
    with app.app_context(), reading() as connection:
        kept = connection.execute(select(_account.c.mf_recovery_codes)).scalar_one()
    assert len(kept) == 10
    assert all(re.fullmatch("[0-9a-f]{64}", one) for one in kept)
    for typed, status in [(codes[0].upper().replace("-", " "), 302), (codes[0], 422), (codes[1], 302), ("", 422)]:
        browser = Officer(app)
        password_right(browser)
        browser.get("/desk/sign-in/code")
        browser.post("/desk/sign-in/code", [("recovery-code", typed)], status)
    assert "8 are left" in ada.get("/desk/account")
    new = codes_in(ada.post("/desk/account/codes", status=200))
    assert len(new) == 10
    assert "10 are left" in ada.get("/desk/account")
    browser = Officer(app)
    password_right(browser)
    browser.get("/desk/sign-in/code")
    browser.post("/desk/sign-in/code", [("recovery-code", codes[2])], 422)
    browser.post("/desk/sign-in/code", [("recovery-code", new[2])], 302)
    assert actions(app).count("recovery_code_used") == 3
    with app.app_context(), reading() as connection:
        written = " ".join(map(str, connection.execute(select(audit_record)).all()))
    assert not any(code in written for code in codes + new)


@pytest.mark.parametrize("first", [False, True])
def test_what_was_typed_survives_both_steps(app: Flask, ada: Officer, clock: Clock, first: bool) -> None:
    phone = None
    if not first:
        phone, _ = first_sign_in(ada)
        clock.wait(60)
    sender = Officer(app)
    sender.get("/desk/sign-in")
    typed = [("title", WORDS), ("rationale-reasons", WORDS * 500), ("update", "1")]
    page = sender.post("/desk/decisions/new", typed, 401)
    carried = [pair for pair in hidden_fields(page, "/desk/sign-in") if pair[0] == "kept"]
    page = sender.post("/desk/sign-in", [*carried, ("email", "ada@example.org"), ("password", PASSWORD)], 200)
    action = "/desk/sign-in/set-up" if first else "/desk/sign-in/code"
    phone = phone or Phone(page)
    for code, status in [("", 422), (phone.wrong(), 422), (phone.code(), 200)]:
        carried = [pair for pair in hidden_fields(page, action) if pair[0] in ("kept", "next")]
        assert carried
        page = sender.post(action, [*carried, ("app-code", code)], status)
    assert dict(hidden_fields(page, "/desk/decisions/new")) == dict(typed)
    assert "Signed in as" in sender.get("/desk/account")


def test_what_was_typed_survives_a_second_step_that_came_too_late(app: Flask, ada: Officer, clock: Clock) -> None:
    phone, _ = first_sign_in(ada)
    sender = Officer(app)
    sender.get("/desk/sign-in")
    page = sender.post("/desk/decisions/new", [("title", WORDS)], 401)
    carried = [pair for pair in hidden_fields(page, "/desk/sign-in") if pair[0] == "kept"]
    page = sender.post("/desk/sign-in", [*carried, ("email", "ada@example.org"), ("password", PASSWORD)], 200)
    clock.wait(31 * 60)
    carried = [pair for pair in hidden_fields(page, "/desk/sign-in/code") if pair[0] == "kept"]
    page = sender.post("/desk/sign-in/code", [*carried, ("app-code", phone.code())], 401)
    assert json.loads(dict(hidden_fields(page, "/desk/sign-in"))["kept"])["pairs"] == [["title", WORDS]]


def test_being_half_signed_in_lasts_half_an_hour_whatever_one_does(ada: Officer, clock: Clock) -> None:
    phone, _ = first_sign_in(ada)
    browser = Officer(ada.client.application)
    password_right(browser)
    for _ in range(3):
        clock.wait(9 * 60)
        assert "Enter the code" in browser.get("/desk/sign-in/code")
        browser.post("/desk/sign-in/code", [("app-code", phone.wrong())], 422)
    clock.wait(4 * 60)
    assert browser.get("/desk/sign-in/code", 302).startswith("/desk/sign-in")


def test_twelve_hours_count_from_the_password(ada: Officer, clock: Clock) -> None:
    phone, _ = first_sign_in(ada)
    browser = Officer(ada.client.application)
    password_right(browser)
    browser.get("/desk/sign-in/code")
    clock.wait(20 * 60)
    browser.post("/desk/sign-in/code", [("app-code", phone.code())], 302)
    for _ in range(28):
        clock.wait(25 * 60)
        page = browser.get("/desk/account/confirm")
    assert "Is it you?" in page
    browser.post("/desk/account/confirm", [("password", PASSWORD)], 303)  # which does not begin twelve new hours
    browser.get("/desk/account")
    clock.wait(1)
    browser.get("/desk/account", 302)


def test_each_step_has_a_session_of_its_own(app: Flask, ada: Officer) -> None:
    with ada.client.session_transaction("/desk/") as session:
        session["planted"] = "by a stranger"
    ada.get("/desk/sign-in")
    first_token = ada.token
    phone = Phone(ada.get(password_right(ada)))
    with ada.client.session_transaction("/desk/") as session:
        assert "planted" not in session
        session["planted"] = "by a stranger"
    second_token = ada.token
    ada.post("/desk/sign-in/set-up", [("app-code", phone.code())], 200)
    with ada.client.session_transaction("/desk/") as session:
        assert not {"planted", "halfway", "secret"} & set(session)
    ada.get("/desk/account")
    assert len({first_token, second_token, ada.token}) == 3
    for old in (first_token, second_token):
        response = ada.client.post("/desk/account/codes", data={"csrf_token": old})
        assert response.status_code == 422


def test_ending_the_sessions_ends_a_half_signed_in_one(app: Flask, ada: Officer) -> None:
    phone = Phone(ada.get(password_right(ada)))
    with app.app_context(), writing() as connection:
        service.end_sessions(connection, 1)
    ada.post("/desk/sign-in/set-up", [("app-code", phone.code())], 401)
    ada.get("/desk/", 302)


def test_a_disabled_account_gets_no_further(app: Flask, ada: Officer) -> None:
    phone = Phone(ada.get(password_right(ada)))
    with app.app_context(), writing() as connection:
        connection.execute(update(Account).values(active=False))
    ada.post("/desk/sign-in/set-up", [("app-code", phone.code())], 401)
    ada.get("/desk/", 302)


def told_by_doctor(settings: Settings) -> list[str]:
    return [one.what for one in examine(settings) if "authenticator" in one.what]


def test_the_secret_is_encrypted_with_a_key_that_is_not_in_the_database(app: Flask, ada: Officer) -> None:
    phone, _ = first_sign_in(ada)
    settings: Settings = app.config["SETTINGS"]
    with app.app_context(), reading() as connection:
        assert told_by_doctor(settings) == []
        kept = connection.execute(select(_account.c.tf_totp_secret)).scalar_one()
    assert phone.shown.replace(" ", "") not in kept
    assert set(json.loads(kept)) == {"enckey", "type", "v"}
    (settings.register_home / "keys" / "second-factor").write_text("another key")
    with app.app_context(), writing() as connection:
        assert not factors.use_totp(connection, 1, phone.code(1))
        assert told_by_doctor(settings) == [
            "Codes of authenticator apps cannot be checked for 1 accounts: keys/second-factor is another key."
        ]


def test_a_demonstration_asks_only_who_has_one(app: Flask, ada: Officer, settings: Settings, clock: Clock) -> None:
    settings.demonstration_marker.write_text("A demonstration.")
    assert password_right(ada) == "/desk/"
    phone = Phone(ada.get("/desk/account/second-factor"))
    page = ada.post("/desk/account/second-factor", [("app-code", phone.code())], 200)
    assert len(codes_in(page)) == 10
    other = Officer(app)
    assert password_right(other) == "/desk/sign-in/code"
    ada.get("/desk/account")
    ada.post("/desk/account/second-factor/remove", status=303)
    assert "Not set up" in ada.get("/desk/account")
    assert password_right(Officer(app)) == "/desk/"
    with app.app_context(), reading() as connection:
        assert factors.factors_of(connection, 1) == factors.Factors(totp=False, codes=0, passkeys=0)
