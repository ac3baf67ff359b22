"""Back the register up while it runs: one file with the database, keys, uploads, ledger of removals and a checkpoint.

The high-water mark is never in it: it says how far the register reached, which an old copy cannot know.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, make_url, select

from register.core.attached import KEY
from register.core.calendar import now_utc
from register.documents import storing
from register.entries.tables import head
from register.log import keys, mark, postgresql
from register.log.notes import Checkpoint
from register.log.standing import ReadOnly, complaint, known
from register.settings import Settings

FORMAT = "compact-register-backup/1"
ASIDE = "before-restore-"
"""How the folder begins in which a restore keeps what was there before."""
DATABASE, MANIFEST, CHECKPOINT, LEDGER, KEYS = "database", "manifest.json", "checkpoint", "removals.jsonl", "keys/"
DOCUMENTS = "documents/"


class BadBackup(Exception):
    """The file is no backup, or not one that can be restored here; its text says why."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: the register up to act `n`, in an epoch, with the root (hexadecimal) over its acts.

    The root is empty where the log was damaged.
    """

    n: int
    epoch: int
    root: str
    made_at: str
    dialect: str
    digest: str
    """SHA-256 of the database's bytes, hexadecimal."""
    demonstration: bool
    format: str = FORMAT


def write_backup(connection: Connection, settings: Settings, file: Path) -> tuple[Manifest, str | None]:
    """Write a backup of what is committed now, whole or not at all, readable by its owner only.

    `connection` is a fresh one of `reading()`; writers need not wait. Returns, too, why it holds no checkpoint (None:
    it does). Raises OSError, and postgresql.NoTools.
    """
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=f".{file.name}.") as folder:
        copy = Path(folder) / DATABASE
        why = complaint(connection, settings)
        if connection.dialect.name == "sqlite":
            _copy_sqlite(settings, copy)
            with opened(copy) as held:
                reached, damaged = _reached(held)
        else:
            postgresql.dump(connection, settings, copy)
            reached, damaged = _reached(connection)
        why = why or damaged
        manifest = Manifest(
            n=reached.size - 1,
            epoch=reached.epoch,
            root=reached.root,
            made_at=now_utc(),
            dialect=connection.dialect.name,
            digest=_digest(copy),
            demonstration=settings.demonstration,
        )
        whole = Path(folder) / "whole"
        with os.fdopen(os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
            with tarfile.open(fileobj=raw, mode="w") as archive:
                for name, data in _small_files(settings, manifest, sign=why is None):
                    _add(archive, name, data)
                archive.add(copy, DATABASE, filter=_plain)
                for key in storing.keys(settings):
                    with contextlib.suppress(FileNotFoundError):  # it was erased meanwhile
                        archive.add(storing.path_of(settings, key), DOCUMENTS + key, filter=_plain)
            raw.flush()
            os.fsync(raw.fileno())
        whole.replace(file)
    storing.sync(file.parent)
    return manifest, why


@dataclass(frozen=True)
class Unpacked:
    """A backup that was read and found whole: its manifest, its database as a file, and its small files."""

    manifest: Manifest
    database: Path
    keys: dict[str, bytes]
    ledger: list[bytes]
    documents: Path
    """A folder with the uploaded files, each named by its key."""


@contextlib.contextmanager
def unpacked(file: Path, *, beside: Path) -> Iterator[Unpacked]:
    """Unpack a backup into a folder of its own in `beside`, which goes away again; raises BadBackup."""
    with tempfile.TemporaryDirectory(dir=beside, prefix=".restoring.") as folder:
        database, documents = Path(folder) / DATABASE, Path(folder) / DOCUMENTS
        documents.mkdir(mode=0o700)
        small: dict[str, bytes] = {}
        try:
            with tarfile.open(file) as archive:
                for member in archive:
                    content = archive.extractfile(member)
                    if content is None:
                        continue
                    key = member.name.removeprefix(DOCUMENTS)
                    if member.name == DATABASE:
                        _unpack(content, database)
                    elif key != member.name:
                        if KEY.fullmatch(key):
                            _unpack(content, documents / key)
                    else:
                        small[member.name] = content.read()
            manifest = Manifest(**json.loads(small[MANIFEST]))
        except (OSError, tarfile.TarError, KeyError, ValueError, TypeError) as problem:
            raise BadBackup("This file is not a backup of a register, or is damaged.") from problem
        if manifest.format != FORMAT:
            raise BadBackup("This backup was made by another version of the register.")
        if not database.exists() or _digest(database) != manifest.digest:
            raise BadBackup("This backup is damaged: its database is not the one that was saved.")
        held = {name.removeprefix(KEYS): data for name, data in small.items() if name.startswith(KEYS)}
        safe = {name: data for name, data in held.items() if name and name == Path(name).name}
        yield Unpacked(manifest, database, safe, small.get(LEDGER, b"").splitlines(), documents)


def put_documents(settings: Settings, documents: Path, *, kept: Path) -> bool:
    """Put a backup's files in place; those that were here go to the folder `kept`. Return whether there were any."""
    present, there = storing.folder(settings), any(storing.keys(settings))
    if there:
        kept.mkdir(mode=0o700, exist_ok=True)
        present.replace(kept / present.name)
    for file in sorted(documents.iterdir()):
        storing.take_in(settings, file.name, file)
    return there


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Connection]:
    """Open an SQLite database that nobody uses, for reading."""
    engine = create_engine(f"sqlite:///{path.resolve()}", poolclass=NullPool)
    _without_writing(engine)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def put_in_place(settings: Settings, database: Path, *, kept: Path | None) -> None:
    """Put an SQLite database where the register's is; what was there goes to the folder `kept`.

    At no moment is there none. Raises BadBackup where somebody uses the present one.
    """
    path = Path(make_url(settings.database).database or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        _require_unused(path)
        if kept is not None:
            kept.mkdir(mode=0o700)
            os.link(path, kept / path.name)
    for ending in ("-wal", "-shm"):
        beside = path.with_name(path.name + ending)
        if beside.exists() and kept is not None:
            beside.replace(kept / beside.name)
        beside.unlink(missing_ok=True)
    with database.open("rb") as raw:
        os.fsync(raw.fileno())
    database.replace(path)
    storing.sync(path.parent)


def put_keys(settings: Settings, held: dict[str, bytes]) -> bool:
    """Put a backup's keys where there are none; return whether another key than its own signs from now on.

    The key that signs here stays where the register is known to have signed with it.
    """
    folder = settings.register_home / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, data in held.items():
        path = folder / name
        if path.exists() and (name != keys.NAME or mark.is_known(settings)):
            continue
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
            raw.write(data)
            os.fsync(raw.fileno())
    signing = held.get(keys.NAME)
    return signing is not None and keys.path_of(settings).read_bytes() != signing


def _unpack(content: IO[bytes], path: Path) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as raw:
        while chunk := content.read(1 << 20):
            raw.write(chunk)


def _reached(connection: Connection) -> tuple[mark.Mark, str | None]:
    """Return how far a database reaches and, where its log is damaged and so has no root, that this is so."""
    try:
        return known(connection), None
    except ReadOnly as damaged:
        n, epoch = connection.execute(select(head.c.n, head.c.epoch)).one()
        return mark.Mark(epoch, n + 1, ""), str(damaged)


def _small_files(settings: Settings, manifest: Manifest, *, sign: bool) -> Iterator[tuple[str, bytes]]:
    yield MANIFEST, json.dumps(asdict(manifest), indent=2).encode()
    if sign:  # what is not sound is saved as it is, and not signed for
        by = keys.signer(settings)
        text = Checkpoint(by.name, manifest.n + 1, bytes.fromhex(manifest.root)).text
        mark.raise_to(settings, mark.Mark(manifest.epoch, manifest.n + 1, manifest.root))
        yield CHECKPOINT, by.sign(text).encode()
    yield LEDGER, b"".join(line + b"\n" for line in mark.ledger(settings))
    for path in sorted((settings.register_home / "keys").glob("[!.]*")):
        yield KEYS + path.name, path.read_bytes()


def _copy_sqlite(settings: Settings, copy: Path) -> None:
    source = make_url(settings.database).database or ""
    with closing(sqlite3.connect(source, timeout=60, isolation_level=None)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    copy.chmod(0o600)


def _require_unused(path: Path) -> None:
    # Only who is alone with a database can take it out of WAL mode; that empties its log of writes, too.
    try:
        with closing(sqlite3.connect(path, timeout=0.5, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE").fetchall()
    except sqlite3.OperationalError as problem:
        raise BadBackup("The register is running: stop it first, then restore.") from problem
    except sqlite3.DatabaseError:  # it is broken, which is why somebody restores
        return


def _without_writing(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def read_only(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA query_only=ON")


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    about = tarfile.TarInfo(name)
    about.size, about.mode = len(data), 0o600
    archive.addfile(about, BytesIO(data))


def _plain(about: tarfile.TarInfo) -> tarfile.TarInfo:
    about.uid = about.gid = 0
    about.uname = about.gname = ""
    return about


def _digest(path: Path) -> str:
    with path.open("rb") as raw:
        return hashlib.file_digest(raw, "sha256").hexdigest()
