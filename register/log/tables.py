"""The transparency log's tables: what was entered, and the tree's complete nodes; rows are added and never changed."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Table

from register.extensions import db

log_entry = Table(
    "log_entry",
    db.metadata,
    Column("n", BigInteger, primary_key=True, autoincrement=False, comment="number of the act; the leaf's index"),
    Column("entry", LargeBinary, nullable=False, comment="canonical JSON: the very bytes that are hashed and served"),
)

log_node = Table(
    "log_node",
    db.metadata,
    Column("level", Integer, primary_key=True, autoincrement=False, comment="0: the leaves"),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False, comment="SHA-256, of complete nodes only (RFC 9162)"),
)
