"""Staff of an invented council, each at a browser of their own."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy import update

from register.accounts.models import Account
from register.accounts.people import act_for
from register.extensions import writing
from tests.desk.browser import Officer, add_coalmoor, add_staff

LANTERNS = "XI-ORG-lantern-society"
"""Identifier of an invented voluntary body."""


@pytest.fixture
def author(app: Flask) -> Officer:
    add_coalmoor(app)
    return signed_in(app, "ada", "author")


@pytest.fixture
def publisher(app: Flask) -> Officer:
    return signed_in(app, "pat", "publisher")


@pytest.fixture
def administrator(app: Flask) -> Officer:
    return signed_in(app, "ann", "administrator")


@pytest.fixture
def voluntary(app: Flask) -> Officer:
    return signed_in(app, "vera", "voluntary", bodies=(), organisation=LANTERNS)


def signed_in(
    app: Flask, name: str, *roles: str, bodies: Sequence[str] | None = None, organisation: str | None = None
) -> Officer:
    """Make an account, for every public body or only for some, and sign in with it."""
    made = add_staff(app, name, *roles)
    with app.app_context(), writing() as connection:
        if bodies is not None:
            act_for(connection, made, [(body, None) for body in bodies])
        if organisation is not None:
            connection.execute(update(Account).where(Account.id == made).values(organisation=organisation))
    officer = Officer(app)
    officer.sign_in(name)
    return officer
