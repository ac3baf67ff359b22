"""What is overdue together makes one spell, whatever kind of entry promised it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from register.common.spells import Stretch, joined, overdue

FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 30).map(lambda number: FIRST + timedelta(days=number))
STRETCHES = st.lists(st.tuples(DAYS, DAYS | st.none()), max_size=8)


def held(stretches: Sequence[Stretch], day: date) -> bool:
    return any(since <= day and (until is None or day < until) for since, until in stretches)


@given(STRETCHES)
def test_joined_stretches_hold_the_same_days_and_never_touch(stretches: list[Stretch]) -> None:
    found = joined(stretches)
    for offset in range(40):
        day = FIRST + timedelta(days=offset)
        assert held(found, day) == held(stretches, day)
    assert all(until is None or since < until for since, until in found)
    assert all(until is not None and until < since for (_, until), (since, _) in pairwise(found))


def test_overdue_is_from_the_day_after_until_it_is_done() -> None:
    told = overdue("remedy", "Remedy overdue", [(date(2026, 7, 1), date(2026, 7, 4)), (date.max, None), (None, FIRST)])
    first, last = told
    assert (first.name, first.value, first.label) == ("awaited", "remedy", "Remedy overdue")
    # London's midnight in summer.
    assert (first.since, first.until) == ("2026-07-01T23:00:00.000000Z", "2026-07-03T23:00:00.000000Z")
    assert (last.since, last.until) == ("9999-12-31T00:00:00.000000Z", None)
