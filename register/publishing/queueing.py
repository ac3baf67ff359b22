"""Ask which drafts wait for whom, without reading what is written in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from register.entries.owing import PAGE, Wanted, found_in
from register.entries.tables import draft as table
from register.entries.tables import entry, listing
from register.publishing.drafts import State
from register.publishing.ownership import Bodies


@dataclass(frozen=True)
class Waiting:
    """A draft as a line of a list; `reference` is that of the entry it corrects."""

    id: int
    kind: str
    reference: str | None
    title: str
    body: str | None
    author_id: int
    approver_id: int | None
    publish_at: str | None
    remark: str | None
    updated_at: str
    entry_id: int | None


def in_state(
    connection: Connection, state: State, wanted: Wanted, *, of: int | None, bodies: Bodies = None
) -> tuple[int, list[Waiting]]:
    """Return how many drafts in a state somebody wrote or approved, or (None) of some bodies, and one page of them."""
    own = or_(table.c.author_id == of, table.c.approver_id == of)
    whose = of_bodies(bodies) if of is None else [own, *about_bodies(bodies)]
    return _page(connection, [table.c.state == state, *whose], wanted)


def for_approval(connection: Connection, wanted: Wanted, *, user_id: int, bodies: Bodies) -> tuple[int, list[Waiting]]:
    """Return how many drafts of others wait for a second person, and one page: first what did not go out in time."""
    others = [table.c.author_id != user_id, table.c.state == State.IN_REVIEW, *of_bodies(bodies)]
    return _page(connection, others, wanted, table.c.publish_at.is_(None))


def begun(connection: Connection, entry_ids: Sequence[int]) -> dict[int, list[int]]:
    """Return who writes a correction of these entries, by the entry."""
    query = select(table.c.entry_id, table.c.author_id).distinct()
    query = query.where(table.c.entry_id.in_(entry_ids), table.c.state != State.PUBLISHED)
    found: dict[int, list[int]] = {}
    for entry_id, author_id in connection.execute(query.order_by(table.c.author_id)) if entry_ids else ():
        found.setdefault(entry_id, []).append(author_id)
    return found


def of_bodies(bodies: Bodies) -> list[ColumnElement[bool]]:
    """Return the conditions that a draft names one of these bodies, or none yet, and that the entry is theirs."""
    if bodies is None:
        return []
    return [or_(table.c.body.is_(None), table.c.body.in_(sorted(bodies))), *about_bodies(bodies)]


def about_bodies(bodies: Bodies) -> list[ColumnElement[bool]]:
    """Return the condition that the entry which a draft corrects is theirs; one that is hidden has no listing."""
    return [] if bodies is None else [or_(listing.c.entry_id.is_(None), listing.c.body.in_(sorted(bodies)))]


def _page(
    connection: Connection, those: Sequence[ColumnElement[bool]], wanted: Wanted, *first: ColumnElement[Any]
) -> tuple[int, list[Waiting]]:
    query: Select[Any] = (
        select(*(table.c[name] for name in Waiting.__dataclass_fields__ if name != "reference"), entry.c.reference)
        .select_from(
            table.outerjoin(entry, entry.c.id == table.c.entry_id).outerjoin(listing, listing.c.entry_id == entry.c.id)
        )
        .where(*those, *_as_wanted(wanted))
    )
    moment = func.coalesce(table.c.publish_at, table.c.updated_at)
    orders: dict[str, tuple[Any, ...]] = {
        "newest": (moment.desc(), table.c.id.desc()),
        "title": (func.lower(table.c.title), table.c.id),
    }
    order = orders.get(wanted.sort, (*first, moment, table.c.id))
    total = connection.scalar(query.with_only_columns(func.count(), maintain_column_froms=True))
    rows = connection.execute(query.order_by(*order).limit(PAGE).offset(wanted.offset)).mappings()
    return int(total or 0), [Waiting(**row) for row in rows]


def _as_wanted(wanted: Wanted) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if wanted.kind:
        asked.append(table.c.kind == wanted.kind)
    if wanted.body:
        asked.append(table.c.body == wanted.body)
    for word in wanted.each_word():
        typed = (found_in(one, table.c.pairs) for one in _as_typed(word))
        asked.append(or_(found_in(word, table.c.title, entry.c.reference), *typed))
    return asked


def _as_typed(word: str) -> set[str]:
    """Return how a word may stand in pairs: capitals beyond ASCII are numbers there, and have no lower case."""
    return {json.dumps(one)[1:-1].lower() for one in (word, word.capitalize(), word.upper())}
