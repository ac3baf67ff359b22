"""A consultation is written, published by two people, opens, and closes at its hour: nobody sets where it stands."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from register.core.calendar import LONDON, day_in_words, today_in_london
from register.finding.index import follow
from register.settings import Settings
from tests.browser.conftest import PHONE, WIDE, Opener
from tests.browser.looking import Look
from tests.browser.officer import Officer
from tests.browser.serving import Site, free_port
from tests.desk.browser import BODY, PASSWORD, add_coalmoor, add_staff

pytestmark = pytest.mark.browser

TITLE = "Which days should the warm bus come? (invented)"
OPENS = today_in_london() - timedelta(days=100)
CLOSES = OPENS + timedelta(days=83)
FIVE = time(17)
DUE = CLOSES + timedelta(days=84)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Return settings of a register that is served at an address of this machine."""
    return settings.model_copy(update={"public_url": f"http://127.0.0.1:{free_port()}"})


@pytest.fixture
def site(app: Flask, settings: Settings) -> Iterator[Site]:
    """Serve a register whose clock the test sets."""
    add_coalmoor(app)
    for role in ("author", "publisher"):
        add_staff(app, role, role)
    server = make_server("127.0.0.1", int(settings.public_url.rpartition(":")[2]), app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Site(settings.public_url, {f"{role}@example.org": PASSWORD for role in ("author", "publisher")})
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(("scripts", "width"), [(True, WIDE), (False, PHONE)], ids=str)
def test_a_consultation_opens_and_closes_by_the_clock(
    app: Flask, settings: Settings, open_page: Opener, site: Site, scripts: bool, width: int
) -> None:
    look = Look("opening", scripts=scripts, width=width)
    officer = Officer(open_page(scripts=scripts, width=width), site)
    reader = open_page(scripts=scripts, width=width)

    set_clock(app, OPENS - timedelta(days=20), time(12))
    write(officer, look)
    reference = publish(officer, look)
    with app.app_context():
        follow(settings)
    expect_standing(reader, reference, "Announced", f"Announced: opens {day_in_words(OPENS)}", look)

    set_clock(app, OPENS, time(0))
    expect_standing(reader, reference, "Open", f"Open until 5pm on {day_in_words(CLOSES)}", look)
    set_clock(app, CLOSES, time(16, 59))
    expect_standing(reader, reference, "Open", f"Open until 5pm on {day_in_words(CLOSES)}", look)
    expect_listed_as_open(reader, there=True)

    set_clock(app, CLOSES, FIVE)
    closed = f"Closed {day_in_words(CLOSES)}; feedback is due by {day_in_words(DUE)}"
    expect_standing(reader, reference, "Closed, being analysed", closed, look)
    expect_listed_as_open(reader, there=False)
    expect_owed(officer, reference, look)


def set_clock(app: Flask, day: date, at: time) -> None:
    app.config["NOW"] = datetime.combine(day, at, LONDON)


def write(officer: Officer, look: Look) -> None:
    page = officer.page
    officer.sign_in("author")
    officer.press("Write a consultation")
    officer.choose("What you are entering", "A consultation that is to come, or is open now")
    officer.choose("How people are consulted", "Formal written")
    if not look.scripts:
        officer.press("Update the questions")
    officer.write("Title", TITLE)
    officer.write("Summary", "We ask on which two days the warm bus should come from next autumn.")
    page.get_by_label("Public body", exact=True).select_option(BODY["name"])
    officer.write("What you ask", "Which two days of the week suit you best?")
    officer.write("Why you ask", "The bus can come on two days only.")
    officer.choose("How far your plans are", "Options")
    officer.date("Announced on", *_parts(OPENS - timedelta(days=21)))
    officer.press("Add a period")
    officer.date("Opens on", *_parts(OPENS))
    officer.date("Closes on", *_parts(CLOSES))
    page.get_by_label("Closing time", exact=True).fill("5pm")
    officer.press("Add a way")
    page.get_by_label("How", exact=True).fill("Tell the driver, or ring the transport team.")
    page.get_by_label("This entry is an invented example").check()
    look.at(page, "consultation written")
    officer.press("Check and send for review")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    look.at(page, "answers to check")
    officer.press("Send for review")
    expect(page.get_by_role("region", name="Yours, waiting for a second person")).to_contain_text(TITLE)
    officer.sign_out()


def publish(officer: Officer, look: Look) -> str:
    page = officer.page
    officer.sign_in("publisher")
    officer.review(TITLE)
    look.at(page, "review")
    officer.publish_here()
    reference = officer.published()
    look.at(page, "published")
    officer.sign_out()
    return reference


def expect_standing(reader: Page, reference: str, state: str, sentence: str, look: Look) -> None:
    reader.goto(f"/consultations/{reference}")
    expect(reader.get_by_role("region", name="Where it stands")).to_contain_text(sentence)
    expect(reader.locator(".register-result__kind")).to_contain_text(state)
    look.at(reader, f"stands {state}")


def expect_listed_as_open(reader: Page, *, there: bool) -> None:
    for address in ("/consultations/?state=open", "/consultations.atom?state=open"):
        assert (TITLE in reader.request.get(address).text()) == there, address


def expect_owed(officer: Officer, reference: str, look: Look) -> None:
    """Expect that the desk asks for the feedback as soon as people can answer no more."""
    officer.sign_in("author")
    page = officer.page
    look.at(page, "feedback owed")
    officer.follow("Feedback owed")
    look.at(page, "the list of feedback owed")
    expect(page.locator(".register-queue")).to_contain_text(f"due {day_in_words(DUE)}")
    page.get_by_role("button", name=f"Write the feedback of {reference}").click()
    expect(page.get_by_label("What was not done, and why", exact=True)).to_be_visible()
    look.at(page, "feedback to write")


def _parts(day: date) -> tuple[int, int, int]:
    return day.day, day.month, day.year
