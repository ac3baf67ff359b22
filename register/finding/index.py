"""The search index: derived from the acts, followed act by act, replaceable at any time.

It lives in a folder of its own under `SEARCH_INDEX`, named in `state.json` with the number of the last act it holds.
Whoosh never calls fsync and its files are pickles inside: the folder is private, and never restored from elsewhere.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from whoosh import fields
from whoosh import index as whoosh_index
from whoosh.analysis import SpaceSeparatedTokenizer

from register.core.calendar import today_in_london
from register.core.findings import Context
from register.core.text import fold
from register.entries import following
from register.entries import reading as record
from register.extensions import reading
from register.finding.words import STOPS, stem
from register.settings import Settings

SCHEMA = 1
BATCH = 1000
MOST_SEGMENTS = 12
SPELLING_LONGEST = 24


@dataclass(frozen=True)
class State:
    """Which folder holds the index, the last act it holds, and the register it was made from."""

    directory: str
    n: int
    register: str
    schema: int


class Busy(RuntimeError):
    """Another process is writing the index."""


def schema() -> fields.Schema:
    """Return the index's fields: stems of everything, stems of title and names, and whole words for spelling."""
    cut = SpaceSeparatedTokenizer()
    return fields.Schema(
        key=fields.ID(unique=True),
        entry=fields.NUMERIC(int, bits=64, signed=False, sortable=True, stored=False),
        text=fields.TEXT(analyzer=cut, phrase=True),
        title=fields.TEXT(analyzer=cut, phrase=False),
        names=fields.TEXT(analyzer=cut, phrase=False),
        spelling=fields.KEYWORD(scorable=False),
    )


def state(settings: Settings) -> State | None:
    """Return the state of the index, or None where there is none that can be read."""
    try:
        held = State(**json.loads((settings.search_index / "state.json").read_bytes()))
    except (OSError, ValueError, TypeError):
        return None
    return held if held.schema == SCHEMA else None


def folder(settings: Settings, held: State) -> Path:
    """Return the folder of an index."""
    return settings.search_index / held.directory


def follow(settings: Settings) -> int:
    """Bring the index up to the last act and return that act's number; do nothing where another process is at it.

    An index that is missing, broken or of another register is made anew.
    """
    try:
        with _lock(settings):
            return _follow(settings)
    except Busy:
        held = state(settings)
        return held.n if held else -1


def reindex(settings: Settings, progress: Callable[[int], None] = lambda done: None) -> int:
    """Make the index anew beside the old one and swap them; return the number of the last act it holds."""
    with _lock(settings, wait=True):
        return _reindex(settings, progress)


def complaint(settings: Settings, last: int, entries: int) -> str | None:
    """Say what is wrong with the index of a register with so many acts and entries, or None."""
    held = state(settings)
    if held is None:
        return "The search index is missing."
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
        last = record.version(connection).n
        ours = held is not None and held.register == record.opened_at(connection) and held.n <= last
        if not ours:
            return _reindex(settings)
    assert held is not None
    if held.n == last:
        return last
    try:
        opened = whoosh_index.open_dir(folder(settings, held))
    except Exception:  # whatever a broken index raises, it is only derived data
        return _reindex(settings)
    while held.n < last:
        with reading() as connection:
            upto = min(last, held.n + BATCH)
            changed = following.changed_entries(connection, after=held.n, upto=upto)
            _write(opened, list(_documents(connection, changed)), fresh=False)
        held = State(held.directory, upto, held.register, SCHEMA)
        _keep(settings, held)
    return last


def _reindex(settings: Settings, progress: Callable[[int], None] = lambda done: None) -> int:
    made = State(f"v{uuid.uuid4().hex[:12]}", 0, "", SCHEMA)
    path = folder(settings, made)
    path.mkdir(mode=0o700)
    opened = whoosh_index.create_in(path, schema())
    with reading() as connection:
        last, register = record.version(connection).n, record.opened_at(connection)
        done = 0
        for ids in following.all_ids(connection, batch=BATCH):
            _write(opened, list(_documents(connection, ids)), fresh=True)
            done += len(ids)
            progress(done)
    opened.close()
    _keep(settings, State(made.directory, last, register, SCHEMA))
    for other in settings.search_index.glob("v*"):
        if other.name != made.directory:
            shutil.rmtree(other, ignore_errors=True)
    return last


def _documents(connection: Connection, ids: Iterable[int]) -> Iterator[dict[str, Any]]:
    wanted = list(ids)
    aliases = following.aliases_by_entry(connection, wanted)
    setting = Context(today=today_in_london())  # an entry's words depend on nothing but its content
    for one in following.current_entries(connection, wanted):
        words = one.kind.project(one.kind.content.model_validate(one.document), setting).words
        names = _cut(" ".join([one.reference, *aliases.get(one.entry_id, ()), words.names]))
        title, prose = _cut(words.title), _cut(words.prose)
        spelling = {word for word in (*title, *names, *prose) if word.isalpha() and 3 < len(word) <= SPELLING_LONGEST}
        yield {
            "key": str(one.entry_id),
            "entry": one.entry_id,
            "text": " ".join(map(stem, (*title, *names, *prose))),
            "title": " ".join(map(stem, title)),
            "names": " ".join(map(stem, names)),
            "spelling": " ".join(spelling),
        }


def _cut(text: str) -> list[str]:
    return [word for word in fold(text).split() if word not in STOPS]


def _write(opened: Any, documents: list[dict[str, Any]], *, fresh: bool) -> None:
    # A compound segment would be copied to the heap by every searcher.
    writer = opened.writer(compound=False, limitmb=128)
    try:
        for document in documents:
            if not fresh:
                writer.delete_by_term("key", document["key"])
            writer.add_document(**document)
    except BaseException:
        writer.cancel()
        raise
    writer.commit(merge=len(opened._segments()) > MOST_SEGMENTS)


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
