"""Staff of an invented council, each at a browser of their own."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.desk.browser import Officer, add_coalmoor, add_staff


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


def signed_in(app: Flask, name: str, *roles: str) -> Officer:
    add_staff(app, name, *roles)
    officer = Officer(app)
    officer.sign_in(name)
    return officer
