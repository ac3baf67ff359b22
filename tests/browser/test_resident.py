"""A resident finds out why a grant ended, with and without JavaScript, at a desk and on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, WIDE, Opener

pytestmark = pytest.mark.browser

TITLE = "Village hall rent support for Wear Vale Halls (invented) ends on 30 June 2026"


@pytest.fixture(params=[(True, WIDE), (True, PHONE), (False, WIDE), (False, PHONE)], ids=str)
def page(request: pytest.FixtureRequest, open_page: Opener) -> Page:
    scripts, width = request.param
    return open_page(scripts=scripts, width=width)


def is_on_the_first_screen(element: Locator, page: Page) -> bool:
    box, size = element.bounding_box(), page.viewport_size
    return box is not None and size is not None and box["y"] >= 0 and box["y"] + box["height"] <= size["height"]


def test_a_resident_finds_why_a_grant_ended(page: Page) -> None:
    page.goto("/")
    page.get_by_role("searchbox").fill("village hall")
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(re.compile(r"/search\?q=village\+hall$"))
    results = page.url
    ending = page.get_by_role("listitem").filter(has_text="Ending").get_by_role("link", name=TITLE)
    ending.click()

    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(TITLE)
    answer = page.get_by_role("region", name="In short")
    first_screen = [heading, answer.get_by_text("£12,000 a year → £0 from 1 July 2026")]
    if page.viewport_size == {"width": WIDE, "height": 900}:
        first_screen += [answer.get_by_role("definition").filter(has_text="All three halls stay open until 30 June")]
    for element in first_screen:
        expect(element).to_be_visible()
        assert is_on_the_first_screen(element, page), element

    expect(page.get_by_role("region", name="Why", exact=True)).to_contain_text("We had to take £96,000 out of")
    page.get_by_role("link", name="Undertaking 4.4").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Undertaking 4.4")
    expect(page.get_by_role("blockquote")).to_contain_text("Give a minimum of three months’ notice in writing")
    page.go_back()
    expect(heading).to_have_text(TITLE)
    page.go_back()
    expect(page).to_have_url(results)
    expect(ending).to_be_visible()


def test_a_filter_narrows_and_is_taken_off(page: Page) -> None:
    page.goto("/decisions/")
    if page.viewport_size and page.viewport_size["width"] == PHONE:
        page.get_by_text("Filter these results").first.click()
    page.get_by_role("link", name="Refusal", exact=True).click()
    expect(page).to_have_url(re.compile(r"/decisions/\?type=refusal$"))
    total = page.locator("#total")
    expect(total).to_have_text("1 funding decision")
    page.get_by_role("link", name=re.compile("^Refusal.*remove filter")).click()
    expect(page).to_have_url(re.compile(r"/decisions/$"))
    expect(total).not_to_have_text("1 funding decision")
    page.go_back()
    expect(total).to_have_text("1 funding decision")
    expect(page.get_by_role("heading", level=1)).to_have_text("Funding decisions")
