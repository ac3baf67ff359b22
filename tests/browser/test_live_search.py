"""Search as one types: results and address follow, the focus stays, and Back always leads to a whole page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Opener

pytestmark = pytest.mark.browser

TYPED = re.compile(r"/search\?q=village(\+|%20)hall$")


def expect_whole_page(page: Page, words: str) -> None:
    expect(page.get_by_role("searchbox")).to_have_value(words)
    expect(page.get_by_role("banner")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Search")
    expect(page).to_have_title(re.compile(f"^Search: “{words}”"))
    expect(page.locator("link[rel=stylesheet]")).not_to_have_count(0)


def test_typing_updates_results_and_address_and_keeps_the_focus(open_page: Opener) -> None:
    page = open_page()
    page.goto("/search")
    box = page.get_by_role("searchbox")
    box.press_sequentially("choir")
    expect(page).to_have_url(re.compile(r"/search\?q=choir$"))
    expect(page.locator("#results mark").first).to_be_visible()
    expect(page).to_have_title(re.compile("^Search: “choir”"))
    expect(page.locator("#announce")).to_have_text(re.compile(r"^\d+ entries found$"))
    expect(box).to_be_focused()
    box.press_sequentially(" signing")
    expect(page.locator("#total")).to_have_text("2 entries")
    expect(box).to_be_focused()
    expect(box).to_have_value("choir signing")


@pytest.mark.parametrize("patient", [True, False], ids=["after the results", "at once"])
def test_back_after_submitting_leads_to_the_earlier_results(open_page: Opener, patient: bool) -> None:
    page = open_page()
    page.goto("/search?q=choir")
    box = page.get_by_role("searchbox")
    box.fill("")
    box.press_sequentially("village hall")
    if patient:
        expect(page).to_have_url(TYPED)
    box.press("Enter")
    expect(page).to_have_url(TYPED)
    expect(page.locator("#results").get_by_role("link", name="Village hall rent support")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile(r"/search\?q=choir$"))
    expect_whole_page(page, "choir")
    page.go_forward()
    expect_whole_page(page, "village hall")


@pytest.mark.parametrize("asking", ["submitting", "typing"])
def test_an_answer_that_comes_after_back_changes_nothing(open_page: Opener, asking: str) -> None:
    page = open_page()
    page.goto("/search?q=choir")
    box = page.get_by_role("searchbox")
    box.fill("village hall")
    expect(page).to_have_url(TYPED)
    expect_whole_page(page, "village hall")
    held: list[Route] = []
    late = re.compile(r"/search\?q=village(\+|%20)hall(\+|%20)rent$")
    page.route(late, lambda route: held.append(route))
    with page.expect_request(late):
        box.fill("village hall rent")
        if asking == "submitting":
            box.press("Enter")
    page.go_back()
    expect_whole_page(page, "choir")
    for route in held:
        route.fulfill(body="<title>Search: “late”</title><p>Too late</p>", content_type="text/html")
    page.evaluate("fetch('/healthz').then((answer) => answer.text())")
    expect_whole_page(page, "choir")
    expect(page).to_have_url(re.compile(r"/search\?q=choir$"))
    page.go_forward()
    expect(page).to_have_url(TYPED)


def test_words_typed_just_before_back_are_not_searched_for(open_page: Opener) -> None:
    page = open_page()
    page.clock.install()
    page.goto("/search?q=choir")
    box = page.get_by_role("searchbox")
    box.fill("village hall")
    page.clock.run_for(301)
    expect(page).to_have_url(TYPED)
    expect_whole_page(page, "village hall")
    held: list[Route] = []
    page.route(re.compile(r"/search\?q=choir$"), lambda route: held.append(route))
    box.fill("village hall rent")
    with page.expect_request(re.compile(r"/search\?q=choir$")):
        page.evaluate("history.back()")
    page.clock.run_for(301)
    for route in held:
        route.continue_()
    expect_whole_page(page, "choir")
    expect(page).to_have_url(re.compile(r"/search\?q=choir$"))
    page.get_by_role("searchbox").fill("village hall")
    page.clock.run_for(301)
    expect(page).to_have_url(TYPED)


def test_back_twice_shows_the_page_one_is_on_whichever_answer_comes_first(open_page: Opener) -> None:
    page = open_page()
    page.goto("/search?q=choir")
    for year, active in (("2025", 2), ("2017", 3)):
        page.get_by_role("link", name=year, exact=True).click()
        expect(page.locator(".register-active__remove")).to_have_count(active)
    held: list[Route] = []
    middle = re.compile(r"/search\?q=choir&year=2025$")
    page.route(middle, lambda route: held.append(route))
    with page.expect_request(middle):
        page.evaluate("history.back()")
    page.evaluate("history.back()")
    expect(page).to_have_url(re.compile(r"/search\?q=choir$"))
    expect_whole_page(page, "choir")
    expect(page.locator(".register-active__remove")).to_have_count(1)
    for route in held:
        route.fulfill(body="<title>Search: “late”</title><p>Too late</p>", content_type="text/html")
    page.evaluate("fetch('/healthz').then((answer) => answer.text())")
    expect_whole_page(page, "choir")


def test_where_going_back_fails_for_want_of_a_line_the_page_goes_on_working(open_page: Opener) -> None:
    page = open_page()
    page.goto("/search?q=choir")
    box = page.get_by_role("searchbox")
    box.fill("village hall")
    expect(page).to_have_url(TYPED)
    earlier = re.compile(r"/search\?q=choir$")
    page.route(earlier, lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.go_back()
    page.unroute(earlier)
    box.fill("village hall rent")
    expect(page).to_have_url(re.compile(r"/search\?q=village(\+|%20)hall(\+|%20)rent$"))
    expect_whole_page(page, "village hall rent")


def test_back_from_an_entry_leads_to_the_words_typed(open_page: Opener) -> None:
    page = open_page()
    page.goto("/search")
    page.get_by_role("searchbox").press_sequentially("village hall")
    expect(page).to_have_url(TYPED)
    page.locator("#results").get_by_role("link", name="Village hall rent support").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Village hall rent support")
    page.go_back()
    expect(page).to_have_url(TYPED)
    expect_whole_page(page, "village hall")
    page.reload()
    expect_whole_page(page, "village hall")


def test_paging_swaps_the_list_and_back_returns_to_it(open_page: Opener) -> None:
    page = open_page()
    page.goto("/decisions/")
    first = page.locator(".register-result__title").first
    newest = first.inner_text()
    page.get_by_role("link", name="Next page").click()
    expect(first).not_to_have_text(newest)
    expect(page).to_have_url(re.compile(r"/decisions/\?after="))
    page.go_back()
    expect(first).to_have_text(newest)
    expect(page.get_by_role("banner")).to_be_visible()
