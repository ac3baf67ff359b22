"""Broken files: each ends in a sentence with its place and its remedy, never in a traceback."""

from __future__ import annotations

import io
import json
import time
import zipfile
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from register.core.problems import Problem
from tests.exchange.conftest import HEADINGS, award, csv_of, examined, json_of, xlsx_of

GRANT = {
    "id": "360G-coalmoor-001",
    "title": "Repairs (invented)",
    "description": "New roof",
    "currency": "GBP",
    "amountAwarded": 10,
    "awardDate": "2026-03-31",
    "recipientOrganization": [{"id": "XI-ORG-halls", "name": "Wear Vale Halls Association (invented)"}],
    "fundingOrganization": [{"id": "XI-BODY-coalmoor", "name": "Coalmoor District Council (invented)"}],
}


def a_zip(**parts: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return written.getvalue()


def a_bomb() -> bytes:
    return a_zip(**{"[Content_Types].xml": b"<Types/>", "xl/worksheets/sheet1.xml": b" " * 50_000_000})


def rows_with(**changes: str) -> bytes:
    return csv_of(award(1), award(2, **changes))


def truncated(data: bytes) -> bytes:
    return data[: len(data) // 2]


def with_entities() -> bytes:
    book = zipfile.ZipFile(io.BytesIO(xlsx_of(list(HEADINGS), list(award().values()))))
    parts = {name: book.read(name) for name in book.namelist()}
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = laughs + sheet
    return a_zip(**parts)


BROKEN: dict[str, tuple[bytes, int | None, str]] = {
    "empty": (b"", None, "empty"),
    "only spaces": (b" \r\n ", None, "empty"),
    "headings only": (csv_of(award()).splitlines()[0], None, "no awards"),
    "no known heading": (b"Who,What\r\nA,B\r\n", 1, "None of the headings"),
    "first row empty": (b",,\r\na,b,c\r\n", 1, "first row is empty"),
    "british date": (rows_with(Award_Date="31/03/2026"), 3, "2026-03-31"),
    "impossible date": (rows_with(Award_Date="2026-02-31"), 3, "not a day of the calendar"),
    "year zero": (rows_with(Award_Date="0000-01-01"), 3, "not a day of the calendar"),
    "only a month": (rows_with(Award_Date="2026-03"), 3, "not a date"),
    "zero amount": (rows_with(Amount_Awarded="0"), 3, "more than zero"),
    "negative amount": (rows_with(Amount_Awarded="-5"), 3, "more than zero"),
    "pounds and commas": (rows_with(Amount_Awarded="£1,250"), 3, "not a number"),
    "fraction of a penny": (rows_with(Amount_Awarded="1.005"), 3, "two decimals"),
    "absurd amount": (rows_with(Amount_Awarded="9" * 19), 3, "too large"),
    "no amount": (rows_with(Amount_Awarded=""), 3, "missing"),
    "no recipient": (rows_with(Recipient_Org__Identifier="", Recipient_Org__Name=""), 3, "recipient is missing"),
    "no recipient name": (rows_with(Recipient_Org__Name=""), 3, "missing"),
    "two kinds of recipient": (rows_with(Recipient_Ind__Identifier="x", Recipient_Ind__Name="y"), 3, "an individual"),
    "two recipients": (rows_with(Recipient_Org__1__Identifier="XI-ORG-b", Recipient_Org__1__Name="B"), 3, "has one"),
    "individual named": (
        rows_with(
            Title="Grant to Ann Example",
            Recipient_Org__Identifier="",
            Recipient_Org__Name="",
            Recipient_Ind__Identifier="x",
            Recipient_Ind__Name="Ann Example",
        ),
        3,
        "names the individual",
    ),
    "other currency": (rows_with(Currency="EUR"), 3, "pounds sterling"),
    "no such currency": (rows_with(Currency="Pounds"), 3, "not one of the standard"),
    "open call maybe": (rows_with(**{"From_An_Open_Call?": "Maybe"}), 3, "Yes or No"),
    "modified without time": (rows_with(Last_Modified="2026-03-31"), 3, "date with a time"),
    "long identifier": (rows_with(Identifier="360G-" + "x" * 300), 3, "characters long"),
    "doubled identifier": (csv_of(award(1), award(1)), 3, "also the identifier of row 2"),
    "doubled heading": (b"Identifier,Title,Title\r\n1,2,3\r\n", 1, "columns 2 and 3"),
    "one field under two headings": (b"Identifier,Title,title?\r\n1,2,3\r\n", 1, "same field"),
    "10,000 columns": (b",".join(b"c%d" % n for n in range(10_000)) + b"\r\n", 1, "10,000 columns"),
    "long heading": (b"Identifier," + b"x" * 300 + b"\r\na,b\r\n", 1, "longer than"),
    "cell without heading": (csv_of(award()).rstrip() + b",more\r\n", 2, "no heading"),
    "row too short": (csv_of(award()) + b"360G-x,half a row\r\n", 3, "2 cells"),
    "quotation mark left open": (csv_of(award()) + b'360G-x,"no end\r\n', 3, "quotation mark"),
    "giant cell": (rows_with(Description="x" * 60_000), 3, "60,000 characters"),
    "cell beyond the reader": (rows_with(Description="x" * 200_000), 3, "divided into cells"),
    "NUL": (rows_with(Title="nul \x00 here"), 3, "U+0000"),
    "semicolons": (csv_of(award()).replace(b",", b";"), 1, "semicolons"),
    "UTF-16": (csv_of(award()).decode().encode("utf-16"), None, "UTF-16"),
    "neither UTF-8 nor Windows-1252": (rows_with(Title="Caf") + b"\x81\x8d", 4, "not UTF-8"),
    "two encodings": (rows_with(Title="Café") + "Café".encode("cp1252"), 4, "two encodings"),
    "old Excel": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, None, ".xls"),
    "PDF": (b"%PDF-1.7\n", None, "not a table"),
    "web page": (b"<!doctype html><p>Sign in", None, "web page"),
    "malformed JSON": (b'{"grants": [\n{"id": "a",}\n]}', 2, "line 2, column"),
    "JSON without grants": (b'{"awards": []}', None, "no list of grants"),
    "bare list": (json.dumps([GRANT]).encode(), None, "no list of grants"),
    "no grants": (b'{"grants": []}', None, "empty"),
    "grant that is text": (b'{"grants": ["x"]}', 1, "is not a grant"),
    "nested 100,000 deep": (b'{"grants": ' + b"[" * 100_000, None, "nested too deeply"),
    "nested 300 deep": (json_of({**GRANT, "more": json.loads("[" * 300 + "]" * 300)}), 1, "nested more than"),
    "recipient as object": (json_of({**GRANT, "recipientOrganization": {"id": "a", "name": "b"}}), 1, "a list"),
    "a duration of many figures": (
        json_of({**GRANT, "plannedDates": [{"duration": 7}]}).replace(b"7", b"1e30"),
        1,
        "more than 1,200 months",
    ),
    "amount as text": (json_of({**GRANT, "amountAwarded": "10"}), 1, "not a number"),
    "amount NaN": (b'{"grants": [{"amountAwarded": NaN}]}', None, "NaN"),
    "amount 1e999999999": (b'{"grants": [{"amountAwarded": 1e999999999}]}', 1, "digits"),
    "amount of 5,000 digits": (b'{"grants": [{"amountAwarded": ' + b"9" * 5_000 + b"}]}", None, "cannot be trusted"),
    "title as number": (json_of({**GRANT, "title": 7}), 1, "not written as text"),
    "lone surrogate": (b'{"grants": [{"id": "a\\ud800"}]}', 1, "U+D800"),
    "doubled name": (b'{"grants": [{"id": "a", "id": "b"}]}', None, "twice"),
    "JSON in cp1252": ('{"grants": ["Café"]}'.encode("cp1252"), None, "UTF-8"),
    "zip named xlsx": (a_zip(readme__txt=b"hello"), None, "zip archive"),
    "half a workbook": (truncated(xlsx_of(list(HEADINGS), list(award().values()))), None, "cannot be read"),
    "not even a zip": (b"PK\x03\x04" + b"x" * 100, None, "cannot be read"),
    "broken sheet": (a_zip(**{"[Content_Types].xml": b"<x", "xl/workbook.xml": b"<y"}), None, "cannot be read"),
    "zip bomb": (a_bomb(), None, "far more than it should"),
    "entities": (with_entities(), None, "declarations"),
    "formula": (xlsx_of(list(HEADINGS), list(award(Amount_Awarded="=1+1").values())), 2, "formula"),
    "sheet without headings": (xlsx_of(["Who", "What"], ["a", "b"]), 1, "No sheet has the headings"),
    "wide sheet": (xlsx_of([*HEADINGS, *(f"c{n}" for n in range(600))]), 1, "more than 500 columns"),
    "second sheet": (
        xlsx_of(list(HEADINGS), list(award().values()), sheets={"Planned Dates": [["Identifier"], ["360G-x"]]}),
        None,
        "would not be imported",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_in_plain_words(name: str) -> None:
    data, row, words = BROKEN[name]

    found = examined(data)

    assert found.stated == ()
    said = [problem for problem in found.refused if words in f"{problem.message} {problem.remedy}"]
    assert said, [problem.sentence() for problem in found.problems]
    assert row in [problem.row for problem in said]
    assert all(problem.message and len(problem.sentence()) < 500 for problem in found.problems)


def test_a_problem_says_where_what_and_how_to_mend_it() -> None:
    problem = Problem(3, "Award Date", "“31/03/2026” is not a date.", "Write 2026-03-31.")

    assert problem.sentence() == "Row 3, Award Date: “31/03/2026” is not a date. Write 2026-03-31."


def test_rows_of_one_file_are_all_checked() -> None:
    found = examined(csv_of(award(1, Amount_Awarded="0"), award(2), award(3, Award_Date="1/2/2026")))

    assert [(p.row, p.column) for p in found.refused] == [(2, "Amount Awarded"), (4, "Award Date")]


@pytest.mark.parametrize("ends", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_the_utf8_mark_do_not_matter(ends: str, mark: bytes) -> None:
    plain = csv_of(award(1), award(2))

    found = examined(mark + plain.replace(b"\r\n", ends.encode()))

    assert [one.content for one in found.stated] == [one.content for one in examined(plain).stated]
    assert any("carriage return" in problem.message for problem in found.noticed) == (ends == "\r")


def test_windows_letters_are_read_and_every_such_row_is_named() -> None:
    data = csv_of(award(1), award(2, Title="Café at £5 – “new”")).decode().encode("cp1252")

    found = examined(data)

    assert len(found.stated) == 2
    assert "Café at £5 – “new”".encode() in found.stated[1].content
    guessed = [problem for problem in found.noticed if "Windows-1252" in problem.message]
    assert [(problem.row, problem.column) for problem in guessed] == [(3, "Title")]


def test_error_cells_and_dates_of_a_workbook() -> None:
    values: list[object] = list(award().values())
    values[4], values[5] = 1250.5, date(2026, 3, 31)
    found = examined(xlsx_of(list(HEADINGS), values))

    assert [one.content for one in found.stated] == [one.content for one in examined(csv_of(award())).stated]

    book = openpyxl.Workbook()
    book.worksheets[0].append(list(HEADINGS))
    book.worksheets[0].append(["#N/A", *values[1:]])
    written = io.BytesIO()
    book.save(written)
    assert any("#N/A" in problem.message for problem in examined(written.getvalue()).refused)


SOUND = {
    "csv": csv_of(award(1), award(2)),
    "json": json_of(GRANT, {**GRANT, "id": "360G-coalmoor-002"}),
    "xlsx": xlsx_of(list(HEADINGS), list(award().values())),
}
BITS = (
    b'"',
    b",",
    b"\r",
    b"\n",
    b"\x00",
    b"\xff",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b"null",
    b"1e99",
    b"-",
    b"\xc3",
    b"2026-99-99",
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(SOUND)), st.lists(st.tuples(st.floats(0, 1), st.sampled_from(BITS), st.integers(0, 200))))
def test_no_damage_ends_in_a_traceback(kind: str, damage: list[tuple[float, bytes, int]]) -> None:
    data = bytearray(SOUND[kind])
    for where, bits, removed in damage:
        start = int(where * len(data))
        data[start : start + removed] = bits

    found = examined(bytes(data))

    assert found.stated or found.refused
    assert all(problem.sentence() for problem in found.problems)


def test_a_name_that_stands_twice_among_thousands_is_found_at_once() -> None:
    names = [*(f"n{number}" for number in range(20_000)), "twice", "twice"]
    began = time.process_time()
    (problem,) = examined(("{" + ",".join(f'"{name}":1' for name in names) + "}").encode(), "a.json").problems
    assert "“twice” stands twice" in problem.message
    assert time.process_time() - began < 1
