"""After a redaction its text is in no byte on the disk, and nothing that is left lets anybody guess it."""

from __future__ import annotations

import base64
import hashlib
import os
import random
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice, product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import NullPool, create_engine, delete, insert, select, text, update

from register.core.canonical import canonical, parse
from register.entries.tables import alias, case_fact, head, revision
from register.exchange.importing import import_examined
from register.exchange.staging import stage
from register.extensions import READING, db, reading, writing
from register.factory import create_app
from register.finding import index
from register.kinds import kind_named
from register.log.reading import entry_bytes
from register.publishing import purging
from register.publishing.purging import Purger, forget, left, pending, purge
from register.settings import ROOT, Settings
from tests.consultations.builders import consultation, view
from tests.desk.browser import BODY, award_pairs, with_pair
from tests.exchange.conftest import award, csv_of, examined
from tests.publishing import test_erasing as erasing
from tests.publishing.test_acts import publication, publish_now
from tests.publishing.test_erasing import over_the_desk, redact, to, told, typed
from tests.publishing.test_erasing_grids import kept_beside
from tests.publishing.test_removing import held

council = erasing.council
BOTH = pytest.mark.record


@pytest.fixture
def word() -> str:
    """Return a word that no other test ever wrote."""
    return f"Quill{secrets.token_hex(8)}"


def planted(settings: Settings, word: str) -> list[int]:
    """Write a word by every way in that the register has, into all that it keeps; return the entries."""
    name = f"{word} Zzyzx Society"
    pairs = award_pairs(title=f"Warm rooms for {name}", recipient=to(name), rationale=told(f"{name} asked first."))
    first = over_the_desk(settings, pairs := with_pair(pairs, "maker-name", f"{word} Clerk"))
    kept_beside(settings, first.entry_id, pairs, f"{name} thanks you.")
    again = erasing.pairs_of(first.reference)
    noted = [*with_pair(again, "title", "Warm rooms"), ("change_note", f"{name} was in the title.")]
    over_the_desk(settings, noted, entry_id=first.entry_id, base_revision=1)
    typed(again, entry_id=first.entry_id, base_revision=2)

    said = consultation(body=BODY, related=None, views=(view(1), view(2, said=f"{name} wants a bus.", theme=word)))
    kept = said.model_dump(mode="json", exclude_none=True)
    second = over_the_desk(settings, kind_named("consultation").form.pairs_of(kept), "consultation")

    row = award(1, Recipient_Org__Name=name, Notes=f"{name} rang twice")
    import_examined(examined(csv_of(row)), settings, imported_by="Ada", confirmed_by="Pat", accept_names=True)
    later = examined(csv_of({**row, "Amount Awarded": "99.00"}))
    stage(later, later.stated, imported_by="Ada", confirmed_by="Pat")
    with reading() as connection:
        third = int(connection.execute(select(alias.c.entry_id)).scalar_one())
        assert any(word in fact for fact in connection.scalars(select(case_fact.c.value)))
    index.follow(settings)
    return [first.entry_id, second.entry_id, third]


def places(settings: Settings) -> Iterator[Path]:
    """Yield every file that holds the register."""
    roots = [settings.register_home, settings.search_index]
    if db.engine.dialect.name == "postgresql":
        with reading() as connection:
            data = Path(connection.execute(text("SHOW data_directory")).scalar_one())
            here = connection.execute(
                text("SELECT oid FROM pg_database WHERE datname = current_database()")
            ).scalar_one()
        if not os.access(data / "pg_wal", os.R_OK):
            unseen = pytest.fail if os.environ.get("CI") else pytest.skip
            unseen("NOT TESTED: the files of the PostgreSQL server cannot be read, so nothing is shown of them")
        roots += [data / "base" / str(here), data / "pg_wal"]
    for root in roots:
        yield from (path for path in root.rglob("*") if path.is_file())


def holding(settings: Settings, word: str) -> list[str]:
    """Return the files with a word in their bytes, in whatever case."""
    sought = word.lower().encode()
    return [str(path) for path in places(settings) if sought in path.read_bytes().lower()]


