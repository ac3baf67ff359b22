"""Sentences of findings that claim no more than was written."""

from __future__ import annotations

from datetime import date

import pytest

from register.core.findings import Outcome
from register.decisions.content import Criterion, Rationale, Refusal
from tests.decisions.builders import decision, find, refusal


def test_what_came_before_a_refusal_was_no_feedback_on_it() -> None:
    found = find("refusal_feedback", refusal(refusal=Refusal(feedback_given_on=date(2026, 2, 27))))
    assert found.field == "refusal.feedback_given_on"
    assert found.sentence == (
        "The day given for the feedback, 27 February 2026, is before the decision of 3 March 2026: "
        "it cannot be feedback on it."
    )


@pytest.mark.parametrize(
    ("met", "inherited", "sentence"),
    [
        ((), False, "The reasons are written."),
        (("Three villages have no hall.",), False, "The reasons are written, and judged by 1 criterion."),
        (("No hall.", "Open daily."), False, "The reasons are written, and judged by 2 criteria."),
        (("No hall.", "Open daily."), True, "The reasons are written, and judged by 2 criteria."),
        ((None,), True, "The reasons are written. The round’s criterion is listed; how it was met is not stated."),
        (
            (None, "", None, None),
            True,
            "The reasons are written. The round’s 4 criteria are listed; how each was met is not stated.",
        ),
        (
            (None, "Open daily.", None),
            True,
            "The reasons are written. The round’s 3 criteria are listed; how 2 of them were met is not stated.",
        ),
    ],
)
def test_nothing_is_said_to_be_judged_by_criteria_that_are_only_listed(
    met: tuple[str | None, ...], inherited: bool, sentence: str
) -> None:
    criteria = tuple(Criterion(criterion=f"Criterion {n}", how_met=how) for n, how in enumerate(met))
    marks = ("rationale.criteria",) if inherited else ()
    why = Rationale(reasons="It scored best of all.", criteria=criteria or None)
    found = find("rationale", decision(rationale=why, inherited=marks))
    assert (found.outcome, found.sentence) == (Outcome.KEPT, sentence)
