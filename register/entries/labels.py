"""What filters call their values, once an entry no longer says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, delete, exists, func, select, update

from register.entries.tables import facet, facet_value, spell
from register.entries.writing import touch

Label = Callable[[int, str, str], str | None]
"""Returns what an entry calls a value of a facet: entry id, facet name, value."""


def values_named_by(connection: Connection, entry_id: int) -> list[int]:
    """Return the facet values that an entry has."""
    return [int(key) for key in connection.scalars(select(facet.c.value_id).where(facet.c.entry_id == entry_id))]


def name_again(connection: Connection, values: Sequence[int], label: Label) -> None:
    """Call each value what an entry that is still shown calls it, and forget those that none has."""
    changed = False
    for key in values:
        held = connection.execute(select(facet_value).where(facet_value.c.id == key)).mappings().first()
        user = connection.scalar(select(func.max(facet.c.entry_id)).where(facet.c.value_id == key))
        if held is None or user is None:
            continue
        called = label(int(user), held["name"], held["value"])
        if called is not None and called != held["label"]:
            connection.execute(update(facet_value).where(facet_value.c.id == key).values(label=called))
            changed = True
    if forget_unused(connection) or changed:
        touch(connection)


def forget_unused(connection: Connection) -> bool:
    """Delete the values that no entry has any more; tell whether there were any."""
    unused = delete(facet_value).where(
        ~exists().where(facet.c.value_id == facet_value.c.id),
        ~exists().where(spell.c.name == facet_value.c.name, spell.c.value == facet_value.c.value),
    )
    return connection.execute(unused).rowcount > 0
