"""Corrections: the note is an answer like any other, and nothing forged in the form gets in."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from register.core.calendar import now_utc
from register.entries.reading import Record, current, history
from register.exchange.importing import import_examined
from register.extensions import reading, writing
from register.kinds import kind_named
from register.publishing.acts import Publication, publish
from register.web.current import settings_now
from tests.desk.browser import AWARD, Officer, award_pairs, with_pair
from tests.exchange.conftest import award, csv_of, examined

MARKER = {"category": "personal data", "legal_basis": "UK GDPR", "on": "2026-10-01", "redacted": True}
NOTE = "What this correction changes and why"
Pairs = list[tuple[str, str]]


def published(app: Flask, **changes: object) -> str:
    """Publish an award, and return its reference."""
    with app.app_context(), writing() as connection:
        settings, document = settings_now(), {**AWARD, **changes}
        return publish(
            connection,
            [Publication(kind=kind_named("decision"), document=document, origin="authored", role="Publisher")],
            at=now_utc(),
            yardsticks=settings.yardsticks,
            organisation_prefix=settings.organisation_prefix,
        )[0].reference


def imported(app: Flask) -> str:
    """Import an award of the invented council, and return its reference."""
    with app.app_context():
        import_examined(
            examined(csv_of(award(1))), settings_now(), imported_by="A", confirmed_by="B", accept_names=True
        )
        with reading() as connection:
            return str(connection.exec_driver_sql("select max(reference) from entry").scalar_one())


def record(app: Flask, reference: str) -> Record:
    with app.app_context(), reading() as connection:
        found = current(connection, reference)
    assert found is not None
    return found


def as_published(app: Flask, reference: str) -> Pairs:
    """Return what the form of a correction holds when it is opened."""
    held = record(app, reference)
    return list(held.kind.form.pairs_of(held.document))


def corrected(app: Flask, author: Officer, publisher: Officer, reference: str, pairs: Pairs) -> Record:
    """Write a correction, have a second person publish it, and return what is then published."""
    author.get("/desk/correct")
    place = author.post("/desk/correct", [("reference", reference)])
    author.get(place)
    author.post(place, [*pairs, ("version", "1"), ("send", "1")])
    publisher.get(f"{place}/review")
    publisher.post(f"{place}/publish", [("version", "2")])
    return record(app, reference)


@pytest.mark.parametrize("note", ["n" * 1_001, "no\0te", "no\x1bte"])
def test_the_note_is_bounded_and_clean(app: Flask, author: Officer, note: str) -> None:
    reference = published(app)
    author.get("/desk/correct")
    place = author.post("/desk/correct", [("reference", reference)])
    assert NOTE in author.get(place)
    page = author.post(place, [*award_pairs(), ("change_note", note), ("version", "1"), ("send", "1")], 422)
    assert 'href="#change_note"' in page
    assert 'id="change_note-error"' in page
    assert note[-2:] in page


def test_a_missing_note_is_asked_for_at_its_field(app: Flask, author: Officer) -> None:
    reference = published(app)
    author.get("/desk/correct")
    place = author.post("/desk/correct", [("reference", reference)])
    author.get(place)
    page = author.post(place, [*award_pairs(), ("version", "1"), ("send", "1")], 422)
    assert 'href="#change_note"' in page
    assert "Say what this correction changes and why" in page


def test_the_note_goes_through_a_save_once(app: Flask, author: Officer, publisher: Officer) -> None:
    reference = published(app)
    author.get("/desk/correct")
    place = author.post("/desk/correct", [("reference", reference)])
    author.get(place)
    author.post(place, [*award_pairs(), ("change_note", "The sum & the day."), ("version", "1"), ("save", "1")])
    page = author.get(place)
    assert page.count('name="change_note"') == 1
    assert "The sum &amp; the day." in page
    panel = author.post(f"/desk/decisions/checks?draft={place.rsplit('/', 1)[1]}", award_pairs(), 200)
    assert "Say what this correction changes and why" in panel
    author.get(place)
    noted = [*award_pairs(title="Warm rooms"), ("change_note", "The title."), ("version", "2"), ("send", "1")]
    author.post(place, noted)
    publisher.get(f"{place}/review")
    publisher.post(f"{place}/publish", [("version", "3")])
    after = record(app, reference)
    with app.app_context(), reading() as connection:
        assert history(connection, after.entry_id)[0].note == "The title."


def test_a_new_entry_has_no_note(author: Officer) -> None:
    author.get("/desk/decisions/new")
    author.post("/desk/decisions/new", [*award_pairs(), ("change_note", "x" * 5_000), ("save", "1")])
    assert "change_note" not in author.get("/desk/drafts/1")


def test_what_is_redacted_stays_so_and_nothing_else_becomes_so(app: Flask, author: Officer, publisher: Officer) -> None:
    reference = published(app, maker=MARKER)
    forged = [
        ("summary-redacted", json.dumps({**MARKER, "category": "forged"})),
        ("maker-name", "A name that was redacted"),
        ("change_note", "The title."),
    ]
    pairs = with_pair(as_published(app, reference), "title", "Warm rooms")
    after = corrected(app, author, publisher, reference, [*pairs, *forged])
    assert after.document["maker"] == MARKER
    assert after.document["summary"] == AWARD["summary"]
    assert after.document["title"] == "Warm rooms"


def test_words_are_added_to_an_import_without_inventing_a_day(app: Flask, author: Officer, publisher: Officer) -> None:
    reference = imported(app)
    pairs = as_published(app, reference)
    reasons = "It kept the only hall in the village open, and three others had closed."
    added = [*pairs, ("rationale-reasons", reasons), ("change_note", "The reasons were added.")]
    after = corrected(app, author, publisher, reference, added)
    assert after.revision == 2
    assert after.origin == "authored"
    assert after.document["rationale"]["reasons"] == reasons
    assert "recipient_told_on" not in after.document


def test_a_slip_in_an_import_is_mended_and_its_rationale_stays_awaited(
    app: Flask, author: Officer, publisher: Officer
) -> None:
    reference = imported(app)
    pairs = with_pair(as_published(app, reference), "title", "Mended")
    after = corrected(app, author, publisher, reference, [*pairs, ("change_note", "The title.")])
    assert after.document["title"] == "Mended"
    assert "Rationale awaited" in app.test_client().get(after.path).text


def test_a_foreign_reference_is_refused_at_its_row(author: Officer) -> None:
    author.get("/desk/decisions/new")
    related = [("related-0-relation", "follows"), ("related-0-reference", "FD-2026-0001-very-long-a")]
    page = author.post("/desk/decisions/new", [*award_pairs(), *related, ("send", "1")], 422)
    assert 'href="#related-0-reference"' in page
    assert "References look like FD-2026-0042" in page
