"""A real feed reader reads the feeds over HTTP, and its owner sees the titles."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

from tests.feeds.publishing import OPENED, publication, publish_now
from tests.feeds.removing import withdraw

HOSTILE = "Fish & chips <b>for</b> Wear Vale Halls (invented) – £500"
NEWSBOAT = shutil.which("newsboat")


@pytest.fixture
def newsboat() -> str:
    """Return the reader's path; without it the test is skipped in the open, and fails where nothing may be skipped."""
    if NEWSBOAT is None and os.environ.get("CI"):
        pytest.fail("newsboat is not installed")
    if NEWSBOAT is None:
        pytest.skip("NOT TESTED: newsboat is not installed, so no real feed reader has read the feeds")
    return NEWSBOAT


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Serve the register on this machine and return where."""
    publish_now(app, publication(title=HOSTILE))
    publish_now(app, publication(title="A second award"), at=OPENED + timedelta(days=1))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.mark.parametrize(
    ("feed", "title"),
    [
        ("/everything.atom", "Everything"),
        ("/decisions.atom?type=award", "Funding decisions: Award"),
        ("/search.atom?from=2026-03-03", "Search: From 3 March 2026"),
        ("/changes.atom", "Changes"),
    ],
)
def test_newsboat_reads_a_feed_and_shows_its_titles(
    feed: str, title: str, newsboat: str, address: str, tmp_path: Path
) -> None:
    read, items = _read(newsboat, f"{address}{feed}", tmp_path)
    assert read == [f"{title} – County Durham Compact Register"]
    before = "Published: " if feed == "/changes.atom" else ""
    assert [shown for shown, _ in items] == [f"{before}{HOSTILE}", f"{before}A second award"]
    assert all(guid.startswith("tag:register.test,2026:") for _, guid in items)


def test_newsboat_reads_what_was_withdrawn_as_a_change(newsboat: str, app: Flask, address: str, tmp_path: Path) -> None:
    withdraw(app, 1, at=OPENED + timedelta(days=2))
    _, items = _read(newsboat, f"{address}/everything.atom", tmp_path)
    assert [shown for shown, _ in items] == ["A second award"]
    _, items = _read(newsboat, f"{address}/changes.atom", tmp_path)
    assert [shown for shown, _ in items][-1] == f"Withdrawn: {HOSTILE}"


def _read(newsboat: str, feed: str, folder: Path) -> tuple[list[str], list[tuple[str, str]]]:
    """Let the reader read a feed; return the titles of feeds it knows and its items' titles and ids, oldest first."""
    (folder / "urls").write_text(f'"{feed}"\n')
    (folder / "config").write_text("")
    (folder / "cache.db").unlink(missing_ok=True)
    command = [newsboat, "-u", "urls", "-C", "config", "-c", "cache.db", "-x", "reload"]
    quiet = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "LC_ALL": "C.UTF-8"}
    ended = subprocess.run(command, cwd=folder, env=quiet, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stderr
    cache = sqlite3.connect(folder / "cache.db")
    read = [title for (title,) in cache.execute("SELECT title FROM rss_feed")]
    items = cache.execute("SELECT title, guid FROM rss_item ORDER BY pubDate").fetchall()
    cache.close()
    return read, items
