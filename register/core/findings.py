"""What a check finds: the words in which the register says whether an undertaking was kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """The six answers a check can give, from best to worst after the first two that judge nothing."""

    NOT_APPLICABLE = "not_applicable"
    KEPT = "kept"
    EXPLAINED = "explained"
    NOT_KNOWN = "not_known"
    NOT_KEPT_EXPLAINED = "not_kept_explained"
    NOT_KEPT = "not_kept"

    @property
    def words(self) -> str:
        """Return the outcome as readers see it."""
        return WORDS[self]

    @property
    def weight(self) -> int:
        """Return 0 for not applicable up to 5 for not kept, so that `max` finds the one to show."""
        return _WEIGHTS[self]


_WEIGHTS = {outcome: weight for weight, outcome in enumerate(Outcome)}

WORDS = {
    Outcome.NOT_APPLICABLE: "Not applicable",
    Outcome.KEPT: "Kept",
    Outcome.EXPLAINED: "Explained",
    Outcome.NOT_KNOWN: "Not known",
    Outcome.NOT_KEPT_EXPLAINED: "Not kept, explained",
    Outcome.NOT_KEPT: "Not kept",
}


NOT_YET = "Not applicable yet"
"""How the sentence begins of what it is too early to ask."""


@dataclass(frozen=True)
class Finding:
    """What one check says of one undertaking, with the sentence that shows why.

    `check` names the check within its kind; `field` names the form field that would mend it, if one would.
    """

    undertaking: str
    outcome: Outcome
    sentence: str
    check: str
    field: str | None = None

    @property
    def not_yet(self) -> bool:
        """Tell whether it is too early to ask: the undertaking will be asked."""
        return self.outcome is Outcome.NOT_APPLICABLE and self.sentence.startswith(NOT_YET)


@dataclass(frozen=True)
class Fact:
    """A whole number that one entry adds to the measure of an undertaking; yes is 1 and no is 0."""

    undertaking: str
    name: str
    number: int
    sentence: str | None = None
    """The sum in words; None where a check or another figure shows it already."""


@dataclass(frozen=True)
class Breach:
    """A rule that stops publication until its field is written."""

    undertaking: str | None
    field: str
    message: str
    remedy: str


@dataclass(frozen=True)
class Yardsticks:
    """The register's own measures, which are settings and not the Compact's words."""

    feedback_days: int = 84
    announcement_days: int = 14
    dispute_days: int = 180
    account_days: int = 28
    multi_year_months: int = 24
    notice_months: int = 3


@dataclass(frozen=True)
class Context:
    """What a check may know beyond the entry itself; dates are local (Europe/London)."""

    today: date
    now: datetime | None = None
    """The moment a page is asked for; None where only the day matters."""
    base: Any = None
    """The content that a correction corrects."""
    party_from: date | None = None
    party_until: date | None = None
    imported: bool = False
    began_as_import: bool = False
    """A person corrects what a file first said; what the file never said may stay unsaid."""
    published_on: date | None = None
    yardsticks: Yardsticks = field(default_factory=Yardsticks)

    def judges(self, decided_on: date | None) -> bool:
        """Tell whether the body was a party to the Compact on the day it decided."""
        if self.party_from is None:
            return False
        day = decided_on or self.today
        return self.party_from <= day and (self.party_until is None or day <= self.party_until)


def worst_by_undertaking(findings: Iterable[Finding]) -> dict[str, Finding]:
    """Return, for each undertaking, the finding that weighs most."""
    worst: dict[str, Finding] = {}
    for finding in findings:
        held = worst.get(finding.undertaking)
        if held is None or finding.outcome.weight > held.outcome.weight:
            worst[finding.undertaking] = finding
    return worst
