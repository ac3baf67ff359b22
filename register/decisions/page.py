"""What the page of a funding decision shows, in its reading order: the answer first, then reasons, then facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from register.compact.document import load
from register.core.findings import Context, Finding, Outcome, worst_by_undertaking
from register.core.questions import NOT_STATED, Question, Reply, replies
from register.core.text import plain
from register.decisions import questions as ask
from register.decisions.content import AWARDS, CHANGES, DecisionContent
from register.decisions.facts import facts as measured
from register.decisions.headline import Headline, headline

STATUTORY = frozenset({"executive_decision", "officer_delegation"})
"""Regimes in which the decision's record is one that regulations require."""

_KEPT_ITS_WORD = (Outcome.KEPT, Outcome.EXPLAINED)
_NOT_KEPT = (Outcome.NOT_KEPT, Outcome.NOT_KEPT_EXPLAINED)
_CONTRADICTED = {
    "kept": _NOT_KEPT,
    "partly": _NOT_KEPT,
    "not_kept": _KEPT_ITS_WORD,
    "not_applicable": (*_KEPT_ITS_WORD, *_NOT_KEPT),
}
_LONGEST_REASON = 240
_OF_A_REFUSAL: Mapping[str, Mapping[str, Any]] = {
    "recipient.organisation": {"label": "Applicant"},
    "recipient.described_as": {"label": "Applicant, described"},
    "amount_awarded": {"wanted": False},
}
"""How the questions of a decision that awards nothing differ."""
_TOLD_ELSEWHERE = ("related", "invented")
"""Shown by the frame around the page, and at its top."""


@dataclass(frozen=True)
class Section:
    """A part of the page with a heading: what to show, and what a reader should see is missing."""

    heading: str
    facts: tuple[Reply, ...]

    @property
    def stated(self) -> bool:
        """Tell whether the document says anything of it."""
        return any(fact.stated for fact in self.facts)

    @property
    def shown(self) -> tuple[Reply, ...]:
        """Return the facts that get a row: what is stated, and what should have been."""
        return tuple(fact for fact in self.facts if fact.stated or fact.question.wanted)


@dataclass(frozen=True)
class Line:
    """A line of the box "In short"; `finding` is shown behind it."""

    label: str
    words: str
    finding: Finding | None = None
    href: str | None = None
    prose: bool = False
    organisation: bool = False
    """True where the words are the name of an organisation that has a page."""


@dataclass(frozen=True)
class Panel:
    """An undertaking beside the decision: what the checks find, and what the public body itself says."""

    undertaking: str
    known: bool
    """Whether the Compact has an undertaking of this number."""
    findings: tuple[Finding, ...]
    claim: str | None = None
    explanation: str | None = None
    contradicted: bool = False


def page(
    document: Mapping[str, Any], content: DecisionContent, findings: Sequence[Finding], context: Context
) -> dict[str, Any]:
    """Return what the templates of a decision show; the content is the document's, the findings are to be shown."""
    imported, short = context.imported, headline(content, context)
    facts = replies(document, ask.QUESTIONS)
    kind = _value(facts, "decision_type")
    if kind == "refusal":
        facts |= {name: _asked(facts[name], **otherwise) for name, otherwise in _OF_A_REFUSAL.items()}
    return {
        "facts": facts,
        "tag": facts["decision_type"].words or "Funding decision",
        "lead": _lead(facts, short),
        "short": _short(facts, findings, short, imported=imported),
        "awaited": missing_reasons(facts["rationale.reasons"], imported=imported),
        "why": _section("Why", ask.WHY, facts),
        "sections": _sections(facts, kind, imported=imported),
        "statement_heading": _statement_heading(facts),
        "show_statement": not imported or _section("", ask.STATEMENT, facts).stated,
        "compact": _panels(document, findings),
        "figures": [figure for figure in measured(content, context) if figure.sentence],
        "not_applicable": (idle := [f for f in findings if f.outcome is Outcome.NOT_APPLICABLE]),
        "one_reason": idle[0].sentence if len({f.sentence for f in idle}) == 1 else None,
        "labels": {question.name: question.label for question in ask.QUESTIONS},
        "groups": _groups(facts, kind),
        "statutory": _value(facts, "regime") in STATUTORY and not _value(facts, "invented"),
        "data": _linked_data(facts, kind),
    }


def _asked(reply: Reply, **otherwise: Any) -> Reply:
    """Return a reply as if its question had been put otherwise."""
    return replace(reply, question=replace(reply.question, **otherwise))


def _value(facts: Mapping[str, Reply], name: str) -> Any:
    return facts[name].value


