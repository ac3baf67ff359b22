"""Saving while one writes: the same checks as the buttons, answered for a script."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from register.extensions import reading
from register.publishing.unfinished import ASIDE
from tests.desk.browser import Officer, all_drafts, award_pairs, saved, with_pair

NEW = "/desk/decisions/autosave"
ONE = "/desk/drafts/1/autosave"


def autosave(officer: Officer, place: str, pairs: Any, status: int = 200, **more: str) -> Any:
    sent = officer.send(place, [*pairs, ("officer", more.get("of", "1")), ("version", more.get("version", ""))])
    assert sent.status_code == status, sent.text[:500]
    return sent.get_json()


def test_the_first_save_makes_a_draft_and_later_ones_change_it(app: Flask, author: Officer) -> None:
    author.get("/desk/decisions/new")
    made = autosave(author, NEW, [("title", "Half a ti")])
    assert (made["version"], made["address"]) == (1, "/desk/drafts/1")
    assert made["said"].startswith("Draft saved ")
    again = autosave(author, ONE, [("title", "Half a title")], version="1")
    assert again["version"] == 2
    assert saved(app, 1)["title"] == "Half a title"
    assert autosave(author, ONE, [("title", "Half a title")], version="1")["version"] == 2, "its answer was lost"


def test_what_is_sent_twice_makes_one_draft(app: Flask, author: Officer) -> None:
    author.get("/desk/decisions/new")
    autosave(author, NEW, [("title", "Sent twice")])
    autosave(author, NEW, [("title", "Sent twice")])
    assert len(all_drafts(app)) == 1
    autosave(author, NEW, [("title", "Another")])
    assert len(all_drafts(app)) == 2


def test_what_cannot_be_read_is_saved_as_it_was_typed(app: Flask, author: Officer) -> None:
    author.get("/desk/decisions/new")
    autosave(author, NEW, [*with_pair(award_pairs(), "amount_awarded", "six th"), ("nonsense", "x")])
    assert saved(app, 1)["amount_awarded"] == "six th"
    assert "nonsense" not in saved(app, 1)


def test_a_conflict_is_said_and_what_was_typed_is_put_aside(app: Flask, author: Officer) -> None:
    author.get("/desk/decisions/new")
    autosave(author, NEW, [("title", "One")])
    autosave(author, ONE, [("title", "Two")], version="1")
    answer = autosave(author, ONE, [("title", "Three")], 409, version="1")
    assert "somewhere else" in answer["problem"]
    assert saved(app, 1)["title"] == "Two"
    assert saved(app, answer["aside"])["title"] == "Three"
    assert f"Three{ASIDE}" in [one.title for one in all_drafts(app)]


def test_a_draft_that_was_sent_on_is_not_changed(app: Flask, author: Officer) -> None:
    author.get("/desk/decisions/new")
    author.post("/desk/decisions/new", [*award_pairs(), ("send", "1")])
    author.get("/desk/")
    answer = autosave(author, ONE, with_pair(award_pairs(), "title", "Late"), 409, version="1")
    assert "sent on" in answer["problem"]
    assert saved(app, 1)["title"] != "Late"


@pytest.mark.parametrize("place", [NEW, ONE])
def test_an_ended_session_saves_nothing(app: Flask, author: Officer, place: str) -> None:
    author.get("/desk/decisions/new")
    author.client.delete_cookie("desk", path="/desk")
    assert author.send(place, [("title", "Typed on")]).status_code == 401


def test_a_new_session_gives_the_page_a_good_token(app: Flask, author: Officer) -> None:
    author.get("/desk/decisions/new")
    author.token = "of the session before"
    author.token = autosave(author, NEW, [("title", "Typed on")], 422)["token"]
    autosave(author, NEW, [("title", "Typed on")])
    assert saved(app, 1)["title"] == "Typed on"


def test_another_site_is_given_no_token(author: Officer) -> None:
    author.get("/desk/decisions/new")
    answer = author.client.post(NEW, data={"title": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400
    assert "token" not in answer.text


def test_the_words_of_one_officer_are_not_saved_as_anothers(app: Flask, author: Officer, publisher: Officer) -> None:
    publisher.get("/desk/decisions/new")
    answer = autosave(publisher, NEW, [("title", "Ada’s words")], 403, of="1")
    assert "Somebody else" in answer["problem"]
    assert all_drafts(app) == []


def test_a_correction_keeps_its_note(app: Flask, author: Officer, publisher: Officer) -> None:
    author.get("/desk/decisions/new")
    author.post("/desk/decisions/new", [*award_pairs(), ("send", "1")])
    publisher.get("/desk/drafts/1/review")
    publisher.publish("/desk/drafts/1")
    author.get("/desk/")
    with app.app_context(), reading() as connection:
        reference = str(connection.exec_driver_sql("select reference from entry").scalar_one())
    place = author.post("/desk/correct", [("reference", reference)])
    author.get(place)
    autosave(author, f"{place}/autosave", [*award_pairs(), ("change_note", "A slip.")], version="1")
    assert saved(app, 2)["change_note"] == "A slip."
