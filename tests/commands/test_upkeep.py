"""The command line: a new register is made, filled, examined, broken, mended, and never served too widely."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import delete, select, text, update

from register.commands import demo as demo_module
from register.commands.demo import demo
from register.commands.serving import serve
from register.commands.upkeep import doctor, rebuild, reindex, upgrade
from register.entries import reading as record
from register.entries.tables import act, listing, revision, spell
from register.extensions import reading, writing
from register.kinds import KINDS
from register.settings import Settings

IMPORTED = 555 + 43
"""Awards and consultations in the files that the demonstration imports."""
ENTRIES = IMPORTED + sum(
    len(json.loads((demo_module.AUTHORED / f"{kind.plural}.json").read_text(encoding="utf-8"))) for kind in KINDS
)


@pytest.fixture
def run(app: Flask) -> Iterator[FlaskCliRunner]:
    yield app.test_cli_runner()


@pytest.fixture
def demonstration(run: FlaskCliRunner, settings: Settings) -> Result:
    result = run.invoke(demo)
    assert result.exit_code == 0, result.output
    return result


def test_the_demonstration_is_whole_and_making_it_again_changes_nothing(
    run: FlaskCliRunner, app: Flask, settings: Settings, demonstration: Result
) -> None:
    with app.app_context(), reading() as connection:
        before = record.version(connection)
        assert record.count(connection) == before.n == ENTRIES
    sign_in = settings.register_home / "demonstration-sign-in.txt"
    assert stat.S_IMODE(sign_in.stat().st_mode) == 0o600
    assert str(sign_in) in demonstration.output
    words = sign_in.read_text(encoding="utf-8")
    assert run.invoke(demo).exit_code == 0
    with app.app_context(), reading() as connection:
        assert record.version(connection).n == before.n
    assert sign_in.read_text(encoding="utf-8") == words
    assert "All is well" in run.invoke(doctor).output


def test_every_state_and_everything_awaited_has_one_label_whatever_the_kind(app: Flask, demonstration: Result) -> None:
    """Kinds share these filters: two labels for one value would show one kind in the words of another."""
    with app.app_context(), reading() as connection:
        labels = connection.execute(select(spell.c.name, spell.c.value, spell.c.label).distinct()).all()
    assert len(labels) == len({(name, value) for name, value, _ in labels}) > 3


def test_an_older_demonstration_gets_what_it_lacks(
    run: FlaskCliRunner, app: Flask, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older, whole = tmp_path / "older", demo_module.AUTHORED
    shutil.copytree(whole, older, ignore=shutil.ignore_patterns("consultations.json", "disputes.json", "imports.json"))
    (older / "imports.json").write_text(json.dumps(json.loads((whole / "imports.json").read_text())[:1]))
    monkeypatch.setattr(demo_module, "AUTHORED", older)
    assert run.invoke(demo).exit_code == 0
    with app.app_context(), reading() as connection:
        before = record.reference_of_alias(connection, "demonstration-ending-village-halls")
    monkeypatch.setattr(demo_module, "AUTHORED", whole)
    assert run.invoke(demo).exit_code == 0
    with app.app_context(), reading() as connection:
        assert record.count(connection) == record.version(connection).n == ENTRIES
        assert record.reference_of_alias(connection, "demonstration-ending-village-halls") == before
        reference = record.reference_of_alias(connection, "demonstration-dispute-village-halls")
        dispute = record.current(connection, reference or "")
        assert dispute is not None and dispute.document["related"][0]["reference"] == before


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("today", "2028-02-28"),
        ("today+2", "2028-03-01"),
        ("today-59", "2027-12-31"),
        ("from today+2", "from today+2"),
        (["@one", {"on": "today+1"}], ["FD-2028-0001", {"on": "2028-02-29"}]),
    ],
)
def test_seeds_name_each_other_and_days_from_today(written: Any, read: Any) -> None:
    assert demo_module.resolve(written, {"one": "FD-2028-0001"}, date(2028, 2, 28)) == read


def test_a_demonstration_listens_on_this_machine_only(run: FlaskCliRunner, settings: Settings) -> None:
    settings.demonstration_marker.touch()
    for address in ("0.0.0.0", "192.0.2.1", "::", "register.example"):
        result = run.invoke(serve, ["--host", address])
        assert result.exit_code == 1
        assert "this machine only" in result.output


def test_a_register_with_entries_of_its_own_is_not_made_a_demonstration(
    run: FlaskCliRunner, settings: Settings, demonstration: Result
) -> None:
    settings.demonstration_marker.unlink()
    result = run.invoke(demo)
    assert result.exit_code == 1
    assert "entries of its own" in result.output
    assert not settings.demonstration_marker.exists()


def test_the_doctor_finds_and_mends_lost_projections_and_a_lost_index(
    run: FlaskCliRunner, app: Flask, settings: Settings, demonstration: Result
) -> None:
    with app.app_context(), writing() as connection:
        connection.execute(delete(listing).where(listing.c.entry_id == 7))
        connection.execute(update(listing).where(listing.c.entry_id == 9).values(n=8))
    (settings.search_index / "state.json").unlink()
    result = run.invoke(doctor)
    assert result.exit_code == 1
    assert "2 entries are missing from the lists" in result.output
    assert "index is missing" in result.output
    assert run.invoke(doctor, ["--mend"]).exit_code == 0
    assert run.invoke(doctor).exit_code == 0


def test_the_doctor_finds_what_only_a_backup_mends(
    run: FlaskCliRunner, app: Flask, settings: Settings, demonstration: Result
) -> None:
    with app.app_context(), writing() as connection:
        connection.execute(text("DROP TRIGGER revision_no_delete"))
        connection.execute(delete(revision).where(revision.c.n == 300))
        connection.execute(delete(act).where(act.c.n == 301))
    result = run.invoke(doctor, ["--mend"])
    assert result.exit_code == 1
    assert "not numbered without holes" in result.output
    assert "lost their revision" in result.output
    assert "Act 301 is in the log and missing from the table of acts" in result.output
    assert "restore a backup" in result.output


def test_the_doctor_mends_what_lists_say_otherwise_than_was_published_and_looks_less_when_asked(
    run: FlaskCliRunner, app: Flask, demonstration: Result
) -> None:
    with app.app_context(), writing() as connection:
        reference = connection.scalar(select(listing.c.reference).where(listing.c.entry_id == 7))
        connection.execute(update(listing).where(listing.c.entry_id == 7).values(title="Something else", amount=1))
    assert "All is well" in run.invoke(doctor, ["--quick"]).output
    told = run.invoke(doctor)
    assert told.exit_code == 1
    assert f"{reference} is not shown in the lists as it was published (amount, title)." in told.output
    assert run.invoke(doctor, ["--mend"]).exit_code == 0
    with app.app_context(), reading() as connection:
        assert connection.scalar(select(listing.c.title).where(listing.c.entry_id == 7)) != "Something else"


def test_the_doctor_finds_a_key_that_others_can_read(
    run: FlaskCliRunner, settings: Settings, demonstration: Result
) -> None:
    (settings.register_home / "keys" / "session").chmod(0o644)
    assert "Others can read the key session" in run.invoke(doctor).output


def test_reindex_rebuild_and_upgrade_say_what_they_did(run: FlaskCliRunner, demonstration: Result) -> None:
    assert f"up to {ENTRIES}" in run.invoke(reindex).output
    assert f"{ENTRIES} entries rebuilt" in run.invoke(rebuild).output
    assert "present schema" in run.invoke(upgrade).output
