"""Handing over: what somebody began and cannot finish any more goes on with a colleague.

The colleague is its author from then on, who reads it and sends it: it takes two people as before. Should who began it
come back, they may be the second.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import Connection, func, select

from register.documents.writing import pass_on
from register.entries.tables import draft as table
from register.publishing import batches, drafts
from register.publishing.drafts import LONGEST_TITLE, WITH_ITS_AUTHOR, Draft, State
from register.publishing.ownership import Bodies
from register.publishing.unfinished import ASIDE
from register.web.files import keys_in

HANDED_OVER = " (handed over)"
"""Follows the title of a draft until its new author saves it."""


def left_by(connection: Connection, author_id: int) -> Counter[State]:
    """Return how many drafts of an author are in each state, those that are published left out."""
    count = select(table.c.state, func.count()).where(table.c.author_id == author_id, table.c.state != State.PUBLISHED)
    return Counter({State(state): number for state, number in connection.execute(count.group_by(table.c.state))})


def hand_over(connection: Connection, *, author_id: int, to: int, bodies: Bodies, at: str) -> list[int]:
    """Make a colleague the author of the drafts that are with somebody, and return their numbers.

    `bodies` are those that the colleague acts for. What is about another stays, so does what is with others, and the
    correction of an entry that the colleague is correcting, too. Rows of a grid go on as a grid of the colleague's.
    Raises Stale for what was changed meanwhile.
    """
    own = _of(connection, author_id)
    correcting = {one.entry_id for one in _of(connection, to)} - {None}
    going = [
        one
        for one in own
        if one.state in WITH_ITS_AUTHOR and one.entry_id not in correcting and drafts.acts_for(connection, one, bodies)
    ]
    grids: dict[int, int] = {}
    for draft in going:
        if draft.batch_id is not None and draft.batch_id not in grids:
            of = batches.get(connection, draft.batch_id)
            copy = batches.create(connection, round_id=of.round_id, author_id=to, pairs=of.pairs, at=at)
            grids[of.id] = copy.id  # what of it is with others, or published, stays in the grid that it was
        drafts.change(
            connection,
            draft,
            at,
            author_id=to,
            batch_id=grids.get(draft.batch_id or 0),
            title=_title(draft),
            version=draft.version + 1,
        )
    gone = {one.id for one in going}
    staying = _files(one for one in own if one.id not in gone)
    pass_on(connection, _files(going) - staying, by=author_id, to=to)
    return sorted(gone)


def _of(connection: Connection, author_id: int) -> list[Draft]:
    query = select(table.c.id).where(table.c.author_id == author_id, table.c.state != State.PUBLISHED)
    return [drafts.get(connection, key) for key in connection.scalars(query.order_by(table.c.id)).all()]


def _title(draft: Draft) -> str:
    if draft.title.endswith(ASIDE):
        return draft.title
    return draft.title.removesuffix(HANDED_OVER)[: LONGEST_TITLE - len(HANDED_OVER)] + HANDED_OVER


def _files(those: Iterable[Draft]) -> set[str]:
    return set().union(*(keys_in(one.pairs) for one in those))
