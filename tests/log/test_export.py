"""The whole register in one file: everything that may be shown, nothing that may not, and never whole in memory."""

from __future__ import annotations

import io
import json
import random
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import Connection

from register.commands.log import export as export_command
from register.core.units import commitment, value_of
from register.entries.reading import version
from register.extensions import reading, writing
from register.kinds import kind_named
from register.log import export, mark, tree
from register.log.notes import Checkpoint, Verifier, open_note
from register.log.standing import ReadOnly
from register.publishing.drafts import create
from register.settings import Settings
from tests.log.keeping import run
from tests.publishing.random_acts import Actor
from tests.publishing.test_acts import publication, publish_now
from tests.publishing.test_removing import AT, approved, asked, held

NAMES = ["README.txt", "verify.py", "key", "checkpoint", "entries.jsonl", "revisions.jsonl", "lists.jsonl"]
REDACTED, ON_HOLD, WHOLLY, WITHDRAWN, DRAFT = (
    f"{word} (a secret)" for word in ("Ash", "Birch", "Cedar", "Date", "Elm")
)


def exported(settings: Settings) -> bytes:
    file = io.BytesIO()
    with reading() as connection:
        export.write_export(connection, settings, file)
    return file.getvalue()


def lines(archive: ZipFile, name: str) -> list[bytes]:
    return archive.read(name).removesuffix(b"\n").split(b"\n")


def all_text(archive: ZipFile) -> str:
    return "".join(archive.read(name).decode() for name in archive.namelist())


def a_busy_life(settings: Settings) -> None:
    """Leave an entry with a redacted and a held part, one on hold, one withdrawn, one as it was, and a draft."""
    made = publish_now(settings, publication(title=REDACTED, summary=ON_HOLD), *(publication() for _ in range(3)))
    publish_now(settings, publication(title="Anew", summary=ON_HOLD, entry_id=made[0].entry_id, change_note="Anew."))
    publish_now(settings, publication(title=WHOLLY, entry_id=made[1].entry_id, change_note="A title."))
    publish_now(settings, publication(summary=WITHDRAWN, entry_id=made[2].entry_id, change_note="A summary."))
    approved(settings, asked(made[0].entry_id, {1: ["title"]}))
    held(settings, made[0].entry_id, "summary")
    held(settings, made[1].entry_id)
    approved(settings, asked(made[2].entry_id, {}, "withdraw"))
    with writing() as connection:
        create(connection, kind=kind_named("decision"), pairs=[("title", DRAFT)], author_id=1, at=AT)


@pytest.mark.record
def test_everything_that_may_be_shown_and_nothing_else(database: str, context: Any, settings: Settings) -> None:
    a_busy_life(settings)
    with reading() as connection:
        last = version(connection).n
    archive = ZipFile(io.BytesIO(exported(settings)))
    assert archive.testzip() is None
    assert archive.namelist() == NAMES
    for secret in (REDACTED, ON_HOLD, WHOLLY, WITHDRAWN, DRAFT):
        assert secret not in all_text(archive)
    entries = [json.loads(line) for line in lines(archive, "entries.jsonl")]
    assert [entry["n"] for entry in entries] == list(range(last + 1))
    note = open_note(archive.read("checkpoint").decode(), Verifier.parse(archive.read("key").decode().strip()))
    leaves = [tree.leaf_hash(line) for line in lines(archive, "entries.jsonl")]
    nodes = {(level, place): hash_ for level, place, hash_ in tree.grown(0, lambda *_: b"", leaves)}
    root = tree.root(len(leaves), lambda level, place: nodes[level, place])
    assert Checkpoint.parse(note) == Checkpoint("register.test/compact-register", last + 1, root)
    revisions = [json.loads(line) for line in lines(archive, "revisions.jsonl")]
    assert [line["n"] for line in revisions] == [entry["n"] for entry in entries if "revision" in entry]
    for line in revisions:
        units = entries[line["n"]]["units"]
        assert (line["reference"], line["revision"]) == tuple(
            entries[line["n"]][key] for key in ("reference", "revision")
        )
        for name, salt in line["salts"].items():
            assert commitment(salt, name, value_of(line["content"], name)) == units[name]
    gone = {line["n"]: sorted(set(entries[line["n"]]["units"]) - set(line["salts"])) for line in revisions}
    whole = sorted(entries[2]["units"])
    assert gone == {1: ["summary", "title"], 2: whole, 3: whole, 4: [], 5: ["summary"], 6: gone[6], 7: gone[7]}
    assert all(not line["content"] and not line["salts"] for line in revisions if line["n"] in (2, 3, 6, 7))
    lists = [json.loads(line) for line in lines(archive, "lists.jsonl")]
    assert [(one["reference"][-4:], one["n"], one["revision"]) for one in lists] == [("0001", 5, 2), ("0004", 4, 1)]
    assert (lists[0]["title"], lists[0]["type"], lists[0]["amount"]) == ("Anew", "decision", 1_200_000)
    assert set(lists[0]) == {"reference", "type", "n", "revision", "title", "amount", "published_at", "updated_at"}


