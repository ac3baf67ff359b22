"""The follower beside the server: no broken index ends it, and it mends what it can."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from flask import Flask

from register.commands import serving
from register.entries import reading as record
from register.extensions import reading
from register.finding import index
from register.settings import ROOT, Settings
from tests.publishing.test_acts import publication, publish_now


def test_an_error_while_following_is_logged_and_tried_again(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    settings.search_index.write_text("a file where the folder should be", encoding="utf-8")
    with app.app_context():
        serving._catch_up(settings)
    assert pauses == [serving.POLL_SECONDS * 20]
    assert "the index could not follow" in caplog.text
    settings.search_index.unlink()
    with app.app_context():
        serving._catch_up(settings)
    assert index.state(settings) is not None


def test_the_follower_mends_a_broken_index_and_goes_on(app: Flask, settings: Settings) -> None:
    with app.app_context():
        publish_now(settings, publication())
        index.follow(settings)
    held = index.state(settings)
    assert held is not None
    for path in index.folder(settings, held).iterdir():
        path.write_bytes(b"broken")
    environment = os.environ | {
        "REGISTER_HOME": str(settings.register_home),
        "DATABASE_URL": settings.database_url,
        "SEARCH_INDEX": str(settings.search_index),
    }
    command = [sys.executable, "-m", "register.commands.main", "follow"]
    with subprocess.Popen(command, env=environment, cwd=ROOT) as follower:
        try:
            with app.app_context():
                publish_now(settings, publication())
                with reading() as connection:
                    last = record.version(connection).n
                _wait_until(lambda: (state := index.state(settings)) is not None and state.n == last)
                assert index.complaint(settings, last, 2) is None
            assert follower.poll() is None
        finally:
            follower.terminate()


def _wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)
