"""The reasons that the Compact asks for: of a refusal, pasted from a report and sent back once; of a short notice."""

from __future__ import annotations

import re

import feedparser
import pytest
from playwright.sync_api import Locator, Page, expect

from register.compact.document import load
from register.core.content import OrganisationRef, PublicBody
from register.decisions.content import Rationale, Recipient
from register.decisions.form import DecisionForm
from tests.browser.conftest import PHONE, WIDE, Opener
from tests.browser.looking import Look
from tests.browser.officer import Officer
from tests.browser.serving import Site
from tests.browser.test_pasting import PASTED, paste
from tests.decisions.builders import ending
from tests.desk.browser import BODY

pytestmark = pytest.mark.browser

RUNS = [(True, WIDE), (True, PHONE), (False, WIDE), (False, PHONE)]

WORKS = dict(zip(RUNS, (("roof", 8_400), ("stage", 6_150), ("boiler", 9_700), ("car park", 7_300)), strict=True))
"""What was applied for, and for how much: each time something else, for the same words twice would be warned of."""
SAID = "These words may speak of an applicant’s honesty, governance or solvency: “governance”, “trustees”, “solvent”."
DOUBTS = "The panel also doubted the governance of the trustees, and whether the hall stays solvent."
INSTEAD = "The third criterion asks for two years’ accounts, and one year’s were enclosed."
REMARK = "Please keep to the criteria.\nWhich papers were missing? The last sentence speaks of people."


@pytest.mark.parametrize(("scripts", "width"), RUNS, ids=str)
def test_a_refusal_pasted_from_a_report_is_sent_back_once_and_published(
    open_page: Opener, site: Site, scripts: bool, width: int
) -> None:
    look = Look("refusal", scripts=scripts, width=width)
    author, publisher = (Officer(open_page(scripts=scripts, width=width), site) for _ in range(2))
    work, pounds = WORKS[scripts, width]
    title = f"An application for £{pounds:,} for a new {work} is refused (invented)"
    author.sign_in("author")
    write_refusal(author, title, work, pounds, look)
    send(author, look)

    publisher.sign_in("publisher")
    first = read(publisher, title)
    expect(first.locator("#decide")).to_contain_text(SAID)
    look.at(first, "review")
    second = publisher.page.context.new_page()
    second.goto(first.url)
    Officer(second, site).write("Remark for the author", REMARK)
    Officer(second, site).press("Send back with a remark")
    expect(second.get_by_text("went back to its author with your remark")).to_be_visible()
    look.at(second, "sent back")

    amend(author, title, look)
    send(author, look)
    reference = publish(publisher, look)
    expect_public(publisher.page, reference, title, pounds, look)


def write_refusal(officer: Officer, title: str, work: str, pounds: int, look: Look) -> None:
    """Write a refusal; its reasons come from a report by Word."""
    page = officer.page
    page.goto("/desk/decisions/new")
    officer.choose("What was decided", "Refusal")
    if not look.scripts:
        officer.press("Update the questions")
    officer.write("Title", title)
    officer.write("Summary", f"A village hall asked for a new {work}; the money reached the six bids that scored more.")
    page.get_by_label("Public body", exact=True).select_option("Coalmoor District Council (invented)")
    officer.date("Date of the decision", 21, 9, 2026)
    officer.choose("Decided by", "An officer")
    officer.write("Name of the committee, name of the councillor, or post of the officer", "Head of Communities")
    officer.choose("The decision was taken", "As an officer’s decision under delegation")
    officer.write("Description instead of a name", "A village hall in the west of the county")
    officer.date("The recipient was told on", 24, 9, 2026)
    page.get_by_label("Kind of support", exact=True).select_option("Grant")
    officer.write("Amount applied for", f"{pounds:,}")
    paste_report(page.get_by_label("Reasons for the decision", exact=True), work, scripts=look.scripts)
    officer.write("How to ask for a review", "Write to the Head of Communities, who has not seen the bid before.")
    officer.date("Last day to ask for a review", 22, 10, 2026)
    officer.date("Feedback given to the applicant on", 24, 9, 2026)
    page.get_by_label("This entry is an invented example").check()
    if not look.scripts:
        officer.press("Save and come back later")
        page.get_by_role("region", name="Your drafts").get_by_role("link", name=title).click()
    expect(page.locator("#compact-panel")).to_contain_text(SAID)
    expect(page.locator("[data-note=rationale-reasons]")).to_contain_text(SAID)
    look.at(page, "form")


def paste_report(box: Locator, work: str, *, scripts: bool) -> None:
    """Paste what Word puts on the clipboard: its HTML, or the plain words where nothing reads that."""
    html, markdown, plain = (
        (PASTED / f"word-refusal.{kind}").read_text(encoding="utf-8").replace("roof", work)
        for kind in ("html", "md", "txt")
    )
    if not scripts:
        return box.fill(plain)
    assert not paste(box, html, plain)
    return expect(box).to_have_value(markdown.strip())


