"""What is wrong with a file, in words for the person who made it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing to mend or to know; `row` counts as a spreadsheet does, or is the grant's place in a JSON file."""

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


class Unreadable(Exception):
    """Stops the reading of a file; carries the one problem that says why."""

    def __init__(self, message: str, remedy: str, *, row: int | None = None, column: str | None = None) -> None:
        """Say why in plain words; `row` and `column` where they are known."""
        super().__init__(message)
        self.problem = Problem(row, column, message, remedy)


def shown(value: object, limit: int = 60) -> str:
    """Quote a value from a file, shortened and on one line."""
    text = " ".join(str(value).split())
    return f"“{text if len(text) <= limit else text[: limit - 1] + '…'}”"


def counted(number: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun: 1 award, 2,000 awards."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
