"""Act at random without end, telling each act once it is acknowledged; killed by its parent."""

from __future__ import annotations

import random
from multiprocessing.connection import Connection

from register.factory import create_app
from register.finding import index
from register.settings import Settings
from tests.publishing.random_acts import Actor


def act_without_end(settings: Settings, seed: int, told: Connection) -> None:
    """Act on a register that other processes act on too."""
    with create_app(settings).app_context():
        actor = Actor(settings, random.Random(seed))
        what: str | None = "publish"
        while True:
            told.send(actor.step(what))
            what = None
            index.follow(settings)
