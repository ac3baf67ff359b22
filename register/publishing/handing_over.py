"""Handing over: what somebody began and cannot finish any more goes on with a colleague, who answers for it then."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from register.documents.writing import pass_on
from register.entries.tables import draft as table
from register.publishing import batches, drafts
from register.publishing.drafts import LONGEST_TITLE, WITH_ITS_AUTHOR, State
from register.publishing.ownership import Bodies
from register.web.files import keys_in

HANDED_OVER = " (handed over)"
"""Follows the title of a draft until its new author saves it."""


@dataclass(frozen=True)
class Left:
    """How many drafts are still with somebody, and how many of theirs are with others: to be approved, or to go out."""

    drafts: int = 0
    with_others: int = 0


def left_by(connection: Connection, author_id: int) -> Left:
    """Return how much somebody began that is not published yet."""
    count = select(table.c.state, func.count()).where(table.c.author_id == author_id, table.c.state != State.PUBLISHED)
    counted = {State(state): number for state, number in connection.execute(count.group_by(table.c.state))}
    own = sum(counted.pop(state, 0) for state in WITH_ITS_AUTHOR)
    return Left(own, sum(counted.values()))


def hand_over(connection: Connection, *, author_id: int, to: int, bodies: Bodies, at: str) -> list[int]:
    """Make a colleague the author of the drafts that are with somebody, and return their numbers.

    `bodies` are those that the colleague acts for: what is about another stays, and so does what is with others. Rows
    of a grid go on as a grid of the colleague's. Raises Stale for what was changed meanwhile.
    """
    grids: dict[int, int] = {}
    with_author = select(table.c.id).where(table.c.author_id == author_id, table.c.state.in_(WITH_ITS_AUTHOR))
    held = [drafts.get(connection, key) for key in connection.scalars(with_author.order_by(table.c.id)).all()]
    going = [one for one in held if drafts.acts_for(connection, one, bodies)]
    for draft in going:
        if draft.batch_id is not None and draft.batch_id not in grids:
            of = batches.get(connection, draft.batch_id)
            copy = batches.create(connection, round_id=of.round_id, author_id=to, pairs=of.pairs, at=at)
            grids[of.id] = copy.id  # what of it is with others, or published, stays in the grid that it was
        title = draft.title.removesuffix(HANDED_OVER)[: LONGEST_TITLE - len(HANDED_OVER)] + HANDED_OVER
        drafts.change(
            connection,
            draft,
            at,
            author_id=to,
            batch_id=grids.get(draft.batch_id or 0),
            title=title,
            version=draft.version + 1,
        )
        pass_on(connection, keys_in(draft.pairs), by=author_id, to=to)
    return [one.id for one in going]
