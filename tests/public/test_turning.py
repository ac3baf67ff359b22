"""When a state ends is counted in London's days from the moment a page is asked for."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from register.core.calendar import LONDON
from register.core.kind import Turn
from register.public.turning import in_words

CLOSES, OPENS = Turn("open", "closes"), Turn("announced", "opens", begins=True)
MIDNIGHT_AFTER_THE_1ST = datetime(2026, 12, 2, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("turn", "asked", "said"),
    [
        (CLOSES, datetime(2026, 11, 22, 23, 59, tzinfo=LONDON), "Closes in 9 days"),
        (CLOSES, datetime(2026, 11, 23, tzinfo=LONDON), "Closes in 8 days"),
        (CLOSES, datetime(2026, 11, 30, 12, tzinfo=LONDON), "Closes tomorrow"),
        (CLOSES, datetime(2026, 12, 1, 23, 59, tzinfo=LONDON), "Closes today"),
        (CLOSES, datetime(2026, 10, 1, tzinfo=LONDON), "Closes on 1 December 2026"),
        (OPENS, datetime(2026, 11, 30, 12, tzinfo=LONDON), "Opens in 2 days"),
        (OPENS, datetime(2026, 12, 1, 12, tzinfo=LONDON), "Opens tomorrow"),
    ],
)
def test_a_state_ends_on_its_last_day_and_another_begins_the_day_after(turn: Turn, asked: datetime, said: str) -> None:
    assert in_words(turn, MIDNIGHT_AFTER_THE_1ST, asked) == said


def test_a_closing_time_is_told_when_it_is_near() -> None:
    until = datetime(2026, 12, 1, 17, tzinfo=LONDON)
    assert in_words(CLOSES, until, until - timedelta(hours=8)) == "Closes today at 17:00"
    assert in_words(CLOSES, until, until - timedelta(days=1)) == "Closes tomorrow at 17:00"
    assert in_words(CLOSES, until, until - timedelta(days=2)) == "Closes in 2 days"


def test_days_are_londons_in_summer_too() -> None:
    until = datetime(2026, 7, 2, tzinfo=LONDON)  # 23:00 on 1 July in UTC
    assert in_words(CLOSES, until, datetime(2026, 6, 30, 23, 30, tzinfo=LONDON)) == "Closes tomorrow"
    assert in_words(CLOSES, until, datetime(2026, 7, 1, 0, 30, tzinfo=LONDON)) == "Closes today"
