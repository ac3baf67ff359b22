"""Consultations published in a register of a test's own."""

from __future__ import annotations

from typing import Any

from flask import Flask

from register.consultations.content import ConsultationContent
from register.core.calendar import now_utc
from register.extensions import writing
from register.finding.index import follow
from register.kinds import kind_named
from register.organisations.writing import put_body
from register.publishing.acts import Publication, publish
from register.settings import Settings
from tests.consultations.builders import BODY


def published(app: Flask, settings: Settings, *contents: ConsultationContent) -> list[str]:
    """Publish consultations of the invented council, and return their addresses."""
    kind = kind_named("consultation")
    documents: list[dict[str, Any]] = [one.model_dump(mode="json", exclude_none=True) for one in contents]
    with app.app_context():
        with writing() as connection:
            put_body(connection, identifier=BODY.identifier, name=BODY.name, party_from="2012-04-01", invented=True)
            made = publish(
                connection,
                [Publication(kind, document, origin="authored", role="publisher") for document in documents],
                at=now_utc(),
                settings=settings,
            )
        follow(settings)
    return [f"/{kind.plural}/{one.reference}" for one in made]
