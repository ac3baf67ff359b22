"""A routine award from prepared text, by the clock: from the author's front page to published by a second person.

What is counted: an answer given (typed, pasted or chosen) is a field, a press of the mouse on anything is a click, and
each page that is loaded counts. The text is prepared, so a box is filled at once, as by pasting.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Opener
from tests.browser.officer import Officer
from tests.browser.serving import Site
from tests.desk.gridding import table

BODY = "Coalmoor District Council (invented)"
REASONS = (
    "The {name} hall opens on four more evenings from October, and no other hall stands within six miles of it. "
    "The bid scored 81 of 100 against the published criteria, the third highest of nine."
)
ROUND = "Hall improvements (invented), 2026 autumn"


@dataclass
class Counted:
    """What one award took."""

    name: str
    fields: float = 0
    clicks: float = 0
    loads: float = 0
    seconds: float = 0
    awards: int = 1
    begun: float = field(default_factory=time.perf_counter)

    def stop(self) -> None:
        """Stop the clock, and share everything among the awards."""
        self.seconds = (time.perf_counter() - self.begun) / self.awards
        self.fields, self.clicks, self.loads = (one / self.awards for one in (self.fields, self.clicks, self.loads))

    def __str__(self) -> str:
        """Return one line of the table."""
        return f"{self.name:32}{self.fields:8.1f}{self.clicks:8.1f}{self.loads:8.1f}{self.seconds:9.2f}"


HEAD = f"{'':32}{'fields':>8}{'clicks':>8}{'loads':>8}{'seconds':>9}"


class Hand:
    """One officer's hand on the mouse and the keyboard, counted."""

    def __init__(self, page: Page, counted: Counted) -> None:
        self.page, self.counted = page, counted
        page.on("load", self._loaded)

    def _loaded(self, _: Page) -> None:
        self.counted.loads += 1

    def press(self, what: Locator) -> None:
        self.counted.clicks += 1
        what.click()

    def button(self, name: str | re.Pattern[str]) -> None:
        self.press(self.page.get_by_role("button", name=name).last)

    def write(self, label: str, words: str) -> None:
        self.counted.fields += 1
        self.page.get_by_label(label, exact=True).fill(words)

    def choose(self, question: str, answer: str) -> None:
        self.counted.fields += 1
        self.counted.clicks += 1
        self.page.get_by_role("group", name=question, exact=True).get_by_label(answer, exact=True).check()
        self._settle()

    def select(self, label: str, answer: str) -> None:
        self.counted.fields += 1
        self.counted.clicks += 1
        self.page.get_by_label(label, exact=True).select_option(answer)
        self._settle()

    def _settle(self) -> None:
        """Wait until the questions that an answer steers have come."""
        expect(self.page.locator(".htmx-request")).to_have_count(0)

    def date(self, question: str, day: int, month: int, year: int) -> None:
        self.counted.fields += 1
        group = self.page.get_by_role("group", name=question, exact=True)
        for label, number in (("Day", day), ("Month", month), ("Year", year)):
            group.get_by_label(label).fill(str(number))


def make_round(officer: Officer) -> None:
    """Have a publisher make the round that the awards are of, where it is not there yet."""
    page = officer.page
    officer.sign_in("publisher")
    page.goto("/desk/rounds")
    if page.get_by_role("link", name=ROUND, exact=True).count():
        return
    page.goto("/desk/rounds/new")
    page.get_by_label("Public body", exact=True).select_option(BODY)
    officer.write("Programme", "Hall improvements (invented)")
    officer.write("Programme’s code", "halls")
    officer.write("Round’s name", "2026 autumn")
    page.get_by_label("Kind of support", exact=True).select_option("Grant")
    page.get_by_label("How recipients were found", exact=True).select_option("Open call")
    page.get_by_role("button", name="Save the round").last.click()
    expect(page.get_by_role("link", name=ROUND).first).to_be_visible()


def full(hand: Hand, name: str) -> None:
    """Write every answer that a careful officer gives to a small award of no round."""
    _begin(hand)
    _use_last(hand)
    _decided(hand)
    _recipient(hand, name)
    hand.write("Amount awarded", "2,400")
    hand.write("Reasons for the decision", REASONS.format(name=name))
    _suggest(hand)


def with_round(hand: Hand, name: str) -> None:
    """Write an award of a round, which says the rest."""
    _begin(hand)
    hand.select("Programme round", ROUND)
    _use_last(hand)
    _decided(hand)
    _recipient(hand, name)
    hand.write("Amount awarded", "2,400")
    hand.write("Reasons for the decision", REASONS.format(name=name))
    _suggest(hand)


def short(hand: Hand, name: str) -> None:
    """Write a small award in the short form."""
    _begin(hand)
    hand.choose("Length of this form", "The short form for small awards")
    expect(hand.page.get_by_role("group", name="Equality", exact=True)).to_have_count(0)
    _use_last(hand)
    _decided(hand)
    _recipient(hand, name)
    hand.write("Amount awarded", "2,400")
    hand.write("Reasons for the decision", REASONS.format(name=name))
    _suggest(hand)


