"""Which questions a decision is asked, in which order, and which undertaking each serves. Knows no form library."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from register.common.asked import CLAIMS_SECTION, MORE_SECTION, NEVER_ASKED, RECORD_SECTION, WITHHELD_SECTION
from register.core.content import self_and_above
from register.decisions.content import AWARDS, CHANGES
from register.web.sections import Section

STEERING = ("decision_type", "length", "round")
"""The questions that decide which others are asked; they are asked from the start."""


@dataclass(frozen=True)
class Answers:
    """The answers that decide which questions apply."""

    type: str | None = None
    instrument: str | None = None
    route: str | None = None
    cause: str | None = None
    short: bool = False

    @classmethod
    def of(cls, document: Mapping[str, Any], *, short: bool = False) -> Answers:
        """Read them from a content document."""
        change = document.get("change") or {}
        found = (document.get("decision_type"), document.get("instrument"), document.get("route"), change.get("cause"))
        kind, instrument, route, cause = (value if isinstance(value, str) else None for value in found)
        return cls(kind, instrument, route, cause, short)

    @property
    def changes(self) -> bool:
        """Tell whether support is changed or ended."""
        return self.type in CHANGES

    @property
    def in_kind(self) -> bool:
        """Tell whether it is premises or other support in kind."""
        return self.type == "support_in_kind" or self.instrument in ("use_of_premises", "other_in_kind")

    @property
    def gives(self) -> bool:
        """Tell whether something is given for a term."""
        return self.type in AWARDS | {"variation", "support_in_kind"}

    @property
    def tendered(self) -> bool:
        """Tell whether it was put out to tender, or is a contract."""
        return self.instrument == "contract" or self.route == "tender"


SECTIONS = (
    Section("decision", "The decision", ("decision_type", "length", "round")),
    Section(
        "in-short",
        "In short",
        ("title", "summary"),
        "What people see in lists and searches.",
    ),
    Section(
        "who-decided",
        "Who decided, and when",
        ("body", "decided_on", "maker", "regime", "effective_not_before", "declarations", "background_papers"),
    ),
    Section(
        "recipient",
        "Who it concerns",
        (
            *("recipient", "refusal.funded_before", "refusal.named_with_consent", "refusal.already_public"),
            *("recipient_told_on", "location_served"),
        ),
        "Publication before the recipient has been told is stopped.",
    ),
    Section(
        "money",
        "What is given",
        (
            "instrument",
            "amount_applied_for",
            "amount_awarded",
            "amount_previous",
            "amount_period",
            "amount_disbursed",
            "value_in_kind",
            "route",
        ),
    ),
    Section(
        "now",
        "What changes",
        (
            "change.what_happens_now",
            "change.decision",
            "change.cause",
            "change.end_kind",
            "change.end_set_in_writing_on",
            "change.renewed_before",
            "change.renewal_sought",
        ),
    ),
    Section(
        "why",
        "Why",
        ("rationale.reasons", "rationale.criteria", "rationale.alternatives"),
    ),
    Section("notice", "Notice", ("change.notice",)),
    Section("plan", "Putting problems right first", ("change.plan",)),
    Section("impact", "Who is affected", ("change.impact",)),
    Section("dialogue", "What was discussed before", ("change.dialogue",)),
    Section("their-part", "What the recipient did", ("change.recipients_part",)),
    Section(
        "refusal",
        "After a refusal",
        ("refusal.feedback_given_on", "refusal.review_route", "refusal.review_by"),
    ),
    Section("term", "How long", ("term",)),
    Section("terms", "Terms", ("terms", "risks")),
    Section("programme", "Programme", ("programme",), "Leave blank what the round chosen above says already."),
    Section("equality", "Equality", ("equality", "groups_affected")),
    Section(
        "their-words",
        "The recipient’s statement",
        ("statement",),
    ),
    CLAIMS_SECTION,
    MORE_SECTION,
    WITHHELD_SECTION,
    replace(
        RECORD_SECTION,
        names=(
            *(*RECORD_SECTION.names, "funding_type", "regrant_type", "open_call", "location_scope"),
            *("related_activity", "actual_start", "actual_end", "to_individuals", "grant_id", "source_modified"),
        ),
    ),
)

SHORT = frozenset(
    {
        *("decision_type", "length", "round", "title", "summary", "body.identifier", "decided_on", "maker"),
        *("recipient.organisation", "recipient.described_as", "recipient_told_on", "amount_awarded"),
        *("rationale.reasons", "invented"),
    }
)
"""What the short form for small awards asks: the decision, the amount, the recipient and the reasons.

