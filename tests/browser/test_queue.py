"""The queue in Chromium: a list is narrowed while one types, focus stays, and it is said how many are left."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import NARROWEST, PHONE, WIDE, Opener
from tests.browser.officer import Officer
from tests.browser.serving import Site

pytestmark = pytest.mark.browser

LIST = "/desk/queue/commitments"


def test_a_list_is_narrowed_while_one_types(open_page: Opener, site: Site) -> None:
    page = open_page()
    Officer(page, site).sign_in("author")
    page.goto(LIST)
    everything = page.locator(".register-queue__item").count()
    assert everything > 2
    box = page.get_by_label("Search this list")
    box.click()
    box.press_sequentially("bus")
    expect(page.locator("#announce")).to_contain_text("owed")
    expect(page.locator(".register-queue__item")).not_to_have_count(everything)
    expect(box).to_be_focused()
    assert "q=bus" in page.url
    box.fill("nothing is called that")
    expect(page.get_by_text("Nothing in this list is like that")).to_be_visible()
    expect(page.locator("#announce")).to_have_text("0 owed")
    box.fill("")
    expect(page.locator(".register-queue__item")).to_have_count(everything)
    order = page.get_by_label("Order")
    order.focus()
    order.select_option("Newest first")
    page.wait_for_url("**sort=newest**")
    expect(order).to_be_focused()
    page.get_by_label("Due before").fill("2026-10-15")
    page.get_by_label("Due before").dispatch_event("change")
    expect(page.locator(".register-queue__item")).not_to_have_count(everything)


def test_it_works_without_scripts(open_page: Opener, site: Site) -> None:
    page = open_page(scripts=False)
    Officer(page, site).sign_in("author")
    page.goto(LIST)
    everything = page.locator(".register-queue__item").count()
    page.get_by_label("Search this list").fill("bus")
    page.get_by_role("button", name="Search", exact=True).click()
    page.wait_for_url("**q=bus**")
    assert 0 < page.locator(".register-queue__item").count() < everything
    page.locator(".register-queue__do button").first.click()
    page.wait_for_url("**/desk/drafts/**")
    expect(page.locator(f"#{page.url.partition('#')[2]}")).to_have_count(1)


@pytest.mark.parametrize("width", [WIDE, PHONE, NARROWEST])
def test_the_lists_are_for_everybody(open_page: Opener, site: Site, width: int) -> None:
    page = open_page(width=width)
    Officer(page, site).sign_in("publisher")
    for address in ("/desk/", LIST, "/desk/queue/rationales", "/desk/queue/approval"):
        page.goto(address)
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
