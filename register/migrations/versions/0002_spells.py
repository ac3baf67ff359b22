"""What holds for a time (where an entry stands, what is awaited), lines of items, and matters that are pending."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

FOR_EVER = '9999-12-31T23:59:59.999999Z'


def upgrade() -> None:
    """Make the tables, and turn each listing's awaited words into a spell: the rows a rebuild would make."""
    op.create_table('spell',
    sa.Column('entry_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(length=20), nullable=False, comment='state or awaited'),
    sa.Column('value', sa.String(length=40), nullable=False),
    sa.Column('since', sa.String(length=27), nullable=False, comment='the first instant; empty: from the first'),
    sa.Column('until', sa.String(length=27), nullable=False, comment=f'the instant it no longer holds; {FOR_EVER}: for ever'),
    sa.Column('label', sa.Text(), nullable=False, comment='for readers'),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], ),
    sa.PrimaryKeyConstraint('entry_id', 'name', 'value', 'since')
    )
    op.create_index('spell_held', 'spell', ['name', 'value', 'until', 'entry_id'], unique=False)
    op.create_index('spell_since', 'spell', ['since'], unique=False)
    op.create_index('spell_until', 'spell', ['until'], unique=False)
    op.create_table('pending',
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('since', sa.String(length=10), nullable=False, comment='counted in public, with its age; nothing else is told'),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], ),
    sa.PrimaryKeyConstraint('draft_id')
    )
    op.add_column('appearance', sa.Column('line', sa.Text(), nullable=True, comment='what became of the item'))
    # "Rationale awaited" is all that was ever awaited in the first schema.
    awaited = sa.text(
        "INSERT INTO spell (entry_id, name, value, since, until, label) "
        "SELECT entry_id, 'awaited', 'rationale', '', :until, awaited FROM listing WHERE awaited IS NOT NULL"
    )
    op.execute(awaited.bindparams(until=FOR_EVER))
    op.execute(
        "INSERT INTO facet_value (name, value, label) "
        "SELECT DISTINCT 'awaited', 'rationale', awaited FROM listing WHERE awaited IS NOT NULL"
    )
    # Never as a batch on SQLite: that would make the whole table again.
    op.drop_column('listing', 'awaited')
