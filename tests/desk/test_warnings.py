"""What stops nothing is shown to both, and the publisher says that they looked at it."""

from __future__ import annotations

from typing import Any

from flask import Flask

from tests.desk.browser import Officer, award_pairs
from tests.desk.test_journey import draft_of

REFUSAL: dict[str, Any] = {
    "decision_type": "refusal",
    "recipient": {"described_as": "A village hall in the west of the county"},
    "amount_awarded": None,
    "term": None,
    "rationale": {"reasons": "Its trustees were thought to be insolvent, and the bid scored 31 of 100."},
}
SAID = "These words may speak of an applicant"


def test_warnings_are_shown_and_must_be_looked_at(app: Flask, author: Officer, publisher: Officer) -> None:
    author.get("/desk/decisions/new")
    panel = author.post("/desk/decisions/checks", award_pairs(**REFUSAL), 200, headers={"HX-Request": "true"})
    assert "Look again before publishing" in panel
    assert SAID in panel
    draft_id = draft_of(author, **REFUSAL)
    place = f"/desk/drafts/{draft_id}"
    page = publisher.get(f"{place}/review")
    assert SAID in page
    assert "I have looked at these" in page
    for looked in ([], [("looked", "no")], [("looked", "")]):
        page = publisher.post(f"{place}/publish", [("version", "1"), *looked], 422)
        assert 'href="#looked"' in page
        assert 'id="looked-error"' in page
    publisher.post(f"{place}/publish", [("version", "1"), ("looked", "yes")])


def test_where_nothing_is_to_be_looked_at_nothing_is_asked(author: Officer, publisher: Officer) -> None:
    draft_id = draft_of(author)
    page = publisher.get(f"/desk/drafts/{draft_id}/review")
    assert "Look again" not in page
    assert 'name="looked"' not in page
    publisher.post(f"/desk/drafts/{draft_id}/publish", [("version", "1")])


def test_a_private_persons_name_is_asked_about_and_may_be_accepted(author: Officer, publisher: Officer) -> None:
    jane: dict[str, Any] = {"recipient": {"organisation": {"name": "Jane Smith"}}}
    said = "Jane Smith looks like a private person’s name"
    author.get("/desk/decisions/new")
    assert said in author.post("/desk/decisions/checks", award_pairs(**jane), 200, headers={"HX-Request": "true"})
    place = f"/desk/drafts/{draft_of(author, **jane)}"
    assert said in publisher.get(f"{place}/review")
    publisher.post(f"{place}/publish", [("version", "1")], 422)
    publisher.post(f"{place}/publish", [("version", "1"), ("looked", "yes")])
