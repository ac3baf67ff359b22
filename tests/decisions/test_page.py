"""The page of a decision: nothing recorded is hidden, nothing missing is passed over, any content can be shown."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Literal, get_args, get_origin

import html5lib
import pytest
from flask import Flask, render_template
from hypothesis import HealthCheck, given, settings
from pydantic import BaseModel

from register.core.content import Redacted
from register.core.findings import Finding, Outcome
from register.core.questions import replies
from register.decisions.checks import checks
from register.decisions.content import DecisionContent, Notice, Rationale
from register.decisions.page import page
from register.decisions.questions import QUESTIONS
from tests.common.documents import leaves
from tests.decisions.builders import contents, context, decision, ending, refusal

FRAME = {"change_note", "inherited", "related", "invented", "decision_type", "claims"}
"""Shown by the frame around the page, or in words of their own, which other tests look for."""


class Filler:
    """Fills every field there is with something that can be recognised on the page."""

    def __init__(self) -> None:
        self.number = 0
        self.marks: dict[str, str] = {}

    def fill(self, model: type[BaseModel], above: str = "") -> dict[str, Any]:
        asked = {name: field for name, field in model.model_fields.items() if not field.exclude}
        return {name: self.value(field.annotation, above + name) for name, field in asked.items()}

    def value(self, kind: Any, name: str) -> Any:
        self.number += 1
        choices = [one for one in get_args(kind) if one not in (Redacted, type(None))]
        if get_origin(kind) is Literal:
            return choices[0]
        if get_origin(kind) is dict:
            return {}
        if get_origin(kind) is tuple:
            return [self.value(choices[0], name)]
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return self.fill(kind, f"{name}.")
        if kind is str:
            mark = f"mark{self.number}mark"
            self.marks[name] = mark
            return f"https://example.org/{mark}" if name.endswith("url") else mark
        if kind is date:
            day = date(2001, 1, 1) + timedelta(days=self.number)
            self.marks[name] = f"{day.day} {day:%B %Y}"
            return day.isoformat()
        if kind is int:
            self.marks[name] = str(10_000 + self.number)
            return 10_000 + self.number
        if kind is bool:
            return True
        if choices:
            return self.value(choices[0], name)
        self.marks[name] = f"£{self.number + 100}.25"
        return f"{self.number + 100}.25"


def shown(app: Flask, document: dict[str, Any], findings: list[Finding] | None = None, **setting: Any) -> str:
    surroundings = context(**setting)
    content = DecisionContent.model_validate(document)
    found = checks(content, surroundings) if findings is None else findings
    view = page(document, content, found, surroundings, {})
    with app.test_request_context():
        html = render_template(
            "decision/body.html",
            page=view,
            reference="FD-2026-0001",
            origin="imported" if surroundings.imported else "authored",
        )
    return " ".join(html.split())


def document(content: DecisionContent) -> dict[str, Any]:
    return content.model_dump(mode="json", exclude_none=True)


def test_every_field_has_a_place() -> None:
    asked = {question.name for question in QUESTIONS}
    assert set(leaves(DecisionContent, asked)) - asked == {"change_note", "inherited", "numbered"}
    assert len(asked) == len(QUESTIONS)


def test_nothing_recorded_is_hidden(app: Flask) -> None:
    filler = Filler()
    full = {**filler.fill(DecisionContent), "inherited": [], "claims": [], "withheld": []}
    html = shown(app, full)
    hidden = [name for name, mark in filler.marks.items() if name.split(".")[0] not in FRAME and mark not in html]
    # What type of area a code stands for, the code itself says; a file's type is said in words.
    told = (".code_type", ".media_type")
    assert [name for name in hidden if not name.startswith("withheld") and not name.endswith(told)] == []


def test_an_area_is_named_with_its_code(app: Flask) -> None:
    coalmoor = {"name": "Coalmoor (invented)", "code": "X00000001", "code_type": "MD"}
    html = shown(app, {**document(decision()), "areas": [coalmoor, {"name": "Wearfell (invented)"}]})
    assert "Coalmoor (invented) (X00000001); Wearfell (invented) </dd>" in html


def test_a_refusal_has_an_applicant_and_no_award_to_state(app: Flask) -> None:
    html = shown(app, document(refusal(recipient={"organisation": {"name": "Pit Choir (invented)"}})))
    assert '<dt class="govuk-summary-list__key">Applicant</dt>' in html
    assert "Recipient</dt>" not in html
    assert "Amount awarded" not in html
    assert "Amount awarded" in shown(app, document(refusal(amount_awarded="0.00")))
    assert "Recipient</dt>" in shown(app, document(decision()))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"exceptional": True, "exceptional_reason": "The hall burnt down."}, "The hall burnt down."),
        ({"exceptional_reason": "We were late."}, "We were late."),
        ({"unstated": True}, "The public body states that no reason was given."),
        ({"effective_on": date(2026, 9, 1), "exceptional_reason": "We were late."}, None),
        ({}, None),
    ],
)
def test_why_notice_was_short_stands_in_short(app: Flask, changes: dict[str, Any], told: str | None) -> None:
    short = {"written_on": date(2026, 5, 12), "effective_on": date(2026, 7, 12), "unconditional": True}
    html = shown(app, document(ending({"notice": Notice(**{**short, **changes})}))).partition('id="why"')[0]
    assert ("Why notice was short" in html) is (told is not None)
    assert (told or "") in html


def test_a_refused_applicant_is_nowhere_called_a_recipient(app: Flask) -> None:
    html = shown(app, document(refusal()))
    assert "The applicant’s own statement" in html
    assert "Who applied</h3>" in html
    assert "recipient" not in html.lower().split("what the compact does not ask here")[0]
    assert "Who it is for</h3>" in shown(app, document(decision()))


def test_reasons_in_short_do_not_run_together(app: Flask) -> None:
    reasons = "Why it was refused\n\nIt scored 41 of 100:\n\n- reach: 9\n- need: 20"
    html = shown(app, document(refusal(rationale=Rationale(reasons=reasons))))
    assert "Why it was refused. It scored 41 of 100: reach: 9; need: 20 " in html


def test_what_is_missing_reads_not_stated(app: Flask) -> None:
    html = shown(app, {"title": "An award", "decision_type": "award"})
    assert html.count("Not stated") > 10
    assert "Rationale awaited." in html
    assert "Whether it was invited to make a statement is not stated." in html


def test_an_imported_award_says_what_its_file_lacks(app: Flask) -> None:
    html = shown(app, {"title": "An award", "decision_type": "award"}, imported=True, party_from=None)
    assert "Rationale awaited: the file carries none" in html
    assert "Not applicable: not a party to the Compact." in html
    assert "What else was considered" not in html


def test_a_redacted_part_says_so(app: Flask) -> None:
    marker = {"redacted": True, "category": "personal_data", "legal_basis": "UK GDPR, article 6", "on": "2026-06-01"}
    sentence = "Removed for good on 1 June 2026: personal data, UK GDPR, article 6."
    for name in ("title", "summary", "rationale", "recipient", "statement", "change", "claims", "amount_awarded"):
        html = shown(app, {**document(ending()), name: marker})
        assert sentence in html, name


def test_a_withheld_part_says_so(app: Flask) -> None:
    part = {"field": "rationale.reasons", "category": "legal advice", "legal_basis": "section 42"}
    part["decided_by"] = "the clerk"
    html = shown(app, {**document(decision()), "rationale": {}, "withheld": [part]})
    assert "Withheld: legal advice (section 42). Decided by the clerk." in html
    assert "Rationale awaited" not in html


def test_inherited_words_are_marked(app: Flask) -> None:
    html = shown(app, {**document(decision()), "inherited": ["programme", "rationale.reasons"]})
    assert html.count("From the programme round") == 6


def test_the_notice_in_short_carries_the_verdict_on_the_notice(app: Flask) -> None:
    # Three months' notice was kept although its reasons were not sent with it: 4.4 asks both.
    notice = Notice(
        written_on=date(2026, 5, 12), effective_on=date(2026, 9, 1), unconditional=True, with_rationale=False
    )
    content = ending({"notice": notice})
    found = checks(content, context())
    line = next(one for one in page(document(content), content, found, context(), {})["short"] if one.label == "Notice")
    assert line.finding is not None
    assert (line.finding.check, line.finding.outcome) == ("notice", Outcome.KEPT)


def test_the_figures_of_the_measures_are_shown_without_a_verdict(app: Flask) -> None:
    html = shown(app, document(decision()), published_on=date(2026, 3, 12))
    _, figures = html.split("Figures the register measures")
    figures, _ = figures.split("</section>", 1)
    assert "Decided 3 March 2026, published 12 March 2026: 9 days." in figures
    assert "The call was open from 1 November 2025 to 12 December 2025: 42 days, both ends counted." in figures
    assert "An organisation that is not equality-led was awarded support." in figures
    assert "Kept" not in figures
    assert "Figures the register measures" not in shown(app, document(decision()), party_from=None)


@pytest.mark.parametrize(
    ("claim", "outcome", "contradicted"),
    [
        ("kept", Outcome.NOT_KEPT, True),
        ("kept", Outcome.NOT_KEPT_EXPLAINED, True),
        ("kept", Outcome.EXPLAINED, False),
        ("kept", Outcome.NOT_KNOWN, False),
        ("not_kept", Outcome.KEPT, True),
        ("partly", Outcome.NOT_KEPT, True),
        ("not_applicable", Outcome.KEPT, True),
        ("not_kept", Outcome.NOT_KEPT, False),
    ],
)
def test_a_claim_stands_beside_the_finding(app: Flask, claim: str, outcome: Outcome, contradicted: bool) -> None:
    claims = [{"undertaking": "3.3", "claim": claim, "explanation": "Our words."}]
    html = shown(app, {"claims": claims}, [Finding("3.3", outcome, "The sum.", "rationale")])
    assert "The sum." in html
    assert "Our words." in html
    assert ("The public body says otherwise:" in html) is contradicted


def test_a_claim_on_what_is_not_checked_is_shown(app: Flask) -> None:
    html = shown(app, {"claims": [{"undertaking": "1.1", "claim": "kept"}, {"undertaking": "x", "claim": "kept"}]})
    assert html.count("The register does not check this undertaking on decisions.") == 2
    assert 'href="/compact/1.1"' in html
    assert 'href="/compact/x"' not in html


def test_the_answer_comes_first(app: Flask) -> None:
    html = shown(app, document(ending()))
    order = ["In short", "£12,000 a year → £0 from 1 September 2026", "What happens now", "Bookings are honoured"]
    order += ['id="why"', "Effect on people who use it", "What they said", 'id="statement"']
    order += ['id="the-compact"', 'id="facts"']
    places = [html.index(words) for words in order]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("regime", "statutory"), [("executive_decision", True), ("officer_delegation", True), ("other", False)]
)
def test_only_a_statutory_record_calls_itself_one(app: Flask, regime: str, statutory: bool) -> None:
    html = shown(app, document(decision(regime=regime, invented=False)))
    assert ("Statutory record of" in html) is statutory
    assert "Statutory record of" not in shown(app, document(decision(regime=regime)))


def test_a_refusal_says_how_to_ask_for_a_review(app: Flask) -> None:
    content = document(refusal())
    content["refusal"] = {"review_route": "Write to the grants officer.", "review_by": "2026-05-01"}
    html = shown(app, content)
    assert "Write to the grants officer. By 1 May 2026." in html
    assert "Who applied" in html


@given(content=contents())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_content_can_be_shown(app: Flask, content: DecisionContent) -> None:
    written = content.model_dump(mode="json", exclude_none=True)
    html = shown(app, written)
    html5lib.parseFragment(html)
    assert all(reply.words or reply.missing for reply in replies(written, QUESTIONS).values())


def test_attacks_in_every_field_stay_words(app: Flask) -> None:
    attack = "<script>alert(1)</script>[a](javascript:alert(1))"
    filler = Filler()
    full = filler.fill(DecisionContent)
    html = shown(app, _replaced(full, attack))
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    assert not list(tree.iter("script"))
    assert not [a for a in tree.iter("a") if a.get("href", "").strip().lower().startswith("javascript")]


def _replaced(value: Any, attack: str) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(inner, attack) for key, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, attack) for inner in value]
    if isinstance(value, str) and "mark" in value:
        return f"javascript:alert(1)//{attack}" if value.startswith("https:") else attack
    return value
