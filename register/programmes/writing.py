"""Put programme rounds into the reference data; what was published from a round stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select, update

from register.core.canonical import canonical
from register.entries.writing import lock_head, touch
from register.organisations.tables import public_body
from register.programmes.tables import programme_round


class DuplicateRound(ValueError):
    """The body has a round of this programme and name already."""


class RoundChanged(ValueError):
    """The round was changed since it was opened, or is gone."""


def put_round(
    connection: Connection,
    *,
    body_identifier: str,
    code: str,
    title: str,
    round: str,
    words: Mapping[str, Any],
    replacing: tuple[int, int] | None = None,
) -> int:
    """Make a round, or replace one (its id and the version that was read), and return its id.

    `words` is content JSON, as `RoundForm.words()` gives it. Raises LookupError for an unknown body, DuplicateRound,
    and RoundChanged where the version replaced is not the present one.
    """
    lock_head(connection)  # so that nobody makes the same round between the look and the writing
    body_id = connection.scalar(select(public_body.c.id).where(public_body.c.identifier == body_identifier))
    if body_id is None:
        raise LookupError(f"no public body {body_identifier}")
    table = programme_round
    same = (table.c.body_id == body_id) & (table.c.code == code) & (table.c.round == round)
    held = connection.scalar(select(table.c.id).where(same))
    if held is not None and (replacing is None or held != replacing[0]):
        raise DuplicateRound(f"there is a round {round} of {code} already")
    values = {
        "body_id": body_id,
        "code": code,
        "title": title,
        "round": round,
        "words": canonical(dict(words)).decode(),
    }
    if replacing is None:
        made = connection.execute(insert(table).values(version=1, **values).returning(table.c.id))
        touch(connection)
        return int(made.scalar_one())
    round_id, version = replacing
    read = (table.c.id == round_id) & (table.c.version == version)
    changed = connection.execute(update(table).where(read).values(version=version + 1, **values))
    if changed.rowcount != 1:
        raise RoundChanged(f"round {round_id} is no longer at version {version}")
    touch(connection)
    return round_id
