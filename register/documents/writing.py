"""Write down uploaded files, whose they are, and that the bytes of one are gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from register.core.attached import files_in
from register.core.calendar import instant
from register.documents import storing
from register.documents.checking import Examined
from register.documents.reading import AT_ONCE, find, known, named_by
from register.documents.tables import uploaded_document as table
from register.entries.revisions import whole_removal
from register.entries.tables import draft, entry
from register.settings import Settings

UNUSED_DAYS = 30
"""Days after which a file that was never published, and that no draft names, is taken away."""


class BelongsElsewhere(Exception):
    """A file is named that is another entry's, that is gone, or that nobody ever uploaded."""


def add(connection: Connection, key: str, sha256: str, length: int, about: Examined, *, by: int, at: str) -> None:
    """Write down a file whose bytes are kept already."""
    row = {
        "key": key,
        "sha256": sha256,
        "bytes": length,
        "media_type": about.media_type,
        "file_name": about.file_name,
        "uploaded_by": by,
        "uploaded_at": at,
    }
    connection.execute(insert(table).values(row))


def pass_on(connection: Connection, keys: Iterable[str], *, by: int, to: int) -> None:
    """Say of the files among these that somebody uploaded, and that no entry has named yet, that they are another's."""
    own = (table.c.key.in_(sorted(keys)), table.c.uploaded_by == by, table.c.entry_id.is_(None))
    connection.execute(update(table).where(*own).values(uploaded_by=to))


def claim(connection: Connection, entry_id: int, document: Mapping[str, Any]) -> None:
    """Say of each file that a document names that it is this entry's; raises BelongsElsewhere."""
    named = {one["file"]: one for one in files_in(document)}
    held = known(connection, named)
    for key, said in named.items():
        file = held.get(key)
        if file is None or file.erased_at is not None or file.entry_id not in (None, entry_id):
            raise BelongsElsewhere("A file that is named here belongs to another entry, or is gone.")
        if any(said.get(name) != value for name, value in file.facts.items()):
            raise BelongsElsewhere("What is said of a file is not what was uploaded.")
        if file.entry_id is None:
            connection.execute(update(table).where(table.c.key == key).values(entry_id=entry_id))


def restore(connection: Connection, entry_id: int, said: Mapping[str, Any], *, by: int, at: str) -> None:
    """Write down a file that a published document names, where it is not known any more."""
    if find(connection, said["file"]) is None:
        row = {"key": said["file"], "entry_id": entry_id, "uploaded_by": by, "uploaded_at": at}
        row |= {name: said[name] for name in ("sha256", "bytes", "media_type", "file_name")}
        connection.execute(insert(table).values(row))


def let_go(connection: Connection, entry_id: int, at: str) -> list[str]:
    """Write down that an entry's files are gone which no revision of it names any more, and return their keys.

    Nothing is shown of a withdrawn entry, so all of its files go. `storing.erase` then takes away the bytes.
    """
    query = select(table.c.key).where(table.c.entry_id == entry_id, table.c.erased_at.is_(None))
    held = set(connection.scalars(query))
    if not held:
        return []
    whole = whole_removal(connection.scalar(select(entry.c.removed).where(entry.c.id == entry_id)))
    withdrawn = whole is not None and whole.kind == "withdraw"
    left = set() if withdrawn else {one.said["file"] for one in named_by(connection, entry_id)}
    gone = sorted(held - left)
    for key in gone:
        # A hash would confirm a guess of what the file said, and a name may say it.
        nothing = {"erased_at": at, "sha256": "", "bytes": 0, "file_name": ""}
        connection.execute(update(table).where(table.c.key == key).values(**nothing))
    return gone


def forget_unused(connection: Connection, now: datetime) -> list[str]:
    """Forget the files that were never published and that no draft names, once they are old; return their keys."""
    before = instant(now - timedelta(days=UNUSED_DAYS))
    query = select(table.c.key).where(table.c.entry_id.is_(None), table.c.uploaded_at < before)
    gone = [key for key in connection.scalars(query) if not drafts_naming(connection, key)]
    for start in range(0, len(gone), AT_ONCE):
        connection.execute(delete(table).where(table.c.key.in_(gone[start : start + AT_ONCE])))
    return gone


def drafts_naming(connection: Connection, key: str) -> list[int]:
    """Return the drafts whose answers name a file."""
    return list(connection.scalars(select(draft.c.id).where(draft.c.pairs.contains(f'"{key}"', autoescape=True))))


def still_here(connection: Connection, settings: Settings) -> list[str]:
    """Return the files that are erased by what the database says, and whose bytes are here: somebody was killed."""
    erased = connection.scalars(select(table.c.key).where(table.c.erased_at.is_not(None)))
    return [key for key in erased if storing.length(settings, key) is not None]


def erase_all(settings: Settings, keys: Iterable[str]) -> None:
    """Take away the bytes of some files."""
    for key in keys:
        storing.erase(settings, key)


def erasing(settings: Settings, keys: Iterable[str]) -> Callable[[], None]:
    """Return what takes away the bytes of some files, to be done once their erasure is committed."""
    gone = list(keys)
    return lambda: erase_all(settings, gone)
