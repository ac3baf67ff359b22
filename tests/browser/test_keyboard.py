"""With a keyboard alone: the way past the header works, search is near, and one always sees where one is."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Opener
from tests.browser.officer import Officer
from tests.browser.serving import Site

pytestmark = pytest.mark.browser

LINKS_BEFORE_SEARCH = 12
MENU_SCRIPT = re.compile(r"/register\.[0-9a-f]+\.js$")
FOCUS_STYLE = """() => {
    const style = getComputedStyle(document.activeElement);
    return [style.outlineStyle !== "none" && style.outlineWidth, style.boxShadow, style.backgroundColor].join();
}"""
BLURRED_STYLE = "() => { const it = document.activeElement; it.blur(); window.left = it; }"
STYLE_OF_LEFT = FOCUS_STYLE.replace("document.activeElement", "window.left")


def test_the_skip_link_leads_to_the_content(open_page: Opener) -> None:
    page = open_page()
    page.goto("/decisions/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_search_is_reached_and_used_with_keys(open_page: Opener) -> None:
    page = open_page()
    page.goto("/")
    for _ in range(LINKS_BEFORE_SEARCH):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "search":
            break
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("village hall")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Search")
    expect(page.locator("#total")).to_have_text(re.compile(r"^\d+ entries$"))
    expect(page.locator("#results mark").first).to_be_visible()


@pytest.mark.parametrize("address", ["/", "/decisions/", "/decisions/demonstration-ending-village-halls"])
def test_every_stop_shows_that_it_has_the_focus(open_page: Opener, address: str) -> None:
    page = open_page()
    page.goto(address)
    for stop in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        assert focus_is_seen(page), (stop, page.evaluate("document.activeElement.outerHTML.slice(0, 200)"))


def focus_is_seen(page: Page) -> bool:
    """Tell whether the focused element stands on the screen and looks unlike itself without the focus."""
    focused = page.evaluate(FOCUS_STYLE)
    box = page.evaluate("(({top, bottom}) => [top, bottom])(document.activeElement.getBoundingClientRect())")
    page.evaluate(BLURRED_STYLE)
    blurred = page.evaluate(STYLE_OF_LEFT)
    page.evaluate("window.left.focus({focusVisible: true})")
    return bool(focused != blurred and box[1] > 0 and box[0] < 900)


def test_the_menu_opens_on_a_phone(open_page: Opener) -> None:
    page = open_page(width=390)
    page.goto("/")
    link = page.get_by_role("navigation", name="Menu").get_by_role("link", name="Organisations")
    expect(link).to_be_hidden()
    menu = page.get_by_role("button", name="Menu")
    menu.focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("aria-expanded", "true")
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Organisations")


def test_on_a_phone_nothing_moves_when_the_script_of_the_menu_comes_and_without_it_the_menu_opens(
    open_page: Opener,
) -> None:
    page = open_page(width=390)
    late: list[Route] = []
    page.route(MENU_SCRIPT, lambda route: late.append(route))
    page.goto("/decisions/", wait_until="commit")
    link = page.get_by_role("navigation", name="Menu").get_by_role("link", name="Organisations")
    opener, title = page.get_by_role("link", name="Menu", exact=True), page.get_by_role("heading", level=1)
    expect(opener).to_be_visible()
    expect(link).to_be_hidden()
    before = title.bounding_box()
    page.wait_for_timeout(200)
    for one in late:
        one.continue_()
    expect(page.get_by_role("button", name="Menu")).to_be_visible()
    expect(opener).to_be_hidden()
    assert title.bounding_box() == before
    page.unroute(MENU_SCRIPT)
    page.route(MENU_SCRIPT, lambda route: route.fulfill(content_type="text/javascript", body=""))
    page.goto("/decisions/")
    opener.click()
    link.click()
    expect(title).to_have_text("Organisations")


def test_a_failed_form_takes_the_focus_to_what_is_wrong(open_page: Opener, site: Site) -> None:
    officer = Officer(open_page(), site)
    officer.sign_in("author")
    page = officer.page
    page.goto("/desk/decisions/new")
    officer.choose("What was decided", "Award")
    officer.date("Date of the decision", 31, 2, 2026)
    officer.press("Check and send for review")
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    summary.get_by_role("link").filter(has_text="date").first.click()
    expect(page.get_by_role("group", name="Date of the decision").get_by_label("Day")).to_be_focused()
