"""Staff addresses stand under /desk/, and their cookie is known nowhere else."""

from __future__ import annotations

import pytest
from flask import Flask, session

from register.accounts.setup import _config
from register.settings import Settings
from tests.desk.browser import Officer, add_staff

PUBLIC = ["/", "/decisions/", "/compact/", "/search", "/desktop", "/nothing-here", "/static/nothing"]


def test_every_address_of_accounts_is_under_the_desk(app: Flask) -> None:
    addresses = {
        rule.rule: rule.methods or set() for rule in app.url_map.iter_rules() if rule.endpoint.startswith("security.")
    }
    assert set(addresses) == {"/desk/sign-in", "/desk/sign-out"}
    assert "GET" not in addresses["/desk/sign-out"]
    everything = {rule.rule for rule in app.url_map.iter_rules()}
    assert not everything & {"/verify", "/login", "/logout", "/register", "/reset", "/fs-static/<path:filename>"}
    staff = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.split(".")[0] in ("desk", "security")}
    assert all(address.startswith("/desk/") for address in staff)


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_neither_set_a_cookie_nor_vary_on_one(app: Flask, path: str) -> None:
    add_staff(app, "ada", "author")
    officer = Officer(app)
    officer.sign_in("ada")
    kept = officer.client.get_cookie("desk", path="/desk")
    assert kept is not None
    for headers in ({}, {"Cookie": f"desk={kept.value}"}):
        response = app.test_client().get(path, headers=headers)
        assert "Set-Cookie" not in response.headers
        assert "Cookie" not in response.headers.get("Vary", "")


def test_a_public_page_has_no_session(app: Flask) -> None:
    with app.test_request_context("/decisions/"), pytest.raises(RuntimeError, match="secret key"):
        session["x"] = "y"


def test_the_cookie_is_kept_from_scripts_and_other_sites(app: Flask) -> None:
    officer = Officer(app)
    header = officer.client.get("/desk/sign-in").headers["Set-Cookie"]
    parts = {part.strip() for part in header.split(";")[1:]}
    assert parts == {"Secure", "HttpOnly", "Path=/desk", "SameSite=Lax"}


@pytest.mark.parametrize(
    ("address", "secure"),
    [
        ("http://127.0.0.1:5000", False),
        ("http://localhost", False),
        ("https://register.test", True),
        ("http://register.test", True),
    ],
)
def test_only_this_very_machine_may_do_without_https(
    app: Flask, settings: Settings, address: str, secure: bool
) -> None:
    assert _config(settings.model_copy(update={"public_url": address}))["SESSION_COOKIE_SECURE"] is secure
