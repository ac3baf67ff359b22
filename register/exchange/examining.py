"""Examine a file of awards by itself: what it says, what must be mended, what is doubtful, and who must be accepted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from register.core.canonical import canonical
from register.decisions.people import looks_like_a_person
from register.exchange.awards import document_of, private_of
from register.exchange.problems import Problem, shown
from register.exchange.quality import notices
from register.exchange.threesixty import Row, grants_of, refusals


@dataclass(frozen=True)
class Award:
    """One award of a file, ready to be compared and published; `content` is canonical JSON of its decision."""

    row: int
    identifier: str
    content: bytes
    private: dict[str, str]


@dataclass(frozen=True)
class Examined:
    """A file of awards, whole; `awards` is empty where any problem refuses the file."""

    file_name: str
    digest: str
    unit: str
    rows: int
    awards: tuple[Award, ...]
    problems: tuple[Problem, ...]
    people: tuple[Problem, ...]
    """Recipients whose names look like a private person's: whoever confirms the import must accept them."""

    @property
    def refused(self) -> tuple[Problem, ...]:
        """Return what must be mended: one refused row refuses the file."""
        return tuple(problem for problem in self.problems if problem.refuses)

    @property
    def noticed(self) -> tuple[Problem, ...]:
        """Return what is doubtful and refuses nothing."""
        return tuple(problem for problem in self.problems if not problem.refuses)


def examine(file_name: str, data: bytes, *, today: date) -> Examined:
    """Read and check a whole file. Never raises for a broken one: its problems say what is wrong."""
    source = grants_of(data)
    problems = [*source.problems, *_doubled(source.rows)]
    sound: list[Row] = []
    for row in source.rows:
        found = list(refusals(row))
        problems += found
        if not found:
            sound.append(row)
    problems += notices(sound, today)
    refused = any(problem.refuses for problem in problems)
    return Examined(
        file_name=file_name,
        digest=hashlib.sha256(data).hexdigest(),
        unit=source.unit,
        rows=len(source.rows),
        awards=() if refused else tuple(map(_award, sound)),
        problems=tuple(sorted(problems, key=lambda problem: (not problem.refuses, problem.row or 0))),
        people=tuple(_people(sound)),
    )


def _award(row: Row) -> Award:
    content = canonical(document_of(row.grant))
    return Award(row.number, row.grant["id"], content, private_of(row.grant, row.extra))


def _doubled(rows: Iterable[Row]) -> Iterable[Problem]:
    first: dict[str, int] = {}
    for row in rows:
        identifier = row.grant.get("id")
        if isinstance(identifier, str) and first.setdefault(identifier, row.number) != row.number:
            message = f"{shown(identifier)} is also the identifier of row {first[identifier]}."
            yield Problem(row.number, "Identifier", message, "Give each award an identifier of its own.")


def _people(rows: Iterable[Row]) -> Iterable[Problem]:
    where: dict[str, list[int]] = {}
    for row in rows:
        for organisation in row.grant.get("recipientOrganization", ()):
            registered = organisation.get("charityNumber") or organisation.get("companyNumber")
            if not registered and not organisation["id"].upper().startswith("GB-"):
                where.setdefault(organisation["name"], []).append(row.number)
    for name, numbers in where.items():
        if looks_like_a_person(name):
            again = f" (in {len(numbers)} rows)" if len(numbers) > 1 else ""
            message = f"{shown(name)}{again} looks like the name of a private person."
            remedy = "Accept it if it is an organisation; if not, give the award as one to an individual."
            yield Problem(numbers[0], "Recipient Org:Name", message, remedy, refuses=False)
