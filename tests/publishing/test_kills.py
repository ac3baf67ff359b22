"""Kill -9 at any moment of publishing: what was acknowledged is there, once; nothing is half there."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from register.entries import reading as record
from register.extensions import reading
from register.finding import index
from register.finding.answer import find
from register.finding.query import parse
from register.publishing.doctor import examine
from register.settings import ROOT, Settings
from register.web.current import now

Acknowledged = dict[int, tuple[str, int]]


def publish_until_killed(settings: Settings, seconds: float) -> Acknowledged:
    """Let a process publish, kill it that long after its first acknowledgement, and return what it acknowledged."""
    environment = os.environ | {
        "REGISTER_HOME": str(settings.register_home),
        "DATABASE_URL": settings.database_url,
        "SEARCH_INDEX": str(settings.search_index),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "tests.publishing.keep_publishing"]
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    lines = [process.stdout.readline()]
    killer = threading.Timer(seconds, process.send_signal, [signal.SIGKILL])
    killer.start()
    lines += process.stdout.readlines()
    process.wait()
    process.stdout.close()
    assert process.returncode == -signal.SIGKILL
    whole = [line.split() for line in lines if line.endswith("\n")]
    return {int(n): (reference, int(revision)) for n, reference, revision in whole}


def kill_and_look(app: Flask, settings: Settings, times: int, seed: int) -> None:
    chance = random.Random(seed)
    acknowledged: Acknowledged = {}
    for _ in range(times):
        acknowledged |= publish_until_killed(settings, chance.uniform(0, 0.25))
        with app.app_context():
            index.follow(settings)
            assert examine(settings) == []
    references = {reference for reference, _ in acknowledged.values()}
    with app.app_context(), reading() as connection:
        changes = {c.n: (c.reference, c.revision) for c in record.changes(connection, limit=1_000_000)}
        assert acknowledged.items() <= changes.items()
        assert len(changes) - len(acknowledged) <= times  # at most the one that was being answered, each time
        for address in ({}, {"q": "Wear Vale"}):
            listed = list(every(app, MultiDict(address)))
            assert len(listed) == len(set(listed))
            assert references <= set(listed)
    feed = feedparser.parse(app.test_client().get("/changes.atom").data)
    assert not feed.bozo
    assert max(acknowledged) <= max(changes)


def every(app: Flask, address: MultiDict[str, str]) -> Iterator[str]:
    """Walk a list to its end."""
    cursor: str | None = None
    while True:
        pairs = MultiDict(address) if cursor is None else MultiDict({**address, "after": cursor})
        with reading() as connection:
            answer = find(connection, parse(pairs), now(), 100)
        yield from (row.reference for row in answer.rows)
        cursor = answer.next
        if cursor is None:
            return


def test_twenty_kills(app: Flask, settings: Settings, tmp_path: Path) -> None:
    kill_and_look(app, settings, 20, seed=20261122)


@pytest.mark.long
def test_two_hundred_kills(app: Flask, settings: Settings) -> None:
    kill_and_look(app, settings, 200, seed=7)
