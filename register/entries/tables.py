"""The record's tables: truth (head, act, entry, alias, revision), work (draft, case, import) and projections.

Dates are ISO text (YYYY-MM-DD), instants ISO text in UTC with microseconds and Z, amounts are pence: the same
bytes on SQLite and PostgreSQL, and comparable as they stand. What people or files wrote is Text: never cut.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from register.extensions import db

FIRST = ""
FOR_EVER = "9999-12-31T23:59:59.999999Z"
"""Where a spell has no beginning or no end: before and after every instant, as text."""

metadata = db.metadata

# --- truth -----------------------------------------------------------------------------------------------------

head = Table(
    "head",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("n", BigInteger, nullable=False, comment="number of the last act: the register's version"),
    Column("catalogue", BigInteger, nullable=False, comment="version of the reference data"),
    Column("touched_at", String(27), nullable=False, comment="when the reference data last changed"),
    Column("epoch", Integer, nullable=False, server_default="1", comment="one more after each recovery from a loss"),
    CheckConstraint("id = 1", name="head_is_one_row"),
)

act = Table(
    "act",
    metadata,
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False, comment="genesis, publish, correct"),
    Column("entry_id", BigInteger, ForeignKey("entry.id")),
    Column("revision", Integer),
    Column("at", String(27), nullable=False),
    Column("role", String(60), nullable=False, comment="the public 'by': a role, never a person"),
    Index("act_entry", "entry_id", "n"),
    Index("act_removal", "kind", "n", sqlite_where=text("revision IS NULL"), postgresql_where=text("revision IS NULL")),
)

entry = Table(
    "entry",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False, comment="number of the act that published it"),
    Column("kind", String(20), nullable=False),
    Column("year", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("reference", String(20), nullable=False, unique=True),
    Column("removed", Text, comment="JSON: why the whole entry is on hold or withdrawn"),
    UniqueConstraint("kind", "year", "number", name="entry_number_once"),
)

alias = Table(
    "alias",
    metadata,
    Column("identifier", Text, primary_key=True, comment="an imported record's own identifier"),
    Column("entry_id", BigInteger, ForeignKey("entry.id"), nullable=False, index=True),
)

revision = Table(
    "revision",
    metadata,
    Column("entry_id", BigInteger, ForeignKey("entry.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("n", BigInteger, nullable=False, unique=True),
    Column("schema", Integer, nullable=False),
    Column("origin", String(10), nullable=False, comment="authored or imported"),
    Column("content", LargeBinary, nullable=False, comment="canonical JSON, exactly as published"),
    Column("salts", LargeBinary, comment="canonical JSON: the salt of each unit that the log commits to"),
    Column("removed", Text, comment="JSON list: the units on hold or redacted"),
)

# --- projections: derived from the newest revision, rebuilt at will --------------------------------------------

listing = Table(
    "listing",
    metadata,
    Column("entry_id", BigInteger, ForeignKey("entry.id"), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("reference", String(20), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("published_at", String(27), nullable=False),
    Column("updated_at", String(27), nullable=False),
    Column("date", String(10), nullable=False, comment="the day it is about; empty where not stated"),
    Column("amount", BigInteger),
    Column("tag", String(40), nullable=False),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("body", Text),
    Column("invented", Boolean, nullable=False),
    Column("fingerprint", String(32), comment="the mark of the words that should be this entry's own"),
    Index("listing_date", "date", "entry_id"),
    Index("listing_kind_date", "kind", "date", "entry_id"),
    Index("listing_amount", "amount", "entry_id"),
    Index("listing_n", "n"),
    Index("listing_published", "published_at"),
    Index("listing_fingerprint", "fingerprint"),
)

facet_value = Table(
    "facet_value",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(40), nullable=False),
    Column("value", Text, nullable=False),
    Column("label", Text, nullable=False),
    UniqueConstraint("name", "value", name="facet_value_once"),
)

facet = Table(
    "facet",
    metadata,
    Column("value_id", Integer, ForeignKey("facet_value.id"), primary_key=True),
    Column("date", String(10), primary_key=True, comment="the listing's date: lists by facet come sorted"),
    Column("entry_id", BigInteger, ForeignKey("entry.id"), primary_key=True),
    Index("facet_entry", "entry_id"),
)

citation = Table(
    "citation",
    metadata,
    Column("entry_id", BigInteger, ForeignKey("entry.id"), primary_key=True),
    Column("undertaking", String(5), primary_key=True),
    Column("since", String(10), primary_key=True, comment="empty: from the beginning"),
    Column("until", String(10), nullable=False, comment="the first day it no longer holds; 9999-12-31: open"),
    Column("outcome", String(20), nullable=False),
    Index("citation_undertaking", "undertaking", "outcome", "entry_id"),
)

appearance = Table(
    "appearance",
    metadata,
    Column("organisation_id", Integer, ForeignKey("organisation.id"), primary_key=True),
    Column("entry_id", BigInteger, ForeignKey("entry.id"), primary_key=True),
    Column("role", String(40), primary_key=True),
    Column("item", String(40), primary_key=True, comment="empty: the entry as a whole"),
    Column("line", Text, comment="what became of the item"),
    Index("appearance_entry", "entry_id"),
)

spell = Table(
    "spell",
    metadata,
    Column("entry_id", BigInteger, ForeignKey("entry.id"), primary_key=True),
    Column("name", String(20), primary_key=True, comment="state or awaited"),
    Column("value", String(40), primary_key=True),
    Column("since", String(27), primary_key=True, comment="the first instant; empty: from the first"),
    Column("until", String(27), nullable=False, comment=f"the instant it no longer holds; {FOR_EVER}: for ever"),
    Column("label", Text, nullable=False, comment="for readers"),
    Index("spell_held", "name", "value", "until", "entry_id"),
    Index("spell_since", "since"),
    Index("spell_until", "until"),
)

due = Table(
    "due",
    metadata,
    Column("entry_id", BigInteger, ForeignKey("entry.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("what", Text, nullable=False),
    Column("due_on", String(10), nullable=False),
    Column("done_on", String(10)),
    Column("owner", Text),
    Index("due_on", "due_on"),
)

relation = Table(
    "relation",
    metadata,
    Column("entry_id", BigInteger, ForeignKey("entry.id"), primary_key=True),
    Column("reference", Text, primary_key=True, comment="the entry named"),
    Column("relation", String(20), primary_key=True),
    Index("relation_reference", "reference"),
)

PROJECTIONS = (listing, facet, citation, appearance, spell, due, relation)

# --- work in progress, and what is private ---------------------------------------------------------------------

draft_batch = Table(
    "draft_batch",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", Integer, ForeignKey("programme_round.id"), nullable=False),
    Column("author_id", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("pairs", Text, nullable=False, comment="JSON list of [name, value]: what was typed once for all its drafts"),
    Column("created_at", String(27), nullable=False),
    Column("updated_at", String(27), nullable=False),
    Index("draft_batch_author", "author_id", "round_id"),
)

draft = Table(
    "draft",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("entry_id", BigInteger, ForeignKey("entry.id"), comment="the entry it corrects; null for a new one"),
    Column("base_revision", Integer, comment="the revision a correction started from"),
    Column("state", String(12), nullable=False, comment="draft, in_review, sent_back, scheduled, published"),
    Column("body", Text, comment="identifier of the public body whose entry it is, as chosen"),
    Column("batch_id", Integer, ForeignKey("draft_batch.id", name="draft_of_batch"), comment="the grid it is a row of"),
    Column("publish_at", String(27), comment="when a draft that is approved goes out"),
    Column("version", Integer, nullable=False),
    Column("pairs", Text, nullable=False, comment="JSON list of [name, value] exactly as typed"),
    Column("title", Text, nullable=False, comment="as typed, for the list of drafts"),
    Column("author_id", Integer, nullable=False),
    Column("approver_id", Integer),
    Column("remark", Text),
    Column("reviewed", Text, comment="JSON pairs as a second person last had them, to show what changed since"),
    Column("looked_at", Text, comment="JSON list: marks of what its approver looked at, until it goes out"),
    Column("created_at", String(27), nullable=False),
    Column("updated_at", String(27), nullable=False),
    Column("n", BigInteger, comment="the act that published it"),
    CheckConstraint("approver_id <> author_id", name="draft_second_person"),
    CheckConstraint("state <> 'published' OR (approver_id IS NOT NULL AND n IS NOT NULL)", name="draft_published_by"),
    CheckConstraint(
        "state <> 'scheduled' OR (approver_id IS NOT NULL AND publish_at IS NOT NULL)", name="draft_scheduled_by"
    ),
    Index("draft_author", "author_id", "state"),
    Index("draft_rows", "batch_id"),
    Index("draft_state", "state", "updated_at"),
)

pending = Table(
    "pending",
    metadata,
    Column("draft_id", Integer, ForeignKey("draft.id"), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("since", String(10), nullable=False, comment="counted in public, with its age; nothing else is told"),
)

statement_invitation = Table(
    "statement_invitation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True, comment="SHA-256 of the secret in the link"),
    Column("kind", String(20), nullable=False),
    Column("entry_id", BigInteger, ForeignKey("entry.id"), comment="what it is about, or"),
    Column("draft_id", Integer, ForeignKey("draft.id"), comment="the draft it is about"),
    Column("field", String(40), nullable=False, comment="the part of the content that it becomes"),
    Column("organisation", Text, comment="identifier of the VCS body whose officers may answer at the desk"),
    Column("invited_by", Integer, nullable=False),
    Column("invited_on", String(10), nullable=False),
    Column("answer_by", String(10), nullable=False),
    Column("words", Text, comment="private, from receipt until they are put into a draft"),
    Column("mark", String(64), comment="keyed digest of the words received: a draft is compared with it"),
    Column("declined", Boolean, nullable=False),
    Column("received_at", String(27)),
    Column("taken_at", String(27)),
    Column("ended_at", String(27), comment="when the link was ended"),
    CheckConstraint("(entry_id IS NULL) <> (draft_id IS NULL)", name="invitation_about"),
    Index("statement_invitation_entry", "entry_id"),
    Index("statement_invitation_draft", "draft_id"),
    Index("statement_invitation_organisation", "organisation"),
)

removal_request = Table(
    "removal_request",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entry_id", BigInteger, ForeignKey("entry.id"), nullable=False),
    Column("action", String(10), nullable=False, comment="hold, redact, withdraw"),
    Column("removes", Text, nullable=False, comment="JSON {revision: [unit]} of what goes; {}: the whole entry"),
    Column("category", String(40), nullable=False, comment="of a hold and a withdrawal: the reason"),
    Column("legal_basis", String(40)),
    Column("note", Text, nullable=False, comment="private: why, for the second person"),
    Column("state", String(10), nullable=False, comment="waiting, in_force, done, refused, lifted"),
    Column("asked_by", Integer, nullable=False),
    Column("asked_at", String(27), nullable=False),
    Column("decided_by", Integer),
    Column("decided_at", String(27)),
    Column("n", BigInteger, comment="the act that did it"),
    CheckConstraint("decided_by <> asked_by", name="removal_second_person"),
    CheckConstraint("state IN ('waiting', 'in_force', 'refused') OR decided_by IS NOT NULL", name="removal_decided_by"),
    Index("removal_request_state", "state", "asked_at"),
)

case_fact = Table(
    "case_fact",
    metadata,
    Column("entry_id", BigInteger, ForeignKey("entry.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False, comment="private: never shown, exported or logged"),
)

import_batch = Table(
    "import_batch",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("file_name", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("staged_at", String(27), nullable=False),
    Column("imported_by", Text, nullable=False),
    Column("confirmed_by", Text, nullable=False),
    Column("finished_at", String(27)),
)

import_row = Table(
    "import_row",
    metadata,
    Column("batch_id", Integer, ForeignKey("import_batch.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("identifier", Text, nullable=False),
    Column("content", LargeBinary, nullable=False, comment="canonical JSON of what the file says, as content"),
    Column("private", LargeBinary, nullable=False, comment="canonical JSON of name/value for the case"),
)

imported = Table(
    "imported",
    metadata,
    Column("entry_id", BigInteger, ForeignKey("entry.id"), primary_key=True),
    Column("content", LargeBinary, nullable=False, comment="what the last file said: a later file is compared with it"),
)
