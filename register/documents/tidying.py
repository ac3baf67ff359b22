"""Take away uploaded files that nobody needs: never published and old, erased and still there, or known to nobody."""

from __future__ import annotations

import time
from datetime import datetime

from register.documents import storing
from register.documents.reading import kept_keys
from register.documents.writing import erase_all, forget_unused, still_here
from register.extensions import reading, writing
from register.log.standing import complaint
from register.settings import Settings

EVERY = 3600.0
"""Seconds between two rounds."""


class Tidier:
    """Goes its round once an hour, in a process that follows the acts; the first time at once."""

    def __init__(self) -> None:
        self._not_before = 0.0

    def follow(self, settings: Settings, now: datetime) -> None:
        """Go the round if it is time."""
        if time.monotonic() >= self._not_before:
            self._not_before = time.monotonic() + EVERY  # also where it raises
            tidy(settings, now)


def tidy(settings: Settings, now: datetime) -> None:
    """Go the round once.

    Files that nobody knows stay where an older copy of the database was put in place: the newer one may come back.
    """
    with writing() as connection:
        forgotten = forget_unused(connection, now)
    erase_all(settings, forgotten)
    with reading() as connection:
        left, known, sound = still_here(connection, settings), kept_keys(connection), complaint(connection, settings)
    erase_all(settings, left)
    if sound is None:
        storing.sweep(settings, known)
