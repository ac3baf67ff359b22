"""The form in a real browser: it saves by itself, says what it cannot save, and shows two versions side by side."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import PHONE, WIDE, Opener
from tests.browser.officer import Officer
from tests.browser.serving import Site

pytestmark = pytest.mark.browser

SAVED = re.compile(r"^Draft saved \d\d:\d\d$")
AUTOSAVE = re.compile(r"/autosave$")


@pytest.fixture
def officer(open_page: Opener, site: Site) -> Officer:
    signed_in = Officer(open_page(), site)
    signed_in.sign_in("author")
    return signed_in


def begin(officer: Officer, title: str) -> Page:
    """Begin an award and wait until it has saved itself."""
    officer.page.goto("/desk/decisions/new")
    officer.choose("What was decided", "Award")
    officer.write("Title", title)
    expect(officer.page.locator("#saved")).to_have_text(SAVED)
    return officer.page


def _organisations(answer: Any) -> list[dict[str, Any]]:
    """Return the recipients that a list in JSON names, those with the longest names first."""
    found = [one["content"].get("recipient", {}).get("organisation") for one in answer["records"]]
    return sorted((one for one in found if isinstance(one, dict)), key=lambda one: -len(one["name"]))


def expect_accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_form_saves_by_itself(officer: Officer) -> None:
    page = officer.page
    page.goto("/desk/decisions/new")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if AUTOSAVE.search(request.url) else None)
    page.wait_for_timeout(4_000)
    assert sent == [], "nothing was typed, so nothing is saved"
    begin(officer, "Saved by itself (invented)")
    expect(page.locator("#announce")).to_have_text(SAVED)
    expect(page).to_have_url(re.compile(r"/desk/drafts/\d+$"))
    page.locator("#announce").evaluate("one => { one.textContent = '' }")
    saved = len(sent)
    officer.write("Summary", "Typed and never sent by a button.")
    with page.expect_response(AUTOSAVE):
        pass
    expect(page.locator("#announce")).to_be_empty()
    assert len(sent) == saved + 1
    page.reload()
    expect(page.get_by_label("Summary", exact=True)).to_have_value("Typed and never sent by a button.")
    officer.write("Summary", "Sent by the button at once.")
    officer.press("Save and come back later")
    expect(page.get_by_role("alert")).to_contain_text("You can come back to it later")
    expect_accessible(page)


def test_an_answer_given_before_the_scripts_have_come_brings_its_questions(officer: Officer) -> None:
    page = officer.page
    held: list[Route] = []
    page.route(re.compile(r"/htmx\.min"), lambda route: held.append(route))
    page.goto("/desk/decisions/new", wait_until="commit")
    officer.choose("What was decided", "Award")
    expect(page.get_by_label("Title", exact=True)).to_have_count(0)
    for route in held:
        route.continue_()
    expect(page.get_by_label("Title", exact=True)).to_have_count(1)
    assert held, "the script was held back while the answer was given"


def test_a_row_added_while_the_questions_are_asked_for_anew_is_not_lost(officer: Officer) -> None:
    page = officer.page
    page.goto("/desk/disputes/new")
    held: list[Route] = []
    page.route("**/desk/disputes/new", lambda route: held.append(route), times=1)
    officer.choose("Who raised it", "A public body")
    button = page.get_by_role("button", name="Add an undertaking", exact=True)
    expect(button).to_be_disabled()
    held[0].continue_()
    button.click()
    expect(page.get_by_role("group", name="Undertaking 1", exact=True)).to_be_visible()
    held.clear()
    page.route("**/desk/disputes/new", lambda route: held.append(route), times=1)
    button.click()
    officer.choose("Who raised it", "A voluntary or community organisation")
    expect(page.locator("button.htmx-request")).to_have_count(1)
    assert len(held) == 1, "the questions are asked for after the row has come"
    held[0].continue_()
    expect(page.get_by_role("group", name="Undertaking 2", exact=True)).to_be_visible()
    expect(page.locator(".htmx-request")).to_have_count(0)
    expect(page.get_by_role("group", name="Undertaking 2", exact=True)).to_be_visible()


def test_a_button_pressed_while_it_saves_meets_no_conflict(officer: Officer) -> None:
    page = begin(officer, "Pressed while it saves (invented)")

    def dawdle(route: Route) -> None:
        page.wait_for_timeout(700)
        route.continue_()

    page.route(AUTOSAVE, dawdle)
    with page.expect_request(AUTOSAVE):
        officer.write("Summary", "Half of it")
    officer.write("Summary", "All of it")
    officer.press("Save and come back later")
    expect(page.get_by_role("alert")).to_contain_text("You can come back to it later")


def test_what_cannot_be_saved_is_said_and_tried_again(officer: Officer) -> None:
    page = begin(officer, "Offline (invented)")
    lost: list[str] = []

    def lose(route: Route) -> None:
        lost.append(route.request.post_data or "")
        route.abort()

    page.route(AUTOSAVE, lose)
    officer.write("Summary", "Typed offline.")
    expect(page.locator("#saved")).to_contain_text("Not saved since")
    expect(page.locator("#announce")).to_contain_text("did not answer")
    expect_accessible(page)
    page.unroute(AUTOSAVE)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#saved")).to_have_text(SAVED)
    assert lost


def test_an_answer_that_got_lost_makes_no_second_draft(officer: Officer) -> None:
    page = officer.page

    def lose_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.goto("/desk/decisions/new")
    officer.choose("What was decided", "Award")
    page.route(AUTOSAVE, lose_answer, times=1)
    officer.write("Title", "Its answer got lost (invented)")
    expect(page.locator("#saved")).to_contain_text("Not saved yet")
    officer.write("Title", "Its answer got lost, and on (invented)")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#saved")).to_have_text(SAVED)
    page.wait_for_timeout(4_000)
    page.goto("/desk/queue/drafts")
    expect(page.get_by_role("link", name=re.compile("^Its answer got lost"))).to_have_count(1)


def test_who_was_signed_out_goes_on_where_they_were(officer: Officer) -> None:
    page = begin(officer, "Signed out (invented)")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    officer.write("Summary", "Typed while signed out.")
    expect(page.locator("#saved")).to_contain_text("You were signed out")
    expect(page.locator("#saved").get_by_role("link", name="Sign in (opens in a new tab)")).to_be_visible()
    expect(page.locator("#announce")).to_contain_text("Nothing you typed here is lost")
    expect_accessible(page)
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#saved")).to_have_text(SAVED)
    page.reload()
    expect(page.get_by_label("Summary", exact=True)).to_have_value("Typed while signed out.")


@pytest.mark.parametrize(("scripts", "width"), [(True, WIDE), (True, PHONE), (False, PHONE)], ids=str)
def test_two_windows_see_both_versions_and_choose(open_page: Opener, site: Site, scripts: bool, width: int) -> None:
    page = open_page(scripts=scripts, width=width)
    officer = Officer(page, site)
    officer.sign_in("author")
    title = f"Two windows {scripts} {width} (invented)"
    draft = officer.draft(title)
    page.goto(draft)
    other = page.context.new_page()
    other.goto(draft)
    second = Officer(other, site)
    second.write("Title", f"{title}, first")
    second.write("Summary", "The summary of the first window.")
    second.press("Save and come back later")
    officer.write("Title", f"{title}, second")
    officer.write("Summary", "The summary of the second window.")
    if scripts:
        expect(page.locator("#saved")).to_contain_text("saved somewhere else")
        expect_accessible(page)
        officer.press("Save and compare")
    else:
        officer.press("Save and come back later")
    expect(page.get_by_role("heading", level=1)).to_have_text("Choose what to keep")
    summary = page.get_by_role("group", name="Summary", exact=True)
    expect(summary.locator("mark").first).to_have_text("first ")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if scripts:
        expect_accessible(page)
    expect(summary.get_by_label("Keep what you typed")).to_be_checked()
    summary.get_by_label("Keep what is saved").check()
    officer.press("Save what I chose")
    expect(page.get_by_label("Title", exact=True)).to_have_value(f"{title}, second")
    expect(page.get_by_label("Summary", exact=True)).to_have_value("The summary of the first window.")
    page.goto("/desk/queue/drafts")
    expect(page.get_by_role("link", name=f"{title}, second", exact=True)).to_have_count(1)
    expect(page.get_by_text(f"{title}, second (put aside)")).to_have_count(0)


def test_an_organisation_is_taken_over_by_keyboard(officer: Officer) -> None:
    page = officer.page
    known = page.request.get("/decisions.json").json()
    organisation = next(found for found in _organisations(known) if found.get("identifiers"))
    page.goto("/desk/decisions/new")
    officer.choose("What was decided", "Award")
    name = page.get_by_label("Organisation’s name", exact=True)
    name.focus()
    page.keyboard.type(organisation["name"][:14].lower())
    match = page.get_by_role("button", name=re.compile(f"^Use ‘{re.escape(organisation['name'])}’"))
    expect(match).to_be_visible()
    expect(name).to_be_focused()
    expect(page.locator("#announce")).to_contain_text("offered below the box")
    expect_accessible(page)
    while match.evaluate("one => one !== document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(name).to_have_value(organisation["name"])
    expect(name).to_be_focused()
    expect(page.get_by_label("Organisation’s numbers", exact=True)).not_to_be_empty()
    expect(page.get_by_text("It is known here:")).to_be_visible()


def test_an_organisation_is_looked_up_without_scripts(open_page: Opener, site: Site) -> None:
    page = open_page(scripts=False, width=PHONE)
    officer = Officer(page, site)
    officer.sign_in("author")
    organisation = next(
        one for one in _organisations(page.request.get("/decisions.json").json()) if one.get("identifiers")
    )
    draft = officer.draft("Looked up (invented)")
    page.goto(draft)
    officer.write("Organisation’s name", organisation["name"][:14])
    officer.write("Organisation’s numbers", "")
    officer.press("Look up the organisation")
    page.get_by_role("button", name=re.compile(f"^Use ‘{re.escape(organisation['name'])}’")).first.click()
    expect(page.get_by_label("Organisation’s name", exact=True)).to_have_value(organisation["name"])
    officer.write("Organisation’s numbers", "GB-COH-1234567")
    officer.press("Look up the organisation")
    expect(page.locator("#recipient-organisation-found")).to_contain_text("so write GB-COH-01234567")


def test_the_compact_is_at_hand_and_speaks_beside_the_question(officer: Officer) -> None:
    page = officer.page
    page.goto("/desk/decisions/new")
    officer.choose("What was decided", "Ending")
    link = page.get_by_role("link", name="Undertaking 4.4", exact=True).first
    link.focus()
    page.keyboard.press("Enter")
    opened = page.locator("summary", has_text="Undertaking 4.4")
    expect(opened).to_be_focused()
    expect(page.get_by_text("“", exact=False).filter(has_text="three months").first).to_be_visible()
    page.get_by_label("Public body", exact=True).select_option(label="Coalmoor District Council (invented)")
    officer.date("Date of the decision", 20, 2, 2026)
    officer.date("Written notice given on", 1, 3, 2026)
    officer.date("Takes effect on", 12, 5, 2026)
    note = page.locator("[data-note=change-notice-exceptional_reason]")
    expect(note).to_contain_text("2 months 11 days")
    expect(page.locator("#compact-panel")).to_contain_text("2 months 11 days")
    year = page.get_by_role("group", name="Takes effect on", exact=True).get_by_label("Year")
    expect(year).to_be_focused()
    year.fill("2027")
    expect(note).to_be_empty()
    expect(year).to_be_focused()
    expect_accessible(page)


def test_no_public_page_loads_what_staff_need(open_page: Opener) -> None:
    page = open_page()
    for place in ("/", "/decisions/", "/search?q=halls", "/compact/3.3"):
        page.goto(place)
        loaded = page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
        assert not [one for one in loaded if re.search(r"^(autosave|pasting|beside)\b", one.rpartition("/")[2])]
