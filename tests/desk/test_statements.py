"""The other side's statement: invited, received by a link or at the desk, published in its own words by two persons."""

from __future__ import annotations

import html
import re
from datetime import date
from typing import cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Table, update

from register.accounts.models import Account
from register.core.calendar import now_utc
from register.extensions import reading, writing
from register.kinds import kind_named
from register.publishing import drafts, statements
from tests.desk.browser import Officer, with_pair
from tests.desk.conftest import signed_in
from tests.desk.removing import published, record
from tests.desk.test_journey import draft_of

WORDS = "We are glad of the money.\n\nBut two of our four halls have no heating to pay for."
HALLS = "XI-ORG-wear-vale-halls"
accounts = cast(Table, Account.__table__)
ANSWER_BY = [("answer_by-day", "1"), ("answer_by-month", "March"), ("answer_by-year", "2027")]


@pytest.fixture(autouse=True)
def day(app: Flask) -> None:
    app.config["TODAY"] = date(2027, 2, 1)


@pytest.fixture
def reference(app: Flask, author: Officer) -> str:
    return published(app)


def invite(officer: Officer, place: str, *more: tuple[str, str]) -> str:
    """Invite a statement and return the path of its link."""
    officer.get(place)
    page = officer.post(place, [*ANSWER_BY, *more], 200)
    found = re.search(r"https://register\.test(/statement/[\w-]+)", page)
    assert found, page
    assert page.count(f'href="{place}"') == 2, "back, and on"
    assert found[1] not in officer.get(place), "the link is shown once"
    return found[1]


def answer(reader: FlaskClient, link: str, words: str = WORDS, **more: str) -> str:
    response = reader.post(link, data={"words": words, "send": "1", **more})
    assert response.status_code == 200
    return response.text


def take(officer: Officer, place: str) -> int:
    """Put what was received into a draft and return its number."""
    page = officer.get(place)
    found = re.search(r"/desk/statements/\d+/take", page)
    assert found, page
    went = re.search(r"/desk/drafts/(\d+)", officer.post(found[0]))
    assert went
    return int(went[1])


