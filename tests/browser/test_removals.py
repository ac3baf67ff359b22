"""A part is put on hold, redacted by a second person, and gone for readers: the page and its history say so."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, WIDE, Opener
from tests.browser.officer import Officer
from tests.browser.serving import Site
from tests.desk.browser import award_pairs

pytestmark = pytest.mark.browser

SECRET = "Mr Amblequist of Tern Cottage (invented) was ill all winter, so nobody lit the stove."


@pytest.mark.parametrize(("scripts", "width"), [(True, WIDE), (False, PHONE)], ids=str)
def test_a_part_is_held_redacted_and_told_of(open_page: Opener, site: Site, scripts: bool, width: int) -> None:
    page = open_page(scripts=scripts, width=width)
    officer = Officer(page, site)
    reference = published(officer, f"Stoves for halls, {'wide' if scripts else 'narrow'} (invented)")
    put_on_hold(officer, reference)
    page.goto(f"/decisions/{reference}")
    expect(page.locator("main")).not_to_contain_text("Amblequist")
    expect(page.locator("main")).to_contain_text("On hold since")
    ask_for_redaction(officer, reference)
    officer.sign_out()
    approve(officer, reference)
    expect_gone(page, reference)


def test_the_second_publisher_lifts_a_hold(open_page: Opener, site: Site) -> None:
    page = open_page()
    officer = Officer(page, site)
    reference = published(officer, "Lamps for halls (invented)")
    put_on_hold(officer, reference)
    place = page.url
    officer.sign_out()
    officer.sign_in("second")
    page.goto(place)
    officer.press("Lift the hold")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hold lifted")
    expect(page.get_by_text("Shown again.")).to_be_visible()
    page.goto(f"/decisions/{reference}")
    expect(page.locator("main")).to_contain_text("Amblequist")


def published(officer: Officer, title: str) -> str:
    """Publish an award as two officers would, and return its reference."""
    officer.sign_in("author")
    officer.page.goto("/desk/decisions/new")
    draft = officer.draft(title)
    officer.send(draft, award_pairs(title=title, summary=SECRET))
    officer.page.goto("/desk/")
    officer.sign_out()
    officer.sign_in("publisher")
    return officer.publish(draft)


def put_on_hold(officer: Officer, reference: str) -> None:
    page = officer.page
    officer.follow(f"Put on hold, redact or withdraw {reference}")
    officer.follow("Put on hold")
    officer.press("Put on hold now")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    officer.choose("What goes on hold?", "Only the parts chosen below")
    page.get_by_role("group", name="Parts").get_by_label("Summary", exact=True).check()
    officer.choose("Reason", "It may reveal private details about a person")
    officer.write("Note for the second person", "He rang, and is upset.")
    officer.press("Put on hold now")
    expect(page.get_by_role("heading", level=1)).to_have_text("On hold")
    expect(page.get_by_text("You put this on hold, so another publisher must lift it.")).to_be_visible()


def ask_for_redaction(officer: Officer, reference: str) -> None:
    page = officer.page
    page.goto("/desk/")
    officer.sign_out()
    officer.sign_in("author")
    page.goto("/desk/correct")
    officer.write("Reference", reference)
    officer.press("Find it")
    officer.follow(f"Put on hold, redact or withdraw {reference}")
    page.get_by_role("link", name=f"Hold of parts of {reference}").click()
    officer.follow("Ask for redaction of these parts")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)
    officer.choose("What is it?", "Personal data")
    officer.choose("Legal basis", "UK GDPR, Article 17: right to erasure")
    officer.press("Check what would be removed")
    expect(page.get_by_text("This cannot be undone.")).to_be_visible()
    expect(page.get_by_text(SECRET)).to_be_visible()
    officer.press("Ask a second person")
    expect(page.get_by_text("You asked for this, so a second person must approve it.")).to_be_visible()


def approve(officer: Officer, reference: str) -> None:
    page = officer.page
    officer.sign_in("publisher")
    waiting = page.get_by_role("region", name="Redactions and withdrawals waiting for a second person")
    waiting.get_by_role("link", name=f"Redaction of parts of {reference}").click()
    expect(page.get_by_text(SECRET)).to_be_visible()
    officer.press("Redact for good")
    expect(page.get_by_role("heading", level=1)).to_have_text("Redacted")
    expect(page.get_by_text(SECRET)).to_have_count(0)
    expect(page.get_by_role("link", name=re.compile(r"^Act \d+ in the public log$"))).to_be_visible()
    page.goto("/desk/")
    expect(page.get_by_role("link", name=f"Hold of parts of {reference}")).to_have_count(0)


def expect_gone(page: Page, reference: str) -> None:
    page.goto(f"/decisions/{reference}")
    expect(page.locator("main")).not_to_contain_text("Amblequist")
    expect(page.locator("main")).to_contain_text("Personal data")
    page.get_by_role("link", name="History, word by word").click()
    expect(page.locator("main")).to_contain_text("Removed for good: Summary (revision 1).")
    expect(page.locator("main")).not_to_contain_text("Amblequist")
