"""Bring a database to the present schema; the same migrations on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, NullPool, create_engine, event, make_url

import register.accounts.models
import register.documents.tables
import register.entries.tables
import register.log.tables
import register.organisations.tables
import register.programmes.tables
import register.vocabulary.tables  # noqa: F401 - the tables of each room join the metadata
from register.extensions import db
from register.log.guards import guard

LOCK = 6_320_035  # any number, always the same: two upgrades at once wait for each other


class BrokenReferences(RuntimeError):
    """A migration left rows that point at nothing; it was rolled back."""


def metadata() -> MetaData:
    """Return the schema as the code knows it, every room's tables among it."""
    return db.metadata


def upgrade(url: str, to: str = "head") -> None:
    """Run the migrations that are missing, up to the present schema; all or nothing. Raises BrokenReferences."""
    with _connection(url) as connection:
        command.upgrade(_config(connection), to)
        if to == "head":
            guard(connection)
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise BrokenReferences(f"{len(broken)} rows point at nothing, the first in {broken[0][0]}")


def is_current(connection: Connection) -> bool:
    """Tell whether the database has the present schema."""
    held = MigrationContext.configure(connection).get_current_revision()
    return held == ScriptDirectory.from_config(_config(connection)).get_current_head()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _connection(url: str) -> Iterator[Connection]:
    sqlite = make_url(url).get_backend_name() == "sqlite"
    database = make_url(url).database
    if sqlite and database:
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, poolclass=NullPool)
    if sqlite:

        @event.listens_for(engine, "connect")
        def set_pragmas(connection: Any, _: Any) -> None:
            connection.isolation_level = None
            # With foreign keys on, rebuilding a table deletes the rows that point at it.
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=15000", "foreign_keys=OFF"):
                connection.execute(f"PRAGMA {pragma}")
            connection.execute("PRAGMA secure_delete=ON")

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    try:
        with engine.begin() as connection:
            if not sqlite:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
            yield connection
    finally:
        engine.dispose()
