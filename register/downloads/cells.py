"""Rows of a CSV file that any spreadsheet opens: UTF-8 with a byte order mark, CRLF, and no cell that it would run.

A spreadsheet takes text that begins with = + - @ or a tab for a formula. Such a cell is given an apostrophe in front,
as OWASP advises: the words stay readable, and nothing is left out. Numbers have none: a negative one stays a number.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TypeAlias

Cell: TypeAlias = str | int

BEGINNING = "\ufeff".encode()
"""Without this mark, Excel takes the file for the machine's own code page and spoils every accent."""
GUARD = "'"
_STARTS_A_FORMULA = frozenset("=+-@\t\r\n")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def lines(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write rows as lines of a CSV file (RFC 4180)."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([written(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def written(cell: Cell) -> str:
    """Return a cell as it stands in the file: text without control characters, and guarded."""
    if isinstance(cell, int):
        return str(cell)
    text = cell if cell.isprintable() else _CONTROLS.sub("", cell)
    return GUARD + text if text and not text[0].isalnum() and _would_run(text) else text


def _would_run(text: str) -> bool:
    first = next((one for one in text if not _is_unseen(one)), "")
    return bool(first) and not _STARTS_A_FORMULA.isdisjoint({first, unicodedata.normalize("NFKC", first)[:1]})


def _is_unseen(one: str) -> bool:
    """Tell whether a spreadsheet may pass over a character: a space of any width, or one that only formats."""
    return unicodedata.category(one) in {"Zs", "Zl", "Zp", "Cf"}
