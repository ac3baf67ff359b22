"""What a funding decision says: shape only (see `checks.py` for what must be there)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Literal

from register.core.content import Area, Document, EntryContent, EqualityAnalysis, Maybe, Money, OrganisationRef, Shape

DecisionType = Literal[
    "award", "part_award", "refusal", "renewal", "variation", "reduction", "ending", "support_in_kind"
]
Instrument = Literal["grant", "contract", "loan", "use_of_premises", "other_in_kind"]
MakerKind = Literal["cabinet", "committee", "councillor", "officer"]
Regime = Literal["executive_decision", "officer_delegation", "other"]
Route = Literal["open_call", "targeted", "invited", "direct", "tender"]
SizeBand = Literal["under_10k", "10k_to_100k", "100k_to_1m", "over_1m", "not_known"]
TermReason = Literal[
    "one_off_purchase",
    "pilot",
    "settlement_limit",
    "value_for_money",
    "short_outcome",
    "recipient_asked",
    "time_limited_source",
    "other",
]
RegrantType = Literal["FRG010", "FRG020", "FRG030", "FRG040", "FRG050", "FRG060", "FRG070"]
LocationScope = Literal["GLS010", "GLS020", "GLS030", "GLS040", "GLS050", "GLS060", "GLS099"]
IndividualReason = Literal[
    "GTIR010",
    "GTIR020",
    "GTIR030",
    "GTIR040",
    "GTIR050",
    "GTIR060",
    "GTIR070",
    "GTIR080",
    "GTIR090",
    "GTIR100",
    "GTIR110",
    "GTIR120",
]
Cause = Literal["performance", "resources", "policy", "recipient"]
EndKind = Literal["agreed_expiry", "non_renewal", "early_ending", "reduction", "variation"]

CHANGES: frozenset[str] = frozenset({"variation", "reduction", "ending"})
"""Decision types that change or end support, and so carry a change block."""
AWARDS: frozenset[str] = frozenset({"award", "part_award", "renewal"})
"""Decision types that grant money for a term."""


class Maker(Shape):
    """Who decided: Cabinet, a committee, a councillor by name, or an officer by post."""

    kind: MakerKind | None = None
    name: str | None = None


class Recipient(Shape):
    """Who applied or receives: named, or described where it may not be named."""

    organisation: OrganisationRef | None = None
    described_as: str | None = None
    size_band: SizeBand | None = None
    equality_led: bool | None = None


class Programme(Shape):
    """The programme and round, with what every decision of the round shares."""

    code: str | None = None
    title: str | None = None
    round: str | None = None
    url: str | None = None
    criteria_version: str | None = None
    call_opened_on: date | None = None
    call_closed_on: date | None = None
    application_hours: int | None = None


class Criterion(Shape):
    """One published criterion, its weight in words, and how it was met."""

    criterion: str
    weight: str | None = None
    how_met: str | None = None


class Alternative(Shape):
    """An option considered, and why it was rejected."""

    option: str
    why_rejected: str | None = None


class Rationale(Shape):
    """Why it was decided (undertaking 3.3)."""

    reasons: Maybe[str] = None
    criteria: Maybe[tuple[Criterion, ...]] = None
    alternatives: Maybe[tuple[Alternative, ...]] = None


class Term(Shape):
    """How long, and why not longer (undertaking 3.4)."""

    start: date | None = None
    end: date | None = None
    duration_months: int | None = None
    multi_year: bool | None = None
    reason: TermReason | None = None
    reason_words: str | None = None
    unstated: bool = False
    agreement_signed_on: date | None = None


class MonitoringItem(Shape):
    """One thing asked for, why, and how it will be used (undertaking 3.6)."""

    what: str
    why: str | None = None
    how_used: str | None = None


class Terms(Shape):
    """The terms of the support (undertakings 3.6 to 3.8, 3.10 to 3.12, 3.17, 3.19)."""

    outcomes_agreed_on: date | None = None
    monitoring: tuple[MonitoringItem, ...] | None = None
    same_terms: bool | None = None
    same_terms_why_not: str | None = None
    overheads_asked: Money | None = None
    overheads_allowed: Money | None = None
    overheads_rule: str | None = None
    overheads_why_disallowed: str | None = None
    payment_timing: Literal["advance", "arrears", "instalments", "on_outcomes"] | None = None
    advance_considered: bool | None = None
    payment_words: str | None = None
    onward_distribution: bool | None = None
    terms_passed_down: bool | None = None
    european_funding: bool | None = None
    european_conflict: str | None = None
    social_value: str | None = None
    acknowledgement_asked: str | None = None


class Risk(Shape):
    """A risk, who holds it, why they are best placed, and when it was discussed (undertaking 3.9)."""

    risk: str
    holder: str | None = None
    why_best_placed: str | None = None
    discussed_on: date | None = None


class ImprovementPlan(Shape):
    """The timetable of actions agreed before an ending for performance (undertaking 4.1)."""

    agreed_on: date | None = None
    actions: str | None = None
    review_on: date | None = None
    result: str | None = None


class Impact(Shape):
    """What was assessed before reducing or ending (undertaking 4.2)."""

    assessed_on: date | None = None
    beneficiaries: str | None = None
    service_users: str | None = None
    volunteers: str | None = None
    reallocation: str | None = None


class Dialogue(Shape):
    """What was discussed and how responses were considered (undertaking 4.3)."""

    discussed_on: date | None = None
    response_opened_on: date | None = None
    response_closed_on: date | None = None
    considered: str | None = None


class Notice(Shape):
    """Notice in writing (undertaking 4.4)."""

    written_on: date | None = None
    effective_on: date | None = None
    """The first day of the new state."""
    unconditional: bool | None = None
    with_rationale: bool | None = None
    exceptional: bool | None = None
    exceptional_reason: str | None = None
    unstated: bool = False


class RecipientsPart(Shape):
    """What the recipient did (undertakings 3.15, 4.5, 4.7)."""

    early_notice_on: date | None = None
    exit_plan: str | None = None
    advice_on_impact: str | None = None


class Change(Shape):
    """What a reduction, ending, variation or non-renewal adds."""

    decision: Maybe[str] = None
    """Reference of the decision it changes."""
    what_happens_now: Maybe[str] = None
    cause: Maybe[Cause] = None
    end_kind: Maybe[EndKind] = None
    end_set_in_writing_on: Maybe[date] = None
    renewed_before: Maybe[bool] = None
    renewal_sought: Maybe[bool] = None
    plan: Maybe[ImprovementPlan] = None
    impact: Maybe[Impact] = None
    dialogue: Maybe[Dialogue] = None
    notice: Maybe[Notice] = None
    recipients_part: Maybe[RecipientsPart] = None


class Refusal(Shape):
    """What a refusal adds: how to ask for a review, and what feedback was given (undertaking 3.5)."""

    funded_before: bool | None = None
    """The body was funding the same work until now: it is not renewed, which is an ending (4.2 to 4.4)."""
    review_route: str | None = None
    review_by: date | None = None
    feedback_given_on: date | None = None
    named_with_consent: bool | None = None
    already_public: bool | None = None
    """The applicant's name is already lawfully public in this matter."""


