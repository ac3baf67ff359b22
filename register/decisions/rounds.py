"""What a decision takes over from its programme round: the round's words where the decision has none of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from register.decisions.asked import Answers, asked
from register.decisions.content import DecisionContent

INHERITABLE = (
    "instrument",
    "route",
    "programme.title",
    "programme.code",
    "programme.round",
    "programme.url",
    "programme.criteria_version",
    "programme.call_opened_on",
    "programme.call_closed_on",
    "programme.application_hours",
    "rationale.criteria",
    "term.reason",
    "term.reason_words",
    "terms.outcomes_agreed_on",
    "terms.monitoring",
    "terms.same_terms",
    "terms.same_terms_why_not",
    "terms.overheads_rule",
    "terms.payment_timing",
    "terms.advance_considered",
    "terms.payment_words",
    "terms.onward_distribution",
    "terms.terms_passed_down",
    "terms.european_funding",
    "terms.european_conflict",
    "equality.done_on",
    "equality.groups",
    "equality.mitigation",
    "equality.document",
    "refusal.review_route",
    "refusal.review_by",
)
"""Dotted names of everything a round may say for its decisions."""

TOGETHER = (
    ("term.reason", "term.reason_words", "term.unstated"),
    ("terms.same_terms", "terms.same_terms_why_not"),
    ("terms.payment_timing", "terms.payment_words"),
    ("terms.european_funding", "terms.european_conflict"),
    ("equality.done_on", "equality.groups", "equality.mitigation", "equality.document"),
)
"""Answers that make sense together only: a decision with one of its own takes none of the others over."""


def inherit(document: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document with the round's words where it has none, their dotted names added to `inherited`."""
    filled = DecisionContent.model_validate(document).model_dump(mode="json", exclude_none=True)
    names = list(filled["inherited"])
    for dotted in inherited_names(document, words):
        put(filled, dotted, at(words, dotted))
        names.append(dotted)
    filled["inherited"] = sorted(set(names))
    return DecisionContent.model_validate(filled).model_dump(mode="json", exclude_none=True)


def inherited_names(document: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[str]:
    """Yield the dotted names that a decision would take over from a round: asked of it and not answered by it."""
    answers = Answers.of({**{name: words[name] for name in ("instrument", "route") if name in words}, **document})
    for dotted in INHERITABLE:
        offered = at(words, dotted)
        if offered is None or (isinstance(offered, Mapping) and "redacted" in offered):
            continue
        if asked(dotted, answers) and not _answered(document, dotted):
            yield dotted


def at(document: Mapping[str, Any], dotted: str) -> Any:
    """Return the value at a dotted name; None where there is none, the marker where it or a part above is redacted."""
    here: Any = document
    for step in dotted.split("."):
        if isinstance(here, Mapping) and here.get("redacted") is True:
            return here
        here = here.get(step) if isinstance(here, Mapping) else None
    return here


def put(document: dict[str, Any], dotted: str, value: Any) -> None:
    """Write a value at a dotted name."""
    *way, last = dotted.split(".")
    here = document
    for step in way:
        here = here.setdefault(step, {})
    here[last] = value


def _answered(document: Mapping[str, Any], dotted: str) -> bool:
    bound = next((names for names in TOGETHER if dotted in names), (dotted,))
    return any(at(document, name) not in (None, False if name.endswith("unstated") else None) for name in bound)
