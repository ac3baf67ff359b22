"""Accounts from the command line."""

from __future__ import annotations

import re

from flask import Flask

from register.commands.users import user
from tests.desk.browser import Officer, add_staff


def test_the_first_account_gets_a_link_to_set_its_password(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    made = run(user, ["add", "Ann (invented)", "ann@example.org", "--role", "administrator", "--role", "author"])
    assert made.exit_code == 0, made.output
    officer = Officer(app)
    page = link_in(made.output)
    assert "For Ann (invented)" in officer.get(page)
    officer.post(page, [("new-password", "three unlikely purple words")])
    officer.sign_in("ann", "three unlikely purple words")
    again = run(user, ["add", "Ann", "ANN@example.org"])
    assert again.exit_code == 1
    assert "already" in again.output
    assert run(user, ["add", "Ann", "no address"]).exit_code == 2
    assert run(user, ["add", "Ann", "b@example.org", "--role", "king"]).exit_code == 2


def test_a_password_can_be_asked_for(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    typed = "caf\u00e9 caf\u00e9 caf\u00e9"
    made = run(user, ["add", "Ada", "ada@example.org", "--ask"], input=f"{typed}\n{typed}\n")
    assert made.exit_code == 0, made.output
    assert typed not in made.output
    Officer(app).sign_in("ada", typed)
    for guessable in ("short", "passwordpassword"):
        asked = run(user, ["add", "Bob", "bob@example.org", "--ask"], input=f"{guessable}\n{guessable}\n")
        assert asked.exit_code == 1
        assert "password" in asked.output


def test_a_link_replaces_a_lost_password(app: Flask) -> None:
    add_staff(app, "ada", "author")
    run = app.test_cli_runner().invoke
    first, second = (link_in(run(user, ["link", "ada@example.org"]).output) for _ in range(2))
    officer = Officer(app)
    officer.get(first, 410)
    officer.get(second)
    assert "second factor" in run(user, ["link", "ada@example.org", "--new-factor"]).output
    assert run(user, ["link", "nobody@example.org"]).exit_code == 1
    assert run(user, ["link", "no address"]).exit_code == 2


def link_in(output: str) -> str:
    found = re.search(r"https://register\.test(/desk/link/\S+)", output)
    assert found, output
    return found[1]


def test_an_account_is_disabled(app: Flask) -> None:
    add_staff(app, "ada", "author")
    officer = Officer(app)
    officer.sign_in("ada")
    run = app.test_cli_runner().invoke
    done = run(user, ["disable", " ADA@example.org"])
    assert done.exit_code == 0, done.output
    assert "ada@example.org can no longer sign in" in done.output
    officer.get("/desk/", 302)
    officer.sign_in("ada", status=422)
    assert run(user, ["disable", "nobody@example.org"]).exit_code == 1
    assert run(user, ["disable", "no address"]).exit_code == 2
