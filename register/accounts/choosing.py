"""Settings that administrators choose at the desk: kept in the database, under what the environment gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from register.accounts.models import Account, setting
from register.entries.writing import lock_head, touch
from register.settings import CHANGEABLE, parsed


@dataclass(frozen=True)
class Chosen:
    """What was chosen for a setting, by whom and when."""

    value: str
    by: str
    at: str


def chosen(connection: Connection) -> Mapping[str, Chosen]:
    """Return what was chosen, by the names of the settings."""
    query = select(setting.c.name, setting.c.value, Account.name.label("by"), setting.c.changed_at)
    rows = connection.execute(query.join(Account, Account.id == setting.c.changed_by))
    return {row.name: Chosen(row.value, row.by, row.changed_at) for row in rows}


def choose(connection: Connection, name: str, value: str | None, *, by_id: int, at: str) -> None:
    """Keep what is chosen for a setting; None goes back to the default. It holds from the next request on.

    Raises LookupError for a setting that is not changed at the desk, and pydantic's ValidationError.
    """
    if name not in CHANGEABLE:
        raise LookupError(f"{name} is not changed at the desk")
    lock_head(connection)
    connection.execute(delete(setting).where(setting.c.name == name))
    if value is not None:
        parsed(name, value)
        connection.execute(insert(setting).values(name=name, value=value, changed_by=by_id, changed_at=at))
    touch(connection)  # every page may show it
