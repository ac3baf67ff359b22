"""A dispute from a letter to its end: a private case, the other side's account by a link, two people, then a page."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from register.core.calendar import today_in_london
from tests.browser.conftest import PHONE, WIDE, Opener
from tests.browser.looking import Look
from tests.browser.officer import Officer
from tests.browser.serving import Site
from tests.browser.test_officer import expect_found

pytestmark = pytest.mark.browser

TODAY = today_in_london()
RAISED = TODAY - timedelta(days=150)
LETTER = RAISED + timedelta(days=24)
CLOSED = TODAY - timedelta(days=3)
REAL_NAME = "Amblequist Lunch Club (invented)"
PRIVATE = ("Amblequist", "the treasurer (invented)", "She rang, and was upset.")
BODY = "Coalmoor District Council (invented)"
THEIRS = "Nobody asked us before the van was taken away.\n\nForty people had no lunch on {day}."
READ = ("/", "/disputes/", "/disputes.atom", "/everything.atom", "/changes.atom", "/disputes.json", "/disputes.csv")
OURS = "We took the van because the contract ended. We should have asked who rode in it."


@pytest.mark.parametrize(("scripts", "width"), [(True, WIDE), (False, PHONE)], ids=str)
def test_a_dispute_goes_from_a_letter_to_both_accounts(
    open_page: Opener, site: Site, scripts: bool, width: int
) -> None:
    day = f"{'Mondays' if scripts else 'Tuesdays'} and {'Fridays' if width == WIDE else 'Saturdays'}"
    title, theirs = f"Whether a lunch club was asked before its van went on {day}", THEIRS.format(day=day)
    look = Look("dispute", scripts=scripts, width=width)
    officer = Officer(open_page(scripts=scripts, width=width), site)
    reader = open_page(scripts=scripts, width=width)
    open_before = count_open(reader)

    officer.sign_in("author")
    open_case(officer, title, look)
    expect_only_counted(reader, title, open_before + 1)
    look.at(reader, "the public list")
    link = invite(officer, look)
    answer(open_page(scripts=scripts, width=width), link, theirs, look)
    expect_only_counted(reader, title, open_before + 1)
    close(officer, title, theirs, look)
    officer.sign_out()

    reference = publish(officer, title, look)
    expect_public(reader, reference, title, theirs, look)
    assert count_open(reader) == open_before


def count_open(reader: Page) -> int:
    """Return how many disputes the public list says are open and not yet public."""
    reader.goto("/disputes/")
    told = reader.get_by_text(re.compile(r"open disputes? (is|are) not yet public")).inner_text()
    return int(told.split()[0])


def open_case(officer: Officer, title: str, look: Look) -> None:
    """Write down what a letter says, and keep it for later."""
    page = officer.page
    officer.press("Write a dispute")
    officer.choose("Who raised it", "A voluntary or community organisation")
    officer.write("Title", title)
    officer.write("Summary", "A lunch club’s van was taken away, and nobody asked who rode in it.")
    page.get_by_label("Public body", exact=True).select_option(BODY)
    officer.choose("The organisation agreed to be named", "No")
    officer.write("Description instead of a name", "A lunch club with 40 members")
    officer.write("The organisation’s real name", REAL_NAME)
    officer.write("Whom to speak to there", PRIVATE[1])
    officer.write("Notes", PRIVATE[2])
    _date(page, "What is in dispute happened on", RAISED - timedelta(days=9))
    _date(page, "The dispute was raised on", RAISED)
    officer.write("What happened", "The council took back the van that the lunch club rode in.")
    officer.write("What was asked for", "The van, and a say before anything like it is decided.")
    _add(officer, "Add an undertaking", "Undertaking 1").get_by_label("Undertaking in dispute").select_option("4.2")
    talks = _add(officer, "Add a step", "Step 1")
    _step(talks, "Informal talks", RAISED, "They met once. Nothing came of it.")
    _date(talks, "Step ended on", RAISED + timedelta(days=10))
    letter = _add(officer, "Add a step", "Step 2")
    _step(letter, "Letter to the decision makers", LETTER, "It asked why nobody was heard.")
    if not look.scripts:
        officer.press("Update the questions of step 2")
    named = letter.get_by_role("group", name="The letter named the promises that may have been broken")
    named.get_by_label("Yes").check()
    page.get_by_label("This entry is an invented example").check()
    look.at(page, "letter written down")
    officer.press("Save and come back later")
    expect(page.get_by_role("region", name="Your drafts")).to_contain_text(title)
    look.at(page, "kept for later")


def expect_only_counted(reader: Page, title: str, number: int) -> None:
    """Expect that readers learn of an open case that there is one, and for how long, and nothing else."""
    assert count_open(reader) == number
    expect(reader.get_by_text("The longest has been open for 150 days.")).to_be_visible()
    for address in (*READ, f"/search?q={title.split()[-1]}"):
        assert not _told(reader, address, title, *PRIVATE), address


def invite(officer: Officer, look: Look) -> str:
    """Invite the lunch club's account, and return the link of the letter to it."""
    page = officer.page
    page.get_by_role("region", name="Your drafts").get_by_role("link", name="Whether a lunch club").first.click()
    officer.follow("Invite the other side’s statement")
    look.at(page, "whose statement")
    officer.press("Make an invitation")
    expect(page.get_by_role("alert")).to_contain_text("Choose whose statement it is")
    look.at(page, "nobody invited")
    officer.choose("Whose statement", "The account of the voluntary or community organisation")
    officer.press("Make an invitation")
    expect(page.get_by_role("heading", level=1)).to_have_text("Send this link")
    look.at(page, "the letter")
    found = re.search(r"http\S+/statement/\S+", page.get_by_label("A letter to copy").input_value())
    assert found
    officer.follow("See what was invited")
    expect(page.get_by_text("No answer yet.")).to_be_visible()
    look.at(page, "invited")
    return found[0]


