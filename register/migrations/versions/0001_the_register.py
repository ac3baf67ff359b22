"""The register's first schema, with its genesis act."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table, and act 0."""
    op.create_table('account',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('password', sa.String(length=200), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('fs_uniquifier', sa.String(length=64), nullable=False, comment='changes when sessions must end'),
    sa.Column('created_at', sa.String(length=27), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('email'),
    sa.UniqueConstraint('fs_uniquifier')
    )
    op.create_table('entry',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False, comment='number of the act that published it'),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=20), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('kind', 'year', 'number', name='entry_number_once'),
    sa.UniqueConstraint('reference')
    )
    op.create_table('facet_value',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('name', 'value', name='facet_value_once')
    )
    op.create_table('failed_sign_in',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account', sa.String(length=64), nullable=False, comment='digest of the e-mail address as typed, known or not'),
    sa.Column('address', sa.String(length=64), nullable=False, comment='where it came from; an IPv6 network of 64 bits'),
    sa.Column('at', sa.String(length=27), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('failed_sign_in', schema=None) as batch_op:
        batch_op.create_index('failed_sign_in_at', ['at'], unique=False)
        batch_op.create_index('failed_sign_in_where', ['address', 'at'], unique=False)

    op.create_table('head',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('n', sa.BigInteger(), nullable=False, comment="number of the last act: the register's version"),
    sa.Column('catalogue', sa.BigInteger(), nullable=False, comment='version of the reference data'),
    sa.Column('touched_at', sa.String(length=27), nullable=False, comment='when the reference data last changed'),
    sa.CheckConstraint('id = 1', name='head_is_one_row'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('import_batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('staged_at', sa.String(length=27), nullable=False),
    sa.Column('imported_by', sa.Text(), nullable=False),
    sa.Column('confirmed_by', sa.Text(), nullable=False),
    sa.Column('finished_at', sa.String(length=27), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('import_batch', schema=None) as batch_op:
        batch_op.create_index('import_batch_digest', ['digest'], unique=False)

    op.create_table('organisation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('identifier', sa.Text(), nullable=False, comment='the one in its address'),
    sa.Column('name', sa.Text(), nullable=False, comment='the newest name used'),
    sa.Column('match', sa.Text(), nullable=False, comment='the name folded, to recognise it'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('identifier')
    )
    with op.batch_alter_table('organisation', schema=None) as batch_op:
        batch_op.create_index('organisation_match', ['match'], unique=False)

    op.create_table('public_body',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('identifier', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('party_from', sa.String(length=10), nullable=True),
    sa.Column('party_until', sa.String(length=10), nullable=True),
    sa.Column('invented', sa.Boolean(), nullable=False),
    sa.Column('licence', sa.Text(), nullable=True, comment='attribution owed where its imported records are shown'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('identifier')
    )
    op.create_table('role',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('name')
    )
    op.create_table('account_role',
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('role_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], ),
    sa.ForeignKeyConstraint(['role_id'], ['role.id'], ),
    sa.PrimaryKeyConstraint('account_id', 'role_id')
    )
    op.create_table('act',
    sa.Column('n', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False, comment='genesis, publish, correct'),
    sa.Column('entry_id', sa.BigInteger(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=True),
    sa.Column('at', sa.String(length=27), nullable=False),
    sa.Column('role', sa.String(length=60), nullable=False, comment="the public 'by': a role, never a person"),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], ),
    sa.PrimaryKeyConstraint('n')
    )
    with op.batch_alter_table('act', schema=None) as batch_op:
        batch_op.create_index('act_entry', ['entry_id', 'n'], unique=False)

    op.create_table('alias',
    sa.Column('identifier', sa.Text(), nullable=False, comment="an imported record's own identifier"),
    sa.Column('entry_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], ),
    sa.PrimaryKeyConstraint('identifier')
    )
    with op.batch_alter_table('alias', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_alias_entry_id'), ['entry_id'], unique=False)

    op.create_table('appearance',
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.BigInteger(), nullable=False),
    sa.Column('role', sa.String(length=40), nullable=False),
    sa.Column('item', sa.String(length=40), nullable=False, comment='empty: the entry as a whole'),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('organisation_id', 'entry_id', 'role', 'item')
    )
    with op.batch_alter_table('appearance', schema=None) as batch_op:
        batch_op.create_index('appearance_entry', ['entry_id'], unique=False)

    op.create_table('case_fact',
    sa.Column('entry_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False, comment='private: never shown, exported or logged'),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], ),
    sa.PrimaryKeyConstraint('entry_id', 'name')
    )
    op.create_table('citation',
    sa.Column('entry_id', sa.BigInteger(), nullable=False),
    sa.Column('undertaking', sa.String(length=5), nullable=False),
    sa.Column('since', sa.String(length=10), nullable=False, comment='empty: from the beginning'),
    sa.Column('until', sa.String(length=10), nullable=False, comment='the first day it no longer holds; 9999-12-31: open'),
    sa.Column('outcome', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], ),
    sa.PrimaryKeyConstraint('entry_id', 'undertaking', 'since')
    )
    with op.batch_alter_table('citation', schema=None) as batch_op:
        batch_op.create_index('citation_undertaking', ['undertaking', 'outcome', 'entry_id'], unique=False)

    op.create_table('department',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('body_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['body_id'], ['public_body.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('body_id', 'name', name='department_once')
    )
    op.create_table('draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('entry_id', sa.BigInteger(), nullable=True, comment='the entry it corrects; null for a new one'),
    sa.Column('base_revision', sa.Integer(), nullable=True, comment='the revision a correction started from'),
    sa.Column('state', sa.String(length=12), nullable=False, comment='draft, in_review, sent_back, published'),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('pairs', sa.Text(), nullable=False, comment='JSON list of [name, value] exactly as typed'),
    sa.Column('title', sa.Text(), nullable=False, comment='as typed, for the list of drafts'),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('approver_id', sa.Integer(), nullable=True),
    sa.Column('remark', sa.Text(), nullable=True),
    sa.Column('created_at', sa.String(length=27), nullable=False),
    sa.Column('updated_at', sa.String(length=27), nullable=False),
    sa.Column('n', sa.BigInteger(), nullable=True, comment='the act that published it'),
    sa.CheckConstraint("state <> 'published' OR (approver_id IS NOT NULL AND n IS NOT NULL)", name='draft_published_by'),
    sa.CheckConstraint('approver_id <> author_id', name='draft_second_person'),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.create_index('draft_author', ['author_id', 'state'], unique=False)
        batch_op.create_index('draft_state', ['state', 'updated_at'], unique=False)

    op.create_table('due',
    sa.Column('entry_id', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('due_on', sa.String(length=10), nullable=False),
    sa.Column('done_on', sa.String(length=10), nullable=True),
    sa.Column('owner', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], ),
    sa.PrimaryKeyConstraint('entry_id', 'position')
    )
    with op.batch_alter_table('due', schema=None) as batch_op:
        batch_op.create_index('due_on', ['due_on'], unique=False)

    op.create_table('facet',
    sa.Column('value_id', sa.Integer(), nullable=False),
    sa.Column('date', sa.String(length=10), nullable=False, comment="the listing's date: lists by facet come sorted"),
    sa.Column('entry_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], ),
    sa.ForeignKeyConstraint(['value_id'], ['facet_value.id'], ),
    sa.PrimaryKeyConstraint('value_id', 'date', 'entry_id')
    )
    with op.batch_alter_table('facet', schema=None) as batch_op:
        batch_op.create_index('facet_entry', ['entry_id'], unique=False)

    op.create_table('import_row',
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('identifier', sa.Text(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False, comment='canonical JSON of what the file says, as content'),
    sa.Column('private', sa.LargeBinary(), nullable=False, comment='canonical JSON of name/value for the case'),
    sa.ForeignKeyConstraint(['batch_id'], ['import_batch.id'], ),
    sa.PrimaryKeyConstraint('batch_id', 'position')
    )
    op.create_table('imported',
    sa.Column('entry_id', sa.BigInteger(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False, comment='what the last file said: a later file is compared with it'),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], ),
    sa.PrimaryKeyConstraint('entry_id')
    )
    op.create_table('listing',
    sa.Column('entry_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('reference', sa.String(length=20), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('n', sa.BigInteger(), nullable=False),
    sa.Column('published_at', sa.String(length=27), nullable=False),
    sa.Column('updated_at', sa.String(length=27), nullable=False),
    sa.Column('date', sa.String(length=10), nullable=False, comment='the day it is about; empty where not stated'),
    sa.Column('amount', sa.BigInteger(), nullable=True),
    sa.Column('tag', sa.String(length=40), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('line', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=True),
    sa.Column('awaited', sa.Text(), nullable=True),
    sa.Column('invented', sa.Boolean(), nullable=False),
    sa.Column('fingerprint', sa.String(length=32), nullable=True, comment="the mark of the words that should be this entry's own"),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], ),
    sa.PrimaryKeyConstraint('entry_id')
    )
    with op.batch_alter_table('listing', schema=None) as batch_op:
        batch_op.create_index('listing_amount', ['amount', 'entry_id'], unique=False)
        batch_op.create_index('listing_date', ['date', 'entry_id'], unique=False)
        batch_op.create_index('listing_fingerprint', ['fingerprint'], unique=False)
        batch_op.create_index('listing_kind_date', ['kind', 'date', 'entry_id'], unique=False)
        batch_op.create_index('listing_n', ['n'], unique=False)
        batch_op.create_index('listing_published', ['published_at'], unique=False)

    op.create_table('organisation_identifier',
    sa.Column('identifier', sa.Text(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('identifier')
    )
    with op.batch_alter_table('organisation_identifier', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_organisation_identifier_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('organisation_name',
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('since', sa.String(length=10), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('organisation_id', 'name')
    )
    op.create_table('programme_round',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('body_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=60), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('round', sa.String(length=60), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False, comment='canonical JSON: the content fields every decision inherits'),
    sa.ForeignKeyConstraint(['body_id'], ['public_body.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('body_id', 'code', 'round', name='programme_round_once')
    )
    op.create_table('relation',
    sa.Column('entry_id', sa.BigInteger(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False, comment='the entry named'),
    sa.Column('relation', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], ),
    sa.PrimaryKeyConstraint('entry_id', 'reference', 'relation')
    )
    with op.batch_alter_table('relation', schema=None) as batch_op:
        batch_op.create_index('relation_reference', ['reference'], unique=False)

    op.create_table('revision',
    sa.Column('entry_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('n', sa.BigInteger(), nullable=False),
    sa.Column('schema', sa.Integer(), nullable=False),
    sa.Column('origin', sa.String(length=10), nullable=False, comment='authored or imported'),
    sa.Column('content', sa.LargeBinary(), nullable=False, comment='canonical JSON, exactly as published'),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], ),
    sa.PrimaryKeyConstraint('entry_id', 'number'),
    sa.UniqueConstraint('n')
    )

    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    genesis = sa.text("INSERT INTO act (n, kind, at, role) VALUES (0, 'genesis', :at, 'The register')")
    op.execute(genesis.bindparams(at=at))
    opened = sa.text("INSERT INTO head (id, n, catalogue, touched_at) VALUES (1, 0, 0, :at)")
    op.execute(opened.bindparams(at=at))
