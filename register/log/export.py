"""The whole register in one file that anybody can check: the log, what was published, what lists show, the checker.

It is written as it is read, from one moment of the register, and never whole in memory. What is redacted, withdrawn
or on hold is not in it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import IO, Any, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy import Connection, RowMapping, Select, func, select

from register.core.canonical import canonical, parse
from register.core.units import covers, without
from register.documents import storing
from register.documents.reading import published
from register.entries.revisions import removals_in
from register.entries.tables import entry, listing, revision
from register.log.checkpoints import checkpoint, key
from register.log.reading import entries_from
from register.settings import Settings

VERIFIER = Path(__file__).with_name("verify.py")
"""The program that checks an export or a live register, as it is served."""

_BATCH = 200
_CHUNK = 64 * 1024
_LONG = 2**31 - 1
"""Bytes from which a file in a zip needs another form (zip64), which some programs cannot open."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every file: the same register gives the same bytes."""

README = """\
{name}
{address}

This is the whole register in one file: what was published, and the public log that proves that nothing of it was
changed in silence. What has been redacted, withdrawn or put on hold is not in it.

How to check it
---------------
You need Python 3.9 or newer and nothing else, not even the internet. Unpack the file, open a terminal in its folder
and type

    python3 verify.py .

It says in plain English what it found. It ends with 0 if all is well, with 1 if something was changed, and with 2 if
it cannot tell.

What is in it
-------------
checkpoint       how many acts the log has and one number over all of them, signed by the register
key              the key that the signature is checked with
entries.jsonl    the log: one act on each line, act 0 first
revisions.jsonl  what each act published, with the random numbers (salts) that tie every part of it to the log
lists.jsonl      what the register's lists show of each entry
documents/       the files that were published, each named by its key: revisions.jsonl says what it is
verify.py        the program that checks all this; it is short, so that you can read it

Keep it
-------
A later export, or the live register, can be checked against this one. That is what shows whether something was taken
away or changed in between. Keep the file `checkpoint`, and the next time type

    python3 verify.py . --checkpoint FILE
"""


def write_export(connection: Connection, settings: Settings, file: IO[bytes]) -> None:
    """Write the export to a file, which need not be seekable; raises ReadOnly."""
    for chunk in export_chunks(connection, settings):
        file.write(chunk)


def export_chunks(connection: Connection, settings: Settings) -> Iterator[bytes]:
    """Return the export in pieces; raises ReadOnly at once, where no checkpoint can be signed."""
    return _zipped(_files(connection, settings, checkpoint(connection, settings)), zip64=_is_long(connection))


def content_line(connection: Connection, n: int) -> bytes | None:
    """Return what act `n` published, and the salts that tie it to the log; None for an act that published nothing."""
    row = connection.execute(_revisions().where(revision.c.n == n)).mappings().first()
    return None if row is None else _line(row)


def _files(connection: Connection, settings: Settings, note: str) -> Iterator[tuple[str, Iterable[bytes]]]:
    readme = README.format(name=settings.register_name, address=settings.base_url)
    yield "README.txt", [readme.encode()]
    yield "verify.py", [VERIFIER.read_bytes()]
    yield "key", [key(settings).strip().encode() + b"\n"]
    yield "checkpoint", [note.encode()]
    yield "entries.jsonl", (body + b"\n" for _, body in entries_from(connection))
    yield "revisions.jsonl", (line + b"\n" for line in _lines(connection))
    yield "lists.jsonl", (canonical(row) + b"\n" for row in _lists(connection))
    for held, _, _ in published(connection):
        # One that is missing is told by the program that checks.
        with contextlib.suppress(FileNotFoundError), storing.opened(settings, held.key) as file:
            yield f"documents/{held.key}", iter(partial(file.read, _CHUNK), b"")


def _lines(connection: Connection) -> Iterator[bytes]:
    for row in _in_batches(connection, _revisions(), revision.c.n):
        yield _line(row)


def _lists(connection: Connection) -> Iterator[dict[str, Any]]:
    for row in _in_batches(connection, select(listing), listing.c.entry_id):
        yield {
            "reference": row["reference"],
            "type": row["kind"],
            "n": row["n"],
            "revision": row["revision"],
            "title": row["title"],
            "amount": row["amount"],
            "published_at": row["published_at"],
            "updated_at": row["updated_at"],
        }


def _in_batches(connection: Connection, query: Select[Any], key: Any) -> Iterator[RowMapping]:
    """Yield the rows of a query in the order of a number above zero, some at a time."""
    last = 0
    while rows := connection.execute(query.where(key > last).order_by(key).limit(_BATCH)).mappings().all():
        yield from rows
        last = rows[-1][key.name]


def _revisions() -> Select[Any]:
    return select(
        revision.c.n,
        revision.c.number,
        revision.c.content,
        revision.c.salts,
        revision.c.removed,
        entry.c.reference,
        entry.c.removed.label("entry_removed"),
    ).join(entry, entry.c.id == revision.c.entry_id)


def _line(row: RowMapping) -> bytes:
    content: dict[str, Any] = {}
    salts: dict[str, str] = {}
    if row["entry_removed"] is None:
        content, salts = _shown(parse(row["content"]), parse(row["salts"] or b"{}"), row["removed"])
    line = {"n": row["n"], "reference": row["reference"], "revision": row["number"], "content": content, "salts": salts}
    return canonical(line)


def _shown(
    content: dict[str, Any], salts: dict[str, str], removed: str | None
) -> tuple[dict[str, Any], dict[str, str]]:
    """Leave out what is redacted, and what is on hold, whose text and salts are still stored."""
    names = {one.unit for one in removals_in(removed)}
    # A group on hold is so in every revision, also in one where members joined it since.
    names |= {name for name in salts if any(covers(one, name) for one in names)}
    return without(content, names), {name: salt for name, salt in salts.items() if name not in names}


def _is_long(connection: Connection) -> bool:
    """Tell whether one of the files may need the form for long ones."""
    size = func.coalesce(func.sum(func.length(revision.c.content) + 2 * func.length(revision.c.salts)), 0)
    return int(connection.execute(select(size + 1_000 * func.count()).select_from(revision)).scalar_one()) > _LONG


def _zipped(files: Iterable[tuple[str, Iterable[bytes]]], *, zip64: bool) -> Iterator[bytes]:
    waiting = _Waiting()
    with ZipFile(cast(IO[bytes], waiting), "w", ZIP_DEFLATED) as archive:
        for name, pieces in files:
            about = ZipInfo(name, _EPOCH)
            about.compress_type, about.external_attr = ZIP_DEFLATED, 0o644 << 16
            with archive.open(about, "w", force_zip64=zip64) as file:
                for piece in pieces:
                    file.write(piece)
                    if waiting.size >= _CHUNK:
                        yield waiting.taken()
    yield waiting.taken()


class _Waiting:
    """What a zip file has written and nobody has taken yet; it cannot be sought in, so nothing is written twice."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.size = 0

    def write(self, piece: bytes) -> int:
        """Keep a piece."""
        self._pieces.append(bytes(piece))
        self.size += len(piece)
        return len(piece)

    def flush(self) -> None:
        """Do nothing: what is written waits to be taken."""

    def taken(self) -> bytes:
        """Return what waits, and forget it."""
        whole = b"".join(self._pieces)
        self._pieces, self.size = [], 0
        return whole