def first(hand: Hand, name: str) -> None:
    """Write an officer's first award: there is no last one whose answers could be used."""
    _begin(hand)
    hand.write("Title", f"Hall improvements grant for {name} (invented): awarded £2,400")
    hand.write("Summary", f"{BODY} awarded {name} (invented) £2,400 so that it can open on four more evenings a week.")
    hand.select("Public body", BODY)
    _decided(hand)
    hand.choose("Decided by", "An officer")
    hand.write("Name of the committee, name of the councillor, or post of the officer", "Head of Communities")
    hand.choose("The decision was taken", "As an officer’s decision under delegation")
    _recipient(hand, name)
    hand.select("Kind of support", "Grant")
    hand.write("Amount awarded", "2,400")
    hand.choose("The amounts are", "In all")
    hand.write("Reasons for the decision", REASONS.format(name=name))
    hand.write("Contact", "Grants team")
    hand.write("Contact’s mailbox", "grants@coalmoor.example")


def _begin(hand: Hand) -> None:
    hand.press(hand.page.get_by_role("link", name="New decision", exact=True))
    hand.choose("What was decided", "Award")
    expect(hand.page.get_by_label("Title", exact=True)).to_have_count(1)


def _use_last(hand: Hand) -> None:
    hand.button("Use these answers")
    expect(hand.page.get_by_role("button", name="Use these answers")).to_have_count(0)


def _suggest(hand: Hand) -> None:
    hand.button("Suggest a title and a summary")
    expect(hand.page.get_by_label("Title", exact=True)).to_have_value(re.compile("awarded £2,400"))
    expect(hand.page.get_by_label("Title", exact=True)).to_be_focused()
    expect(hand.page.get_by_label("Title", exact=True)).to_be_in_viewport()


def _decided(hand: Hand) -> None:
    hand.date("Date of the decision", 1, 9, 2026)


def _recipient(hand: Hand, name: str) -> None:
    hand.write("Organisation’s name", f"{name} (invented)")
    hand.write("Organisation’s numbers", "GB-CHC-1100001")
    hand.date("The recipient was told on", 3, 9, 2026)


def send(hand: Hand) -> None:
    """Check the answers and send them for review."""
    hand.button("Check and send for review")
    expect(hand.page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    hand.button("Send for review")
    expect(hand.page.get_by_role("heading", level=1)).to_have_text("What needs you")


def approve(hand: Hand, name: str) -> None:
    """Read it as the second person, from their front page, and publish it."""
    hand.page.goto("/desk/queue/approval?sort=newest")  # the front page shows five, and other tests may leave more
    hand.press(hand.page.locator("#main-content").get_by_role("link", name=re.compile(name)).first)
    hand.page.wait_for_load_state()
    if (looked := hand.page.get_by_label("I have looked at these")).count():
        hand.press(looked)
    hand.button(re.compile("^Publish decision"))
    expect(hand.page.get_by_role("heading", level=1)).to_contain_text("ublished")


def grid(author: Hand, publisher: Hand, count: int) -> None:
    """Paste a round's decisions, send all, read all, publish all."""
    page = author.page
    author.press(page.get_by_role("link", name="Write a round’s decisions as a grid"))
    author.press(page.get_by_role("link", name=re.compile("^Write its decisions as a grid")).first)
    author.date("Date of the decision", 1, 9, 2026)
    author.date("The recipient was told on", 3, 9, 2026)
    author.choose("Decided by", "An officer")
    author.write("Name of the committee, name of the councillor, or post of the officer", "Head of Communities")
    author.write("Cells copied from a spreadsheet, with their headings", table(count, "Parish"))
    author.counted.fields += 6 * count  # what the cells say is given, too: one by one in the spreadsheet
    author.button("Add the rows of the table")
    expect(page.get_by_text(f"{count} of {count}")).to_be_visible()
    author.button(f"Send all {count} for review")
    expect(page.get_by_role("heading", level=1)).to_have_text("What needs you")
    page = publisher.page
    page.goto("/desk/")
    publisher.press(page.get_by_role("link", name=re.compile(f"^Read {count} of ")))
    publisher.press(page.get_by_role("link", name=re.compile("^Tick all")))
    publisher.press(page.get_by_role("button", name=f"Publish {count} decisions"))
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{count} decisions published")


def measure(open_page: Opener, site: Site, *, rows: int = 40) -> list[Counted]:
    """Measure each way to publish a routine award, one after the other."""
    author, publisher = Officer(open_page(), site), Officer(open_page(), site)
    author.sign_in("author")
    make_round(publisher)
    found: list[Counted] = []
    ways: dict[str, tuple[str, Callable[[Hand, str], None]]] = {
        "an officer’s first, full form": ("Elderfold Hall", first),
        "full form, no round": ("Alderfold Hall", full),
        "full form, with a round": ("Birchfold Hall", with_round),
        "short form": ("Cedarfold Hall", short),
    }
    for name, (whom, write) in ways.items():
        author.page.goto("/desk/")
        counted = Counted(name)
        hand, second = Hand(author.page, counted), Hand(publisher.page, counted)
        write(hand, whom)
        send(hand)
        approve(second, whom)
        _finish(hand, second, found)
    author.page.goto("/desk/")
    counted = Counted(f"one row of a grid of {rows}", awards=rows)
    hand, second = Hand(author.page, counted), Hand(publisher.page, counted)
    grid(hand, second, rows)
    _finish(hand, second, found)
    return found


def _finish(hand: Hand, second: Hand, found: list[Counted]) -> None:
    for one in (hand, second):
        one.page.wait_for_load_state("load")
        one.page.remove_listener("load", one._loaded)
    hand.counted.stop()
    found.append(hand.counted)
