"""A routine award stays quick: what is known already is offered, and nothing typed is lost while it comes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Opener
from tests.browser.officer import Officer
from tests.browser.routine import measure
from tests.browser.serving import Site

pytestmark = pytest.mark.browser


def test_a_routine_award_takes_few_answers_and_clicks(open_page: Opener, site: Site) -> None:
    first, full, of_a_round, short, row = measure(open_page, site, rows=10)
    assert (first.fields, first.clicks) <= (17, 11)
    for one in (full, of_a_round, short):
        assert one.fields <= 8, one
        assert one.clicks <= 10, one
        assert one.loads <= 6, one
    assert row.clicks < 1, row
    assert row.loads < 1, row


def test_what_is_typed_while_the_questions_come_is_kept(open_page: Opener, site: Site) -> None:
    page = open_page()
    officer = Officer(page, site)
    officer.sign_in("author")
    page.goto("/desk/decisions/new")
    officer.choose("What was decided", "Award")
    expect(page.locator(".htmx-request")).to_have_count(0)
    officer.write("Title", "Typed before")

    asked: list[Route] = []
    page.route("**/desk/decisions/new", lambda route: asked.append(route))
    page.get_by_label("The short form for small awards").check()
    officer.write("Title", "Typed meanwhile")
    officer.choose("Decided by", "An officer")
    officer.choose("The amounts are", "In all")
    for one in asked:
        one.continue_()
    expect(page.get_by_role("group", name="Equality", exact=True)).to_have_count(0)
    expect(page.get_by_label("Title", exact=True)).to_have_value("Typed meanwhile")
    expect(
        page.get_by_role("group", name="Decided by", exact=True).get_by_label("An officer", exact=True)
    ).to_be_checked()
    assert page.locator("#questions input[type=hidden][name=amount_period]").get_attribute("value") == "in_all"
