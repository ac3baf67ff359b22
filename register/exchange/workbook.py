"""Read an Excel workbook (.xlsx) without letting it exhaust the machine."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook

from register.core.files import Table
from register.core.problems import Problem, shown
from register.exchange.problems import Unreadable
from register.exchange.tables import MOST_COLUMNS, Knows, tabulate

MOST_UNPACKED = 400 * 1024 * 1024
MOST_PARTS = 2_000
LIKELY_RATIO = 200
"""Sheets pack to a tenth or a fiftieth; far more than this is made to harm."""
ALWAYS_ALLOWED = 10 * 1024 * 1024

_BROKEN = "The workbook cannot be read."
_REMEDY = "Open it in a spreadsheet program and save it again as .xlsx, or as CSV UTF-8."


def read_workbook(data: bytes, knows: Knows) -> Table:
    """Read the first sheet with a known heading; others that hold rows refuse the file. Raises Unreadable."""
    try:
        _refuse_bombs(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and validations, which say nothing of its rows
            return _read(data, knows)
    except Unreadable:
        raise
    except Exception as problem:  # zipfile, zlib and openpyxl raise whatever a broken part provokes
        raise Unreadable(f"{_BROKEN} ({type(problem).__name__})", _REMEDY) from problem


def _read(data: bytes, knows: Knows) -> Table:
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    try:
        return _table([(sheet.title, sheet) for sheet in book.worksheets], knows)
    finally:
        book.close()


def _refuse_bombs(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        names = {part.filename for part in parts}
        unpacked = sum(part.file_size for part in parts)
        if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
            raise Unreadable("This is a zip archive, not an Excel workbook.", "Unpack it and choose the file within.")
        if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or _implausible(unpacked, len(data)):
            raise Unreadable("The workbook unpacks to far more than it should.", "Save the table as CSV UTF-8.")
        for part in parts:
            if part.flag_bits & 1:
                raise Unreadable("The workbook is protected by a password.", "Save it without one.")
            if part.filename.endswith((".xml", ".rels")) and _declares_entities(archive, part):
                raise Unreadable("The workbook holds declarations that no spreadsheet writes.", _REMEDY)


def _implausible(unpacked: int, packed: int) -> bool:
    return unpacked > ALWAYS_ALLOWED and unpacked > packed * LIKELY_RATIO


def _declares_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with archive.open(part) as file:
        return b"<!DOCTYPE" in file.read(64 * 1024)


def _table(sheets: Sequence[tuple[str, Any]], knows: Knows) -> Table:
    main: Table | None = None
    problems: list[Problem] = []
    left_out: list[str] = []
    for title, sheet in sheets:
        if title.casefold() == "meta" or not hasattr(sheet, "reset_dimensions"):
            continue
        sheet.reset_dimensions()
        records = _records(sheet, problems)
        headings = next(records, (0, ()))[1]
        if main is None and any(knows(heading) for heading in headings if heading.strip()):
            main = tabulate(_without_tail(headings), _trimmed(records, _without_tail(headings)), problems)
        elif any(any(cells) for _, cells in records):
            left_out.append(title)
    if main is None:
        raise Unreadable("No sheet has the headings that are needed.", "Put them in the first row.", row=1)
    if left_out:
        raise Unreadable(
            f"The sheet {shown(left_out[0])} holds rows that would not be imported.",
            "Put its columns on the first sheet, or remove the sheet.",
        )
    return main


def _records(sheet: Any, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), 1):
        if len(row) > MOST_COLUMNS and row[MOST_COLUMNS].value is not None:
            raise Unreadable(
                f"There are more than {MOST_COLUMNS} columns.", "Remove those that are not needed.", row=number
            )
        yield number, [_text(cell, number, problems) for cell in row]


def _text(cell: Any, number: int, problems: list[Problem]) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        message = f"Cell {cell.coordinate} holds a formula, not a value."
        problems.append(Problem(number, None, message, "Copy the column and paste it as values."))
        return ""
    if cell.data_type == "e":
        problems.append(
            Problem(number, None, f"Cell {cell.coordinate} holds the error {value}.", "Put its value there.")
        )
        return ""
    return cell_text(value)


def cell_text(value: object) -> str:
    """Write a cell's value as the standard does: ISO dates, plain numbers as Excel shows them (15 digits)."""
    if isinstance(value, datetime):
        return (
            value.date().isoformat()
            if not (value.hour or value.minute or value.second)
            else f"{value:%Y-%m-%dT%H:%M:%SZ}"
        )
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float):
        text = f"{Decimal(f'{value:.15g}'):f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def _without_tail(headings: Sequence[str]) -> list[str]:
    kept = list(headings)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept


def _trimmed(records: Iterator[tuple[int, list[str]]], headings: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Give every row as many cells as there are headings, or more where more hold something."""
    for number, cells in records:
        kept = cells
        while len(kept) > len(headings) and not kept[-1]:
            kept.pop()
        yield number, kept + [""] * (len(headings) - len(kept))
