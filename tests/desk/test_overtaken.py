"""Somebody else was faster: what was typed stays readable, and what was done is said."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask

from register.core.calendar import now_utc
from register.extensions import reading, writing
from register.publishing import drafts, statements
from register.publishing.drafts import State
from tests.desk.browser import Officer, award_pairs, with_pair
from tests.desk.conftest import signed_in
from tests.desk.gridding import Pairs, award, marks, table
from tests.desk.removing import GROUND, approved, published
from tests.desk.test_grid import rows_of, sent
from tests.desk.test_journey import draft_of
from tests.desk.test_nothing_lost import hidden_fields
from tests.desk.test_statements import HALLS, WORDS, answer, invite


@pytest.fixture(autouse=True)
def day(app: Flask) -> None:
    app.config["TODAY"] = date(2027, 2, 1)


REMARK = "Which of the four halls & when?"


def review(publisher: Officer, draft_id: int) -> Pairs:
    """Open a draft as its second person, and return what publishing it would send."""
    page = publisher.get(f"/desk/drafts/{draft_id}/review")
    looked = re.findall(r'name="looked" type="checkbox" value="([^"]*)"', page)
    return [*hidden_fields(page, f"/desk/drafts/{draft_id}/publish"), *(("looked", one) for one in looked)]


@pytest.mark.parametrize("by", ["author", "colleague"])
def test_a_remark_on_a_draft_that_no_longer_waits_is_shown(
    app: Flask, author: Officer, publisher: Officer, by: str
) -> None:
    draft_id = draft_of(author)
    place = f"/desk/drafts/{draft_id}"
    read = review(publisher, draft_id)
    author.get("/desk/")
    if by == "author":
        author.post(f"{place}/take-back")
    else:
        other = signed_in(app, "pia", "publisher")
        other.get(f"{place}/review")
        other.post(f"{place}/send-back", [("version", "1"), ("remark", "No.")])
    page = publisher.post(f"{place}/send-back", [("version", "1"), ("remark", REMARK)], 404)
    assert "It no longer waits for review" in page
    assert "Which of the four halls &amp; when?" in page
    page = publisher.post(f"{place}/publish", read, 404)
    assert "It no longer waits for review" in page
    assert "What you typed" not in page


def test_a_remark_on_a_draft_that_was_published_meanwhile_is_shown(
    app: Flask, author: Officer, publisher: Officer
) -> None:
    draft_id = draft_of(author)
    publisher.post(f"/desk/drafts/{draft_id}/publish", review(publisher, draft_id))
    page = publisher.post(f"/desk/drafts/{draft_id}/send-back", [("version", "1"), ("remark", REMARK)], 404)
    assert "It no longer waits for review" in page
    assert "Which of the four halls &amp; when?" in page


def test_publishing_twice_leads_to_what_was_published(author: Officer, publisher: Officer) -> None:
    draft_id = draft_of(author)
    read = review(publisher, draft_id)
    where = publisher.post(f"/desk/drafts/{draft_id}/publish", read)
    assert publisher.post(f"/desk/drafts/{draft_id}/publish", read) == where


def test_what_was_typed_over_a_discarded_draft_is_readable(app: Flask, author: Officer) -> None:
    draft_id = draft_of(author, "save")
    author.get(f"/desk/drafts/{draft_id}")
    author.post(f"/desk/drafts/{draft_id}/discard")
    typed = [*with_pair(award_pairs(), "rationale-reasons", "Words & <b>more</b>"), ("version", "1"), ("save", "1")]
    page = author.post(f"/desk/drafts/{draft_id}", typed, 404)
    assert "Not saved: this is not there any more" in page
    assert "Words &amp; &lt;b&gt;more&lt;/b&gt;" in page
    assert author.token not in page.split("<main")[1]


def test_a_strangers_form_tells_nothing_of_the_draft(app: Flask, author: Officer) -> None:
    draft_id = draft_of(author, "save")
    other = signed_in(app, "olu", "author")
    pages = [other.post(f"/desk/drafts/{one}", [("title", "x"), ("save", "1")], 404) for one in (draft_id, 999)]
    one, two = (page.split("<main")[1] for page in pages)
    assert one == two
    assert "There is nothing here that you can open" in other.get(f"/desk/drafts/{draft_id}", 404)


def test_taking_back_what_somebody_changes_at_this_moment_is_no_error(
    app: Flask, author: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft_id = draft_of(author)

    def overtaken(connection: Any, **more: Any) -> None:
        raise drafts.Stale(drafts.get(connection, draft_id))

    monkeypatch.setattr(drafts, "take_back", overtaken)
    author.get(f"/desk/drafts/{draft_id}")
    where = author.post(f"/desk/drafts/{draft_id}/take-back")
    assert "was changed meanwhile" in author.get(where)


def test_the_same_new_form_sent_twice_makes_one_draft(app: Flask, author: Officer) -> None:
    author.get("/desk/decisions/new")
    for _ in range(2):
        author.post("/desk/decisions/new", [*award_pairs(), ("save", "1")])
    with app.app_context(), reading() as connection:
        assert len(drafts.mine(connection, 1)) == 1
        made = "select count(*) from audit_record where action = 'draft_made'"
        assert connection.exec_driver_sql(made).scalar_one() == 1


def test_remarks_on_other_rows_of_a_grid_stay(app: Flask, author: Officer, publisher: Officer) -> None:
    where = sent(author, table(4))
    rows = marks(publisher.get(f"{where}/review"))
    _, two, three, four = (draft.id for draft in rows_of(app))
    typed = [(f"remark-{two}", "Say why the second."), (f"remark-{three}", REMARK)]

    page = publisher.post(f"{where}/decide", [("back", rows[1]), ("row", rows[0]), *typed], 200)
    assert "went back to its author with your remark" in page
    assert "Which of the four halls &amp; when?" in page
    assert "Say why the second." not in page
    assert re.search(rf'value="{re.escape(rows[0])}" checked', page), "what was ticked stays ticked"

    page = publisher.post(f"{where}/decide", [("row", rows[0]), *typed[1:]], 200)
    assert "1 decision was published" in page
    assert "Which of the four halls &amp; when?" in page

    author.get("/desk/")
    author.post(f"/desk/drafts/{four}/take-back")
    gone = [("row", rows[3]), *typed[1:], (f"remark-{four}", "Of the fourth.")]
    page = publisher.post(f"{where}/decide", gone, 422)
    assert "Which of the four halls &amp; when?" in page, "on a row that still waits"
    assert "Of the fourth." in page, "on a row that no longer waits"
    assert publisher.post(f"{where}/decide", [("row", rows[2])]).endswith("/published")


def test_remarks_on_a_grid_that_was_taken_back_are_readable(app: Flask, author: Officer, publisher: Officer) -> None:
    where = sent(author, award_table())
    [row] = marks(publisher.get(f"{where}/review"))
    author.get("/desk/")
    author.post("/desk/drafts/1/take-back")
    page = publisher.post(f"{where}/decide", [("back", row), ("remark-1", REMARK)], 404)
    assert "Which of the four halls &amp; when?" in page
    assert row not in page


def award_table() -> str:
    return "\n".join([table(1).split("\n")[0], award(1)])


def test_another_bodys_publisher_is_not_shown_what_a_grid_published(
    app: Flask, author: Officer, publisher: Officer
) -> None:
    where = sent(author, award_table())
    done = publisher.post(f"{where}/decide", [("row", one) for one in marks(publisher.get(f"{where}/review"))])
    assert rows_of(app)[0].state is State.PUBLISHED
    author.get(done)
    publisher.get(done)
    signed_in(app, "fay", "publisher", bodies=[]).get(done, 404)
    signed_in(app, "olu", "author").get(done, 404)


def test_the_note_of_who_asks_for_a_removal_again_is_shown(app: Flask, author: Officer, publisher: Officer) -> None:
    reference = published(app)
    place = f"/desk/entries/{reference}"
    author.get(f"{place}/withdraw")
    first = [("category", "published_in_error"), ("note", "A reader rang.")]
    where = author.post(f"{place}/withdraw", first)
    assert author.post(f"{place}/withdraw", first) == where, "a second press"
    publisher.get(f"{place}/withdraw")
    page = publisher.post(f"{place}/withdraw", [first[0], ("note", REMARK)], 422)
    assert "asked for already" in page
    assert "Which of the four halls &amp; when?" in page
    assert publisher.post(f"{place}/withdraw", first[:1]) == where

    redaction = [("chosen", "1:summary"), *GROUND, ("send", "1")]
    where = author.post(f"{place}/redact", [*redaction, ("note", "A reader rang.")])
    page = publisher.post(f"{place}/redact", [*redaction, ("note", REMARK)], 422)
    assert "Which of the four halls &amp; when?" in page


def test_two_who_save_one_draft_at_this_moment_are_told(app: Flask, author: Officer) -> None:
    draft_id = draft_of(author, "save")
    with app.app_context(), writing() as connection:
        draft = drafts.get(connection, draft_id)
        drafts.save(connection, draft_id=draft_id, version=1, author_id=draft.author_id, pairs=[], at=now_utc())
    author.get("/desk/")
    typed = [*award_pairs(), ("title", "Late"), ("version", "1"), ("save", "1")]
    assert "Late" in author.post(f"/desk/drafts/{draft_id}", typed, 422)


def test_a_statement_written_on_a_page_whose_link_was_renewed_is_readable(app: Flask, author: Officer) -> None:
    reference = published(app)
    link = invite(author, f"/desk/entries/{reference}/statements", ("organisation", HALLS))
    ours = signed_in(app, "val", "voluntary", bodies=(), organisation=HALLS)
    assert "cannot be sent any more" in ours.get("/desk/statements")
    first, second = (ours.post("/desk/statements/1/answer") for _ in range(2))
    reader = app.test_client()
    for old in (link, first):
        page = reader.post(old, data={"words": WORDS, "check": "1"})
        assert page.status_code == 404
        assert "Your statement was not sent" in page.text
        assert WORDS.split("\n")[-1] in page.text
        assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert "Page not found" in reader.get(first).text
    assert "Your statement was received" in answer(reader, second)
    page = reader.post(second, data={"words": "Some other words.", "send": "1"})
    assert "already answered" in page.text
    assert "Some other words." in page.text


def test_a_statement_on_a_draft_that_was_given_up_is_readable(app: Flask, author: Officer) -> None:
    draft_id = draft_of(author, "save")
    link = invite(author, f"/desk/drafts/{draft_id}/statements")
    author.post(f"/desk/drafts/{draft_id}/discard")
    page = app.test_client().post(link, data={"words": WORDS, "send": "1"})
    assert page.status_code in (404, 410)
    assert WORDS.split("\n")[-1] in page.text


def received(app: Flask, author: Officer) -> tuple[str, str]:
    """Publish an award on which a statement was received; return its reference and the page of its invitations."""
    reference = published(app)
    place = f"/desk/entries/{reference}/statements"
    answer(app.test_client(), invite(author, place))
    author.get(place)
    return reference, place


def test_a_correction_begun_for_a_statement_stands_in_the_audit(app: Flask, author: Officer) -> None:
    reference, _ = received(app, author)
    author.post("/desk/statements/1/take")
    with app.app_context(), reading() as connection:
        made = "select detail from audit_record where action = 'draft_made'"
        [detail] = connection.exec_driver_sql(made).scalars()
    assert reference in str(detail)


def test_a_statement_on_a_withdrawn_entry_is_not_taken(app: Flask, author: Officer, publisher: Officer) -> None:
    reference, place = received(app, author)
    author.get(f"/desk/entries/{reference}/withdraw")
    approved(publisher, author.post(f"/desk/entries/{reference}/withdraw", [("category", "duplicate")]))
    author.post("/desk/statements/1/take")
    assert "was withdrawn" in author.get(place)
    with app.app_context(), reading() as connection:
        assert drafts.mine(connection, 1) == []
        assert statements.get(connection, 1).taken_at is None


def test_a_draft_changed_while_a_statement_is_put_into_it_is_no_error(
    app: Flask, author: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, place = received(app, author)

    def overtaken(connection: Any, *, draft_id: int, **more: Any) -> None:
        raise drafts.Stale(drafts.get(connection, draft_id))

    monkeypatch.setattr(drafts, "save", overtaken)
    author.post("/desk/statements/1/take")
    assert "Try again" in author.get(place)
    with app.app_context(), reading() as connection:
        assert statements.get(connection, 1).taken_at is None, "nothing was done by halves"


def test_the_list_of_statements_offers_no_search_that_it_does_not_make(app: Flask, author: Officer) -> None:
    received(app, author)
    page = author.get("/desk/queue/statements")
    assert "1 statement received" in page
    assert 'id="queue-form"' not in page
    draft_of(author, "save")
    assert 'id="queue-form"' in author.get("/desk/queue/drafts")
