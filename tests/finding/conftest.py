"""A register of sixty generated decisions, made once: tests that publish make one of their own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from register.core.calendar import LONDON
from register.extensions import db, reading, writing
from register.factory import create_app
from register.finding import index
from register.finding.answer import Answer, find
from register.finding.query import Query, parse
from register.settings import Settings
from tests.finding.generated import decisions, publish_all

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, tzinfo=LONDON)
SIZE = 60


@dataclass(frozen=True)
class Library:
    """A register to search in."""

    app: Flask
    settings: Settings
    ids: list[int]

    def ask(self, address: str | Query = "", *, size: int = 10, **pairs: Any) -> Answer:
        """Answer an address given as pairs, or a query."""
        query = address if isinstance(address, Query) else parse(MultiDict(pairs))
        with self.app.app_context(), reading() as connection:
            return find(connection, query, NOW, size)


def make_library(folder: Path, empty_database: Path) -> Library:
    """Make a register of generated decisions in a folder."""
    home = folder / "home"
    home.mkdir()
    shutil.copy(empty_database, home / "register.db")
    settings = Settings(register_home=home, search_index=folder / "index", public_url="https://register.test")
    app = create_app(settings)
    with app.app_context():
        with writing() as connection:
            ids = publish_all(connection, list(decisions(SIZE, words=40)), settings, at="2026-11-22T12:00:00.000000Z")
        index.follow(settings)
    return Library(app, settings, ids)


def close(library: Library) -> None:
    """Let go of the register's database."""
    with library.app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Iterator[Library]:
    """Return a register that no test of the module changes."""
    made = make_library(tmp_path_factory.mktemp("library"), empty_database)
    yield made
    close(made)


@pytest.fixture
def own_library(tmp_path: Path, empty_database: Path) -> Iterator[Library]:
    """Return a register that the test may change."""
    made = make_library(tmp_path, empty_database)
    yield made
    close(made)
