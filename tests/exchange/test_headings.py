"""CSV, XLSX and JSON of the same data give the same grant."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from register.core.files import Table
from register.exchange.headings import Grant, Layout, heading_of, recognise, tidy
from register.exchange.reading import read
from register.exchange.schema import FOLDER, Field, fields, full_validator, grant_schema, quick_test
from tests.exchange.conftest import flat

LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="\ufffe\uffff")
TEXT = st.text(LETTERS, min_size=1, max_size=20).map(str.strip).filter(bool)
PARTS = st.lists(TEXT.map(lambda t: t.replace(";", ",").strip()).filter(bool), min_size=1, max_size=3)
NUMBERS = st.decimals(-(10**9), 10**9, places=4, allow_nan=False, allow_infinity=False).map(
    lambda d: abs(d) if d == 0 else d
)


def value_of(field: Field) -> st.SearchStrategy[Any]:
    return {"text": TEXT, "number": NUMBERS, "texts": PARTS}[field.holds]


def part(prefix: tuple[str, ...], depth: int) -> st.SearchStrategy[Grant]:
    """Generate a part of a grant with any of its fields; lists have up to two parts."""
    inside = [field for field in fields() if field.names[:depth] == prefix]
    members: dict[str, st.SearchStrategy[Any]] = {}
    for field in inside:
        name = field.names[depth]
        if len(field.names) == depth + 1:
            members[name] = value_of(field)
        elif name not in members:
            within = part((*prefix, name), depth + 1)
            members[name] = st.lists(within, min_size=1, max_size=2) if field.listed[depth] else within
    filled = st.fixed_dictionaries({}, optional=members)
    return filled.filter(bool)


GRANTS = part((), 0)


def as_csv(grant: Grant) -> bytes:
    cells = flat(grant)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(cells)
    writer.writerow(cells.values())
    return text.getvalue().encode()


@settings(max_examples=60, deadline=None)
@given(GRANTS)
def test_a_grant_written_as_a_table_reads_as_the_same_grant(grant: Grant) -> None:
    table = read(as_csv(grant), bool)

    assert isinstance(table, Table)
    assert table.problems == []
    assert Layout(table.headings).grant(table.rows[0][1]) == grant


@settings(max_examples=60, deadline=None)
@given(GRANTS)
def test_a_grant_written_as_json_reads_as_the_same_grant(grant: Grant) -> None:
    text = json.dumps(grant, default=str).replace("\\u0000", "")
    loaded = json.loads(text)
    restored = _numbers(grant, loaded)

    assert tidy(restored) == (grant, {})


def _numbers(like: Any, loaded: Any) -> Any:
    """Give back the Decimals that JSON wrote as text."""
    if isinstance(like, dict):
        return {name: _numbers(value, loaded[name]) for name, value in like.items()}
    if isinstance(like, list):
        return [_numbers(one, other) for one, other in zip(like, loaded, strict=True)]
    return Decimal(loaded) if isinstance(like, Decimal) else loaded


@settings(max_examples=150, deadline=None)
@given(GRANTS)
def test_the_quick_test_gives_the_full_validators_answer(grant: Grant) -> None:
    assert quick_test()(grant) == full_validator().is_valid(grant)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("awardDate", "2026-03-31"),
        ("awardDate", "2026-03-31T09:30:00Z"),
        ("awardDate", "31/03/2026"),
        ("awardDate", "2026-13-01"),
        ("awardDate", 20260331),
        ("dateModified", "2026-03-31"),
        ("fromOpenCall", "Maybe"),
        ("currency", "£"),
        ("amountAwarded", "12"),
        ("plannedDates", [{"startDate": "2026"}]),
        ("plannedDates", [{"duration": -1}]),
        ("plannedDates", {"duration": 1}),
        ("recipientOrganization", []),
        ("recipientOrganization", [{"id": "x"}]),
        ("beneficiaryLocation", [{"latitude": None}]),
        ("relatedActivity", [1]),
    ],
)
def test_both_validators_agree_on_values_that_tempt(name: str, value: Any) -> None:
    assert quick_test()({name: value}) == full_validator().is_valid({name: value})


def test_the_award_date_needs_the_format_checker() -> None:
    """The trap of the standard's `oneOf`: without the checker a good date fails and a British one passes."""
    unchecked = Draft202012Validator(grant_schema())

    assert not unchecked.is_valid({"awardDate": "2026-03-31"})
    assert unchecked.is_valid({"awardDate": "31/03/2026"})
    assert full_validator().is_valid({"awardDate": "2026-03-31"})
    assert not full_validator().is_valid({"awardDate": "31/03/2026"})


def test_every_heading_of_the_template_is_known() -> None:
    from openpyxl import load_workbook

    path = FOLDER / "360-giving-schema-titles-with-meta-tab-2023.xlsx"
    for sheet in load_workbook(path).worksheets:
        if sheet.title != "Meta":
            unknown = [cell.value for cell in sheet[1] if cell.value and recognise(str(cell.value)) is None]
            assert unknown == [], sheet.title


@pytest.mark.parametrize(
    ("heading", "path"),
    [
        ("Recipient Org:Charity Number", ("recipientOrganization", 0, "charityNumber")),
        ("recipient org : charity number", ("recipientOrganization", 0, "charityNumber")),
        ("From an open call?", ("fromOpenCall",)),
        ("Last modified", ("dateModified",)),
        ("Beneficiary Location:1:Name", ("beneficiaryLocation", 1, "name")),
        ("Recipient Org:Location:2:Name", ("recipientOrganization", 0, "location", 2, "name")),
        ("recipientOrganization/0/id", ("recipientOrganization", 0, "id")),
        ("plannedDates/0/startDate", ("plannedDates", 0, "startDate")),
    ],
)
def test_headings_and_paths(heading: str, path: tuple[str | int, ...]) -> None:
    found = recognise(heading)

    assert found is not None
    assert found[1] == path
    assert recognise(heading_of(path)) == found


@pytest.mark.parametrize("heading", ["", ":", "0", "Title:0", "Recipient Org", "Recipient Org:Shoe Size", "1:Title"])
def test_headings_that_name_no_field(heading: str) -> None:
    assert recognise(heading) is None


def test_what_the_standard_does_not_know_is_kept_beside() -> None:
    grant, beside = tidy(
        {"id": " a ", "colour": "red", "recipientOrganization": [{"name": "B", "pets": [1, 2]}], "url": None}
    )

    assert grant == {"id": "a", "recipientOrganization": [{"name": "B"}]}
    assert beside == {"colour": "red", "recipientOrganization/0/pets": "[1, 2]"}
