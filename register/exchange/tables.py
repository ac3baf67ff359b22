"""A table of text from any kind of file, checked for what would make it untrustworthy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from register.exchange.problems import Problem, Unreadable, shown

MOST_ROWS = 1_000_000
MOST_COLUMNS = 500
MOST_CHARACTERS = 50_000
"""In one cell."""
LONGEST_HEADING = 180

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

Cells = tuple[str, ...]


@dataclass
class Table:
    """A heading row and the rows under it, as text; numbers count rows as a spreadsheet does (headings are row 1)."""

    headings: Cells
    rows: list[tuple[int, Cells]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def tabulate(headings: Sequence[str], records: Iterator[tuple[int, Sequence[str]]], problems: list[Problem]) -> Table:
    """Check headings and rows, and strip every cell. Raises Unreadable for headings that cannot be trusted."""
    if len(headings) > MOST_COLUMNS:
        raise Unreadable(
            f"There are {len(headings):,} columns.",
            f"A table of awards may have up to {MOST_COLUMNS}; remove the rest.",
            row=1,
        )
    names = tuple(" ".join(heading.split()) for heading in headings)
    if not any(names):
        raise Unreadable(
            "The first row is empty.", "Put the headings of the 360Giving template in the first row.", row=1
        )
    _refuse_bad_headings(names)
    table = Table(names, problems=problems)
    for number, cells in records:
        if number > MOST_ROWS:
            raise Unreadable(f"There are more than {MOST_ROWS:,} rows.", "Divide the file into several.", row=number)
        tidied = tuple(cell.strip() for cell in cells)
        if any(tidied):
            table.rows.append((number, _fitted(number, tidied, names, problems)))
    return table


def _refuse_bad_headings(names: Cells) -> None:
    first: dict[str, int] = {}
    for position, name in enumerate(names, 1):
        if UNPRINTABLE.search(name):
            raise Unreadable(f"Heading {position} holds a character that cannot be printed.", "Type it again.", row=1)
        if len(name) > LONGEST_HEADING:
            raise Unreadable(f"Heading {position} is longer than {LONGEST_HEADING} characters.", "Shorten it.", row=1)
        if name and first.setdefault(name.casefold(), position) != position:
            raise Unreadable(
                f"The heading {shown(name)} stands in columns {first[name.casefold()]} and {position}.",
                "Rename or remove one of them.",
                row=1,
                column=name,
            )


def _fitted(number: int, cells: Cells, names: Cells, problems: list[Problem]) -> Cells:
    width = len(names)
    if len(cells) < width:
        remedy = "Look for a missing comma, or a line break outside quotation marks."
        problems.append(
            Problem(number, None, f"The row has {len(cells)} cells and there are {width} headings.", remedy)
        )
    for position, cell in enumerate(cells, 1):
        name = names[position - 1] if position <= width else ""
        if cell and not name:
            message = f"{shown(cell)} stands in column {position}, which has no heading."
            problems.append(
                Problem(number, None, message, "Give the column a heading, or quote a cell that holds a comma.")
            )
            break
        if problem := cell_problem(number, name, cell):
            problems.append(problem)
    return (*cells[:width], *("" for _ in range(width - len(cells))))


def cell_problem(number: int, column: str, text: str) -> Problem | None:
    """Say what is wrong with a text before anything is known of what it means."""
    if len(text) > MOST_CHARACTERS:
        return Problem(number, column, f"The text has {len(text):,} characters.", f"Shorten it to {MOST_CHARACTERS:,}.")
    if bad := UNPRINTABLE.search(text):
        message = f"The text holds a character that cannot be printed (U+{ord(bad[0]):04X})."
        return Problem(number, column, message, "Remove it.")
    return None
