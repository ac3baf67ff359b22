"""Filters by what holds for a time: they find what is in force at the moment asked about, to the instant."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from sqlalchemy import delete, insert

from register.core.calendar import LONDON, instant
from register.core.kind import FacetSpec
from register.core.projection import Spell
from register.entries.tables import FIRST, FOR_EVER, spell
from register.extensions import reading, writing
from register.finding import answer
from register.finding.answer import Answer, Finder
from register.finding.query import Query
from register.settings import Settings
from tests.entries.stated import Stated, stated, turns

STATES = ("announced", "open", "closed")
# Across the change of clocks at two in the morning of 25 October, and both midnights around it.
START = datetime(2026, 10, 24, 22, tzinfo=LONDON)
HOURS = 30
ENTRIES = 9


@pytest.fixture
def states(settings: Settings, context: Any, monkeypatch: pytest.MonkeyPatch) -> Stated:
    """Return what publishes entries with spells, whose states and what they await can be filtered by."""
    made = stated(settings, monkeypatch)
    facets = (*made.kind.facets, FacetSpec("state", "State"))
    monkeypatch.setattr(answer, "KINDS", (replace(made.kind, facets=facets),))
    return made


@pytest.fixture
def entries(states: Stated) -> list[int]:
    """Return the ids of entries that are each in one of the states."""
    everything = [Spell("state", STATES[n % 3], STATES[n % 3]) for n in range(ENTRIES)]
    return [states.publish(f"Entry {n}", [one]).entry_id for n, one in enumerate(everything)]


MOMENTS = st.integers(0, HOURS * 4).map(lambda quarters: after(quarters * 15))
EDGES = st.lists(MOMENTS, min_size=2, max_size=2, unique=True).map(sorted)


def after(minutes: float) -> datetime:
    """Return a moment so many minutes after the start: real minutes, whatever the clocks do."""
    return datetime.fromtimestamp(START.timestamp() + minutes * 60, LONDON)


@hypothesis(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edges=st.lists(EDGES, min_size=ENTRIES, max_size=ENTRIES), asked=st.lists(MOMENTS, min_size=3, max_size=6))
def test_filters_rows_and_counts_agree_with_the_clock(
    edges: list[list[datetime]], asked: list[datetime], entries: list[int], settings: Settings
) -> None:
    held = {
        key: [("announced", None, opens), ("open", opens, closes), ("closed", closes, None)]
        for key, (opens, closes) in zip(entries, edges, strict=True)
    }
    with writing() as connection:
        connection.execute(delete(spell))
        connection.execute(insert(spell), [_row(key, *one) for key, states in held.items() for one in states])
    moments = [*asked, *(edge + one for edge in edges[0] for one in (-INSTANT, INSTANT * 0, INSTANT))]
    finder = Finder(settings)
    with reading() as connection:
        for now in moments:  # in any order: the finder must not mind a clock that is set back
            expected = {key: next(v for v, a, b in states if _holds(a, b, now)) for key, states in held.items()}
            whole = finder.find(connection, Query(), now, ENTRIES)
            assert {row.entry_id: row.state_value for row in whole.rows} == expected
            for value in STATES:
                found = finder.find(connection, Query(facets=(("state", value),)), now, ENTRIES)
                mine = {key for key, state in expected.items() if state == value}
                assert {row.entry_id for row in found.rows} == mine
                assert found.total == _count(whole, value) == len(mine)
                assert _count(found, value) == len(mine), "its own filter does not narrow a count"


INSTANT = timedelta(microseconds=1)


def _row(key: int, value: str, since: datetime | None, until: datetime | None) -> dict[str, object]:
    return {
        "entry_id": key,
        "name": "state",
        "value": value,
        "label": value,
        "since": instant(since) if since else FIRST,
        "until": instant(until) if until else FOR_EVER,
    }


def _holds(since: datetime | None, until: datetime | None, now: datetime) -> bool:
    at = now.timestamp()
    return (since is None or since.timestamp() <= at) and (until is None or at < until.timestamp())


def _count(found: Answer, value: str) -> int:
    counts = [
        one.count for group in found.facets if group.name == "state" for one in group.values if one.value == value
    ]
    return counts[0] if counts else 0


def test_what_acts_move_is_what_reading_anew_would_find(states: Stated, entries: list[int], settings: Settings) -> None:
    chance = random.Random(3)
    finder = Finder(settings)
    moments = [after(minutes) for minutes in range(0, HOURS * 60, 97)]
    _everything(finder, moments[0])
    for number in range(12):
        edges = sorted(chance.sample(moments, 2))
        spells = turns(*STATES, at=[instant(edge) for edge in edges])
        if number % 3 == 0:
            spells = [Spell("awaited", "rationale", "Rationale awaited", since=instant(edges[0]))]
        states.publish(f"Again {number}", spells, entry_id=chance.choice(entries))
        for now in chance.sample(moments, 4):
            assert _everything(finder, now) == _everything(Finder(settings), now)


def _everything(finder: Finder, now: datetime) -> dict[tuple[str, str], set[int]]:
    asked = [("state", value) for value in STATES] + [("awaited", "rationale")]
    with reading() as connection:
        return {
            pair: {row.entry_id for row in finder.find(connection, Query(facets=(pair,)), now, ENTRIES).rows}
            for pair in asked
        }


def test_a_whole_list_stops_holding_what_leaves_its_state(states: Stated, settings: Settings) -> None:
    closes = after(60)
    states.publish("Fares", turns("open", "closed", at=[instant(closes)]))
    finder, query = Finder(settings), Query(facets=(("state", "open"),))
    with reading() as connection:
        assert [len(finder.find_all(connection, query, now).ids) for now in (closes - INSTANT, closes)] == [1, 0]


@pytest.fixture
def awaiting(states: Stated) -> Iterator[datetime]:
    """Publish an entry whose feedback is overdue from a moment on; return the moment."""
    due = after(90)
    states.publish("Fares", [Spell("awaited", "rationale", "Rationale awaited", since=instant(due))])
    yield due


def test_filters_are_named_as_readers_see_them(awaiting: datetime, app: Any) -> None:
    app.config["NOW"] = awaiting
    page = app.test_client().get("/decisions/?awaited=rationale").text
    assert "Fares" in page and "Rationale awaited" in page
    app.config["NOW"] = awaiting - INSTANT
    assert "Fares" not in app.test_client().get("/decisions/?awaited=rationale").text
