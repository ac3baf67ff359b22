"""Words that say nothing count as no words, in every prose field that a check reads: missing is never kept."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from register.core.content import Claim, EqualityAnalysis
from register.core.findings import Outcome
from register.decisions.checks import checks
from register.decisions.content import (
    Criterion,
    DecisionContent,
    ImprovementPlan,
    MonitoringItem,
    Notice,
    Rationale,
    RecipientsPart,
    Risk,
    Term,
    Terms,
)
from tests.decisions.builders import context, decision, ending, refusal

LATE = date(2026, 3, 9)
MONITORING = MonitoringItem(what="Hours open", why="It shows who is reached", how_used="To set next year’s hours")
RISK = Risk(risk="Frost", holder="the council", discussed_on=date(2026, 2, 1))

FULL = (
    decision(
        rationale=Rationale(
            reasons="It scored best.", criteria=(Criterion(criterion="Need", how_met="Three villages have no hall."),)
        ),
        term=Term(start=date(2026, 4, 1), end=date(2027, 3, 31), reason_words="The hall closes for repair."),
        terms=Terms(
            monitoring=(MONITORING,),
            overheads_asked=Decimal(5),
            overheads_allowed=Decimal(4),
            overheads_why_disallowed="Another grant pays for it.",
            advance_considered=False,
            payment_words="The halls asked for arrears.",
            european_funding=True,
            european_conflict="None arose.",
            social_value="Forty volunteers.",
            acknowledgement_asked="A line on the website.",
        ),
        equality=EqualityAnalysis(done_on=LATE),
        claims=(Claim(undertaking="5.3", claim="not_kept", explanation="There was no time."),),
    ),
    decision(
        route="tender",
        instrument="contract",
        terms=Terms(same_terms=False, same_terms_why_not="Insurance differs by law."),
        risks=(RISK,),
    ),
    ending(
        {
            "cause": "performance",
            "plan": ImprovementPlan(agreed_on=date(2026, 1, 5), actions="Keep the accounts monthly."),
            "notice": Notice(
                written_on=date(2026, 5, 12),
                effective_on=date(2026, 5, 20),
                exceptional=True,
                exceptional_reason="The hall burnt down.",
            ),
            "recipients_part": RecipientsPart(exit_plan="Hand over the keys.", advice_on_impact="Six groups stop."),
        }
    ),
    ending(),
    refusal(instrument="use_of_premises"),
)
"""Decisions that between them give an answer in every prose field a check reads."""

READ = {
    "claims.0.explanation",
    "change.dialogue.considered",
    "change.impact.beneficiaries",
    "change.impact.reallocation",
    "change.impact.service_users",
    "change.impact.volunteers",
    "change.notice.exceptional_reason",
    "change.plan.actions",
    "change.recipients_part.advice_on_impact",
    "change.recipients_part.exit_plan",
    "rationale.criteria.0.how_met",
    "rationale.reasons",
    "risks.0.holder",
    "term.reason_words",
    "terms.acknowledgement_asked",
    "terms.european_conflict",
    "terms.monitoring.0.how_used",
    "terms.monitoring.0.why",
    "terms.overheads_why_disallowed",
    "terms.payment_words",
    "terms.same_terms_why_not",
    "terms.social_value",
}


def outcomes(document: dict[str, Any]) -> dict[str, Outcome]:
    return {one.check: one.outcome for one in checks(DecisionContent.model_validate(document), context())}


def prose(value: Any, above: str = "") -> Iterator[str]:
    """Yield the dotted name of every text of a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        if isinstance(one, str):
            yield f"{above}{key}"
        yield from prose(one, f"{above}{key}.")


def put(document: dict[str, Any], dotted: str, words: str | None) -> dict[str, Any]:
    """Return the document with other words at a dotted name."""
    changed: dict[str, Any] = copy.deepcopy(document)
    here: Any = changed
    *steps, last = (int(step) if step.isdecimal() else step for step in dotted.split("."))
    for step in steps:
        here = here[step]
    here[last] = words
    return changed


def matters(document: dict[str, Any], dotted: str) -> bool:
    """Tell whether the text is free words that may be left out, and the checks would notice."""
    try:
        DecisionContent.model_validate(put(document, dotted, "anything at all"))
        return outcomes(put(document, dotted, None)) != outcomes(document)
    except ValidationError:
        return False


DOCUMENTS = [content.model_dump(mode="json", exclude_none=True) for content in FULL]
CASES = [(document, dotted) for document in DOCUMENTS for dotted in prose(document) if matters(document, dotted)]


def test_every_prose_field_that_a_check_reads_is_tried() -> None:
    assert {dotted for _, dotted in CASES} == READ


@pytest.mark.parametrize("words", ["N/A", "none", "-", "x", " "])
@pytest.mark.parametrize(("document", "dotted"), CASES, ids=[dotted for _, dotted in CASES])
def test_words_that_say_nothing_count_as_none(document: dict[str, Any], dotted: str, words: str) -> None:
    assert outcomes(put(document, dotted, words)) == outcomes(put(document, dotted, None))


@pytest.mark.parametrize("words", ["N/A", "none", "-", "x"])
def test_a_risk_or_a_thing_to_report_that_says_nothing_is_not_listed(words: str) -> None:
    contract = decision(instrument="contract", risks=(RISK.model_copy(update={"risk": words}),))
    grant = decision(terms=Terms(monitoring=(MONITORING.model_copy(update={"what": words}),)))
    assert outcomes(contract.model_dump())["risks"] is Outcome.NOT_KNOWN
    assert "monitoring_clear" not in outcomes(grant.model_dump())
