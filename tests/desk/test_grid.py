"""A round of forty decisions: pasted, put right at row and cell, sent together, published by a second person."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from openpyxl import Workbook
from werkzeug.datastructures import FileStorage

from register.entries.reading import current
from register.extensions import reading
from register.publishing import drafts
from register.publishing.drafts import Draft, State
from tests.desk.browser import Officer
from tests.desk.conftest import signed_in
from tests.desk.gridding import HEADINGS, NEW, SHARED, award, begin, boxes, marks, refusal, table, typed
from tests.desk.test_tables import post_parts


def rows_of(app: Flask, batch_id: int = 1) -> list[Draft]:
    with app.app_context(), reading() as connection:
        return drafts.of_batch(connection, batch_id)


def sent(author: Officer, cells: str) -> str:
    """Send a grid for review and return its address."""
    where = begin(author, cells)
    author.post(where, [*boxes(author.get(where)), ("send", "1")])
    return where


@pytest.mark.record
def test_forty_pasted_rows_are_sent_read_and_published_each_as_an_act(
    app: Flask, author: Officer, publisher: Officer
) -> None:
    where = begin(author, table())
    page = author.get(where)
    assert "<strong>40 of 40</strong> are ready" in page
    assert "Send all 40 for review" in page
    assert author.post(where, [*boxes(page), ("send", "1")]) == "/desk/"

    page = publisher.get(f"{where}/review")
    chosen = marks(page)
    assert len(chosen) == 40
    done = publisher.post(f"{where}/decide", [("row", mark) for mark in chosen])
    page = publisher.get(done)

    references = re.findall(r'href="/decisions/(FD-\d{4}-\d{4})"', page)
    assert len(set(references)) == 40
    assert {draft.state for draft in rows_of(app)} == {State.PUBLISHED}
    assert len({draft.n for draft in rows_of(app)}) == 40
    with app.app_context(), reading() as connection:
        first, eighth = (current(connection, references[place]) for place in (0, 7))
    assert first is not None
    assert eighth is not None
    assert first.document["title"] == "Warm rooms (invented) for Village Hall 1 (invented): awarded £2,101"
    assert first.document["recipient"]["organisation"]["identifiers"] == ["GB-CHC-1100001"]
    assert first.document["decided_on"] == "2026-09-01"
    assert first.document["recipient_told_on"] == "2026-09-03"
    assert first.document["programme"]["code"] == "warm-rooms"
    assert "programme.code" in first.document["inherited"]
    assert "length" not in first.document
    assert eighth.document["recipient"] == {"described_as": "A youth group in Village ward 8 (invented)"}
    assert eighth.document["recipient_told_on"] == "2026-09-04"
    assert "application by a youth group in Village ward 8" in eighth.document["title"]
    assert len(page.split("readonly>")[1].split("</textarea>")[0].split()) == 40
    assert author.get(done).count("/decisions/FD-") >= 40


def test_small_awards_take_the_short_form(app: Flask, author: Officer) -> None:
    begin(author, "\n".join([HEADINGS, award(1), award(2).replace("£2,102", "£9,000"), refusal(3)]))
    assert [dict(draft.pairs)["length"] for draft in rows_of(app)] == ["short", "full", "full"]


def test_what_is_wrong_stands_at_its_row_and_cell_and_nothing_typed_is_lost(app: Flask, author: Officer) -> None:
    rows = [
        award(1).replace("£2,101", "lots"),
        award(2).replace("Awarded", "Maybe"),
        refusal(3).replace("\t", "Named Youth Group (invented)\t", 1),
        award(4),
        award(5).replace("\t\t", "\tnext week\t", 1),
    ]
    rows[4] = "\t".join([*award(5).split("\t")[:6], "next week", ""])
    where = begin(author, "\n".join([HEADINGS, *rows]))
    page = author.get(where)
    assert "<strong>1 of 5</strong> is ready to be sent for review; 4 need something first" in page
    for place, value in {"1-awarded": "lots", "5-told": "next week", "3-applicant": "Named Youth Group"}.items():
        assert re.search(rf'class="govuk-input govuk-input--error" id="row-{place}"[^>]*value="{value}', page), place
        assert f'id="row-{place}-error-1"' in page
    assert '<option value="Maybe" selected>' in page
    assert "A refused applicant is described, not named." in page
    assert "has no title" not in page, "it is suggested as soon as the rest is right"

    page = author.post(where, [*boxes(page), ("send", "1")])
    assert [draft.state for draft in rows_of(app)].count(State.IN_REVIEW) == 1
    page = author.get(page.partition("#")[0])
    assert "1 decision was sent for review" in page
    assert "4 decisions were not sent" in page
    page = author.post(where, [*boxes(page), ("send", "1")], 422)
    assert "<title>Error: " in page
    assert 'href="#row-1-awarded"' in page
    fixed = typed(boxes(page), awarded_0="2,101", decision_1="award", applicant_2="", told_3="5 9 2026")
    author.post(where, [*fixed, ("send", "1")])
    assert {draft.state for draft in rows_of(app)} == {State.IN_REVIEW}
    assert dict(rows_of(app)[4].pairs)["recipient_told_on-day"] == "5"


def test_an_answer_missing_above_is_told_once(author: Officer) -> None:
    where = begin(author, table(9), shared=[pair for pair in SHARED if not pair[0].startswith("recipient_told")])
    page = author.get(where)
    assert page.count("The day on which the recipient was told is missing.") == 2, "at the question, and above the rows"
    assert "<strong>1 of 9</strong>" in page, "the row with a day of its own"


def test_a_row_keeps_what_it_says_for_itself_and_what_was_written_in_its_full_form(app: Flask, author: Officer) -> None:
    where = begin(author, table(3))
    one = rows_of(app)[0]
    pairs = [pair for pair in one.pairs if pair[0] != "title" and not pair[0].startswith("decided_on")]
    own = [
        ("title", "A title of our own"),
        ("decided_on-day", "2"),
        ("decided_on-month", "9"),
        ("decided_on-year", "2026"),
    ]
    author.get(f"/desk/drafts/{one.id}")
    author.post(f"/desk/drafts/{one.id}", [*pairs, *own, ("version", "1"), ("save", "1")])

    page = author.get(where)
    pairs = [pair for pair in boxes(page) if pair[0] != "decided_on-day"]
    author.post(where, typed([*pairs, ("decided_on-day", "5"), ("check", "1")], awarded_0="£2,222"))

    first, second, _ = (dict(draft.pairs) for draft in rows_of(app))
    assert (first["title"], first["decided_on-day"], first["amount_awarded"]) == ("A title of our own", "2", "£2,222")
    assert "£2,222" in first["summary"]
    assert "2 September 2026" in first["summary"], "it was suggested, so it follows what the row says"
    assert (second["decided_on-day"], second["title"]) == (
        "5",
        "Warm rooms (invented) for Village Hall 2 (invented): awarded £2,102",
    )
    assert "5 September 2026" in second["summary"]


@pytest.mark.record
def test_a_row_saved_elsewhere_meanwhile_is_shown_beside_what_was_typed(app: Flask, author: Officer) -> None:
    where = begin(author, table(3))
    opened = boxes(author.get(where))
    author.post(where, typed([*opened, ("check", "1")], awarded_1="£1,000"))

    page = author.post(
        where,
        typed([*opened, ("check", "1")], awarded_1="£1,500", reasons_0="New words for the first hall alone."),
        422,
    )

    assert "Row 2 was saved elsewhere meanwhile" in page
    assert "Saved meanwhile: £1,000" in page
    assert 'value="£1,500"' in page
    assert dict(rows_of(app)[0].pairs)["rationale-reasons"].startswith("New words"), "the others are saved"
    assert dict(rows_of(app)[1].pairs)["amount_awarded"] == "£1,000"
    author.post(where, [*boxes(page), ("check", "1")])
    assert dict(rows_of(app)[1].pairs)["amount_awarded"] == "£1,500"


def test_what_is_shared_and_was_saved_elsewhere_is_not_overwritten_blindly(app: Flask, author: Officer) -> None:
    where = begin(author, table(2))
    opened = [pair for pair in boxes(author.get(where)) if pair[0] != "maker-name"]
    author.post(where, [*opened, ("maker-name", "Grants panel"), ("check", "1")])
    page = author.post(where, [*opened, ("maker-name", "Head of Culture"), ("check", "1")], 422)
    assert "Saved meanwhile: Grants panel" in page
    assert 'value="Head of Culture"' in page
    assert dict(rows_of(app)[0].pairs)["maker-name"] == "Grants panel"
    author.post(where, [*boxes(page), ("check", "1")])
    assert dict(rows_of(app)[0].pairs)["maker-name"] == "Head of Culture"


def test_rows_are_typed_added_in_tens_removed_and_emptied(app: Flask, author: Officer) -> None:
    page = author.get(NEW)
    assert page.count('name="rows-') == 10 * 9
    cells = {"applicant_0": "Wear Vale Halls (invented)", "decision_0": "award", "awarded_0": "900"}
    where = author.post(NEW, typed([*boxes(page), *SHARED, ("more", "1")], **cells))
    page = author.get(where.partition("#")[0])
    assert page.count('-applicant" type="text"') == 11
    more = {"applicant_1": "Second Hall (invented)", "applicant_2": "Third Hall (invented)"}
    author.post("/desk/grids/1", typed([*boxes(page), ("check", "1")], **more))
    assert len(rows_of(app)) == 3
    page = author.get("/desk/grids/1")
    author.post("/desk/grids/1", [*boxes(page), ("remove-rows-1", "1")])
    assert [dict(one.pairs)["recipient-organisation-name"][:5] for one in rows_of(app)] == ["Wear ", "Third"]
    page = author.get("/desk/grids/1")
    author.post("/desk/grids/1", typed([*boxes(page), ("check", "1")], applicant_1=""))
    assert len(rows_of(app)) == 1, "an emptied row goes"


@pytest.mark.record
def test_the_same_post_twice_makes_one_grid(app: Flask, author: Officer) -> None:
    assert begin(author, table(2)) == begin(author, table(2))
    assert len(rows_of(app)) == 2
    with app.app_context(), reading() as connection:
        assert connection.exec_driver_sql("select count(*) from draft").scalar_one() == 2


def test_a_workbook_fills_the_grid(app: Flask, author: Officer) -> None:
    book, held = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for line in [HEADINGS, award(1), refusal(2)]:
        sheet.append(line.split("\t"))
    book.save(held)
    author.get(NEW)
    data = {"csrf_token": author.token, **dict(SHARED), "fill-rows": "1"}
    done = post_parts(author, NEW, {**data, "fill-rows-file": FileStorage(io.BytesIO(held.getvalue()), "round.xlsx")})
    assert done.status_code == 303
    assert len(rows_of(app)) == 2


def test_a_table_that_cannot_be_read_stays_in_its_box(app: Flask, author: Officer) -> None:
    author.get(NEW)
    page = author.post(NEW, [*SHARED, ("fill-rows-table", "Colour\tShape\nred\tround"), ("fill-rows", "1")], 422)
    assert "No column of the table has a heading that is known here" in page
    assert "Colour\tShape\nred\tround" in page
    assert 'value="Head of Communities"' in page


def test_the_line_of_totals_is_no_row(app: Flask, author: Officer) -> None:
    where = begin(author, f"{HEADINGS}\n{award(1)}\n{award(2)}\nTotal\t\t\t£4,803\t£4,203\t\t\t")
    page = author.get(where)
    assert "2 decisions were added from the columns " in page
    assert "Row 4 of the table was left out: it gives totals." in page
    assert len(rows_of(app)) == 2


def test_a_refused_name_leads_to_the_box_for_a_description(author: Officer) -> None:
    named = refusal(3).replace("\t", "A village hall in ward 8\t", 1)
    described, typed_in = "A youth group in Village ward 3 (invented)", named.rpartition("\t")[0] + "\t"
    page = author.get(begin(author, f"{HEADINGS}\n{typed_in}"))
    told = page.partition("A refused applicant is described, not named.")[2][:300]
    assert "Empty “Applicant”, and write it under" in told
    assert 'href="#row-1-described">“Description instead of a name”' in told
    assert '<details class="register-grid__more" open>' in page
    assert described not in page


def test_the_second_person_reads_what_each_sum_is(author: Officer, publisher: Officer) -> None:
    as_asked = award(2).replace("£2,402", "£2,102")
    where = sent(author, "\n".join([HEADINGS, award(1), as_asked, refusal(3)]))
    page = publisher.get(f"{where}/review")
    assert "<strong>Award</strong> £2,101 of £2,401 asked for<" in page
    assert "<strong>Award</strong> £2,102, as asked for<" in page
    assert "<strong>Refusal</strong> asked for £3,103<" in page


def test_two_hundred_rows_are_the_most(app: Flask, author: Officer) -> None:
    author.get(NEW)
    page = author.post(NEW, [*SHARED, ("fill-rows-table", table(203)), ("fill-rows", "1")], 422)
    assert "There is room for 200 rows here: the table’s rows from 202 on were left out" in page
    assert len(rows_of(app)) == 200


@pytest.mark.record
def test_the_same_reasons_on_many_rows_are_flagged_and_must_be_looked_at(
    app: Flask, author: Officer, publisher: Officer
) -> None:
    rows = [
        re.sub(r"Village Hall \d opens.*?it\.", "It scored well against the criteria of the round.", award(one))
        for one in range(1, 4)
    ]
    where = begin(author, "\n".join([HEADINGS, *rows, award(4)]))
    page = author.get(where)
    assert "The same reasons stand on 3 rows" in page
    author.post(where, [*boxes(page), ("send", "1")])
    page = publisher.get(f"{where}/review")
    chosen, looked = marks(page), marks(page, "looked")
    assert (len(chosen), len(looked)) == (4, 3)
    page = publisher.post(f"{where}/decide", [*[("row", mark) for mark in chosen], ("looked", looked[0])], 422)
    assert "2 decisions were published; 2 could not be" in page
    assert [draft.state for draft in rows_of(app)].count(State.PUBLISHED) == 2
    again = [*[("row", mark) for mark in marks(page)], *[("looked", one) for one in marks(page, "looked")]]
    publisher.post(f"{where}/decide", again)
    assert {draft.state for draft in rows_of(app)} == {State.PUBLISHED}


@pytest.mark.record
def test_exactly_the_version_read_is_published_and_one_row_goes_back_with_a_remark(
    app: Flask, author: Officer, publisher: Officer
) -> None:
    where = sent(author, table(3))
    chosen = marks(publisher.get(f"{where}/review"))
    one, two, three = (draft.id for draft in rows_of(app))
    author.get("/desk/")
    author.post(f"/desk/drafts/{one}/take-back")
    page = author.get(where)
    author.post(where, typed([*boxes(page), ("send", "1")], awarded_0="£2,222"))

    page = publisher.post(f"{where}/decide", [("back", chosen[1])], 422)
    assert "what the author should look at" in page
    publisher.post(f"{where}/decide", [("back", chosen[1]), (f"remark-{two}", "Say why this hall.")])
    page = publisher.post(f"{where}/decide", [("row", mark) for mark in chosen], 422)

    states = {draft.id: draft.state for draft in rows_of(app)}
    assert states == {one: State.IN_REVIEW, two: State.SENT_BACK, three: State.PUBLISHED}
    assert "its author changed it since you opened this page" in page
    assert "Say why this hall." in author.get(where)


@pytest.mark.record
def test_nobody_publishes_their_own_grid_and_strangers_see_none(
    app: Flask, publisher: Officer, author: Officer
) -> None:
    where = sent(publisher, table(2))
    page = publisher.get(f"{where}/review")
    assert "You wrote these, so a second person must publish them." in page
    own = [f"{draft.id}.{draft.version}" for draft in rows_of(app)]
    publisher.post(f"{where}/decide", [("row", mark) for mark in own], 422)
    assert {draft.state for draft in rows_of(app)} == {State.IN_REVIEW}
    author.get(where, 404)
    author.post(where, [("check", "1")], 404)
    author.get(f"{where}/published", 404)
    other = signed_in(app, "pia", "publisher")
    other.get(where, 404)
    other.get("/desk/grids/99/review", 404)
    other.get(f"/desk/grids/{10**30}/review", 404)
    draft = begin(author, table(2))
    other.get(f"{draft}/review", 404)
    other.post(f"{draft}/decide", [("row", "3.1")], 404)


def test_a_row_of_another_grid_or_of_nobody_is_not_taken(app: Flask, author: Officer) -> None:
    first = begin(author, table(2))
    begin(author, table(5))
    page = author.get(first)
    stolen = [pair if pair[0] != "rows-0-draft" else (pair[0], "4") for pair in boxes(page)]
    author.post(first, [*stolen, ("check", "1")])
    assert len(rows_of(app, 1)) == 3, "what was typed is kept as a row of its own"
    assert [draft.version for draft in rows_of(app, 2)] == [1] * 5


def test_a_grid_waits_on_the_front_page(author: Officer, publisher: Officer) -> None:
    where = begin(author, table(2))
    assert "Your grid of Warm rooms (invented), 2026" in author.get("/desk/")
    assert "Go on with the grid" in author.get(NEW)
    author.post(where, [*boxes(author.get(where)), ("send", "1")])
    assert "Read 2 of Warm rooms (invented), 2026" in publisher.get("/desk/")
