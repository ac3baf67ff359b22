"""A grid whose rows went on elsewhere while it was open: nothing typed is lost, and nothing goes that was not read."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask

from register.core.calendar import now_utc
from register.decisions.grid import CELLS
from register.desk import grid_rows
from register.extensions import writing
from register.publishing import batches
from register.publishing.drafts import State
from tests.desk.browser import Officer, all_drafts, with_pair
from tests.desk.gridding import begin, boxes, table, typed
from tests.desk.test_grid import rows_of
from tests.desk.test_grid_autosave import autosave
from tests.desk.test_statements import answer, invite

OWN = "Words that were typed late in this tab, for the first hall alone."


def send(author: Officer, draft_id: int) -> None:
    """Send a row for review from another tab."""
    author.get(f"/desk/drafts/{draft_id}")
    author.checked(f"/desk/drafts/{draft_id}/check")


def test_words_typed_over_a_row_that_was_sent_meanwhile_are_put_aside(app: Flask, author: Officer) -> None:
    where = begin(author, table(3))
    opened = boxes(author.get(where))
    one = rows_of(app)[0]
    send(author, one.id)

    late = typed([*opened, ("check", "1")], reasons_0=OWN, reasons_1="Other words for the second hall.")
    page = author.post(where, late, 422)

    assert "Row 1 was sent for review meanwhile, so it is unchanged" in page
    aside = next(draft for draft in all_drafts(app) if draft.title.endswith("(put aside)"))
    assert dict(aside.pairs)["rationale-reasons"] == OWN
    assert f'href="/desk/drafts/{aside.id}"' in page
    assert OWN in author.get(f"/desk/drafts/{aside.id}")
    first, second, _ = rows_of(app)
    assert (first.state, first.pairs) == (State.IN_REVIEW, one.pairs)
    assert dict(second.pairs)["rationale-reasons"].startswith("Other words"), "the others are saved"
    author.post(where, late, 422)
    assert len([draft for draft in all_drafts(app) if draft.title.endswith("(put aside)")]) == 1, "sent again"


def test_autosave_says_that_a_row_was_sent_meanwhile_and_keeps_what_was_typed(app: Flask, author: Officer) -> None:
    where = begin(author, table(2))
    opened = boxes(author.get(where))
    send(author, rows_of(app)[0].id)
    said = autosave(author, where, typed(opened, reasons_0=OWN), 409)
    assert "sent on meanwhile" in said["problem"]
    author.post(where, typed([*opened, ("check", "1")], reasons_0=OWN), 422)
    asides = [draft for draft in all_drafts(app) if draft.title.endswith("(put aside)")]
    assert [dict(one.pairs)["rationale-reasons"] for one in asides] == [OWN]


def test_a_row_that_was_sent_meanwhile_and_says_what_was_typed_is_no_conflict(app: Flask, author: Officer) -> None:
    where = begin(author, table(2))
    opened = boxes(author.get(where))
    send(author, rows_of(app)[0].id)
    again = [pair for pair in opened if pair[0] != "maker-name"]
    author.post(where, [*again, ("maker-name", "Grants panel"), ("check", "1")])
    assert [dict(one.pairs)["maker-name"] for one in rows_of(app)] == ["Head of Communities", "Grants panel"]


def test_a_row_saved_in_its_full_form_still_takes_what_all_rows_share(app: Flask, author: Officer) -> None:
    where = begin(author, table(2))
    opened = [pair for pair in boxes(author.get(where)) if pair[0] != "maker-name"]
    full_form(app, author)
    author.post(where, [*opened, ("maker-name", "Grants panel"), ("check", "1")])
    assert [dict(one.pairs)["maker-name"] for one in rows_of(app)] == ["Grants panel", "Grants panel"]
    assert dict(rows_of(app)[0].pairs)["risks-0-risk"] == "A risk"


def full_form(app: Flask, author: Officer) -> None:
    """Write in the full form of the first row what no cell of the grid shows."""
    one = rows_of(app)[0]
    author.get(f"/desk/drafts/{one.id}")
    pairs = with_pair(one.pairs, "risks-0-risk", "A risk")
    author.post(f"/desk/drafts/{one.id}", [*pairs, ("version", str(one.version)), ("save", "1")])


@pytest.mark.parametrize("press", ["remove", "empty"])
def test_a_row_with_a_received_statement_stays_and_the_others_are_saved(
    app: Flask, author: Officer, press: str
) -> None:
    app.config["TODAY"] = date(2027, 2, 1)
    where = begin(author, table(3))
    answer(app.test_client(), invite(author, f"/desk/drafts/{rows_of(app)[0].id}/statements"))
    pairs = boxes(author.get(where))
    gone = {f"{name}_0": "" for name in CELLS} if press == "empty" else {}
    button = ("remove-rows-0", "1") if press == "remove" else ("check", "1")

    page = author.post(where, typed([*pairs, button], reasons_1=OWN, **gone), 422)

    assert "Row 1 was not removed: the other side’s statement was received for it" in page
    assert len(rows_of(app)) == 3
    assert dict(rows_of(app)[1].pairs)["rationale-reasons"] == OWN
    assert 'value="Village Hall 1 (invented)"' in page


@pytest.mark.parametrize("press", ["remove", "empty"])
def test_a_row_saved_in_its_full_form_meanwhile_is_not_removed_unread(app: Flask, author: Officer, press: str) -> None:
    where = begin(author, table(3))
    opened = boxes(author.get(where))
    full_form(app, author)
    gone = {f"{name}_0": "" for name in CELLS} if press == "empty" else {}
    button = ("remove-rows-0", "1") if press == "remove" else ("check", "1")

    page = author.post(where, typed([*opened, button], **gone), 422)

    assert "Row 1 was not removed: it was saved elsewhere meanwhile" in page
    assert dict(rows_of(app)[0].pairs)["risks-0-risk"] == "A risk"
    gone = {f"{name}_0": "" for name in CELLS} if press == "empty" else {}
    author.post(where, typed([*boxes(page), button], **gone))
    assert len(rows_of(app)) == 2, "it was read, and goes"


def test_a_row_that_was_sent_meanwhile_is_not_removed(app: Flask, author: Officer) -> None:
    where = begin(author, table(2))
    opened = boxes(author.get(where))
    send(author, rows_of(app)[0].id)
    page = author.post(where, [*opened, ("remove-rows-0", "1")], 422)
    assert "Row 1 was sent for review meanwhile, so it is not removed" in page
    assert [one.state for one in rows_of(app)] == [State.IN_REVIEW, State.DRAFT]


def test_two_saves_of_what_rows_share_at_once_are_shown_side_by_side(
    app: Flask, author: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = begin(author, table(2))
    opened = [pair for pair in boxes(author.get(where)) if pair[0] != "maker-name"]
    first = grid_rows._sorted_out
    raced: list[bool] = []

    def overtaken(round_: Any, batch: Any, *more: Any) -> Any:
        found = first(round_, batch, *more)
        if not raced:
            raced.append(True)
            pairs = with_pair(batch.pairs, "maker-name", "Grants panel")
            with writing() as connection:
                batches.save_shared(connection, batch, version=batch.version, pairs=pairs, at=now_utc())
        return found

    monkeypatch.setattr(grid_rows, "_sorted_out", overtaken)
    page = author.post(where, [*opened, ("maker-name", "Head of Culture"), ("check", "1")], 422)
    assert "Saved meanwhile: Grants panel" in page
    assert re.search(r'name="maker-name"[^>]*value="Head of Culture"', page)
