"""Ask for programme rounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from register.core.canonical import parse
from register.organisations.tables import public_body
from register.programmes.tables import programme_round


@dataclass(frozen=True)
class Round:
    """One round of a programme, with the words its decisions take over (content JSON)."""

    id: int
    body_identifier: str
    code: str
    title: str
    round: str
    version: int
    words: dict[str, Any]

    @property
    def label(self) -> str:
        """Return the round as it is offered to choose."""
        return f"{self.title}, {self.round}"


def rounds(connection: Connection, body_identifier: str | None = None) -> list[Round]:
    """Return the rounds of one public body, or of all, by title and with the newest round first."""
    query = _ROUNDS.order_by(programme_round.c.title, programme_round.c.id.desc())
    if body_identifier is not None:
        query = query.where(public_body.c.identifier == body_identifier)
    return [_round(row) for row in connection.execute(query).mappings()]


def round_by_id(connection: Connection, round_id: int) -> Round | None:
    """Return a round, or None where there is none of this id."""
    row = connection.execute(_ROUNDS.where(programme_round.c.id == round_id)).mappings().first()
    return _round(row) if row else None


_ROUNDS = select(programme_round, public_body.c.identifier.label("body_identifier")).join(
    public_body, public_body.c.id == programme_round.c.body_id
)


def _round(row: RowMapping) -> Round:
    return Round(
        id=row["id"],
        body_identifier=row["body_identifier"],
        code=row["code"],
        title=row["title"],
        round=row["round"],
        version=row["version"],
        words=parse(row["words"]),
    )
