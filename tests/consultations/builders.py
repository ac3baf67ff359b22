"""Builders of consultations: one in which everything the Compact asks is done. Every party is invented."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from register.consultations.checks import checks
from register.consultations.content import (
    Assessment,
    Commitment,
    ConsultationContent,
    Count,
    FirstContact,
    Period,
    Represented,
    Responses,
    View,
)
from register.consultations.project import project
from register.consultations.reading import ConsultationReading
from register.core.calendar import LONDON
from register.core.content import Area, Contact, EqualityAnalysis, OrganisationRef, PublicBody, Redacted, RelatedEntry
from register.core.findings import Context, Finding
from register.core.projection import Projection

BODY = PublicBody(
    identifier="XI-BODY-coalmoor", name="Coalmoor District Council (invented)", department="Place and Highways"
)
DIAL_A_RIDE = OrganisationRef(name="Coalmoor Dial-a-Ride (invented)", identifiers=("XI-ORG-coalmoor-dial-a-ride",))
LUNCH_CLUB = OrganisationRef(name="Low Marram Lunch Club (invented)", identifiers=("XI-ORG-low-marram-lunch-club",))
REDACTED = Redacted(redacted=True, category="personal data", legal_basis="UK GDPR, article 6", on=date(2026, 6, 1))
TODAY = date(2026, 11, 22)


def context(**changes: Any) -> Context:
    """Return a day on which the invented council is a party to the Compact."""
    return Context(**{"today": TODAY, "party_from": date(2012, 4, 1), **changes})


def at(day: date, hour: int = 0, minute: int = 0, **changes: Any) -> Context:
    """Return a moment of London's clock."""
    moment = datetime.combine(day, time(hour, minute), LONDON)
    return context(today=day, now=moment, **changes)


def period(opens: date | None, closes: date | None, closes_at: time | None = None, **changes: Any) -> Period:
    """Return a period."""
    return Period(opens_on=opens, closes_on=closes, closes_at=closes_at, **changes)


def view(number: int, disposition: str | None = "acted_on", **changes: Any) -> View:
    """Return a view that carries what its disposition asks for."""
    needed: dict[str, dict[str, Any]] = {
        "acted_on": {"change": "The Friday bus now leaves at ten."},
        "partly": {"change": "One stop of the three is added.", "reason": "Two stops have no safe place to turn."},
        "not_acted_on": {"reason": "A second bus would cost £41,000 a year, and there is no money for it."},
        "out_of_scope": {"reason": "School buses are the county’s, and were not asked about."},
        "still_considering": {"decide_by": date(2027, 1, 31)},
    }
    told = {"theme": "Times", "said": "The bus leaves too early.", "raised_by": (LUNCH_CLUB,)}
    return View(
        **{"number": number, "disposition": disposition, **told, **needed.get(disposition or "", {}), **changes}
    )


def promise(due: date | None, **changes: Any) -> Commitment:
    """Return a commitment."""
    return Commitment(**{"what": "Put the new times up at every stop", "due_on": due, **changes})


def consultation(**changes: Any) -> ConsultationContent:
    """Return a formal consultation of twelve weeks with its feedback, and these fields changed."""
    return ConsultationContent(**{**_whole(), **changes})


def reading(content: ConsultationContent, where: Context | None = None) -> ConsultationReading:
    """Return a consultation as its checks read it."""
    return ConsultationReading(content, where or context())


def projected(content: ConsultationContent, where: Context | None = None) -> Projection:
    """Return a consultation's rows, its findings among them."""
    setting = where or context()
    return project(content, setting, checks(content, setting))


def find(name: str, content: ConsultationContent, where: Context | None = None) -> Finding:
    """Return what a check of this name finds, counted apart or not."""
    found = [one for one in checks(content, where or context()) if one.check.partition(".")[0] == name]
    assert len(found) == 1, f"{name}: {found}"
    return found[0]


def _whole() -> dict[str, Any]:
    return {
        "title": "When should the shopping bus run?",
        "summary": "We ask how the shopping bus of Low Marram (invented) should run from next year.",
        "body": BODY,
        "contact": Contact(role="Passenger transport manager", email="transport@coalmoor.invalid"),
        "areas": (Area(name="Low Marram (invented)"),),
        "themes": ("Community transport",),
        "groups_affected": ("Older people", "Disabled people"),
        "related": (RelatedEntry(relation="informs", reference="FD-2026-0003"),),
        "invented": True,
        "why": "The contract ends in March.",
        "what": "Which days, which stops and which times?",
        "informs": "The decision on the contract for the shopping bus.",
        "decision_due_on": date(2026, 7, 15),
        "stage": "options",
        "first_contact": FirstContact(first_on=date(2025, 11, 3), how="A morning with six groups."),
        "announced_on": date(2025, 12, 12),
        "method": "formal_written",
        "periods": (period(date(2026, 1, 5), date(2026, 3, 29)),),
        "value": Assessment(assessed_on=date(2025, 12, 1), words="Forty people keep their independence."),
        "social_impact": Assessment(assessed_on=date(2025, 12, 1), words="Volunteers ride along."),
        "burden": Assessment(assessed_on=date(2025, 12, 1), words="Two pages, no figures asked for."),
        "groups_consulted": "We sat with the lunch club and the access group.",
        "equality": EqualityAnalysis(done_on=date(2026, 5, 5), groups="Older and disabled people"),
        "responses": Responses(
            total=61,
            by_type=(Count(type="individual", number=54), Count(type="vcs", number=7)),
            organisations=(Represented(organisation=DIAL_A_RIDE, represents="Its 210 members, asked by post"),),
        ),
        "views": (
            view(1, "acted_on", commitment=promise(date(2026, 9, 1), done_on=date(2026, 8, 20), progress="done")),
            view(2, "not_acted_on", theme="A second bus", raised_by=(DIAL_A_RIDE,)),
        ),
        "feedback_published_on": date(2026, 6, 1),
        "decided_on": date(2026, 7, 14),
        "outcome_published_on": date(2026, 7, 20),
        "outcome": "The bus runs on Tuesdays and Fridays.",
    }
