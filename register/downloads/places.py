"""What a download is of: its name, its canonical address, and the query that its own address asks."""

from __future__ import annotations

from dataclasses import dataclass

from register.core.kind import Kind, PartFile
from register.core.text import slug
from register.finding.asking import ask
from register.finding.query import PAGING, Query, address
from register.finding.wording import Wording

LONGEST_NAME = 80


@dataclass(frozen=True)
class Place:
    """A download's place: what it is called, its path without the form, and which part of the query its path says."""

    name: str
    path: str
    implied: str = ""
    kind: Kind | None = None
    part: PartFile | None = None

    def address(self, query: Query, form: str) -> str:
        """Return the canonical address."""
        return address(f"{self.path}.{form}", [pair for pair in query.pairs() if pair[0] != self.implied])

    def title(self, query: Query, wording: Wording) -> str:
        """Return its name with the filters in force: "Funding decisions: Ending, 2026"."""
        words = ", ".join(wording[pair] for pair in query.pairs() if pair[0] not in (self.implied, "sort"))
        return f"{self.name}: {words}" if words else self.name

    def file_name(self, title: str, day: str, form: str) -> str:
        """Return the name under which the file is kept: "funding-decisions-ending-2026-2026-11-22.csv"."""
        return f"{slug(title, LONGEST_NAME)}-{day}.{form}"


def asked(kind: Kind | None = None, **implied: str) -> Query:
    """Read the query of a download, which has the order of its list and no pages."""
    return ask(kind=kind.name if kind else None, **dict.fromkeys(PAGING, ""), **implied)
