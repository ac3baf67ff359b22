"""The doctor on the log: no complaint of what was done rightly, a sentence for whatever was changed."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from register.extensions import writing
from register.finding import index
from register.log.guards import names
from register.publishing.doctor import examine
from register.settings import Settings
from tests.log.histories import complaints, live
from tests.log.keeping import close, publishing_elsewhere, sound
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
