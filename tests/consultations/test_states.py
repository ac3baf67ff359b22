"""Where a consultation stands, from its dates, on the moment asked; and the sentence that says so."""

from __future__ import annotations

from datetime import date, time

import pytest

from register.consultations.content import ConsultationContent, Period
from register.consultations.standing import Standing, standing
from register.consultations.states import spells
from register.core.findings import Context
from tests.consultations.builders import REDACTED, at, consultation, context, period, promise, reading, view

WITHHELD = "Its dates have been withheld: personal data, UK GDPR, article 6"
BARE = {
    "views": None,
    "responses": None,
    "feedback_published_on": None,
    "decided_on": None,
    "decision_due_on": None,
    "outcome_published_on": None,
    "outcome": None,
}
JANUARY, FEBRUARY = date(2026, 1, 19), date(2026, 2, 27)


def bare(*periods: Period, **changes: object) -> ConsultationContent:
    """Return a consultation of which only these dates are known."""
    return consultation(**{**BARE, "announced_on": None, "periods": periods, **changes})


def told(content: ConsultationContent, where: Context) -> tuple[str, str]:
    said = standing(content, where)
    return said.state, said.sentence


WINTER = bare(period(JANUARY, FEBRUARY))
NOON = bare(period(JANUARY, date(2026, 12, 5), time(12)))


@pytest.mark.parametrize(
    ("day", "state", "sentence"),
    [
        (date(2026, 1, 18), "announced", "Announced: opens 19 January 2026"),
        (JANUARY, "open", "Open until 27 February 2026"),
        (FEBRUARY, "open", "Open until 27 February 2026"),
        (date(2026, 2, 28), "closed", "Closed 27 February 2026; feedback is due by 22 May 2026"),
        (date(2026, 5, 22), "closed", "Closed 27 February 2026; feedback is due by 22 May 2026"),
        (
            date(2026, 5, 23),
            "unanswered",
            "Closed 27 February 2026; feedback was due by 22 May 2026 and is 1 day overdue",
        ),
        (
            date(2026, 6, 2),
            "unanswered",
            "Closed 27 February 2026; feedback was due by 22 May 2026 and is 11 days overdue",
        ),
    ],
)
def test_the_state_is_told_from_the_dates_on_the_day_asked(day: date, state: str, sentence: str) -> None:
    assert told(WINTER, at(day, 9)) == (state, sentence)


def test_a_closing_time_is_londons_minute() -> None:
    assert told(NOON, at(date(2026, 12, 5), 11, 59)) == ("open", "Open until noon on 5 December 2026")
    assert told(NOON, at(date(2026, 12, 5), 12, 0))[0] == "closed"
    summer = bare(period(JANUARY, date(2026, 7, 1), time(23, 59)))
    assert told(summer, at(date(2026, 7, 1), 23, 58)) == ("open", "Open until 11:59pm on 1 July 2026")
    assert told(summer, at(date(2026, 7, 1), 23, 59))[0] == "closed"


def test_without_a_time_it_is_open_to_the_end_of_the_day_in_london() -> None:
    # In July, London's midnight is eleven o'clock of the evening before in UTC.
    summer = bare(period(JANUARY, date(2026, 7, 1)))
    assert spells(reading(summer))[1].until == "2026-07-01T23:00:00.000000Z"
    assert told(summer, at(date(2026, 7, 1), 23, 59))[0] == "open"
    assert told(summer, at(date(2026, 7, 2)))[0] == "closed"


def test_midnight_is_the_start_of_its_day() -> None:
    midnight = bare(period(JANUARY, FEBRUARY, time(0, 0)))
    assert told(midnight, at(date(2026, 2, 26), 23, 59)) == ("open", "Open until 26 February 2026")
    assert told(midnight, at(FEBRUARY)) == ("closed", "Closed 26 February 2026; feedback is due by 21 May 2026")


def test_what_was_published_moves_it_on() -> None:
    content = bare(
        period(JANUARY, FEBRUARY),
        feedback_published_on=date(2026, 5, 20),
        decision_due_on=date(2026, 7, 1),
        outcome_published_on=date(2026, 7, 3),
    )
    assert told(content, at(date(2026, 5, 19)))[0] == "closed"
    assert told(content, at(date(2026, 5, 20))) == (
        "feedback_published",
        "Feedback published 20 May 2026; the decision is due by 1 July 2026",
    )
    assert told(content, at(date(2026, 7, 2))) == ("feedback_published", "Feedback published 20 May 2026")
    assert told(content, at(date(2026, 7, 3))) == ("outcome_published", "Outcome published 3 July 2026")


def test_late_feedback_and_an_outcome_without_feedback_say_so() -> None:
    late = bare(period(JANUARY, FEBRUARY), feedback_published_on=date(2026, 5, 25))
    assert told(late, at(date(2026, 6, 1)))[1] == "Feedback published 25 May 2026, 3 days after it was due"
    silent = bare(period(JANUARY, FEBRUARY), outcome_published_on=date(2026, 4, 1))
    assert told(silent, at(date(2026, 4, 2)))[1] == ("Outcome published 1 April 2026; feedback is due by 22 May 2026")
    assert told(silent, at(date(2026, 5, 24)))[1] == (
        "Outcome published 1 April 2026; feedback was due by 22 May 2026 and is 2 days overdue"
    )


