"""Where an error summary leads: to what changed, to what must be read again, to the box to fill, on drafts and grids.

That a link leads to something that can be seen is looked at on every desk page (`look_at`).
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from tests.desk.browser import Officer, award_pairs, read_on
from tests.desk.gridding import boxes, marks, table, typed
from tests.desk.test_grid import rows_of, sent
from tests.desk.test_journey import draft_of
from tests.desk.test_read_exactly import in_review, renamed, reworded


def links(page: str) -> list[str]:
    """Return where the error summary leads."""
    return re.findall(r'href="#([^"]+)"', page.partition("govuk-error-summary__list")[2].partition("</ul>")[0])


@pytest.mark.parametrize("button", ["publish", "send-back"])
def test_a_draft_that_was_changed_meanwhile_leads_to_what_changed(
    author: Officer, publisher: Officer, button: str
) -> None:
    place = f"/desk/drafts/{draft_of(author)}"
    read = read_on(publisher.get(f"{place}/review"))
    author.get(place)
    author.post(f"{place}/take-back")
    author.get(place)
    author.post(place, [*award_pairs(title="Warm rooms in six halls"), ("version", "1"), ("send", "1")])
    page = publisher.post(f"{place}/{button}", [*read, ("remark", "Say why.")], 422)
    assert links(page) == ["since-returned"]
    assert "<ins>in six halls</ins>" in page.partition('id="since-returned"')[2].partition("</section>")[0]


@pytest.mark.parametrize("change", [reworded, renamed])
def test_words_that_came_since_lead_to_the_draft_as_readers_see_it(
    app: Flask, author: Officer, publisher: Officer, change: Any
) -> None:
    place = in_review(author)
    read = read_on(publisher.get(f"{place}/review"))
    change(app)
    page = publisher.post(f"{place}/publish", read, 422)
    assert links(page) == ["as-readers-see-it"]
    shown = page.partition('id="as-readers-see-it"')[2].partition("</article>")[0]
    assert "Whatever the council asks for" in shown or "Another Council" in shown


def test_a_row_of_a_grid_that_was_changed_meanwhile_is_led_to(app: Flask, author: Officer, publisher: Officer) -> None:
    where = sent(author, table(3))
    chosen = marks(publisher.get(f"{where}/review"))
    author.get("/desk/")
    author.post(f"/desk/drafts/{rows_of(app)[1].id}/take-back")
    author.post(where, typed([*boxes(author.get(where)), ("send", "1")], awarded_0="£2,222"))
    page = publisher.post(f"{where}/decide", [("back", chosen[1])], 422)
    assert links(page) == ["row-2"]
    page = publisher.post(f"{where}/decide", [("back", "77.1.abc")], 422)
    assert links(page) == ["rows"]


def test_a_grids_missing_remark_or_tick_is_led_to_once(app: Flask, author: Officer, publisher: Officer) -> None:
    where = sent(author, table(3))
    chosen = marks(publisher.get(f"{where}/review"))
    ticked = [("row", mark) for mark in chosen]
    page = publisher.post(f"{where}/decide", [*ticked, ("back", chosen[1])], 422)
    assert links(page) == [f"remark-{rows_of(app)[1].id}"]
    page = publisher.post(f"{where}/decide", [("publish", "1")], 422)
    assert links(page) == ["tick-1"]
