"""Reference data: who appears in the register, and which public bodies are party to the Compact."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from register.extensions import db

metadata = db.metadata

organisation = Table(
    "organisation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("identifier", Text, nullable=False, unique=True, comment="the one in its address"),
    Column("name", Text, nullable=False, comment="the newest name used"),
    Column("match", Text, nullable=False, comment="the name folded, to recognise it"),
    Index("organisation_match", "match"),
)

organisation_identifier = Table(
    "organisation_identifier",
    metadata,
    Column("identifier", Text, primary_key=True),
    Column("organisation_id", Integer, ForeignKey("organisation.id"), nullable=False, index=True),
)

organisation_name = Table(
    "organisation_name",
    metadata,
    Column("organisation_id", Integer, ForeignKey("organisation.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("since", String(10), nullable=False),
)

public_body = Table(
    "public_body",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("identifier", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("party_from", String(10)),
    Column("party_until", String(10)),
    Column("invented", Boolean, nullable=False),
    Column("licence", Text, comment="attribution owed where its imported records are shown"),
)

department = Table(
    "department",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("body_id", Integer, ForeignKey("public_body.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("closed_on", String(10), comment="offered no more from this day on"),
    UniqueConstraint("body_id", "name", name="department_once"),
)
