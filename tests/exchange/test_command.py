"""The command: what it says, when it refuses, and that it survives a kill."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from register.commands.importing import import_file
from register.log import mark
from register.log.mark import Mark
from register.settings import ROOT, Settings
from tests.exchange.conftest import award, csv_of
from tests.exchange.test_importing import counts, stage_what_cannot_be_published

File = Callable[[bytes], Path]


def call(path: Path, *options: str, answers: str = "") -> Result:
    return invoke(str(path), "--by", "Ada Author", *options, answers=answers)


def invoke(*words: str, answers: str = "") -> Result:
    result = CliRunner().invoke(import_file, words, input=answers)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_a_dry_run_says_what_would_happen_and_changes_nothing(record: Settings, file: File) -> None:
    before = counts()

    said = call(file(csv_of(award(1), award(2))), "--dry-run")

    assert said.exit_code == 0
    assert "New 2 · changed 0 · unchanged 0" in said.output
    assert "Row 2, Grant Programme:Title: No programme is given." in said.output
    assert "Dry run: nothing was changed." in said.output
    assert counts() == before


def test_problems_are_listed_and_nothing_is_imported(record: Settings, file: File) -> None:
    before = counts()
    rows = [award(number, Award_Date="31/03/2026") for number in range(60)]

    said = call(file(csv_of(*rows)), "--confirmed-by", "Pat Publisher", "--yes")

    assert said.exit_code == 1
    assert "To mend (60):" in said.output
    assert "Row 2, Award Date: “31/03/2026” is not a date as the standard writes it. Write the year" in said.output
    assert "… and 10 more." in said.output
    assert "Nothing was imported: 60 problems to mend." in said.output
    assert counts() == before


def test_it_asks_before_it_imports(record: Settings, file: File) -> None:
    path = file(csv_of(award(1)))

    assert call(path, "--confirmed-by", "Pat Publisher", answers="n\n").exit_code == 1
    assert counts()["listing"] == 0
    agreed = call(path, "--confirmed-by", "Pat Publisher", answers="y\n")
    assert "Imported: 1 new, 0 changed, 0 unchanged." in agreed.output
    assert "Nothing to do" in call(path, "--confirmed-by", "Pat Publisher").output


@pytest.mark.parametrize("confirmed_by", [[], ["--confirmed-by", "ada author"], ["--confirmed-by", " "]])
def test_it_needs_a_second_person(record: Settings, file: File, confirmed_by: list[str]) -> None:
    said = call(file(csv_of(award(1))), *confirmed_by, "--yes")

    assert said.exit_code == 2
    assert "person" in said.output
    assert counts()["listing"] == 0


def test_names_like_a_persons_are_shown_and_must_be_accepted(record: Settings, file: File) -> None:
    path = file(csv_of(award(1, Recipient_Org__Name="Fae Example")))

    refused = call(path, "--confirmed-by", "Pat Publisher", "--yes")
    assert (refused.exit_code, counts()["listing"]) == (1, 0)
    assert "To accept (1):" in refused.output
    assert call(path, "--confirmed-by", "Pat Publisher", answers="n\ny\n").exit_code == 1
    assert call(path, "--confirmed-by", "Pat Publisher", answers="y\ny\n").exit_code == 0
    assert counts()["listing"] == 1


def test_a_changed_award_is_named_with_its_fields(record: Settings, file: File) -> None:
    call(file(csv_of(award(1))), "--confirmed-by", "Pat Publisher", "--yes")

    said = call(file(csv_of(award(1, Amount_Awarded="2000"))), "--dry-run")

    assert "New 0 · changed 1 · unchanged 0" in said.output
    assert "(360G-coalmoor-001): amount awarded." in said.output


def test_a_file_that_cannot_be_published_is_said_and_discarded(
    record: Settings, file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage_what_cannot_be_published(record, monkeypatch, 1)
    stuck = call(file(csv_of(award(1))), "--confirmed-by", "Pat Publisher", "--yes")
    assert stuck.exit_code == 1
    assert "Row 2 of awards.csv (360G-coalmoor-001) cannot be published" in stuck.output

    assert invoke("--discard", answers="n\n").exit_code == 1
    assert counts()["import_row"] == 1
    said = invoke("--discard", answers="y\n")

    assert (said.exit_code, counts()["import_row"]) == (0, 0)
    assert "awards.csv, imported by Ada Author and confirmed by Pat Publisher: 1 award left." in said.output
    assert "Discarded: 1 award." in said.output
    assert "Nothing to discard" in invoke("--discard").output
    assert invoke().exit_code == 2


KILLED = """
import os, signal, sys
from pathlib import Path
from flask import Flask
import register.accounts.models
from register.exchange import importing
from register.extensions import database_config, db, init_engines
from register.settings import Settings

