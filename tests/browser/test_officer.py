"""An officer publishes a decision that a second one approves, then corrects it; with and without JavaScript."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, WIDE, Opener
from tests.browser.officer import Officer
from tests.browser.serving import Site
from tests.desk.browser import award_pairs

pytestmark = pytest.mark.browser

INDEX_SECONDS = 2
SUMMARY = "£6,000 over two years so that four halls can be heated on weekdays."
REASONS = (
    "{} Halls open a heated room on every weekday from October to March. "
    "The bid scored highest for reach, and two of the halls are in wards with no other warm room."
)


@pytest.mark.parametrize(("scripts", "width"), [(True, WIDE), (False, PHONE)], ids=str)
def test_a_decision_is_written_published_and_corrected(
    open_page: Opener, site: Site, scripts: bool, width: int
) -> None:
    page = open_page(scripts=scripts, width=width)
    officer = Officer(page, site)
    word = "quillfeather" if scripts else "marshgentian"
    title = f"Warm rooms at {word.capitalize()} Halls (invented)"
    reasons = REASONS.format(word.capitalize())

    officer.sign_in("author")
    write_award(officer, title, reasons, scripts=scripts)
    save_preview_and_send(officer, title)
    officer.sign_out()

    reference = read_and_publish(officer, title)
    officer.sign_out()
    expect_public(page, reference, title, word)

    officer.sign_in("author")
    correct(officer, reference)
    officer.sign_out()
    read_and_publish(officer, title)
    officer.sign_out()
    expect_corrected(page, reference)


def write_award(officer: Officer, title: str, reasons: str, *, scripts: bool) -> None:
    page = officer.page
    page.goto("/desk/decisions/new")
    officer.choose("What was decided", "Award")
    if not scripts:
        expect(page.get_by_label("Title", exact=True)).to_have_count(0)
        officer.press("Update the questions")
    officer.write("Title", title)
    officer.write("Summary", SUMMARY)
    page.get_by_label("Public body", exact=True).select_option("Coalmoor District Council (invented)")
    officer.date("Date of the decision", 1, 9, 2026)
    officer.choose("Decided by", "An officer")
    officer.write("Name of the committee, name of the councillor, or post of the officer", "Head of Communities")
    officer.choose("The decision was taken", "As an officer’s decision under delegation")
    officer.write("Organisation’s name", "Wear Vale Halls (invented)")
    officer.write("Organisation’s numbers", "XI-ORG-wear-vale-halls")
    officer.date("The recipient was told on", 3, 9, 2026)
    page.get_by_label("Kind of support", exact=True).select_option("Grant")
    officer.write("Amount awarded", "6000")
    officer.choose("The amounts are", "In all")
    officer.write("Reasons for the decision", reasons)
    add_and_remove_an_alternative(officer, scripts=scripts)
    expect(page.get_by_label("Reasons for the decision", exact=True)).to_have_value(reasons)
    officer.date("Starts on", 1, 10, 2026)
    officer.date("Ends on", 30, 9, 2028)
    page.get_by_label("This entry is an invented example").check()


def add_and_remove_an_alternative(officer: Officer, *, scripts: bool) -> None:
    rows = officer.page.get_by_role("group", name=re.compile(r"^Alternative \d$"))
    for number, (option, why) in enumerate(
        [("Fund one hall only", "Three wards would have none."), ("Do nothing", "Nobody asked for that.")]
    ):
        officer.press("Add an alternative")
        row = rows.nth(number)
        if scripts:
            expect(row.get_by_role("textbox").first).to_be_focused()
        row.get_by_role("textbox").first.fill(option)
        row.get_by_role("textbox").last.fill(why)
    officer.press("Remove alternative 2")
    expect(rows).to_have_count(1)
    if scripts:
        expect(rows).to_be_focused()
    expect(rows.get_by_role("textbox").first).to_have_value("Fund one hall only")


def save_preview_and_send(officer: Officer, title: str) -> None:
    page = officer.page
    officer.press("Save and come back later")
    expect(page.get_by_text("Draft saved")).to_be_visible()
    page.get_by_role("region", name="Your drafts").get_by_role("link", name=title).click()
    officer.press("Preview")
    expect(page.get_by_role("region", name="Preview: not published")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_role("region", name="What else was considered")).to_contain_text("Fund one hall only")
    officer.follow("Change it")
    expect(page.get_by_label("Title", exact=True)).to_have_value(title)
    officer.press("Check and send for review")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    officer.press("Send for review")
    expect(page.get_by_role("region", name="Yours, waiting for a second person")).to_contain_text(title)


def read_and_publish(officer: Officer, title: str) -> str:
    page = officer.page
    officer.sign_in("publisher")
    officer.review(title)
    expect(page.get_by_role("region", name="Why", exact=True)).to_contain_text("open a heated room")
    officer.publish_here()
    return officer.published()


def expect_public(page: Page, reference: str, title: str, word: str) -> None:
    expect_found(page, f"/search?q={word}", title)
    page.goto("/decisions/?body=XI-BODY-coalmoor&sort=updated")
    expect(page.locator("#results").get_by_role("link", name=title)).to_be_visible()
    page.goto(f"/decisions/{reference}")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_role("region", name="In short")).to_contain_text("£6,000 awarded")
    for feed in ("/everything.atom", "/changes.atom"):
        assert title in page.request.get(feed).text()


def expect_found(page: Page, address: str, title: str) -> None:
    """Ask until the index has followed, which it must within its time."""
    until = time.monotonic() + INDEX_SECONDS
    link = page.locator("#results").get_by_role("link", name=title)
    page.goto(address)
    while not link.count() and time.monotonic() < until:
        page.reload()
    expect(link).to_be_visible(timeout=1)


def correct(officer: Officer, reference: str) -> None:
    page = officer.page
    page.goto("/desk/correct")
    officer.write("Reference", reference.lower())
    officer.press("Find it")
    officer.press("Write a correction")
    officer.write("Summary", SUMMARY.replace("on weekdays", "every day"))
    officer.press("Check and send for review")
    expect(page.get_by_role("alert")).to_contain_text("Say what this correction changes and why")
    officer.write("What this correction changes and why", "The halls open on Saturdays and Sundays too.")
    officer.press("Check and send for review")
    officer.press("Send for review")
    expect(page.get_by_role("heading", level=1)).to_have_text("What needs you")


def expect_corrected(page: Page, reference: str) -> None:
    page.goto(f"/decisions/{reference}")
    expect(page.get_by_role("region", name="In short")).to_contain_text("heated every day")
    page.get_by_role("link", name="History, word by word").click()
    expect(page.get_by_text("The halls open on Saturdays and Sundays too.")).to_be_visible()
    expect(page.locator(".register-diff del")).to_contain_text("on weekdays")
    expect(page.locator(".register-diff ins")).to_contain_text("every day")
    page.get_by_role("link", name="Read revision 1").click()
    expect(page.get_by_role("region", name="In short")).to_contain_text("heated on weekdays")


def test_nobody_is_offered_to_publish_what_they_wrote(open_page: Opener, site: Site) -> None:
    officer = Officer(open_page(), site)
    officer.sign_in("publisher")
    draft = officer.draft("Written by the publisher (invented)")
    officer.send(draft, award_pairs(title="Written by the publisher (invented)"))
    page = officer.page
    page.goto("/desk/")
    expect(page.get_by_role("region", name="Waiting for your approval")).not_to_contain_text("Written by the publisher")
    page.goto(f"{draft}/review")
    expect(page.get_by_text("You wrote this, so a second person must publish it.")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Publish"))).to_have_count(0)


def test_the_compact_panel_fills_in_as_one_types(open_page: Opener, site: Site) -> None:
    officer = Officer(open_page(), site)
    officer.sign_in("author")
    page = officer.page
    page.goto("/desk/decisions/new")
    panel = page.locator("#compact-panel")
    expect(panel).to_contain_text("The decision has no title.")
    officer.choose("What was decided", "Ending")
    title = page.get_by_label("Title", exact=True)
    title.press_sequentially("Rent support ends")
    expect(panel).not_to_contain_text("The decision has no title.")
    expect(title).to_be_focused()
