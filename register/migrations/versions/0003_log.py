"""The transparency log: its tables, and an entry for every act that was published before it."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

# The units of the schemas that were published before the log existed; they never change, whatever the kinds become.
BASE = {
    'marks': ['invented', 'numbered'],
    'about': ['body', 'areas', 'themes', 'groups_affected'],
    'links': ['related', 'source'],
    'findings': ['findings'],
}
GROUPS = {
    'decision': {
        **BASE,
        'marks': [*BASE['marks'], 'inherited'],
        'about': [*BASE['about'], 'location_served', 'location_scope'],
        'decision': ['decision_type', 'instrument', 'decided_on', 'regime', 'effective_not_before', 'route', 'open_call',
                     'recipient_told_on', 'actual_start', 'actual_end'],
        'amounts': ['amount_applied_for', 'amount_awarded', 'amount_previous', 'amount_disbursed', 'amount_period',
                    'value_in_kind'],
        'changed': ['change.decision', 'change.cause', 'change.end_kind', 'change.end_set_in_writing_on',
                    'change.renewed_before', 'change.renewal_sought'],
        'file': ['grant_id', 'source_modified', 'funding_type', 'regrant_type', 'related_activity'],
    },
    'consultation': {
        **BASE,
        'marks': [*BASE['marks'], 'short_unstated'],
        'dates': ['stage', 'method', 'periods', 'announced_on', 'decision_due_on', 'feedback_promised_by',
                  'feedback_published_on', 'decided_on', 'outcome_published_on', 'abandoned_on'],
        'answering': ['ways', 'survey_url'],
        'counts': ['responses.total', 'responses.by_type', 'responses.words'],
    },
    'dispute': {
        **BASE,
        'dates': ['raised_by', 'happened_on', 'raised_on', 'closed_on', 'outcome', 'got', 'raiser_agrees_on'],
    },
}
SPLIT = {'decision': {'rationale', 'change'}, 'consultation': {'responses'}, 'dispute': set()}


def upgrade() -> None:
    """Make the tables, then enter every act in its order."""
    op.create_table('log_entry',
    sa.Column('n', sa.BigInteger(), autoincrement=False, nullable=False, comment="number of the act; the leaf's index"),
    sa.Column('entry', sa.LargeBinary(), nullable=False, comment='canonical JSON: the very bytes that are hashed and served'),
    sa.PrimaryKeyConstraint('n')
    )
    op.create_table('log_node',
    sa.Column('level', sa.Integer(), autoincrement=False, nullable=False, comment='0: the leaves'),
    sa.Column('position', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('hash', sa.LargeBinary(), nullable=False, comment='SHA-256, of complete nodes only (RFC 9162)'),
    sa.PrimaryKeyConstraint('level', 'position')
    )
    op.create_table('removal_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.BigInteger(), nullable=False),
    sa.Column('action', sa.String(length=10), nullable=False, comment='hold, redact, withdraw'),
    sa.Column('removes', sa.Text(), nullable=False, comment='JSON {revision: [unit]} of what goes; {}: the whole entry'),
    sa.Column('category', sa.String(length=40), nullable=False, comment='of a hold and a withdrawal: the reason'),
    sa.Column('legal_basis', sa.String(length=40), nullable=True),
    sa.Column('note', sa.Text(), nullable=False, comment='private: why, for the second person'),
    sa.Column('state', sa.String(length=10), nullable=False, comment='waiting, in_force, done, refused, lifted'),
    sa.Column('asked_by', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.String(length=27), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.String(length=27), nullable=True),
    sa.Column('n', sa.BigInteger(), nullable=True, comment='the act that did it'),
    sa.CheckConstraint('decided_by <> asked_by', name='removal_second_person'),
    sa.CheckConstraint("state IN ('waiting', 'in_force', 'refused') OR decided_by IS NOT NULL", name='removal_decided_by'),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('removal_request_state', 'removal_request', ['state', 'asked_at'], unique=False)
    few = sa.text('revision IS NULL')
    op.create_index('act_removal', 'act', ['kind', 'n'], unique=False, sqlite_where=few, postgresql_where=few)
    # Never as a batch on SQLite: that would make the whole table again.
    op.add_column('head', sa.Column('epoch', sa.Integer(), server_default='1', nullable=False, comment='one more after each recovery from a loss'))
    op.add_column('entry', sa.Column('removed', sa.Text(), nullable=True, comment='JSON: why the whole entry is on hold or withdrawn'))
    op.add_column('revision', sa.Column('salts', sa.LargeBinary(), nullable=True, comment='canonical JSON: the salt of each unit that the log commits to'))
    op.add_column('revision', sa.Column('removed', sa.Text(), nullable=True, comment='JSON list: the units on hold or redacted'))
    _enter(op.get_bind())


def _enter(connection: sa.Connection) -> None:
    edge: list[tuple[int, int, bytes]] = []
    query = sa.text(
        'SELECT a.n, a.kind AS act, a.at, a.role, a.revision, e.kind, e.reference, r.schema, r.origin, r.content '
        'FROM act a LEFT JOIN entry e ON e.id = a.entry_id LEFT JOIN revision r ON r.n = a.n '
        'WHERE a.n > :after ORDER BY a.n LIMIT 1000'
    )
    after = -1
    while rows := connection.execute(query, {'after': after}).mappings().all():
        entries, nodes, salted = [], [], []
        for row in rows:
            body, salts = _body(row)
            raw = _canonical(body)
            entries.append({'n': row['n'], 'entry': raw})
            nodes += _grow(edge, row['n'], hashlib.sha256(b'\0' + raw).digest())
            if salts is not None:
                salted.append({'n': row['n'], 'salts': _canonical(salts)})
        connection.execute(sa.text('INSERT INTO log_entry (n, entry) VALUES (:n, :entry)'), entries)
        connection.execute(
            sa.text('INSERT INTO log_node (level, position, hash) VALUES (:level, :position, :hash)'), nodes
        )
        if salted:
            connection.execute(sa.text('UPDATE revision SET salts = :salts WHERE n = :n'), salted)
        after = rows[-1]['n']


def _body(row: Any) -> tuple[dict[str, Any], dict[str, str] | None]:
    if row['act'] == 'genesis':
        return {'n': row['n'], 'kind': 'genesis', 'at': row['at'], 'format': 'compact-register-log/1'}, None
    units = _units(json.loads(bytes(row['content'])), GROUPS[row['kind']], SPLIT[row['kind']])
    salts = {name: base64.b64encode(secrets.token_bytes(32)).decode() for name in units}
    digests = {name: _commitment(salts[name], name, value) for name, value in units.items()}
    body = {'n': row['n'], 'kind': row['act'], 'at': row['at'], 'by': row['role'], 'reference': row['reference']}
    body |= {'type': row['kind'], 'revision': row['revision'], 'schema': row['schema'], 'origin': row['origin']}
    return {**body, 'units': digests}, salts


def _units(document: dict[str, Any], groups: dict[str, list[str]], split: set[str]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in document.items():
        parts = {f'{name}.{k}': v for k, v in value.items()} if name in split and isinstance(value, dict) else {name: value}
        fields |= {path: part for path, part in parts.items() if part not in (None, [], {})}
    found: dict[str, Any] = {}
    for label, members in groups.items():
        present = {path: fields.pop(path) for path in members if path in fields}
        if present:
            found[f"{label}:{','.join(present)}"] = present
    for path, value in fields.items():
        items = value if isinstance(value, list) and all(isinstance(item, dict) for item in value) else None
        numbers = [item['number'] for item in items or () if isinstance(item.get('number'), int)]
        if items is not None and (not numbers or len(set(numbers)) == len(items)):
            found |= {f'{path}/{key}': item for key, item in zip(numbers or range(1, len(items) + 1), items)}
        else:
            found[path] = value
    return found


def _commitment(salt: str, name: str, value: Any) -> str:
    return base64.b64encode(hashlib.sha256(_canonical([salt, name, value])).digest()).decode()


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(',', ':'), ensure_ascii=False).encode()


def _grow(edge: list[tuple[int, int, bytes]], n: int, leaf: bytes) -> list[dict[str, Any]]:
    made = [(0, n, leaf)]
    edge.append(made[0])
    while len(edge) > 1 and edge[-1][0] == edge[-2][0] and edge[-1][1] % 2:
        (level, _, right), (_, position, left) = edge.pop(), edge.pop()
        edge.append((level + 1, position // 2, hashlib.sha256(b'\1' + left + right).digest()))
        made.append(edge[-1])
    return [{'level': level, 'position': position, 'hash': made_hash} for level, position, made_hash in made]
