"""The figures that a decision adds to the measures, and the sentences that show them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from register.core.content import Withheld
from register.decisions.content import DecisionContent, Notice, Programme, Recipient
from register.decisions.facts import facts
from tests.decisions.builders import REDACTED, WEAR_VALE_HALLS, context, decision, ending, refusal

PUBLISHED = date(2026, 3, 12)


def numbers(content: DecisionContent, **setting: Any) -> dict[str, int]:
    return {one.name: one.number for one in facts(content, context(**setting))}


def sentence(name: str, content: DecisionContent, **setting: Any) -> str | None:
    return next(one.sentence for one in facts(content, context(**setting)) if one.name == name)


def test_an_award_a_refusal_and_an_ending_add_to_their_measures() -> None:
    assert numbers(decision(), published_on=PUBLISHED) == {
        "days_to_publication": 9,
        "small_recipient": 1,
        "term_months": 36,
        "one_to_two_years": 0,
        "days_call_open": 42,
        "equality_led": 0,
        "succeeded": 1,
    }
    assert numbers(ending()) == {"agreed_expiry": 0, "notice_days": 112}
    assert numbers(refusal()) == {"days_call_open": 42, "succeeded": 0}


def test_imports_are_left_out_of_1_4() -> None:
    assert "days_to_publication" not in numbers(decision(), published_on=PUBLISHED, imported=True)


def test_a_body_that_is_no_party_adds_to_no_measure() -> None:
    assert numbers(decision(), published_on=PUBLISHED, party_from=None) == {}


@pytest.mark.parametrize(("day", "days"), [(date(2026, 3, 3), "0 days"), (date(2026, 3, 4), "1 day")])
def test_1_4_shows_its_sum(day: date, days: str) -> None:
    told = sentence("days_to_publication", decision(), published_on=day)
    assert told == f"Decided 3 March 2026, published {day.day} March 2026: {days}."


def test_what_was_published_before_it_was_decided_has_no_sum() -> None:
    assert "days_to_publication" not in numbers(decision(), published_on=date(2026, 3, 2))


def test_3_5_shows_how_long_the_call_was_open() -> None:
    assert sentence("days_call_open", decision()) == (
        "The call was open from 1 November 2025 to 12 December 2025: 42 days, both ends counted."
    )
    one_day = Programme(call_opened_on=date(2026, 1, 5), call_closed_on=date(2026, 1, 5))
    assert numbers(decision(programme=one_day))["days_call_open"] == 1
    turned = Programme(call_opened_on=date(2026, 2, 1), call_closed_on=date(2026, 1, 1))
    assert "days_call_open" not in numbers(decision(programme=turned))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (decision(), "An organisation that is not equality-led was awarded support."),
        (decision(recipient=Recipient(equality_led=True)), "An equality-led organisation was awarded support."),
        (refusal(recipient=Recipient(equality_led=True)), "An equality-led organisation was refused support."),
        (refusal(), "An organisation was refused support; whether it is equality-led is not recorded."),
        (
            decision(recipient=REDACTED),
            "An organisation was awarded support; whether it is equality-led has been withheld.",
        ),
        (
            decision(
                recipient=Recipient(organisation=WEAR_VALE_HALLS),
                withheld=(
                    Withheld(
                        field="recipient.equality_led", category="personal data", legal_basis="s.40", decided_by="x"
                    ),
                ),
            ),
            "An organisation was awarded support; whether it is equality-led has been withheld.",
        ),
    ],
)
def test_5_2_shows_who_succeeded(content: DecisionContent, told: str) -> None:
    assert sentence("succeeded", content) == told


def test_4_4_shows_the_notice_in_days() -> None:
    assert sentence("notice_days", ending()) == (
        "Notice given 12 May 2026, effective 1 September 2026: 112 days, counted towards the median."
    )


def test_what_is_no_notice_is_left_out_of_the_median() -> None:
    dates = {"written_on": date(2026, 5, 12), "effective_on": date(2026, 9, 1)}
    assert "notice_days" not in numbers(ending({"notice": Notice(**dates, unconditional=False)}))
    assert "notice_days" not in numbers(ending({"notice": Notice(**dates)}, decided_on=date(2026, 5, 13)))
