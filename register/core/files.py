"""What a file of entries says: the plain shapes between the reading of a file and the kind whose entries it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from register.core.problems import Problem

FACT_PREFIX = "file: "
"""Marks what the case keeps from a file, apart from what the desk adds."""

Cells = tuple[str, ...]
Document = dict[str, Any]


@dataclass
class Table:
    """A heading row and the rows under it, as text; numbers count rows as a spreadsheet does (headings are row 1)."""

    headings: Cells
    rows: list[tuple[int, Cells]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Listed:
    """The list of a JSON file, as read: numbers with a point are Decimal, and an item may be anything."""

    items: Sequence[Any]


@dataclass(frozen=True)
class Surroundings:
    """What a file is examined against: the day, and the public bodies that the register knows."""

    today: date
    bodies: Mapping[str, str] = field(default_factory=dict)
    """Their identifiers, by folded name."""
    prefix: str = "CDCR"
    """Begins the identifiers that this register gives to bodies which have no other."""
    key: bytes = b""
    """Goes into what an entry is recognised by where its file gives no identifier, so that nobody can try titles."""


@dataclass(frozen=True)
class Stated:
    """What one row of a file states, ready to be compared and published as an entry."""

    row: int
    identifier: str
    """By which the entry is recognised in a later file."""
    content: bytes
    """Canonical JSON of the entry's content."""
    private: dict[str, str]
    """What the case keeps, by name."""


@dataclass(frozen=True)
class Contents:
    """A file's entries, and what is wrong with it; `unit` says what its numbers count."""

    unit: str
    rows: int
    stated: tuple[Stated, ...]
    problems: tuple[Problem, ...]
    people: tuple[Problem, ...] = ()
    """Names that look like a private person's: whoever confirms the import must accept them."""


@dataclass(frozen=True)
class FileFormat:
    """A form of file that entries of one kind come in."""

    kind: str
    one: str
    many: str
    """What its entries are called: "award", "awards"."""
    list_name: str
    """The name of the list in a JSON object."""
    bare: bool
    """Whether a JSON file may be the list alone."""
    headings: str
    """The first of its headings, for who has used others."""
    knows: Callable[[str], bool]
    """Tell whether a column's heading, or a name in an item of the list, is one of the format's own."""
    examine: Callable[[Table | Listed, Surroundings], Contents]
    words: Mapping[str, str]
    """What the fields of the content are called, for the note of a change."""
    later: str
    """What a later file is called in that note: "The funder’s later file"."""
    no_news: frozenset[str] = frozenset()
    """Fields that say nothing new when they alone differ: that is no correction."""