def test_a_statement_is_invited_received_and_published_as_it_was_written(
    app: Flask, author: Officer, publisher: Officer, reference: str
) -> None:
    place = f"/desk/entries/{reference}/statements"
    assert place in author.get(f"/desk/entries/{reference}")
    link = invite(author, place)
    reader = app.test_client()
    page = reader.get(link)
    assert (page.status_code, page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == (
        200,
        "no-store",
        "no-referrer",
    )
    assert "Set-Cookie" not in page.headers
    assert "Warm rooms at Wear Vale Halls" in page.text
    checked = reader.post(link, data={"words": WORDS, "check": "1"}).text
    assert "<p>But two of our four halls have no heating to pay for.</p>" in checked
    assert "Change it" in checked
    assert "No answer yet" in author.get(place), "a look is no answer"
    assert html.escape(WORDS.split("\n")[0]) in reader.post(link, data={"words": WORDS, "change": "1"}).text
    assert "Your statement was received" in answer(reader, link)
    assert "already answered" in reader.get(link).text
    assert "already answered" in reader.post(link, data={"words": "No, this!", "send": "1"}).text

    assert "Received 1 February 2027" in author.get(place)
    assert place in author.get("/desk/queue/statements")
    draft_id = take(author, place)
    form = author.get(f"/desk/drafts/{draft_id}")
    assert "But two of our four halls" in form
    with app.app_context(), reading() as connection:
        draft = drafts.get(connection, draft_id)
        assert statements.of_entry(connection, draft.entry_id or 0)[0].words is None, "it stands in the draft alone"
    pairs = with_pair(draft.pairs, "change_note", "The recipient’s statement.")
    author.post(f"/desk/drafts/{draft_id}", [*pairs, ("version", str(draft.version)), ("save", "1")])
    changed = with_pair(pairs, "statement-words", "We are glad of the money.")
    _send(app, author, draft_id, changed)
    review = publisher.get(f"/desk/drafts/{draft_id}/review")
    assert "The recipient’s statement is not what was received on 1 February 2027" in review
    author.post(f"/desk/drafts/{draft_id}/take-back")
    _send(app, author, draft_id, pairs)
    review = publisher.get(f"/desk/drafts/{draft_id}/review")
    assert "is not what was received" not in review


def _send(app: Flask, author: Officer, draft_id: int, pairs: list[tuple[str, str]]) -> None:
    with app.app_context(), writing() as connection:
        draft = drafts.get(connection, draft_id)
        saved = drafts.save(
            connection,
            draft_id=draft_id,
            version=draft.version,
            author_id=draft.author_id,
            pairs=pairs,
            at=now_utc(),
        )
        drafts.send_for_review(
            connection, draft_id=draft_id, version=saved.version, author_id=draft.author_id, at=now_utc()
        )


def test_words_that_were_received_are_no_bytes_of_any_page_before_they_are_published(
    app: Flask, author: Officer, reference: str
) -> None:
    link = invite(author, f"/desk/entries/{reference}/statements")
    reader = app.test_client()
    answer(reader, link, "Quillfeather says no.")
    for address in (record(app, reference).path, "/search?q=Quillfeather&kind=decision", "/changes.atom", link):
        assert "Quillfeather says" not in reader.get(address).text, address


def test_who_prefers_to_say_nothing_says_so(app: Flask, author: Officer, reference: str) -> None:
    place = f"/desk/entries/{reference}/statements"
    link = invite(author, place)
    reader = app.test_client()
    assert "You do not want to make a statement" in reader.post(link, data={"decline": "1"}).text
    assert "Your answer was received" in answer(reader, link, "", declined="1")
    assert "do not want to make a statement" in author.get(place)
    with app.app_context(), reading() as connection:
        draft = drafts.get(connection, take(author, place))
    document = draft.kind.form(draft.pairs).document()
    assert document["statement"] == {"side": "recipient", "invited_on": "2027-02-01"}


def test_an_answer_without_words_or_with_too_many_keeps_what_was_typed(
    app: Flask, author: Officer, reference: str
) -> None:
    link = invite(author, f"/desk/entries/{reference}/statements")
    reader = app.test_client()
    for words, problem in (("  ", "Write your statement"), ("x" * 10_001, "Your statement has 10,001 characters")):
        page = reader.post(link, data={"words": words, "send": "1"})
        assert (page.status_code, problem in page.text, words in page.text) == (422, True, True)
    assert reader.post(link, data={"words": "x" * 300_000}).status_code == 413


def test_a_new_link_takes_the_place_of_the_old_one_and_an_ended_one_takes_no_answer(
    app: Flask, author: Officer, reference: str
) -> None:
    place = f"/desk/entries/{reference}/statements"
    old, reader = invite(author, place), app.test_client()
    page = author.post("/desk/statements/1/renew", status=200)
    new = re.search(r"https://register\.test(/statement/[\w-]+)", page)
    assert new
    assert reader.get(old).status_code == 404
    assert reader.get(new[1]).status_code == 200
    author.post("/desk/statements/1/end")
    assert "This invitation has ended" in reader.get(new[1]).text
    assert "This invitation has ended" in reader.post(new[1], data={"words": WORDS, "send": "1"}).text
    author.get(place)
    for path, words in (("renew", "answered or ended"), ("end", "answered or ended"), ("take", "into a draft already")):
        author.post(f"/desk/statements/1/{path}")
        assert words in author.get(place)
    for unknown in ("/statement/x", "/statement/" + "y" * 300, "/statement/%00"):
        assert reader.get(unknown).status_code in (400, 404)


def test_a_draft_can_be_shown_to_the_other_side_before_it_is_published(app: Flask, author: Officer) -> None:
    draft_id = draft_of(author, "save")
    place = f"/desk/drafts/{draft_id}/statements"
    link = invite(author, place)
    page = app.test_client().get(link).text
    assert "not published yet" in page and "Warm rooms at Wear Vale Halls" in page
    answer(app.test_client(), link)
    assert take(author, place) == draft_id
    with app.app_context(), reading() as connection:
        document = drafts.get(connection, draft_id)
    said = document.kind.form(document.pairs).document()["statement"]
    assert said["words"] == WORDS and said["received_on"] == "2027-02-01"
    other = signed_in(app, "olu", "author")
    other.get(place, 404)
    other.post("/desk/statements/1/renew", status=404)


def test_a_voluntary_body_answers_at_the_desk_what_it_was_asked(app: Flask, author: Officer, reference: str) -> None:
    place = f"/desk/entries/{reference}/statements"
    author.get(place)
    page = author.post(place, [*ANSWER_BY, ("organisation", "GB-CHC-9999999")], 422)
    assert "No organisation of this register has this identifier" in page
    page = author.post(place, [("answer_by-day", "3"), ("answer_by-month", "2"), ("answer_by-year", "2027")], 422)
    assert "at least a week" in page
    invite(author, place, ("organisation", HALLS))
    ours, others = signed_in(app, "val", "voluntary"), signed_in(app, "vic", "voluntary")
    with app.app_context(), writing() as connection:
        connection.execute(update(accounts).where(accounts.c.email == "val@example.org").values(organisation=HALLS))
    assert "No statement is asked of you" in others.get("/desk/statements")
    others.post("/desk/statements/1/answer", status=404)
    assert "You can answer until 1 March 2027" in ours.get("/desk/statements")
    link = ours.post("/desk/statements/1/answer")
    assert "Your statement was received" in answer(app.test_client(), link)
    assert "Answered 1 February 2027" in ours.get("/desk/statements")


def test_a_dispute_has_two_accounts_to_invite(app: Flask, author: Officer) -> None:
    assert set(kind_named("dispute").statements) == {"account_of_party", "account_of_body"}
    author.get("/desk/disputes/new")
    made = author.post("/desk/disputes/new", [("title", "About a hall"), ("save", "1")])
    with app.app_context(), reading() as connection:
        draft = drafts.mine(connection, 1)[0]
    assert made
    place = f"/desk/drafts/{draft.id}/statements"
    author.get(place)
    assert "Choose whose statement it is" in author.post(place, ANSWER_BY, 422)
    link = invite(author, place, ("field", "account_of_party"))
    answer(app.test_client(), link)
    take(author, place)
    with app.app_context(), reading() as connection:
        draft = drafts.get(connection, draft.id)
    said = draft.kind.form(draft.pairs).document()["account_of_party"]
    assert said == {
        "invited_on": "2027-02-01",
        "answer_by": "2027-03-01",
        "received_on": "2027-02-01",
        "words": WORDS,
    }
