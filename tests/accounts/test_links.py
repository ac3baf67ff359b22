"""Links instead of e-mail: good once, for 24 hours, for one account, and kept as a digest."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from register.accounts import factors, service
from register.accounts.audit import BY_COMMAND
from register.accounts.links import PATH, make_link, open_link, use_link
from register.accounts.models import Account, account_link, audit_record
from register.accounts.passwords import hashed_password
from register.accounts.people import set_active
from register.core.calendar import instant, now_utc
from register.extensions import reading, writing
from register.settings import Settings
from tests.accounts.phone import first_sign_in, password_right
from tests.desk.browser import PASSWORD, Officer, add_staff

NEW = "three unlikely purple words"
LONG = "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 1000
"""Eighteen times as long once it is spelled as it is hashed."""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"second_factor": True})


@pytest.fixture
def ada(app: Flask) -> Officer:
    add_staff(app, "ada", "author")
    return Officer(app)


def link_for(app: Flask, account_id: int = 1, **options: bool) -> str:
    with app.app_context(), writing() as connection:
        return PATH + make_link(connection, account_id, by=BY_COMMAND, at=now_utc(), **options)


def test_a_link_sets_the_password_once_and_ends_every_session(app: Flask, ada: Officer) -> None:
    first_sign_in(ada)
    link = link_for(app)
    ada.get("/desk/account")
    browser = Officer(app)
    for password, status in [("", 422), ("short", 422), ("adaadaadaada", 422), (LONG, 422), (NEW, 303)]:
        page = browser.get(link)
        assert "Ada (invented)" in page
        assert "ada@example.org" in page
        browser.post(link, [("new-password", password)], status)
    assert "Your password is set" in browser.get("/desk/sign-in")
    browser.get(link, 410)
    browser.post(link, [("new-password", NEW)], 410)
    ada.get("/desk/account", 302)
    ada.sign_in("ada", PASSWORD, 422)
    ada.get("/desk/sign-in")
    signing = [("email", "ada@example.org"), ("password", NEW)]
    assert ada.post("/desk/sign-in", signing, 302) == "/desk/sign-in/code"


def test_a_link_takes_the_second_factor_away_only_where_it_was_made_to(app: Flask, ada: Officer) -> None:
    _, codes = first_sign_in(ada)
    link = link_for(app, without_factors=True)
    browser = Officer(app)
    browser.get(link.removesuffix(".new"), 410)
    browser.get(link_for(app) + ".new", 410)
    link = link_for(app, without_factors=True)
    assert "taken away" in browser.get(link)
    browser.post(link, [("new-password", PASSWORD)], 303)
    assert password_right(ada) == "/desk/sign-in/set-up"
    ada.get("/desk/sign-in/set-up")
    ada.post("/desk/sign-in/code", [("recovery-code", codes[0])], 422)
    first_sign_in(ada)
    with app.app_context(), reading() as connection:
        done = list(connection.scalars(select(audit_record.c.action)))
    assert done.count("second_factor_removed") == 1
    assert done.count("link_made") == 3
    assert done.count("password_set") == 1


def test_a_link_is_good_for_a_day_and_a_newer_one_voids_it(app: Flask, ada: Officer) -> None:
    made = datetime(2026, 11, 22, 12, tzinfo=UTC)
    with app.app_context(), writing() as connection:

        def opened(secret: str, hours: float) -> bool:
            return open_link(connection, secret, at=instant(made + timedelta(hours=hours))) is not None

        first = make_link(connection, 1, by=BY_COMMAND, at=instant(made))
        assert opened(first, 23.99)
        assert not opened(first, 24)
        assert use_link(connection, first, password_hash="x", at=instant(made + timedelta(hours=25))) is None
        second = make_link(connection, 1, by=BY_COMMAND, at=instant(made))
        assert not opened(first, 1)
        assert opened(second, 1)
        kept = connection.execute(select(account_link)).all()
        assert second not in str(kept)
        service.disable_account(connection, 1)
        assert not opened(second, 1)


@pytest.mark.parametrize("secret", ["x", "a" * 43, "a" * 43 + ".new", "%00", "..%2f", "’" * 43])
def test_a_made_up_link_opens_nothing(app: Flask, ada: Officer, secret: str) -> None:
    link_for(app)
    response = ada.client.get(PATH + secret)
    assert response.status_code in (400, 404, 410)


@pytest.mark.record
def test_of_two_uses_at_once_one_counts(app: Flask, ada: Officer) -> None:
    secret = link_for(app).removeprefix(PATH)
    together = threading.Barrier(4)
    used: list[bool] = []

    def use(number: int) -> None:
        with app.app_context():
            together.wait()
            with writing() as connection:
                used.append(use_link(connection, secret, password_hash=f"hash {number}", at=now_utc()) is not None)

    threads = [threading.Thread(target=use, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(used) == [False, False, False, True]


def test_an_account_without_a_password_opens_by_none(app: Flask) -> None:
    from register.accounts.passwords import no_password

    with app.app_context(), writing() as connection:
        made = service.add_account(
            connection, name="Bo", email="bo@example.org", password_hash=no_password(), roles=["author"], at=now_utc()
        )
        assert not factors.factors_of(connection, made).any
    Officer(app).sign_in("bo", "", 422)
    Officer(app).sign_in("bo", "!", 422)
    with app.app_context(), reading() as connection:
        kept = connection.execute(select(Account.__table__.c.password)).scalar_one()
        assert kept != hashed_password("")


def test_what_ends_sessions_voids_a_link_and_signing_out_does_not(app: Flask, ada: Officer) -> None:
    first_sign_in(ada)
    link = link_for(app)
    ada.get("/desk/account/password")
    ada.post("/desk/account/password", [("old-password", PASSWORD), ("new-password", NEW)])
    Officer(app).get(link, 410)
    for end in (service.end_sessions, service.disable_account):
        link = link_for(app)
        with app.app_context(), writing() as connection:
            end(connection, 1)
            set_active(connection, 1, True)
        Officer(app).get(link, 410)


def test_signing_out_leaves_a_link_that_one_was_given(app: Flask, ada: Officer) -> None:
    first_sign_in(ada)
    link = link_for(app)
    ada.get("/desk/account")
    ada.post("/desk/sign-out", status=302)
    ada.get(link)


def test_what_cannot_be_done_with_a_link_is_headed_by_what_it_is(app: Flask, ada: Officer) -> None:
    page = ada.get(link_for(app, 1) + "x", 410)
    assert "This link cannot be used" in page
    assert "withdrawn" not in page
    link = link_for(app)
    ada.get(link)
    ada.token = "stale"
    page = ada.post(link, [("new-password", NEW)], 422)
    assert ">This page was open for too long<" in page
    assert "address does not work" not in page
    ada.get(link)
