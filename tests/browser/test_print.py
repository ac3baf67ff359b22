"""A printed entry is a record: without the site's furniture, saying what it is and where it stands."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opener
from tests.browser.officer import Officer
from tests.browser.serving import Site
from tests.desk.browser import award_pairs

pytestmark = pytest.mark.browser

FURNITURE = ".govuk-service-navigation, .govuk-breadcrumbs, .govuk-skip-link, .register-tools, .register-footer__links"


def test_an_entry_prints_without_the_furniture(open_page: Opener) -> None:
    page = open_page()
    page.goto("/decisions/demonstration-ending-village-halls")
    page.emulate_media(media="print")
    for element in page.locator(FURNITURE).all():
        expect(element).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("region", name="In short")).to_be_visible()
    expect(page.get_by_role("region", name="Cite this entry")).to_contain_text("/decisions/FD-")
    expect(page.get_by_text("Statutory record of")).to_have_count(0)  # an invented example is no record of anything


def test_a_printed_entry_carries_its_act_and_the_checkpoint(open_page: Opener, site: Site) -> None:
    page = open_page()
    page.goto("/decisions/demonstration-ending-village-halls")
    stamp = page.locator(".register-stamp")
    expect(stamp).to_be_hidden()
    page.emulate_media(media="print")
    expect(stamp).to_be_visible()
    expect(stamp).to_contain_text(f"check it at {site.address}/log/act/")
    assert "— register.example.org/compact-register " in stamp.locator("pre").inner_text()


def test_a_list_prints_its_results_without_filters(open_page: Opener) -> None:
    page = open_page()
    page.goto("/decisions/?type=ending")
    page.emulate_media(media="print")
    expect(page.locator(".register-filters")).to_be_hidden()
    expect(page.get_by_role("search")).to_be_hidden()
    expect(page.locator(".register-result").first).to_be_visible()


def test_a_statutory_record_says_so_on_paper_only(open_page: Opener, site: Site) -> None:
    author = Officer(open_page(), site)
    author.sign_in("author")
    author.page.goto("/desk/decisions/new")
    title = "A decision that regulations want recorded"
    draft = author.draft(title)
    author.send(draft, [pair for pair in award_pairs(title=title) if pair[0] != "invented"])
    author.page.goto(f"{draft}/preview")
    record = author.page.get_by_text("Statutory record of an officer’s decision taken under delegation.")
    expect(record).to_be_hidden()
    author.page.emulate_media(media="print")
    expect(record).to_be_visible()
