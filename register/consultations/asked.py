"""Which questions a consultation is asked, in which order, and which undertaking each serves. Knows no form library."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from register.common.asked import COMMON_SECTIONS, NEVER_ASKED
from register.consultations.content import ConsultationContent
from register.consultations.periods import end_of
from register.consultations.reading import TWELVE_WEEKS, ConsultationReading
from register.core.calendar import today_in_london
from register.core.content import self_and_above
from register.core.findings import Context
from register.web.sections import Section

ENTERED = {
    "open": "A consultation that is to come, or is open now",
    "closed": "A consultation that has closed: what people said, and what you did",
    "abandoned": "A consultation that was abandoned",
}
"""What is being entered: it steers the form, and readers are told the state by the dates alone."""

_AFTERWARDS = (
    *("responses", "said", "did", "did_not", "views", "feedback_published_on"),
    *("decided_on", "outcome_published_on", "outcome"),
)


@dataclass(frozen=True)
class Answers:
    """The answers that decide which questions apply."""

    entered: str = "open"
    method: str | None = None
    short: bool = False
    """No unbroken time lasts twelve weeks, as far as its days are known."""
    dated: bool = False

    @classmethod
    def of(cls, document: Mapping[str, Any], *, entered: str | None, now: datetime) -> Answers:
        """Read them from a content document; where nobody says what is being entered, its dates do."""
        setting = Context(today=today_in_london(now))
        reading = ConsultationReading(ConsultationContent.model_validate(document), setting)
        stretch = reading.longest
        return cls(
            entered=entered if entered in ENTERED else _entered(reading, now),
            method=reading.method,
            short=stretch is not None and stretch.days < TWELVE_WEEKS,
            dated=any(one.opens_on or one.closes_on for one in reading.stated_periods),
        )

    @property
    def owes_a_reason(self) -> bool:
        """Tell whether 2.4 asks why it was short, or not a formal written one."""
        return self.short or self.method in ("informal", "co_design")


SECTIONS = (
    Section("consultation", "The consultation", ("entered", "method")),
    Section("in-short", "In short", ("title", "summary"), "What people see in lists and searches."),
    Section("asked", "What you ask", ("body", "what", "why", "stage", "informs", "decision_due_on")),
    Section(
        "when",
        "When",
        ("announced_on", "periods", "dates_words", "short_reason", "short_unstated", "feedback_promised_by"),
        "Where the consultation stands (announced, open, closed …) is told from these dates, never set by hand.",
    ),
    Section("respond", "How people can respond", ("survey_url", "ways")),
    Section(
        "before",
        "What you did before it opened",
        ("first_contact", "value", "social_impact", "burden"),
    ),
    Section("affected", "Who is affected", ("groups_affected", "groups_consulted", "equality")),
    Section("responses", "Who responded", ("responses",)),
    Section(
        "feedback",
        "What people said, and what you did",
        ("said", "did", "did_not", "feedback_published_on"),
        "In short; each view comes next.",
    ),
    Section(
        "views",
        "The views, one by one",
        ("views",),
        "What became of each view. Each has a permanent address that people can link to.",
    ),
    Section("outcome", "The outcome", ("decided_on", "outcome_published_on", "outcome")),
    Section("abandoned", "Why it was abandoned", ("abandoned_on", "abandoned_why"), "Its page stays public."),
    Section("their-words", "What those who responded say", ("statement",)),
    *COMMON_SECTIONS,
)
STEERING = ("entered", "method")
"""The questions that decide which others are asked."""

_Rule = Callable[[Answers], bool]
_never: _Rule = lambda a: False  # noqa: E731 - one line of a table
_abandoned: _Rule = lambda a: a.entered == "abandoned"  # noqa: E731
_afterwards: _Rule = lambda a: a.entered == "closed"  # noqa: E731

ASKED: dict[str, _Rule] = {
    **dict.fromkeys(_AFTERWARDS, _afterwards),
    "feedback_promised_by": lambda a: a.entered != "abandoned",
    "dates_words": lambda a: not a.dated,
    "short_reason": lambda a: a.owes_a_reason,
    "short_unstated": lambda a: a.owes_a_reason,
    "abandoned_on": _abandoned,
    "abandoned_why": _abandoned,
    "statement": _afterwards,
    **dict.fromkeys(NEVER_ASKED, _never),
}
"""Who is asked, where not every consultation is; a name stands for all below it, the longest one decides."""

OF_A_VIEW = {
    "change": {"acted_on", "partly", "already_planned"},
    "reason": {"partly", "not_acted_on", "out_of_scope"},
    "decide_by": {"still_considering"},
}
"""Questions of a view that are only asked where some things became of it."""

SERVES = {
    "value": "2.1",
    "social_impact": "2.2",
    "first_contact": "2.3",
    "announced_on": "2.4",
    "periods": "2.4",
    "short_reason": "2.4",
    "short_unstated": "2.4",
    "feedback_promised_by": "2.5",
    "said": "2.5",
    "did": "2.5",
    "did_not": "2.5",
    "feedback_published_on": "2.5",
    "views": "2.5",
    "burden": "2.6",
    "responses": "2.8",
    "responses.organisations": "2.9",
    "groups_affected": "5.1",
    "groups_consulted": "5.1",
    "equality": "5.3",
}
"""The undertaking a question serves; a name stands for all below it."""


def asked(dotted: str, answers: Answers) -> bool:
    """Tell whether this consultation is asked the question."""
    return next((ASKED[name](answers) for name in self_and_above(dotted) if name in ASKED), True)


def serves(dotted: str) -> str | None:
    """Return the number of the undertaking that the question serves."""
    return next((SERVES[name] for name in self_and_above(dotted) if name in SERVES), None)


def _entered(reading: ConsultationReading, now: datetime) -> str:
    """Tell what is being entered by what is already there: it has closed when its last moment has passed."""
    content = reading.content
    if content.abandoned_on or content.abandoned_why:
        return "abandoned"
    if any(getattr(content, name) for name in _AFTERWARDS):
        return "closed"
    ends = [end for one in reading.periods if (end := end_of(one))]
    return "closed" if reading.last_closed and max(ends) <= now else "open"
