"""Views from a table: a file or pasted cells, with and without JavaScript; whatever is wrong, nothing typed is lost."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, stream_encode_multipart

from register.extensions import reading
from register.publishing import drafts
from tests.desk.browser import Officer, look_at

NEW = "/desk/consultations/new"
TYPED = [("entered", "closed"), ("title", "Halls"), ("views-0-theme", "Buses"), ("views-0-said", "More of them.")]
CSV = "Theme,What people said,Disposition\nHalls,Open them.,Acted on\nParks,Close them.,Not acted on\n"
HTMX = {"HX-Request": "true", "HX-Target": "views"}


def workbook() -> bytes:
    book, held = Workbook(), io.BytesIO()
    sheet: Any = book.active
    for row in CSV.splitlines():
        sheet.append(row.split(","))
    book.save(held)
    return held.getvalue()


def send(officer: Officer, place: str, table: bytes | None, name: str = "views.csv", **more: str) -> TestResponse:
    """Press the button that fills the views, with a file and perhaps other answers."""
    data: dict[str, Any] = {"csrf_token": officer.token, **dict(TYPED), "fill-views": "1", **more}
    if table is not None:
        data["fill-views-file"] = FileStorage(io.BytesIO(table), name)
    return post_parts(officer, place, data)


def post_parts(officer: Officer, place: str, data: dict[str, Any]) -> TestResponse:
    """Send a form of many parts, without the test client's file on disk, which it leaves open."""
    body, length, boundary = stream_encode_multipart(data, use_tempfile=False)
    form = f'multipart/form-data; boundary="{boundary}"'
    return officer.client.post(place, input_stream=body, content_length=length, content_type=form)


def themes(app: Flask, draft_id: int = 1) -> list[str]:
    with app.app_context(), reading() as connection:
        pairs = drafts.get(connection, draft_id).pairs
    return [value for name, value in pairs if re.fullmatch(r"views-\d+-theme", name) and value]


@pytest.mark.parametrize(
    ("table", "name"),
    [(CSV.encode(), "views.csv"), ("\ufeff".encode() + CSV.encode(), "views.csv"), (workbook(), "views.xlsx")],
    ids=["CSV", "CSV of Excel", "XLSX"],
)
def test_a_file_fills_the_views(app: Flask, author: Officer, table: bytes, name: str) -> None:
    author.get(NEW)

    done = send(author, NEW, table, name)

    assert (done.status_code, done.location) == (303, "/desk/drafts/1#views-heading")
    page = author.get(done.location)
    said = (
        "2 views were added from the columns “Theme”, “What people said” and “Disposition”. Read what was taken over."
    )
    heading = page.partition('id="views-heading" tabindex="-1"')[2]
    assert said in heading[:400], "right under the heading that one is led to"
    assert said not in author.get(done.location), "it is told once"
    assert themes(app) == ["Buses", "Halls", "Parks"]


@pytest.mark.parametrize("button", ["fill-views", "save", "update", "add-views"])
def test_pasted_cells_are_taken_over_by_whichever_button(app: Flask, author: Officer, button: str) -> None:
    author.get(NEW)

    author.post(NEW, [*TYPED, ("fill-views-table", CSV.replace(",", "\t")), (button, "1")])

    assert themes(app) == ["Buses", "Halls", "Parks"]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (b"", "The file is empty"),
        (b"\x00\x01\x02\xff" * 50, "UTF-16, or is no text"),
        (b"%PDF-1.7 and so on", "not a table"),
        (b"Colour,Shape\nred,round\n", "No column of the table has a heading that is known here"),
        (b'Theme,What people said\nHalls,"Open them', "Row"),
        (b"PK\x03\x04 broken", "Excel"),
        (b"Theme,What people said\n", "no row that says anything"),
        (b"a" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
    ],
    ids=["empty", "bytes", "PDF", "headings", "quotation mark", "workbook", "no rows", "too long"],
)
def test_a_table_that_cannot_be_read_changes_nothing_and_says_why(
    app: Flask, author: Officer, table: bytes, told: str
) -> None:
    author.get(NEW)

    done = send(author, NEW, table)

    assert done.status_code == 422
    look_at(done)
    assert told in done.text
    assert 'href="#fill-views"' in done.text
    assert "<title>Error: " in done.text
    assert themes(app) == ["Buses"]


def test_the_button_by_itself_says_what_it_needs(app: Flask, author: Officer) -> None:
    author.get(NEW)
    assert "Choose a file, or paste the cells of a table" in send(author, NEW, None).text
    assert themes(app) == ["Buses"]


