"""Recovery: lost acts come back byte for byte, or are declared lost in public; either way publishing goes on."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import select, text

from register.commands.keeping import restore
from register.commands.log import export, new_key, recover
from register.core.canonical import parse
from register.entries.reading import history
from register.entries.tables import act, head
from register.extensions import db, reading, writing
from register.log import keys, mark, postgresql
from register.log.checkpoints import checkpoint
from register.log.notes import Checkpoint, Signer, Verifier, open_note
from register.log.reading import entries_from
from register.publishing import requests
from register.publishing.restoring import replay_removals
from register.settings import Settings
from tests.log.histories import complaints, live
from tests.log.keeping import (
    backed_up,
    correct,
    documents,
    hold,
    lift,
    publish,
    redact,
    run,
    sound,
    state,
    verified,
    why_read_only,
    withdraw,
)
from tests.log.test_checking import kept

Loss = Callable[[], None]


@pytest.fixture
def loss(context: Any, settings: Settings, tmp_path: Path) -> Callable[[], Loss]:
    """Return what remembers the register as it is, and returns what loses all that came after."""
    if db.engine.dialect.name == "sqlite":
        return lambda: kept(settings.register_home / "register.db", tmp_path / "old.db")

    def keep() -> Loss:
        file = backed_up(tmp_path / "old")

        def lose() -> None:
            run(restore, file, "--yes")
            with writing() as connection:
                for schema in postgresql.kept(connection):
                    connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))

        return lose

    return keep


@pytest.mark.record
@pytest.mark.parametrize("seed", range(3))
def test_an_export_brings_back_the_same_register(
    context: Any, settings: Settings, tmp_path: Path, loss: Callable[[], Loss], seed: int
) -> None:
    live(settings, seed, acts=15)
    lose = loss()
    live(settings, seed + 100, acts=25)
    before = state(settings)
    logged = _logged()
    file = tmp_path / "export.zip"
    run(export, file)
    lose()
    assert state(settings) != before
    assert "old copy" in (why_read_only(settings) or "")
    said = run(recover, "--export", file)
    assert "goes on" in said
    assert state(settings) == before
    assert _logged() == logged
    assert complaints(settings) == []
    publish(settings, "After the recovery")
    assert sound(settings, tmp_path) == 0


def test_what_is_on_hold_stays_so_and_somebody_can_decide(
    context: Any, settings: Settings, tmp_path: Path, loss: Callable[[], Loss]
) -> None:
    one, other = publish(settings, "One", "Other")
    lose = loss()
    hold(settings, one, "title")
    hold(settings, other)
    seen = documents(one, other)
    run(export, tmp_path / "export.zip")
    lose()
    run(recover, "--export", tmp_path / "export.zip")
    assert documents(one, other) == seen
    with reading() as connection:
        held = requests.in_force(connection)
    for request in held:
        lift(settings, request.id)
    assert [document["title"] for document in documents(one, other)] == ["One", "Other"]
    assert complaints(settings) == []


def test_a_shorter_export_brings_back_what_it_holds_and_the_register_stays_read_only(
    context: Any, settings: Settings, tmp_path: Path, loss: Callable[[], Loss]
) -> None:
    publish(settings, "One")
    lose = loss()
    publish(settings, "Two")
    run(export, tmp_path / "export.zip")
    publish(settings, "Three")
    lose()
    assert "ends at act 2" in run(recover, "--export", tmp_path / "export.zip")
    assert "has all that it holds" in run(recover, "--export", tmp_path / "export.zip", fails=True)


def test_an_export_that_does_not_fit_is_refused(
    context: Any, settings: Settings, tmp_path: Path, loss: Callable[[], Loss]
) -> None:
    publish(settings, "One")
    lose = loss()
    publish(settings, "Two", "Three")
    file = tmp_path / "export.zip"
    run(export, file)
    lose()
    before = state(settings)
    for name, old, new, words in (
        ("checkpoint", b"\n4\n", b"\n5\n", "not one that this register signed"),
        ("entries.jsonl", b'"by":"Publisher"', b'"by":"Somebody_"', "of another one"),
        ("revisions.jsonl", b'"Two"', b'"Twu"', "does not say of “title”"),
        ("revisions.jsonl", b'"n":3', b'"n":4', "does not hold what act 3 published"),
    ):
        _rewritten(file, tmp_path / "other.zip", name, old, new)
        assert words in run(recover, "--export", tmp_path / "other.zip", fails=True)
        assert state(settings) == before
    (tmp_path / "nothing.zip").write_bytes(b"This is no export.")
    assert "damaged" in run(recover, "--export", tmp_path / "nothing.zip", fails=True)
    keys.keep(settings, Signer(keys.first_origin(settings), bytes(32)), over=True)
    assert "not one that this register signed" in run(recover, "--export", file, fails=True)
    assert state(settings) == before


@pytest.mark.record
def test_a_new_epoch_tells_what_is_lost_and_goes_on(
    context: Any, settings: Settings, tmp_path: Path, loss: Callable[[], Loss]
) -> None:
    live(settings, seed=3, acts=10)
    lose = loss()
    early, key = state(settings)[0], keys.signer(settings).vkey
    before = tmp_path / "before"
    before.write_text(_checkpoint(settings))
    publish(settings, "Lost", "Lost too")
    reached, _ = state(settings)
    late = tmp_path / "late"
    late.write_text(_checkpoint(settings))
    lose()
    said = run(recover, "--new-epoch", "--yes")
    assert f"after act {early.size - 1}" in said and f"up to act {reached.size - 1} are declared lost" in said
    body = _logged()[early.size]
    assert body == {
        "n": early.size,
        "kind": "recovery",
        "at": body["at"],
        "epoch": 2,
        "origin": "register.test/compact-register/epoch-2",
        "key": keys.signer(settings).vkey,
        "after": early.size - 1,
        "lost": reached.size - 1,
        "lost_root": body["lost_root"],
    }
    assert base64.b64decode(body["lost_root"]).hex() == reached.root
    assert why_read_only(settings) is None
    publish(settings, "After the recovery")
    note = open_note(_checkpoint(settings), Verifier.parse(keys.signer(settings).vkey))
    assert Checkpoint.parse(note).origin == "register.test/compact-register/epoch-2"
    assert complaints(settings) == []
    assert sound(settings, tmp_path) == 0
    assert sound(settings, tmp_path, before, key=key) == 0
    told = verified(settings, tmp_path, late, key=key)
    assert told.returncode == 2 and f"acts that were lost, as act {early.size} says" in told.stdout
    assert "No act is lost" in run(recover, "--new-epoch", "--yes", fails=True)


@pytest.mark.record
def test_a_new_epoch_removes_again_what_was_removed_in_lost_acts(
    context: Any, settings: Settings, tmp_path: Path, loss: Callable[[], Loss]
) -> None:
    one, other, third, fourth = publish(settings, "Quillfeather Zzyzx", "Other", "Third", "Fourth")
    settled = hold(settings, fourth, "title")
    lose = loss()
    correct(settings, one, title="One")
    redact(settings, one, "title")
    hold(settings, other, "title")
    withdraw(settings, third)
    lift(settings, hold(settings, fourth, "rationale.reasons"))
    lift(settings, settled)
    redact(settings, publish(settings, "Lost")[0], "title")
    lose()
    assert "Removals entered anew: 3" in run(recover, "--new-epoch", "--yes")
    with reading() as connection:
        kinds = [row.kind for entry_id in (one, other, third, fourth) for row in history(connection, entry_id)]
        held = requests.in_force(connection)
    assert kinds == ["redact", "publish", "hold", "publish", "withdraw", "publish", "hold", "publish"]
    assert "Zzyzx" not in str(documents(one))
    assert complaints(settings) == []
    for request in held:
        lift(settings, request.id)
    assert [document.get("title") for document in documents(other, fourth)] == ["Other", "Fourth"]
    assert complaints(settings) == []
    # A reference that was lost with its act is given again: what was removed of the lost entry is not of this one.
    publish(settings, "Another")
    assert replay_removals(settings) == 0
    assert complaints(settings) == []


def test_an_old_copy_of_the_first_epoch_is_found_out_in_the_second(
    context: Any, settings: Settings, tmp_path: Path, loss: Callable[[], Loss]
) -> None:
    one = publish(settings, "Quillfeather Zzyzx")[0]
    lose = loss()
    publish(settings, "Lost")
    lose()
    run(recover, "--new-epoch", "--yes")
    fresh = publish(settings, "After")[0]
    redact(settings, one, "title")
    redact(settings, fresh, "title")
    run(export, tmp_path / "export.zip")
    before = state(settings)
    lose()
    assert "old copy" in (why_read_only(settings) or "")
    assert replay_removals(settings) == 1
    assert "Zzyzx" not in str(documents(one))
    run(recover, "--export", tmp_path / "export.zip")
    assert state(settings) == before
    assert complaints(settings) == []


@pytest.mark.record
def test_a_new_key_is_named_in_the_log(context: Any, settings: Settings, tmp_path: Path) -> None:
    publish(settings, "One")
    old = keys.signer(settings).vkey
    keys.path_of(settings).unlink()
    assert "key" in (why_read_only(settings) or "")
    assert "No act is lost" in run(recover, "--new-epoch", "--yes", fails=True)
    said = run(new_key, "--yes")
    fresh = keys.signer(settings).vkey
    assert fresh in said and fresh != old
    assert _logged()[2]["key"] == fresh
    publish(settings, "Two")
    assert complaints(settings) == []
    assert sound(settings, tmp_path) == 0
    keys.keep(settings, Signer(keys.first_origin(settings), bytes(32)), over=True)
    assert complaints(settings) == ["The key that is kept here is not the one that the log says signs it."]


def test_where_the_mark_cannot_be_read_a_new_epoch_puts_it_right(context: Any, settings: Settings) -> None:
    publish(settings, "One")
    (mark.folder(settings) / "high-water").write_bytes(b"nothing")
    assert "cannot be read" in (why_read_only(settings) or "")
    run(recover, "--new-epoch", "--yes")
    assert _logged()[2]["lost"] is None
    publish(settings, "Two")
    assert complaints(settings) == []


def test_somebody_who_knows_that_acts_were_lost_can_say_so(context: Any, settings: Settings) -> None:
    publish(settings, "One")
    assert "No act is lost" in run(recover, "--new-epoch", "--last-act", 1, "--yes", fails=True)
    run(recover, "--new-epoch", "--last-act", 7, "--yes")
    assert (_logged()[2]["after"], _logged()[2]["lost"], _logged()[2]["lost_root"]) == (1, 7, None)
    publish(settings, "Two")
    assert complaints(settings) == []


@pytest.mark.record
def test_acts_of_the_register_have_no_entry(context: Any, settings: Settings) -> None:
    publish(settings, "One")
    run(new_key, "--yes")
    with reading() as connection:
        row = connection.execute(select(act).where(act.c.n == 2)).mappings().one()
        assert connection.scalar(select(head.c.n)) == 2
    assert (row["kind"], row["entry_id"], row["revision"], row["role"]) == ("key", None, None, "The register")


def _logged() -> list[dict[str, Any]]:
    with reading() as connection:
        return [parse(raw) for _, raw in entries_from(connection)]


def _checkpoint(settings: Settings) -> str:
    with reading() as connection:
        return checkpoint(connection, settings)


def _rewritten(file: Path, to: Path, name: str, old: bytes, new: bytes) -> None:
    """Write an export again with other bytes in one of its files."""
    with ZipFile(file) as source, ZipFile(to, "w") as target:
        for member in source.namelist():
            data = source.read(member)
            assert member != name or old in data
            target.writestr(member, data.replace(old, new) if member == name else data)
