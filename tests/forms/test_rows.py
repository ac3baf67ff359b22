"""Rows with numbers of their own, and rows from a table: numbers stay, nothing typed is lost, all in plain words."""

from __future__ import annotations

import time
from typing import Any

import pytest

from register.consultations.form import ConsultationForm
from register.web.fields import MOST_NUMBERED_ROWS
from register.web.totals import is_total
from tests.forms.conftest import Render

HEADINGS = ("Theme", "What people said", "How many", "Disposition", "Decide by", "Reason")


def views(count: int, first: int = 1) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "theme": f"Theme {number}",
            "said": f"People said this, the {number}th time: open the hall on weekdays.",
            "disposition": "not_acted_on",
            "reason": "There is no money for it this year.",
            "commitment": {"what": "To ask again", "due_on": "2027-03-01"},
        }
        for number in range(first, first + count)
    ]


def numbers(form: ConsultationForm) -> list[tuple[int, str]]:
    return [(one["number"], one["theme"]) for one in form.document().get("views", ())]


def themes(*named: str) -> list[tuple[str, str]]:
    return [(f"views-{row}-theme", theme) for row, theme in enumerate(named)]


def test_three_hundred_views_come_back_as_they_were() -> None:
    document = ConsultationForm(ConsultationForm.pairs_of({"title": "Halls", "views": views(300)})).document()

    assert [one["number"] for one in document["views"]] == list(range(1, 301))
    assert document["numbered"] == {"views": 300}
    again = ConsultationForm(ConsultationForm.pairs_of(document), base=document)
    assert again.failures == []
    assert again.document() == document


def test_new_rows_are_numbered_once_they_say_something() -> None:
    form = ConsultationForm([*themes("Buses", ""), ("views-2-theme", "Halls")])

    assert numbers(form) == [(1, "Buses"), (2, "Halls")]
    assert dict(form.pairs)["views-2-number"] == "2"
    assert "views-1-number" not in dict(form.pairs)
    assert ConsultationForm(form.pairs).pairs == form.pairs


def test_moving_rows_keeps_their_numbers() -> None:
    pairs = ConsultationForm(themes("Buses", "Halls", "Parks")).pairs
    for button, left in (
        ("up-views-2", [(1, "Buses"), (3, "Parks"), (2, "Halls")]),
        ("down-views-0", [(3, "Parks"), (1, "Buses"), (2, "Halls")]),
        ("remove-views-1", [(3, "Parks"), (2, "Halls")]),
        ("add-views", [(3, "Parks"), (2, "Halls")]),
    ):
        pairs = ConsultationForm.rearranged([*pairs, (button, "1")]) or []
        form = ConsultationForm(pairs)
        assert numbers(form) == left, button


def test_a_removed_number_is_never_given_again() -> None:
    base = {"views": views(3), "numbered": {"views": 3}}
    pairs = ConsultationForm.rearranged([*ConsultationForm.pairs_of(base), ("remove-views-2", "1")]) or []

    first = ConsultationForm([*pairs, ("views-2-theme", "Newer")], base=base).document()
    assert [one["number"] for one in first["views"]] == [1, 2, 4]
    assert first["numbered"] == {"views": 4}

    # A second correction drops number 4; a third may not have it back, by typing it either.
    without = {**first, "views": first["views"][:2]}
    pairs = ConsultationForm.pairs_of(without)
    for typed in ([], [("views-2-number", "4")], [("views-2-number", "3")], [("views-2-number", "2")]):
        again = ConsultationForm([*pairs, ("views-2-theme", "Newest"), *typed], base=without).document()
        assert [one["number"] for one in again["views"]] == [1, 2, 5], typed
        assert again["numbered"] == {"views": 5}


def test_numbers_stay_given_after_all_rows_went() -> None:
    base = {"views": views(3), "numbered": {"views": 3}}
    pairs = ConsultationForm.rearranged([*ConsultationForm.pairs_of(base), ("clear-views", "1")]) or []
    assert [name for name, _ in pairs if name.startswith("views-")] == []

    filled = ConsultationForm.filled(pairs, "views", *table(("Halls", "Open.", "", "", "", "")))
    assert numbers(ConsultationForm(filled.pairs, base=base)) == [(4, "Halls")]


@pytest.mark.parametrize("typed", ["", "0", "-1", "1.5", "²", "99999", "one", "\0"])
def test_what_is_no_number_is_replaced_without_a_word(typed: str) -> None:
    form = ConsultationForm([*themes("Buses"), ("views-0-number", typed)])

    assert numbers(form) == [(1, "Buses")]
    assert form.failures == []


def test_a_number_by_itself_is_no_view() -> None:
    assert "views" not in ConsultationForm([("views-0-number", "7")]).document()


def test_a_hundred_views_are_folded_and_shown_soon(render: Render) -> None:
    pairs = ConsultationForm.pairs_of({"title": "Halls", "views": views(100)})
    began = time.process_time()
    page = render(ConsultationForm([*pairs, ("views-7-decide_by-day", "32"), ("views-100-theme", "")]))
    seconds = time.process_time() - began

    rows = page.findall(".//details[@id]")
    folded = {one.get("id"): "".join(one.find("summary").itertext()) for one in rows}
    assert folded["views-0"].startswith("View 1: Theme 1 · People said")
    assert folded["views-0"].endswith("Not acted on")
    assert folded["views-100"] == "View 101"
    assert [one.get("id") for one in rows if one.get("open") is not None] == ["views-7", "views-100"]
    assert page.find(".//a[@href='#views-80']") is not None
    assert seconds < 10, f"{seconds:.1f} s"  # 1.5 s when written, most of it for the strict parser


