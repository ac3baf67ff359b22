"""Documents that were uploaded: what is known of each file; its bytes lie in a folder of `REGISTER_HOME`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text

from register.extensions import db

uploaded_document = Table(
    "uploaded_document",
    db.metadata,
    Column("key", String(32), primary_key=True, comment="random: its address and the name of its file"),
    Column("sha256", String(64), nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("file_name", Text, nullable=False, comment="as it was called, made safe"),
    Column("entry_id", BigInteger, ForeignKey("entry.id"), comment="null until it is published"),
    Column("uploaded_by", Integer, nullable=False),
    Column("uploaded_at", String(27), nullable=False),
    Column("erased_at", String(27), comment="when its bytes were taken away"),
    Index("uploaded_document_entry", "entry_id"),
)
