"""The formats of files that can be imported: awards in the 360Giving standard, and what each kind brings itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from register.core.files import FileFormat, Listed, Table
from register.exchange.awards_file import AWARDS
from register.exchange.problems import Unreadable
from register.exchange.tables import MOST_ROWS
from register.kinds import KINDS

FORMATS: tuple[FileFormat, ...] = (AWARDS, *(kind.file for kind in KINDS if kind.file is not None))

_MORE_THAN_CHANCE = 2
"""Names in common between a bare list's first item and a format: a single one, like "title", says nothing."""


def format_of(kind: str) -> FileFormat:
    """Return the format whose entries are of a kind; raises KeyError."""
    return _BY_KIND[kind]


def knows(heading: str) -> bool:
    """Tell whether a heading belongs to any format."""
    return any(one.knows(heading) for one in FORMATS)


def recognised(found: Table | dict[str, Any] | list[Any]) -> tuple[FileFormat, Table | Listed]:
    """Say which format a file is, by its headings or by what its list is called or holds. Raises Unreadable."""
    if isinstance(found, Table):
        return _of_headings(found.headings), found
    if isinstance(found, dict):
        for one in FORMATS:
            if isinstance(items := found.get(one.list_name), list):
                return one, _listed(items)
    if isinstance(found, list):
        for one in FORMATS:
            if one.bare and _in_common(one, found) >= _MORE_THAN_CHANCE:
                return one, _listed(found)
    lists = " or ".join(one.list_name for one in FORMATS)
    raise Unreadable(f"There is no list of {lists}.", f'Write {{"{FORMATS[0].list_name}": [ … ]}}, for example.')


def _of_headings(headings: Sequence[str]) -> FileFormat:
    best = max(FORMATS, key=lambda one: sum(map(one.knows, headings)))
    if not any(map(best.knows, headings)):
        remedy = "Use those of " + ", or of ".join(f"a file of {one.many} ({one.headings})" for one in FORMATS) + "."
        raise Unreadable("None of the headings is one that this register knows.", remedy, row=1)
    return best


def _in_common(one: FileFormat, items: Sequence[Any]) -> int:
    first = items[0] if items else {}
    return sum(map(one.knows, first)) if isinstance(first, dict) else 0


def _listed(items: Sequence[Any]) -> Listed:
    if len(items) > MOST_ROWS:
        raise Unreadable(f"The list holds more than {MOST_ROWS:,} entries.", "Divide the file into several.")
    return Listed(items)


_BY_KIND = {one.kind: one for one in FORMATS}
