"""Whose statement it is: each kind says what is meant where nobody says so."""

from __future__ import annotations

import pytest

from register.consultations.form import ConsultationForm
from register.decisions.form import DecisionForm
from register.disputes.form import DisputeForm
from register.web.forms import DraftForm

WORDS = [("statement-words", "We were not asked.")]


@pytest.mark.parametrize(("form", "side"), [(DecisionForm, "recipient"), (ConsultationForm, "respondents")])
def test_a_statement_is_of_the_side_that_its_kind_assumes(form: type[DraftForm], side: str) -> None:
    made = form(WORDS)
    assert made.document()["statement"] == {"words": "We were not asked.", "side": side}
    assert made.failures == []


def test_a_kind_that_assumes_no_side_asks_for_it() -> None:
    made = DisputeForm(WORDS)
    assert "statement" not in made.document()
    assert [one.message for one in made.failures] == ["Choose whose statement it is"]


def test_no_form_but_a_decisions_speaks_of_a_recipient() -> None:
    sides = [form().field_at("statement.side") for form in (DecisionForm, ConsultationForm, DisputeForm)]
    assert ["recipient" in side.description for side in sides if side is not None] == [True, False, False]
