"""A small register for its readers: invented decisions, one corrected, and one award that came in a file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from register.commands.demo import demo
from register.core.calendar import now_utc
from register.decisions.content import DecisionContent
from register.extensions import db, writing
from register.factory import create_app
from register.finding.index import follow
from register.kinds import kind_named
from register.organisations.writing import put_body
from register.publishing.acts import Publication, Published, publish
from register.settings import Settings
from tests.decisions.builders import BODY, decision, ending, refusal
from tests.public.reading import Reader

LICENCE = "Contains public sector information published by Exampleton Council (invented)."
IMPORTED: dict[str, Any] = {
    "title": "A grant for a summer scheme",
    "summary": "Play sessions in two parks.",
    "body": {"identifier": "XI-BODY-exampleton", "name": "Exampleton Council (invented)"},
    "decision_type": "award",
    "decided_on": "2016-07-01",
    "recipient": {"organisation": {"name": "Friends of the Park (invented)", "identifiers": ["XI-CHC-0000009"]}},
    "amount_awarded": "1500.00",
    "grant_id": "360G-example/7",
    "source": {"title": "Grants of 2016", "url": "https://example.org/grants.csv"},
}


@pytest.fixture(scope="session")
def reader(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Iterator[Reader]:
    """Return a reader of a register with four entries: FD-…-0001 (two revisions) to FD-…-0004 (imported).

    Readers change nothing, so one register serves all their tests.
    """
    home = tmp_path_factory.mktemp("public")
    shutil.copy(empty_database, home / "register.db")
    settings = Settings(
        register_home=home,
        database_url=f"sqlite:///{home / 'register.db'}",
        search_index=home / "index",
        public_url="https://register.test",
        feed_authority="register.test,2026",
    )
    app = create_app(settings)
    app.testing = True
    publish_examples(app, settings)
    yield Reader(app.test_client())
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Iterator[Reader]:
    """Return a reader of the demonstration register: every kind, imported and authored, linked into chains."""
    home = tmp_path_factory.mktemp("demonstration")
    shutil.copy(empty_database, home / "register.db")
    settings = Settings(register_home=home, search_index=home / "index", public_url="https://register.test")
    app = create_app(settings)
    app.testing = True
    made = app.test_cli_runner().invoke(demo)
    assert made.exit_code == 0, made.output
    yield Reader(app.test_client())
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


def publish_examples(app: Flask, settings: Settings) -> None:
    award, ended = written(decision()), written(ending())
    ended["related"] = [{"relation": "changes", "reference": f"FD-{now_utc()[:4]}-0001"}]
    ended["statement"] = {"side": "recipient", "received_on": "2026-05-20", "words": "We were *not* asked."}
    made = publish_all(app, settings, [award, ended, written(refusal()), IMPORTED])
    correction = {"entry_id": made[0].entry_id, "change_note": "The amount was wrong."}
    publish_all(app, settings, [{**award, "amount_awarded": "14000.00"}], **correction)


def publish_all(
    app: Flask, settings: Settings, documents: Sequence[dict[str, Any]], **correction: Any
) -> list[Published]:
    """Publish documents of invented bodies, and bring the index up to them."""
    publications = [
        Publication(
            kind_named("decision"),
            document,
            origin="imported" if "grant_id" in document else "authored",
            role="publisher",
            aliases=("360G-example/7", "360G-example-8") if "grant_id" in document else (),
            **correction,
        )
        for document in documents
    ]
    with app.app_context():
        with writing() as connection:
            put_body(connection, identifier=BODY.identifier, name=BODY.name, party_from="2012-01-01", invented=True)
            put_body(connection, identifier="XI-BODY-exampleton", name=IMPORTED["body"]["name"], licence=LICENCE)
            made = publish(
                connection,
                publications,
                at=now_utc(),
                settings=settings,
            )
        follow(settings)
    return made


def written(content: DecisionContent) -> dict[str, Any]:
    """Return content as it is kept."""
    return content.model_dump(mode="json", exclude_none=True)
