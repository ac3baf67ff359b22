"""The bytes of uploaded files, in a folder of `REGISTER_HOME` that is never served as such.

A file's name is its random key, so that nothing of what it was called reaches the disk.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO

from register.core.attached import KEY
from register.settings import Settings

FOLDER = "documents"
CHUNK = 1 << 20
STRAY_AFTER = 3600.0
"""Seconds after which a file that nobody knows is a left-over: until then its upload may not be committed yet."""
_STARTED = ".new-"


def folder(settings: Settings) -> Path:
    """Return where the files lie."""
    return settings.register_home / FOLDER


def path_of(settings: Settings, key: str) -> Path:
    """Return where a file lies, or would; raises ValueError for what is no key."""
    if not KEY.fullmatch(key):
        raise ValueError("this is not the key of a file")
    return folder(settings) / key[:2] / key


def keep(settings: Settings, data: bytes) -> str:
    """Keep bytes, whole or not at all and readable by their owner only; return the new key."""
    key = secrets.token_hex(16)
    put(settings, key, data)
    return key


def put(settings: Settings, key: str, data: bytes) -> None:
    """Keep bytes under a key."""
    path = path_of(settings, key)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{_STARTED}{key}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    for place in (path.parent, path.parent.parent):
        sync(place)


def take_in(settings: Settings, key: str, file: Path) -> None:
    """Move a file of the same disk to where the file of a key lies."""
    path = path_of(settings, key)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with file.open("rb") as held:
        os.fsync(held.fileno())
    file.replace(path)
    for place in (path.parent, path.parent.parent):
        sync(place)


def opened(settings: Settings, key: str) -> IO[bytes]:
    """Open a file for reading; raises FileNotFoundError."""
    return path_of(settings, key).open("rb")


def digest(settings: Settings, key: str) -> str:
    """Return the SHA-256 of a file, hexadecimal; raises FileNotFoundError."""
    with opened(settings, key) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


def length(settings: Settings, key: str) -> int | None:
    """Return how long a file is, in bytes; None where it is not there."""
    with contextlib.suppress(FileNotFoundError):
        return path_of(settings, key).stat().st_size
    return None


def erase(settings: Settings, key: str) -> None:
    """Take a file's bytes away for good; one that is not there is no matter.

    They are overwritten first. On a disk that never writes twice in one place (most of today's), on a file system that
    keeps snapshots, and in backups, that does not reach every copy: those are their keepers' business.
    """
    path = path_of(settings, key)
    with contextlib.suppress(FileNotFoundError):
        _overwrite(path)
        path.unlink()
        sync(path.parent)


def keys(settings: Settings) -> Iterator[str]:
    """Yield the key of every file that is kept, in order."""
    for path in sorted(folder(settings).glob("[0-9a-f][0-9a-f]/*")):
        if KEY.fullmatch(path.name):
            yield path.name


def sweep(settings: Settings, known: Collection[str]) -> int:
    """Take away what is none of the known files, once it has lain there for a while; return how many went."""
    gone, before = 0, time.time() - STRAY_AFTER
    for path in folder(settings).glob("*/*"):
        with contextlib.suppress(FileNotFoundError):
            if path.name not in known and path.is_file() and path.stat().st_mtime < before:
                _overwrite(path)
                path.unlink()
                gone += 1
    return gone


def sync(place: Path) -> None:
    """Force to the disk which files a folder holds."""
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        left = file.seek(0, os.SEEK_END)
        file.seek(0)
        while left > 0:
            left -= file.write(bytes(min(left, CHUNK)))
        file.flush()
        os.fsync(file.fileno())
