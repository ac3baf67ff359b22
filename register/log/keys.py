"""The key that signs checkpoints: a file under `REGISTER_HOME/keys`, made at first start, never in the database."""

from __future__ import annotations

import contextlib
import re
import secrets
from pathlib import Path

from register.log import mark
from register.log.notes import Signer, decode_key, encode_key
from register.settings import Settings, keep_secret

NAME = "log-signing-key"
_EPOCH = re.compile(r".*/epoch-([0-9]{1,9})")


class KeyMissing(Exception):
    """The key that signed this log's checkpoints is not there, or cannot be read."""


def first_origin(settings: Settings) -> str:
    """Return the log's name before any recovery."""
    return f"{settings.feed_authority.partition(',')[0]}/compact-register"


def epoch_of(origin: str) -> int:
    """Return the epoch that a log's name says: 1 before any recovery."""
    named = _EPOCH.fullmatch(origin)
    return int(named[1]) if named else 1


def path_of(settings: Settings) -> Path:
    """Return where the key is kept."""
    return settings.register_home / "keys" / NAME


def init_log(settings: Settings) -> None:
    """Make the signing key at first start; one that is missing is told of wherever it is needed."""
    with contextlib.suppress(KeyMissing, mark.Unreadable):
        signer(settings)


def signer(settings: Settings) -> Signer:
    """Return the signer; its key is made where no checkpoint was ever signed. Raises KeyMissing."""
    path = path_of(settings)
    if not path.exists():
        if mark.read(settings) is not None:
            raise KeyMissing("the key that signed this log is missing")
        keep(settings, Signer(first_origin(settings), secrets.token_bytes(32)), over=False)
    try:
        return decode_key(path.read_text(encoding="utf-8").strip())
    except (OSError, ValueError) as problem:
        raise KeyMissing(f"the key that signs the log cannot be read: {problem}") from problem


def keep(settings: Settings, made: Signer, *, over: bool) -> None:
    """Write a key, readable by its owner only; without `over` whoever came first wins."""
    keep_secret(path_of(settings), encode_key(made) + "\n", over=over)