def written_to_disk() -> None:
    """Let the database write what it still has in memory, and count its values, as it does in quieter times."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
            connection.execute(text("CHECKPOINT"))


@BOTH
def test_the_secret_is_in_no_byte_on_the_disk(context: Any, settings: Settings, word: str) -> None:
    entries = planted(settings, word)
    written_to_disk()
    before = holding(settings, word)
    assert before, "what is planted is found, or finding nothing afterwards would say nothing"
    for entry_id in entries:
        redact(settings, entry_id, word)
    assert pending(settings)

    assert purge(settings)

    assert holding(settings, word) == []
    assert not pending(settings)
    assert left(settings) == ()
    if db.engine.dialect.name == "postgresql":
        assert any("/base/" in path for path in before) and any("/pg_wal/" in path for path in before)


@BOTH
def test_words_of_a_table_that_is_empty_now_are_not_kept_as_statistics(
    context: Any, settings: Settings, word: str
) -> None:
    made = publish_now(settings, publication(summary=word))[0]
    rows = [{"entry_id": made.entry_id, "name": f"file: {n}", "value": f"{word} {n % 7}"} for n in range(60)]
    with writing() as connection:
        connection.execute(insert(case_fact), rows)
    written_to_disk()
    with writing() as connection:
        connection.execute(delete(case_fact))
    redact(settings, made.entry_id, word)
    assert purge(settings)
    assert holding(settings, word) == []


def test_copies_that_moving_rows_leave_in_a_page_are_cleared_too(context: Any, settings: Settings, word: str) -> None:
    """SQLite zeroes what is deleted, not the remains of rows that went to another page before."""
    chance = random.Random(20)
    made = publish_now(settings, publication(summary=word))[0]
    marks = (f"{word}{number:05}" for number in range(100_000))
    alive: dict[str, str] = {}
    for _ in range(250):
        with writing() as connection:
            for _ in range(chance.randint(1, 8)):
                if chance.random() < 0.6 or not alive:
                    name, mark = f"{chance.randrange(10**6):06}", next(marks)
                    if name in alive:
                        continue
                    alive[name] = mark
                    size = chance.choice([10, 50, 150, 450, 1000, 3000, 7500])
                    value = f"{chance.randbytes(size // 3).hex()}{mark}{chance.randbytes(size // 2).hex()}"
                    row = {"entry_id": made.entry_id, "name": name, "value": value}
                    connection.execute(insert(case_fact).values(row))
                    continue
                name = chance.choice(list(alive))
                del alive[name]
                mine = case_fact.c.name == name
                quiet = case_fact.update().values(name=f"quiet {name} {chance.random()}", value="q" * size)
                connection.execute(quiet.where(mine) if chance.random() < 0.5 else delete(case_fact).where(mine))
    redact(settings, made.entry_id, word)
    assert purge(settings)
    found = {
        mark.decode()
        for path in places(settings)
        for mark in re.findall(word.encode() + rb"[0-9]{5}", path.read_bytes())
    }
    assert found <= set(alive.values())


def test_migrations_leave_no_copies_either(tmp_path: Path) -> None:
    from register.migrations.run import _connection

    with _connection(f"sqlite:///{tmp_path / 'new.db'}") as connection:
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1


def test_every_connection_of_the_register_deletes_for_good(context: Any) -> None:
    for engine in (db.engine, db.engines[READING]):
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1


WORDS = [
    a + b + c
    for a, b, c in product(
        "bcdfghjklmnprstvwz", "aeiou", ["n", "rt", "lk", "ss", "mp", "x", "ld", "m", "ck", "sh", "y", "th"]
    )
]


@pytest.mark.parametrize("number", [20_000, pytest.param(1_000_000, marks=pytest.mark.long)])
@BOTH
def test_the_commitment_lets_nobody_guess(context: Any, settings: Settings, number: int) -> None:
    secret = "Jory Pelk"
    made = publish_now(settings, publication(title=secret))[0]
    with reading() as connection:
        logged = parse(entry_bytes(connection, made.n) or b"{}")
        salts = parse(connection.execute(select(revision.c.salts).where(revision.c.n == made.n)).scalar_one())
    assert _guess(salts["title"], logged["units"], [secret]) == secret, "with its salt it can be checked by anybody"

    redact(settings, made.entry_id, secret)
    publish_now(settings, publication(title="Another"), publication(title="And another"))

    with reading() as connection:
        stored = [parse(bytes(row)) for row in connection.scalars(select(revision.c.salts))]
    remaining = {salt for salts in stored for salt in salts.values()}
    words = [f"{first} {second}".title() for first, second in islice(product(WORDS, repeat=2), number)]
    words[number // 2] = secret  # a list that would find it, if anything could
    assert len(words) == number
    for salt in (*islice(sorted(remaining), 1), base64.b64encode(bytes(32)).decode(), ""):
        assert _guess(salt, logged["units"], words) is None
    for salt in remaining:
        assert _guess(salt, logged["units"], [secret]) is None


def _guess(salt: str | None, units: dict[str, str], words: list[str]) -> str | None:
    """Return the word whose commitment as a title stands in a log entry."""
    wanted = base64.b64decode(units["title"])
    for word in words:
        if hashlib.sha256(canonical([salt, "title", word])).digest() == wanted:
            return word
    return None


@BOTH
def test_a_kill_between_redaction_and_purge_is_made_good(context: Any, settings: Settings, word: str) -> None:
    made = publish_now(settings, publication(summary=word), publication())
    Purger(settings).follow()
    assert not pending(settings)
    redact(settings, made[0].entry_id, word)
    written_to_disk()
    assert holding(settings, word)
    Purger(settings).follow()
    assert not pending(settings)
    assert holding(settings, word) == []


def test_nothing_is_cleared_twice(context: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    made = publish_now(settings, publication(summary="Once"), publication())
    redact(settings, made[0].entry_id, "Once")
    purger = Purger(settings)
    purger.follow()
    monkeypatch.setattr(purging, "purge", _unwanted)
    publish_now(settings, publication())
    purger.follow()
    Purger(settings).follow()
    monkeypatch.undo()
    held(settings, made[1].entry_id)
    assert pending(settings)
    purger.follow()
    assert not pending(settings)


@BOTH
def test_what_is_hidden_leaves_the_index_at_once(context: Any, settings: Settings, word: str) -> None:
    made = publish_now(settings, publication(summary=word))[0]
    index.follow(settings)
    held(settings, made.entry_id)
    assert purge(settings)
    assert index.up_to(settings, 2)
    assert not [path for path in holding(settings, word) if path.startswith(str(settings.search_index))]


@BOTH
def test_who_reads_for_long_delays_it_and_no_more(
    app: Flask, settings: Settings, word: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(purging, "PATIENCE", 0.5)
    with app.app_context():
        made = publish_now(settings, publication(summary=word))[0]
        with reading() as reader:
            assert reader.execute(select(revision.c.content)).all()
            redact(settings, made.entry_id, word)
            began = time.monotonic()
            assert not purge(settings)
            assert time.monotonic() - began < 10
            assert "trying again" in caplog.text and word not in caplog.text
            assert pending(settings)
        assert purge(settings)
        assert holding(settings, word) == []
        publish_now(settings, publication())


def test_what_fails_is_tried_again_later_and_not_all_the_time(
    context: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = publish_now(settings, publication(summary="Again"))[0]
    redact(settings, made.entry_id, "Again")
    tries: list[Settings] = []

    def in_vain(settings: Settings) -> bool:
        tries.append(settings)
        return False

    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now)
    monkeypatch.setattr(purging, "purge", in_vain)
    purger = Purger(settings)
    purger.follow()
    purger.follow()
    assert len(tries) == 1
    now += purging.AGAIN
    monkeypatch.undo()
    monkeypatch.setattr(time, "monotonic", lambda: now)
    purger.follow()
    assert not pending(settings)


def test_a_replaced_database_is_cleared_again(context: Any, settings: Settings) -> None:
    made = publish_now(settings, publication(summary="Old"))[0]
    redact(settings, made.entry_id, "Old")
    purger = Purger(settings)
    purger.follow()
    assert not pending(settings)
    forget(settings)
    assert pending(settings)
    purger.follow()
    assert not pending(settings)
    with writing() as connection:  # a copy that ends before the last act that was cleared, with a removal in it
        connection.execute(update(head).values(n=1))
    assert pending(settings)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_role_without_the_rights_says_so(
    settings: Settings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    """The database's owner may rewrite its tables; the server's journal and statistics belong to somebody else."""
    keeper = f"keeper_{secrets.token_hex(4)}"
    engine = create_engine(settings.database, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE ROLE {keeper}"))
        connection.execute(text(f"GRANT ALL ON SCHEMA public TO {keeper}"))
        for name in connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all():
            connection.execute(text(f"ALTER TABLE {name} OWNER TO {keeper}"))
    mine = settings.model_copy(update={"database_url": f"{settings.database}&options=-crole%3D{keeper}"})
    app = create_app(mine)
    with app.app_context():
        try:
            made = publish_now(mine, publication(summary=word))[0]
            redact(mine, made.entry_id, word)
            assert not purge(mine)
            assert left(mine) == ("VACUUM FULL pg_statistic", "CHECKPOINT, pg_ls_waldir(), pg_switch_wal()")
            assert "may not clear" in caplog.text
            assert pending(mine)
            monkeypatch.setattr(purging, "purge", _unwanted)
            Purger(mine).follow()
            monkeypatch.undo()
            with engine.begin() as connection:
                connection.execute(text(f"ALTER ROLE {keeper} SUPERUSER"))
            assert purge(mine)
            assert not pending(mine)
            assert holding(mine, word) == []
        finally:
            for one in db.engines.values():
                one.dispose()


def test_the_follower_clears_up(app: Flask, settings: Settings, word: str) -> None:
    with app.app_context():
        made = publish_now(settings, publication(summary=word))[0]
        redact(settings, made.entry_id, word)
        assert holding(settings, word)
    environment = os.environ | {
        "REGISTER_HOME": str(settings.register_home),
        "DATABASE_URL": settings.database_url,
        "SEARCH_INDEX": str(settings.search_index),
        "FEED_AUTHORITY": settings.feed_authority,
    }
    command = [sys.executable, "-m", "register.commands.main", "follow"]
    with subprocess.Popen(command, env=environment, cwd=ROOT) as follower:
        try:
            with app.app_context():
                _wait_until(lambda: not pending(settings))
                assert holding(settings, word) == []
            assert follower.poll() is None
        finally:
            follower.terminate()


def _unwanted(settings: Settings) -> bool:
    raise AssertionError("nothing was removed since")


def _wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)
