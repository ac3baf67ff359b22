"""Whether this database is the one that was known: only then may anything be published or signed."""

from __future__ import annotations

from sqlalchemy import Connection, select

from register.entries.tables import head
from register.log import mark, tree
from register.log.keys import KeyMissing, epoch_of, signer
from register.log.mark import Mark, Unreadable
from register.log.reading import Node, nodes_of
from register.settings import Settings

_RECOVER = "Whoever runs the register can put this right with “register log recover”."


class ReadOnly(Exception):
    """Nothing may be published or signed; its text says why, for readers."""


def require_sound(connection: Connection, settings: Settings) -> None:
    """Raise ReadOnly where this database is behind what was known, is another one, or cannot be signed for."""
    if (why := complaint(connection, settings)) is not None:
        raise ReadOnly(why)


def complaint(connection: Connection, settings: Settings) -> str | None:
    """Say in a sentence for readers why nothing may be published, or None where all is well.

    The connection must not have read anything yet: the mark is read first, and one that has gone on since the
    connection's own moment would look like a loss.
    """
    try:
        held = mark.read(settings)
        by = signer(settings)
    except Unreadable:
        return "How far this register had reached cannot be read, so nothing new is published. " + _RECOVER
    except KeyMissing:
        return (
            "The key that signs this register’s log is missing, so nothing new is published. "
            "Whoever runs the register can put it back, or name a new one with “register log new-key”."
        )
    n, epoch = connection.execute(select(head.c.n, head.c.epoch)).one()
    if held is not None and (epoch, n + 1) < (held.epoch, held.size):
        return (
            f"This register was restored from an old copy that ends at act {n}; acts up to {held.size - 1} were "
            f"published before. Until they are brought back nothing new is published. {_RECOVER}"
        )
    if epoch_of(by.name) != epoch:
        return (
            "The key that is kept here is not the one that signs this register’s log since it was recovered, so "
            "nothing new is published. Whoever runs the register can put that key back."
        )
    try:
        same = held is None or epoch != held.epoch or root_at(connection, held.size).hex() == held.root
    except ReadOnly as damaged:
        return str(damaged)
    if held is not None and not same:
        return (
            f"The log of this register is not the one that was published up to act {held.size - 1}, so nothing new is "
            f"published. {_RECOVER}"
        )
    return None


def root_at(connection: Connection, size: int) -> bytes:
    """Return the root of the tree's first leaves; raises ReadOnly where nodes of the tree are gone."""
    held = edge_of(connection, size)
    return tree.root(size, lambda level, position: held[level, position])


def edge_of(connection: Connection, size: int) -> dict[Node, bytes]:
    """Return the nodes that the root over the first leaves is worked out from; raises ReadOnly where some are gone."""
    wanted = tree.edge(size)
    held = nodes_of(connection, wanted)
    if len(held) < len(wanted):
        raise ReadOnly("The log of this register is damaged, so nothing new is published. " + _RECOVER)
    return held


def known(connection: Connection) -> Mark:
    """Return the mark that the present database would leave."""
    n, epoch = connection.execute(select(head.c.n, head.c.epoch)).one()
    return Mark(epoch, n + 1, root_at(connection, n + 1).hex())