def test_abandoned_stays_abandoned() -> None:
    content = bare(period(JANUARY, FEBRUARY), abandoned_on=date(2026, 2, 2))
    assert told(content, at(date(2026, 2, 1)))[0] == "open"
    assert told(content, at(date(2026, 2, 2))) == ("abandoned", "Abandoned 2 February 2026")
    assert told(content, at(date(2026, 9, 2)))[0] == "abandoned"
    assert [one for one in spells(reading(content)) if one.name == "awaited"] == []


def test_between_two_periods_it_is_closed_until_it_reopens() -> None:
    content = bare(period(JANUARY, FEBRUARY), period(date(2026, 4, 1), date(2026, 4, 30)))
    assert told(content, at(date(2026, 3, 1))) == (
        "closed",
        "Closed 27 February 2026; opens again 1 April 2026",
    )
    assert told(content, at(date(2026, 4, 1))) == ("open", "Open again until 30 April 2026")
    # Feedback is due on all that was said, and so 84 days after the last closing.
    assert told(content, at(date(2026, 5, 1)))[1] == "Closed 30 April 2026; feedback is due by 23 July 2026"
    assert [standing(content, at(day)).reopened for day in (date(2026, 3, 31), date(2026, 4, 1))] == [False, True]


def test_an_extension_joins_its_period() -> None:
    content = bare(period(JANUARY, date(2026, 4, 12), extended_from=FEBRUARY))
    said = standing(content, at(date(2026, 3, 1)))
    assert said.sentence == "Open until 12 April 2026, extended from 27 February 2026"
    assert said.flags == ("Extended",)
    assert reading(content).longest.days == 84  # type: ignore[union-attr]


def test_periods_that_touch_are_one_and_a_gap_of_an_hour_is_a_reopening() -> None:
    touching = bare(period(JANUARY, FEBRUARY), period(date(2026, 2, 28), date(2026, 4, 12)))
    assert [one.days for one in reading(touching).stretches] == [84]
    apart = bare(period(JANUARY, FEBRUARY, time(23, 0)), period(date(2026, 2, 28), date(2026, 4, 12)))
    assert [one.days for one in reading(apart).stretches] == [40, 44]


def test_feedback_before_the_last_closing_does_not_answer_what_came_after() -> None:
    content = bare(
        period(JANUARY, FEBRUARY),
        period(date(2026, 6, 1), date(2026, 6, 30)),
        feedback_published_on=date(2026, 4, 1),
    )
    assert told(content, at(date(2026, 4, 1))) == (
        "feedback_published",
        "Feedback published 1 April 2026; opens again 1 June 2026",
    )
    assert told(content, at(date(2026, 6, 1)))[0] == "open"
    assert told(content, at(date(2026, 7, 1))) == (
        "closed",
        "Closed 30 June 2026; feedback is due by 22 September 2026",
    )


@pytest.mark.parametrize(
    ("content", "day", "state", "sentence"),
    [
        (bare(), JANUARY, "dates_not_stated", "Dates not stated"),
        (
            bare(dates_words="July to September 2008."),
            JANUARY,
            "dates_not_stated",
            "Dates not stated; it is only said: July to September 2008",
        ),
        (
            bare(period(None, FEBRUARY, time(17))),
            JANUARY,
            "dates_not_stated",
            "Closes 5pm on 27 February 2026; the day it opens is not stated",
        ),
        (
            bare(period(None, FEBRUARY, time(17))),
            FEBRUARY,
            "dates_not_stated",
            "Closes 5pm on 27 February 2026; the day it opens is not stated",
        ),
        (bare(period(None, FEBRUARY)), date(2026, 2, 28), "closed", "Closed 27 February 2026"),
        (bare(period(JANUARY, None)), date(2026, 1, 18), "announced", "Announced: opens 19 January 2026"),
        (
            bare(period(JANUARY, None)),
            JANUARY,
            "dates_not_stated",
            "Opened 19 January 2026; the day it closes is not stated",
        ),
        (
            bare(period(FEBRUARY, JANUARY)),
            FEBRUARY,
            "dates_not_stated",
            "Dates not clear: it is said to open 27 February 2026 and to close 19 January 2026",
        ),
        (bare(outcome_published_on=JANUARY), JANUARY, "outcome_published", "Outcome published 19 January 2026"),
        (consultation(**{**BARE, "periods": REDACTED}), JANUARY, "dates_not_stated", WITHHELD),
    ],
)
def test_what_is_not_stated_is_never_guessed(
    content: ConsultationContent, day: date, state: str, sentence: str
) -> None:
    # Of a body that is no party to the Compact nothing is owed.
    assert told(content, at(day, 9, party_from=None)) == (state, sentence)


