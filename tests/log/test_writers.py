"""Several writers at once: every checkpoint that was ever signed is the beginning of every later one."""

from __future__ import annotations

import random
import threading
from typing import Any

import pytest
from flask import Flask

from register.extensions import reading
from register.log import tree
from register.log.checkpoints import checkpoint, key
from register.log.notes import Checkpoint, Verifier, open_note
from register.log.reading import consistency, entries_from
from register.settings import Settings
from tests.log.proving import consistent
from tests.publishing.random_acts import Actor

pytestmark = pytest.mark.record


def let_act(app: Flask, settings: Settings, histories: int, seed: int) -> list[Checkpoint]:
    """Let two to four writers act at once, again and again, while another signs; return what was signed."""
    chance = random.Random(seed)
    signed: list[Checkpoint] = []
    failures: list[BaseException] = []
    acting = threading.Event()

    def act(own: int) -> None:
        try:
            with app.app_context():
                actor = Actor(settings, random.Random(own))
                for _ in range(actor.chance.randrange(1, 4)):
                    actor.step()
        except BaseException as problem:
            failures.append(problem)

    def sign() -> None:
        try:
            with app.app_context():
                while acting.is_set():
                    signed.append(_signed(settings))
        except BaseException as problem:
            failures.append(problem)

    for _ in range(histories):
        acting.set()
        signer = threading.Thread(target=sign)
        signer.start()
        writers = [threading.Thread(target=act, args=(chance.getrandbits(32),)) for _ in range(chance.randrange(2, 5))]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        acting.clear()
        signer.join()
        if failures:
            raise failures[0]
    return signed


def _signed(settings: Settings) -> Checkpoint:
    with reading() as connection:
        note = checkpoint(connection, settings)
    return Checkpoint.parse(open_note(note, Verifier.parse(key(settings).strip())))


def require_consistent(settings: Settings, signed: list[Checkpoint]) -> None:
    """Check every signed tree with the leaves themselves, and its proof against the last one."""
    newest = _signed(settings)
    roots: dict[int, bytes] = {}
    with reading() as connection:
        nodes: dict[tuple[int, int], bytes] = {}

        def get(level: int, position: int) -> bytes:
            return nodes[level, position]

        for n, entry in entries_from(connection):
            made = tree.grown(n, get, [tree.leaf_hash(entry)])
            nodes.update({(level, position): one for level, position, one in made})
            roots[n + 1] = tree.root(n + 1, get)
        assert newest.root == roots[newest.size]
        for size in {one.size for one in signed}:
            path = consistency(connection, size, newest.size)
            assert consistent(size, newest.size, roots[size], newest.root, path)
    for one in signed:
        assert one.root == roots[one.size], f"the checkpoint of size {one.size} is of another tree"


def test_thirty_histories(app: Flask, settings: Settings, context: Any) -> None:
    signed = let_act(app, settings, 30, seed=1)
    assert len({one.size for one in signed}) > 30
    require_consistent(settings, signed)


@pytest.mark.long
def test_a_thousand_histories(app: Flask, settings: Settings, context: Any) -> None:
    signed = let_act(app, settings, 1000, seed=2)
    assert len({one.size for one in signed}) > 1000
    require_consistent(settings, signed)
