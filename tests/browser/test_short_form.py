"""The short form is offered as soon as the type of decision allows it, and choosing it shortens the form."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener
from tests.browser.officer import Officer
from tests.browser.serving import Site

pytestmark = pytest.mark.browser


def test_the_short_form_is_found_and_chosen_with_the_keyboards_focus_kept(open_page: Opener, site: Site) -> None:
    page = open_page()
    officer = Officer(page, site)
    officer.sign_in("author")
    page.goto("/desk/decisions/new")
    short = page.get_by_label("The short form for small awards")
    expect(short).to_have_count(0)

    officer.choose("What was decided", "Award")
    expect(short).to_have_count(1)
    expect(page.get_by_label("Title", exact=True)).to_have_count(1)
    expect(page.get_by_label("Award", exact=True)).to_be_focused()
    expect(page.get_by_role("group", name="Equality", exact=True)).to_have_count(1)
    officer.write("Title", "Kept")

    short.check()
    expect(page.get_by_role("group", name="Equality", exact=True)).to_have_count(0)
    expect(short).to_be_focused()
    expect(short).to_be_checked()
    expect(page.get_by_label("Title", exact=True)).to_have_value("Kept")

    officer.choose("What was decided", "Ending")
    expect(page.get_by_label("What happens to the service now")).to_have_count(1)

    assert size_of(page, "#set-decision h2") < size_of(page, "h1")


def size_of(page: Page, selector: str) -> float:
    """Return the size of an element's letters in pixels."""
    return float(page.locator(selector).first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)"))
