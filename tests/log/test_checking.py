"""The doctor on the log: no complaint of what was done rightly, a sentence for whatever was changed."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text, update

from register.core.canonical import canonical
from register.entries.tables import entry
from register.extensions import db, writing
from register.finding import index
from register.log.guards import guard, names
from register.log.tables import log_entry
from register.publishing import doctor
from register.publishing.doctor import examine
from register.settings import Settings
from tests.log.histories import complaints, live
from tests.log.keeping import close, publish, publishing_elsewhere, sound
from tests.log.tampering import WAYS, Nothing, tamper

EVERYTHING = (*("publish",) * 4, "correct", "correct", "redact", "redact", "hold_part", "hold", "import", "withdraw")


@pytest.mark.parametrize("seed", [*range(5), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(5, 50))])
def test_what_was_done_rightly_is_no_complaint(context: Any, settings: Settings, tmp_path: Path, seed: int) -> None:
    live(settings, seed, acts=40)
    assert complaints(settings) == []
    assert sound(settings, tmp_path) == 0


@pytest.mark.record
def test_what_happens_meanwhile_is_no_complaint(context: Any, settings: Settings) -> None:
    with publishing_elsewhere(settings) as writer:
        assert writer.stdout is not None
        for _ in range(8):
            writer.stdout.readline()
            told = [complaint.what for complaint in examine(settings)]
            assert [what for what in told if "search index" not in what] == []
        writer.kill()


def test_thirty_tamperings_are_all_told_in_a_sentence(context: Any, settings: Settings, tmp_path: Path) -> None:
    ways = [*WAYS, *random.Random(30).choices(list(WAYS), k=30 - len(WAYS))]
    tamper_and_look(settings, tmp_path, ways, seed=30)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_two_hundred_tamperings_are_all_told_in_a_sentence(
    context: Any, settings: Settings, tmp_path: Path, seed: int
) -> None:
    tamper_and_look(settings, tmp_path, random.Random(seed).choices(list(WAYS), k=50), seed=seed)


def tamper_and_look(settings: Settings, tmp_path: Path, ways: list[str], seed: int) -> None:
    live(settings, seed, acts=20, beginning=EVERYTHING)
    assert complaints(settings) == []
    database = settings.register_home / "register.db"
    put_back = kept(database, tmp_path / "sound")
    chance = random.Random(seed)
    done = 0
    for how in ways:
        while (what := _tampered(database, chance, how)) is None:
            how = chance.choice(list(WAYS))
        told = [complaint.what for complaint in examine(settings)]
        assert any(words in sentence for sentence in told for words in what.told), f"{what}: {told}"
        assert all(sentence.endswith(".") for sentence in told), told
        put_back()
        done += 1
    assert done == len(ways)
    assert complaints(settings) == []


def test_a_guard_that_somebody_took_away_is_missed(context: Any, settings: Settings) -> None:
    index.follow(settings)
    for name in names("sqlite"):
        table = name.partition("_no_")[0]
        with writing() as connection:
            sql = connection.scalar(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": name})
            connection.execute(text(f"DROP TRIGGER {name}"))
        what = "audit" if table == "audit_record" else "log"
        assert complaints(settings) == [f"The guard {name} is missing: the database lets the {what} be changed."]
        with writing() as connection:
            connection.execute(text(sql))
    assert complaints(settings) == []


@pytest.mark.record
def test_a_guard_that_stands_and_does_nothing_is_missed(context: Any, settings: Settings) -> None:
    index.follow(settings)
    with writing() as connection:
        for statement in HARMLESS[connection.dialect.name]:
            connection.execute(text(statement))
    told = [f"The guard {name} is missing: the database lets the" for name in GONE[db.engine.dialect.name]]
    assert [what.partition(" log be")[0].partition(" audit be")[0] for what in complaints(settings)] == told
    with writing() as connection:
        guard(connection)
    assert complaints(settings) == []


HARMLESS = {
    "sqlite": (
        "DROP TRIGGER log_entry_no_update",
        "CREATE TRIGGER log_entry_no_update BEFORE UPDATE ON log_entry WHEN 0 "
        "BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END",
        "DROP TRIGGER audit_record_no_update",
        "CREATE TRIGGER audit_record_no_update BEFORE UPDATE ON log_node "
        "BEGIN SELECT RAISE(ABORT, 'the audit is never changed'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION audit_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RETURN NEW; END $$",
        "DROP TRIGGER log_entry_no_change ON log_entry",
        "CREATE TRIGGER log_entry_no_change BEFORE UPDATE OR DELETE ON log_entry "
        "FOR EACH ROW WHEN (false) EXECUTE FUNCTION log_is_never_changed()",
        "ALTER TABLE log_node ENABLE REPLICA TRIGGER log_node_no_truncate",
        "DROP TRIGGER removal_request_no_change ON removal_request",
        "CREATE TRIGGER removal_request_no_change BEFORE UPDATE ON removal_request FOR EACH ROW "
        "WHEN (NEW.entry_id IS DISTINCT FROM OLD.entry_id) EXECUTE FUNCTION log_is_never_changed()",
    ),
}
GONE = {
    "sqlite": ["audit_record_no_update", "log_entry_no_update"],
    "postgresql": [
        "audit_record_no_change",
        "audit_record_no_truncate",
        "log_entry_no_change",
        "log_node_no_truncate",
        "removal_request_no_change",
    ],
}


@pytest.mark.parametrize("removed", ["x", "7", "[]", "{}", '{"unit": 7}', "null"])
def test_a_reason_why_an_entry_is_hidden_that_cannot_be_read_is_told(
    context: Any, settings: Settings, removed: str
) -> None:
    publish(settings, "One", "Two")
    with writing() as connection:
        connection.execute(update(entry).where(entry.c.id == 1).values(removed=removed))
    told = [complaint.what for complaint in examine(settings)]
    assert any(what.endswith("-0001 is not hidden in the way that the log says.") for what in told), told


@pytest.mark.parametrize("body", [{}, {"n": 1}, {"n": 1, "kind": []}, {"n": 1, "kind": "publish", "at": 7}])
def test_an_entry_of_the_log_that_lacks_what_it_should_say_is_told(
    context: Any, settings: Settings, body: dict[str, Any]
) -> None:
    publish(settings, "One", "Two")
    with writing() as connection:
        connection.execute(text("DROP TRIGGER log_entry_no_update"))
        connection.execute(update(log_entry).where(log_entry.c.n == 1).values(entry=canonical(body)))
        guard(connection)
    assert "Act 1: the table of acts does not say of it what the log says (when)." in complaints(settings)


def test_what_cannot_be_read_does_not_stop_the_doctor(
    context: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> Iterator[str]:
        yield "One thing is wrong."
        raise KeyError("kind")

    monkeypatch.setattr(doctor, "faults_of_files", broken)
    assert complaints(settings) == ["One thing is wrong.", "The rest of it cannot be read: KeyError('kind')."]


def kept(database: Path, beside: Path) -> Callable[[], None]:
    """Keep a copy of a database, and return what puts it back."""
    close()
    shutil.copy(database, beside)

    def put_back() -> None:
        close()
        for ending in ("-wal", "-shm"):
            database.with_name(database.name + ending).unlink(missing_ok=True)
        shutil.copy(beside, database)

    return put_back


def _tampered(database: Path, chance: random.Random, how: str) -> Any:
    close()
    try:
        return tamper(database, chance, how)
    except Nothing:
        return None
