"""The figures that a consultation adds to the measures, and the register's own check of its sums."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from register.consultations.content import ConsultationContent
from register.consultations.facts import facts
from tests.consultations.builders import TODAY, consultation, context, period, promise, view

OPENS = date(2026, 1, 5)


def numbers(content: ConsultationContent, **setting: Any) -> dict[str, int]:
    return {one.name: one.number for one in facts(content, context(**setting))}


def lasting(days: int, **changes: Any) -> ConsultationContent:
    return consultation(periods=(period(OPENS, OPENS + timedelta(days=days - 1)),), **changes)


def test_a_consultation_adds_to_its_measures() -> None:
    assert numbers(consultation()) == {
        "longest_days": 84,
        "twelve_weeks": 1,
        "twelve_weeks_or_explained": 1,
        "days_announced_ahead": 24,
        "announced_early": 1,
        "days_to_feedback": 64,
        "feedback_in_time": 1,
        "views": 2,
        "views_settled": 2,
        "views_undone": 1,
        "views_undone_with_reason": 1,
        "commitments_due": 1,
        "commitments_done": 1,
        "responses": 61,
        "vcs_response": 1,
        "organisations_named": 1,
        "organisations_saying_whom": 1,
    }


def test_200_consultations_80_short_and_44_of_these_unexplained_make_60_45_and_78_per_cent() -> None:
    lot = [
        *(lasting(84 + n % 9) for n in range(120)),
        *(lasting(20 + n, short_reason="The grant ended in June.") for n in range(36)),
        *(lasting(83 - n % 30, short_reason=("", "N/A", None)[n % 3]) for n in range(22)),
        *(consultation(method="informal", short_unstated=True) for _ in range(22)),
    ]
    assert len(lot) == 200
    figures = [numbers(one) for one in lot]

    def share(name: str) -> float:
        counted = [one[name] for one in figures if name in one]
        return sum(counted) / len(counted)

    assert round(share("twelve_weeks"), 10) == 0.60
    assert round(share("explained"), 10) == 0.45
    assert round(share("twelve_weeks_or_explained"), 10) == 0.78
    # The second is a share of the rest, and of nothing else.
    assert sum("explained" in one for one in figures) == 80


def test_what_is_not_known_or_not_over_is_in_no_measure_of_2_4() -> None:
    parts = {"twelve_weeks", "explained", "twelve_weeks_or_explained", "longest_days"}
    assert not parts & set(numbers(consultation(periods=None)))
    assert not parts & set(numbers(consultation(periods=(period(None, date(2026, 3, 29)),))))
    assert not parts & set(numbers(consultation(), today=date(2026, 3, 29)))
    assert parts - {"explained"} <= set(numbers(consultation(), today=date(2026, 3, 30)))


def test_feedback_counts_once_it_is_due_or_out() -> None:
    silent = consultation(feedback_published_on=None, views=None)
    assert "feedback_in_time" not in numbers(silent, today=date(2026, 6, 21))
    assert numbers(silent, today=date(2026, 6, 22))["feedback_in_time"] == 0
    assert numbers(consultation(), today=date(2026, 6, 1))["feedback_in_time"] == 1
    assert "feedback_in_time" not in numbers(consultation(), today=date(2026, 5, 31))
    abandoned = consultation(feedback_published_on=None, abandoned_on=date(2026, 4, 1))
    assert "feedback_in_time" not in numbers(abandoned)


def test_views_and_commitments_are_counted_by_what_became_of_them() -> None:
    views = (
        view(1, commitment=promise(date(2026, 9, 1), done_on=date(2026, 10, 1))),
        view(2, "partly", commitment=promise(date(2026, 9, 1), progress="dropped")),
        view(3, "already_planned", commitment=promise(TODAY)),
        view(4, "not_acted_on", reason="N/A"),
        view(5, "out_of_scope"),
        view(6, "still_considering"),
        view(7, None),
    )
    told = numbers(consultation(views=views))
    assert {name: told[name] for name in told if name.startswith(("views", "commitments"))} == {
        "views": 7,
        "views_settled": 5,
        "views_undone": 3,
        "views_undone_with_reason": 2,
        "commitments_due": 2,
        "commitments_done": 1,
    }


def test_a_body_that_is_no_party_adds_to_no_measure() -> None:
    assert numbers(consultation(), party_from=None) == {}


def test_the_time_to_feedback_shows_its_sum() -> None:
    told = next(one.sentence for one in facts(consultation(), context()) if one.name == "days_to_feedback")
    assert told == "Closed 29 March 2026, feedback published 1 June 2026: 64 days."