Besides, what no decision goes out without: whose it is, who took it and when, and when its recipient was told; and
whether it is invented, which must never go unsaid.
"""

SHORTENED = frozenset({"award", "part_award", "renewal"})
"""The decisions that may take the short form."""

_Rule = Callable[[Answers], bool]
_never: _Rule = lambda a: False  # noqa: E731 - one line of a table
_changes: _Rule = lambda a: a.changes  # noqa: E731
_ends: _Rule = lambda a: a.type == "ending"  # noqa: E731
_gives: _Rule = lambda a: a.gives  # noqa: E731
_refuses: _Rule = lambda a: a.type in ("refusal", "part_award")  # noqa: E731

ASKED: dict[str, _Rule] = {
    "decision_type": lambda a: True,
    "round": lambda a: True,
    "length": lambda a: a.type in SHORTENED,
    "amount_applied_for": lambda a: a.type in ("award", "part_award", "refusal", "renewal"),
    "amount_awarded": lambda a: a.type != "refusal",
    "amount_previous": lambda a: a.changes or a.type == "renewal",
    "amount_period": lambda a: a.type != "refusal",
    "amount_disbursed": lambda a: a.changes,
    "value_in_kind": lambda a: a.in_kind,
    "route": lambda a: not a.changes,
    "change": _changes,
    "change.end_set_in_writing_on": _ends,
    "change.renewed_before": _ends,
    "change.renewal_sought": _ends,
    "change.plan": lambda a: a.changes and a.cause == "performance",
    "change.recipients_part": lambda a: a.changes,
    "refusal": _refuses,
    "refusal.funded_before": lambda a: a.type == "refusal",
    "refusal.named_with_consent": lambda a: a.type == "refusal",
    "refusal.already_public": lambda a: a.type == "refusal",
    "term": _gives,
    "term.agreement_signed_on": _gives,
    "terms": _gives,
    "terms.same_terms": lambda a: a.gives and a.tendered,
    "terms.same_terms_why_not": lambda a: a.gives and a.tendered,
    "risks": lambda a: a.gives and a.tendered,
    "terms.overheads_asked": lambda a: a.gives and not a.in_kind,
    "terms.overheads_allowed": lambda a: a.gives and not a.in_kind,
    "terms.overheads_rule": lambda a: a.gives and not a.in_kind,
    "terms.overheads_why_disallowed": lambda a: a.gives and not a.in_kind,
    "terms.payment_timing": lambda a: a.gives and not a.in_kind,
    "terms.advance_considered": lambda a: a.gives and not a.in_kind,
    "terms.payment_words": lambda a: a.gives and not a.in_kind,
    "programme.call_opened_on": lambda a: a.route in (None, "open_call", "targeted", "tender") and not a.changes,
    "programme.call_closed_on": lambda a: a.route in (None, "open_call", "targeted", "tender") and not a.changes,
    "programme.application_hours": lambda a: not a.changes,
    **dict.fromkeys(NEVER_ASKED, _never),
    "funding_type": _never,
    "regrant_type": _never,
    "open_call": _never,
    "location_scope": _never,
    "related_activity": _never,
    "actual_start": _never,
    "actual_end": _never,
    "to_individuals": _never,
    "grant_id": _never,
    "source_modified": _never,
}
"""Who is asked, where not every decision is; a name stands for all below it, the longest one decides."""

SERVES = {
    "instrument": "3.2",
    "value_in_kind": "1.5",
    "recipient.size_band": "3.2",
    "recipient.equality_led": "5.2",
    "rationale": "3.3",
    "term": "3.4",
    "programme": "3.5",
    "refusal.feedback_given_on": "3.5",
    "refusal.funded_before": "4.4",
    "terms.outcomes_agreed_on": "3.6",
    "terms.monitoring": "3.6",
    "terms.same_terms": "3.7",
    "terms.same_terms_why_not": "3.7",
    "terms.overheads_asked": "3.8",
    "terms.overheads_allowed": "3.8",
    "terms.overheads_rule": "3.8",
    "terms.overheads_why_disallowed": "3.8",
    "risks": "3.9",
    "terms.payment_timing": "3.10",
    "terms.advance_considered": "3.10",
    "terms.payment_words": "3.10",
    "terms.onward_distribution": "3.11",
    "terms.terms_passed_down": "3.11",
    "terms.european_funding": "3.12",
    "terms.european_conflict": "3.12",
    "terms.social_value": "3.17",
    "terms.acknowledgement_asked": "3.19",
    "equality": "5.3",
    "groups_affected": "5.1",
    "change.plan": "4.1",
    "change.impact": "4.2",
    "change.dialogue": "4.3",
    "change.notice": "4.4",
    "change.recipients_part.early_notice_on": "3.15",
    "change.recipients_part.exit_plan": "4.5",
    "change.recipients_part.advice_on_impact": "4.7",
}
"""The undertaking a question serves; a name stands for all below it."""


def asked(dotted: str, answers: Answers) -> bool:
    """Tell whether this decision is asked the question."""
    if answers.type is None and dotted not in STEERING:
        return False
    if answers.short and ASKED["length"](answers) and not any(name in SHORT for name in self_and_above(dotted)):
        return False
    return next((ASKED[name](answers) for name in self_and_above(dotted) if name in ASKED), True)


def serves(dotted: str) -> str | None:
    """Return the number of the undertaking that the question serves."""
    return next((SERVES[name] for name in self_and_above(dotted) if name in SERVES), None)