def test_pasted_cells_that_cannot_be_read_stay_in_their_box(app: Flask, author: Officer) -> None:
    author.get(NEW)
    page = author.post(NEW, [*TYPED, ("fill-views-table", "Colour\tShape\nred\t<b>round"), ("save", "1")], 422)

    assert "Colour\tShape\nred\t&lt;b&gt;round" in page
    assert themes(app) == ["Buses"]


def test_what_could_be_read_is_taken_over_and_the_rest_is_named(app: Flask, author: Officer) -> None:
    author.get(NEW)

    done = send(author, NEW, b"Theme,Mood,What people said\nHalls,x,=1+1\nParks,y,Close them.\n")

    assert done.status_code == 422
    assert "The column “Mood” was left out" in done.text
    assert "Row 2: “What people said” holds a formula" in done.text
    assert themes(app) == ["Buses", "Halls", "Parks"]


def test_with_javascript_only_the_group_comes_back_and_nothing_is_saved(app: Flask, author: Officer) -> None:
    author.get(NEW)
    pairs = [*TYPED, ("fill-views-table", CSV.replace(",", "\t")), ("fill-views", "1")]

    part = author.send(NEW, pairs, headers=HTMX).text

    assert "<html" not in part
    assert 'value="Parks"' in part
    assert '<div id="announce" data-hx-swap-oob="innerHTML">2 views were added' in part
    with app.app_context(), reading() as connection:
        assert connection.exec_driver_sql("select count(*) from draft").scalar_one() == 0


@pytest.mark.parametrize(
    ("button", "said", "focus"),
    [
        ("add-views", "View added.", 'id="views-2-theme" name="views-2-theme" type="text" data-focus'),
        ("remove-views-0", "View removed.", 'id="views-0" tabindex="-1" data-focus'),
        ("up-views-1", "View moved up.", 'name="down-views-0"'),
    ],
)
def test_with_javascript_a_row_button_says_what_it_did_and_where_one_is(
    author: Officer, button: str, said: str, focus: str
) -> None:
    author.get(NEW)
    rows = [*TYPED, ("views-1-theme", "Halls")]

    part = author.send(NEW, [*rows, (button, "1")], headers=HTMX).text

    assert said in part
    assert len(re.findall(r"\sdata-focus", part)) == 1
    place = next(line for line in part.splitlines() if "data-focus" in line)
    assert focus.split(" data-focus")[0] in " ".join(part.split())
    assert focus.split('"')[1] in place


def test_the_focus_goes_to_the_summary_of_a_folded_row(author: Officer) -> None:
    author.get(NEW)
    rows = [(f"views-{row}-theme", "Halls") for row in range(1, 12)]

    part = author.send(NEW, [*TYPED, *rows, ("remove-views-3", "1")], headers=HTMX).text

    assert re.findall(r"<(\w+)[^>]*\sdata-focus", part) == ["summary"]
    assert "autofocus" not in part, "Chromium would complain"


NEWCOMERS = (
    "Comment\tHow many?\tOutcome\tWhat we did\tWhy?\tDecide by …\n"
    "Open them.\t12\tACCEPTED\tOpen on Sundays\t\t\n"
    "Close them.\t3\tNot accepted\t\tToo far\t1 March 2027\n"
    "Paint them.\t1\tIn part\tOne wall\tNo money\t\n"
    "Total\t16\t\t\t\t\n"
)


def test_the_headings_and_words_of_other_people_are_understood_and_totals_left_out(app: Flask, author: Officer) -> None:
    author.get(NEW)
    where = author.post(NEW, [("entered", "closed"), ("fill-views-table", NEWCOMERS), ("fill-views", "1")])

    held = dict(drafts_pairs(app))
    said = ("said", "how_many", "disposition", "change", "reason", "decide_by-year")
    assert [[held.get(f"views-{row}-{name}") or "" for name in said] for row in range(3)] == [
        ["Open them.", "12", "acted_on", "Open on Sundays", "", ""],
        ["Close them.", "3", "not_acted_on", "", "Too far", "2027"],
        ["Paint them.", "1", "partly", "One wall", "No money", ""],
    ]
    assert not any(name.startswith("views-3-") for name in held)
    page = author.get(where)
    assert "3 views were added from the columns “Comment” (what people said), “How many?”, " in page
    assert "Row 5 of the table was left out: it gives totals." in page


PARTLY_READ = "Comment\tOutcome\tMood\tSeason\nOpen them.\tNoted\tglad\tspring\nClose them.\tNo\tsad\tautumn\n"


