"""What entries are recognised by where their file gives no identifier: keyed, and keyed anew where it was not yet."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, select, update

from register.consultations.facts_file import keyed
from register.entries.tables import alias, import_row
from register.settings import Settings


def recognising_key(settings: Settings) -> bytes:
    """Return the key of this register, made at first use."""
    return settings.secret("recognising").encode()


def rekey(connection: Connection, settings: Settings) -> int:
    """Put the key into identifiers that lack it, in the record and on the stage; return how many entries had one.

    The index has them too, and must be made anew then.
    """
    key = recognising_key(settings)
    held = {table: list(connection.scalars(_unkeyed(table))) for table in (alias, import_row)}
    for table, identifiers in held.items():
        for old in identifiers:
            connection.execute(update(table).where(table.c.identifier == old).values(identifier=keyed(old, key)))
    return len(held[alias])


def _unkeyed(table: Table) -> Any:
    """Ask for identifiers as they were before they had a key in them: eight characters shorter."""
    return select(table.c.identifier).where(table.c.identifier.like("facts-" + "_" * 32))
