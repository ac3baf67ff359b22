"""Sign what the log is now: its checkpoint, and the key that checks it."""

from __future__ import annotations

import contextlib

from sqlalchemy import Connection

from register.extensions import reading
from register.log import mark
from register.log.keys import KeyMissing, signer
from register.log.mark import Unreadable
from register.log.notes import Checkpoint
from register.log.standing import ReadOnly, known, require_sound
from register.settings import Settings


def checkpoint(connection: Connection, settings: Settings) -> str:
    """Return the signed checkpoint of the committed acts that a connection of `reading()` sees; raises ReadOnly.

    The high-water mark learns of the tree before anybody else does: no older copy can take its place unnoticed.
    """
    try:
        with reading() as newest:  # where acts were committed since the connection's moment, that is no old copy
            require_sound(newest, settings)
        reached, by = known(connection), signer(settings)
        mark.raise_to(settings, reached)
    except (OSError, KeyMissing, Unreadable) as problem:
        raise ReadOnly("How far this register reaches cannot be written down now, so nothing is signed.") from problem
    return by.sign(Checkpoint(by.name, reached.size, bytes.fromhex(reached.root)).text)


def newest(connection: Connection, settings: Settings) -> str | None:
    """Return the signed checkpoint of what a connection of `reading()` sees, or None where nothing may be signed."""
    with contextlib.suppress(ReadOnly):
        return checkpoint(connection, settings)
    return None


def key(settings: Settings) -> str:
    """Return the public key as a line of text, its end included; raises KeyMissing."""
    return f"{signer(settings).vkey}\n"
