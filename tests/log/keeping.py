"""What tests of backups and recoveries share: commands, other homes, old copies, bytes on the disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from click import Command
from flask import Flask, current_app

from register.commands.keeping import backup
from register.commands.log import export
from register.entries.following import current_entries
from register.extensions import db, reading, writing
from register.log import verify
from register.log.standing import complaint, known
from register.publishing import removing
from register.settings import ROOT, Settings
from tests.publishing.dumping import dump
from tests.publishing.test_acts import publication, publish_now

AT = "2026-11-22T13:00:00.000000Z"
ONE, OTHER = 1, 2


def run(command: Command, *arguments: object, fails: bool = False) -> str:
    """Run a command as on the command line and return what it said."""
    close()
    result = current_app.test_cli_runner().invoke(command, [str(one) for one in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert bool(result.exit_code) == fails, result.output
    return result.output


def close() -> None:
    """Close every connection to the database."""
    for engine in db.engines.values():
        engine.dispose()


def backed_up(to: Path) -> Path:
    """Back the register up."""
    run(backup, to)
    return to


def state(settings: Settings) -> tuple[Any, list[str]]:
    """Return how far the register reaches with its root, and what it shows."""
    with reading() as connection:
        return known(connection), dump(connection)


def why_read_only(settings: Settings) -> str | None:
    """Return what readers are told where nothing may be published."""
    with reading() as connection:
        return complaint(connection, settings)


def publish(settings: Settings, *titles: str, **fields: Any) -> list[int]:
    """Publish awards and return their entries' ids."""
    made = publish_now(settings, *(publication(title=title, **fields) for title in titles), at=AT)
    return [one.entry_id for one in made]


def correct(settings: Settings, entry_id: int, **fields: Any) -> None:
    """Correct an award."""
    publish_now(settings, publication(entry_id=entry_id, change_note="A correction.", **fields), at=AT)


def hold(settings: Settings, entry_id: int, *names: str) -> int:
    """Put parts of an entry, or all of it, on hold; return the request's number."""
    with writing() as connection:
        return removing.hold(
            connection,
            entry_id=entry_id,
            names=names,
            reason="complaint",
            note="",
            by_id=ONE,
            role="Publisher",
            at=AT,
            settings=settings,
        ).id


def lift(settings: Settings, request_id: int) -> None:
    """End a hold."""
    with writing() as connection:
        removing.lift(connection, request_id=request_id, by_id=OTHER, role="Publisher", at=AT, settings=settings)


def redact(settings: Settings, entry_id: int, *names: str) -> None:
    """Redact units in every revision that has them."""
    with reading() as connection:
        parts = removing.parts(connection, entry_id)
    removes: dict[int, list[str]] = {}
    for part in parts:
        for number, name in part.revisions.items():
            if name in names:
                removes.setdefault(number, []).append(name)
    _decide(settings, entry_id, "redact", removes, "personal_data", "uk_gdpr_17")


def withdraw(settings: Settings, entry_id: int) -> None:
    """Withdraw an entry."""
    _decide(settings, entry_id, "withdraw", {}, "published_in_error", None)


def documents(*ids: int) -> list[dict[str, Any]]:
    """Return what readers see of entries."""
    with reading() as connection:
        return [dict(one.document) for one in current_entries(connection, ids)]


def in_bytes(words: str, folder: Path) -> list[str]:
    """Return the files under a folder that hold some words."""
    wanted = words.encode()
    return sorted(str(path) for path in folder.rglob("*") if path.is_file() and wanted in path.read_bytes())


def in_other_home(settings: Settings, home: Path) -> tuple[Flask, Settings]:
    """Return an application on an empty home, as on a new machine."""
    from register.factory import create_app

    elsewhere = settings.model_copy(
        update={"register_home": home, "database_url": "", "search_index": home.with_name(f"{home.name}-index")}
    )
    return create_app(elsewhere), elsewhere


def sound(settings: Settings, folder: Path, *old: Path, key: str | None = None) -> int:
    """Let the program for strangers check an export; return what it ends with."""
    done = verified(settings, folder, *old, key=key)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.returncode


def verified(settings: Settings, folder: Path, *old: Path, key: str | None = None) -> subprocess.CompletedProcess[str]:
    """Let the program for strangers check an export, with checkpoints and a key that somebody kept."""
    file, unpacked = folder / "checked.zip", folder / "checked"
    file.unlink(missing_ok=True)
    run(export, file)
    shutil.rmtree(unpacked, ignore_errors=True)
    with ZipFile(file) as archive:
        archive.extractall(unpacked)
    command = [sys.executable, "-I", str(Path(verify.__file__)), str(unpacked)]
    command += [word for path in old for word in ("--checkpoint", str(path))] + (["--key", key] if key else [])
    return subprocess.run(command, capture_output=True, text=True, check=False)


def publishing_elsewhere(settings: Settings) -> subprocess.Popen[str]:
    """Let another process publish and redact until it is killed; it writes a line for each act."""
    environment = os.environ | {
        "REGISTER_HOME": str(settings.register_home),
        "DATABASE_URL": settings.database_url,
        "SEARCH_INDEX": str(settings.search_index),
        "FEED_AUTHORITY": settings.feed_authority,
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "tests.log.keep_on_publishing"]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _decide(
    settings: Settings, entry_id: int, action: str, removes: Any, category: str, legal_basis: str | None
) -> None:
    with writing() as connection:
        asked = removing.ask(
            connection,
            entry_id=entry_id,
            action=action,
            removes=removes,
            category=category,
            legal_basis=legal_basis,
            note="",
            by_id=ONE,
            at=AT,
        )
    with writing() as connection:
        removing.approve(connection, request_id=asked.id, approver_id=OTHER, role="Publisher", at=AT, settings=settings)
