"""Work the body was funding until now cannot be refused: it is not renewed, and 4.2 to 4.4 ask of it."""

from __future__ import annotations

import pytest

from register.decisions.content import DecisionContent, Refusal
from register.decisions.form import DecisionForm
from register.decisions.rules import rules
from tests.decisions.builders import context, decision, ending, refusal

FIELD = "refusal.funded_before"


def stops(content: DecisionContent) -> list[tuple[str | None, str]]:
    return [(one.undertaking, one.remedy) for one in rules(content, context()) if one.field == FIELD]


def test_a_refusal_to_go_on_funding_must_be_entered_as_an_ending() -> None:
    assert stops(refusal(refusal=Refusal(funded_before=True))) == [
        ("4.4", "Choose “Ending” as what was decided, and “It was not renewed” as the kind of change."),
    ]


@pytest.mark.parametrize(
    "content",
    [
        refusal(),
        refusal(refusal=Refusal(funded_before=False)),
        ending({"end_kind": "non_renewal"}, refusal=Refusal(funded_before=True)),
        ending({"end_kind": "non_renewal"}, decision_type="refusal", refusal=Refusal(funded_before=True)),
        decision(decision_type="part_award", refusal=Refusal(funded_before=True)),
    ],
)
def test_nothing_else_is_stopped(content: DecisionContent) -> None:
    assert stops(content) == []


@pytest.mark.parametrize(("kind", "asked"), [("refusal", True), ("part_award", False), ("ending", False)])
def test_the_form_asks_it_of_refusals(kind: str, asked: bool) -> None:
    fieldsets = DecisionForm([("decision_type", kind)]).fieldsets()
    assert ("refusal-funded_before" in {one.field.name for shown in fieldsets for one in shown.questions}) is asked
