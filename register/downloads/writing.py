"""The bytes of a download, some entries at a time: a CSV file for spreadsheets, a JSON file for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from register.core.attached import FACTS, files_in, path_of
from register.core.kind import PartFile
from register.downloads.cells import BEGINNING, lines
from register.downloads.columns import Table, items_removed, place_of
from register.downloads.entries import Entry

_TOLD = ("unit", "n", "kind", "category", "legal_basis", "on")
MEDIA_TYPES = {"csv": "text/csv", "json": "application/json", "ics": "text/calendar"}


@dataclass(frozen=True)
class About:
    """What a JSON file says of itself: the register, the canonical address it answers, and the register's version."""

    register: Mapping[str, str]
    query: str
    version: int
    at: str
    """When the last act of this version was."""
    day: str
    """The day (London's) whose states and findings the file gives."""
    total: int
    """How many entries the query finds."""
    checkpoint: str | None = None
    """The public log's signed checkpoint at this version, where one may be signed."""
    note: str | None = None


def csv_file(table: Table, batches: Iterator[list[Entry]]) -> Iterator[bytes]:
    """Yield a CSV file: the headings, then the rows of each entry."""
    yield BEGINNING + lines([table.headings])
    for batch in batches:
        yield lines(row for entry in batch for row in table.rows(entry))


def json_file(about: About, base: str, part: PartFile | None, batches: Iterator[list[Entry]]) -> Iterator[bytes]:
    """Yield a JSON file: one object whose `records` are the entries, or the items of a part of them."""
    frame: dict[str, Any] = {
        "register": dict(about.register),
        "query": about.query,
        "version": about.version,
        "version_at": about.at,
        "as_of": about.day,
        "entries": about.total,
        **({"checkpoint": about.checkpoint} if about.checkpoint else {}),
        **({"note": about.note} if about.note else {}),
    }
    yield orjson.dumps(frame)[:-1] + b',"records":['
    between = b"\n"
    for batch in batches:
        written = [orjson.dumps(one) for entry in batch for one in _records(entry, base, part)]
        if written:
            yield between + b",\n".join(written)
            between = b",\n"
    yield b"\n]}\n"


def _records(entry: Entry, base: str, part: PartFile | None) -> Sequence[dict[str, Any]]:
    row = entry.row
    known: dict[str, Any] = {"reference": row.reference, "title": row.title, "address": base + row.path}
    if part is None:
        return [
            {
                **known,
                "kind": row.kind,
                "revision": row.revision,
                "published": row.published_at,
                "updated": row.updated_at,
                "state": row.state_value,
                "state_label": row.state,
                "awaited": row.awaited,
                "not_kept": row.not_kept,
                "not_kept_explained": row.not_kept_explained,
                **_files(entry, base),
                "content": entry.document,
            }
        ]
    held = entry.document.get(part.name)
    if isinstance(held, list):
        items = [{**known, "address": f"{known['address']}{place_of(item, part)}", "item": item} for item in held]
        for one in items_removed(entry.document, part):
            address = f"{known['address']}{place_of({'number': one['key']}, part)}"
            items.append({**known, "address": address, "removed": {n: v for n, v in one.items() if n in _TOLD}})
        return items
    return [{**known, "removed": held}] if held else []


def _files(entry: Entry, base: str) -> dict[str, list[dict[str, Any]]]:
    """Return the entry's uploaded files, each with its address; nothing where it has none."""
    files = [
        {"title": one.get("title"), "address": base + path_of(one), **{name: one.get(name) for name in FACTS}}
        for one in files_in(entry.document)
    ]
    return {"files": files} if files else {}
