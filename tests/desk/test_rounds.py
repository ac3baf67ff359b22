"""Programme rounds: said once, taken over by decisions, changed without losing anything."""

from __future__ import annotations

import re

from flask import Flask

from register.decisions.form import mark_of
from register.entries.reading import current
from register.extensions import reading
from register.programmes.reading import rounds
from register.publishing import drafts
from register.web.current import today
from tests.desk.browser import Officer, award_pairs, with_pair

ROUND = [
    ("body-identifier", "XI-BODY-coalmoor"),
    ("programme-title", "Village halls (invented)"),
    ("programme-code", "village-halls"),
    ("programme-round", "2026 spring"),
    ("terms-payment_timing", "advance"),
    ("save", "1"),
]


def test_a_round_is_made_and_changed(app: Flask, author: Officer, publisher: Officer) -> None:
    publisher.get("/desk/rounds/new")
    publisher.post("/desk/rounds/new", ROUND)
    page = publisher.get("/desk/rounds")
    assert "2026 spring" in page
    assert "Coalmoor District Council" in page
    assert "/desk/rounds/2" in page
    assert 'href="/desk/rounds/2"' not in author.get("/desk/rounds")
    page = publisher.get("/desk/rounds/2")
    assert 'value="village-halls"' in page
    assert 'name="version" value="1"' in page
    publisher.post("/desk/rounds/2", [*with_pair(ROUND, "programme-title", "Halls (invented)"), ("version", "1")])
    assert "Halls (invented)" in publisher.get("/desk/rounds")


def test_a_round_changed_meanwhile_shows_both(author: Officer, publisher: Officer) -> None:
    publisher.get("/desk/rounds/new")
    publisher.post("/desk/rounds/new", ROUND)
    publisher.get("/desk/rounds/2")
    publisher.post("/desk/rounds/2", [*with_pair(ROUND, "programme-title", "One (invented)"), ("version", "1")])
    second = with_pair(ROUND, "programme-title", "Two (invented)")
    page = publisher.post("/desk/rounds/2", [*second, ("version", "1")], 422)
    assert "<mark>One </mark>(invented)" in page
    assert "<mark>Two </mark>(invented)" in page
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    kept = [*second, ("version", version[1]), ("keep-programme-title", "saved")]
    publisher.post("/desk/rounds/2", kept)
    assert "One (invented)" in publisher.get("/desk/rounds")
    version = re.search(r'name="version" value="(\d+)"', publisher.get("/desk/rounds/2"))
    assert version
    publisher.post("/desk/rounds/2", [*second, ("version", version[1]), ("keep-programme-title", "typed")])
    assert "Two (invented)" in publisher.get("/desk/rounds")


def test_a_row_added_without_a_version_overwrites_nobody(author: Officer, publisher: Officer) -> None:
    publisher.get("/desk/rounds/new")
    publisher.post("/desk/rounds/new", ROUND)
    publisher.get("/desk/rounds/2")
    moved = [pair for pair in ROUND if pair[0] != "save"]
    page = publisher.post("/desk/rounds/2", [*moved, ("add-rationale-criteria", "1")], 200)
    assert 'name="version" value="0"' in page
    publisher.post("/desk/rounds/2", [*with_pair(ROUND, "programme-title", "Blind (invented)"), ("version", "0")], 422)


def test_a_round_without_its_name_or_twice_is_refused(author: Officer, publisher: Officer) -> None:
    publisher.get("/desk/rounds/new")
    page = publisher.post("/desk/rounds/new", [("programme-title", "Kept title"), ("save", "1")], 422)
    assert "Choose the public body" in page
    assert "Kept title" in page
    publisher.post("/desk/rounds/new", ROUND)
    publisher.get("/desk/rounds/new")
    page = publisher.post("/desk/rounds/new", ROUND, 422)
    assert "with this name already" in page
    for place in ("/desk/rounds/99", f"/desk/rounds/{10**30}"):
        publisher.get(place, 404)


def test_a_call_that_closes_before_it_opens_is_said_at_its_field(author: Officer, publisher: Officer) -> None:
    opened = [("programme-call_opened_on-day", "2"), ("programme-call_opened_on-month", "2")]
    closed = [("programme-call_closed_on-day", "1"), ("programme-call_closed_on-month", "2")]
    years = [(f"programme-call_{one}_on-year", "2026") for one in ("opened", "closed")]
    page = publisher.post("/desk/rounds/new", [*ROUND, *opened, *closed, *years], 422)
    assert "The day the call closed, 1 February 2026, is before the day the call opened, 2 February 2026." in page
    publisher.post("/desk/rounds/new", [*ROUND, *opened, *with_pair(closed, closed[0][0], "2"), *years])


def test_a_published_decision_holds_the_rounds_words(app: Flask, author: Officer, publisher: Officer) -> None:
    publisher.get("/desk/rounds/new")
    publisher.post("/desk/rounds/new", ROUND)
    with app.app_context(), reading() as connection:
        chosen = next(one for one in rounds(connection) if one.code == "village-halls")
    author.get("/desk/decisions/new")
    author.post("/desk/decisions/new", [*award_pairs(), ("round", str(chosen.id)), ("send", "1")])
    publisher.get("/desk/drafts/1/review")
    publisher.publish("/desk/drafts/1")
    with app.app_context(), reading() as connection:
        record = current(connection, f"FD-{today().year}-0001")
    assert record is not None
    assert record.document["programme"]["title"] == "Village halls (invented)"
    assert "programme.title" in record.document["inherited"]


def test_a_mark_that_was_made_up_lifts_no_rule(app: Flask, author: Officer) -> None:
    forged = [*award_pairs(rationale={"reasons": "N/A"}), ("inherited", f"rationale.reasons {mark_of('N/A')}")]
    author.get("/desk/decisions/new")
    page = author.post("/desk/decisions/new", [*forged, ("send", "1")], 422)
    assert 'href="#rationale-reasons"' in page
    with app.app_context(), reading() as connection:
        assert drafts.get(connection, 1).state is drafts.State.DRAFT


def test_who_may_not_change_rounds_is_not_led_to_them_and_told_who_may(author: Officer, publisher: Officer) -> None:
    assert "Programme rounds" in publisher.get("/desk/")
    assert "Programme rounds" not in author.get("/desk/")
    assert "Add a round" not in author.get("/desk/rounds")
    assert "for publishers or administrators" in author.get("/desk/rounds/new", 403)
