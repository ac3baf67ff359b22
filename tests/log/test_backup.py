"""Backups: taken under load they restore to the same root, and what was redacted since is redacted again."""

from __future__ import annotations

import os
import random
import shutil
import stat
import tarfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from register.commands.keeping import backup, restore
from register.extensions import reading, writing
from register.finding import index
from register.log import guards, keys, mark
from register.log.backup import write_backup
from register.publishing.doctor import examine
from register.publishing.restoring import replay_removals
from register.settings import Settings
from tests.log.histories import complaints, live
from tests.log.keeping import (
    backed_up,
    close,
    documents,
    hold,
    in_bytes,
    in_other_home,
    publish,
    publishing_elsewhere,
    redact,
    run,
    state,
    why_read_only,
    withdraw,
)
from tests.log.tampering import tamper

SECRET = "Quillfeather Zzyzx of Low Marram lives above the hall (invented)."


@pytest.mark.record
def test_a_backup_under_load_restores_to_the_same_root(context: Any, settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    with publishing_elsewhere(settings) as writer:
        assert writer.stdout is not None
        for _ in range(10):
            writer.stdout.readline()
        saved = run(backup, file)
        for _ in range(3):
            writer.stdout.readline()
        writer.kill()
    reached, _ = state(settings)
    n, root = saved.split("up to act ")[1].split(",")[0], saved.split("root ")[1].split(".")[0]
    assert 8 < int(n) < reached.size - 1
    said = run(restore, file, "--yes")
    assert f"up to act {n}, with the root {root}" in said
    assert state(settings)[0] == mark.Mark(1, int(n) + 1, root)
    assert "restored from an old copy" in (why_read_only(settings) or "")
    assert "register log recover" in said


@pytest.mark.record
def test_what_was_removed_since_a_backup_is_removed_again(context: Any, settings: Settings, tmp_path: Path) -> None:
    one, other, third, fourth = publish(settings, SECRET, "Other", "Third", "Fourth")
    file = backed_up(tmp_path / "backup")
    redact(settings, one, "title")
    hold(settings, other, "title")
    withdraw(settings, third)
    hold(settings, fourth)
    seen = documents(one, other, third, fourth)
    shown = [line for line in state(settings)[1] if line.startswith("listing")]
    assert "something of 4 entries" in run(restore, file, "--yes")
    assert documents(one, other, third, fourth) == seen
    again = [line for line in state(settings)[1] if line.startswith("listing")]
    assert [_undated(line) for line in again] == [_undated(line) for line in shown]
    told = [complaint.what for complaint in examine(settings)]
    assert len(told) == 2 and "kept in" in told[0] and "old copy that ends at act 4" in told[1]


def test_no_byte_of_what_was_redacted_comes_back(context: Any, settings: Settings, tmp_path: Path) -> None:
    one = publish(settings, SECRET)[0]
    index.follow(settings)
    file = backed_up(tmp_path / "backup")
    assert in_bytes(SECRET, tmp_path / "home") and in_bytes("Quillfeather Zzyzx", file.parent)
    redact(settings, one, "title")
    run(restore, file, "--yes")
    for folder in settings.register_home.glob("before-restore-*"):
        shutil.rmtree(folder)
    close()
    for words in ("Zzyzx", "zzyzx", "Quillfeather", "quillfeather"):
        assert in_bytes(words, settings.register_home) == []
        assert in_bytes(words, settings.search_index) == []


def test_an_old_database_that_was_copied_into_place_is_redacted_at_start(
    context: Any, settings: Settings, tmp_path: Path
) -> None:
    one, other = publish(settings, SECRET, "Other")
    close()
    database = settings.register_home / "register.db"
    shutil.copy(database, tmp_path / "old.db")
    redact(settings, one, "title")
    redact(settings, other, "rationale.reasons")
    seen = documents(one, other)
    assert replay_removals(settings) == 0
    close()
    for ending in ("-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
    shutil.copy(tmp_path / "old.db", database)
    assert documents(one)[0]["title"] == SECRET
    assert replay_removals(settings) == 2
    assert documents(one, other) == seen
    assert replay_removals(settings) == 0
    close()
    assert in_bytes("Zzyzx", settings.register_home) == []


def test_what_the_ledger_lacks_is_added_from_a_sound_log(context: Any, settings: Settings) -> None:
    one = publish(settings, "One")[0]
    redact(settings, one, "title")
    ledger = mark.ledger(settings)
    (mark.folder(settings) / "removals.jsonl").unlink()
    assert len(ledger) == 1
    replay_removals(settings)
    assert mark.ledger(settings) == ledger
    (mark.folder(settings) / "removals.jsonl").unlink()
    assert complaints(settings) == []
    assert mark.ledger(settings) == ledger


def test_on_a_new_machine_a_backup_brings_its_key_and_goes_on(context: Any, settings: Settings, tmp_path: Path) -> None:
    live(settings, seed=1, acts=20)
    file = backed_up(tmp_path / "backup")
    before, key = state(settings), keys.signer(settings).vkey
    app, elsewhere = in_other_home(settings, tmp_path / "new")
    with app.app_context():
        assert "Nothing" not in run(restore, file)
        assert state(elsewhere) == before
        assert keys.signer(elsewhere).vkey == key
        assert stat.S_IMODE(keys.path_of(elsewhere).stat().st_mode) == 0o600
        assert mark.read(elsewhere) == before[0]
        assert mark.ledger(elsewhere) == mark.ledger(settings)
        assert complaints(elsewhere) == []
        publish(elsewhere, "It goes on")
        close()


def test_a_backup_is_one_private_file_without_the_mark(context: Any, settings: Settings, tmp_path: Path) -> None:
    publish(settings, "One")
    file = tmp_path / "kept" / "backup"
    file.parent.mkdir()
    run(backup, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["backup"]
    with tarfile.open(file) as archive:
        names = archive.getnames()
    assert {"manifest.json", "database", "checkpoint", "removals.jsonl", "keys/log-signing-key"} <= set(names)
    assert not any("high-water" in name for name in names)
    whole = file.read_bytes()
    file.parent.chmod(0o500)
    if os.geteuid():
        assert "Nothing was saved" in run(backup, file, fails=True)
        assert file.read_bytes() == whole


@pytest.mark.record
@pytest.mark.parametrize("marked", [True, False])
def test_a_damaged_log_is_saved_as_it_is_and_not_signed_for(
    context: Any, settings: Settings, tmp_path: Path, marked: bool
) -> None:
    publish(settings, "One", "Two", "Three")
    with writing() as connection:
        on = "" if connection.dialect.name == "sqlite" else " ON log_node"
        for name in guards.names(connection.dialect.name):
            if name.startswith("log_node"):
                connection.execute(text(f"DROP TRIGGER {name}{on}"))
        connection.execute(text("DELETE FROM log_node"))
        guards.guard(connection)
    if not marked:
        (mark.folder(settings) / "high-water").unlink()
    said = run(backup, tmp_path / "backup")
    assert "Saved up to act 3.\n" in said and "saved as it is, without a checkpoint" in said
    assert "The log of this register is damaged" in said
    with tarfile.open(tmp_path / "backup") as archive:
        assert {"manifest.json", "database"} < set(archive.getnames())
        assert "checkpoint" not in archive.getnames()
    assert "is not sound" in run(restore, tmp_path / "backup", "--yes", fails=True)


def test_a_restore_refuses_what_it_should_not_do(context: Any, settings: Settings, tmp_path: Path) -> None:
    publish(settings, "One")
    file = backed_up(tmp_path / "backup")
    before = state(settings)
    assert "add --yes" in run(restore, file, fails=True)
    with publishing_elsewhere(settings) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        assert "stop it first" in run(restore, file, "--yes", fails=True)
        writer.kill()
    reached = state(settings)
    assert reached[0].size >= before[0].size
    raw = bytearray(file.read_bytes())
    raw[raw.index(b"SQLite format 3") + 5000] ^= 1
    (tmp_path / "broken").write_bytes(bytes(raw))
    (tmp_path / "nothing").write_bytes(b"This is no backup.")
    assert "damaged" in run(restore, tmp_path / "broken", "--yes", fails=True)
    assert "damaged" in run(restore, tmp_path / "nothing", "--yes", fails=True)
    assert state(settings) == reached
    assert list(settings.register_home.glob(".restoring*")) == []


def test_a_backup_whose_log_was_changed_is_not_put_in_place(context: Any, settings: Settings, tmp_path: Path) -> None:
    publish(settings, "One", "Two", "Three")
    close()
    database = settings.register_home / "register.db"
    shutil.copy(database, tmp_path / "sound.db")
    tamper(database, random.Random(1), "edit_entry")
    with reading() as connection:
        write_backup(connection, settings, tmp_path / "backup")
    close()
    shutil.copy(tmp_path / "sound.db", database)
    assert "is not sound" in run(restore, tmp_path / "backup", "--yes", fails=True)


def test_the_wrong_kind_of_database_is_refused(context: Any, settings: Settings, tmp_path: Path) -> None:
    publish(settings, "One")
    file = backed_up(tmp_path / "backup")
    with tarfile.open(file) as archive:
        archive.extractall(tmp_path / "open", filter="data")
    manifest = tmp_path / "open" / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"sqlite"', '"postgresql"'))
    with tarfile.open(tmp_path / "other", "w") as archive:
        for path in sorted((tmp_path / "open").rglob("*")):
            archive.add(path, str(path.relative_to(tmp_path / "open")), recursive=False)
    assert "on postgresql" in run(restore, tmp_path / "other", "--yes", fails=True)


def _undated(line: str) -> str:
    """Leave out when an entry was last touched: an act that is lost touched it."""
    return line.partition("('updated_at'")[0]


def test_a_broken_database_is_replaced_and_kept(context: Any, settings: Settings, tmp_path: Path) -> None:
    publish(settings, "One")
    file = backed_up(tmp_path / "backup")
    before = state(settings)
    database = settings.register_home / "register.db"
    close()
    database.write_bytes(b"nothing of a database" * 1000)
    assert "add --yes" in run(restore, file, fails=True)
    assert "reaches as far as the register was known to reach" in run(restore, file, "--yes")
    assert state(settings) == before
    kept = next(settings.register_home.glob("before-restore-*"))
    assert (kept / "register.db").read_bytes().startswith(b"nothing of a database")
