"""Publish what is due once, as the follower does, and perhaps die on the way; run by the tests of scheduled drafts."""

from __future__ import annotations

import os
import signal
import sys
from datetime import datetime
from typing import Any

from register.factory import create_app
from register.publishing import scheduling
from register.publishing.review import publish_draft
from register.settings import Settings

settings, now, dies = Settings(), datetime.fromisoformat(sys.argv[1]), sys.argv[2]


def published_and_killed(*args: Any, **kwargs: Any) -> Any:
    made = publish_draft(*args, **kwargs)
    if dies == "before the commit":
        os.kill(os.getpid(), signal.SIGKILL)
    return made


with create_app(settings).app_context():
    setattr(scheduling, "publish_draft", published_and_killed)  # noqa: B010 - the name is imported there
    print("ready", flush=True)
    sys.stdin.readline()
    made = scheduling.publish_due(settings, now)
    if dies == "after the commit":
        os.kill(os.getpid(), signal.SIGKILL)
    print(len(made), flush=True)