def send(officer: Officer, look: Look) -> None:
    page = officer.page
    officer.press("Check and send for review")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    change = page.get_by_role("link", name="Change what was decided")
    assert change.evaluate("one => one.getClientRects().length") == 1, "it stands on one line"
    look.at(page, "check your answers")
    officer.press("Send for review")
    expect(page.get_by_role("heading", level=1)).to_have_text("What needs you")


def read(officer: Officer, title: str) -> Page:
    page = officer.page
    officer.review(title)
    expect(page.get_by_role("region", name="Why", exact=True)).to_contain_text("need: 20 of 40")
    return page


def amend(officer: Officer, title: str, look: Look) -> None:
    page = officer.page
    page.goto("/desk/")
    back = page.get_by_role("region", name="Sent back to you")
    expect(back).to_contain_text("Which papers were missing?")
    look.at(page, "front")
    back.get_by_role("link", name=title).click()
    expect(page.get_by_text("Which papers were missing?")).to_be_visible()
    look.at(page, "remark")
    box = page.get_by_label("Reasons for the decision", exact=True)
    box.fill(box.input_value().replace(DOUBTS, INSTEAD))
    if look.scripts:
        expect(page.locator("#compact-panel")).not_to_contain_text("Look again before publishing")


def publish(officer: Officer, look: Look) -> str:
    """Press the button of the version that was read first, then read the other, and publish that one."""
    page = officer.page
    officer.publish_here()
    expect(page.get_by_role("alert")).to_contain_text("The author changed this since you opened it. Read it again.")
    changes = page.get_by_role("region", name="What changed since it was last with a second person")
    expect(changes.locator("del").filter(has_text="doubted")).to_be_visible()
    expect(changes.locator("ins").filter(has_text="accounts")).to_be_visible()
    expect(page.get_by_text("Look again before publishing")).to_have_count(0)
    look.at(page, "changed meanwhile")
    officer.publish_here()
    reference = officer.published()
    look.at(page, "published")
    return reference


def expect_public(page: Page, reference: str, title: str, pounds: int, look: Look) -> None:
    page.goto(f"/decisions/{reference}")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_role("region", name="In short")).to_contain_text(f"£{pounds:,} applied for, nothing awarded")
    why = page.get_by_role("region", name="Why", exact=True)
    expect(why).to_contain_text(INSTEAD)
    look.at(page, "public page")
    if look.scripts:
        expect(why.get_by_role("listitem")).to_have_count(3)
        expect(why.get_by_role("link", name="published criteria")).to_be_visible()
    else:
        assert re.search(r"with 41 of 100:\n\s*· reach.*\n\s*· need", why.inner_text()), "lines stay lines"
    for place in (f"/decisions/{reference}", f"/decisions/{reference}/history"):
        answer = page.request.get(place)
        assert answer.ok, place
        assert "solvent" not in answer.text(), place
    feed = feedparser.parse(page.request.get("/decisions.atom").body())
    (entry,) = [one for one in feed.entries if one.title.startswith(title)]
    assert entry.link.endswith(reference)
    assert f"Refusal: £{pounds:,} applied for by a village hall in the west of the county." in entry.summary


HALLS = dict(zip(RUNS, ("Alderfold", "Birchdale", "Cedarside", "Dogwood"), strict=True))
SHORT = (
    "Notice given 12 May 2026, effective 12 July 2026: 2 months; at least 3 months is required; "
    "exceptional circumstances are not stated."
)
OWED = "The notice falls short of three months, and the reason is missing."
WHY = "The landlord ended the lease of the building on 12 July, and told us on 30 April."


@pytest.mark.parametrize(("scripts", "width"), RUNS, ids=str)
def test_two_months_notice_stops_until_it_is_explained_or_said_to_be_unexplained(
    open_page: Opener, site: Site, scripts: bool, width: int
) -> None:
    explained = scripts == (width == WIDE)
    look = Look(f"notice-{'explained' if explained else 'unexplained'}", scripts=scripts, width=width)
    author, publisher = (Officer(open_page(scripts=scripts, width=width), site) for _ in range(2))
    hall = f"{HALLS[scripts, width]} Hall (invented)"
    title = f"Rent support for {hall} ends on 12 July 2026"
    author.sign_in("author")
    draft = write_ending(author, title, hall, look)
    expect_stopped(author, draft, look)
    (explain if explained else leave_unexplained)(author, look)
    send(author, look)

    publisher.sign_in("publisher")
    page = publisher.page
    publisher.review(title)
    expect(page.get_by_role("region", name="In short")).to_contain_text("effective 12 July 2026: 2 months.")
    look.at(page, "review")
    publisher.publish_here()
    reference = publisher.published()
    page.goto(f"/decisions/{reference}")
    look.at(page, "public page")
    expect_told(page, explained=explained)


