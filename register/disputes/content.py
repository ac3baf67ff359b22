"""What a dispute says: shape only (see `checks.py` for what must be there). Only what is public stands here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Literal

from register.core.content import EntryContent, Maybe, OrganisationRef, Shape

Side = Literal["vcs", "public_sector"]
Judgement = Literal["kept", "partly", "not_kept", "not_determined"]
FoundBy = Literal["agreed", "one_party", "independent", "court"]
StageKind = Literal["informal", "letter", "investigation", "assistance", "local_review", "external"]
Help = Literal["advocacy", "mediation", "sector_contact", "government_lead"]
External = Literal["ombudsman", "court", "regulator"]
Result = Literal["agreement", "upheld", "partly_upheld", "not_upheld", "withdrawn", "no_agreement", "referred"]
Got = Literal["full", "part", "none"]
RemedyKind = Literal[
    "apology", "payment", "reinstated", "retaken", "notice_extended", "consulted", "practice_changed", "other"
]

COUNTED: frozenset[str] = frozenset({"agreed", "independent", "court"})
"""Findings that measures count: agreed by both sides, or independent; one party's own is only its own."""
BREACHED: frozenset[str] = frozenset({"partly", "not_kept"})


class Party(Shape):
    """The voluntary or community party: named with its consent, or described."""

    organisation: OrganisationRef | None = None
    described_as: str | None = None
    named_with_consent: bool | None = None


class Engaged(Shape):
    """An undertaking that the dispute is about, and what was found of it and by whom."""

    undertaking: str
    judgement: Judgement | None = None
    found_by: FoundBy | None = None
    finder: str | None = None
    """Which independent person, body or court found it: a role, never a person's name."""
    said_by: Side | None = None
    """Whose word it is, where only one party says so."""
    explanation: str | None = None
    """Why it was not kept, by the side that the undertaking binds."""
    unstated: bool = False
    """It is stated that no explanation was given."""
    admitted: bool | None = None


class PrincipleEngaged(Shape):
    """A principle of the Compact, where no undertaking covers what the dispute is about."""

    principle: str
    words: str | None = None


class Stage(Shape):
    """A step towards resolving it, in the Compact's order ("Resolving differences"); `number` never changes."""

    number: int | None = None
    stage: StageKind | None = None
    began_on: date | None = None
    ended_on: date | None = None
    who: str | None = None
    """Who talked, investigated, helped or reviewed: roles and bodies, never a person's name."""
    summary: str | None = None
    breach_identified: bool | None = None
    """Of a letter: it names the undertakings breached."""
    justification_asked: bool | None = None
    replied_on: date | None = None
    help: Help | None = None
    external: External | None = None


class Remedy(Shape):
    """What is done to put it right; `number` never changes."""

    number: int | None = None
    kind: RemedyKind | None = None
    what: str | None = None
    by: Side | None = None
    """Who does it; unless said otherwise, the party that the dispute was raised with."""
    due_on: date | None = None
    done_on: date | None = None
    verified_on: date | None = None
    """When the other party confirmed that it was done."""


class Lesson(Shape):
    """What is done differently from now on; `number` never changes."""

    number: int | None = None
    lesson: str | None = None
    owner: str | None = None
    """A role, never a person."""
    due_on: date | None = None
    done_on: date | None = None


class Account(Shape):
    """What one side says, in its own words; or that it was invited to, and gave none: silence stops nothing."""

    invited_on: date | None = None
    answer_by: date | None = None
    received_on: date | None = None
    words: str | None = None
    declined: bool | None = None
    """It said that it would give none."""


class DisputeContent(EntryContent):
    """A dispute between the public body and a voluntary or community party; undertakings bind both."""

    GROUPS: ClassVar[Mapping[str, tuple[str, ...]]] = {
        **EntryContent.GROUPS,
        "dates": ("raised_by", "happened_on", "raised_on", "closed_on", "outcome", "got", "raiser_agrees_on"),
    }

    raised_by: Maybe[Side] = None
    party: Maybe[Party] = None
    happened_on: Maybe[date] = None
    """The day of what is in dispute: on it the public body must have been a party to the Compact to be judged."""
    raised_on: Maybe[date] = None
    issue: Maybe[str] = None
    """What happened, as both could agree to put it."""
    asked_for: Maybe[str] = None
    engaged: Maybe[tuple[Engaged, ...]] = None
    principles: Maybe[tuple[PrincipleEngaged, ...]] = None
    stages: Maybe[tuple[Stage, ...]] = None
    informal_skipped: Maybe[str] = None
    """Why the informal stage was skipped."""
    closed_on: Maybe[date] = None
    outcome: Maybe[Result] = None
    got: Maybe[Got] = None
    """How much of what it asked for the party that raised it got."""
    remedies: Maybe[tuple[Remedy, ...]] = None
    lessons: Maybe[tuple[Lesson, ...]] = None
    agreed_statement: Maybe[str] = None
    account_of_body: Maybe[Account] = None
    account_of_party: Maybe[Account] = None
    raiser_agrees_on: Maybe[date] = None
    """When the party that raised it agreed to publication before it is closed."""
