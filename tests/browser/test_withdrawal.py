"""Two people withdraw an entry: its address says so and why, feeds tell their readers, and no search finds it."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, WIDE, Opener
from tests.browser.looking import Look
from tests.browser.officer import Officer
from tests.browser.serving import Site
from tests.browser.test_officer import INDEX_SECONDS, expect_found
from tests.browser.test_removals import SECRET, published

pytestmark = pytest.mark.browser

REASON = "the same is published in another entry"
GONE = 410


@pytest.mark.parametrize(("scripts", "width"), [(True, PHONE), (False, WIDE)], ids=str)
def test_an_entry_is_withdrawn_by_two_people(open_page: Opener, site: Site, scripts: bool, width: int) -> None:
    look = Look("withdrawal", scripts=scripts, width=width)
    officer = Officer(open_page(scripts=scripts, width=width), site)
    reader = open_page(scripts=scripts, width=width)
    word = f"{'spindle' if scripts else 'bobbin'}{'wide' if width == WIDE else 'narrow'}"
    title = f"Looms for {word} halls (invented)"
    reference = published(officer, title)
    expect_found(reader, f"/search?q={word}", title)
    officer.page.goto("/desk/")
    officer.sign_out()

    ask(officer, reference, look)
    officer.sign_out()
    withdraw(officer, reference, look)
    expect_withdrawn(reader, reference, title, look)
    expect_not_found(reader, word, title, look)
    expect_told_in_feeds(reader, reference, title)


def ask(officer: Officer, reference: str, look: Look) -> None:
    page = officer.page
    officer.sign_in("author")
    page.goto("/desk/correct")
    officer.write("Reference", reference)
    officer.press("Find it")
    look.at(page, "found")
    officer.follow(f"Put on hold, redact or withdraw {reference}")
    look.at(page, "what can be done")
    officer.follow("Ask for withdrawal")
    officer.press("Ask a second person")
    expect(page.get_by_role("alert")).to_contain_text("Choose a reason.")
    look.at(page, "no reason chosen")
    officer.choose("Reason", "The same is published in another entry")
    officer.write("Note for the second person", "The grants team published it twice.")
    officer.press("Ask a second person")
    expect(page.get_by_text("You asked for this, so a second person must approve it.")).to_be_visible()
    look.at(page, "asked for")


def withdraw(officer: Officer, reference: str, look: Look) -> None:
    page = officer.page
    officer.sign_in("publisher")
    waiting = page.get_by_role("region", name="Redactions and withdrawals waiting for a second person")
    waiting.get_by_role("link", name=f"Withdrawal of {reference}").click()
    expect(page.get_by_text("The grants team published it twice.")).to_be_visible()
    look.at(page, "withdrawal to decide")
    officer.press("Withdraw this entry")
    expect(page.get_by_role("heading", level=1)).to_have_text("Withdrawn")
    look.at(page, "withdrawn")
    page.goto(f"/desk/correct?reference={reference}")
    expect(page.get_by_text("a withdrawn entry cannot be corrected")).to_be_visible()
    look.at(page, "nothing to correct")


def expect_withdrawn(reader: Page, reference: str, title: str, look: Look) -> None:
    answer = reader.goto(f"/decisions/{reference}")
    assert answer and answer.status == GONE
    expect(reader.get_by_role("heading", level=1)).to_have_text(f"{title} (withdrawn)")
    main = reader.locator("main")
    expect(main).to_contain_text(REASON)
    expect(main.get_by_role("search")).to_be_visible()
    expect(main).not_to_contain_text("Amblequist")
    look.at(reader, "the public page")
    reader.get_by_role("link", name=f"History of {reference}").click()
    expect(main).to_contain_text(REASON)
    expect(main).not_to_contain_text("Amblequist")
    look.at(reader, "its history")
    for address in (f"/decisions/{reference}/revisions/1", f"/decisions/{reference}.json"):
        gone = reader.request.get(address)
        assert gone.status in (GONE, 404), address
        assert SECRET not in gone.text()


def expect_not_found(reader: Page, word: str, title: str, look: Look) -> None:
    """Ask until the index has followed, which it must within its time."""
    until = time.monotonic() + INDEX_SECONDS
    reader.goto(f"/search?q={word}")
    link = reader.get_by_role("link", name=title)
    while link.count() and time.monotonic() < until:
        reader.reload()
    expect(link).to_have_count(0)
    look.at(reader, "search")
    reader.goto("/decisions/?sort=updated")
    expect(link).to_have_count(0)


def expect_told_in_feeds(reader: Page, reference: str, title: str) -> None:
    for feed in ("/decisions.atom", "/everything.atom"):
        told = reader.request.get(feed).text()
        stone = re.search(rf'<at:deleted-entry ref="[^"]*{reference}".*?</at:deleted-entry>', told, re.DOTALL)
        assert stone and REASON in stone[0], feed
        assert title not in told and SECRET not in told, feed
