"""A round of forty decisions from a spreadsheet in a real browser: pasted, put right, sent, read, published."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROWEST, PHONE, WIDE, Opener
from tests.browser.officer import Officer
from tests.browser.routine import ROUND, make_round
from tests.browser.serving import Site
from tests.desk.gridding import HEADINGS, award, table

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def round_address() -> dict[str, str]:
    """Hold the address of the round's grid, once it is made."""
    return {}


def new_grid(officer: Officer, held: dict[str, str]) -> None:
    """Open an empty grid of the round; the first test makes the round."""
    if "at" not in held:
        make_round(officer)
        link = officer.page.get_by_role("link", name=re.compile(f"^Write its decisions.*{re.escape(ROUND)}"))
        held["at"] = link.get_attribute("href") or ""
        officer.sign_out()
    officer.sign_in("author")
    officer.page.goto(held["at"])


def shared(officer: Officer) -> None:
    officer.date("Date of the decision", 1, 9, 2026)
    officer.date("The recipient was told on", 3, 9, 2026)
    officer.choose("Decided by", "An officer")
    officer.write("Name of the committee, name of the councillor, or post of the officer", "Head of Communities")
    officer.page.get_by_label("This entry is an invented example").check()


def accessible(page: Page) -> None:
    """Hold a page to axe, and to a screen as wide as it is, down to the narrowest."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    width = page.viewport_size["width"] if page.viewport_size else 0
    for narrow in (width, NARROWEST):
        page.set_viewport_size({"width": narrow, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= narrow
    page.set_viewport_size({"width": width, "height": 844})


@pytest.mark.parametrize(("scripts", "width"), [(True, WIDE), (False, PHONE)], ids=str)
def test_forty_rows_are_pasted_put_right_sent_read_and_published(
    open_page: Opener, site: Site, round_address: dict[str, str], scripts: bool, width: int
) -> None:
    page = open_page(scripts=scripts, width=width)
    officer = Officer(page, site)
    where = "Village" if scripts else "Dale"
    new_grid(officer, round_address)
    if scripts:
        accessible(page)
    shared(officer)
    rows = table(40, where).replace("£2,103", "lots")
    officer.write("Cells copied from a spreadsheet, with their headings", rows)
    officer.press("Add the rows of the table")

    expect(page.get_by_text("39 of 40")).to_be_visible()
    third = page.get_by_role("group", name="Row 3", exact=True)
    expect(third.get_by_text("must be an amount in pounds")).to_be_visible()
    expect(third.get_by_label(re.compile("^Awarded"))).to_have_value("lots")
    if scripts:
        accessible(page)
    third.get_by_label(re.compile("^Awarded")).fill("2,103")
    page.get_by_role("button", name=re.compile("^Send the 39")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What needs you")
    officer.sign_out()

    officer.sign_in("publisher")
    page.get_by_role("link", name=re.compile("^Read 40 of Hall improvements")).last.click()
    expect(page.get_by_role("heading", level=2)).to_have_count(40)
    if scripts:
        accessible(page)
    page.get_by_role("link", name="Tick all 40 that can be published").click()
    first = page.get_by_role("checkbox", name=f"Publish row 1, {where} Hall 1 (invented)")
    expect(first).to_be_checked()
    page.get_by_text("Send back with a remark").nth(1).click()
    page.get_by_label("Remark for the author").nth(1).fill("Say how far the next hall is.")
    page.get_by_role("button", name="Send back row 2").click()
    expect(page.get_by_text("went back to its author with your remark")).to_be_visible()
    page.get_by_role("link", name="Tick all 39 that can be published").click()
    page.get_by_role("button", name="Publish 39 decisions" if scripts else "Publish the ticked decisions").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("39 decisions published")
    if scripts:
        accessible(page)
    links = page.locator("#main-content ol a")
    expect(links).to_have_count(39)
    links.first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"for {where} Hall 1 (invented): awarded £2,101")
    expect(page.get_by_role("region", name="Why", exact=True)).to_contain_text(
        f"{where} Hall 1 opens on 2 more evenings"
    )


def test_a_table_pasted_into_a_cell_goes_to_its_box(
    open_page: Opener, site: Site, round_address: dict[str, str]
) -> None:
    page = open_page()
    officer = Officer(page, site)
    new_grid(officer, round_address)
    cell = page.locator("#row-1-applicant")
    cell.focus()
    text = "\n".join([HEADINGS, award(1), award(2)])
    cell.evaluate(
        """(cell, text) => {
             const data = new DataTransfer();
             data.setData("text/plain", text);
             cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
           }""",
        text,
    )
    expect(page.locator("#fill-rows")).to_have_value(text)
    expect(page.locator("#fill-rows")).to_be_focused()
    expect(page.locator("#announce")).to_contain_text("Add the rows of the table")


def test_a_grid_saves_by_itself_while_it_is_typed(open_page: Opener, site: Site, round_address: dict[str, str]) -> None:
    page = open_page()
    officer = Officer(page, site)
    new_grid(officer, round_address)
    page.get_by_label(re.compile("^Applicant")).first.fill("Low Marram Hall (invented)")
    expect(page.locator("#saved")).to_have_text(re.compile(r"^Grid saved \d\d:\d\d$"))
    page.get_by_label(re.compile("^Awarded")).nth(1).fill("1,500")
    page.get_by_label(re.compile("^Applicant")).nth(1).fill("Wear Vale Hall (invented)")
    with page.expect_response(re.compile("/desk/grids/[0-9]+/autosave$")) as answer:
        pass
    assert answer.value.ok
    page.reload()
    expect(page.get_by_role("group", name="Row 2", exact=True).get_by_label(re.compile("^Awarded"))).to_have_value(
        "1,500"
    )
    expect(page.get_by_role("group", name="Row 3", exact=True)).to_have_count(0)
