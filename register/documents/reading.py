"""What is known of uploaded files, and which of them readers may have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from enum import Enum
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, select, tuple_

from register.core.attached import FACTS, KEY, files_in
from register.core.canonical import parse
from register.core.removal import Removal
from register.core.units import without
from register.documents.tables import uploaded_document as table
from register.entries.revisions import removals_in, whole_removal
from register.entries.tables import entry, revision

AT_ONCE = 400


@dataclass(frozen=True)
class Uploaded:
    """An uploaded file; `entry_id` is the entry that named it first, None until it is published."""

    key: str
    sha256: str
    bytes: int
    media_type: str
    file_name: str
    entry_id: int | None
    uploaded_by: int
    uploaded_at: str
    erased_at: str | None

    @property
    def facts(self) -> dict[str, Any]:
        """Return what a document says of it beside its key."""
        said = asdict(self)
        return {name: said[name] for name in FACTS}


class Standing(Enum):
    """Whether readers may have a file."""

    NOWHERE = "nowhere"
    """No published revision ever named it."""
    SHOWN = "shown"
    ON_HOLD = "on hold"
    REDACTED = "redacted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Named:
    """A file as a revision names it: `said` holds its key and facts, `shown` tells whether readers see that part."""

    said: Mapping[str, Any]
    revision: int
    shown: bool


def find(connection: Connection, key: str) -> Uploaded | None:
    """Return a file by its key."""
    return known(connection, [key]).get(key)


def known(connection: Connection, keys: Iterable[str]) -> dict[str, Uploaded]:
    """Return the files of some keys; what is no key, or nobody's, is left out."""
    wanted = sorted({key for key in keys if KEY.fullmatch(key)})
    found: dict[str, Uploaded] = {}
    for start in range(0, len(wanted), AT_ONCE):
        rows = connection.execute(select(table).where(table.c.key.in_(wanted[start : start + AT_ONCE])))
        found |= {row["key"]: uploaded(row) for row in rows.mappings()}
    return found


def usable(
    connection: Connection, keys: Iterable[str], *, by: int | None, entry_id: int | None
) -> dict[str, dict[str, Any]]:
    """Return what is known of the files that a draft may name: its author's own, and those of what it corrects."""
    return {
        key: held.facts
        for key, held in known(connection, keys).items()
        if held.erased_at is None
        and (held.entry_id == entry_id if held.entry_id is not None else held.uploaded_by == by)
    }


def standing(connection: Connection, held: Uploaded) -> tuple[Standing, str | None]:
    """Tell whether readers may have a file, and of which entry (its reference) it is."""
    if held.entry_id is None:
        return Standing.NOWHERE, None
    row = connection.execute(select(entry.c.reference, entry.c.removed).where(entry.c.id == held.entry_id)).one()
    whole = whole_removal(row.removed)
    if whole is not None and whole.kind == "withdraw":
        return Standing.WITHDRAWN, row.reference
    named = [one for one in named_by(connection, held.entry_id) if one.said["file"] == held.key]
    if held.erased_at is not None or not named:
        return Standing.REDACTED, row.reference
    shown = whole is None and any(one.shown for one in named)
    return (Standing.SHOWN if shown else Standing.ON_HOLD), row.reference


def named_by(connection: Connection, entry_id: int) -> Iterator[Named]:
    """Yield every file that an entry's revisions still name, each time it is named; one on hold is not shown."""
    query = select(revision.c.number, revision.c.content, revision.c.removed).where(revision.c.entry_id == entry_id)
    for row in connection.execute(query.order_by(revision.c.number)):
        content, removals = parse(bytes(row.content)), removals_in(row.removed)
        seen = {one["file"] for one in files_in(_seen(content, removals))}
        for said in files_in(content):
            yield Named(said, row.number, said["file"] in seen)


def published(connection: Connection) -> Iterator[tuple[Uploaded, str, list[Named]]]:
    """Yield every file that a published revision names and readers may see, its entry, and where it is named."""
    query = (
        select(table, entry.c.reference)
        .join(entry, entry.c.id == table.c.entry_id)
        .where(entry.c.removed.is_(None), table.c.erased_at.is_(None))
        .order_by(table.c.entry_id, table.c.key)
        .limit(AT_ONCE)
    )
    place = tuple_(table.c.entry_id, table.c.key)
    last: tuple[int, str] = (-1, "")
    while rows := connection.execute(query.where(place > last)).mappings().all():
        last = (int(rows[-1]["entry_id"]), str(rows[-1]["key"]))
        for entry_id, files in groupby(rows, key=itemgetter("entry_id")):
            named = list(named_by(connection, entry_id))
            for row in files:
                mine = [one for one in named if one.said["file"] == row["key"]]
                if any(one.shown for one in mine):
                    yield uploaded(row), row["reference"], mine


def uploaded(row: Mapping[Any, Any]) -> Uploaded:
    """Return the file of a row, which may hold more."""
    return Uploaded(**{one.name: row[one.name] for one in fields(Uploaded)})


def kept_keys(connection: Connection) -> set[str]:
    """Return the key of every file whose bytes are to be here."""
    return set(connection.scalars(select(table.c.key).where(table.c.erased_at.is_(None))))


def _seen(content: dict[str, Any], removals: list[Removal]) -> dict[str, Any]:
    return without(content, [one.unit for one in removals]) if removals else content
