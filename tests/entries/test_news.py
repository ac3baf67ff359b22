"""What happened last: entries published and entries that came into another state, by the day on which they did."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from register.core.calendar import LONDON, instant
from register.entries.news import news
from register.extensions import reading
from tests.entries.stated import Stated, turns

pytestmark = pytest.mark.record

NOW = datetime(2126, 7, 10, 12, tzinfo=LONDON)
"""A hundred years on: everything was published long ago."""


def told(now: datetime = NOW, **asked: object) -> list[tuple[str, str]]:
    with reading() as connection:
        return [(one.row.title, one.on) for one in news(connection, now=now, limit=9, **asked)]  # type: ignore[arg-type]


def test_what_came_into_its_state_last_comes_first(states: Stated, database: str) -> None:
    midnight = datetime(2126, 7, 2, tzinfo=LONDON)  # 23:00 on 1 July in UTC
    states.publish("Award of May", decided_on=date(2026, 5, 1))
    states.publish("Award of June", decided_on=date(2026, 6, 1))
    states.publish("Fares", turns("open", "closed", at=[instant(midnight)]))
    states.publish("Halls", turns("open", "closed", at=[instant(NOW + timedelta(days=1))]), decided_on=date(2026, 4, 1))
    assert told() == [
        ("Fares", "2126-07-02"),
        ("Award of June", "2026-06-01"),
        ("Award of May", "2026-05-01"),
        ("Halls", "2026-04-01"),
    ]
    assert told(NOW + timedelta(days=2))[0] == ("Halls", "2126-07-11")


def test_what_stands_elsewhere_on_the_page_is_left_out(states: Stated, database: str) -> None:
    first, second = (states.publish(title) for title in ("First", "Second"))
    assert [title for title, _ in told(without={first.entry_id})] == ["Second"]
    assert [title for title, _ in told(without={first.entry_id, second.entry_id})] == []