def write_ending(officer: Officer, title: str, hall: str, look: Look) -> str:
    """Come back to the draft of an ending and write when notice was given; return the draft's address."""
    content = ending(
        {"decision": None, "notice": None, "what_happens_now": "Bookings until 11 July are honoured."},
        title=title,
        summary=f"{hall} no longer has its rent paid.",
        **dict.fromkeys(("amount_applied_for", "route", "programme", "term", "terms")),
        body=PublicBody(**BODY),
        recipient=Recipient(organisation=OrganisationRef(name=hall)),
        rationale=Rationale(reasons=f"The money for rents ends, and {hall} has let its rooms the least."),
    )
    pairs = DecisionForm.pairs_of(content.model_dump(mode="json", exclude_none=True))
    page = officer.page
    page.goto("/desk/decisions/new")
    draft = officer.post("/desk/decisions/new", [*pairs, ("update", "1")])
    page.goto(draft)
    officer.date("Written notice given on", 12, 5, 2026)
    officer.choose("The notice was unconditional", "Yes")
    officer.date("Takes effect on", 12, 7, 2026)
    officer.choose("The reasons were sent with the notice", "Yes")
    if not look.scripts:
        officer.press("Save and come back later")
        page.get_by_role("region", name="Your drafts").get_by_role("link", name=title).click()
    note = page.locator("[data-note=change-notice-exceptional_reason]")
    expect(note).to_contain_text(SHORT)
    expect(page.locator("#compact-panel")).to_contain_text(OWED)
    look.at(page, "form")
    read_undertaking(page, look)
    return draft


def read_undertaking(page: Page, look: Look) -> None:
    """Follow the link above the question to the undertaking, and find the Compact's own words."""
    words = load().undertaking("4.4").text
    link = page.get_by_role("link", name=re.compile(r"^Undertaking 4\.4")).first
    if look.scripts:
        link.click()
        expect(page.locator(".register-serves").filter(has_text="Undertaking 4.4").first).to_contain_text(words)
        return
    with page.context.expect_page() as opened:
        link.click()
    expect(opened.value.get_by_role("main")).to_contain_text(words)
    opened.value.close()


def expect_stopped(officer: Officer, draft: str, look: Look) -> None:
    """Neither the form nor the page of answers sends it; both say what is owed, and the form leads to the question."""
    page = officer.page
    officer.press("Check and send for review")
    problem = page.get_by_role("alert")
    expect(problem.get_by_role("listitem")).to_have_text([OWED])
    expect(page).to_have_title(re.compile("^Error: "))
    look.at(page, "stopped")
    problem.get_by_role("link", name=OWED).click()
    expect(page.get_by_label("What the exceptional circumstances were", exact=True)).to_be_focused()
    page.goto(f"{draft}/check")
    expect(page.locator("#decide")).to_contain_text(OWED)
    expect(page.get_by_role("button", name="Send for review")).to_have_count(0)
    look.at(page, "stopped once more")
    page.get_by_role("button", name="Go back to the form").click()


def explain(officer: Officer, look: Look) -> None:
    officer.choose("There were exceptional circumstances", "Yes")
    officer.write("What the exceptional circumstances were", WHY)
    if look.scripts:
        expect(officer.page.locator("[data-note=change-notice-exceptional_reason]")).to_be_empty()
        expect(officer.page.locator("#compact-panel")).not_to_contain_text(OWED)
    look.at(officer.page, "explained")


def leave_unexplained(officer: Officer, look: Look) -> None:
    officer.page.get_by_label("State that no reason was given for short notice").check()
    if look.scripts:
        expect(officer.page.locator("#compact-panel")).not_to_contain_text(OWED)
        expect(officer.page.locator("#compact-panel")).to_contain_text("no reason was given.")
    look.at(officer.page, "unexplained")


def expect_told(page: Page, *, explained: bool) -> None:
    """Find what readers are told: in short, of the Compact, and as a fact."""
    short = page.get_by_role("region", name="In short")
    compact = page.get_by_role("region", name="The Compact", exact=True)
    facts = page.get_by_role("region", name="Facts")
    expect(short).to_contain_text("Notice given 12 May 2026, effective 12 July 2026: 2 months.")
    if explained:
        expect(short).to_contain_text("Explained")
        expect(compact).to_contain_text("the body states exceptional circumstances and their reason.")
        expect(short).to_contain_text(WHY)
        expect(facts).to_contain_text(WHY)
    else:
        expect(short).to_contain_text("Not kept")
        expect(short).to_contain_text("The public body states that no reason was given.")
        expect(compact).to_contain_text("at least 3 months is required; no reason was given.")
        expect(facts).to_contain_text("The public body states that no reason was given for short notice")
