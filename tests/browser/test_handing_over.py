"""An administrator disables the account of somebody who has left; a colleague goes on with what they had begun."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, WIDE, Opener
from tests.browser.looking import Look
from tests.browser.officer import Officer
from tests.browser.serving import Site

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("scripts", "width"), [(True, WIDE), (False, PHONE)], ids=str)
def test_drafts_of_who_has_left_go_on(open_page: Opener, site: Site, scripts: bool, width: int) -> None:
    title = f"Rent of a hall, begun and left at {width} (invented)"
    look = Look("handing-over", scripts=scripts, width=width)
    author, administrator, colleague = (Officer(open_page(scripts=scripts, width=width), site) for _ in range(3))
    author.sign_in("author")
    author.page.goto("/desk/decisions/new")
    author.draft(title)

    administrator.sign_in("administrator")
    page = administrator.page
    administrator.follow("Administration")
    administrator.follow("People")
    page.get_by_role("row", name=site.email("author")).get_by_role("link").click()
    expect(page.get_by_text("that nobody else can open: you can then hand")).to_be_visible()
    look.at(page, "somebody who writes")
    administrator.press("Disable this account")
    expect(page.get_by_role("heading", name="What they have begun")).to_be_visible()
    look.at(page, "somebody who has left")
    administrator.press("Hand over")
    expect(page.get_by_role("alert")).to_contain_text("Choose who takes the drafts over")
    look.at(page, "nobody chosen")
    colleagues = page.get_by_label("Colleague who takes over")
    chosen = colleagues.locator("option", has_text=f", {site.email('publisher')}")
    colleagues.select_option(chosen.get_attribute("value"))
    administrator.press("Hand over")
    expect(page.get_by_role("alert")).to_contain_text("takes over")
    expect(page.get_by_role("heading", name="What they have begun")).to_have_count(0)
    look.at(page, "handed over")

    colleague.sign_in("publisher")
    expect(colleague.page.get_by_role("region", name="Your drafts")).to_contain_text(f"{title} (handed over)")
    look.at(colleague.page, "the colleague’s drafts")
    colleague.page.get_by_role("link", name=title).click()
    expect(colleague.page.get_by_label("Title", exact=True)).to_have_value(title)

    author.page.reload()
    expect(author.page.get_by_role("heading", level=1)).to_have_text("Sign in to the desk")
    administrator.press("Enable this account")
    expect(page.get_by_role("button", name="Disable this account")).to_be_visible()
