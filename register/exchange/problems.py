"""What stops the reading of a file."""

from __future__ import annotations

from register.core.problems import Problem


class Unreadable(Exception):
    """Stops the reading of a file; carries the one problem that says why."""

    def __init__(self, message: str, remedy: str, *, row: int | None = None, column: str | None = None) -> None:
        """Say why in plain words; `row` and `column` where they are known."""
        super().__init__(message)
        self.problem = Problem(row, column, message, remedy)
