"""Kill -9 at any moment, with two writers: what was acknowledged is there, once; nothing is half there."""

from __future__ import annotations

import contextlib
import multiprocessing
import random
import signal
import threading
from collections.abc import Iterator
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
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
from register.settings import Settings
from register.web.current import now
from tests.publishing.keep_publishing import act_without_end

WRITERS = 2
FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(["tests.publishing.keep_publishing"])  # a writer is there at once


def act_until_killed(settings: Settings, seconds: float, seed: int) -> dict[int, str]:
    """Let two processes act, kill both that long after their first words, and return what they acknowledged."""
    writers = [_writer(settings, seed * WRITERS + number) for number in range(WRITERS)]
    acknowledged = [act for _, told in writers for act in told.recv()]
    killers = [threading.Timer(seconds, process.kill) for process, _ in writers]
    for killer in killers:
        killer.start()
    for process, told in writers:
        with told, contextlib.suppress(EOFError, OSError):  # killed while it told of an act, too
            while True:
                acknowledged += told.recv()
        process.join()
        assert process.exitcode == -signal.SIGKILL
    return dict(acknowledged)


def _writer(settings: Settings, seed: int) -> tuple[ForkServerProcess, Connection]:
    """Start a writer; return it with what it tells of its acts."""
    told, telling = FORKED.Pipe(duplex=False)
    process = FORKED.Process(target=act_without_end, args=(settings, seed, telling))
    process.start()
    telling.close()
    return process, told


def kill_and_look(app: Flask, settings: Settings, times: int, seed: int) -> None:
    chance = random.Random(seed)
    acknowledged: dict[int, str] = {}
    for number in range(times):
        acknowledged |= act_until_killed(settings, chance.uniform(0, 0.4), seed + number)
        with app.app_context():
            index.follow(settings)
            assert [one for one in examine(settings) if "import of" not in one.what] == []
    assert len(acknowledged) >= WRITERS * times
    with app.app_context(), reading() as connection:
        changes = {c.n: c.kind for c in record.changes(connection, limit=1_000_000)}
        assert {n: kind.partition("_")[0] for n, kind in acknowledged.items()}.items() <= changes.items()
        listed = list(every(app, MultiDict({})))
        assert len(listed) == len(set(listed)) == record.count(connection)
        for reference in listed:  # the one word that no redaction takes from the index
            assert list(every(app, MultiDict({"q": reference}))).count(reference) == 1
    feed = feedparser.parse(app.test_client().get("/changes.atom").data)
    assert not feed.bozo


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
def test_five_hundred_kills(app: Flask, settings: Settings) -> None:
    kill_and_look(app, settings, 500, seed=7)
