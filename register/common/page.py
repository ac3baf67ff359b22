"""What the page of every entry is made of: sections of facts, the box "In short", the Compact, the statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from register.common.questions import CLAIMS
from register.compact.document import load
from register.core.findings import Finding, Outcome, worst_by_undertaking
from register.core.questions import Question, Reply, replies
from register.core.text import plain

_KEPT_ITS_WORD = (Outcome.KEPT, Outcome.EXPLAINED)
_NOT_KEPT = (Outcome.NOT_KEPT, Outcome.NOT_KEPT_EXPLAINED)
_CONTRADICTED = {
    "kept": _NOT_KEPT,
    "partly": _NOT_KEPT,
    "not_kept": _KEPT_ITS_WORD,
    "not_applicable": (*_KEPT_ITS_WORD, *_NOT_KEPT),
}


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
    """A line of the box "In short"; `finding` is shown behind it, `href` leads to `more`."""

    label: str
    words: str
    finding: Finding | None = None
    href: str | None = None
    more: str = ""
    prose: bool = False
    organisation: bool = False
    """True where the words are the name of an organisation that has a page."""


@dataclass(frozen=True)
class Panel:
    """An undertaking beside the entry: what the checks find, and what the public body itself says."""

    undertaking: str
    known: bool
    """Whether the Compact has an undertaking of this number."""
    findings: tuple[Finding, ...]
    claim: str | None = None
    explanation: str | None = None
    contradicted: bool = False


def facts_part(document: Mapping[str, Any], questions: Sequence[Question]) -> dict[str, Any]:
    """Return the reply to each question, and the questions' labels by name."""
    return {"facts": replies(document, questions), "labels": {one.name: one.label for one in questions}}


def put_otherwise(reply: Reply, **otherwise: Any) -> Reply:
    """Return a reply as if its question had been put otherwise."""
    return replace(reply, question=replace(reply.question, **otherwise))


def section(heading: str, questions: Iterable[Question], facts: Mapping[str, Reply]) -> Section:
    """Return the facts that answer these questions, under a heading."""
    return Section(heading, tuple(facts[question.name] for question in questions))


def owed_or_stated(sections: Iterable[tuple[Section, bool]]) -> list[Section]:
    """Return the sections that say something, or that this kind of entry owes its readers (True)."""
    return [one for one, owed in sections if one.stated or owed]


def fact_groups(sections: Iterable[tuple[Section, bool]]) -> list[Section]:
    """Return the list of facts in groups: those that say something, or have a bearing (True) and a row to show."""
    return [one for one, applies in sections if one.stated or (applies and one.shown)]


def statement_part(heading: str, *, shown: bool = True, who: str = "it was") -> dict[str, Any]:
    """Return what `common/statement.html` shows; `who` begins "… invited to make a statement"."""
    return {"statement_heading": heading, "show_statement": shown, "statement_who": who}


def compact_part(
    document: Mapping[str, Any], findings: Sequence[Finding], *, plural: str, figures: Sequence[Any] = ()
) -> dict[str, Any]:
    """Return what `common/compact.html` shows; `plural` says what is checked ("decisions").

    `figures` (undertaking, sentence) judge nothing by themselves: measures sum them.
    """
    compact = panels(document, findings)
    shown = {finding for panel in compact for finding in panel.findings}
    idle = [one for one in findings if one.outcome is Outcome.NOT_APPLICABLE and one not in shown]
    return {
        "compact": compact,
        "checked": plural,
        "figures": [figure for figure in figures if figure.sentence],
        "not_applicable": idle,
        "one_reason": idle[0].sentence if len({one.sentence for one in idle}) == 1 else None,
    }


def panels(document: Mapping[str, Any], findings: Sequence[Finding]) -> list[Panel]:
    """Return what the checks find and what the body says, undertaking by undertaking in the Compact's order."""
    held = document.get("claims")
    said = {claim["undertaking"]: claim for claim in held} if isinstance(held, Sequence) else {}
    judged: dict[str, list[Finding]] = {number: [] for number in said}
    for finding in findings:
        if finding.outcome is not Outcome.NOT_APPLICABLE:
            judged.setdefault(finding.undertaking, []).append(finding)
    # What is asked of the same undertaking later stands beside what is found of it now.
    judged |= {
        number: [one for one in findings if one.undertaking == number and (one in found or one.not_yet)]
        for number, found in judged.items()
        if found
    }
    in_order = {undertaking.number: place for place, undertaking in enumerate(load().undertakings)}
    return [
        _panel(number, judged[number], said.get(number, {}), known=number in in_order)
        for number in sorted(judged, key=lambda number: in_order.get(number, len(in_order)))
    ]


def linked_data(facts: Mapping[str, Reply], *, of_type: str = "CreativeWork", by: str = "author") -> dict[str, Any]:
    """Describe an entry in schema.org's words: its title, summary and public body."""
    data: dict[str, Any] = {"@type": of_type}
    if title := facts["title"].words:
        data["name"] = title
    if summary := plain(facts["summary"].words):
        data["description"] = summary
    if body := facts["body.name"].words:
        data[by] = {"@type": "Organization", "name": body}
    return data


def _panel(number: str, findings: list[Finding], claim: Mapping[str, Any], *, known: bool) -> Panel:
    said = claim.get("claim")
    worst = worst_by_undertaking(findings).get(number)
    return Panel(
        undertaking=number,
        known=known,
        findings=tuple(findings),
        claim=CLAIMS.get(said, str(said)) if said else None,
        explanation=claim.get("explanation"),
        contradicted=worst is not None and worst.outcome in _CONTRADICTED.get(str(said), ()),
    )
