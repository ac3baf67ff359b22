"""A round's words are taken over where the decision has none, and are marked until somebody changes them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from register.decisions.content import DecisionContent
from register.decisions.form import DecisionForm, mark_of
from register.decisions.round_form import RoundForm
from register.decisions.rounds import INHERITABLE, at, inherit
from tests.decisions.builders import contents
from tests.forms.conftest import LISTS, Render

WORDS: dict[str, Any] = {
    "programme": {"code": "VHF", "title": "Village halls fund", "round": "2026", "application_hours": 6},
    "rationale": {"criteria": [{"criterion": "Need", "weight": "60%"}]},
    "term": {"reason": "settlement_limit", "reason_words": "The settlement runs to March 2027."},
    "terms": {"payment_timing": "advance", "advance_considered": True},
    "refusal": {"review_route": "Write to the monitoring officer."},
}


def test_an_award_takes_over_what_it_does_not_say() -> None:
    document = DecisionForm([("decision_type", "award"), ("programme-round", "Second")]).document(WORDS)

    assert document["programme"] == {
        "code": "VHF",
        "title": "Village halls fund",
        "round": "Second",
        "application_hours": 6,
    }
    assert document["term"]["reason_words"] == "The settlement runs to March 2027."
    assert "refusal" not in document
    assert "programme.round" not in document["inherited"]
    assert {"programme.code", "rationale.criteria", "term.reason"} <= set(document["inherited"])


def test_a_reason_of_its_own_is_not_mixed_with_the_words_of_the_round() -> None:
    own = DecisionForm([("decision_type", "award"), ("term-reason", "pilot")]).document(WORDS)
    none = DecisionForm([("decision_type", "award"), ("term-unstated", "yes")]).document(WORDS)

    assert own["term"] == {"reason": "pilot", "unstated": False}
    assert none["term"] == {"unstated": True}


def test_a_refusal_takes_over_the_way_to_a_review_and_no_terms() -> None:
    document = inherit({"decision_type": "refusal"}, WORDS)

    assert document["refusal"]["review_route"] == "Write to the monitoring officer."
    assert "terms" not in document
    assert "term" not in document


def test_a_correction_keeps_the_marks_of_what_it_leaves_alone() -> None:
    published = DecisionForm([("decision_type", "award")]).document(WORDS)
    pairs = DecisionForm.pairs_of(published)
    assert DecisionForm(pairs, base=published).document() == published

    changed = [(name, "12" if name == "programme-application_hours" else value) for name, value in pairs]
    corrected = DecisionForm(changed, base=published).document()

    assert corrected["programme"]["application_hours"] == 12
    assert set(published["inherited"]) - set(corrected["inherited"]) == {"programme.application_hours"}


@pytest.mark.parametrize("name", ["rationale.reasons", "rationale", "term.reason_words", "term", "change.notice"])
def test_nobody_marks_words_of_their_own_as_the_rounds(name: str) -> None:
    """Rules ask less of what a round says: a mark that was posted counts only where the round says just that."""
    own = [("rationale-reasons", "N/A"), ("term-reason", "pilot"), ("term-reason_words", "N/A")]
    said = at(DecisionForm([("decision_type", "award"), *own]).document(), name)
    forged = [("decision_type", "award"), *own, ("inherited", f"{name} {mark_of(said)}")]
    published = DecisionForm([("decision_type", "award"), *own]).document(WORDS)

    for form, words in (
        (DecisionForm(forged), None),
        (DecisionForm(forged), WORDS),
        (DecisionForm(forged, base=published), WORDS),
    ):
        assert name not in form.document(words)["inherited"]


def test_words_that_are_the_rounds_stay_marked() -> None:
    pairs = DecisionForm.pairs_of(DecisionForm([("decision_type", "award")]).document(WORDS))
    assert "term.reason_words" in DecisionForm(pairs).document(WORDS)["inherited"]
    assert DecisionForm(pairs).document()["inherited"] == []


def test_the_form_shows_what_would_be_taken_over(render: Render) -> None:
    page = render(DecisionForm([("decision_type", "award"), ("round", "1")], lists=LISTS), WORDS)

    words = "".join(page.itertext())
    assert "from the programme round: The settlement runs to March 2027." in words
    assert "from the programme round: In advance" in words
    assert "from the programme round: Need, 60%" in words


@settings(max_examples=80, deadline=None)
@given(contents(), contents())
def test_what_is_said_is_never_changed(content: DecisionContent, other: DecisionContent) -> None:
    document = content.model_dump(mode="json", exclude_none=True)
    words = other.model_dump(mode="json", exclude_none=True)

    inherited = inherit(document, words)

    for dotted in INHERITABLE:
        if at(document, dotted) is not None:
            assert at(inherited, dotted) == at(document, dotted)
        elif at(inherited, dotted) is not None:
            assert at(inherited, dotted) == at(words, dotted)
            assert dotted in inherited["inherited"]


def test_a_round_form_gives_the_words_to_take_over() -> None:
    pairs = [("body-identifier", "XI-BODY-coalmoor"), *RoundForm.pairs_of(WORDS)]

    form = RoundForm(pairs, lists=LISTS)

    assert form.failures == []
    assert form.missing() == []
    assert form.words() == WORDS
