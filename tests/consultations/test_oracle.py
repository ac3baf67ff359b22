"""State, due dates and lengths of any consultation, against another way of counting: by days and minutes, one by one.

The oracle knows no time zone database and adds no days: it walks the calendar, and moves London's clock itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from register.consultations.content import ConsultationContent, Period
from register.consultations.reading import ConsultationReading
from register.consultations.states import spells, state_at
from register.core.calendar import instant
from register.core.content import known
from register.core.projection import Spell
from tests.consultations.builders import consultation, context

ONE = timedelta(days=1)
MINUTE = timedelta(minutes=1)
TIMES = (None, time(0, 0), time(0, 30), time(1, 30), time(12, 0), time(17, 0), time(23, 59))
# Leap days and their absence, both changes of the clock in several years, ends of months and of years.
EDGES = [
    *(date(2024, 2, 27), date(2023, 2, 27), date(2028, 2, 28), date(2100, 2, 27)),
    *(date(2026, 3, 28), date(2026, 10, 24), date(2027, 3, 27), date(2027, 10, 30)),
    *(date(2025, 12, 30), date(2026, 4, 29), date(2026, 8, 30), date(2024, 11, 29)),
]
DAYS = st.one_of(
    st.builds(lambda edge, n: edge + timedelta(days=n), st.sampled_from(EDGES), st.integers(-3, 4)),
    st.dates(date(2023, 6, 1), date(2028, 6, 1)),
)


def stated(content: ConsultationContent) -> tuple[Period, ...]:
    """Return the periods as they are told."""
    periods: tuple[Period, ...] | None = known(content.periods)
    return periods or ()


def last_sunday(year: int, month: int) -> date:
    """Return the last Sunday of a month of 31 days, going back day by day."""
    day = date(year, month, 31)
    while day.weekday() != 6:
        day -= ONE
    return day


def london(moment: datetime) -> datetime:
    """Read London's clock at a moment in UTC: an hour ahead from the last Sunday of March to that of October."""
    naive = moment.replace(tzinfo=None)
    begins = datetime.combine(last_sunday(naive.year, 3), time(1))
    ends = datetime.combine(last_sunday(naive.year, 10), time(1))
    return naive + timedelta(hours=1) if begins <= naive < ends else naive


