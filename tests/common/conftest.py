"""An application to render templates in."""

from __future__ import annotations

import pytest
from flask import Flask

from register.factory import create_app
from register.settings import Settings


@pytest.fixture(scope="module")
def house() -> Flask:
    """Return an application to render templates in; it has no register."""
    return create_app(Settings(database_url="sqlite://", feed_authority="register.test,2026"))
