"""Act at random without end, saying each act once it is acknowledged; killed by its parent."""

from __future__ import annotations

import random
import sys

from register.factory import create_app
from register.finding import index
from register.settings import Settings
from tests.publishing.random_acts import Actor, spoken

settings = Settings()
with create_app(settings).app_context():
    actor = Actor(settings, random.Random(int(sys.argv[1])))
    first = True
    while True:
        acknowledged = actor.step("publish" if first else None)
        print(spoken(acknowledged), flush=True)
        first = False
        index.follow(settings)
