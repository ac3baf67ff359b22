"""Drafts that go no further: begun twice because an answer was lost, put aside by a conflict, or discarded."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select, update

from register.core.kind import Kind
from register.entries.tables import draft as table
from register.entries.tables import statement_invitation
from register.entries.writing import put_pending
from register.publishing import drafts, statements
from register.publishing.drafts import LONGEST_TITLE, WITH_ITS_AUTHOR, Draft, Pairs, State, Unknown, WrongState

ASIDE = " (put aside)"
"""Follows the title of what was typed where something else had been saved."""


class Answered(Exception):
    """The other side has written its statement for this draft: those words are not its author's to delete."""


def begun_already(connection: Connection, *, kind: Kind, author_id: int, pairs: Pairs) -> Draft | None:
    """Return the author's newest draft where it was begun with just this and not saved since: it is sent again."""
    mine = (table.c.author_id == author_id, table.c.state == State.DRAFT, table.c.entry_id.is_(None))
    newest = connection.scalar(select(table.c.id).where(*mine).order_by(table.c.id.desc()).limit(1))
    found = drafts.get(connection, newest) if newest is not None else None
    same = found is not None and (found.kind.name, found.version, found.pairs) == (kind.name, 1, tuple(pairs))
    return found if same else None


def put_aside(
    connection: Connection, of: Draft, *, author_id: int, pairs: Pairs, at: str, over: int | None = None
) -> Draft:
    """Keep what was typed beside the draft that was changed meanwhile, in a draft of its own, once.

    `over` is the one that an earlier try put aside. It is not counted among the open matters of its kind: the draft
    itself is.
    """
    if over is not None:
        discard_aside(connection, over, author_id=author_id)
    same = _aside_already(connection, of, author_id, pairs)
    kept = same or drafts.create(
        connection,
        kind=of.kind,
        author_id=author_id,
        pairs=pairs,
        at=at,
        entry_id=of.entry_id,
        base_revision=of.base_revision,
    )
    put_pending(connection, kept.id, kept.kind.name, None)
    title = kept.title.removesuffix(ASIDE)[: LONGEST_TITLE - len(ASIDE)] + ASIDE
    connection.execute(update(table).where(table.c.id == kept.id).values(title=title))
    return drafts.get(connection, kept.id)


def _aside_already(connection: Connection, of: Draft, author_id: int, pairs: Pairs) -> Draft | None:
    """Return what was put aside with just this, and not saved since."""
    mine = (table.c.author_id == author_id, table.c.state == State.DRAFT, table.c.version == 1)
    about = (table.c.kind == of.kind.name, table.c.entry_id.is_not_distinct_from(of.entry_id))
    aside = select(table.c.id).where(*mine, *about, table.c.title.endswith(ASIDE))
    found = (drafts.get(connection, one) for one in connection.scalars(aside.order_by(table.c.id.desc())).all())
    return next((one for one in found if one.pairs == tuple(pairs)), None)


def discard_aside(connection: Connection, draft_id: int, *, author_id: int) -> None:
    """Delete what was put aside, once it is decided what is kept of it; what was saved since then stays."""
    try:
        aside = drafts.get_visible(connection, draft_id, user_id=author_id, may_review=False)
    except Unknown:
        return
    own = aside.version == 1 and aside.state is State.DRAFT and aside.title.endswith(ASIDE)
    if own and not statements.of_draft(connection, aside.id):  # nobody who was invited finds a void link
        _delete(connection, aside)


def discard(connection: Connection, *, draft_id: int, author_id: int) -> Draft:
    """Delete an author's own draft and every word of it, and the links by which the other side was invited to it.

    Raises Unknown, WrongState where it is not with its author, and Answered.
    """
    draft = drafts.get_visible(connection, draft_id, user_id=author_id, may_review=False)
    if draft.state not in WITH_ITS_AUTHOR:
        raise WrongState(draft)
    if any(one.received_at for one in statements.of_draft(connection, draft.id)):
        raise Answered
    connection.execute(delete(statement_invitation).where(statement_invitation.c.draft_id == draft.id))
    _delete(connection, draft)
    return draft


def _delete(connection: Connection, draft: Draft) -> None:
    """Delete a draft only where it is still as read, as every change of one."""
    put_pending(connection, draft.id, draft.kind.name, None)
    as_read = (table.c.id == draft.id, table.c.version == draft.version, table.c.state == draft.state)
    if connection.execute(delete(table).where(*as_read)).rowcount != 1:
        raise drafts.Stale(draft)
