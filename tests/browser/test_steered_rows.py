"""A row's questions follow its own answers in a real browser; what is typed meanwhile, and what is folded, stays so."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Route, expect

from tests.browser.conftest import PHONE, WIDE, Opener
from tests.browser.officer import Officer
from tests.browser.serving import Site

pytestmark = pytest.mark.browser

ASKING = re.compile(r"/desk/(disputes/new|drafts/\d+)$")
BECAME = ("disposition", "acted_on")
HTMX = re.compile(r"/htmx\.min")


def writing(open_page: Opener, site: Site, kind: str, *, scripts: bool = True, width: int = WIDE) -> Officer:
    """Begin an entry of a kind."""
    officer = Officer(open_page(scripts=scripts, width=width), site)
    officer.sign_in("author")
    officer.page.goto(f"/desk/{kind}/new")
    return officer


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("scripts", [True, False])
def test_a_step_is_asked_what_its_kind_owes(open_page: Opener, site: Site, scripts: bool, width: int) -> None:
    officer = writing(open_page, site, "disputes", scripts=scripts, width=width)
    page = officer.page
    officer.press("Add a step")
    step = page.get_by_role("group", name="Step 1", exact=True)
    kind, answered = step.get_by_label("Kind of step"), step.get_by_role("group", name="The letter was answered on")
    expect(step).to_be_visible()
    expect(answered).to_have_count(0)

    kind.focus()
    kind.select_option("Letter to the decision makers")
    if not scripts:
        officer.press("Update the questions of step 1")
    expect(answered).to_be_visible()
    if scripts:
        expect(kind).to_be_focused()
        expect(page.get_by_role("button", name="Update the questions of step 1")).to_be_hidden()
    answered.get_by_label("Month").fill("May")

    kind.select_option("Help from outside")
    if not scripts:
        officer.press("Update the questions of step 1")
    expect(step.get_by_label("Kind of help from outside")).to_be_visible()
    expect(step).to_contain_text("is not asked of a step like this")
    expect(answered.get_by_label("Month")).to_have_value("May")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if scripts:
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


def test_what_is_typed_while_the_questions_come_stays(open_page: Opener, site: Site) -> None:
    officer = writing(open_page, site, "disputes")
    page = officer.page
    officer.press("Add a step")
    step = page.get_by_role("group", name="Step 1", exact=True)
    step.get_by_label("Kind of step").select_option("Letter to the decision makers")
    year = step.get_by_role("group", name="The letter was answered on").get_by_label("Year")
    expect(year).to_be_visible()

    held: list[Route] = []
    page.route(ASKING, lambda route: held.append(route))
    step.get_by_label("Kind of step").select_option("Help from outside")
    year.fill("2026")
    step.get_by_label("Who took part").fill("The lunch club")
    for route in held:
        route.continue_()
    assert held, "the answer was held back while one typed"
    expect(step.get_by_label("Kind of help from outside")).to_be_visible()
    expect(step.get_by_label("Who took part")).to_have_value("The lunch club")
    sent = page.locator("#draft-form").evaluate("form => new FormData(form).get('stages-0-replied_on-year')")
    assert sent == "2026"


def test_folded_views_stay_as_they_are(open_page: Opener, site: Site) -> None:
    officer = writing(open_page, site, "consultations")
    page = officer.page
    views = [(f"views-{n}-{name}", said) for n in range(6) for name, said in (("said", "Open it."), BECAME)]
    page.goto(officer.post("/desk/consultations/new", [("entered", "closed"), *views, ("update", "1")]))
    expect(page.locator("#views details.register-row")).to_have_count(6)
    for number in (1, 4):
        page.locator(f"#views-{number} > summary").click()
    page.locator("#views-4").get_by_label("What became of it").select_option("Not acted on")
    expect(page.locator("#views-4").get_by_label("Why it was not done, or not all of it")).to_be_visible()
    opened = page.locator("#views details.register-row[open]").evaluate_all("rows => rows.map(row => row.id)")
    assert opened == ["views-1", "views-4"]


def test_answers_given_before_the_scripts_have_come_bring_their_questions(open_page: Opener, site: Site) -> None:
    officer = writing(open_page, site, "disputes")
    page = officer.page
    for row in (0, 1):
        officer.press("Add a step")
        expect(page.locator(f"#stages-{row}")).to_be_visible()
    expect(page.locator("#saved")).to_contain_text("Draft saved")
    held: list[Route] = []
    page.route(HTMX, lambda route: held.append(route))
    page.goto(page.url, wait_until="commit")
    page.locator("#stages-0-stage").select_option("Letter to the decision makers")
    page.locator("#stages-1-stage").select_option("Help from outside")
    for route in held:
        route.continue_()
    assert held, "the script was held back while the answers were given"
    expect(page.locator("#stages-0-replied_on-day")).to_be_visible()
    expect(page.locator("#stages-1-help")).to_be_visible()