def days_between(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE


def is_open_on(period: Period, day: date) -> bool:
    """Tell whether there is any time on a day at which this period is open."""
    if period.opens_on is None or period.closes_on is None or not period.opens_on <= day <= period.closes_on:
        return False
    return not (day == period.closes_on and period.closes_at == time(0, 0))


def lasts_over_midnight(period: Period, day: date) -> bool:
    """Tell whether a period that is open on a day is open to its very end."""
    return day != period.closes_on or period.closes_at is None


def longest_run(periods: tuple[Period, ...]) -> int:
    """Count the days of the longest time without a break, walking over every day."""
    days = [day for one in periods for day in (one.opens_on, one.closes_on) if day]
    if not days:
        return 0
    longest = run = 0
    held: list[Period] = []
    for day in days_between(min(days), max(days)):
        now = [one for one in periods if is_open_on(one, day)]
        unbroken = any(lasts_over_midnight(one, day - ONE) for one in held)
        run = (run + 1 if unbroken else 1) if now else 0
        longest, held = max(longest, run), now
    return longest


def shut(period: Period, moment: datetime) -> bool:
    """Tell whether a period has closed: whoever passed its minute once never goes back, though the clock does."""
    if period.closes_on is None:
        return False
    wall = london(moment)
    if wall.date() != period.closes_on or period.closes_at is None:
        return wall.date() > period.closes_on
    past = (london(moment - n * MINUTE) for n in range(62))
    return any(one.date() == period.closes_on and one.time() >= period.closes_at for one in past)


def impossible(period: Period) -> bool:
    """Tell whether there is no time at all at which it could have been open."""
    if period.opens_on is None or period.closes_on is None:
        return False
    return not any(is_open_on(period, day) for day in days_between(period.opens_on, period.closes_on))


def expected_state(content: ConsultationContent, moment: datetime, *, party: bool) -> str:
    """Say where it stands at a moment, by what can be read on a wall calendar and London's clock."""
    wall = london(moment)
    periods = [one for one in stated(content) if not impossible(one)]
    begun = [one for one in periods if one.opens_on and one.opens_on <= wall.date()]
    over = [one for one in periods if shut(one, moment)]
    if isinstance(content.abandoned_on, date) and wall.date() >= content.abandoned_on:
        return "abandoned"
    if any(one.closes_on and one not in over for one in begun):
        return "open"
    ends = [one.closes_on - ONE if one.closes_at == time(0, 0) else one.closes_on for one in over if one.closes_on]
    for state, day in (
        ("outcome_published", content.outcome_published_on),
        ("feedback_published", content.feedback_published_on),
    ):
        if isinstance(day, date) and day <= wall.date() and all(end <= day for end in ends):
            return state
    endless = [one.opens_on for one in begun if one.closes_on is None and one.opens_on]
    if endless and not any(end >= max(endless) for end in ends):
        return "dates_not_stated"
    if over:
        due = expected_due(content)
        if due is None or wall.date() <= due:
            return "closed"
        undated = content.did and content.feedback_published_on is None
        return "feedback_published" if undated and not party else "unanswered"
    to_come = [one for one in periods if one not in begun]
    if any(one.opens_on for one in to_come):
        # Whether the next thing to happen is an opening, or the closing of what nobody knows the opening of.
        openings = [one.opens_on for one in to_come if one.opens_on]
        closings = [one for one in to_come if one.opens_on is None and one.closes_on]
        first = min(openings)
        comes_first = any(shut(one, start) for one in closings for start in _first_minutes(first))
        return "dates_not_stated" if comes_first else "announced"
    return "dates_not_stated"


def _first_minutes(day: date) -> Iterator[datetime]:
    """Yield the minute in UTC at which a day begins in London."""
    minute = datetime.combine(day - ONE, time(22), UTC)
    while london(minute).date() < day:
        minute += MINUTE
    yield minute


def moments(content: ConsultationContent) -> Iterator[datetime]:
    """Yield the minutes about every midnight and closing time that could matter, in UTC."""
    periods = stated(content)
    days = {day for one in periods for day in (one.opens_on, one.closes_on) if day}
    named = (content.abandoned_on, content.outcome_published_on, content.feedback_published_on)
    days |= {day for day in named if isinstance(day, date)}
    times = {time(0), *(one.closes_at for one in periods if one.closes_at)}
    due = expected_due(content)
    found = {
        datetime.combine(day, at, UTC) + timedelta(hours=hours, minutes=minutes)
        for day in days
        for at in times
        for hours in (-1, 0, 23, 24)
        for minutes in (-1, 0)
    }
    yield from sorted(found.union(_about(due) if due else ()))


PERIODS = st.builds(
    lambda opens, length, at, known: Period(
        opens_on=opens if known != "closes" else None,
        closes_on=opens + timedelta(days=length) if known != "opens" else None,
        closes_at=at if known != "opens" else None,
    ),
    DAYS,
    st.one_of(st.integers(-2, 4), st.integers(80, 90), st.integers(0, 200)),
    st.sampled_from(TIMES),
    st.sampled_from(["both"] * 8 + ["opens", "closes"]),
)


@dataclass(frozen=True)
class _Reopened:
    """A period and another that begins so many days after it closes."""

    first: Period
    gap: int
    length: int

    def periods(self) -> tuple[Period, ...]:
        if self.first.closes_on is None:
            return (self.first,)
        opens = self.first.closes_on + timedelta(days=self.gap)
        return (Period(opens_on=opens, closes_on=opens + timedelta(days=self.length)), self.first)


MANY = st.one_of(
    st.lists(PERIODS, max_size=3).map(tuple),
    st.builds(_Reopened, PERIODS, st.integers(0, 3), st.integers(0, 60)).map(_Reopened.periods),
)
CONSULTATIONS = st.builds(
    lambda periods, feedback, outcome, abandoned, promised, did: consultation(
        views=None,
        periods=periods,
        feedback_published_on=feedback,
        outcome_published_on=outcome,
        abandoned_on=abandoned,
        feedback_promised_by=promised,
        did=did,
    ),
    MANY,
    st.none() | DAYS,
    st.none() | st.none() | DAYS,
    st.none() | st.none() | st.none() | DAYS,
    st.none() | st.none() | DAYS,
    st.none() | st.just("The Friday bus now leaves at ten."),
)


def reading(content: ConsultationContent, *, party: bool = True) -> ConsultationReading:
    return ConsultationReading(content, context(party_from=date.min if party else None))


def in_force(rows: tuple[Spell, ...], name: str, moment: datetime) -> list[str]:
    asked = instant(moment)
    return [
        row.value
        for row in rows
        if row.name == name and (row.since or "") <= asked and (row.until is None or asked < row.until)
    ]


def lost_minute(content: ConsultationContent) -> bool:
    """Tell whether it closes in the hour that London's clock skips: RFC 5545 then counts by the clock of before."""
    periods = stated(content)
    return any(
        one.closes_at == time(1, 30) and one.closes_on == last_sunday(one.closes_on.year, 3)
        for one in periods
        if one.closes_on
    )


MANY_EXAMPLES = settings(max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@MANY_EXAMPLES
@given(CONSULTATIONS, st.booleans())
@example(
    consultation(periods=(Period(opens_on=date(2026, 8, 3), closes_on=date(2026, 10, 25), closes_at=time(1, 30)),)),
    True,
)
@example(
    consultation(periods=(Period(opens_on=date(2024, 2, 29), closes_on=date(2024, 3, 31), closes_at=time(0, 0)),)),
    False,
)
def test_the_state_is_what_the_calendar_and_the_clock_say(content: ConsultationContent, party: bool) -> None:
    assume(not lost_minute(content))
    read = reading(content, party=party)
    rows = spells(read)
    for moment in moments(content):
        expected = expected_state(content, moment, party=party)
        assert state_at(read, moment) == expected, moment
        assert in_force(rows, "state", moment) == [expected], moment


@MANY_EXAMPLES
@given(CONSULTATIONS)
def test_states_cover_all_time_one_after_another(content: ConsultationContent) -> None:
    rows = [row for row in spells(reading(content)) if row.name == "state"]
    assert rows[0].since is None
    assert rows[-1].until is None
    for before, after in pairwise(rows):
        assert before.until == after.since is not None
        assert before.value != after.value
        assert (before.since or "") < str(before.until)


@MANY_EXAMPLES
@given(MANY)
def test_the_length_is_the_longest_walk_without_a_break(periods: tuple[Period, ...]) -> None:
    longest = reading(consultation(periods=periods)).longest
    assert (longest.days if longest else 0) == longest_run(periods)


@MANY_EXAMPLES
@given(CONSULTATIONS)
def test_feedback_is_due_84_days_after_the_last_closing_or_as_promised(content: ConsultationContent) -> None:
    due, rows = reading(content).feedback_due, spells(reading(content))
    expected = expected_due(content)
    assert due == expected
    out, abandoned = content.feedback_published_on, content.abandoned_on
    for moment in moments(content):
        today = london(moment).date()
        overdue = expected is not None and today > expected
        if isinstance(abandoned, date) and abandoned <= today:
            overdue = False
        if isinstance(out, date) and out <= today and all(end <= out for end in _ends(content)):
            overdue = False
        assert in_force(rows, "awaited", moment) == (["feedback"] if overdue else []), moment


def expected_due(content: ConsultationContent) -> date | None:
    """Count the days after the last closing one by one; a promise to answer before it closes is none."""
    ends, promised = _ends(content), content.feedback_promised_by
    possible = [one for one in stated(content) if not impossible(one)]
    endless = [one.opens_on for one in possible if one.opens_on and not one.closes_on]
    last = max(ends) if ends and not any(opens > max(ends) for opens in endless) else None
    if isinstance(promised, date) and all(promised >= end for end in ends):
        return promised
    if last is None:
        return None
    for _ in range(84):
        last += ONE
    return last


def _ends(content: ConsultationContent) -> list[date]:
    possible = [one for one in stated(content) if not impossible(one)]
    return [one.closes_on - ONE if one.closes_at == time(0) else one.closes_on for one in possible if one.closes_on]


def _about(day: date) -> Iterator[datetime]:
    for hours in (-1, 0, 23, 24):
        moment = datetime.combine(day, time(0), UTC) + timedelta(hours=hours)
        yield from (moment - MINUTE, moment, moment + MINUTE)
