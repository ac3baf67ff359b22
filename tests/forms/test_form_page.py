"""The page of the form: only what applies, the four cures, rows that move without JavaScript."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from register.common.asked import CORRECTION
from register.compact.document import load
from register.decisions.asked import ASKED, SECTIONS, SERVES
from register.decisions.content import DecisionType
from register.decisions.form import DecisionForm
from register.decisions.round_form import RoundForm
from register.web.choices import OneOf
from register.web.fields import Day, Group, Words
from register.web.forms import DraftForm, Lists, leaves
from tests.forms.conftest import LISTS, Render

TYPES = get_args(DecisionType)


@pytest.mark.parametrize("decision_type", ["", *TYPES])
def test_a_new_form_shows_only_what_applies(render: Render, decision_type: str) -> None:
    page = render(DecisionForm([("decision_type", decision_type)], lists=LISTS))

    shown = _names(page)
    ends = decision_type in ("ending", "reduction", "variation")
    gives = decision_type in ("award", "part_award", "renewal", "variation", "support_in_kind")
    assert ("change-notice-written_on-day" in shown) == ends
    assert ("change-what_happens_now" in shown) == ends
    assert ("change-renewal_sought" in shown) == (decision_type == "ending")
    assert ("refusal-review_route" in shown) == (decision_type in ("refusal", "part_award"))
    assert ("refusal-named_with_consent" in shown) == (decision_type == "refusal")
    assert ("term-reason" in shown) == gives
    assert ("length" in shown) == (decision_type in ("award", "part_award", "renewal"))
    assert ("value_in_kind" in shown) == (decision_type == "support_in_kind")
    assert ("rationale-reasons" in shown) == bool(decision_type)
    assert {"decision_type", "round"} <= shown
    assert not {"change-plan-actions", "grant_id", "source-url", "body-name", "statement-side"} & shown


def test_answers_steer_further_questions(render: Render) -> None:
    ending = [("decision_type", "ending")]
    tender = [("decision_type", "award"), ("route", "tender")]

    assert "change-plan-actions" in _names(render(DecisionForm([*ending, ("change-cause", "performance")])))
    assert "value_in_kind" in _names(render(DecisionForm([*ending, ("instrument", "use_of_premises")])))
    assert "terms-same_terms" in _names(render(DecisionForm(tender)))
    assert "add-risks" in _names(render(DecisionForm(tender)))


def test_the_short_form_asks_for_the_decision_the_amount_the_recipient_and_the_reasons(render: Render) -> None:
    short = [("decision_type", "award"), ("length", "short")]
    shown = _names(render(DecisionForm([*short, ("amount_awarded", "4,999.99")], lists=LISTS)))

    assert {"title", "decided_on-day", "amount_awarded", "recipient-organisation-name", "rationale-reasons"} <= shown
    assert not {"term-start-day", "terms-overheads_asked", "equality-groups", "areas"} & shown
    assert "term-start-day" in _names(render(DecisionForm([*short, ("amount_awarded", "5000")], lists=LISTS)))
    ending = [("decision_type", "ending"), ("length", "short")]
    assert "change-what_happens_now" in _names(render(DecisionForm(ending)))


def test_what_is_answered_though_not_asked_is_shown_and_never_lost(render: Render) -> None:
    pairs = [("decision_type", "award"), ("change-notice-exceptional_reason", "The grant from above was withdrawn.")]

    page = render(DecisionForm(pairs))

    box = page.find(".//textarea[@id='change-notice-exceptional_reason']")
    assert box.text == "The grant from above was withdrawn."
    assert "change-notice-written_on-day" not in _names(page)
    assert "is not asked of an entry like this" in "".join(page.itertext())


def test_what_no_question_shows_is_carried_along(render: Render) -> None:
    page = render(DecisionForm([("decision_type", "award"), ("inherited", "route 0123456789abcdef")]))

    hidden = {(one.get("name"), one.get("value")) for one in page.iterfind(".//input[@type='hidden']")}
    assert hidden == {("inherited", "route 0123456789abcdef")}


def test_a_correction_shows_what_is_redacted_and_asks_for_its_note(render: Render) -> None:
    marker = {"category": "personal data", "legal_basis": "UK GDPR", "on": "2026-06-01", "redacted": True}
    base = {"decision_type": "award", "summary": marker, "change_note": "An earlier note."}

    page = render(DecisionForm(DecisionForm.pairs_of(base), base=base))

    assert "redacted on 2026-06-01" in "".join(page.itertext())
    assert page.find(".//textarea[@id='summary']") is None
    note = page.find(".//textarea[@id='change_note']")
    assert note is not None and (note.text or "").strip() == ""
    assert render(DecisionForm([("change_note", "x")])).find(".//*[@name='change_note']") is None


def test_every_question_is_said_to_serve_its_undertaking(render: Render) -> None:
    page = render(DecisionForm([("decision_type", "ending")]))

    for number in ("3.3", "4.2", "4.3", "4.4"):
        assert page.find(f".//a[@href='/compact/{number}']") is not None
        assert load().undertaking(number).asks in "".join(page.itertext())


def test_the_tables_name_only_questions_that_exist() -> None:
    form = DecisionForm()

    for dotted in [*ASKED, *SERVES, *(name for section in SECTIONS for name in section.names)]:
        found = form.field_at(dotted)
        assert found is not None and found.name == dotted.replace(".", "-"), dotted
    placed = {name for section in (*SECTIONS, CORRECTION) for name in section.names}
    for leaf in leaves(form):
        steps = leaf.name.split("-")
        assert any(".".join(steps[:length]) in placed for length in range(1, len(steps) + 1)), leaf.name


class _Cured(DraftForm):
    content = DecisionForm.content
    title = Words("Title", longest=200, render_kw={"required": True})
    summary = Words("Summary", "Plain English.", longest=600, lines=4)
    decided_on = Day("Date of the decision", render_kw={"required": True})
    decision_type = OneOf("What was decided", [("award", "Award")], render_kw={"required": True})


def test_the_four_faults_are_cured(house: Any, render: Render) -> None:
    form = _Cured([("decided_on-day", "3"), ("decided_on-year", "2026")])
    with house.test_request_context():
        written = {field.name: str(field()) for field in leaves(form)}

    assert not any("required" in html for html in written.values())
    assert 'data-maxlength="600"' in written["summary"]
    assert 'aria-describedby="summary-info summary-hint"' in written["summary"]
    for box, value in (("day", "3"), ("month", ""), ("year", "2026")):
        assert f'id="decided_on-{box}" name="decided_on-{box}" type="text" value="{value}"' in written["decided_on"]
    assert written["decided_on"].count("govuk-input--error") == 1
    assert [failure.link for failure in form.failures] == ["decided_on-day"]


def test_ids_are_unique_and_labels_lead_to_their_boxes(render: Render) -> None:
    pairs = [
        ("decision_type", "ending"),
        ("risks-0-risk", "One"),
        ("risks-1-risk", "Two"),
        ("areas-0-name", "Coalmoor"),
    ]
    page = render(DecisionForm(pairs, lists=LISTS))

    ids = [one.get("id") for one in page.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    for label in page.iter("label"):
        assert label.get("for") in ids
    for described in filter(None, (one.get("aria-describedby") for one in page.iter())):
        assert set(described.split()) <= set(ids)
    assert not [one for one in page.iter() if {"style", "onclick", "onchange"} & one.attrib.keys()]


def test_enter_in_a_box_only_updates_the_questions(render: Render) -> None:
    page = render(DecisionForm())

    first = next(page.iter("button"))
    assert (first.get("name"), first.get("tabindex")) == ("update", "-1")


@pytest.mark.parametrize(
    ("button", "risks"),
    [
        ("add-risks", ["One", "Two", "Three", None]),
        ("remove-risks-1", ["One", "Three"]),
        ("up-risks-2", ["One", "Three", "Two"]),
        ("up-risks-0", ["One", "Two", "Three"]),
        ("down-risks-0", ["Two", "One", "Three"]),
        ("down-risks-2", ["One", "Two", "Three"]),
        ("remove-risks-99", ["One", "Two", "Three"]),
    ],
)
def test_rows_move_by_named_buttons(button: str, risks: list[str | None]) -> None:
    pairs = [("title", "Kept"), *((f"risks-{row}-risk", text) for row, text in enumerate(("One", "Two", "Three")))]
    moved = DecisionForm.rearranged([*pairs, ("risks-1-holder", "The council"), (button, "1")])

    assert moved is not None
    form = DecisionForm(moved)
    group = form.field_at("risks")
    assert isinstance(group, Group)
    assert [entry.form["risk"].data for entry in group.entries] == risks
    assert form.document()["title"] == "Kept"
    holders = {entry.form["risk"].data: entry.form["holder"].data for entry in group.entries}
    assert holders.get("Two") == ("The council" if "Two" in holders else None)


@pytest.mark.parametrize(
    "button",
    ["save", "add-title", "add-risks-1", "remove-risks", "up-risks-²", "add-", "remove-risks-01", "add-\ud800"],
)
def test_other_buttons_move_nothing(button: str) -> None:
    assert DecisionForm.rearranged([("risks-0-risk", "One"), (button, "1")]) is None


def test_a_rule_speaks_at_its_field_or_above_the_form() -> None:
    form = DecisionForm([("decision_type", "award")])

    form.put_at("rationale.reasons", "Write the reasons.")
    form.put_at("recipient.organisation", "Name the organisation.")
    form.put_at("nothing.of.the.kind", "Something else.")

    assert [(one.name, one.link) for one in form.failures] == [
        ("", None),
        ("recipient-organisation-name", "recipient-organisation-name"),
        ("rationale-reasons", "rationale-reasons"),
    ]


@pytest.mark.parametrize(
    ("typed", "value"),
    [("£12,000", "12000.00"), ("12000.50", "12000.50"), ("0", "0.00"), ("£ 12 000.5", "12000.50"), ("007", "7.00")],
)
def test_money_is_read_as_people_write_it(typed: str, value: str) -> None:
    assert DecisionForm([("amount_awarded", typed)]).document()["amount_awarded"] == value


@pytest.mark.parametrize("month", ["3", "03", "March", "mar", "MAR."])
def test_months_may_be_names(month: str) -> None:
    boxes = {"day": "03", "month": month, "year": "2026"}

    form = DecisionForm([(f"decided_on-{box}", text) for box, text in boxes.items()])

    assert form.document()["decided_on"] == "2026-03-03"


def test_the_body_is_named_as_the_list_names_it() -> None:
    form = DecisionForm([("body-identifier", "XI-BODY-coalmoor"), ("body-name", "Made up")], lists=LISTS)

    assert form.document()["body"]["name"] == "Coalmoor District Council (invented)"
    assert DecisionForm([("round", "1")], lists=LISTS).round_id == 1
    assert DecisionForm([("round", "2")], lists=LISTS).round_id is None


def test_a_round_form_shows_what_a_round_may_say(house: Any) -> None:
    form = RoundForm(lists=Lists(bodies=LISTS.bodies))

    names = {question.field.name for fieldset in form.fieldsets() for question in fieldset.questions}
    assert {"programme-code", "term-reason_words", "refusal-review_route", "rationale-criteria"} <= names
    assert not {"rationale-reasons", "term-start", "terms-overheads_asked", "body-name"} & names
    assert form.missing() == ["body.identifier", "programme.title", "programme.code", "programme.round"]
    assert len(form.failures) == 4


def _names(page: Any) -> set[str]:
    return {one.get("name") for one in page.iter() if one.tag in ("input", "textarea", "select", "button")}
