"""Batches: drafts written together as the rows of a grid, each of them an ordinary draft and an act of its own.

What is typed once for all rows is kept with the batch, as typed; each row has it among its own pairs too.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from register.core.kind import Kind
from register.entries.tables import draft as draft_table
from register.entries.tables import draft_batch as table
from register.programmes.reading import round_by_id
from register.publishing import drafts, unfinished
from register.publishing.drafts import HIGHEST_ID, WITH_ITS_AUTHOR, Draft, Pairs, State
from register.publishing.ownership import Bodies


@dataclass(frozen=True)
class Batch:
    """One grid as last saved: of which round, and what was typed once for all rows."""

    id: int
    round_id: int
    author_id: int
    version: int
    pairs: tuple[tuple[str, str], ...]
    created_at: str
    updated_at: str


class Unknown(LookupError):
    """There is no such batch, or not for this person."""


class Changed(Exception):
    """What is shared was saved since the batch was opened; `current` is the batch now."""

    def __init__(self, current: Batch) -> None:
        super().__init__("the batch was changed since it was opened")
        self.current = current


@dataclass(frozen=True)
class Row:
    """A row to be saved: the pairs of its draft, and the draft that was opened with its version; None for a new one."""

    pairs: Pairs
    draft_id: int | None = None
    version: int = 0


@dataclass(frozen=True)
class Saved:
    """What became of a row: its draft now; `stale` where it was saved or sent elsewhere meanwhile and is unchanged."""

    draft: Draft
    stale: bool = False
    made: bool = False


def create(connection: Connection, *, round_id: int, author_id: int, pairs: Pairs, at: str) -> Batch:
    """Begin a batch."""
    row = {
        "round_id": round_id,
        "author_id": author_id,
        "version": 1,
        "pairs": drafts.written(pairs),
        "created_at": at,
        "updated_at": at,
    }
    return get(connection, int(connection.execute(insert(table).values(row).returning(table.c.id)).scalar_one()))


def begun_already(
    connection: Connection, *, round_id: int, author_id: int, pairs: Pairs, rows: Sequence[Row]
) -> Batch | None:
    """Return the author's newest batch where it was begun with just this and not saved since: it is sent again."""
    mine = select(table).where(table.c.round_id == round_id, table.c.author_id == author_id)
    row = connection.execute(mine.order_by(table.c.id.desc()).limit(1)).mappings().first()
    newest = _batch(row) if row else None
    if newest is None or not rows or (newest.version, newest.pairs) != (1, tuple(pairs)):
        return None
    held = [said(draft.pairs) for draft in drafts.of_batch(connection, newest.id)]
    return newest if held == [said(one.pairs) for one in rows] else None


def get(connection: Connection, batch_id: int) -> Batch:
    """Return a batch; raises Unknown."""
    found = connection.execute(select(table).where(table.c.id == batch_id)) if batch_id <= HIGHEST_ID else None
    row = found.mappings().first() if found else None
    if row is None:
        raise Unknown(f"there is no batch {batch_id}")
    return _batch(row)


def get_own(connection: Connection, batch_id: int, author_id: int) -> Batch:
    """Return a batch to its author; raises Unknown to all others."""
    batch = get(connection, batch_id)
    if batch.author_id != author_id:
        raise Unknown(f"batch {batch_id} is not for account {author_id}")
    return batch


def of_round(connection: Connection, round_id: int, author_id: int) -> list[tuple[Batch, int]]:
    """Return an author's batches of a round that have rows to be written, newest first, with how many; or none yet."""
    query = select(table).where(table.c.round_id == round_id, table.c.author_id == author_id)
    found = []
    for row in connection.execute(query.order_by(table.c.id.desc())).mappings():
        states = states_of(connection, int(row["id"]))
        with_author = sum(states[state] for state in WITH_ITS_AUTHOR)
        if with_author or not states:
            found.append((_batch(row), with_author))
    return found


def states_of(connection: Connection, batch_id: int) -> Counter[str]:
    """Return how many rows of a batch are in each state."""
    return Counter(connection.scalars(select(draft_table.c.state).where(draft_table.c.batch_id == batch_id)))


