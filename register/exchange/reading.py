"""Read the bytes of a CSV, XLSX or JSON file: every way in which they can be broken ends in a plain sentence."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from register.core.files import Table
from register.core.problems import Problem, shown
from register.exchange.problems import Unreadable
from register.exchange.tables import Knows, tabulate
from register.exchange.workbook import read_workbook

MOST_BYTES = 100 * 1024 * 1024
_MIXED = re.compile("Ã[\x80-\xbf€‚-™]|â€|Â[£ ©]")
_DIVIDERS = {";": "semicolons", "\t": "tabs", "|": "upright bars"}
_CSV_UTF8 = "“CSV UTF-8 (comma delimited)”"


def read(data: bytes, knows: Knows, *, dividers: str = ",") -> Table | dict[str, Any] | list[Any]:
    """Recognise a file by its bytes, never by its name, and read it: a table, or what stands in JSON.

    `knows` tells which headings are looked for in a workbook; a text's columns may be divided by any of `dividers`.
    Raises Unreadable.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable(f"The file is larger than {MOST_BYTES // 1024**2} MB.", "Divide it into several files.")
    if not data.strip():
        raise Unreadable("The file is empty.", "Save it again with its heading row and its rows.")
    if data.startswith(b"PK"):
        return read_workbook(data, knows)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            "This is an old Excel workbook (.xls).", "Save it as an Excel workbook (.xlsx) or as CSV UTF-8."
        )
    if data.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")):
        raise Unreadable("This is not a table.", "Choose a CSV, XLSX or JSON file.")
    text, guessed = decoded(data)
    if text.lstrip()[:1] in ("{", "["):
        if guessed:
            raise Unreadable("The JSON is not written in UTF-8.", "Export it again as UTF-8.")
        return read_json(text)
    if text.lstrip()[:1] == "<":
        raise Unreadable("This is a web page or XML file, not a table.", "Choose a CSV, XLSX or JSON file.")
    table = read_csv(text, dividers)
    if guessed:
        table.problems += _guessed_letters(table)
    return table


def decoded(data: bytes) -> tuple[str, bool]:
    """Turn bytes into text: UTF-8 (with or without its mark), else what Excel on Windows saves; tell if it was a guess.

    Raises Unreadable where neither can be right.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data[:64]:
        raise Unreadable("The text is written in UTF-16, or is no text.", f"Save it as {_CSV_UTF8}.")
    try:
        return data.decode("utf-8-sig"), False
    except UnicodeDecodeError as problem:
        line = len((data[: problem.start] + b"?").splitlines())
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise Unreadable("The file holds letters that are not UTF-8.", f"Save it as {_CSV_UTF8}.", row=line) from None
    if mixed := _MIXED.search(text):
        message = f"The file mixes two encodings: {shown(mixed[0])} stands where one letter should."
        raise Unreadable(message, f"Save it as {_CSV_UTF8}.", row=line)
    return text, True


def read_csv(text: str, dividers: str = ",") -> Table:
    """Read a table of divided values, whichever way its lines end. Raises Unreadable."""
    problems: list[Problem] = []
    if "\n" not in text and "\r" in text:
        message = "Each line ends in a bare carriage return, as on old Macs; the file was read all the same."
        problems.append(Problem(1, None, message, "Check that the number of rows is right.", refuses=False))
    divider = max(dividers, key=(text.lstrip().splitlines() or [""])[0].count)
    records = _records(text, divider)
    headings = next(records, (0, ()))[1]
    if divider == "\t":
        records = _filled(records, len(headings))
    if len(headings) == 1 and (other := next((c for c in _DIVIDERS if c in headings[0]), None)):
        raise Unreadable(
            f"The columns are divided by {_DIVIDERS[other]}.", "Save the file with commas between the columns.", row=1
        )
    return tabulate(headings, records, problems)


def read_json(text: str) -> dict[str, Any] | list[Any]:
    """Read JSON that a machine may trust; numbers with a point are Decimal. Raises Unreadable."""
    remedy = "Mend the JSON there, or export it again."
    try:
        read: dict[str, Any] | list[Any] = json.loads(
            text, parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=_object_without_doubles
        )
    except json.JSONDecodeError as problem:
        raise Unreadable(
            f"This is not JSON at line {problem.lineno}, column {problem.colno}: {problem.msg}.",
            remedy,
            row=problem.lineno,
        ) from None
    except RecursionError:
        raise Unreadable("The JSON is nested too deeply to be a list of entries.", "Export it again.") from None
    except ArithmeticError:
        raise Unreadable("A number in this JSON is too large to be true.", remedy) from None
    except ValueError as problem:
        raise Unreadable(f"This JSON cannot be trusted: {problem}.", remedy) from None
    return read


def _records(text: str, divider: str) -> Iterator[tuple[int, Sequence[str]]]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=divider, strict=True)
    number = 0
    while True:
        number += 1
        try:
            yield number, next(lines)
        except StopIteration:
            return
        except csv.Error as problem:
            raise Unreadable(
                f"The row cannot be divided into cells: {problem}.",
                "Look for a quotation mark that is not closed or not doubled, or a cell that is far too long.",
                row=number,
            ) from None


def _filled(records: Iterator[tuple[int, Sequence[str]]], width: int) -> Iterator[tuple[int, Sequence[str]]]:
    """Give back the empty cells that a pasted row loses at its end."""
    for number, cells in records:
        yield number, [*cells, *[""] * (width - len(cells))] if cells else cells


def _guessed_letters(table: Table) -> Iterator[Problem]:
    """Name each row to compare, because a guess at letters becomes a permanent record."""
    for number, cells in table.rows:
        for heading, cell in zip(table.headings, cells, strict=True):
            if not cell.isascii():
                start = max(0, next(n for n, letter in enumerate(cell) if not letter.isascii()) - 25)
                message = f"The file is not UTF-8 and was read as Windows-1252: {shown(cell[start : start + 55])}."
                remedy = f"Check that the words are right, or save the file as {_CSV_UTF8}."
                yield Problem(number, heading, message, remedy, refuses=False)
                break


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number")


def _object_without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        double = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise ValueError(f"{shown(double)} stands twice in one object")
    return made
