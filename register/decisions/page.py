"""What the page of a funding decision shows, in its reading order: the answer first, then reasons, then facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from register.common.page import (
    Line,
    Section,
    compact_part,
    fact_groups,
    facts_part,
    linked_data,
    owed_or_stated,
    put_otherwise,
    section,
    statement_part,
)
from register.common.questions import STATEMENT, TOLD_ELSEWHERE
from register.core.findings import Context, Finding, Outcome
from register.core.questions import NOT_STATED, Reply
from register.core.text import cut, on_one_line, plain
from register.decisions import questions as ask
from register.decisions.content import AWARDS, CHANGES, DecisionContent
from register.decisions.facts import facts as measured
from register.decisions.headline import Headline, headline

STATUTORY = frozenset({"executive_decision", "officer_delegation"})
"""Regimes in which the decision's record is one that regulations require."""

_LONGEST_REASON = 240
_SHORT_NOTICE = (Outcome.EXPLAINED, Outcome.NOT_KEPT_EXPLAINED, Outcome.NOT_KEPT)
_OF_A_REFUSAL: Mapping[str, Mapping[str, Any]] = {
    "recipient.organisation": {"label": "Applicant"},
    "recipient.described_as": {"label": "Applicant, described"},
    "amount_awarded": {"wanted": False},
}
"""How the questions of a decision that awards nothing differ."""


def page(
    document: Mapping[str, Any],
    content: DecisionContent,
    findings: Sequence[Finding],
    context: Context,
    asked: Mapping[str, str],
) -> dict[str, Any]:
    """Return what the templates of a decision show; the content is the document's, the findings are to be shown.

    The address of a decision asks for nothing more.
    """
    imported, short = context.imported, headline(content, context)
    part = facts_part(document, ask.QUESTIONS)
    facts: dict[str, Reply] = part["facts"]
    kind = _value(facts, "decision_type")
    if kind == "refusal":
        facts |= {name: put_otherwise(facts[name], **otherwise) for name, otherwise in _OF_A_REFUSAL.items()}
    return {
        **part,
        "tag": facts["decision_type"].words or "Funding decision",
        "dated": _dated(facts["decided_on"]),
        "lead": _lead(facts, short),
        "short": _short(facts, findings, short, imported=imported),
        "summary_last": bool(facts["change.what_happens_now"].words),
        "awaited": missing_reasons(facts["rationale.reasons"], imported=imported),
        "why": section("Why", ask.WHY, facts),
        "sections": _sections(facts, kind, imported=imported),
        **statement_part(_statement_heading(facts), shown=not imported or section("", STATEMENT, facts).stated),
        **compact_part(document, findings, plural="decisions", figures=measured(content, context)),
        "groups": _groups(facts, kind),
        "statutory": _value(facts, "regime") in STATUTORY and not _value(facts, "invented"),
        "data": _linked_data(facts, kind),
    }


def _value(facts: Mapping[str, Reply], name: str) -> Any:
    return facts[name].value


def _dated(decided: Reply) -> str:
    if decided.words:
        return f"decided {decided.words}"
    return f"date of decision: {'not stated' if decided.missing == NOT_STATED else 'withheld'}"


def _lead(facts: Mapping[str, Reply], short: Headline) -> str:
    """Return the one fact to read first."""
    if not short.what:
        kind = facts["decision_type"]
        return kind.words or f"What was decided {'is not stated' if kind.missing == NOT_STATED else 'is withheld'}"
    awarded = _value(facts, "decision_type") in AWARDS and facts["amount_awarded"].words
    return f"{short.what} awarded" if awarded else short.what


def _short(facts: Mapping[str, Reply], findings: Sequence[Finding], short: Headline, *, imported: bool) -> list[Line]:
    """Return the lines of the box "In short": what happens now first, who decided last."""
    notice = next((one for one in findings if one.check.partition(".")[0] == "notice"), None)
    lines = [
        _what_happens_now(facts),
        _for_whom(facts, short),
        None if _value(facts, "decision_type") in CHANGES else _period(facts),
        Line("Notice", short.notice, notice) if short.notice else None,
        _short_notice(facts, notice),
        _reasons(facts, imported=imported),
        Line("Who decided", _by_whom(facts, short)) if short.decision else None,
        _review(facts),
    ]
    return [line for line in lines if line]


def _what_happens_now(facts: Mapping[str, Reply]) -> Line | None:
    fact = facts["change.what_happens_now"]
    if fact.stated or _value(facts, "decision_type") in CHANGES:
        return Line("What happens now", fact.words or fact.missing, prose=bool(fact.words))
    return None


def _for_whom(facts: Mapping[str, Reply], short: Headline) -> Line:
    label = "Who applied" if _value(facts, "decision_type") == "refusal" else "For whom"
    named = _value(facts, "recipient.organisation") is not None
    return Line(label, short.whom or facts["recipient.organisation"].missing, organisation=named)


