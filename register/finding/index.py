"""The search index: derived from the acts, followed act by act, replaceable at any time.

It lives in a folder of its own under `SEARCH_INDEX`, named in `state.json` with the number of the last act it holds.
Whoosh never calls fsync and its files are pickles inside: the folder is private, and never restored from elsewhere.
What Whoosh deletes stays in its files until they are merged: after a removal they are, all of them.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import os
import re
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select
from whoosh import index as whoosh_index

from register.entries import following
from register.entries import reading as record
from register.entries.tables import act
from register.extensions import reading
from register.finding.documents import documents, schema
from register.finding.postings import Kept, Segment
from register.settings import Settings

SCHEMA = 2
"""Of the index's fields and of how words are cut: an index of another number is made anew."""
BATCH = 1000
MOST_SEGMENTS = 12
_OURS = re.compile(r"v[0-9a-f]{12}")


@dataclass(frozen=True)
class State:
    """Which folder holds the index, the last act it holds, and when that was (another register has another moment)."""

    directory: str
    n: int
    at: str
    schema: int
    looked: int = 0
    """How often it was looked over and found sound: pages made while it could not be read are then made again."""
    epoch: int = 1
    """The register's epoch: in another one, the same number may be another act's."""
    unclean: bool = False
    """Whether its files may still hold words of what was removed; nobody finds these any more."""


class Busy(RuntimeError):
    """Another process is writing the index."""


def state(settings: Settings) -> State | None:
    """Return the state of the index, or None where there is none that can be read."""
    try:
        held = State(**json.loads((settings.search_index / "state.json").read_bytes()))
    except (OSError, ValueError, TypeError):
        return None
    readable = held.schema == SCHEMA and isinstance(held.n, int) and isinstance(held.at, str)
    return held if readable and _OURS.fullmatch(str(held.directory)) else None


def up_to(settings: Settings, n: int) -> bool:
    """Tell whether the index holds all acts up to one."""
    held = state(settings)
    return held is not None and held.n >= n


def folder(settings: Settings, held: State) -> Path:
    """Return the folder of an index."""
    return settings.search_index / held.directory


def suspect(settings: Settings, held: State) -> None:
    """Ask whoever follows the acts to look whether this index can be read, and to make it anew where it cannot."""
    with contextlib.suppress(OSError):
        _suspicion(settings).write_text(held.directory, encoding="ascii")


def follow(settings: Settings) -> int:
    """Bring the index up to the last act and return that act's number; do nothing where another process is at it.

    An index that is missing, broken or of another register is made anew. What acts up to the returned one removed is in
    no file any more.
    """
    try:
        with _lock(settings):
            return _follow(settings)
    except Busy:
        held = state(settings)
        return held.n if held and not held.unclean else -1


def reindex(settings: Settings, progress: Callable[[int], None] = lambda done: None) -> int:
    """Make the index anew beside the old one and swap them; return the number of the last act it holds."""
    with _lock(settings, wait=True):
        return _reindex(settings, progress)


def complaint(settings: Settings, last: int, entries: int) -> str | None:
    """Say what is wrong with the index of a register with so many acts and entries, or None."""
    held = state(settings)
    if held is None:
        return "The search index is missing."
    if _suspicion(settings).exists():
        return "The search index could not be read."
    if held.unclean:
        return "The search index may still hold words that were removed."
    if held.n != last:
        return f"The search index holds the acts up to {held.n}; the last one is {last}."
    try:
        opened = whoosh_index.open_dir(folder(settings, held), readonly=True)
        count = opened.doc_count()
        opened.close()
    except Exception as problem:
        return f"The search index cannot be read ({problem.__class__.__name__})."
    if count != entries:
        return f"The search index holds {count} entries of {entries}."
    return None