@pytest.mark.parametrize("scripts", [True, False])
def test_where_something_is_left_out_the_cells_stay_at_the_message_and_are_not_added_twice(
    app: Flask, author: Officer, scripts: bool
) -> None:
    author.get(NEW)
    typed = [("entered", "closed"), ("fill-views-table", PARTLY_READ.replace("\n", "\r\n"))]
    pressed = [*typed, ("fill-views", "1")]
    page = author.send(NEW, pressed, headers=HTMX).text if scripts else author.post(NEW, pressed, 422)

    box = page.partition('id="fill-views-error"')[2].partition("</textarea>")[0]
    assert "2 views were added from the columns “Comment” (what people said) and “Outcome” (disposition)." in box
    assert "The columns “Mood” and “Season” were left out: no questions here have those names" in box
    assert "View 1: ‘What became of it’ has no answer “Noted”" in box
    assert PARTLY_READ.strip() in box
    assert ("data-focus" in box) is scripts
    assert page.count("data-focus>") == scripts

    mark = re.findall(r'name="fill-views-taken" value="(\w+)"', page)
    rows = [("views-0-said", "Open them."), ("views-1-said", "Close them."), ("fill-views-taken", mark[0])]
    where = "/desk/drafts/1" if not scripts else NEW
    version = [] if scripts else [("version", "1")]
    author.post(where, [*typed, *version, *rows, ("save", "1")])
    assert [value for name, value in drafts_pairs(app) if name.endswith("-said") and value] == [
        "Open them.",
        "Close them.",
    ]
    again = author.send(NEW, [*pressed, *rows], headers=HTMX).text
    assert "The rows of these cells were added already" in again
    assert "View 3" not in again
    assert "2 views were added" in author.send(NEW, [*pressed, rows[-1]], headers=HTMX).text, "their rows were removed"
    changed = [(name, value.replace("Mood", "Reason")) for name, value in pressed]
    assert "2 views were added" in author.send(NEW, [*changed, *rows], headers=HTMX).text


def test_a_column_that_answers_the_same_question_is_not_lost_in_silence(author: Officer) -> None:
    author.get(NEW)
    page = author.post(NEW, [("fill-views-table", "Comment\tView\nOpen.\tWe did.\n"), ("fill-views", "1")], 422)

    assert "The column “View” was left out where another answers the same question" in page


def test_all_rows_go_with_one_button_that_asks_first(app: Flask, author: Officer) -> None:
    author.get(NEW)
    assert "Remove all the views" not in author.get(NEW)
    where = author.post(NEW, [*TYPED, ("fill-views-table", CSV.replace(",", "\t")), ("fill-views", "1")])
    page = author.get(where)
    assert re.search(
        r"<details[^>]*>\s*<summary[^>]*><span[^>]*>Remove all the views</span></summary>.*"
        r'name="clear-views"[^>]*>Yes, remove all 3 views</button>\s*</details>',
        page,
        re.DOTALL,
    )
    rows = drafts_pairs(app)
    part = author.send("/desk/drafts/1", [*rows, ("clear-views", "1")], headers=HTMX).text
    assert "All views removed." in part
    assert re.findall(r'id="([\w-]+)"[^>]*\sdata-focus', part) == ["add-views"]

    done = author.post("/desk/drafts/1", [*rows, ("version", "1"), ("clear-views", "1")])
    assert done == "/desk/drafts/1#views"
    assert themes(app) == []
    assert dict(drafts_pairs(app))["title"] == "Halls"


def test_a_hundred_views_are_written_and_moved_without_javascript(app: Flask, author: Officer) -> None:
    author.get(NEW)
    rows = "".join(f"Theme {number},People said so.,Acted on\n" for number in range(99))
    where = send(author, NEW, ("Theme,What people said,Disposition\n" + rows).encode()).location
    page = author.get(where)

    # Everything that a browser sends back, as one form of many parts: the file's button.
    sent = re.findall(r'<(?:input|textarea)[^>]* name="([a-z_0-9-]+)"', page)
    assert len(sent) > 1_000
    held = dict(drafts_pairs(app))
    data = {name: held.get(name, "") for name in sent if not name.startswith("fill-")}
    pressed = {"csrf_token": author.token, "version": "1", "up-views-99": "1"}
    again = post_parts(author, "/desk/drafts/1", {**data, **pressed})
    assert (again.status_code, again.location) == (303, "/desk/drafts/1#views-98")
    assert themes(app)[-2:] == ["Theme 98", "Theme 97"]
    assert [dict(drafts_pairs(app))[f"views-{row}-number"] for row in (98, 99)] == ["100", "99"]


def drafts_pairs(app: Flask) -> list[tuple[str, str]]:
    with app.app_context(), reading() as connection:
        return list(drafts.get(connection, 1).pairs)
