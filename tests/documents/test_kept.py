"""Files beside the record: an altered or missing one is found, a backup and an export carry them, a restore too."""

from __future__ import annotations

import hashlib
import io
import time
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select, update

from register.commands.keeping import restore
from register.core.calendar import now_utc
from register.documents import storing, writing
from register.documents.checking import examine
from register.documents.tables import uploaded_document
from register.entries.tables import entry
from register.extensions import reading
from register.extensions import writing as transaction
from register.log import backup, export, verify
from register.publishing import doctor, removing
from register.publishing.acts import Published
from register.publishing.recovering import _Files
from register.settings import Settings
from tests.documents.files import pdf
from tests.log.keeping import close, run
from tests.publishing.test_acts import publication, publish_now
from tests.publishing.test_removing import approved, asked, held

SECRET = b"(An invented secret of the caretaker)"
FILE = pdf(SECRET)
DIGEST = hashlib.sha256(FILE).hexdigest()


def uploaded(settings: Settings, data: bytes = FILE, by: int = 1) -> dict[str, Any]:
    """Keep a file as the desk does; return how a document names it."""
    about = examine("report.pdf", data, megabytes=10)
    key, digest = storing.keep(settings, data), hashlib.sha256(data).hexdigest()
    with transaction() as connection:
        writing.add(connection, key, digest, len(data), about, by=by, at=now_utc())
    facts = {"file_name": about.file_name, "sha256": digest, "bytes": len(data), "media_type": about.media_type}
    return {"title": "The report", "file": key, "language": "en", "accessible": "yes", **facts}


def published(settings: Settings, *named: dict[str, Any]) -> Published:
    return publish_now(settings, publication(documents=list(named)))[0]


def exported(settings: Settings) -> ZipFile:
    file = io.BytesIO()
    with reading() as connection:
        export.write_export(connection, settings, file)
    return ZipFile(file)


def verified(archive: ZipFile, capsys: Any, tmp_path: Path) -> tuple[int, str]:
    folder = tmp_path / f"export{time.monotonic_ns()}"
    archive.extractall(folder)
    answer = verify.main([str(folder)])
    return answer, capsys.readouterr().out


def complaints(settings: Settings, *, quick: bool = False) -> list[str]:
    return [one.what for one in doctor.examine(settings, quick=quick) if "file" in one.what]


@pytest.mark.record
def test_an_altered_or_missing_file_is_found(
    database: str, context: Any, settings: Settings, capsys: Any, tmp_path: Path
) -> None:
    named = uploaded(settings)
    published(settings, named)
    archive = exported(settings)
    assert archive.read(f"documents/{named['file']}") == FILE
    assert verified(archive, capsys, tmp_path)[0] == 0
    assert complaints(settings) == []
    path = storing.path_of(settings, named["file"])
    path.write_bytes(FILE.replace(b"secret", b"SECRET"))
    answer, said = verified(exported(settings), capsys, tmp_path)
    assert (answer, "its file “report.pdf” is altered" in said) == (1, True)
    assert "is not the one that was uploaded" in complaints(settings)[0]
    assert complaints(settings, quick=True) == []
    path.write_bytes(FILE + b"\n")
    assert "is not the one that was uploaded" in complaints(settings, quick=True)[0]
    path.unlink()
    answer, said = verified(exported(settings), capsys, tmp_path)
    assert (answer, "its file “report.pdf” is missing" in said) == (1, True)
    assert "is missing" in complaints(settings, quick=True)[0]


@pytest.mark.parametrize("removed", ["x", "7", "[]", "{}", '{"unit": 7}'])
def test_what_cannot_be_read_of_one_entry_hides_no_fault_of_another_ones_file(
    context: Any, settings: Settings, removed: str
) -> None:
    broken, other = published(settings, uploaded(settings)), uploaded(settings, pdf(b"(Another)"))
    published(settings, other)
    with transaction() as connection:
        connection.execute(update(entry).where(entry.c.id == broken.entry_id).values(removed=removed))
    storing.path_of(settings, other["file"]).unlink()
    told = complaints(settings, quick=True)
    assert len(told) == 1 and told[0].endswith("is missing.")


