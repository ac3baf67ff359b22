"""Publish and redact without end, saying each act once it is acknowledged; killed by its parent."""

from __future__ import annotations

from register.factory import create_app
from register.settings import Settings
from tests.log.keeping import publish, redact

settings = Settings()
with create_app(settings).app_context():
    while True:
        made = publish(settings, "One more")[0]
        print(made, flush=True)
        redact(settings, made, "title")
        print(made + 1, flush=True)