def _period(facts: Mapping[str, Reply]) -> Line | None:
    start, end, months = (facts[f"term.{name}"].words for name in ("start", "end", "duration_months"))
    if start and end:
        return Line("For how long", f"{start} to {end}")
    if months:
        return Line("For how long", f"{months} months" + (f" from {start}" if start else ""))
    return None


def _short_notice(facts: Mapping[str, Reply], notice: Finding | None) -> Line | None:
    """Return why notice fell short (4.4), or that nobody says why."""
    if notice is None or notice.outcome not in _SHORT_NOTICE:
        return None
    why = cut(on_one_line(facts["change.notice.exceptional_reason"].words), _LONGEST_REASON)
    if not why and _value(facts, "change.notice.unstated"):
        why = "The public body states that no reason was given."
    return Line("Why notice was short", why) if why else None


def _reasons(facts: Mapping[str, Reply], *, imported: bool) -> Line:
    fact = facts["rationale.reasons"]
    words = on_one_line(fact.words)
    if not words:
        return Line("Why", missing_reasons(fact, imported=imported))
    return Line("Why", cut(words, _LONGEST_REASON), href="#why", more="All the reasons")


def missing_reasons(fact: Reply, *, imported: bool) -> str:
    """Say why there are no reasons: removed, withheld, not in the file, or still to come."""
    if fact.missing != NOT_STATED:
        return fact.missing
    return "Rationale awaited: the file carries none" if imported else "Rationale awaited"


def _by_whom(facts: Mapping[str, Reply], short: Headline) -> str:
    body = facts["body.name"].words
    return f"{body}. {short.decision}" if body else short.decision or ""


def _review(facts: Mapping[str, Reply]) -> Line | None:
    route, by = facts["refusal.review_route"].words, facts["refusal.review_by"].words
    if not route:
        return None
    return Line("To ask for a review", plain(route) + (f" By {by}." if by else ""))


def _sections(facts: Mapping[str, Reply], kind: str | None, *, imported: bool) -> list[Section]:
    """Return the sections that have something to say, or that this kind of decision owes its readers."""
    cause = _value(facts, "change.cause")
    reduces = kind in ("reduction", "ending")
    return owed_or_stated(
        (
            (section("What else was considered", ask.ALTERNATIVES, facts), not imported),
            (section("Interests declared", ask.INTERESTS, facts), not imported),
            (section("The improvement plan", ask.PLAN, facts), kind == "ending" and cause == "performance"),
            (section("Effect on people who use it", ask.EFFECT, facts), reduces),
            (section("What they said, and how it was weighed", ask.DIALOGUE, facts), reduces),
            (section("What the recipient did", ask.RECIPIENTS_PART, facts), False),
            (section("Asking for a review", ask.REFUSAL, facts), kind == "refusal" and not imported),
        )
    )


def _statement_heading(facts: Mapping[str, Reply]) -> str:
    name = (_value(facts, "recipient.organisation") or {}).get("name")
    if name and _value(facts, "statement.side") in ("recipient", None):
        return f"What {name} says"
    applied = _value(facts, "decision_type") == "refusal"
    return f"The {'applicant' if applied else 'recipient'}’s own statement"


def _groups(facts: Mapping[str, Reply], kind: str | None) -> list[Section]:
    """Return the list of facts in groups, without those that have no bearing on this kind of decision."""
    grants, changes = kind in AWARDS or kind == "support_in_kind" or kind is None, kind in CHANGES
    return fact_groups(
        (
            (section("The decision", ask.DECISION, facts), True),
            (section("Who applied" if kind == "refusal" else "Who it is for", ask.RECIPIENT, facts), True),
            (section("Money", ask.MONEY, facts), kind != "support_in_kind"),
            (section("Programme", ask.PROGRAMME, facts), not changes),
            (section("Length", ask.TERM, facts), grants),
            (section("Change and notice", ask.NOTICE, facts), changes),
            (section("Terms", ask.TERMS, facts), grants),
            (section("People and places", ask.PEOPLE, facts), True),
            (section("This record", [one for one in ask.RECORD if one.name not in TOLD_ELSEWHERE], facts), False),
        )
    )


def _linked_data(facts: Mapping[str, Reply], kind: str | None) -> dict[str, Any]:
    """Describe the decision in schema.org's words."""
    amount = _value(facts, "amount_awarded")
    if kind not in AWARDS:
        return linked_data(facts)
    data = linked_data(facts, of_type="MonetaryGrant", by="funder")
    if amount is not None:
        data["amount"] = {"@type": "MonetaryAmount", "currency": "GBP", "value": amount}
    return data
