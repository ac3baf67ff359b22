"""The audit only grows: both databases refuse to change it, and let go only what is older than a year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError

from register.accounts import audit
from register.accounts.audited import NOBODY, Asked, Clearing, Line, clear, everything, lines
from register.accounts.models import audit_record as table
from register.core.calendar import instant, now_utc
from register.extensions import reading, writing
from register.log.guards import guard, missing_guards, names
from register.publishing.doctor import examine
from register.settings import Settings
from register.web.current import settings_now

pytestmark = pytest.mark.record

NOW = datetime.now(UTC)
PAT = audit.By(7, "Pat (invented)", "192.0.2.7")


def record(action: str = "published", about: str = "", by: audit.By = PAT, *, days: float = 0, **detail: Any) -> None:
    """Write a row, dated so many days ago."""
    with writing() as connection:
        audit.record(connection, by, action, about, at=instant(NOW - timedelta(days=days)), **detail)


def found(**asked: Any) -> Sequence[Line]:
    with reading() as connection:
        return lines(connection, Asked(**asked))


def refused(statement: str) -> None:
    before = found()
    with pytest.raises(DBAPIError, match="the audit is"), writing() as connection:
        connection.execute(text(statement))
    assert found() == before


def test_no_row_is_ever_changed(context: Any) -> None:
    record(days=1)
    record(days=3000)
    refused("UPDATE audit_record SET name = 'Somebody else'")
    refused("UPDATE audit_record SET detail = '{}' WHERE at < '2020'")
    row = "(id, at, name, action, about, detail, address) SELECT id, at, 'x', action, about, detail, address"
    with writing() as connection:
        sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        refused(f"INSERT OR REPLACE INTO audit_record {row} FROM audit_record")
        refused("UPDATE OR REPLACE audit_record SET id = id + 1")
    else:
        refused(f"INSERT INTO audit_record {row} FROM audit_record ON CONFLICT (id) DO UPDATE SET name = 'x'")
        refused("TRUNCATE audit_record")
        refused("TRUNCATE audit_record CASCADE")


def test_only_rows_older_than_a_year_go(context: Any) -> None:
    record(about="new", days=364.9)
    refused("DELETE FROM audit_record")
    record(about="old", days=365.1)
    refused("DELETE FROM audit_record")
    with writing() as connection:
        connection.execute(text("DELETE FROM audit_record WHERE about = 'old'"))
    assert [line.about for line in found()] == ["new"]


def test_a_row_dated_in_the_future_stays(context: Any) -> None:
    record(days=-4000)
    refused("DELETE FROM audit_record")


def test_a_guard_that_is_gone_is_missed_and_put_back_by_the_next_upgrade(context: Any, settings: Settings) -> None:
    with writing() as connection:
        dialect = connection.dialect.name
        ours = [name for name in names(dialect) if name.startswith("audit_record")]
        assert len(ours) == (3 if dialect == "sqlite" else 2)
        for name in ours:
            connection.execute(text(f"DROP TRIGGER {name}" + ("" if dialect == "sqlite" else " ON audit_record")))
        assert missing_guards(connection) == sorted(ours)
    told = [complaint.what for complaint in examine(settings, quick=True)]
    for name in ours:
        assert f"The guard {name} is missing: the database lets the audit be changed." in told
    with writing() as connection:
        guard(connection)
        assert missing_guards(connection) == []


def test_old_rows_are_cleared_and_that_is_written(context: Any) -> None:
    for days in (2, 2189, 2191, 3000):
        record(about=f"{days}", days=days)
    assert clear(2190) == 2
    cleared, *left = found()
    assert [line.about for line in left] == ["2", "2189"]
    assert (cleared.action, cleared.name, cleared.account_id) == ("audit_cleared", "The register itself", None)
    assert cleared.detail["rows"] == 2
    assert cleared.detail["until"][:10] == instant(NOW - timedelta(days=2190))[:10]
    assert clear(2190) == 0
    assert len(found()) == 3
    assert clear(365) == 1


def test_a_large_audit_is_cleared_in_pieces(context: Any) -> None:
    rows = [
        {"at": instant(NOW - timedelta(days=3000, seconds=n)), "name": "x", "action": "published", "about": "",
         "detail": "{}", "address": ""}
        for n in range(4_500)
    ]  # fmt: skip
    with writing() as connection:
        connection.execute(insert(table), rows)
    assert clear(2190) == 4_500
    assert [line.detail["rows"] for line in found()] == [500, 2_000, 2_000]


def test_it_is_cleared_once_a_day(context: Any) -> None:
    clearing = Clearing()
    record(days=400)
    clearing.follow(settings_now().audit_days)
    assert len(found()) == 1
    clearing.follow(365)
    assert len(found()) == 1, "it was looked at already today"
    Clearing().follow(365)
    assert [line.action for line in found()] == ["audit_cleared"]


def test_rows_are_found_by_person_doing_matter_and_time(context: Any) -> None:
    record("published", "FD-2026-0001", days=3)
    record("held", "FD-2026-0001", audit.By(8, "Ann (invented)"), days=2)
    record("imported", "import 1", audit.BY_COMMAND, days=1)
    day = (NOW - timedelta(days=2)).date()
    assert [line.words for line in found()] == ["imported a file", "put on hold", "published"]
    assert [line.action for line in found(person=7)] == ["published"]
    assert [line.action for line in found(person=NOBODY)] == ["imported"]
    assert [line.action for line in found(action="held")] == ["held"]
    assert [line.action for line in found(about="fd-2026-0001")] == ["held", "published"]
    assert "imported" not in [line.action for line in found(until=day)]
    assert "published" not in [line.action for line in found(since=day)]
    assert found(person=7, action="held") == []


def test_pages_follow_each_other_without_a_gap_even_within_one_moment(context: Any) -> None:
    for n in range(7):
        record(about=f"{n}", days=n // 3)
    with reading() as connection:
        first = lines(connection, Asked(), 4)
        rest = lines(connection, Asked(before=(first[-1].at, first[-1].id)), 4)
    assert len({line.id for line in [*first, *rest]}) == 7
    assert [line.id for batch in everything(Asked()) for line in batch] == [line.id for line in [*first, *rest]]


def test_an_action_without_words_is_refused(context: Any) -> None:
    with pytest.raises(LookupError), writing() as connection:
        audit.record(connection, PAT, "sang", at=now_utc())
    with reading() as connection:
        assert connection.scalar(select(func.count()).select_from(table)) == 0


def test_a_setting_keeps_it_for_a_year_at_least() -> None:
    with pytest.raises(ValueError, match="365"):
        Settings(audit_days=364)
