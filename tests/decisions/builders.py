"""Builders of funding decisions: one that is as it should be, and a strategy for any content at all.

Every body and organisation here is invented.
"""

from __future__ import annotations

import types
from datetime import date, time, timedelta
from decimal import Decimal
from random import Random
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from register.core.attached import FACTS
from register.core.content import Area, Contact, EqualityAnalysis, OrganisationRef, PublicBody, Redacted
from register.core.findings import Context, Finding
from register.core.projection import Projection
from register.decisions.checks import checks
from register.decisions.content import (
    Change,
    DecisionContent,
    Dialogue,
    Impact,
    Maker,
    Notice,
    Programme,
    Rationale,
    Recipient,
    Term,
    Terms,
)
from register.decisions.project import project

BODY = PublicBody(identifier="XI-LAE-COALMOOR", name="Coalmoor District Council (invented)", department="Communities")
WEAR_VALE_HALLS = OrganisationRef(name="Wear Vale Halls (invented)", identifiers=("XI-CHC-0000001",))
REDACTED = Redacted(redacted=True, category="personal data", legal_basis="UK GDPR, article 6", on=date(2026, 6, 1))


def context(**changes: Any) -> Context:
    """Return a day on which the invented council is a party to the Compact."""
    return Context(**{"today": date(2026, 6, 1), "party_from": date(2012, 1, 1), **changes})


def decision(**changes: Any) -> DecisionContent:
    """Return an award in which everything the Compact asks is done, with these fields changed."""
    return DecisionContent(**{**_award(), **changes})


def ending(altered: dict[str, Any] | None = None, **changes: Any) -> DecisionContent:
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
            "change": Change(**{**block, **(altered or {})}),
            **changes,
        }
    )


def projected(content: DecisionContent, where: Context) -> Projection:
    """Return a decision's rows, its findings among them."""
    return project(content, where, checks(content, where))


def find(name: str, content: DecisionContent, where: Context | None = None) -> Finding:
    """Return what a check of this name finds, counted apart or not."""
    found = [one for one in checks(content, where or context()) if one.check.partition(".")[0] == name]
    assert len(found) == 1, f"{name}: {found}"
    return found[0]


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


def contents(model: type[BaseModel] = DecisionContent) -> st.SearchStrategy[Any]:
    """Build any content at all of a kind: each field absent, redacted where it may be, or filled with anything.

    Hypothesis draws how full it is, and a seed; drawing every field by itself hardly ever fills the inner ones.
    """
    return st.builds(
        lambda fullness, random: Filler(fullness, random).fill(model),
        st.sampled_from([0.95, 0.8, 0.5, 0.0, 1.0]),
        st.randoms(use_true_random=True),
    )


def redactable(model: type[BaseModel] = DecisionContent, above: str = "") -> list[str]:
    """Return the dotted name of every field that may hold a `Redacted` marker."""
    names = []
    for name, field in model.model_fields.items():
        parts = get_args(field.annotation)
        if Redacted in parts:
            names.append(above + name)
        for part in parts:
            if isinstance(part, type) and issubclass(part, BaseModel) and part is not Redacted:
                names += redactable(part, f"{above}{name}.")
    return names


_TEXTS = (
    "",
    " ",
    "N/A",
    "see report",
    "-",
    "It met the criteria.",
    "1.",
    "a\nb…",
    "[a](b) **c**",
    "日本 ünï",
    "\u202e\0",
    "x" * 700,
)
# Names that mean something are worth hitting: plain text would hardly ever spell one.
_NAMES = {
    "language": ("en", "cy", "other"),
    "undertaking": ("3.3", "3.4", "4.2", "4.4", "5.3", "9.9", ""),
    "field": (*redactable(), "change.notice.written_on", "term.end", "nothing.of.the.kind", ""),
    "inherited": ("rationale", "rationale.reasons", "term", "claims"),
}


UPLOADED = ("file", *FACTS)
"""What a document says of a file: only what was uploaded may be published."""


class Filler:
    """Fills the fields of a model by their types."""

    def __init__(self, fullness: float, random: Random) -> None:
        self.fullness, self.random = fullness, random

    def fill(self, model: type[BaseModel]) -> Any:
        fields = model.model_fields.items()
        asked = [(name, one) for name, one in fields if name not in UPLOADED and self.wanted(one)]
        return model(**{name: self.value(name, one.annotation) for name, one in asked})

    def wanted(self, field: FieldInfo) -> bool:
        if field.exclude:  # said of a document, and never a part of it
            return False
        return field.is_required() or self.random.random() < self.fullness

    def value(self, name: str, annotation: Any) -> Any:
        origin, parts = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self.value(name, parts[0])
        if origin in (Union, types.UnionType):
            return self.value(name, self.among(parts))
        if origin is Literal:
            return self.random.choice(parts)
        if origin is tuple:
            return tuple(self.value(name, parts[0]) for _ in range(self.random.randrange(4)))
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return REDACTED if annotation is Redacted else self.fill(annotation)
        return self.plain(name, annotation)

    def among(self, parts: tuple[Any, ...]) -> Any:
        """Choose the type itself more often than its absence or redaction."""
        rare = self.random.random() < 0.1
        return self.random.choice([one for one in parts if (one in (Redacted, type(None))) == rare] or parts)

    def plain(self, name: str, kind: type) -> Any:
        if kind is str:
            return self.random.choice(_NAMES.get(name, _TEXTS))
        if kind is bool:
            return self.random.random() < 0.5
        if kind is int:
            return self.random.randint(-3, 400)
        if kind is Decimal:
            return self.random.choice([Decimal(0), Decimal("0.01"), Decimal("9999999999999.99"), Decimal(600)])
        if kind is date:
            near = date(2026, 3, 3) + timedelta(days=int(self.random.gauss(0, 200)))
            return self.random.choice([near] * 18 + [date.min, date.max])
        if kind is time:
            return self.random.choice([time(), time(1, 30), time(12), time(23, 59)])
        return None
