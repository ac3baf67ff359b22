"""Migrations: the schema they make is the schema the code knows, on both databases; repeating them does nothing."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import NullPool, create_engine, text

from register.migrations.run import is_current, metadata, upgrade

pytestmark = pytest.mark.record


def test_migrations_make_the_schema_the_code_knows(database: str) -> None:
    engine = create_engine(database, poolclass=NullPool)
    with engine.connect() as connection:
        assert is_current(connection)
        assert compare_metadata(MigrationContext.configure(connection), metadata()) == []
    engine.dispose()


def test_a_new_register_has_its_genesis_act_and_nothing_else(database: str) -> None:
    engine = create_engine(database, poolclass=NullPool)
    with engine.connect() as connection:
        acts = connection.execute(text("SELECT n, kind, entry_id, role FROM act")).all()
        head = connection.execute(text("SELECT n, catalogue FROM head")).all()
    engine.dispose()
    assert [tuple(row) for row in acts] == [(0, "genesis", None, "The register")]
    assert [tuple(row) for row in head] == [(0, 0)]


def test_upgrading_again_changes_nothing(database: str) -> None:
    engine = create_engine(database, poolclass=NullPool)
    with engine.connect() as connection:
        before = connection.execute(text("SELECT at FROM act")).all()
    upgrade(database)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT at FROM act")).all() == before
    engine.dispose()
