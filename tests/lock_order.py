"""The order of locks: a transaction that takes the register's head has written and locked nothing before it.

Whoever waits for the head with another lock in hand, and whoever holds the head and wants that lock, stand still.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine


def watch() -> None:
    """Let a transaction fail, on PostgreSQL, that takes the head after another lock."""
    event.listen(Engine, "begin", _forget)
    event.listen(Engine, "before_cursor_execute", _look)


def _forget(connection: Connection) -> None:
    connection.info.pop("first_lock", None)


def _look(connection: Connection, cursor: Any, statement: str, *_: Any) -> None:
    if connection.dialect.name != "postgresql":
        return
    words = " ".join(statement.split())
    if "FROM head" in words and "FOR UPDATE" in words:
        first = connection.info.setdefault("first_lock", "")
        assert not first, f"this came before the lock of the head: {first}"
    elif words.startswith(("INSERT", "UPDATE", "DELETE")) or "FOR UPDATE" in words:
        connection.info.setdefault("first_lock", words)
