"""Examine a file by itself: what it says, what must be mended, what is doubtful, and who must be accepted."""

from __future__ import annotations

from dataclasses import dataclass

from register.core.files import FileFormat, Stated, Surroundings
from register.core.problems import Problem
from register.exchange.formats import knows, recognised
from register.exchange.personal import personal_in
from register.exchange.problems import Unreadable
from register.exchange.reading import read


@dataclass(frozen=True)
class Examined:
    """A file, whole; `stated` is empty where any problem refuses it."""

    file_name: str
    problems: tuple[Problem, ...]
    format: FileFormat | None = None
    """None where the file could not be read or recognised."""
    unit: str = "Row"
    rows: int = 0
    stated: tuple[Stated, ...] = ()
    people: tuple[Problem, ...] = ()
    """Names that look like a private person's: whoever confirms the import must accept them."""
    personal: tuple[Problem, ...] = ()
    """Rows that hold what looks like personal data: whoever confirms the import must accept them, too."""

    @property
    def refused(self) -> tuple[Problem, ...]:
        """Return what must be mended: one refused row refuses the file."""
        return tuple(problem for problem in self.problems if problem.refuses)

    @property
    def noticed(self) -> tuple[Problem, ...]:
        """Return what is doubtful and refuses nothing."""
        return tuple(problem for problem in self.problems if not problem.refuses)


def examine(file_name: str, data: bytes, around: Surroundings) -> Examined:
    """Read, recognise and check a whole file. Never raises for a broken one: its problems say what is wrong."""
    try:
        format_, found = recognised(read(data, knows))
    except Unreadable as stopped:
        return Examined(file_name, (stopped.problem,))
    contents = format_.examine(found, around)
    return Examined(
        file_name=file_name,
        problems=tuple(sorted(contents.problems, key=lambda problem: (not problem.refuses, problem.row or 0))),
        format=format_,
        unit=contents.unit,
        rows=contents.rows,
        stated=contents.stated,
        people=contents.people,
        personal=tuple(personal_in(contents.stated, format_.words)),
    )
