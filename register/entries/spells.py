"""What holds for a time: the rows in force at a moment, and the last moment at which any began or ended."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select

from register.core.calendar import instant
from register.entries.tables import FIRST, spell


def in_force(now: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the conditions that a spell holds at a moment: at its first instant it does, at its end no longer."""
    at = instant(now)
    return spell.c.since <= at, spell.c.until > at


def last_turn(connection: Connection, now: datetime) -> str:
    """Return the newest instant up to now at which a spell began or ended; empty where none did."""
    at = instant(now)
    began = connection.scalar(select(func.max(spell.c.since)).where(spell.c.since <= at))
    ended = connection.scalar(select(func.max(spell.c.until)).where(spell.c.until <= at))
    return max(began or FIRST, ended or FIRST)
