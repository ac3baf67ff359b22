"""A draft is discarded by its author alone, asked once; every word goes, and the count of open disputes follows."""

from __future__ import annotations

import json
from datetime import date

from flask import Flask
from sqlalchemy import select

from register.accounts.models import audit_record
from register.core.calendar import now_utc
from register.entries.tables import draft
from register.extensions import reading, writing
from register.publishing import drafts, statements, unfinished
from tests.desk.browser import Officer, award_pairs
from tests.desk.removing import published
from tests.desk.test_journey import draft_of
from tests.desk.test_private import NEW, counted, still_open


def drafts_in(app: Flask) -> int:
    with app.app_context(), reading() as connection:
        return len(connection.execute(select(draft.c.id)).all())


def discarded(app: Flask) -> list[tuple[str, object]]:
    with app.app_context(), reading() as connection:
        query = select(audit_record.c.about, audit_record.c.detail).where(audit_record.c.action == "draft_discarded")
        return [(row.about, json.loads(row.detail)) for row in connection.execute(query)]


def test_a_draft_goes_with_every_word_and_the_audit_keeps_its_number(app: Flask, author: Officer) -> None:
    draft_id = draft_of(author, "save")
    place = f"/desk/drafts/{draft_id}"
    assert f"{place}/discard" in author.get(place)
    page = author.get(f"{place}/discard")
    assert "cannot be brought back" in page
    assert drafts_in(app) == 1
    author.post(f"{place}/discard")
    assert drafts_in(app) == 0
    assert discarded(app) == [(f"draft {draft_id}", {"kind": "decision"})]
    author.get(place, 404)
    author.get("/desk/")
    author.post(f"{place}/discard", status=404)


def test_an_open_dispute_is_counted_no_more(app: Flask, author: Officer) -> None:
    author.get(NEW)
    author.post(NEW, [*still_open("2026-05-04"), ("save", "1")])
    assert len(counted(app)) == 1
    author.get("/desk/drafts/1/discard")
    author.post("/desk/drafts/1/discard")
    assert counted(app) == []


def test_what_was_put_aside_stays_once_the_other_side_is_invited_to_it(app: Flask, author: Officer) -> None:
    draft_id = draft_of(author, "save")
    with app.app_context(), writing() as connection:
        saved = drafts.get(connection, draft_id)
        kept = [
            unfinished.put_aside(connection, saved, author_id=saved.author_id, pairs=typed, at=now_utc())
            for typed in (award_pairs(title="Invited"), award_pairs(title="Not invited"))
        ]
        statements.invite(
            connection,
            kind=saved.kind,
            field="statement",
            draft_id=kept[0].id,
            organisation=None,
            answer_by=date(2026, 12, 24),
            by_id=saved.author_id,
            on=date(2026, 11, 22),
        )
    for one in kept:
        with app.app_context(), writing() as connection:
            unfinished.discard_aside(connection, one.id, author_id=one.author_id)
    with app.app_context(), reading() as connection:
        assert drafts.get(connection, kept[0].id) == kept[0]
    assert drafts_in(app) == 2


def test_what_waits_for_a_second_person_is_taken_back_first(app: Flask, author: Officer) -> None:
    draft_id = draft_of(author)
    assert author.get(f"/desk/drafts/{draft_id}/discard", 302) == f"/desk/drafts/{draft_id}"
    author.get("/desk/")
    author.post(f"/desk/drafts/{draft_id}/discard")
    assert drafts_in(app) == 1
    assert discarded(app) == []


def test_nobody_else_discards_it(app: Flask, author: Officer, publisher: Officer) -> None:
    draft_id = draft_of(author, "save")
    publisher.get(f"/desk/drafts/{draft_id}/discard", 404)
    publisher.get("/desk/")
    publisher.post(f"/desk/drafts/{draft_id}/discard", status=404)
    assert drafts_in(app) == 1


def test_a_discarded_correction_says_what_it_corrected(app: Flask, author: Officer) -> None:
    reference = published(app)
    author.get("/desk/")
    place = author.post("/desk/correct", [("reference", reference)])
    assert f"What is published of {reference} stays" in author.get(f"{place}/discard")
    author.post(f"{place}/discard")
    assert discarded(app)[0][1] == {"kind": "decision", "corrects": reference}
