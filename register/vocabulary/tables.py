"""Reference data: the themes and areas that forms offer; what was published with them stays as it is."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, String, Table, Text, UniqueConstraint

from register.extensions import db

term = Table(
    "term",
    db.metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(10), nullable=False, comment="theme or area"),
    Column("name", Text, nullable=False),
    Column("code", String(20), comment="of an area: its ONS code"),
    Column("offered", Boolean, nullable=False, comment="false: no longer offered"),
    UniqueConstraint("kind", "name", name="term_once"),
)
