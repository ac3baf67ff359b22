"""A row's questions follow its own answers at the desk: asked for by a script or by a button, and nothing is lost."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from register.extensions import reading
from register.publishing import drafts
from tests.desk.browser import Officer

NEW = "/desk/disputes/new"
ROW = [("title", "Halls"), ("stages-0-summary", "They wrote."), ("stages-0-stage", "letter")]
ASKED = 'name="stages-0-replied_on-day"'


def held(app: Flask) -> dict[str, str]:
    with app.app_context(), reading() as connection:
        return dict(drafts.get(connection, 1).pairs)


def test_with_javascript_only_the_questions_that_are_steered_come_and_nothing_is_saved(
    app: Flask, author: Officer
) -> None:
    author.get(NEW)
    part = author.send(NEW, ROW, headers={"HX-Request": "true", "HX-Target": "stages-0-steered"})
    assert part.status_code == 200
    assert ASKED in part.text
    assert 'name="stages-0-help"' not in part.text
    assert "stages-0-summary" not in part.text and "<form" not in part.text
    with app.app_context(), reading() as connection:
        assert list(drafts.mine(connection, 1)) == []


@pytest.mark.record
def test_without_javascript_a_button_of_the_row_brings_them_and_leads_back_to_it(app: Flask, author: Officer) -> None:
    page = author.get(NEW)
    page = author.get(author.post(NEW, [*ROW[:2], ("update", "1")]))
    assert ASKED not in page
    update = [*ROW, ("version", "1"), ("update", "stages-0-stage")]
    where = author.post("/desk/drafts/1", update)
    assert where == "/desk/drafts/1#stages-0-stage"
    assert ASKED in author.get("/desk/drafts/1")

    answered = [("stages-0-replied_on-day", "3"), ("stages-0-replied_on-month", "May")]
    other = [("stages-0-stage", "informal"), ("version", "2"), ("update", "1")]
    assert author.post("/desk/drafts/1", [*ROW[:2], *answered, *other]) == "/desk/drafts/1"
    page = author.get("/desk/drafts/1")
    assert ASKED in page and "is not asked of a step like this" in page
    assert held(app)["stages-0-replied_on-month"] == "May"


def test_a_button_leads_to_no_place_that_the_page_does_not_have(author: Officer) -> None:
    author.get(NEW)
    assert author.post(NEW, [*ROW, ("update", "no-such-box")]) == "/desk/drafts/1"


@pytest.mark.parametrize(("today", "closed"), [(date(2031, 4, 30), False), (date(2031, 5, 1), True)])
def test_whether_a_consultation_has_closed_is_asked_of_the_registers_own_day(
    app: Flask, author: Officer, today: date, closed: bool
) -> None:
    app.config["TODAY"] = today
    days = [("periods-0-opens_on", "2031-01-15"), ("periods-0-closes_on", "2031-04-30")]
    boxes = [
        (f"{name}-{box}", part)
        for name, day in days
        for box, part in zip(("year", "month", "day"), day.split("-"), strict=True)
    ]
    author.get("/desk/consultations/new")
    page = author.get(author.post("/desk/consultations/new", [*boxes, ("update", "1")]))
    assert ('name="add-views"' in page) is closed