def _follow(settings: Settings) -> int:
    held = state(settings)
    with reading() as connection:
        seen = record.version(connection)
        last = seen.n
        ours = held is not None and held.n <= last and _moment(connection, held.n) == held.at
    if held is None or not ours or held.epoch != seen.epoch or _is_broken(settings, held):
        return _reindex(settings)
    if held.n == last and not held.unclean:
        return last
    try:
        opened = whoosh_index.open_dir(folder(settings, held))
        while held.n < last:
            with reading() as connection:
                upto = min(last, held.n + BATCH)
                unclean = held.unclean or following.has_removals(connection, after=held.n, upto=upto)
                _update(opened, connection, following.changed_entries(connection, after=held.n, upto=upto))
                held = replace(held, n=upto, at=_moment(connection, upto), unclean=unclean)
            _keep(settings, held)  # nothing removed is found from here on, however long the rest takes
        if held.unclean:
            _merge(opened)
            held = replace(held, unclean=False)
            _keep(settings, held)
    except Exception:
        if _is_sound(folder(settings, held)):
            raise
        return _reindex(settings)
    return last


def _reindex(settings: Settings, progress: Callable[[int], None] = lambda done: None) -> int:
    name = f"v{uuid.uuid4().hex[:12]}"
    path = settings.search_index / name
    path.mkdir(mode=0o700)
    opened = whoosh_index.create_in(path, schema())
    with reading() as connection, _writer(opened) as writer:
        seen = record.version(connection)
        last = seen.n
        done = 0
        for ids in following.all_ids(connection, batch=BATCH):
            for document in documents(connection, ids):
                writer.add_document(**document)
                done += 1
                progress(done)
        writer.commit()
        _keep(settings, State(name, last, _moment(connection, last), SCHEMA, epoch=seen.epoch))
    opened.close()
    _suspicion(settings).unlink(missing_ok=True)
    for other in settings.search_index.iterdir():
        if _OURS.fullmatch(other.name) and other.name != name:
            shutil.rmtree(other, ignore_errors=True)
    return last


def _update(opened: Any, connection: Connection, ids: list[int]) -> None:
    with _writer(opened) as writer:
        for entry_id in ids:
            writer.delete_by_term("key", str(entry_id))
        for document in documents(connection, ids):
            writer.add_document(**document)
        writer.commit(merge=len(writer.segments) >= MOST_SEGMENTS)


def _merge(opened: Any) -> None:
    """Write all that is not deleted into one segment, and drop the files of the others."""
    with _writer(opened) as writer:
        writer.commit(optimize=True)


@contextlib.contextmanager
def _writer(opened: Any) -> Iterator[Any]:
    # A compound segment would be copied to the heap by every searcher.
    writer = opened.writer(compound=False, limitmb=128)
    try:
        yield writer
    except BaseException:
        with contextlib.suppress(Exception):  # the first error is the one to tell
            writer.cancel()
        raise


def _is_broken(settings: Settings, held: State) -> bool:
    """Tell whether the index is one that readers could not read and that cannot be read now either."""
    suspicion = _suspicion(settings)
    if not suspicion.exists():
        return False
    if suspicion.read_text(encoding="ascii") == held.directory and not _is_sound(folder(settings, held)):
        return True
    _keep(settings, replace(held, looked=held.looked + 1))
    suspicion.unlink(missing_ok=True)
    return False


def _is_sound(path: Path) -> bool:
    """Read every word of an index."""
    try:
        reader = whoosh_index.open_dir(path, readonly=True).reader()
        try:
            for leaf, _ in reader.leaf_readers() if reader.doc_count_all() else ():
                Segment(leaf, Kept(0)).read_everything()
        finally:
            reader.close()
    except Exception:  # whatever broken files raise
        logging.getLogger("register").warning("the search index is broken and will be made anew", exc_info=True)
        return False
    return True


def _moment(connection: Connection, n: int) -> str:
    return connection.scalar(select(act.c.at).where(act.c.n == n)) or ""


def _suspicion(settings: Settings) -> Path:
    return settings.search_index / "suspect"


def _keep(settings: Settings, held: State) -> None:
    """Write the state so that a reader sees the old one or the new one, never a part."""
    fresh = settings.search_index / f".state.{os.getpid()}"
    fresh.write_text(json.dumps(asdict(held)), encoding="ascii")
    fresh.replace(settings.search_index / "state.json")


@contextlib.contextmanager
def _lock(settings: Settings, *, wait: bool = False) -> Iterator[None]:
    settings.search_index.mkdir(parents=True, exist_ok=True)
    with (settings.search_index / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            raise Busy from problem
        yield
