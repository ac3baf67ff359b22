"""Old backups: whichever is put back, it is found out, and nothing is signed until somebody says what to do."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path
from typing import Any

from register.extensions import db
from register.settings import Settings
from tests.log.test_checkpoints import publish_one, refusal, signed


def test_twenty_old_backups_are_all_found_out(context: Any, settings: Settings, tmp_path: Path) -> None:
    chance = random.Random(20)
    database = settings.register_home / "register.db"
    backups: list[tuple[int, Path]] = []
    for n in range(30):
        for _ in range(chance.randrange(1, 4)):
            publish_one(settings, f"Award {n}")
        backups.append((n, _copied(database, tmp_path / f"{n}.db")))
    last = signed(settings)
    for n, backup in chance.sample(backups[:-1], 20):
        _put_back(backup, database)
        assert "was restored from an old copy" in refusal(settings), f"backup {n}"
    _put_back(backups[-1][1], database)
    assert signed(settings) == last


def _copied(database: Path, to: Path) -> Path:
    source, target = sqlite3.connect(database), sqlite3.connect(to)
    source.backup(target)
    source.close()
    target.close()
    return to


def _put_back(backup: Path, database: Path) -> None:
    for engine in db.engines.values():
        engine.dispose()
    for beside in ("-wal", "-shm"):
        database.with_name(database.name + beside).unlink(missing_ok=True)
    shutil.copy(backup, database)