class Declaration(Shape):
    """A conflict of interest declared and any dispensation."""

    who: str
    interest: str | None = None
    dispensation: str | None = None


class ToIndividuals(Shape):
    """Why and for what an individual was given a grant, in the codes of the 360Giving standard."""

    primary_reason: IndividualReason | None = None
    secondary_reason: IndividualReason | None = None
    purposes: tuple[str, ...] | None = None


class DecisionContent(EntryContent):
    """A funding decision."""

    GROUPS: ClassVar[Mapping[str, tuple[str, ...]]] = {
        **EntryContent.GROUPS,
        "marks": ("invented", "numbered", "inherited"),
        "about": (*EntryContent.GROUPS["about"], "location_served", "location_scope"),
        "decision": (
            "decision_type",
            "instrument",
            "decided_on",
            "regime",
            "effective_not_before",
            "route",
            "open_call",
            "recipient_told_on",
            "actual_start",
            "actual_end",
        ),
        "amounts": (
            "amount_applied_for",
            "amount_awarded",
            "amount_previous",
            "amount_disbursed",
            "amount_period",
            "value_in_kind",
        ),
        "changed": (
            "change.decision",
            "change.cause",
            "change.end_kind",
            "change.end_set_in_writing_on",
            "change.renewed_before",
            "change.renewal_sought",
        ),
        "file": ("grant_id", "source_modified", "funding_type", "regrant_type", "related_activity"),
    }
    SPLIT: ClassVar[frozenset[str]] = frozenset({"rationale", "change"})

    decision_type: Maybe[DecisionType] = None
    instrument: Maybe[Instrument] = None
    decided_on: Maybe[date] = None
    maker: Maybe[Maker] = None
    regime: Maybe[Regime] = None
    declarations: Maybe[tuple[Declaration, ...]] = None
    background_papers: Maybe[tuple[Document, ...]] = None
    effective_not_before: Maybe[date] = None
    route: Maybe[Route] = None
    open_call: Maybe[bool] = None
    """Where the route is not stated, whether there was an open call all the same."""
    recipient: Maybe[Recipient] = None
    recipient_told_on: Maybe[date] = None
    amount_applied_for: Maybe[Money] = None
    amount_awarded: Maybe[Money] = None
    amount_previous: Maybe[Money] = None
    amount_disbursed: Maybe[Money] = None
    amount_period: Maybe[Literal["in_all", "a_year"]] = None
    value_in_kind: Maybe[Money] = None
    location_served: Maybe[tuple[Area, ...]] = None
    programme: Maybe[Programme] = None
    rationale: Maybe[Rationale] = None
    term: Maybe[Term] = None
    terms: Maybe[Terms] = None
    risks: Maybe[tuple[Risk, ...]] = None
    equality: Maybe[EqualityAnalysis] = None
    change: Maybe[Change] = None
    refusal: Maybe[Refusal] = None
    inherited: tuple[str, ...] = ()
    """Dotted names of fields whose words came from the programme round."""
    funding_type: Maybe[str] = None
    regrant_type: Maybe[RegrantType] = None
    location_scope: Maybe[LocationScope] = None
    related_activity: Maybe[tuple[str, ...]] = None
    """Identifiers of grants or projects elsewhere that belong with this one."""
    actual_start: Maybe[date] = None
    actual_end: Maybe[date] = None
    to_individuals: Maybe[ToIndividuals] = None
    grant_id: Maybe[str] = None
    """The award's own identifier in the file it was imported from (360Giving `id`)."""
    source_modified: Maybe[str] = None
