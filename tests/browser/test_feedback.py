"""An officer publishes the feedback to a consultation: forty views from a table, approved by a second person."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from playwright.sync_api import FilePayload, Page, expect

from register.consultations.form import ConsultationForm
from register.core.calendar import today_in_london
from tests.browser.conftest import PHONE, WIDE, Opener
from tests.browser.looking import Look
from tests.browser.officer import Officer
from tests.browser.serving import Site
from tests.consultations.builders import consultation, period

pytestmark = pytest.mark.browser

VIEWS = 40
REFUSED = tuple(range(10, VIEWS + 1, 10)) + tuple(range(4, VIEWS + 1, 5))
"""Numbers of the twelve views that were not acted on."""
CLUB = "Low Marram Lunch Club (invented)"
HEADINGS = ("Theme", "What people said", "How many", "Raised by", "Disposition", "Change", "Reason")
TODAY = today_in_london()


def table() -> FilePayload:
    """Return forty views as an officer's spreadsheet has them; twelve were not acted on, each for a reason."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(HEADINGS)
    for number in range(1, VIEWS + 1):
        if number in REFUSED:
            became = ("Not acted on", "", _reason(number))
        else:
            became = ("Acted on", f"Stop {number} is put back.", "")
        rows.writerow(("Stops", f"Keep stop {number}.", number, CLUB if number == VIEWS else "", *became))
    return {"name": "views.csv", "mimeType": "text/csv", "buffer": written.getvalue().encode()}


def _reason(number: int) -> str:
    return f"There is no safe place to turn at stop {number}."


@pytest.mark.parametrize(("scripts", "width"), [(True, WIDE), (True, PHONE), (False, WIDE), (False, PHONE)], ids=str)
def test_forty_views_are_imported_and_feedback_is_published(
    open_page: Opener, site: Site, scripts: bool, width: int
) -> None:
    page = open_page(scripts=scripts, width=width)
    officer = Officer(page, site)
    look = Look("feedback", scripts=scripts, width=width)
    title = f"Which stops should the {'red' if scripts else 'blue'} bus {'keep' if width == WIDE else 'lose'}?"
    reference = closed_consultation(officer, title)

    officer.sign_in("author")
    write_feedback(officer, reference)
    officer.sign_out()
    officer.sign_in("publisher")
    officer.review(title)
    expect(page.locator("#view-40")).to_contain_text("Keep stop 40.")
    officer.publish_here()
    expect(page.get_by_role("heading", level=1)).to_contain_text("ublished")
    officer.sign_out()
    expect_feedback(page, reference, title, look)


def closed_consultation(officer: Officer, title: str) -> str:
    """Publish a consultation that closed four weeks ago, as two officers would, and return its reference."""
    closed = TODAY - timedelta(days=28)
    content = consultation(
        title=title,
        related=None,
        views=None,
        announced_on=closed - timedelta(days=110),
        periods=(period(closed - timedelta(days=90), closed),),
        **dict.fromkeys(("feedback_published_on", "decided_on", "outcome_published_on", "outcome", "decision_due_on")),
    )
    officer.sign_in("author")
    officer.page.goto("/desk/consultations/new")
    pairs = ConsultationForm.pairs_of(content.model_dump(mode="json", exclude_none=True))
    draft = officer.post("/desk/consultations/new", [*pairs, ("update", "1")])
    officer.send(draft, pairs)
    officer.page.goto("/desk/")
    officer.sign_out()
    officer.sign_in("publisher")
    reference = officer.publish(draft)
    officer.sign_out()
    return reference


def write_feedback(officer: Officer, reference: str) -> None:
    page = officer.page
    page.goto("/desk/correct")
    officer.write("Reference", reference)
    officer.press("Find it")
    officer.press("Write a correction")
    page.get_by_text("Fill in from a table").click()
    page.get_by_label("A CSV or XLSX file").set_input_files(table())
    officer.press("Add the rows of the table")
    last = page.get_by_text(re.compile(r"^View 40: "))
    expect(last).to_be_visible()
    expect(page.get_by_text(re.compile(r"^View \d+: "))).to_have_count(VIEWS)
    officer.write("What was done", "Twenty-eight of forty stops stay.")
    officer.write("What was not done, and why", "Twelve stops have no safe place to turn.")
    officer.date("Feedback published on", TODAY.day, TODAY.month, TODAY.year)
    officer.write("What this correction changes and why", "The feedback is published.")
    officer.press("Check and send for review")
    officer.press("Send for review")
    expect(page.get_by_role("heading", level=1)).to_have_text("What needs you")


def expect_feedback(page: Page, reference: str, title: str, look: Look) -> None:
    page.goto(f"/consultations/{reference}")
    expect(page.get_by_role("region", name="Where it stands")).to_contain_text("Feedback published")
    expect(page.locator(".register-view")).to_have_count(VIEWS)
    look.at(page, "feedback published")
    page.get_by_role("link", name=re.compile("^Not acted on")).first.click()
    expect(page.locator(".register-view")).to_have_count(len(REFUSED))
    look.at(page, "views not acted on")
    for number in REFUSED:
        expect(page.locator(f"#view-{number}")).to_contain_text("Not acted on")
        expect(page.locator(f"#view-{number}")).to_contain_text(_reason(number))
    expect_feeds(page, title)
    page.goto("/organisations/?role=author+of+a+view")
    page.get_by_role("link", name=CLUB).click()
    expect(
        page.get_by_role("link", name=re.compile("View 40.*Not acted on: There is no safe place")).first
    ).to_be_visible()


def expect_feeds(page: Page, title: str) -> None:
    """Expect that the feeds announce the feedback, and say how many views were not acted on."""
    entries = {}
    for feed in ("/consultations.atom?sort=updated", "/changes.atom"):
        told = page.request.get(feed).text().split("<entry>")
        entries[feed] = next(one for one in told if title in one)
    listed, changed = entries.values()
    assert f"{VIEWS} views, {VIEWS - len(REFUSED)} acted on, {len(REFUSED)} not acted on" in listed
    assert f"Corrected: {title}" in changed and "The feedback is published." in changed
