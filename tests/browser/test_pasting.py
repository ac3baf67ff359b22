"""What is pasted from Word, a mail or a web page becomes Markdown: paragraphs, lists and links, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from register.web.prose import render
from tests.browser.conftest import Opener
from tests.browser.officer import Officer
from tests.browser.serving import Site

pytestmark = pytest.mark.browser

PASTED = Path(__file__).parent / "pasted"
FIXTURES = sorted(PASTED.glob("*.html"))
PASTE = """(box, [html, text]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", text);
  box.focus();
  return box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def box_of(open_page: Opener, site: Site) -> tuple[Page, Locator]:
    page = open_page()
    officer = Officer(page, site)
    officer.sign_in("author")
    page.goto("/desk/decisions/new")
    officer.choose("What was decided", "Award")
    box = page.get_by_label("Reasons for the decision", exact=True)
    expect(box).to_be_visible()
    return page, box


def paste(box: Locator, html: str, text: str = "plain words") -> bool:
    """Paste, and tell whether it was left to the browser."""
    return bool(box.evaluate(PASTE, [html, text]))


def test_every_clipboard_becomes_markdown(open_page: Opener, site: Site) -> None:
    page, box = box_of(open_page, site)
    assert len(FIXTURES) >= 10
    for fixture in FIXTURES:
        box.fill("")
        assert not paste(box, fixture.read_text(encoding="utf-8"))
        wanted = fixture.with_suffix(".md").read_text(encoding="utf-8").rstrip("\n")
        assert box.input_value() == wanted, fixture.name
    assert "broken" not in page.title()


def test_what_is_pasted_is_undone_in_one_step_and_is_saved(open_page: Opener, site: Site) -> None:
    page, box = box_of(open_page, site)
    box.fill("Before. After.")
    box.evaluate("box => box.setSelectionRange(7, 7)")
    paste(box, "<ul><li>one</li><li>two</li></ul>")
    expect(box).to_have_value("Before.\n\n- one\n- two\n\n After.")
    page.keyboard.press("Control+z")
    expect(box).to_have_value("Before. After.")
    expect(page.locator("#saved")).to_contain_text("Draft saved")


def test_plain_words_and_boxes_that_hold_no_prose_are_left_to_the_browser(open_page: Opener, site: Site) -> None:
    page, box = box_of(open_page, site)
    assert paste(box, "", "plain words")
    assert paste(box, "<img src=x>", "plain words")
    assert paste(page.get_by_label("Organisation’s numbers", exact=True), "<p>GB-CHC-1164883</p>")
    assert paste(page.get_by_label("Title", exact=True), "<p>A title</p>")


def test_readers_see_the_lists_that_were_pasted() -> None:
    shown = render((PASTED / "word-report.md").read_text(encoding="utf-8"))
    assert shown.count("<ul>") == 2
    assert shown.count("<li>") == 3
    assert "<strong>" not in shown
