"""An application to render templates in."""

from __future__ import annotations

import pytest
from flask import Flask

from register.factory import create_app
from register.settings import Settings


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Return an application to render templates in; it has no register."""
    home = tmp_path_factory.mktemp("home")  # never the folder of a register in use
    return create_app(Settings(register_home=home, database_url="sqlite://", feed_authority="register.test,2026"))
