"""What an officer's last entry of a kind says of whom and by whom: offered for the next one, never taken unasked."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from register.core.kind import Kind
from register.entries.tables import draft as table
from register.publishing import drafts
from register.publishing.drafts import SEEN_BY_OTHERS, Draft, Pairs
from register.publishing.ownership import Bodies


def last_sent(
    connection: Connection, kind: Kind, *, author_id: int, body: str | None, bodies: Bodies = None
) -> Draft | None:
    """Return the newest entry of a kind that an author sent on: for a body, where one is chosen, else for any."""
    query = select(table.c.id).where(
        table.c.kind == kind.name,
        table.c.author_id == author_id,
        table.c.entry_id.is_(None),
        table.c.body.is_not(None),
        table.c.state.in_(SEEN_BY_OTHERS),
    )
    if body is not None:
        query = query.where(table.c.body == body)
    elif bodies is not None:
        query = query.where(table.c.body.in_(sorted(bodies)))
    found = connection.scalar(query.order_by(table.c.updated_at.desc(), table.c.id.desc()).limit(1))
    return drafts.get(connection, int(found)) if found is not None else None


def taken_over(pairs: Pairs, last: Pairs, names: Sequence[str]) -> list[tuple[str, str]]:
    """Return the pairs with those of the last entry where they are blank; a name stands for all that begin with it."""
    said = [(name, value) for name, value in pairs if value.strip()]
    more = []
    for name in names:
        if not any(_is_of(one, name) for one, _ in said):
            more += [(one, value) for one, value in last if _is_of(one, name) and value.strip()]
    given = {one for one, _ in more}
    return [*((one, value) for one, value in pairs if one not in given), *more]


def _is_of(one: str, name: str) -> bool:
    return one == name or one.startswith(f"{name}-")
