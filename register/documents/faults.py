"""Which uploaded files are missing, or are not what was published."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from register.core.attached import FACTS
from register.documents import storing
from register.documents.reading import Uploaded, named_by, uploaded
from register.documents.tables import uploaded_document as table
from register.entries.revisions import whole_removal
from register.entries.tables import entry
from register.settings import Settings


def faults_of_files(connection: Connection, settings: Settings, *, quick: bool) -> Iterator[str]:
    """Yield what is wrong with uploaded files; `quick` looks at each file's length only, and reads none."""
    rows = connection.execute(
        select(table, entry.c.reference, entry.c.removed).outerjoin(entry, entry.c.id == table.c.entry_id)
    ).all()
    for row in rows:
        held = uploaded(row._mapping)
        there = storing.length(settings, held.key)
        withdrawn = _is_withdrawn(row.removed)
        name = f"The file “{held.file_name}” of {row.reference or 'a draft'}"
        if held.erased_at is not None or withdrawn:
            if there is not None:
                yield f"A file of {row.reference} was removed for good, and its bytes are here still."
        elif there is None:
            yield f"{name} is missing."
        elif there != held.bytes or not (quick or storing.digest(settings, held.key) == held.sha256):
            yield f"{name} is not the one that was uploaded."
        if not quick and held.erased_at is None and held.entry_id is not None and not withdrawn:
            yield from _against_revisions(connection, held, name)


def _is_withdrawn(removed: str | None) -> bool:
    """Tell whether an entry is withdrawn; what cannot be read is for those to tell who look at the log."""
    try:
        whole = whole_removal(removed) if removed else None
    except (ValueError, TypeError):
        return False
    return whole is not None and whole.kind == "withdraw"


def _against_revisions(connection: Connection, held: Uploaded, name: str) -> Iterator[str]:
    """Compare what is known of a file with what the entry's revisions, which the log commits to, say of it."""
    named = [one for one in named_by(connection, held.entry_id or 0) if one.said["file"] == held.key]
    if not named:
        yield f"{name} is kept, and no revision names it."
    for one in named:
        if any(one.said.get(fact) != held.facts[fact] for fact in FACTS):
            yield f"{name} is not the one that revision {one.revision} names."