def test_a_group_on_hold_stays_hidden_when_members_join_it(context: Any, settings: Settings) -> None:
    made = publish_now(settings, publication(amount_applied_for=None))[0]
    held(settings, made.entry_id, "amounts:amount_awarded,amount_period")
    later = publication(amount_applied_for="77777.00", entry_id=made.entry_id, change_note="An amount was missing.")
    publish_now(settings, later)
    archive = ZipFile(io.BytesIO(exported(settings)))
    for line in map(json.loads, lines(archive, "revisions.jsonl")):
        assert not [name for name in line["salts"] if name.startswith("amounts:")]
        assert not {"amount_awarded", "amount_applied_for", "amount_period"} & set(line["content"])


def test_the_same_register_gives_the_same_bytes_as_a_file_and_served(app: Flask, settings: Settings) -> None:
    with app.app_context():
        a_busy_life(settings)
        whole = exported(settings)
        assert exported(settings) == whole
    answer = app.test_client().get("/log/export.zip")
    assert answer.data == whole
    assert answer.mimetype == "application/zip"
    assert "ETag" not in answer.headers, "the page cache has not seen it"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    head = app.test_client().head("/log/export.zip")
    assert (head.status_code, head.data) == (200, b"")
    assert "Content-Length" not in head.headers


def test_random_registers_open_all_that_they_show(context: Any, settings: Settings) -> None:
    actor = Actor(settings, random.Random(5))
    for what in ("publish", "publish", "correct", *[None] * 40):
        actor.step(what)
    archive = ZipFile(io.BytesIO(exported(settings)))
    entries = [json.loads(line) for line in lines(archive, "entries.jsonl")]
    shown = 0
    for line in map(json.loads, lines(archive, "revisions.jsonl")):
        for name, salt in line["salts"].items():
            assert commitment(salt, name, value_of(line["content"], name)) == entries[line["n"]]["units"][name]
            shown += 1
    assert shown > 50


def test_nothing_is_exported_that_cannot_be_signed(context: Any, settings: Settings) -> None:
    mark.raise_to(settings, mark.Mark(1, 99, "0" * 64))
    with reading() as connection, pytest.raises(ReadOnly, match="old copy"):
        export.export_chunks(connection, settings)


def long_log(size: int, line: bytes) -> Any:
    def entries_from(connection: Connection) -> Iterator[tuple[int, bytes]]:
        yield from ((n, line) for n in range(size))

    return entries_from


def test_it_is_never_whole_in_memory(context: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    noise = random.Random(1).randbytes(20_000).hex().encode()
    monkeypatch.setattr(export, "entries_from", long_log(1_000, noise))
    tracemalloc.start()
    with reading() as connection:
        sizes = [len(chunk) for chunk in export.export_chunks(connection, settings)]
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sum(sizes) > 15_000_000
    assert max(sizes) < 200_000
    assert most < 4_000_000


def test_long_files_are_written_in_the_form_for_them(
    context: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_now(settings, publication())
    short = ZipFile(io.BytesIO(exported(settings)))
    assert {one.extract_version for one in short.infolist()} == {20}
    monkeypatch.setattr(export, "_LONG", 10)
    long = ZipFile(io.BytesIO(exported(settings)))
    assert {one.extract_version for one in long.infolist()} == {45}
    assert [long.read(name) for name in NAMES] == [short.read(name) for name in NAMES]


@pytest.mark.long
def test_a_log_of_more_than_four_gigabytes(
    context: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(export, "_LONG", -1)
    monkeypatch.setattr(export, "entries_from", long_log(4_400, b"7" * 1_000_000))
    path = tmp_path / "export.zip"
    with path.open("wb") as file, reading() as connection:
        export.write_export(connection, settings, file)
    with ZipFile(path) as archive:
        assert archive.getinfo("entries.jsonl").file_size == 4_400 * 1_000_001
        with archive.open("entries.jsonl") as entries:
            assert sum(len(piece) for piece in iter(lambda: entries.read(1 << 24), b"")) == 4_400 * 1_000_001
        assert archive.read("lists.jsonl") == b""


def test_where_nothing_can_be_written_the_command_says_so(context: Any, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for nowhere in (tmp_path / "nowhere" / "x.zip", tmp_path / "file" / "x.zip"):
        assert "Nothing was exported: " in run(export_command, nowhere, fails=True)
    run(export_command, tmp_path / "x.zip")
    assert (tmp_path / "x.zip").stat().st_size > 1000
