"""Upgrading a register that is in use: everything written at an older schema is still there, and lists are right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import NullPool, create_engine, func, inspect, select, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.schema import MetaData

from register.extensions import reading, writing
from register.migrations.run import is_current, upgrade
from register.publishing.doctor import examine
from register.publishing.rebuild import rebuild
from register.settings import Settings
from tests.publishing.dumping import dump

pytestmark = pytest.mark.record

POPULATED = Path(__file__).parent / "populated_0001.json"
"""Every row of a register as the first release wrote it: awards with and without a rationale, an import, drafts."""

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def first_schema(database: str) -> Rows:
    """Make the database one of the first schema, and write the rows of a register in use; return them."""
    engine = create_engine(database, poolclass=NullPool)
    _empty(engine)
    upgrade(database, "0001")
    held: Rows = json.loads(POPULATED.read_text(encoding="utf-8"))
    tables = MetaData()
    tables.reflect(engine)
    with engine.begin() as connection:
        for table in reversed(tables.sorted_tables):
            if table.name != "alembic_version":
                connection.execute(table.delete())
        for table in tables.sorted_tables:
            binary = {column.name for column in table.columns if column.type.python_type is bytes}
            for row in held.get(table.name, ()):
                written = {name: v.encode() if name in binary else v for name, v in row.items()}
                connection.execute(table.insert().values(written))
        _count_on(connection, tables)
    engine.dispose()
    return held


def test_every_row_is_kept(first_schema: Rows, database: str) -> None:
    upgrade(database)
    engine = create_engine(database, poolclass=NullPool)
    tables = MetaData()
    with engine.connect() as connection:
        assert is_current(connection)
        tables.reflect(connection)
        for name, rows in first_schema.items():
            now = [_text(row) for row in connection.execute(select(tables.tables[name])).mappings()]
            kept = [{column: row[column] for column in row if column in now[0]} for row in rows]
            for row in kept:
                assert any(row.items() <= one.items() for one in now), (name, row)
            added = 1 if name == "facet_value" else 0  # the words of "Rationale awaited", to filter by
            assert len(now) == len(rows) + added, name
        if connection.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        assert {index["name"] for index in inspect(connection).get_indexes("listing")} >= {"listing_date", "listing_n"}
    engine.dispose()


def test_what_was_awaited_still_is_and_a_rebuild_would_change_nothing(
    first_schema: Rows, database: str, settings: Settings, context: Any
) -> None:
    upgrade(database)
    with reading() as connection:
        upgraded = dump(connection)
        awaited = {row["reference"] for row in first_schema["listing"] if row["awaited"]}
        held = text("SELECT reference, label FROM spell JOIN listing USING (entry_id) WHERE name = 'awaited'")
        assert {row.reference: row.label for row in connection.execute(held)} == dict.fromkeys(
            awaited, "Rationale awaited"
        )
        assert awaited
    with writing() as connection:
        rebuild(connection, settings=settings)
    with reading() as connection:
        assert dump(connection) == upgraded
    assert not [one for one in examine(settings) if "index" not in one.what]


def _empty(engine: Engine) -> None:
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
            return
        connection.execute(text("PRAGMA foreign_keys = OFF"))
        for name in inspect(connection).get_table_names():
            connection.execute(text(f'DROP TABLE "{name}"'))


def _count_on(connection: Connection, tables: MetaData) -> None:
    """Let PostgreSQL count on from the highest number, as it would had it given them itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables.sorted_tables:
        key = table.columns.get("id")
        if key is None or key.server_default is None:
            continue
        if (highest := connection.scalar(select(func.max(key)))) is not None:
            connection.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), highest)))


def _text(row: Any) -> dict[str, Any]:
    return {name: bytes(v).decode() if isinstance(v, bytes | memoryview) else v for name, v in row.items()}
