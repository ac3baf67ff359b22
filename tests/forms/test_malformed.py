"""Forty posts that are wrong: none raises, each says at its field what is wrong, and everything typed is kept."""

from __future__ import annotations

import json
from typing import Any

import pytest

from register.decisions.form import DecisionForm
from tests.forms.conftest import LISTS, Render

ENDING = ("decision_type", "ending")
AWARD = ("decision_type", "award")
FOREVER = "9" * 5_000

MALFORMED: list[tuple[list[tuple[str, str]], str, str]] = [
    ([("decision_type", "prize")], "decision_type", "“prize”"),
    ([("decision_type", "award"), ("decision_type", "refusal")], "decision_type", "twice"),
    ([AWARD, ("title", "One title"), ("title", "Another title")], "title", "twice"),
    ([AWARD, ("title", "t" * 201)], "title", "200 characters or fewer; it has 201"),
    ([AWARD, ("summary", "s" * 601)], "summary", "600"),
    ([AWARD, ("rationale-reasons", "r" * 20_001)], "rationale-reasons", "20,000"),
    ([AWARD, ("rationale-reasons", "First."), ("rationale-reasons", "Second.")], "rationale-reasons", "twice"),
    ([AWARD, ("title", "a NUL \0 here")], "title", "cannot be shown"),
    ([AWARD, ("rationale-reasons", "a bell \x07 here")], "rationale-reasons", "cannot be shown"),
    ([AWARD, ("summary", "a lone \ud800 surrogate")], "summary", "cannot be shown"),
    ([AWARD, ("body-department", "broken \ufffd bytes")], "body-department", "cannot be shown"),
    ([AWARD, ("themes", "escape \x1b[31m")], "themes", "cannot be shown"),
    ([AWARD, ("decided_on-day", "3")], "decided_on", "must include a month and a year"),
    ([AWARD, ("decided_on-month", "3")], "decided_on", "must include a day and a year"),
    ([AWARD, ("decided_on-year", "2026")], "decided_on", "must include a day and a month"),
    ([AWARD, *[(f"decided_on-{box}", text) for box, text in (("day", "31"), ("month", "2"), ("year", "2026"))]],
     "decided_on", "real date"),
    ([AWARD, *[(f"decided_on-{box}", text) for box, text in (("day", "3"), ("month", "13"), ("year", "2026"))]],
     "decided_on", "real date"),
    ([AWARD, *[(f"decided_on-{box}", text) for box, text in (("day", "3"), ("month", "Marchember"), ("year", "2026"))]],
     "decided_on", "real date"),
    ([AWARD, *[(f"decided_on-{box}", text) for box, text in (("day", "3"), ("month", "3"), ("year", "26"))]],
     "decided_on", "four figures"),
    ([AWARD, *[(f"decided_on-{box}", text) for box, text in (("day", FOREVER), ("month", "3"), ("year", "2026"))]],
     "decided_on", "real date"),
    ([AWARD, *[(f"decided_on-{box}", text) for box, text in (("day", "٣"), ("month", "3"), ("year", "2026"))]],
     "decided_on", "real date"),
    ([AWARD, ("decided_on-day", "3"), ("decided_on-day", "4"), ("decided_on-month", "3"), ("decided_on-year", "2026")],
     "decided_on", "twice"),
    ([AWARD, ("decided_on-day", "\0"), ("decided_on-month", "3"), ("decided_on-year", "2026")],
     "decided_on", "cannot be shown"),
    ([ENDING, ("change-notice-written_on-day", "12")], "change-notice-written_on", "month and a year"),
    ([AWARD, ("amount_awarded", "12k")], "amount_awarded", "in figures"),
    ([AWARD, ("amount_awarded", "-5")], "amount_awarded", "in figures"),
    ([AWARD, ("amount_awarded", "12,00")], "amount_awarded", "in figures"),
    ([AWARD, ("amount_awarded", "1.234,50")], "amount_awarded", "in figures"),
    ([AWARD, ("amount_awarded", "12.345")], "amount_awarded", "in figures"),
    ([AWARD, ("amount_awarded", FOREVER)], "amount_awarded", "ten million million"),
    ([AWARD, ("amount_awarded", "NaN")], "amount_awarded", "in figures"),
    ([AWARD, ("programme-application_hours", "twelve")], "programme-application_hours", "whole number"),
    ([AWARD, ("programme-application_hours", FOREVER)], "programme-application_hours", "whole number"),
    ([AWARD, ("term-multi_year", "maybe")], "term-multi_year", "“maybe”"),
    ([AWARD, ("term-unstated", "of course")], "term-unstated", "of course"),
    ([AWARD, ("body-identifier", "GB-LAE-XXX")], "body-identifier", "“GB-LAE-XXX”"),
    ([AWARD, ("round", "999")], "round", "“999”"),
    ([AWARD, ("round", "1; DROP TABLE act")], "round", "DROP TABLE"),
    ([AWARD, ("risks-0-holder", "the council")], "risks-0-risk", "Name the risk"),
    ([AWARD, ("claims-0-undertaking", "9.9"), ("claims-0-claim", "kept")], "claims-0-undertaking", "“9.9”"),
    ([AWARD, ("documents-7-title", "A report")], "documents-0-url", "web address"),
    ([AWARD, ("recipient-organisation-identifiers", "GB-CHC-1234567")], "recipient-organisation-name", "name"),
    ([AWARD, ("contact-email", "grants@coalmoor.invalid")], "contact-role", "role"),
]  # fmt: skip


