"""The command line: a new register is made, filled, examined, broken, mended, and never served too widely."""

from __future__ import annotations

import stat
from collections.abc import Iterator

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import delete, update

from register.commands.demo import demo
from register.commands.serving import serve
from register.commands.upkeep import doctor, rebuild, reindex, upgrade
from register.entries import reading as record
from register.entries.tables import act, listing, revision
from register.extensions import reading, writing
from register.settings import Settings


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
        assert record.count(connection) == before.n == 570
    sign_in = settings.register_home / "demonstration-sign-in.txt"
    assert stat.S_IMODE(sign_in.stat().st_mode) == 0o600
    assert str(sign_in) in demonstration.output
    words = sign_in.read_text(encoding="utf-8")
    assert run.invoke(demo).exit_code == 0
    with app.app_context(), reading() as connection:
        assert record.version(connection).n == before.n
    assert sign_in.read_text(encoding="utf-8") == words
    assert "All is well" in run.invoke(doctor).output


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
        connection.execute(delete(revision).where(revision.c.n == 300))
        connection.execute(delete(act).where(act.c.n == 301))
    result = run.invoke(doctor, ["--mend"])
    assert result.exit_code == 1
    assert "not numbered without holes" in result.output
    assert "lost their revision" in result.output
    assert "restore a backup" in result.output


def test_the_doctor_finds_a_key_that_others_can_read(
    run: FlaskCliRunner, settings: Settings, demonstration: Result
) -> None:
    (settings.register_home / "keys" / "session").chmod(0o644)
    assert "Others can read the key session" in run.invoke(doctor).output


def test_reindex_rebuild_and_upgrade_say_what_they_did(run: FlaskCliRunner, demonstration: Result) -> None:
    assert "up to 570" in run.invoke(reindex).output
    assert "570 entries rebuilt" in run.invoke(rebuild).output
    assert "present schema" in run.invoke(upgrade).output