def answer(guest: Page, link: str, words: str, look: Look) -> None:
    """Write the other side's account, without an account at the desk."""
    guest.goto(link)
    expect(guest.get_by_role("heading", level=1)).to_have_text("Make your statement")
    expect(guest.locator("main")).to_contain_text(BODY)
    assert not [words for words in PRIVATE if words in guest.content()]
    look.at(guest, "asked for a statement")
    guest.get_by_role("button", name="Continue").click()
    expect(guest.get_by_role("alert")).to_contain_text("Write your statement")
    look.at(guest, "no statement")
    guest.get_by_role("textbox").fill(words)
    guest.get_by_role("button", name="Continue").click()
    expect(guest.get_by_role("heading", level=1)).to_have_text("Check your statement")
    look.at(guest, "statement to check")
    guest.get_by_role("button", name="Send your statement").click()
    expect(guest.get_by_role("heading", level=1)).to_have_text("Your statement was received")
    look.at(guest, "statement received")
    assert not guest.context.cookies()
    guest.goto(link)
    expect(guest.get_by_role("heading", level=1)).to_have_text("This was already answered")
    look.at(guest, "already answered")


def close(officer: Officer, title: str, theirs: str, look: Look) -> None:
    """Put the account received into the case, write how it ended, and send it for review."""
    page = officer.page
    page.goto("/desk/")
    look.at(page, "a statement received")
    page.get_by_role("region", name="Statements received").get_by_role("link", name=title).click()
    expect(page.get_by_text("Forty people had no lunch")).to_be_visible()
    look.at(page, "statement to take")
    officer.press("Put it into the draft")
    box = page.get_by_label("What the voluntary or community organisation says, in its own words")
    expect(box).to_have_value(theirs)
    expect(page.get_by_label("The organisation’s real name", exact=True)).to_have_value(REAL_NAME)
    officer.write("What the public body says, in its own words", OURS)
    officer.choose("How it ended", "Upheld")
    if not look.scripts:
        officer.press("Update the questions")
    _date(page, "The dispute was closed on", CLOSED)
    officer.choose("Of what was asked for, it was given", "All")
    found = page.get_by_role("group", name="Undertaking 1", exact=True)
    found.get_by_label("What was found").select_option("Not kept")
    found.get_by_label("Who found it").select_option("Both sides, in agreement")
    found.get_by_role("group", name="The side that it binds admits it").get_by_label("Yes").check()
    found.get_by_label("Why it was not kept, or only in part").fill("The contract ended sooner than we planned for.")
    letter = page.get_by_role("group", name="Step 2", exact=True)
    _date(letter, "The letter was answered on", LETTER + timedelta(days=8))
    remedy = _add(officer, "Add a remedy", "Remedy 1")
    remedy.get_by_label("Kind of remedy").select_option("Support given back")
    remedy.get_by_label("What is done").fill("The club has its van back.")
    _date(remedy, "Remedy due on", CLOSED)
    _date(remedy, "Remedy done on", CLOSED)
    lesson = _add(officer, "Add a lesson", "Lesson 1")
    lesson.get_by_label("What is done differently from now on").fill("Who uses a van is asked before it is moved.")
    lesson.get_by_label("Whose task it is").fill("Head of Communities")
    _date(lesson, "Lesson due on", TODAY + timedelta(days=60))
    look.at(page, "how it ended")
    officer.press("Check and send for review")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    look.at(page, "answers to check")
    officer.press("Send for review")
    expect(page.get_by_role("region", name="Yours, waiting for a second person")).to_contain_text(title)


