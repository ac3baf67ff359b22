"""What the register is for: a charity's officer follows her response, a resident reads a dispute; with and without
JavaScript, at a desk and on a phone."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
from pathlib import Path
from urllib.parse import urljoin

import feedparser
import pytest
from icalendar import Calendar
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, WIDE, Opener, needed
from tests.browser.test_resident import is_on_the_first_screen

pytestmark = pytest.mark.browser

OPEN = "Warm places: what should the fund pay for next winter?"
CONSULTED = "Getting about without a car: what should buses, lifts and taxis be like from 2027?"
GROUP = "Low Marram Community Transport (invented)"
DISPUTE = "Whether Wear Vale Halls (invented) was treated fairly when its rent support ended: partly upheld"


@pytest.fixture(params=[(True, WIDE), (True, PHONE), (False, WIDE), (False, PHONE)], ids=str)
def page(request: pytest.FixtureRequest, open_page: Opener) -> Page:
    scripts, width = request.param
    return open_page(scripts=scripts, width=width)


def fetched(page: Page, link: Locator) -> str:
    """Return what a program gets that is given the address of a link."""
    address = urljoin(page.url, link.get_attribute("href")).replace("webcal:", "http:")
    answer = page.request.get(address)
    assert answer.ok, address
    return answer.text()


def test_an_officer_of_a_charity_follows_consultations(page: Page, tmp_path: Path) -> None:
    page.goto("/")
    shelf = page.get_by_role("region", name="Open for your views now")
    expect(shelf.get_by_role("link", name=OPEN, exact=True)).to_be_visible()
    expect(shelf).to_contain_text("Closes in 60 days")
    days = Calendar.from_ical(fetched(page, shelf.get_by_role("link", name="Add to your calendar")))
    assert any(OPEN in str(event["SUMMARY"]) for event in days.walk("VEVENT"))

    feed = page.get_by_role("region", name="Subscribe").get_by_role("link", name="Consultations")
    read = feedparser.parse(fetched(page, feed))
    assert not read.bozo
    assert OPEN in [entry.title for entry in read.entries]
    address = urljoin(page.url, feed.get_attribute("href"))
    assert OPEN in titles_in_newsboat(needed(shutil.which("newsboat"), "newsboat"), address, tmp_path)

    page.goto("/consultations/")
    every = Calendar.from_ical(fetched(page, page.get_by_role("link", name=re.compile("^Calendar ?, to subscribe"))))
    assert any(OPEN in str(event["SUMMARY"]) for event in every.walk("VEVENT"))


def titles_in_newsboat(newsboat: str, address: str, folder: Path) -> list[str]:
    (folder / "urls").write_text(f'"{address}"\n')
    (folder / "config").write_text("")
    command = [newsboat, "-u", "urls", "-C", "config", "-c", "cache.db", "-x", "reload"]
    quiet = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "XDG_DATA_HOME": str(folder), "LC_ALL": "C.UTF-8"}
    subprocess.run(command, cwd=folder, env=quiet, capture_output=True, timeout=60, check=True)
    cache = sqlite3.connect(folder / "cache.db")
    read = [title for (title,) in cache.execute("SELECT title FROM rss_item")]
    cache.close()
    return read


def test_an_officer_of_a_charity_finds_why_her_view_was_not_acted_on(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="What happened to our response?").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("What happened to our response?")
    page.get_by_role("link", name=GROUP).click()
    expect(heading).to_have_text(GROUP)
    expect(page.get_by_role("link", name=CONSULTED)).to_be_visible()
    page.get_by_role("link", name=re.compile(r"^View 8, .*Not acted on: ")).click()
    expect(page).to_have_url(re.compile(r"/consultations/CO-\d{4}-\d{4}#view-8$"))
    expect(heading).to_have_text(CONSULTED)
    view = page.locator("#view-8")
    expect(view).to_be_in_viewport()
    expect(view).to_contain_text("Not acted on")
    expect(view).to_contain_text("Not done, because")
    expect(view.get_by_role("link", name=GROUP)).to_be_visible()


def test_a_resident_reads_a_dispute(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="How was a disagreement settled?").click()
    page.locator("#results").get_by_role("link", name=DISPUTE).click()
    heading, short = page.get_by_role("heading", level=1), page.get_by_role("region", name="In short")
    expect(heading).to_have_text(DISPUTE)
    assert is_on_the_first_screen(heading, page)
    assert is_on_the_first_screen(short.get_by_text("Partly upheld", exact=True), page)
    expect(page.get_by_role("region", name="What was promised")).to_contain_text("Assess the impact on beneficiaries")
    expect(page.get_by_role("region", name="What happened", exact=True)).to_contain_text(
        "Letter to the decision makers"
    )
    sides = page.get_by_role("region", name="What each side says").locator(".register-statements > *")
    expect(sides).to_have_count(2)
    assert len({round(box["width"]) for side in sides.all() if (box := side.bounding_box())}) == 1, "equally prominent"
    expect(page.get_by_role("region", name="What was found")).to_contain_text("Not kept, explained")
    expect(page.get_by_role("region", name="What changes because of it")).to_contain_text("Done, and confirmed")
    chain = page.get_by_role("region", name="What led here and what followed").get_by_role("listitem")
    expect(chain.filter(has_text="You are here")).to_have_attribute("aria-current", "true")
    chain.filter(has_text="Followed by").last.get_by_role("link").click()
    expect(page.get_by_role("region", name="What led here and what followed")).to_contain_text(DISPUTE)
