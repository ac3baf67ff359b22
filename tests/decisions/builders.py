"""Builders of funding decisions: one that is as it should be, and a strategy for any content at all.

Every body and organisation here is invented.
"""

from __future__ import annotations

import types
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import BaseModel

from register.core.content import Area, Contact, OrganisationRef, PublicBody, Redacted
from register.core.findings import Context
from register.decisions.content import (
    Change,
    DecisionContent,
    Dialogue,
    EqualityAnalysis,
    Impact,
    Maker,
    Notice,
    Programme,
    Rationale,
    Recipient,
    Term,
    Terms,
)

BODY = PublicBody(
    identifier="XI-LAE-COALMOOR", name="Coalmoor District Council (invented)", department="Communities"
)
WEAR_VALE_HALLS = OrganisationRef(name="Wear Vale Halls (invented)", identifiers=("XI-CHC-0000001",))
REDACTED = Redacted(redacted=True, category="personal data", legal_basis="UK GDPR, article 6", on=date(2026, 6, 1))


def context(**changes: Any) -> Context:
    """Return a day on which the invented council is a party to the Compact."""
    return Context(**{"today": date(2026, 6, 1), "party_from": date(2012, 1, 1), **changes})


def decision(**changes: Any) -> DecisionContent:
    """Return an award in which everything the Compact asks is done, with these fields changed."""
    return DecisionContent(**{**_award(), **changes})


def ending(change: dict[str, Any] | None = None, **changes: Any) -> DecisionContent:
    """Return an ending, for want of money, in which everything the Compact asks is done."""
    block: dict[str, Any] = {
        "decision": "FD-2021-0007",
        "what_happens_now": "Bookings are honoured until the end of August.",
        "cause": "resources",
        "end_kind": "early_ending",
        "impact": Impact(
            assessed_on=date(2026, 4, 1),
            beneficiaries="Eleven groups lose their meeting place.",
            service_users="The lunch club moves to the library.",
            volunteers="Six volunteers were asked.",
            reallocation="No other organisation serves the same villages.",
        ),
        "dialogue": Dialogue(
            discussed_on=date(2026, 2, 1),
            response_opened_on=date(2026, 2, 1),
            response_closed_on=date(2026, 3, 1),
            considered="The date was moved by two months.",
        ),
        "notice": Notice(
            written_on=date(2026, 5, 12), effective_on=date(2026, 9, 1), unconditional=True, with_rationale=True
        ),
    }
    return decision(
        **{
            "title": "Rent support ends",
            "decision_type": "ending",
            "decided_on": date(2026, 5, 4),
            "recipient_told_on": date(2026, 5, 12),
            "amount_awarded": Decimal("0.00"),
            "amount_previous": Decimal("12000.00"),
            "change": Change(**{**block, **(change or {})}),
            **changes,
        }
    )


def refusal(**changes: Any) -> DecisionContent:
    """Return a refusal that describes the applicant and gives reasons."""
    return decision(
        **{
            "title": "An application for a new roof is refused",
            "decision_type": "refusal",
            "recipient": Recipient(described_as="a village hall in the west of the county", size_band="under_10k"),
            "amount_awarded": None,
            "amount_applied_for": Decimal("12000.00"),
            **changes,
        }
    )


def _award() -> dict[str, Any]:
    return {
        "title": "Rent support for village halls",
        "summary": "Wear Vale Halls (invented) keeps three village halls open for three more years.",
        "body": BODY,
        "contact": Contact(role="Grants officer", email="grants@coalmoor.invalid"),
        "areas": (Area(name="Coalmoor (invented)", code="X00000001"),),
        "themes": ("Village halls",),
        "invented": True,
        "decision_type": "award",
        "instrument": "grant",
        "decided_on": date(2026, 3, 3),
        "maker": Maker(kind="cabinet"),
        "regime": "executive_decision",
        "route": "open_call",
        "recipient": Recipient(organisation=WEAR_VALE_HALLS, size_band="10k_to_100k", equality_led=False),
        "recipient_told_on": date(2026, 3, 5),
        "amount_applied_for": Decimal("12000.00"),
        "amount_awarded": Decimal("12000.00"),
        "amount_period": "a_year",
        "programme": Programme(
            code="VHF",
            title="Village halls fund",
            round="2026",
            call_opened_on=date(2025, 11, 1),
            call_closed_on=date(2025, 12, 12),
        ),
        "rationale": Rationale(reasons="It met both criteria and keeps the only hall in each village open."),
        "term": Term(start=date(2026, 4, 1), end=date(2029, 3, 31), agreement_signed_on=date(2026, 3, 20)),
        "terms": Terms(
            outcomes_agreed_on=date(2026, 3, 12),
            overheads_asked=Decimal("600.00"),
            overheads_allowed=Decimal("600.00"),
            advance_considered=True,
        ),
        "equality": EqualityAnalysis(done_on=date(2026, 2, 1), groups="Older people", mitigation="Step-free access"),
    }


_WORDS = st.sampled_from(["", " ", "N/A", "see report", "-", "It met the criteria.", "1.", "Dr. No", "a\nb…"]) | st.text(
    max_size=30
)
_DATES = st.dates(date(2023, 1, 1), date(2029, 12, 31)) | st.dates() | st.sampled_from([date.min, date.max])
_NUMBERS = st.integers(-3, 400)
_SUMS = st.decimals(0, Decimal("9999999999999.99"), places=2) | st.just(Decimal(0))


def contents(model: type[BaseModel] = DecisionContent) -> st.SearchStrategy[Any]:
    """Build any content at all of a kind: every field absent, redacted wherever it may be, or filled with anything."""
    fields = {}
    for name, field in model.model_fields.items():
        annotation = Decimal if field.annotation is Decimal else field.annotation
        built = st.just("1.4") | st.just("4.4") if name == "undertaking" else _of(annotation)
        fields[name] = _withheld_names() if name == "field" else built
    return st.fixed_dictionaries({}, optional=fields) .map(lambda values: values) .flatmap(
        lambda values: st.just(_complete(model, values))
    )


def _complete(model: type[BaseModel], values: dict[str, Any]) -> BaseModel:
    return model(**values)
