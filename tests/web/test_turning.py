"""Pages that change with the clock: at the closing minute, at London's midnight, and at no other moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from register.core.calendar import LONDON, instant
from register.core.projection import Spell
from register.entries.tables import act, head
from register.extensions import READING, db, writing
from register.settings import Settings
from register.web.cache import VersionReader
from register.web.current import moment_of, now, today
from tests.entries.stated import Stated, stated

DUE = datetime(2026, 5, 29, 17, 1, tzinfo=LONDON)
SECOND = timedelta(seconds=1)


@pytest.fixture
def states(settings: Settings, context: Any, monkeypatch: pytest.MonkeyPatch) -> Stated:
    return stated(settings, monkeypatch)


@pytest.mark.record
@pytest.mark.parametrize(
    "spell", [Spell("awaited", "a", "A", since=instant(DUE)), Spell("awaited", "a", "A", until=instant(DUE))]
)
def test_a_version_moves_at_the_minute_something_begins_or_ends(
    states: Stated, app: Flask, database: str, spell: Spell
) -> None:
    states.publish("Fares", [spell])
    version = VersionReader(db.engines[READING], lambda: moment_of(app))

    def at(moment: datetime) -> tuple[object, ...]:
        app.config["NOW"] = moment
        return version()

    assert at(DUE - 60 * SECOND) == at(DUE - SECOND)
    assert at(DUE - SECOND) != at(DUE)
    assert at(DUE) == at(DUE + 3600 * SECOND)
    midnight = datetime(2026, 5, 30, tzinfo=LONDON)
    assert at(midnight - SECOND) != at(midnight)
    version._local.connection.close()


def test_a_kept_page_is_made_anew_at_the_closing_minute(states: Stated, app: Flask) -> None:
    states.publish("Fares", [Spell("awaited", "rationale", "Feedback overdue", since=instant(DUE))])
    client = app.test_client()
    app.config["NOW"] = DUE - SECOND
    before = client.get("/decisions/")
    app.config["NOW"] = DUE
    after = client.get("/decisions/", headers={"If-None-Match": before.headers["ETag"]})
    assert "Feedback overdue" not in before.text
    assert after.status_code == 200 and "Feedback overdue" in after.text
    app.config["NOW"] = DUE + SECOND
    assert client.get("/decisions/", headers={"If-None-Match": after.headers["ETag"]}).status_code == 304


def test_a_feed_by_what_is_awaited_dates_itself_by_the_turn(states: Stated, app: Flask) -> None:
    with writing() as connection:  # a register that was opened long ago
        connection.execute(update(act).values(at="2020-01-01T00:00:00.000000Z"))
        connection.execute(update(head).values(touched_at="2020-01-01T00:00:00.000000Z"))
    due = datetime(2020, 6, 20, 17, 1, tzinfo=LONDON)  # after the entry is published
    states.publish("Fares", [Spell("awaited", "rationale", "Feedback overdue", since=instant(due))])
    client = app.test_client()

    def dated(address: str, moment: datetime) -> tuple[str, bytes]:
        app.config["NOW"] = moment
        answer = client.get(address)
        return answer.headers["Last-Modified"], answer.data

    narrow, wide = "/decisions.atom?awaited=rationale", "/decisions.atom"
    first, empty = dated(narrow, due - SECOND)
    second, full = dated(narrow, due)
    assert b"Fares" not in empty and b"Fares" in full
    assert first != second == "Sat, 20 Jun 2020 16:01:00 GMT"
    held = client.get(narrow, headers={"If-Modified-Since": first})
    assert held.status_code == 200, "who has the feed of before must get the new one"
    assert dated(wide, due - SECOND) == dated(wide, due), "what no clock moves is the same"


def test_a_frozen_day_is_a_frozen_moment_of_that_day(app: Flask, context: Any) -> None:
    app.config["TODAY"] = DUE.date()
    assert now().astimezone(LONDON).date() == today() == DUE.date()
    app.config["NOW"] = datetime(2026, 10, 25, 0, 30, tzinfo=LONDON)
    assert (now(), today().isoformat()) == (app.config["NOW"], "2026-10-25")