@pytest.mark.parametrize(("pairs", "field", "message"), MALFORMED)
def test_a_malformed_post_says_so_at_its_field_and_keeps_everything(
    render: Render, pairs: list[tuple[str, str]], field: str, message: str
) -> None:
    form = DecisionForm(pairs, lists=LISTS)

    assert [one.name for one in form.failures] == [field]
    assert message in form.failures[0].message
    page = render(form)
    assert_linked(page, form.failures[0].link)
    shown = _everything_shown(page)
    for _, value in pairs:
        kept = (
            value.replace("\0", "\ufffd")
            .replace("\x07", "\ufffd")
            .replace("\ud800", "\ufffd")
            .replace("\x1b", "\ufffd")
        )
        assert kept in shown
    assert form.document()["invented"] is False
    again = DecisionForm(form.pairs, lists=LISTS)
    assert [one.name for one in again.failures] == [field]


@pytest.mark.parametrize(
    "name",
    ["", "-", "unknown", "risks", "risks-", "risks-²-risk", "risks--1-risk", f"risks-{FOREVER}-risk", "risks-01-risk",
     "risks-*-risk", "decided_on", "title-redacted", "risks-0-risk-redacted", "__class__", "validate", "data",
     "inherited", "change-notice-written_on-hour", "x\ud800", "csrf_token"],
)  # fmt: skip
def test_names_that_are_not_asked_are_ignored(name: str) -> None:
    form = DecisionForm([(name, "{[("), (name, "again")], lists=LISTS)

    assert form.failures == []
    assert form.pairs == []
    assert form.document() == DecisionForm().document()


def test_more_rows_than_a_group_takes_are_refused_in_words_and_kept() -> None:
    pairs = [(f"risks-{number}-risk", f"Risk number {number}") for number in range(150)]

    form = DecisionForm(pairs)

    assert "at most 100" in form.failures[0].message
    assert len(form.document()["risks"]) == 100
    assert form.pairs == pairs


def test_no_answer_makes_or_lifts_a_redaction() -> None:
    marker = {"category": "none", "legal_basis": "none", "on": "2026-01-01", "redacted": True}
    base = {"decision_type": "award", "title": marker, "change": {"impact": marker}}
    pairs = [
        *(("summary-redacted", json.dumps(marker)), ("summary", "Kept"), ("title", "Written over the redaction")),
        *(("change-impact-beneficiaries", "So is this"), ("change-what_happens_now", "Kept")),
    ]

    said = DecisionForm(pairs, base=base).document()

    assert (said["title"], said["summary"]) == (marker, "Kept")
    assert said["change"] == {"what_happens_now": "Kept", "impact": marker}
    assert DecisionForm(pairs).document()["title"] == "Written over the redaction"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "www.example.org", "//example.org", "https://", "ftp://x.org"]
)
@pytest.mark.parametrize(
    "name", ["programme-url", "documents-0-url", "background_papers-0-url", "equality-document-url"]
)
def test_an_address_that_readers_cannot_follow_is_refused_at_its_field(name: str, address: str) -> None:
    title = (name.replace("-url", "-title"), "A title")
    form = DecisionForm([("decision_type", "award"), title, (name, address)])
    assert [one.name for one in form.failures] == [name]
    assert "https://" in form.failures[0].message
    assert DecisionForm([("decision_type", "award"), title, (name, "HTTPS://example.org/a?b=c#d")]).failures == []


def assert_linked(page: Any, link: str | None) -> None:
    """Check that the summary's link leads to one control of the form that can be focused."""
    assert link is not None
    assert page.find(f".//a[@href='#{link}']") is not None
    targets = page.findall(f".//*[@id='{link}']")
    assert [target.tag in ("input", "select", "textarea") for target in targets] == [True]


def _everything_shown(page: Any) -> str:
    """Return every word a person sees or sends: texts, and the values of boxes; buttons not pressed say nothing."""
    values = [one.get("value") or "" for one in page.iter("input") if one.get("type") not in ("radio", "checkbox")]
    chosen = [one.get("value") for one in page.iter() if {"checked", "selected"} & one.attrib.keys()]
    texts = ["".join(one.itertext()) for one in page.iter() if one.tag in ("textarea", "a")]
    return "\n".join([*values, *chosen, *texts])