def test_few_rows_are_not_folded(render: Render) -> None:
    page = render(ConsultationForm(themes("Buses", "Halls")))

    assert [one.get("id") for one in page.iter("fieldset") if one.get("id") in ("views-0", "views-1")] == [
        "views-0",
        "views-1",
    ]
    assert page.find(".//details[@id='views-0']") is None


def table(*rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS) -> Any:
    cells = [(number, dict(zip(headings, row, strict=False))) for number, row in enumerate(rows, 2)]
    return headings, cells


def test_a_table_is_appended_below_what_is_there() -> None:
    typed = [("title", "Kept"), *themes("Buses", "")]
    rows = table(
        ("Halls", "Open them.", "12", "Not acted on", "2027-03-01", "No money."),
        ("Parks", "Close them.", "", "acted_on", "3 March 2027", ""),
        ("", "", "", "", "", ""),
    )

    filled = ConsultationForm.filled(typed, "views", *rows)
    form = ConsultationForm(filled.pairs)

    assert (filled.rows, filled.problems) == (2, [])
    said = form.document()
    assert form.failures == []
    assert said["title"] == "Kept"
    assert numbers(form) == [(1, "Buses"), (2, "Halls"), (3, "Parks")]
    assert [one.get("disposition") for one in said["views"]] == [None, "not_acted_on", "acted_on"]
    assert [one.get("decide_by") for one in said["views"]] == [None, "2027-03-01", "2027-03-03"]
    assert said["views"][1]["how_many"] == 12


def test_cells_that_cannot_be_read_stay_and_are_pointed_out() -> None:
    filled = ConsultationForm.filled([], "views", *table(("Halls", "Open.", "many", "Perhaps", "soon", "")))
    form = ConsultationForm(filled.pairs)

    assert {one.name for one in form.failures} == {
        "views-0-how_many",
        "views-0-disposition",
        "views-0-decide_by",
    }
    assert {"many", "Perhaps", "soon"} <= {value for _, value in form.pairs}
    assert numbers(form) == [(1, "Halls")]


def test_a_table_of_formulas_is_told_of_in_few_words() -> None:
    filled = ConsultationForm.filled([], "views", *table(*[("Halls", "=1", "1", "=2", "", "")] * 5_000))
    assert filled.rows == MOST_NUMBERED_ROWS
    assert len(filled.problems) == 22
    assert filled.problems[-2:] == [
        "9,980 more things of this table were left out",
        "There is room for 400 rows here: the table’s rows from 402 on were left out",
    ]


def test_unknown_columns_and_formulas_are_left_out_in_words() -> None:
    rows = table(("Halls", "=SUM(A1:A9)", "x"), headings=("THEME", "what  people said", "Mood"))

    filled = ConsultationForm.filled(themes("Buses"), "views", *rows)

    assert numbers(ConsultationForm(filled.pairs)) == [(1, "Buses"), (2, "Halls")]
    assert any("“Mood” was left out" in one for one in filled.problems)
    assert any("Row 2" in one and "formula" in one for one in filled.problems)
    assert "=SUM" not in str(filled.pairs)


def test_a_table_without_one_known_heading_changes_nothing() -> None:
    typed = themes("Buses")

    filled = ConsultationForm.filled(typed, "views", *table(("a",), headings=("Colour",)))

    assert (filled.pairs, filled.rows) == (typed, 0)
    assert "“what people said”" in filled.problems[0]


def test_rows_for_which_there_is_no_room_are_named() -> None:
    rows = table(*((f"Theme {number}",) for number in range(MOST_NUMBERED_ROWS + 50)))

    filled = ConsultationForm.filled(themes("Buses"), "views", *rows)

    assert filled.rows == MOST_NUMBERED_ROWS - 1
    assert len(ConsultationForm(filled.pairs).document()["views"]) == MOST_NUMBERED_ROWS
    assert filled.problems == [
        f"There is room for {MOST_NUMBERED_ROWS} rows here: "
        f"the table’s rows from {MOST_NUMBERED_ROWS + 1} on were left out"
    ]


def test_every_column_leads_to_a_question_of_a_row() -> None:
    for name in ConsultationForm.fillable():
        group = ConsultationForm().group(name)
        for heading in group.columns:
            filled = ConsultationForm.filled([], name, (heading,), [(2, {heading: "1"})])
            assert filled.rows == 1, heading
            assert all(pair[0] in dict(ConsultationForm(filled.pairs).pairs) for pair in filled.pairs), heading


@pytest.mark.parametrize(
    ("cells", "total"),
    [
        (["Total", "", "", "£40,000.50"], True),
        (["", "", "", "£40,000"], True),
        (["Grand total (40):", "", "", "=SUM(D2:D41)"], True),
        (["Sum", "", "", ""], False),
        (["Total Hall", "1100001", "", "£3"], False),
        (["", "1100001", "Refused", "£3"], False),
        (["Total", "A hall", "", "£3"], False),
        (["12", "13", "", ""], False),
    ],
)
def test_a_line_of_totals_is_told_from_a_row(cells: list[str], total: bool) -> None:
    assert is_total(cells) is total
