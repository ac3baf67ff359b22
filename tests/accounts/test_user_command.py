"""Accounts from the command line."""

from __future__ import annotations

import re

from flask import Flask

from register.commands.users import user
from tests.desk.browser import Officer, add_staff


def test_the_first_account_is_made_and_signs_in(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    made = run(user, ["add", "Ann (invented)", "ann@example.org", "--role", "administrator", "--role", "author"])
    assert made.exit_code == 0, made.output
    password = re.search("Password: (.+)", made.output)
    assert password
    officer = Officer(app)
    officer.sign_in("ann", password[1])
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
    assert run(user, ["add", "Bob", "bob@example.org", "--ask"], input="short\nshort\n").exit_code == 1


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
