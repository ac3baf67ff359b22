"""The rows of any small table: a CSV or Excel file, or cells pasted from a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from register.core.files import Table
from register.exchange.problems import Unreadable
from register.exchange.reading import read


@dataclass(frozen=True)
class Rows:
    """The headings of a table, and its rows that hold something; numbers count rows as a spreadsheet does."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, Mapping[str, str]], ...]


def rows_of(file_name: str, data: bytes) -> Rows:
    """Read the rows of a CSV, TSV or XLSX file, or of pasted cells, by heading. Raises Unreadable."""
    found = read(data, bool, dividers=",\t")
    if not isinstance(found, Table):
        raise Unreadable(f"{file_name} holds JSON, not a table.", "Choose a CSV or XLSX file, or paste its cells.")
    for problem in found.problems:
        if problem.refuses:
            raise Unreadable(problem.message, problem.remedy, row=problem.row, column=problem.column)
    named = [(place, heading) for place, heading in enumerate(found.headings) if heading]
    return Rows(
        tuple(heading for _, heading in named),
        tuple((number, {heading: cells[place] for place, heading in named}) for number, cells in found.rows),
    )