def save_shared(connection: Connection, batch: Batch, *, version: int, pairs: Pairs, at: str) -> Batch:
    """Keep what was typed once for all rows; raises Changed where it was saved since the version that was opened."""
    if tuple(pairs) == batch.pairs:
        return batch
    read = (table.c.id == batch.id, table.c.version == version)
    values = {"pairs": drafts.written(pairs), "version": version + 1, "updated_at": at}
    if connection.execute(update(table).where(*read).values(**values)).rowcount != 1:
        raise Changed(get(connection, batch.id))
    return get(connection, batch.id)


def touch(connection: Connection, batch: Batch, *, at: str) -> Batch:
    """Say when a batch or any of its rows was last saved."""
    connection.execute(update(table).where(table.c.id == batch.id).values(updated_at=at))
    return get(connection, batch.id)


def save_row(connection: Connection, batch: Batch, row: Row, *, kind: Kind, at: str) -> Saved:
    """Save a row as the draft it is, or as a new one; one that was changed elsewhere meanwhile is left as it is."""
    try:
        draft = _row(connection, batch, row.draft_id)
        if draft is not None and said(draft.pairs) == said(row.pairs):
            return Saved(draft)
        if draft is not None:
            return Saved(
                drafts.save(
                    connection,
                    draft_id=draft.id,
                    version=row.version,
                    author_id=batch.author_id,
                    pairs=row.pairs,
                    at=at,
                )
            )
    except (drafts.Stale, drafts.WrongState) as changed:
        return Saved(changed.current, stale=True)
    made = drafts.create(connection, kind=kind, author_id=batch.author_id, pairs=row.pairs, at=at)
    connection.execute(update(draft_table).where(draft_table.c.id == made.id).values(batch_id=batch.id))
    return Saved(drafts.get(connection, made.id), made=True)


def remove_row(connection: Connection, batch: Batch, draft_id: int, *, version: int) -> bool:
    """Discard the draft of a row that its author emptied or removed; tell whether there was one to discard.

    Raises Stale where it was saved since the version that was opened, WrongState and Answered; it is unchanged then.
    """
    draft = _row(connection, batch, draft_id)
    if draft is None:
        return False
    if draft.state in WITH_ITS_AUTHOR and draft.version != version:
        raise drafts.Stale(draft)
    with connection.begin_nested():
        unfinished.discard(connection, draft_id=draft_id, author_id=batch.author_id)
    return True


def said(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what pairs say: the boxes that are not blank, whatever their order."""
    return sorted((name, value) for name, value in pairs if value.strip())


@dataclass(frozen=True)
class Together:
    """A grid in a list: how many of its rows are with their author, and how many wait for a second person."""

    batch: Batch
    label: str
    writing: int
    waiting: int


def together(connection: Connection, *, author_id: int | None = None, bodies: Bodies = None) -> list[Together]:
    """Return the grids with a row that is not published: an author's own, or all of these bodies."""
    counted: dict[int, Counter[str]] = {}
    query = select(draft_table.c.batch_id, draft_table.c.state, func.count()).where(
        draft_table.c.batch_id.is_not(None), draft_table.c.state != State.PUBLISHED
    )
    if author_id is not None:
        query = query.where(draft_table.c.author_id == author_id)
    if bodies is not None:
        query = query.where(draft_table.c.body.in_(sorted(bodies)))
    for batch_id, state, count in connection.execute(query.group_by(draft_table.c.batch_id, draft_table.c.state)):
        counted.setdefault(batch_id, Counter())[state] = count
    found = []
    for batch_id, states in sorted(counted.items()):
        batch = get(connection, batch_id)
        round_ = round_by_id(connection, batch.round_id)
        writing = sum(states[state] for state in WITH_ITS_AUTHOR)
        found.append(Together(batch, round_.label if round_ else "", writing, states[State.IN_REVIEW]))
    return found


def _row(connection: Connection, batch: Batch, draft_id: int | None) -> Draft | None:
    """Return the draft of a row; None where there is none, be it that it was discarded meanwhile."""
    try:
        draft = drafts.get(connection, draft_id) if draft_id is not None else None
    except drafts.Unknown:
        return None
    return draft if draft and draft.batch_id == batch.id and draft.author_id == batch.author_id else None


def _batch(row: Any) -> Batch:
    fields = dict(row)
    fields["pairs"] = tuple((name, value) for name, value in json.loads(fields["pairs"]))
    return Batch(**fields)