def publish(officer: Officer, title: str, look: Look) -> str:
    page = officer.page
    officer.sign_in("publisher")
    officer.review(title)
    expect(page.locator("main")).to_contain_text("Nobody asked us before the van was taken away.")
    look.at(page, "review")
    officer.publish_here()
    reference = officer.published()
    look.at(page, "published")
    return reference


def expect_public(reader: Page, reference: str, title: str, theirs: str, look: Look) -> None:
    expect_found(reader, "/search?q=lunch+club+van", title)
    reader.goto(f"/disputes/{reference}")
    look.at(reader, "the public page")
    sides = reader.get_by_role("region", name="What each side says")
    accounts = sides.locator(".register-statement")
    expect(accounts).to_have_count(2)
    expect(accounts.first).to_contain_text(theirs.split("\n")[0])
    expect(accounts.last).to_contain_text(OURS)
    expect(reader.get_by_role("region", name="What was found")).to_contain_text("Undertaking 4.2")
    changes = reader.get_by_role("region", name="What changes because of it")
    expect(changes).to_contain_text("The club has its van back.")
    expect(changes).to_contain_text("Who uses a van is asked before it is moved.")
    for feed in ("/disputes.atom", "/everything.atom", "/compact/4.2.atom", "/changes.atom"):
        assert _told(reader, feed, title, *PRIVATE) == [title], feed
    for address in (*READ, f"/disputes/{reference}", f"/disputes/{reference}/history"):
        assert not _told(reader, address, *PRIVATE), address


def _told(reader: Page, address: str, *words: str) -> list[str]:
    """Return which of these words stand at an address."""
    answer = reader.request.get(address)
    assert answer.ok, address
    told = answer.text()
    return [one for one in words if one in told]


def _add(officer: Officer, button: str, name: str) -> Locator:
    officer.press(button)
    row = officer.page.get_by_role("group", name=name, exact=True)
    expect(row).to_be_visible()
    return row


def _step(row: Locator, kind: str, began: date, summary: str) -> None:
    row.get_by_label("Kind of step").select_option(kind)
    _date(row, "Step began on", began)
    row.get_by_label("What happened, and what came of it").fill(summary)


def _date(place: Page | Locator, question: str, day: date) -> None:
    group = place.get_by_role("group", name=question, exact=True)
    for label, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(label).fill(str(number))
