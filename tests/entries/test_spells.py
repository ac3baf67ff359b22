"""What holds for a time: at its first instant it does, at its end no longer, and a rebuild makes the same of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from register.core.calendar import LONDON, instant, midnight_in_london
from register.core.projection import Spell
from register.entries import reading as record
from register.entries.spells import last_turn
from register.entries.tables import spell
from register.entries.writing import put_pending
from register.extensions import reading, writing
from register.kinds import kind_named
from register.publishing import drafts
from register.publishing.rebuild import rebuild
from register.settings import Settings
from tests.entries.stated import Stated, turns
from tests.publishing.dumping import dump

pytestmark = pytest.mark.record

OPENS, CLOSES = datetime(2026, 3, 2, 9, tzinfo=LONDON), datetime(2026, 5, 29, 23, 59, tzinfo=LONDON)
INSTANT = timedelta(microseconds=1)


def test_a_state_begins_at_its_first_instant_and_ends_before_its_last(states: Stated, database: str) -> None:
    made = states.publish("Fares", turns("announced", "open", "closed", at=[instant(OPENS), instant(CLOSES)]))
    seen = {}
    with reading() as connection:
        for moment in (OPENS - INSTANT, OPENS, CLOSES - INSTANT, CLOSES):
            row = record.rows(connection, [made.entry_id], now=moment)[0]
            seen[moment] = (row.state, row.state_value, row.state_until)
    assert seen == {
        OPENS - INSTANT: ("Announced", "announced", instant(OPENS)),
        OPENS: ("Open", "open", instant(CLOSES)),
        CLOSES - INSTANT: ("Open", "open", instant(CLOSES)),
        CLOSES: ("Closed", "closed", None),
    }


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 3, 30), date(2026, 10, 25), date(2026, 10, 26)])
def test_a_day_begins_at_londons_midnight_across_clock_changes(states: Stated, database: str, day: date) -> None:
    midnight = midnight_in_london(day)
    made = states.publish("Fares", turns("open", "closed", at=[instant(midnight)]))
    with reading() as connection:
        before, after = (
            record.rows(connection, [made.entry_id], now=moment)[0].state
            for moment in (datetime.combine(day - timedelta(days=1), datetime.max.time(), LONDON), midnight)
        )
    assert (before, after) == ("Open", "Closed")


def test_what_is_awaited_is_told_and_counted_while_it_is(states: Stated, database: str) -> None:
    due = instant(CLOSES)
    overdue = Spell("awaited", "feedback", "Feedback overdue", since=due)
    reply = Spell("awaited", "reply", "Reply awaited", until=due)
    also = Spell("awaited", "date", "Date awaited", since=due)
    one = states.publish("Fares", [reply, overdue, also]).entry_id
    two = states.publish("Buses", [overdue]).entry_id
    none = states.publish("Trains").entry_id
    with reading() as connection:

        def told(now: datetime) -> list[str | None]:
            return [row.awaited for row in record.rows(connection, [one, two, none], now=now)]

        assert told(CLOSES - INSTANT) == ["Reply awaited", None, None]
        assert told(CLOSES) == ["Date awaited; Feedback overdue", "Feedback overdue", None]


def test_those_that_leave_a_state_soonest_come_first(states: Stated, database: str) -> None:
    ends = {"Later": 20, "Sooner": 10, "Never": None, "Past": -1, "Same day": 20}
    for title, days in ends.items():
        if days is None:
            states.publish(title, [Spell("state", "open", "Open")])
        else:
            states.publish(title, turns("open", "closed", at=[instant(OPENS + timedelta(days=days))]))
    states.publish("Awaited", [Spell("awaited", "open", "Open")])
    with reading() as connection:
        found = record.in_state(connection, "decision", "open", now=OPENS, limit=9)
        assert [row.title for row in found] == ["Sooner", "Same day", "Later", "Never"], (
            "of two that leave at once, the newest first"
        )
        assert len(record.in_state(connection, "decision", "open", now=OPENS, limit=2)) == 2
        assert record.in_state(connection, "consultation", "open", now=OPENS, limit=9) == []


def test_the_last_turn_is_the_newest_edge_that_has_passed(states: Stated, database: str) -> None:
    with reading() as connection:
        assert last_turn(connection, OPENS) == ""
    states.publish("Fares", [Spell("awaited", "reply", "Reply awaited", until=instant(CLOSES))])
    states.publish("Buses", [Spell("awaited", "reply", "Reply awaited", since=instant(OPENS))])
    with reading() as connection:
        found = [last_turn(connection, now) for now in (OPENS - INSTANT, OPENS, CLOSES - INSTANT, CLOSES)]
    assert found == ["", instant(OPENS), instant(OPENS), instant(CLOSES)]


def test_a_correction_replaces_spells_and_a_rebuild_makes_them_again(
    states: Stated, database: str, settings: Settings
) -> None:
    made = states.publish("Fares", turns("open", "closed", at=[instant(OPENS)]))
    states.publish("Buses", [Spell("awaited", "reply", "Reply awaited")])
    extended = turns("open", "closed", at=[instant(CLOSES)])
    states.publish("Fares", [*extended, extended[0]], entry_id=made.entry_id)
    states.publish("Trains", [Spell("state", "never", "Never", since=instant(CLOSES), until=instant(CLOSES))])
    with reading() as connection:
        before = dump(connection)
        edges = connection.scalars(select(spell.c.until).where(spell.c.entry_id == made.entry_id)).all()
    assert len([line for line in before if line.startswith("spell ")]) == 3
    assert instant(CLOSES) in edges and instant(OPENS) not in edges
    with writing() as connection:
        rebuild(connection, settings=settings)
    with reading() as connection:
        assert dump(connection) == before


def test_open_matters_are_kept_by_draft_and_move_pages_only_when_they_change(context: Any, database: str) -> None:
    with writing() as connection:
        keys = [
            drafts.create(connection, kind=kind_named("decision"), author_id=1, pairs=[], at="2026-06-01").id
            for _ in range(2)
        ]

    def put(key: int, since: date | None) -> int:
        with writing() as connection:
            put_pending(connection, key, "dispute", since)
            return record.version(connection).catalogue

    first = put(keys[0], date(2026, 5, 1))
    assert put(keys[0], date(2026, 5, 1)) == first, "nothing changed"
    assert put(keys[1], None) == first, "there was nothing to take away"
    assert put(keys[1], date(2026, 4, 1)) == first + 1
    with reading() as connection:
        assert record.pending(connection, "dispute") == [date(2026, 4, 1), date(2026, 5, 1)]
        assert record.pending(connection, "decision") == []
    assert put(keys[0], date(2026, 3, 1)) == first + 2
    assert put(keys[1], None) == first + 3
    with reading() as connection:
        assert record.pending(connection, "dispute") == [date(2026, 3, 1)]


def test_instants_of_early_years_compare_as_text() -> None:
    early, late = datetime(26, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    assert instant(early) < instant(late)
    assert instant(late) == "2026-01-01T00:00:00.000000Z"