def test_who_changes_the_file_and_what_is_known_of_it_is_found_too(
    context: Any, settings: Settings, capsys: Any, tmp_path: Path
) -> None:
    named = uploaded(settings)
    published(settings, named)
    other = pdf(b"(Another)")
    storing.path_of(settings, named["file"]).write_bytes(other)
    with transaction() as connection:
        digest = hashlib.sha256(other).hexdigest()
        connection.execute(update(uploaded_document).values(sha256=digest, bytes=len(other)))
    assert "is not the one that revision 1 names" in complaints(settings)[0]
    assert verified(exported(settings), capsys, tmp_path)[0] == 1


@pytest.mark.record
def test_an_export_holds_what_readers_may_have(database: str, context: Any, settings: Settings) -> None:
    shown, hidden, gone, unused = (uploaded(settings, pdf(b"(%d)" % one)) for one in range(4))
    published(settings, shown)
    on_hold, redacted = published(settings, hidden), published(settings, gone)
    held(settings, on_hold.entry_id, "documents/1")
    approved(settings, asked(redacted.entry_id, {1: ["documents/1"]}))
    names = [name for name in exported(settings).namelist() if name.startswith("documents/")]
    assert names == [f"documents/{shown['file']}"]
    assert set(storing.keys(settings)) == {shown["file"], hidden["file"], unused["file"]}
    assert complaints(settings) == []


def test_a_file_belongs_to_one_entry_and_is_named_as_it_is(context: Any, settings: Settings) -> None:
    named = uploaded(settings)
    with pytest.raises(writing.BelongsElsewhere):
        published(settings, {**named, "sha256": "0" * 64})
    published(settings, named)
    with pytest.raises(writing.BelongsElsewhere):
        published(settings, named)
    with pytest.raises(writing.BelongsElsewhere):
        published(settings, {**named, "file": "0" * 32})


def test_who_was_killed_between_the_act_and_the_erasure_is_made_good(
    context: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = uploaded(settings)
    made = published(settings, named)
    monkeypatch.setattr(storing, "erase", lambda *_: None)
    request = asked(made.entry_id, {1: ["documents/1"]})
    with transaction() as connection:
        removing.approve(
            connection, request_id=request.id, approver_id=2, role="Publisher", at=now_utc(), settings=settings
        )
    assert list(storing.keys(settings)) == [named["file"]]
    assert "its bytes are here still" in complaints(settings)[0]
    monkeypatch.undo()
    from register.publishing.purging import purge

    assert purge(settings)
    assert list(storing.keys(settings)) == []


def test_a_backup_carries_the_files_and_a_restored_one_erases_again(
    app: Flask, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "register.backup"
    with app.app_context():
        named, kept = uploaded(settings), uploaded(settings, pdf(b"(Kept)"))
        made = published(settings, named, kept)
        with reading() as connection:
            backup.write_backup(connection, settings, file)
        approved(settings, asked(made.entry_id, {1: ["documents/1"]}))
        assert list(storing.keys(settings)) == [kept["file"]]
        close()
        run(restore, file, "--yes")
    assert list(storing.keys(settings)) == [kept["file"]]
    with app.app_context(), reading() as connection:
        erased = connection.scalar(
            select(uploaded_document.c.erased_at).where(uploaded_document.c.key == named["file"])
        )
        assert erased is not None
    live = [path for path in settings.register_home.rglob("*") if path.is_file() and "before-restore" not in str(path)]
    assert not [path for path in live if SECRET in path.read_bytes()]


def test_files_come_back_from_an_export(context: Any, settings: Settings) -> None:
    named = uploaded(settings)
    made = published(settings, named)
    archive = exported(settings)
    storing.erase(settings, named["file"])
    with transaction() as connection:
        connection.execute(uploaded_document.delete())
    content = next(line for line in archive.read("revisions.jsonl").splitlines())
    from register.core.canonical import canonical, parse

    row = {"entry_id": made.entry_id, "content": canonical(parse(content)["content"])}
    with transaction() as connection:
        _Files(archive, settings).bring_back(connection, row)
    assert storing.digest(settings, named["file"]) == DIGEST
    assert complaints(settings) == []


def test_the_largest_files_are_looked_at_quickly() -> None:
    data = pdf(b"<</Length 9>>\nstream\n" + bytes(range(256)) * 39_000 + b"\nendstream")
    assert 9_900_000 < len(data) < 10_000_000
    began = time.process_time()
    examine("report.pdf", data, megabytes=10)
    assert time.process_time() - began < 3
