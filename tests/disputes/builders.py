"""Builders of disputes: one that is as it should be, and the day on which it is looked at. Everybody is invented."""

from __future__ import annotations

from datetime import date
from typing import Any

from register.core.content import Contact, OrganisationRef, PublicBody, Redacted, RelatedEntry
from register.core.findings import Context, Finding
from register.core.projection import Projection
from register.disputes.checks import checks
from register.disputes.content import Account, DisputeContent, Engaged, Lesson, Party, Remedy, Stage
from register.disputes.project import project
from register.disputes.rules import rules

BODY = PublicBody(identifier="XI-LAE-COALMOOR", name="Coalmoor District Council (invented)", department="Communities")
HALLS = OrganisationRef(name="Wear Vale Halls (invented)", identifiers=("XI-CHC-0000001",))
REDACTED = Redacted(redacted=True, category="personal data", legal_basis="UK GDPR, article 6", on=date(2026, 6, 1))
TODAY = date(2026, 9, 1)


def context(**changes: Any) -> Context:
    """Return a day on which the invented council is a party to the Compact."""
    return Context(**{"today": TODAY, "party_from": date(2012, 1, 1), **changes})


def engaged(undertaking: str = "4.2", **changes: Any) -> Engaged:
    """Return an undertaking that both sides agree was not kept, admitted and explained."""
    told = {"judgement": "not_kept", "found_by": "agreed", "admitted": True, "explanation": "We decided too fast."}
    return Engaged(**{"undertaking": undertaking, **told, **changes})


def informal(**changes: Any) -> Stage:
    """Return informal talks in March 2026."""
    told = {"number": 1, "stage": "informal", "began_on": date(2026, 3, 10), "ended_on": date(2026, 3, 24)}
    return Stage(**{**told, "summary": "They met twice.", **changes})


def letter(**changes: Any) -> Stage:
    """Return a letter that was answered after ten days."""
    told = {"number": 2, "stage": "letter", "began_on": date(2026, 4, 1), "replied_on": date(2026, 4, 11)}
    return Stage(**{**told, "summary": "The council admitted it.", **changes})


def remedy(**changes: Any) -> Remedy:
    """Return a payment that is done and confirmed."""
    told = {"number": 1, "kind": "payment", "what": "The council pays £3,000.", "due_on": date(2026, 6, 1)}
    return Remedy(**{**told, "done_on": date(2026, 5, 20), "verified_on": date(2026, 5, 25), **changes})


def lesson(**changes: Any) -> Lesson:
    """Return a lesson that is put into practice."""
    told = {"number": 1, "lesson": "Ask first.", "owner": "Head of Communities", "due_on": date(2026, 7, 1)}
    return Lesson(**{**told, "done_on": date(2026, 6, 20), **changes})


def dispute(**changes: Any) -> DisputeContent:
    """Return a dispute that is closed, upheld and told as it should be, with these fields changed."""
    return DisputeContent(**{**_upheld(), **changes})


def opened(**changes: Any) -> DisputeContent:
    """Return a dispute that is open, old enough to be shown, with the agreement of the side that raised it."""
    still = {
        "happened_on": None,
        "raised_on": date(2026, 2, 1),
        "closed_on": None,
        "outcome": None,
        "got": None,
        "engaged": (undecided(),),
    }
    return dispute(**{**still, "raiser_agrees_on": date(2026, 8, 20), "remedies": None, "lessons": None, **changes})


def undecided() -> Engaged:
    """Return an undertaking of which nothing has been found."""
    return Engaged(undertaking="4.2")


def found(content: DisputeContent, where: Context | None = None) -> dict[str, Finding]:
    """Return the findings by undertaking."""
    return {one.undertaking: one for one in checks(content, where or context())}


def projected(content: DisputeContent, where: Context | None = None) -> Projection:
    """Return a dispute's rows, its findings among them."""
    where = where or context()
    return project(content, where, checks(content, where))


def stopped_at(content: DisputeContent, where: Context | None = None) -> set[str]:
    """Return the fields at which rules stop publication."""
    return {breach.field for breach in rules(content, where or context())}


def _upheld() -> dict[str, Any]:
    return {
        "title": "Whether Wear Vale Halls (invented) was asked before its rent support ended",
        "summary": "The council decided before it asked who uses the halls. It pays for the moves.",
        "body": BODY,
        "contact": Contact(role="Head of Communities", email="communities@coalmoor.invalid"),
        "related": (RelatedEntry(relation="disputes", reference="FD-2026-0042"),),
        "invented": True,
        "raised_by": "vcs",
        "party": Party(organisation=HALLS, named_with_consent=True),
        "happened_on": date(2026, 3, 3),
        "raised_on": date(2026, 3, 10),
        "issue": "The council ended its rent support.",
        "asked_for": "The decision to be taken again.",
        "engaged": (engaged(),),
        "stages": (informal(), letter()),
        "closed_on": date(2026, 5, 9),
        "outcome": "upheld",
        "got": "part",
        "remedies": (remedy(),),
        "lessons": (lesson(),),
        "account_of_party": Account(words="Nobody asked us."),
        "account_of_body": Account(words="We should have asked."),
    }
