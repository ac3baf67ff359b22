"""Corrections: the note is an answer like any other, and nothing forged in the form gets in."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from flask import Flask

from register.core.removal import CATEGORIES
from register.entries.reading import Record, history
from register.exchange.importing import import_examined
from register.extensions import reading
from register.web.current import settings_now
from tests.desk.browser import AWARD, Officer, award_pairs, read_on, with_pair
from tests.desk.conftest import signed_in
from tests.desk.removing import approved, asked, held, published, record
from tests.exchange.conftest import award, csv_of, examined

NOTE = "What this correction changes and why"
Pairs = list[tuple[str, str]]


def imported(app: Flask) -> str:
    """Import an award of the invented council, and return its reference."""
    with app.app_context():
        import_examined(
            examined(csv_of(award(1))), settings_now(), imported_by="A", confirmed_by="B", accept_names=True
        )
        with reading() as connection:
            return str(connection.exec_driver_sql("select max(reference) from entry").scalar_one())


@pytest.mark.parametrize("typed", ["fd 2026 1", "FD20260001", " fd-2026-0001 ", "FD–2026–1", "fd/2026/001"])
def test_a_reference_is_found_however_it_is_written(app: Flask, author: Officer, typed: str) -> None:
    reference = published(app)
    typed = typed.replace("2026", reference[3:7])
    page = author.get(f"/desk/correct?{urlencode({'reference': typed})}")
    assert f'name="reference" value="{reference}"' in page
    assert author.post("/desk/correct", [("reference", typed)]).startswith("/desk/drafts/")


def test_what_is_no_reference_leads_to_the_search_for_it(author: Officer) -> None:
    page = author.get("/desk/correct?reference=warm+rooms+%26+halls", 422)
    assert 'href="/search?q=warm+rooms+%26+halls"' in page or 'href="/search?q=warm%20rooms%20%26%20halls"' in page
    assert 'value="warm rooms &amp; halls"' in page, "what was typed stays"


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
    publisher.publish(place)
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
    publisher.publish(place)
    after = record(app, reference)
    with app.app_context(), reading() as connection:
        assert history(connection, after.entry_id)[0].note == "The title."


def test_a_new_entry_has_no_note(author: Officer) -> None:
    author.get("/desk/decisions/new")
    author.post("/desk/decisions/new", [*award_pairs(), ("change_note", "x" * 5_000), ("save", "1")])
    assert "change_note" not in author.get("/desk/drafts/1")


def test_what_is_redacted_stays_so_and_nothing_else_becomes_so(app: Flask, author: Officer, publisher: Officer) -> None:
    reference = published(app)
    approved(publisher, asked(author, reference, "1:maker"))
    marker = record(app, reference).document["maker"]
    assert marker["category"] == CATEGORIES["personal_data"]
    forged = [
        ("summary-redacted", json.dumps({**marker, "category": "forged"})),
        ("maker-redacted", ""),
        ("maker-name", "A name that was redacted"),
        ("change_note", "The title."),
    ]
    pairs = with_pair(as_published(app, reference), "title", "Warm rooms")
    after = corrected(app, author, publisher, reference, [*pairs, *forged])
    assert after.revision == 2
    assert after.document["maker"] == marker
    assert [one["unit"] for one in after.document["removed"]] == ["maker"]
    assert after.document["summary"] == AWARD["summary"]
    assert after.document["title"] == "Warm rooms"
    with app.app_context(), reading() as connection:
        stored = connection.exec_driver_sql("select content from revision where number = 2").scalar_one()
    assert b"A name that was redacted" not in bytes(stored)
    assert b"redacted" not in bytes(stored), "markers are never content"


def test_a_correction_begun_before_a_redaction_is_looked_at_again(
    app: Flask, author: Officer, publisher: Officer
) -> None:
    reference = published(app)
    author.get("/desk/correct")
    draft = author.post("/desk/correct", [("reference", reference)])
    approved(publisher, asked(author, reference, "1:maker"))
    author.get(draft)
    author.post(draft, [*award_pairs(title="Warm"), ("change_note", "Words."), ("version", "2"), ("send", "1")])
    page = publisher.get(f"{draft}/review")
    assert "Part of this entry was redacted on" in page
    publisher.post(f"{draft}/publish", read_on(page, looking=False), 422)
    publisher.publish(draft)
    later = author.post("/desk/correct", [("reference", reference)])
    author.get(later)
    author.post(later, [*award_pairs(title="Cold"), ("change_note", "Words."), ("version", "1"), ("send", "1")])
    assert "was redacted on" not in publisher.get(f"{later}/review"), "this was begun afterwards"


def test_what_is_on_hold_is_corrected_and_stays_hidden(app: Flask, author: Officer, publisher: Officer) -> None:
    reference = published(app)
    hold = held(publisher, reference, "summary")
    place = f"/decisions/{reference}"
    author.get("/desk/correct")
    draft = author.post("/desk/correct", [("reference", reference)])
    page = author.get(draft)
    assert AWARD["summary"] in page, "the correction begins from what is on hold, too"
    assert "is on hold, wholly or in part" in page
    changed = with_pair(award_pairs(), "summary", "Four halls are heated.")
    author.post(draft, [*changed, ("change_note", "Words."), ("version", "1"), ("send", "1")])
    assert "is on hold, wholly or in part" in publisher.get(f"{draft}/review")
    assert "without what is on hold" in publisher.get(f"{draft}/preview")
    publisher.publish(draft)
    reader = app.test_client()
    assert "Four halls are heated." not in reader.get(place).text
    second = signed_in(app, "sam", "publisher")
    second.get(hold)
    second.post(f"{hold}/lift")
    assert "Four halls are heated." in reader.get(place).text
    assert AWARD["summary"] in reader.get(f"{place}/revisions/1").text


def test_an_entry_wholly_on_hold_can_be_corrected(app: Flask, author: Officer, publisher: Officer) -> None:
    reference = published(app)
    held(publisher, reference)
    assert "readers see the correction once the hold is lifted" in author.get(f"/desk/correct?reference={reference}")
    noted = with_pair(award_pairs(title="Warm rooms"), "change_note", "The title.")
    assert corrected(app, author, publisher, reference, noted).revision == 2
    assert "Warm rooms" not in app.test_client().get(f"/decisions/{reference}").text


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
