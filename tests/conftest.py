"""Fixtures shared by all rooms: a register of its own for each test, on SQLite or PostgreSQL."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from jinja2 import FileSystemBytecodeCache
from xdist.scheduler import LoadGroupScheduling

from register.settings import Settings
from tests import lock_order
from tests.beginning import begin
from tests.postgres import new_database

# Two busy cores say nothing of an example's speed. Under CI every run tries the same examples.
hypothesis.register_profile(
    "register",
    parent=hypothesis.get_profile("ci" if os.environ.get("CI") else "default"),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
hypothesis.load_profile("register")
lock_order.watch()


class BrowserTestsTogether(LoadGroupScheduling):  # type: ignore[misc]
    """Sends all browser tests to one worker, where they share a server and a browser.

    The mark `xdist_group` would say so, but pytest 9.2 loses it (pytest-xdist issue 1386).
    """

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if nodeid.startswith("tests/browser/") else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> BrowserTestsTogether:
    """Distribute tests over the workers, browser tests together."""
    return BrowserTestsTogether(config, log)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests marked `record` on both databases."""
    if metafunc.definition.get_closest_marker("record") and "database" in metafunc.fixturenames:
        metafunc.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQLite database with the present schema and the genesis act, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "register.db"
    begin(f"sqlite:///{path}")
    return path


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path, empty_database: Path) -> Iterator[str]:
    """Return the URL of a new database: SQLite, or PostgreSQL for tests marked `record`."""
    if getattr(request, "param", "sqlite") == "postgresql":
        with new_database() as url:
            yield url
        return
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    shutil.copy(empty_database, home / "register.db")
    yield f"sqlite:///{home / 'register.db'}"


@pytest.fixture
def settings(tmp_path: Path, database: str) -> Settings:
    """Return settings that keep everything of a test in its own folder."""
    return Settings(
        register_home=tmp_path / "home",
        database_url=database,
        search_index=tmp_path / "index",
        public_url="https://register.test",
        feed_authority="register.test,2026",
        second_factor=False,
    )


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Return where templates stay compiled: each application would compile them anew."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(settings: Settings, compiled_templates: FileSystemBytecodeCache) -> Iterator[Flask]:
    """Return an application on a register that has only its genesis act."""
    from register.factory import create_app

    made = create_app(settings)
    made.jinja_env.bytecode_cache = compiled_templates
    made.testing = True
    yield made
    from register.extensions import db

    with made.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a reader's browser."""
    return app.test_client()


@pytest.fixture
def context(app: Flask) -> Iterator[Any]:
    """Push an application context for tests below the views."""
    with app.app_context() as pushed:
        yield pushed
