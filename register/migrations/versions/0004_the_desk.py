"""The desk: second factors and passkeys, whose body an officer acts for, what was done, scheduled drafts, documents."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and columns, and say of each draft whose entry it is."""
    op.create_table('audit_record',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.String(length=27), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True, comment='null: the command line, or nobody who is known'),
    sa.Column('name', sa.Text(), nullable=False, comment="the person's name as it was then"),
    sa.Column('action', sa.String(length=40), nullable=False),
    sa.Column('about', sa.Text(), nullable=False, comment='a reference, a draft, an account'),
    sa.Column('detail', sa.Text(), nullable=False, comment='JSON; never a password, a code or a text that could be redacted'),
    sa.Column('address', sa.String(length=64), nullable=False, comment='where it came from'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('audit_record_about', 'audit_record', ['about', 'at', 'id'], unique=False)
    op.create_index('audit_record_account', 'audit_record', ['account_id', 'at', 'id'], unique=False)
    op.create_index('audit_record_action', 'audit_record', ['action', 'at', 'id'], unique=False)
    op.create_index('audit_record_doing', 'audit_record', ['account_id', 'action', 'at', 'id'], unique=False)
    op.create_index('audit_record_at', 'audit_record', ['at', 'id'], unique=False)

    op.create_table('setting',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('value', sa.Text(), nullable=False, comment='as typed at the desk, and found valid'),
    sa.Column('changed_by', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.String(length=27), nullable=False),
    sa.ForeignKeyConstraint(['changed_by'], ['account.id'], ),
    sa.PrimaryKeyConstraint('name')
    )

    op.create_table('term',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False, comment='theme or area'),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=True, comment='of an area: its ONS code'),
    sa.Column('offered', sa.Boolean(), nullable=False, comment='false: no longer offered'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('kind', 'name', name='term_once')
    )
    op.create_table('account_link',
    sa.Column('digest', sa.String(length=64), nullable=False, comment='SHA-256 of the secret in the link, which is kept nowhere'),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=True, comment='the administrator; null: the command line'),
    sa.Column('made_at', sa.String(length=27), nullable=False),
    sa.Column('until', sa.String(length=27), nullable=False),
    sa.Column('used_at', sa.String(length=27), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], ),
    sa.PrimaryKeyConstraint('digest')
    )
    op.create_table('passkey',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('credential_id', sa.LargeBinary(length=1024), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('sign_count', sa.Integer(), nullable=False),
    sa.Column('transports', sa.UnicodeText(), nullable=True),
    sa.Column('backup_state', sa.Boolean(), nullable=False),
    sa.Column('device_type', sa.String(length=64), nullable=False),
    sa.Column('extensions', sa.String(length=255), nullable=True),
    sa.Column('create_datetime', sa.DateTime(), nullable=False),
    sa.Column('lastuse_datetime', sa.DateTime(), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('usage', sa.String(length=64), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['account.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('credential_id')
    )
    op.create_index('ix_passkey_user_id', 'passkey', ['user_id'], unique=False)

    op.create_table('statement_invitation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False, comment='SHA-256 of the secret in the link'),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('entry_id', sa.BigInteger(), nullable=True, comment='what it is about, or'),
    sa.Column('draft_id', sa.Integer(), nullable=True, comment='the draft it is about'),
    sa.Column('field', sa.String(length=40), nullable=False, comment='the part of the content that it becomes'),
    sa.Column('organisation', sa.Text(), nullable=True, comment='identifier of the VCS body whose officers may answer at the desk'),
    sa.Column('invited_by', sa.Integer(), nullable=False),
    sa.Column('invited_on', sa.String(length=10), nullable=False),
    sa.Column('answer_by', sa.String(length=10), nullable=False),
    sa.Column('words', sa.Text(), nullable=True, comment='private, from receipt until they are put into a draft'),
    sa.Column('mark', sa.String(length=64), nullable=True, comment='keyed digest of the words received: a draft is compared with it'),
    sa.Column('declined', sa.Boolean(), nullable=False),
    sa.Column('received_at', sa.String(length=27), nullable=True),
    sa.Column('taken_at', sa.String(length=27), nullable=True),
    sa.Column('ended_at', sa.String(length=27), nullable=True, comment='when the link was ended'),
    sa.CheckConstraint('(entry_id IS NULL) <> (draft_id IS NULL)', name='invitation_about'),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], ),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('digest')
    )
    op.create_index('statement_invitation_entry', 'statement_invitation', ['entry_id'], unique=False)
    op.create_index('statement_invitation_draft', 'statement_invitation', ['draft_id'], unique=False)
    op.create_index('statement_invitation_organisation', 'statement_invitation', ['organisation'], unique=False)
    op.create_table('uploaded_document',
    sa.Column('key', sa.String(length=32), nullable=False, comment='random: its address and the name of its file'),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('bytes', sa.BigInteger(), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False, comment='as it was called, made safe'),
    sa.Column('entry_id', sa.BigInteger(), nullable=True, comment='null until it is published'),
    sa.Column('uploaded_by', sa.Integer(), nullable=False),
    sa.Column('uploaded_at', sa.String(length=27), nullable=False),
    sa.Column('erased_at', sa.String(length=27), nullable=True, comment='when its bytes were taken away'),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], ),
    sa.PrimaryKeyConstraint('key')
    )
    op.create_index('uploaded_document_entry', 'uploaded_document', ['entry_id'], unique=False)

    op.create_table('account_body',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('body_id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=True, comment='null: the whole body'),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], ),
    sa.ForeignKeyConstraint(['body_id'], ['public_body.id'], ),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('account_id', 'body_id', 'department_id', name='account_body_once')
    )
    # Never as a batch on SQLite where that can be helped: it would make the whole table again.
    op.add_column('account', sa.Column('every_body', sa.Boolean(), server_default=sa.true(), nullable=False, comment='acts for every public body, else those of account_body'))
    op.add_column('account', sa.Column('organisation', sa.Text(), nullable=True, comment='identifier of the VCS body they speak for'))
    op.add_column('account', sa.Column('tf_primary_method', sa.String(length=64), nullable=True))
    op.add_column('account', sa.Column('tf_totp_secret', sa.String(length=255), nullable=True))
    op.add_column('account', sa.Column('totp_used', sa.BigInteger(), nullable=True, comment='the newest time step whose code was used'))
    op.add_column('account', sa.Column('mf_recovery_codes', sa.UnicodeText(), nullable=True))
    op.add_column('account', sa.Column('fs_webauthn_user_handle', sa.String(length=64), nullable=True))
    op.create_index('account_passkey_handle', 'account', ['fs_webauthn_user_handle'], unique=True)
    op.add_column('department', sa.Column('closed_on', sa.String(length=10), nullable=True, comment='offered no more from this day on'))
    op.create_table('draft_batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('pairs', sa.Text(), nullable=False, comment='JSON list of [name, value]: what was typed once for all its drafts'),
    sa.Column('created_at', sa.String(length=27), nullable=False),
    sa.Column('updated_at', sa.String(length=27), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['programme_round.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('draft_batch_author', 'draft_batch', ['author_id', 'round_id'], unique=False)
    with op.batch_alter_table('draft') as draft:
        draft.add_column(sa.Column('body', sa.Text(), nullable=True, comment='identifier of the public body whose entry it is, as chosen'))
        draft.add_column(sa.Column('publish_at', sa.String(length=27), nullable=True, comment='when a draft that is approved goes out'))
        draft.add_column(sa.Column('reviewed', sa.Text(), nullable=True, comment='JSON pairs as a second person last had them, to show what changed since'))
        draft.add_column(sa.Column('looked_at', sa.Text(), nullable=True, comment='JSON list: marks of what its approver looked at, until it goes out'))
        draft.add_column(sa.Column('batch_id', sa.Integer(), nullable=True, comment='the grid it is a row of'))
        draft.create_foreign_key('draft_of_batch', 'draft_batch', ['batch_id'], ['id'])
        draft.create_index('draft_rows', ['batch_id'], unique=False)
        draft.alter_column('state', existing_type=sa.String(length=12), existing_nullable=False, comment='draft, in_review, sent_back, scheduled, published')
        draft.create_check_constraint('draft_scheduled_by', "state <> 'scheduled' OR (approver_id IS NOT NULL AND publish_at IS NOT NULL)")
    op.drop_index('import_batch_digest', table_name='import_batch')
    op.drop_column('import_batch', 'digest')  # of no use, and a redacted word could be tried against it
    _say_whose(op.get_bind())


def _say_whose(connection: sa.Connection) -> None:
    for row in connection.execute(sa.text('SELECT id, pairs FROM draft')).all():
        body = next((value for name, value in json.loads(row.pairs) if name == 'body-identifier' and value), None)
        if body:
            connection.execute(sa.text('UPDATE draft SET body = :body WHERE id = :id'), {'body': body, 'id': row.id})
