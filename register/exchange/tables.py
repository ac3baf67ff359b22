"""A table of text from any kind of file, checked for what would make it untrustworthy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from register.core.files import Cells, Table
from register.core.problems import LONGEST_HEADING, UNPRINTABLE, Problem, counted, shown, text_problem
from register.exchange.problems import Unreadable

MOST_ROWS = 1_000_000
MOST_COLUMNS = 500

Knows = Callable[[str], bool]
"""Tells whether a heading is one that is looked for."""


def tabulate(headings: Sequence[str], records: Iterator[tuple[int, Sequence[str]]], problems: list[Problem]) -> Table:
    """Check headings and rows, and strip every cell. Raises Unreadable for headings that cannot be trusted."""
    if len(headings) > MOST_COLUMNS:
        raise Unreadable(
            f"There are {len(headings):,} columns.",
            f"A table may have up to {MOST_COLUMNS}; remove the rest.",
            row=1,
        )
    names = tuple(" ".join(heading.split()) for heading in headings)
    if not any(names):
        raise Unreadable("The first row is empty.", "Put the headings in the first row.", row=1)
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
            Problem(number, None, f"The row has {counted(len(cells), 'cell')} and there are {width} headings.", remedy)
        )
    for position, cell in enumerate(cells, 1):
        name = names[position - 1] if position <= width else ""
        if cell and not name:
            message = f"{shown(cell)} stands in column {position}, which has no heading."
            problems.append(
                Problem(number, None, message, "Give the column a heading, or quote a cell that holds a comma.")
            )
            break
        if problem := text_problem(number, name, cell):
            problems.append(problem)
    return (*cells[:width], *("" for _ in range(width - len(cells))))
