"""A grid saved while it is written: each row once, over the version that the page has, and none removed."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from register.decisions.grid import CELLS
from register.extensions import reading
from register.publishing import drafts
from tests.desk.browser import Officer
from tests.desk.gridding import NEW, SHARED, Pairs, begin, boxes, table, typed


def applicants(app: Flask) -> list[str | None]:
    with app.app_context(), reading() as connection:
        return [dict(one.pairs).get("recipient-organisation-name") for one in drafts.of_batch(connection, 1)]


def autosave(author: Officer, at: str, pairs: Pairs, status: int = 200) -> Any:
    answer = author.send(f"{at}/autosave", [*pairs, ("officer", "1")])
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_json()


def named(made: Any) -> Pairs:
    """Return the hidden boxes as the page's script fills them."""
    return [("version", str(made["version"])), *((name, str(value)) for name, value in made["boxes"].items())]


@pytest.mark.record
def test_a_grid_is_saved_while_it_is_written(app: Flask, author: Officer) -> None:
    author.get(NEW)
    row = [("rows-0-applicant", "Wear Vale Halls (invented)"), ("rows-0-awarded", "2,000")]
    made = autosave(author, NEW, [*SHARED, *row])
    assert made["said"].startswith("Grid saved ")
    assert made["address"] == "/desk/grids/1"
    assert autosave(author, NEW, [*SHARED, *row])["boxes"] == made["boxes"], "its answer was lost"
    more = [*SHARED, *row, *named(made), ("rows-3-applicant", "Low Marram Transport (invented)")]
    again = autosave(author, "/desk/grids/1", more)
    assert again["boxes"].keys() == {f"rows-{n}-{box}" for n in (0, 3) for box in ("draft", "version")}
    assert autosave(author, "/desk/grids/1", more)["boxes"] == again["boxes"], "its answer was lost"
    changed = [(name, "Wear Vale" if name == "rows-0-applicant" else text) for name, text in more]
    now = autosave(author, "/desk/grids/1", changed)
    assert now["boxes"]["rows-0-version"] == again["boxes"]["rows-0-version"] + 1
    assert applicants(app) == ["Wear Vale", "Low Marram Transport (invented)"]


def test_a_row_that_is_emptied_stays_until_a_button_is_pressed(app: Flask, author: Officer) -> None:
    at = begin(author, table(2))
    emptied = typed(boxes(author.get(at)), **{f"{name}_1": "" for name in CELLS})
    autosave(author, at, emptied)
    assert len(applicants(app)) == 2
    author.post(at, [*emptied, ("check", "1")])
    assert len(applicants(app)) == 1


def test_a_row_saved_elsewhere_meanwhile_is_not_saved_over(app: Flask, author: Officer) -> None:
    at = begin(author, table(2))
    page = boxes(author.get(at))
    author.post(at, typed([*page, ("check", "1")], applicant_1="Elsewhere (invented)"))
    late = typed(page, applicant_0="Here (invented)", applicant_1="Late (invented)")
    assert "somewhere else" in autosave(author, at, late, 409)["problem"]
    assert applicants(app) == ["Here (invented)", "Elsewhere (invented)"]
    assert "Saved meanwhile: Elsewhere (invented)" in author.post(at, [*late, ("check", "1")], 422)