def _section(heading: str, asked: Sequence[Question], facts: Mapping[str, Reply]) -> Section:
    return Section(heading, tuple(facts[question.name] for question in asked))


def _lead(facts: Mapping[str, Reply], short: Headline) -> str:
    """Return the one fact to read first."""
    if not short.what:
        return facts["decision_type"].words or "What was decided is not stated"
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


def _reasons(facts: Mapping[str, Reply], *, imported: bool) -> Line:
    fact = facts["rationale.reasons"]
    words = plain(fact.words)
    if not words:
        return Line("Why", missing_reasons(fact, imported=imported))
    if len(words) > _LONGEST_REASON:
        words = words[:_LONGEST_REASON].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"
    return Line("Why", words, href="#why")


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
    return [
        section
        for section, owed in (
            (_section("What else was considered", ask.ALTERNATIVES, facts), not imported),
            (_section("Interests declared", ask.INTERESTS, facts), not imported),
            (_section("The improvement plan", ask.PLAN, facts), kind == "ending" and cause == "performance"),
            (_section("Effect on people who use it", ask.EFFECT, facts), reduces),
            (_section("What they said, and how it was weighed", ask.DIALOGUE, facts), reduces),
            (_section("What the recipient did", ask.RECIPIENTS_PART, facts), False),
            (_section("Asking for a review", ask.REFUSAL, facts), kind == "refusal" and not imported),
        )
        if section.stated or owed
    ]


def _statement_heading(facts: Mapping[str, Reply]) -> str:
    name = (_value(facts, "recipient.organisation") or {}).get("name")
    if name and _value(facts, "statement.side") in ("recipient", None):
        return f"What {name} says"
    return "The recipient’s own statement"


def _groups(facts: Mapping[str, Reply], kind: str | None) -> list[Section]:
    """Return the list of facts in groups, without those that have no bearing on this kind of decision."""
    grants, changes = kind in AWARDS or kind == "support_in_kind" or kind is None, kind in CHANGES
    groups = (
        (_section("The decision", ask.DECISION, facts), True),
        (_section("Who it is for", ask.RECIPIENT, facts), True),
        (_section("Money", ask.MONEY, facts), kind != "support_in_kind"),
        (_section("Programme", ask.PROGRAMME, facts), not changes),
        (_section("Length", ask.TERM, facts), grants),
        (_section("Change and notice", ask.NOTICE, facts), changes),
        (_section("Terms", ask.TERMS, facts), grants),
        (_section("People and places", ask.PEOPLE, facts), True),
        (_section("This record", tuple(q for q in ask.RECORD if q.name not in _TOLD_ELSEWHERE), facts), False),
    )
    return [group for group, applies in groups if group.stated or (applies and group.shown)]


def _panels(document: Mapping[str, Any], findings: Sequence[Finding]) -> list[Panel]:
    claims = document.get("claims")
    said = {claim["undertaking"]: claim for claim in claims} if isinstance(claims, Sequence) else {}
    judged: dict[str, list[Finding]] = {number: [] for number in said}
    for finding in findings:
        if finding.outcome is not Outcome.NOT_APPLICABLE:
            judged.setdefault(finding.undertaking, []).append(finding)
    in_order = {undertaking.number: place for place, undertaking in enumerate(load().undertakings)}
    return [
        _panel(number, judged[number], said.get(number, {}), known=number in in_order)
        for number in sorted(judged, key=lambda number: in_order.get(number, len(in_order)))
    ]


def _panel(number: str, findings: list[Finding], claim: Mapping[str, Any], *, known: bool) -> Panel:
    said = claim.get("claim")
    worst = worst_by_undertaking(findings).get(number)
    return Panel(
        undertaking=number,
        known=known,
        findings=tuple(findings),
        claim=ask.CLAIMS.get(said, str(said)) if said else None,
        explanation=claim.get("explanation"),
        contradicted=worst is not None and worst.outcome in _CONTRADICTED.get(str(said), ()),
    )


def _linked_data(facts: Mapping[str, Reply], kind: str | None) -> dict[str, Any]:
    """Describe the decision in schema.org's words."""
    data: dict[str, Any] = {"@type": "MonetaryGrant" if kind in AWARDS else "CreativeWork"}
    if title := facts["title"].words:
        data["name"] = title
    if summary := plain(facts["summary"].words):
        data["description"] = summary
    if body := facts["body.name"].words:
        data["funder" if kind in AWARDS else "author"] = {"@type": "Organization", "name": body}
    amount = _value(facts, "amount_awarded")
    if kind in AWARDS and amount is not None:
        data["amount"] = {"@type": "MonetaryAmount", "currency": "GBP", "value": amount}
    return data
