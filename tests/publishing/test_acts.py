"""Publishing: numbers without holes, references never reused, what was published never changed."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from register.core.canonical import canonical, parse
from register.entries import reading as record
from register.entries.tables import act, appearance, head, revision
from register.extensions import reading, writing
from register.kinds import kind_named
from register.organisations.reading import find_organisation
from register.publishing.acts import Publication, Published, Unknown, publish
from register.publishing.rebuild import rebuild
from register.settings import Settings
from tests.decisions.builders import decision
from tests.publishing.dumping import dump

pytestmark = pytest.mark.record

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def publication(**changes: Any) -> Publication:
    """Return a valid publication of an invented award."""
    options = {key: changes.pop(key) for key in ("entry_id", "aliases", "change_note", "private") if key in changes}
    document = decision(**changes).model_dump(mode="json", exclude_none=True)
    return Publication(kind=kind_named("decision"), document=document, origin="authored", role="Publisher", **options)


def publish_now(
    settings: Settings, *publications: Publication, at: str = "2026-11-22T12:00:00.000000Z"
) -> list[Published]:
    """Publish in a transaction of its own."""
    with writing() as connection:
        return publish(
            connection,
            publications,
            at=at,
            settings=settings,
        )


def test_acts_and_references_follow_one_another(context: Any, settings: Settings) -> None:
    first = publish_now(settings, publication(title="One"), publication(title="Two"))
    second = publish_now(settings, publication(title="Three"), at="2027-01-01T00:00:01.000000Z")
    assert [p.n for p in first + second] == [1, 2, 3]
    assert [p.reference for p in first + second] == ["FD-2026-0001", "FD-2026-0002", "FD-2027-0001"]


def test_the_year_of_a_reference_is_londons(context: Any, settings: Settings) -> None:
    made = publish_now(settings, publication(), at="2026-06-30T23:30:00.000000Z")
    assert made[0].reference == "FD-2026-0001"
    with reading() as connection:
        assert record.version(connection).at == "2026-06-30T23:30:00.000000Z" or record.version(connection).n == 1


def test_a_correction_is_a_new_revision_and_the_old_one_stays(context: Any, settings: Settings) -> None:
    made = publish_now(settings, publication(title="As first published"))[0]
    with reading() as connection:
        before = connection.scalar(select(revision.c.content).where(revision.c.n == made.n))
    corrected = publish_now(
        settings, publication(title="As corrected", entry_id=made.entry_id, change_note="The title was wrong.")
    )[0]
    assert (corrected.reference, corrected.revision) == (made.reference, 2)
    with reading() as connection:
        assert connection.scalar(select(revision.c.content).where(revision.c.n == made.n)) == before
        newest = record.current(connection, made.reference)
        first = record.at_revision(connection, made.reference, 1)
        acts = record.history(connection, made.entry_id)
        rows = record.rows(connection, [made.entry_id], now=NOON)
    assert newest is not None and newest.document["title"] == "As corrected" and newest.revisions == 2
    assert first is not None and first.document["title"] == "As first published"
    assert [(a.kind, a.note) for a in acts] == [("correct", "The title was wrong."), ("publish", None)]
    assert rows[0].title == "As corrected"


def test_a_failure_half_way_publishes_nothing(context: Any, settings: Settings) -> None:
    with pytest.raises(Unknown):
        publish_now(settings, publication(), publication(entry_id=999))
    with reading() as connection:
        assert record.version(connection).n == 0
        assert record.count(connection) == 0
    assert publish_now(settings, publication())[0].reference == "FD-2026-0001"


def test_a_clock_that_jumps_back_does_not_unsort_the_acts(context: Any, settings: Settings) -> None:
    publish_now(settings, publication(), at="2099-01-01T00:00:00.000000Z")
    publish_now(settings, publication(), at="2026-01-01T00:00:00.000000Z")
    with reading() as connection:
        moments = list(connection.scalars(select(act.c.at).order_by(act.c.n)))
    assert moments == sorted(moments)


def test_two_writers_never_share_a_number(app: Flask, settings: Settings) -> None:
    made: list[Published] = []
    failures: list[BaseException] = []

    def write() -> None:
        try:
            with app.app_context():
                for _ in range(10):
                    made.extend(publish_now(settings, publication()))
        except BaseException as problem:
            failures.append(problem)

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not failures
    assert sorted(p.n for p in made) == list(range(1, 31))
    assert len({p.reference for p in made}) == 30
    with app.app_context(), reading() as connection:
        assert connection.scalar(select(head.c.n)) == 30


def test_rebuild_gives_equal_dumps(context: Any, settings: Settings) -> None:
    made = publish_now(settings, *(publication(title=f"Award {i}") for i in range(5)))
    publish_now(settings, publication(title="Changed", entry_id=made[2].entry_id, change_note="Changed."))
    with reading() as connection:
        before = dump(connection)
    with writing() as connection:
        rebuild(connection, settings=settings)
    with reading() as connection:
        assert dump(connection) == before
    assert any(line.startswith("facet") for line in before)
    assert any(line.startswith("appearance") for line in before)


def test_organisations_are_recognised_by_number_and_remember_their_names(context: Any, settings: Settings) -> None:
    def to(name: str, *identifiers: str) -> Publication:
        return publication(recipient={"organisation": {"name": name, "identifiers": list(identifiers)}})

    publish_now(settings, to("Old Name (invented)", "XI-ORG-1"))
    publish_now(settings, to("New Name (invented)", "XI-ORG-1", "XI-ORG-1b"))
    publish_now(settings, to("No Number (invented)"))
    publish_now(settings, to("NO NUMBER (Invented)"))
    with reading() as connection:
        known = find_organisation(connection, "XI-ORG-1b")
        unnumbered = find_organisation(connection, "CDCR-no-number-invented")
        assert known is not None and unnumbered is not None
        assert known.name == "New Name (invented)"
        assert set(known.names) == {"Old Name (invented)", "New Name (invented)"}
        for one in (known, unnumbered):
            recipients = select(appearance).where(appearance.c.organisation_id == one.id)
            assert len(connection.execute(recipients).all()) == 2


def test_what_is_private_stays_out_of_the_content(context: Any, settings: Settings) -> None:
    made = publish_now(settings, publication(private={"Recipient Org:Street Address": "1 Hidden Lane"}))[0]
    with reading() as connection:
        content: bytes = connection.execute(select(revision.c.content).where(revision.c.n == made.n)).scalar_one()
        lines = dump(connection)
    assert b"Hidden Lane" not in content
    assert not any("Hidden Lane" in line for line in lines)
    assert canonical(parse(content)) == content
