"""Publish invented decisions for the tests of the feeds, at moments of the test's choosing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask

from register.core.calendar import instant
from register.extensions import writing
from register.finding.index import follow
from register.kinds import kind_named
from register.publishing.acts import Publication, Published, publish
from tests.decisions.builders import decision

OPENED = datetime(2027, 1, 4, 9, 30, 15, 250000, tzinfo=UTC)


def publication(**changes: Any) -> Publication:
    """Return the publication of an award, or of a correction of the entry `entry_id`, with these fields changed."""
    options = {name: changes.pop(name) for name in ("entry_id", "change_note") if name in changes}
    document = decision(**changes).model_dump(mode="json", exclude_none=True)
    return Publication(
        kind=kind_named("decision"), document=document, origin="authored", role="Grants officer", **options
    )


def publish_now(app: Flask, *publications: Publication, at: datetime = OPENED, indexed: bool = True) -> list[Published]:
    """Publish in a transaction of its own, and let the index follow or lag."""
    settings = app.config["SETTINGS"]
    with app.app_context():
        with writing() as connection:
            made = publish(
                connection,
                publications,
                at=instant(at),
                settings=settings,
            )
        if indexed:
            follow(settings)
    return made


def publish_many(app: Flask, number: int, *, every: timedelta = timedelta(0), at: datetime = OPENED) -> list[Published]:
    """Publish numbered decisions one after another, so much time apart."""
    if not every:
        return publish_now(app, *(publication(title=f"Decision {n}") for n in range(number)), at=at)
    return [
        published
        for n in range(number)
        for published in publish_now(app, publication(title=f"Decision {n}"), at=at + n * every)
    ]
