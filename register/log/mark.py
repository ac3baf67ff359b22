"""The high-water mark: how far the log was known to reach, kept in a file outside the database.

A database that is behind it, or has another root there, is an old or a foreign one: nothing is published or signed
until somebody says which. Beside it stands the ledger of removals: what a restored backup must not show again.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from register.settings import Settings

NAME = "high-water"
_LENGTH = 200
_TRIES = 5


@dataclass(frozen=True)
class Mark:
    """A tree that was known: its epoch, its size in leaves and its root in hexadecimal."""

    epoch: int
    size: int
    root: str


class Unreadable(Exception):
    """The mark is there and cannot be read."""


def folder(settings: Settings) -> Path:
    """Return the folder of the mark and of the ledger."""
    return settings.register_home / "log"


def read(settings: Settings) -> Mark | None:
    """Return the mark, or None where no log was ever known here; raises Unreadable."""
    for _ in range(_TRIES):  # another process may be writing it this moment
        try:
            line, _, check = (folder(settings) / NAME).read_text(encoding="ascii").strip().rpartition(" ")
            if _check(line) == check:
                return Mark(**json.loads(line))
            problem = "it does not agree with its own check"
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError) as unreadable:
            problem = str(unreadable)
    raise Unreadable(problem)


def is_known(settings: Settings) -> bool:
    """Tell whether it is written down here how far the log reached, readably or not."""
    try:
        return read(settings) is not None
    except Unreadable:
        return True


def raise_to(settings: Settings, mark: Mark) -> None:
    """Write down that the log reaches so far, unless it is known to reach further in the same epoch."""
    with _lock(settings):
        held = read(settings)
        if held is None or (held.epoch, held.size) < (mark.epoch, mark.size):
            _put(settings, mark, first=held is None)


def ledger(settings: Settings) -> list[bytes]:
    """Return the log entries of every hold, lift, redaction and withdrawal known here, in order."""
    try:
        return (folder(settings) / "removals.jsonl").read_bytes().splitlines()
    except FileNotFoundError:
        return []


def keep_in_ledger(settings: Settings, entries: Sequence[bytes]) -> None:
    """Add log entries to the ledger, once they are committed; those it has already are left alone."""
    with _lock(settings):
        held = ledger(settings)
        fresh = [entry for entry in entries if entry not in held]
        if fresh:
            write(settings, "removals.jsonl", b"".join(line + b"\n" for line in [*held, *fresh]))


def write(settings: Settings, name: str, data: bytes) -> None:
    """Write a file of the folder, whole or not at all; one process at a time."""
    fresh = folder(settings) / f".{name}.{os.getpid()}"
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder(settings) / name)


@contextlib.contextmanager
def _lock(settings: Settings) -> Iterator[None]:
    folder(settings).mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder(settings) / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _put(settings: Settings, mark: Mark, *, first: bool) -> None:
    """Write the mark in its place.

    It is not forced to the disk each time, which would double what an act costs: after a power cut it may lag behind
    the database, which is no alarm.
    """
    line = json.dumps(asdict(mark))
    data = f"{line} {_check(line)}".ljust(_LENGTH).encode("ascii") + b"\n"
    if first:
        write(settings, NAME, data)
        return
    with (folder(settings) / NAME).open("r+b", buffering=0) as file:
        file.write(data)


def _check(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()[:16]