def test_nobody_says_of_an_old_consultation_that_it_is_still_being_analysed() -> None:
    content = bare(period(JANUARY, FEBRUARY))
    # The yardstick's last day is 22 May; the next begins at London's midnight, an hour before that of UTC.
    (last,) = [one for one in spells(reading(content, at(FEBRUARY, party_from=None))) if one.value == "unanswered"]
    assert (last.since, last.until) == ("2026-05-22T23:00:00.000000Z", None)
    assert last.label == "Closed, nothing more recorded"
    other = at(date(2026, 5, 22), 23, 59, party_from=None)
    assert told(content, other) == ("closed", "Closed 27 February 2026")
    later = at(date(2026, 5, 23), party_from=None)
    assert told(content, later) == ("unanswered", "Closed 27 February 2026; no feedback is recorded here")
    partly = bare(
        period(JANUARY, FEBRUARY),
        period(date(2026, 6, 1), date(2026, 6, 30)),
        feedback_published_on=date(2026, 4, 1),
    )
    assert told(partly, at(date(2026, 9, 23), party_from=None)) == (
        "unanswered",
        "Closed 30 June 2026; no feedback since is recorded here",
    )


def test_feedback_of_which_no_day_is_stated_is_feedback_and_a_party_owes_the_day() -> None:
    content = bare(period(JANUARY, FEBRUARY), did="The Friday bus now leaves at ten.")
    day = date(2026, 5, 23)
    assert told(content, at(day, party_from=None)) == (
        "feedback_published",
        "Closed 27 February 2026; the day feedback was published is not stated",
    )
    assert told(content, at(date(2026, 5, 22), party_from=None))[0] == "closed"
    assert told(content, at(day))[0] == "unanswered"


def test_a_promised_day_takes_the_place_of_the_yardstick() -> None:
    content = bare(period(JANUARY, FEBRUARY), feedback_promised_by=date(2026, 4, 30))
    assert told(content, at(date(2026, 4, 30)))[1] == "Closed 27 February 2026; feedback is due by 30 April 2026"
    assert told(content, at(date(2026, 4, 30)))[0] == "closed"
    assert told(content, at(date(2026, 5, 1)))[0] == "unanswered"
    assert standing(content, at(date(2026, 5, 1))).overdue
    # Of a body that is no party, a promise is told as one, but never stands among what is overdue.
    other = at(date(2026, 5, 1), party_from=None)
    assert told(content, other)[1].endswith("feedback was due by 30 April 2026 and is 1 day overdue")
    assert not standing(content, other).overdue


def test_feedback_is_overdue_from_the_day_after_until_it_is_published() -> None:
    content = bare(period(JANUARY, FEBRUARY), feedback_published_on=date(2026, 6, 3))
    (spell,) = (one for one in spells(reading(content)) if one.name == "awaited")
    assert (spell.value, spell.label) == ("feedback", "Feedback overdue")
    # 22 May + 1 day, at London's midnight in summer.
    assert (spell.since, spell.until) == ("2026-05-22T23:00:00.000000Z", "2026-06-02T23:00:00.000000Z")


def test_commitments_that_are_overdue_together_make_one_spell() -> None:
    content = bare(
        period(JANUARY, FEBRUARY),
        views=(
            view(1, commitment=promise(date(2026, 6, 1), done_on=date(2026, 7, 1))),
            view(2, commitment=promise(date(2026, 6, 15), done_on=date(2026, 6, 20))),
            view(3, commitment=promise(date(2026, 8, 1), done_on=date(2026, 8, 1))),
            view(4, commitment=promise(date(2026, 9, 1), progress="dropped")),
            view(5, commitment=promise(date(2026, 9, 1), progress="done")),
            view(6, commitment=promise(date(2026, 10, 1))),
        ),
        feedback_published_on=date(2026, 5, 1),
    )
    found = [(one.value, one.since, one.until) for one in spells(reading(content)) if one.name == "awaited"]
    assert found == [
        ("commitment", "2026-06-01T23:00:00.000000Z", "2026-06-30T23:00:00.000000Z"),
        ("commitment", "2026-10-01T23:00:00.000000Z", None),
    ]


def test_a_view_that_is_still_considered_past_its_day_is_awaited() -> None:
    content = bare(period(JANUARY, FEBRUARY), views=(view(1, "still_considering", decide_by=date(2026, 6, 30)),))
    found = {one.value: one.since for one in spells(reading(content)) if one.name == "awaited"}
    assert found["view"] == "2026-06-30T23:00:00.000000Z"


def test_a_reason_that_a_file_left_out_is_awaited_of_a_party_only() -> None:
    content = consultation(views=(view(1, "not_acted_on", reason=None),))
    assert "reason" in {one.value for one in spells(reading(content, context(imported=True)))}
    assert {one.name for one in spells(reading(content, context(party_from=None)))} == {"state"}


def test_without_a_moment_the_day_begins() -> None:
    said: Standing = standing(WINTER, context(today=FEBRUARY))
    assert said.state == "open"
    assert standing(WINTER, context(today=date(2026, 2, 28))).state == "closed"
