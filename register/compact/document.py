"""The County Durham Compact as data: its words exactly as signed, and beside them the register's plain ones."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

Side = Literal["public", "vcs"]
Evidence = Literal["measured", "practice evidence", "disputes only", "overtaken by law"]

SEED = Path(__file__).parents[2] / "seeds" / "compact.json"

SIDES: dict[Side, str] = {"public": "the public sector", "vcs": "the voluntary and community sector"}


class Part(BaseModel):
    """Freeze a part of the document, and refuse a seed that says more than the model knows."""

    # A misspelt "footnote" in the seed would otherwise lose the Compact's words in silence.
    model_config = ConfigDict(frozen=True, extra="forbid")


class Principle(Part):
    """Name one of the principles that underpin the Compact, with a key for addresses and records."""

    key: str
    words: str


class Outcome(Part):
    """State one of the outcomes that the undertakings serve, as its heading words it."""

    number: int
    words: str


class Undertaking(Part):
    """Hold one promise: its words, the side it binds, and the register's own reading of it."""

    number: str
    outcome: int
    side: Side
    text: str
    footnote: str = ""
    asks: str
    evidence: Evidence

    @property
    def binds(self) -> str:
        """Return the side it binds, as readers see it."""
        return SIDES[self.side]


class Passage(Part):
    """Hold running text of the document: paragraphs, a list of points, and what closes it."""

    heading: str = ""
    paragraphs: tuple[str, ...]
    points: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()


class Compact(Part):
    """Hold the whole document, in its own order."""

    title: str
    introduction: Passage
    principles: tuple[Principle, ...]
    outcomes: tuple[Outcome, ...]
    undertakings: tuple[Undertaking, ...]
    making_it_work: Passage
    resolving_differences: Passage
    monitoring: Passage
    copyright_notice: str

    def undertaking(self, number: str) -> Undertaking:
        """Return the undertaking of this number, or raise KeyError."""
        return {undertaking.number: undertaking for undertaking in self.undertakings}[number]

    def by_outcome(self) -> dict[Outcome, tuple[Undertaking, ...]]:
        """Return the undertakings of each outcome, both in the document's order."""
        return {
            outcome: tuple(undertaking for undertaking in self.undertakings if undertaking.outcome == outcome.number)
            for outcome in self.outcomes
        }

    def neighbours(self, number: str) -> tuple[Undertaking | None, Undertaking | None]:
        """Return the undertakings before and after this one, None at either end, or raise KeyError."""
        place = self.undertakings.index(self.undertaking(number))
        before, _, after = (None, *self.undertakings, None)[place : place + 3]
        return before, after


def undertaking_order(number: str) -> tuple[int, int]:
    """Turn a number into its place in the document: "1.10" into (1, 10)."""
    outcome, place = number.split(".")
    return int(outcome), int(place)


@cache
def load() -> Compact:
    """Read the Compact once, from the seeds."""
    return Compact.model_validate_json(SEED.read_bytes())