settings = Settings(register_home=Path(sys.argv[1]))
app = Flask("record")
app.config.from_mapping(SETTINGS=settings, **database_config(settings))
db.init_app(app)
init_engines(app)
importing.BATCH = 10

def kill(done, total):
    if done == 20:
        os.kill(os.getpid(), signal.SIGKILL)

def publish_and_die(*arguments, real=importing.publish, **named):
    real(*arguments, **named)
    os.kill(os.getpid(), signal.SIGKILL)

if sys.argv[3] == "before the commit":
    importing.publish = publish_and_die
with app.app_context():
    importing.import_path(
        Path(sys.argv[2]), settings=settings, imported_by="a", confirmed_by="b", accept_names=True, progress=kill
    )
"""


@pytest.mark.parametrize(("moment", "safe"), [("between batches", 20), ("before the commit", 0)])
def test_a_killed_import_comes_to_its_end_when_run_again(record: Settings, file: File, moment: str, safe: int) -> None:
    path = file(csv_of(*(award(number) for number in range(1, 36))))

    command = [sys.executable, "-c", KILLED, str(record.register_home), str(path), moment]
    killed = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=False)

    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert (counts()["listing"], counts()["import_row"]) == (safe, 35 - safe)
    said = call(path, "--dry-run")
    assert f"imported by a and confirmed by b: {35 - safe} awards left." in said.output
    said = call(path, "--confirmed-by", "Pat Publisher", "--yes")
    assert f"{35 - safe} awards of an interrupted import finished" in said.output
    assert (counts()["listing"], counts()["act"], counts()["import_row"]) == (35, 36, 0)


def test_a_register_that_may_not_publish_says_why_and_imports_once_it_may(record: Settings, file: File) -> None:
    call(file(csv_of(award(1))), "--confirmed-by", "Pat Publisher", "--yes")
    before = counts()
    sound = mark.read(record)
    assert sound
    mark.raise_to(record, Mark(1, 1_000, "00" * 32))

    said = call(file(csv_of(award(2))), "--confirmed-by", "Pat Publisher", "--yes")

    assert said.exit_code == 1
    assert "Error: This register was restored from an old copy" in said.output
    assert counts()["act"] == before["act"]
    (mark.folder(record) / "high-water").unlink()
    mark.raise_to(record, sound)
    said = call(file(csv_of(award(2))), "--confirmed-by", "Pat Publisher", "--yes")
    assert "Imported: 1 award of an interrupted import finished" in said.output
    assert counts()["act"] == before["act"] + 1


def test_rows_with_personal_data_are_counted_and_must_be_accepted(record: Settings, file: File) -> None:
    path = file(csv_of(award(1, Description="Ring Jean on 07700 900123."), award(2)))

    said = call(path, "--dry-run")
    assert "1 row holds what looks like personal data." in said.output
    assert "Row 2: Its summary holds what looks like a telephone number. Take it out" in said.output
    said = call(path, "--confirmed-by", "Pat Publisher", "--yes")
    assert said.exit_code == 1
    assert "Add --accept-personal once they have been looked at." in said.output
    said = call(path, "--confirmed-by", "Pat Publisher", "--yes", "--accept-personal")
    assert "Imported: 2 new" in said.output
