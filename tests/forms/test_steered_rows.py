"""Questions of a row that only some answers in it ask: not asked otherwise, never lost, and rightly told of a group."""

from __future__ import annotations

from typing import Any

import pytest

from register.consultations.form import ConsultationForm
from register.disputes.form import DisputeForm
from register.web.fields import Group, Number
from register.web.questions import Question
from tests.forms.conftest import Render

ALWAYS = {"stage", "began_on", "ended_on", "who", "summary", "number"}
OF_LETTERS = {"breach_identified", "justification_asked", "replied_on"}


def steps(*pairs: tuple[str, str]) -> set[str]:
    """Return what the first step is asked, by the last part of the boxes' names."""
    return asked(DisputeForm([("stages-0-summary", "They met."), *pairs]), "stages")


def asked(form: Any, name: str) -> set[str]:
    row = (group_of(form, name).rows or [])[0]
    return {one.short_name for one in (*row.fields, *row.steered, *row.rest)}


def group_of(form: Any, name: str) -> Question:
    found: Question = next(one for part in form.fieldsets() for one in part.questions if one.field.name == name)
    return found


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("", set()),
        ("informal", set()),
        ("letter", OF_LETTERS),
        ("investigation", set()),
        ("assistance", {"help"}),
        ("local_review", set()),
        ("external", {"external"}),
        ("no such kind", set()),
    ],
)
def test_a_step_is_asked_what_its_kind_owes(kind: str, more: set[str]) -> None:
    assert steps(("stages-0-stage", kind)) == ALWAYS | more


@pytest.mark.parametrize(
    ("became", "more"),
    [
        ("", set()),
        ("acted_on", {"change"}),
        ("partly", {"change", "reason"}),
        ("already_planned", {"change"}),
        ("not_acted_on", {"reason"}),
        ("out_of_scope", {"reason"}),
        ("still_considering", {"decide_by"}),
    ],
)
def test_a_view_is_asked_what_became_of_it(became: str, more: set[str]) -> None:
    form = ConsultationForm([("entered", "closed"), ("views-0-said", "Open it."), ("views-0-disposition", became)])
    assert asked(form, "views") & {"change", "reason", "decide_by"} == more


@pytest.mark.parametrize(
    ("found_by", "more"),
    [("", set()), ("agreed", set()), ("independent", {"finder"}), ("court", {"finder"}), ("one_party", {"said_by"})],
)
def test_a_finding_is_asked_whose_it_is(found_by: str, more: set[str]) -> None:
    form = DisputeForm([("engaged-0-undertaking", "4.2"), ("engaged-0-found_by", found_by)])
    assert asked(form, "engaged") & {"finder", "said_by"} == more


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("help", "mediation"),
        ("external", "a court of appeal that is not offered"),
        ("breach_identified", "no"),
        ("replied_on-month", "May"),
    ],
)
def test_what_is_answered_though_not_asked_is_shown_and_never_lost(render: Render, name: str, typed: str) -> None:
    form = DisputeForm([("stages-0-stage", "informal"), ("stages-0-summary", "They met."), (f"stages-0-{name}", typed)])
    shown = name.partition("-")[0]
    assert asked(form, "stages") == ALWAYS | {shown}
    page = render(form)
    assert "The next answer is not asked of a step like this." in "".join(page.itertext())
    sent = {one.get("name"): one for one in page.iter() if one.tag in ("input", "select")}
    assert f"stages-0-{name}" in sent
    if name == "replied_on-month":
        assert sent["stages-0-replied_on-month"].get("value") == "May"


def test_what_a_rule_misses_in_a_question_that_is_not_asked_is_told_at_it(render: Render) -> None:
    form = DisputeForm([("stages-0-stage", "informal")])
    form.put_at("stages.0.replied_on", "The reply came before it.")
    ids = {one.get("id") for one in render(form).iter()}
    assert {failure.link for failure in form.failures} <= ids


def test_each_row_has_a_button_and_a_place_for_what_it_is_asked_anew(render: Render) -> None:
    page = render(DisputeForm([("stages-0-stage", "letter"), ("stages-1-stage", "informal")]))
    for row in ("stages-0", "stages-1"):
        select = page.find(f".//select[@id='{row}-stage']")
        assert select.get("data-hx-trigger") == "change"
        assert page.find(f".//button[@name='update'][@value='{row}-stage']") is not None
        place = page.find(f".//div[@id='{row}-steered']")
        assert place.get("class") == select.get("data-hx-target").removeprefix("next .")
    assert page.find(".//div[@id='stages-0-steered']//*[@id='stages-0-replied_on-day']") is not None
    assert len(page.find(".//div[@id='stages-1-steered']")) == 0


@pytest.mark.parametrize("form", [ConsultationForm, DisputeForm])
def test_the_tables_name_only_questions_that_stand_together(form: Any) -> None:
    groups = [one for one in form()._fields.values() if isinstance(one, Group) and one.steering]
    assert groups
    for group in groups:
        part = group.append_entry().form
        names = [name for name, one in part._fields.items() if not isinstance(one, Number)]
        begin = min(names.index(name) for name in group.steered)
        assert set(names[begin : begin + len(group.steered)]) == set(group.steered)
        assert names.index(group.steering) < begin
        known = {value for value, _ in part[group.steering].answers}
        assert {answer for answers in group.steered.values() for answer in answers} <= known
