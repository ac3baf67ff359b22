"""What is known already is offered, taken over at a press, and stays its author's to change."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.desk.browser import BODY, Officer, award_pairs, saved

NEW = "/desk/decisions/new"
SAID = [
    *[("decision_type", "award"), ("recipient-organisation-name", "Wear Vale Halls (invented)")],
    *[("amount_awarded", "900"), ("rationale-reasons", "The hall opens twice a week.")],
]


def sent(officer: Officer) -> None:
    """Send a decision for review, so that there is a last one."""
    officer.get(NEW)
    where = officer.post(NEW, [*award_pairs(), ("contact-role", "Grants team"), ("send", "1")])
    officer.get(where)
    officer.post("/desk/drafts/1/send", [("version", "1")])


def test_the_last_decisions_answers_are_shown_and_taken_at_a_press_only(app: Flask, author: Officer) -> None:
    sent(author)
    author.get(NEW)
    page = author.get(author.post(NEW, [*SAID, ("update", "1")]))
    assert "Your last decision says this" in page
    assert "Public body: Coalmoor District Council (invented)" in page
    assert not saved(app, 2).get("body-identifier"), "nothing is taken unasked"
    author.post("/desk/drafts/2", [*SAID, ("contact-role", "Halls team"), ("version", "1"), ("suggest-last", "1")])
    said = saved(app, 2)
    assert said["body-identifier"] == BODY["identifier"]
    assert (said["maker-kind"], said["maker-name"]) == ("officer", "Head of Communities")
    assert said["contact-role"] == "Halls team", "what is typed stays"
    assert not [name for name in said if name.startswith("decided_on") and said[name]], "no date is assumed"
    assert said["recipient-organisation-name"].startswith("Wear Vale")


def test_nothing_of_another_officer_is_offered(app: Flask, author: Officer, publisher: Officer) -> None:
    sent(author)
    publisher.get(NEW)
    assert "Your last decision" not in publisher.get(publisher.post(NEW, [*SAID, ("update", "1")]))


def test_a_title_and_a_summary_are_suggested_and_follow_until_somebody_writes_them(app: Flask, author: Officer) -> None:
    author.get(NEW)
    where = author.post(NEW, [*SAID, ("suggest-words", "1")])
    assert where.endswith("#title"), "one goes on at what was written"
    page = author.get(where)
    said = saved(app, 1)
    assert said["title"] == "For Wear Vale Halls (invented): awarded £900"
    assert "awarded Wear Vale Halls (invented) £900." in said["summary"]
    marks = [("suggested", mark) for mark in re.findall(r'name="suggested" value="([^"]+)"', page)]
    assert len(marks) == 2
    changed = [pair for pair in SAID if pair[0] != "amount_awarded"] + [("amount_awarded", "950")]
    words = [("title", "A title of our own"), ("summary", said["summary"])]
    author.post("/desk/drafts/1", [*changed, *words, *marks, ("version", "1"), ("update", "1")])
    said = saved(app, 1)
    assert said["title"] == "A title of our own"
    assert "£950" in said["summary"]


def test_a_chosen_round_says_whose_the_decision_is(app: Flask, author: Officer) -> None:
    author.get(NEW)
    author.post(NEW, [*SAID, ("round", "1"), ("update", "1")])
    assert saved(app, 1)["body-identifier"] == BODY["identifier"]


def test_the_short_form_asks_for_little_and_shows_what_is_answered_besides(author: Officer) -> None:
    author.get(NEW)
    short = [("decision_type", "award"), ("length", "short"), ("amount_applied_for", "1200"), ("update", "1")]
    page = author.get(author.post(NEW, short))
    boxes = set(re.findall(r'<(?:input|select|textarea)[^>]* name="([a-z_-]+)"', page))
    assert "recipient-organisation-name" in boxes
    assert not boxes & {"recipient-size_band", "regime", "term-multi_year", "contact-role", "body-department"}
    assert "amount_applied_for" in boxes
    assert "is not asked of an entry like this" not in page


@pytest.mark.record
def test_a_body_that_no_database_holds_has_no_last_decision(author: Officer) -> None:
    author.get(NEW)
    where = author.post(NEW, [*SAID, ("body-identifier", "XI-BODY-\0"), ("suggest-last", "1")])
    author.get(where)
