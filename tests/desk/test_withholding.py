"""A part is withheld by choosing its question; filled in all the same, it stops the entry."""

from __future__ import annotations

import pytest
from flask import Flask

from register.decisions.content import DecisionContent
from register.decisions.form import DecisionForm
from register.decisions.questions import QUESTIONS
from register.decisions.reading import Reading
from register.extensions import reading
from register.kinds import KINDS
from register.publishing.review import propose
from register.web.current import now, settings_now
from tests.desk.browser import Officer, Pairs, award_pairs

GROUND = [
    ("withheld-0-category", "commercially sensitive"),
    ("withheld-0-legal_basis", "Freedom of Information Act 2000, section 43"),
    ("withheld-0-decided_by", "Monitoring Officer"),
]
ENTERED = "This is marked as withheld, and yet filled in."


def withholding(field: str, **changes: object) -> Pairs:
    """Return an award that withholds a part."""
    return [*award_pairs(**changes), ("withheld-0-field", field), *GROUND]


def test_a_withheld_part_that_is_filled_in_stops_the_entry(author: Officer) -> None:
    page = author.get("/desk/decisions/new")
    pairs = withholding("amount_previous", amount_previous="4000.00")
    page = author.post("/desk/decisions/new", [*pairs, ("send", "1")], 422)
    assert '<option value="amount_previous" selected>What is given: Amount before</option>' in page
    assert f'<a href="#amount_previous">{ENTERED}</a>' in page
    author.get("/desk/decisions/new")
    author.post("/desk/decisions/new", [*withholding("amount_previous"), ("send", "1")])


@pytest.mark.parametrize("words", ["Amount before", "amounts", "withheld", "recipient.organisation.name "])
def test_what_is_no_question_cannot_be_withheld(author: Officer, words: str) -> None:
    author.get("/desk/decisions/new")
    page = author.post("/desk/decisions/new", [*withholding(words), ("save", "1")], 422)
    assert "has no answer" in page
    assert 'href="#withheld-0-field"' in page


def test_every_part_that_is_offered_is_one_that_readers_and_checks_know(app: Flask) -> None:
    form = DecisionForm(withholding("rationale.reasons"))
    offered = [value for value, _ in form.field_at("withheld.0.field").answers]  # type: ignore[union-attr]
    asked = {question.name for question in QUESTIONS}
    assert all(one in asked or any(name.startswith(f"{one}.") for name in asked) for one in offered)
    assert len(offered) == len(set(offered)) > 100
    assert {
        "rationale.reasons",
        "recipient.organisation",
        "change.plan",
        "term.reason",
        "change.notice.exceptional_reason",
    } <= {*offered}


def test_the_check_counts_it_as_withheld(app: Flask, author: Officer) -> None:
    pairs = withholding("rationale.reasons", rationale={})
    with app.app_context(), reading() as connection:
        proposal = propose(connection, kind=KINDS[0], pairs=pairs, base=None, now=now(), settings=settings_now())
    assert isinstance(proposal.content, DecisionContent)
    assert Reading(proposal.content, proposal.setting).withheld("rationale.reasons") is not None
    found = next(finding for finding in proposal.findings if finding.undertaking == "3.3")
    assert "withheld" in found.sentence
    assert not [breach for breach in proposal.breaches if breach.field == "rationale.reasons"]
