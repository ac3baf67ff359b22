"""What a consultation says: shape only (see `checks.py` for what must be there)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import ClassVar, Literal

from register.core.content import EntryContent, EqualityAnalysis, Maybe, OrganisationRef, Shape

Stage = Literal["pre_design", "options", "draft", "final_proposal"]
Method = Literal["formal_written", "informal", "co_design"]
Responder = Literal["individual", "vcs", "public_body", "business", "elected", "other"]
Disposition = Literal["acted_on", "partly", "already_planned", "not_acted_on", "out_of_scope", "still_considering"]
Progress = Literal["to_do", "under_way", "done", "dropped"]

UNDONE: frozenset[str] = frozenset({"partly", "not_acted_on", "out_of_scope"})
"""Dispositions that owe the reason why (undertaking 2.5)."""
FINAL: frozenset[str] = frozenset({"acted_on", "partly", "already_planned", "not_acted_on", "out_of_scope"})
"""Dispositions that settle a view."""


class Period(Shape):
    """A time in which people could answer; both days are part of it, and the times are London's."""

    opens_on: date | None = None
    closes_on: date | None = None
    closes_at: time | None = None
    """None: at the end of the day."""
    extended_from: date | None = None
    """The closing day that was announced before it was extended."""


class Way(Shape):
    """A way to respond."""

    way: str
    url: str | None = None


class FirstContact(Shape):
    """The first contact with the voluntary and community sector (undertaking 2.3)."""

    first_on: date | None = None
    how: str | None = None
    barriers_removed: str | None = None


class Assessment(Shape):
    """What was assessed before opening: value (2.1), social impact (2.2), burden on small organisations (2.6)."""

    assessed_on: date | None = None
    words: str | None = None
    mitigation: str | None = None


class Count(Shape):
    """How many responses came from one type of responder."""

    type: Responder
    number: int


class Represented(Shape):
    """An organisation that responded, named with its consent, and whom it represents (undertaking 2.9)."""

    organisation: OrganisationRef
    represents: str | None = None


class Responses(Shape):
    """Who responded (undertakings 2.8 and 2.9)."""

    total: Maybe[int] = None
    by_type: Maybe[tuple[Count, ...]] = None
    organisations: Maybe[tuple[Represented, ...]] = None
    words: Maybe[str] = None


class Commitment(Shape):
    """What was promised in answer to a view."""

    what: str | None = None
    due_on: date | None = None
    done_on: date | None = None
    progress: Progress | None = None


class View(Shape):
    """A view that was given, and what became of it (undertaking 2.5); `number` never changes."""

    number: int | None = None
    theme: str | None = None
    said: str | None = None
    how_many: int | None = None
    raised_by: tuple[OrganisationRef, ...] = ()
    """Organisations named with their consent."""
    raised_by_words: str | None = None
    """Who else raised it, described."""
    disposition: Disposition | None = None
    change: str | None = None
    reason: str | None = None
    decide_by: date | None = None
    """When a view that is still considered will be decided."""
    commitment: Commitment | None = None


class ConsultationContent(EntryContent):
    """A consultation."""

    GROUPS: ClassVar[Mapping[str, tuple[str, ...]]] = {
        **EntryContent.GROUPS,
        "marks": ("invented", "numbered", "short_unstated"),
        "dates": (
            "stage",
            "method",
            "periods",
            "announced_on",
            "decision_due_on",
            "feedback_promised_by",
            "feedback_published_on",
            "decided_on",
            "outcome_published_on",
            "abandoned_on",
        ),
        "answering": ("ways", "survey_url"),
        "counts": ("responses.total", "responses.by_type", "responses.words"),
    }
    SPLIT: ClassVar[frozenset[str]] = frozenset({"responses"})

    why: Maybe[str] = None
    what: Maybe[str] = None
    """What is asked."""
    informs: Maybe[str] = None
    """The decision it informs, in words."""
    decision_due_on: Maybe[date] = None
    stage: Maybe[Stage] = None
    first_contact: Maybe[FirstContact] = None
    announced_on: Maybe[date] = None
    method: Maybe[Method] = None
    periods: Maybe[tuple[Period, ...]] = None
    dates_words: Maybe[str] = None
    """What was said of the dates where no day was."""
    short_reason: Maybe[str] = None
    """Why no period lasted twelve weeks, or why it was not a formal written one (undertaking 2.4)."""
    short_unstated: bool = False
    """The public body states that no reason was given."""
    ways: Maybe[tuple[Way, ...]] = None
    survey_url: Maybe[str] = None
    value: Maybe[Assessment] = None
    social_impact: Maybe[Assessment] = None
    burden: Maybe[Assessment] = None
    groups_consulted: Maybe[str] = None
    """Which organisations of the groups affected were asked, and how (undertaking 5.1)."""
    equality: Maybe[EqualityAnalysis] = None
    responses: Maybe[Responses] = None
    said: Maybe[str] = None
    """What people said, in short."""
    did: Maybe[str] = None
    """What was done, in short."""
    did_not: Maybe[str] = None
    """What was not done and why, in short."""
    views: Maybe[tuple[View, ...]] = None
    feedback_promised_by: Maybe[date] = None
    feedback_published_on: Maybe[date] = None
    decided_on: Maybe[date] = None
    outcome_published_on: Maybe[date] = None
    outcome: Maybe[str] = None
    abandoned_on: Maybe[date] = None
    abandoned_why: Maybe[str] = None
