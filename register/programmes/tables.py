"""Reference data: programme rounds, where what many decisions share is said once."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from register.extensions import db

programme_round = Table(
    "programme_round",
    db.metadata,
    Column("id", Integer, primary_key=True),
    Column("body_id", Integer, ForeignKey("public_body.id"), nullable=False),
    Column("code", String(60), nullable=False),
    Column("title", Text, nullable=False),
    Column("round", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("words", Text, nullable=False, comment="canonical JSON: the content fields every decision inherits"),
    UniqueConstraint("body_id", "code", "round", name="programme_round_once"),
)
