"""A register of all kinds, made once for tests that change nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from register.core.calendar import LONDON
from register.extensions import db
from register.factory import create_app
from register.settings import Settings
from tests.downloads.varied import publish_varied

NOW = "2027-06-01T12:00:00+01:00"


@pytest.fixture(scope="module")
def varied(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Iterator[Flask]:
    """Return an application on a register of entries of every kind."""
    home = tmp_path_factory.mktemp("varied")
    shutil.copy(empty_database, home / "register.db")
    settings = Settings(
        register_home=home,
        database_url=f"sqlite:///{home / 'register.db'}",
        search_index=home / "index",
        public_url="https://register.test",
        feed_authority="register.test,2026",
        page_cache_megabytes=0,
    )
    app = create_app(settings)
    app.testing = True
    app.config["NOW"] = datetime.fromisoformat(NOW).astimezone(LONDON)
    publish_varied(app)
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def reader(varied: Flask) -> FlaskClient:
    """Return a reader's browser on the register of every kind."""
    return varied.test_client()
