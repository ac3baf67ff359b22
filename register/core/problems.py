"""What is wrong with a file, in words for the person who made it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

MOST_CHARACTERS = 50_000
"""In one cell."""
LONGEST_HEADING = 180

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

_BRITISH_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")


@dataclass(frozen=True)
class Problem:
    """One thing to mend or to know; `row` counts as a spreadsheet does, or is the item's place in a JSON list."""

    row: int | None
    column: str | None
    message: str
    remedy: str
    refuses: bool = True
    """True where the file cannot be imported until it is mended; False for a notice."""

    def sentence(self, unit: str = "Row") -> str:
        """Say where, what and how to mend it, on one line."""
        where = ", ".join(part for part in (f"{unit} {self.row}" if self.row else "", self.column or "") if part)
        return " ".join(part for part in (f"{where}:" if where else "", self.message, self.remedy) if part)


def shown(value: object, limit: int = 60) -> str:
    """Quote a value from a file, shortened and on one line."""
    text = " ".join(str(value).split())
    return f"“{text if len(text) <= limit else text[: limit - 1] + '…'}”"


def counted(number: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun: 1 award, 2,000 awards."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def text_problem(row: int, column: str, text: str) -> Problem | None:
    """Say what is wrong with a text before anything is known of what it means."""
    if len(text) > MOST_CHARACTERS:
        return Problem(row, column, f"The text has {len(text):,} characters.", f"Shorten it to {MOST_CHARACTERS:,}.")
    if bad := UNPRINTABLE.search(text):
        message = f"The text holds a character that cannot be printed (U+{ord(bad[0]):04X})."
        return Problem(row, column, message, "Remove it.")
    return None


def date_remedy(text: str) -> str:
    """Say how to write a date that is not written in ISO 8601."""
    if found := _BRITISH_DAY.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
        try:
            return f"Write the year first: {date(year, month, day).isoformat()}."
        except ValueError:
            pass
    return "Write the year first, with two digits each for month and day: 2026-03-31."
