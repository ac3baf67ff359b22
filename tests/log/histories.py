"""Random histories of a register: what was published, corrected, held, lifted, redacted, withdrawn and imported."""

from __future__ import annotations

import random
from collections.abc import Sequence

from register.exchange import staging
from register.exchange.importing import Stuck
from register.finding import index
from register.publishing.doctor import examine
from register.settings import Settings
from tests.publishing.random_acts import Actor

BEGINNING = ("publish", "publish", "correct", "publish", "import")


def live(settings: Settings, seed: int, acts: int, beginning: Sequence[str] = BEGINNING) -> Actor:
    """Let a register live for some acts, with a few of those that most others need at the beginning."""
    actor = Actor(settings, random.Random(seed))
    for what in (*beginning, *[None] * acts):
        try:
            actor.step(what)
        except Stuck:  # a file names what was withdrawn
            staging.discard()
    return actor


def complaints(settings: Settings) -> list[str]:
    """Return what the doctor says, once the index has followed."""
    index.follow(settings)
    return [complaint.what for complaint in examine(settings)]
