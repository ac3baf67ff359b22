"""Publish and correct without end, saying each act once it is acknowledged; killed by its parent."""

from __future__ import annotations

from register.core.calendar import now_utc
from register.extensions import writing
from register.factory import create_app
from register.finding import index
from register.kinds import kind_named
from register.publishing.acts import Publication, publish
from register.settings import Settings
from tests.decisions.builders import decision

settings = Settings()
document = decision().model_dump(mode="json", exclude_none=True)
with create_app(settings).app_context():
    newest: int | None = None
    while True:
        for entry_id in (None, newest):
            one = Publication(
                kind=kind_named("decision"),
                document=document,
                origin="authored",
                role="Publisher",
                entry_id=entry_id,
                change_note="A word was missing." if entry_id else None,
            )
            with writing() as connection:
                made = publish(
                    connection,
                    [one],
                    at=now_utc(),
                    yardsticks=settings.yardsticks,
                    organisation_prefix=settings.organisation_prefix,
                )[0]
            newest = made.entry_id
            print(made.n, made.reference, made.revision, flush=True)
        index.follow(settings)
