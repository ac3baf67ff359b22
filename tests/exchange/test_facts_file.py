"""Facts about consultations: nothing is invented, what is not exact stays in words, and broken files are refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from register.consultations.content import ConsultationContent
from register.consultations.facts_columns import HEADINGS
from register.consultations.facts_file import FACTS
from register.core.canonical import parse
from register.core.content import Document
from register.core.files import Contents, Listed, Surroundings
from register.exchange.examining import Examined, examine
from tests.exchange.conftest import TODAY, award, csv_of, xlsx_of
from tests.exchange.facts import EXAMPLE, REAL, as_cells, as_csv, as_json, consultation, real

AROUND = Surroundings(TODAY)


def listed(*records: Any, around: Surroundings = AROUND) -> Contents:
    return FACTS.examine(Listed(records), around)


def said(*, around: Surroundings = AROUND, **changes: Any) -> dict[str, Any]:
    """Return what a consultation says of one record."""
    found = listed(consultation(**changes), around=around)
    assert found.stated, [problem.sentence() for problem in found.problems]
    document: dict[str, Any] = parse(found.stated[0].content)
    return document


def of_title(found: Contents | Examined, title: str) -> dict[str, Any]:
    documents = (parse(one.content) for one in found.stated)
    return next(document for document in documents if document["title"] == title)


def test_the_real_file_gives_43_consultations_that_fit_the_shape() -> None:
    found = listed(*real())

    assert len({one.identifier for one in found.stated}) == 43
    assert [problem for problem in found.problems if problem.refuses] == []
    for one, record in zip(found.stated, real(), strict=True):
        content = ConsultationContent.model_validate(parse(one.content))
        assert isinstance(content.source, Document) and content.source.url == record["source_url"]


def test_nothing_is_said_that_the_file_does_not_say() -> None:
    found = listed(*real())

    for one, record in zip(found.stated, real(), strict=True):
        document = parse(one.content)
        (period,) = document.get("periods", [{}])
        for name, column in (("opens_on", "opens_on"), ("closes_on", "closes_on")):
            assert period.get(name) == record[column]
        assert (period.get("closes_at") or "")[:5] == (record["closes_time"] or "")
        for name, column in (
            ("what", "we_asked"),
            ("said", "you_said"),
            ("did", "we_did"),
            ("did_not", "not_acted_on_noted"),
            ("decided_on", "decision_date"),
        ):
            assert document.get(name) == record[column]
        assert document.keys() <= {
            "title", "body", "source", "what", "said", "did", "did_not", "decided_on", "periods", "dates_words",
            "responses",
        }  # fmt: skip


def test_counts_that_are_not_exact_and_parts_that_name_no_sector_stay_in_words() -> None:
    found = listed(*real())

    hampshire = of_title(found, "Future Services Consultation 2024: competitive (one-off) grants")
    assert hampshire["responses"] == {
        "total": 3453,
        "by_type": [{"type": "elected", "number": 34}, {"type": "individual", "number": 3339}],
        "words": "Open text: 667; organisations: 61; unstructured: 22",
    }
    bristol = of_title(found, "HMO additional licensing scheme (12 central wards)")
    assert bristol["responses"] == {"words": "In all: nearly 2,750"}
    assert said(responses={"total": "more than 500"})["responses"] == {"words": "In all: more than 500"}
    assert said(responses={"total": 1500}, note="Nearly 15,000 leaflets.")["responses"] == {"total": 1500}
    assert of_title(found, "Putney Road scheme")["responses"] == {
        "total": 291,
        "words": "Neutral: 14.4%; opposed: 60.1%; positive: 25.4%",
    }


def test_dates_are_told_in_words_only_where_no_day_was_stated() -> None:
    found = listed(*real())

    assert of_title(found, "AAP model consultation (2008)")["dates_words"] == "July-September 2008"
    assert "dates_words" not in of_title(found, "Community Buildings Grant consultation")
    undated: dict[str, Any] = {"opens_on": None, "closes_on": None, "twelve_weeks_or_more": None}
    assert said(**undated)["dates_words"] == "Said to have lasted 84 days, counting both ends"
    twelve: dict[str, Any] = {**undated, "length_days_inclusive": None, "twelve_weeks_or_more": False}
    assert said(**twelve, note="2023. By post.")["dates_words"] == "2023, said to have lasted under twelve weeks"
    assert "dates_words" not in said(**{**undated, "length_days_inclusive": None}, note="14,000 people live here.")


def test_what_follows_from_the_dates_is_kept_privately_and_contradictions_are_noticed() -> None:
    found = listed(consultation(length_days_inclusive=83, twelve_weeks_or_more=False, note="Seen in the library"))

    assert found.stated[0].private == {
        "file: Length in days": "83",
        "file: Twelve weeks or more": "No",
        "file: Note": "Seen in the library",
    }
    assert b"83" not in found.stated[0].content and b"Seen" not in found.stated[0].content
    assert [(problem.refuses, problem.message) for problem in found.problems] == [
        (False, "The dates make 84 days counting both ends, not 83; the dates count."),
        (False, "84 days are twelve weeks or more (84 days)."),
    ]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"opens_on": None, "closes_on": None, "closes_time": "17:00"}, "closing time without a closing day"),
        ({"decision_date": "2026-03-01"}, "earlier than the closing day"),
        ({"decision_date": "2026-12-25"}, "lies in the future"),
        ({"responses": {"total": 5, "individuals": 6}}, "less than its parts, 6"),
        ({"responses": {"total": 2750}, "note": "given as 'nearly 2,750'"}, "nearly 2,750"),
        ({"you_said": "Write to ann@coalmoor.example"}, "e-mail address"),
        ({"we_did": "<script>alert(1)</script>"}, "HTML stands in the text"),
        ({"opens_on": None, "closes_on": None, "twelve_weeks_or_more": False}, "84 days are twelve weeks or more"),
    ],
)
def test_what_is_doubtful_is_noticed_and_refuses_nothing(changes: dict[str, Any], message: str) -> None:
    found = listed(consultation(**changes))

    assert [problem.refuses for problem in found.problems if message in problem.message] == [False]
    assert len(found.stated) == 1


BROKEN: Mapping[str, tuple[dict[str, Any], str, str]] = {
    "british date": ({"closes_on": "29/03/2026"}, "Closes on", "Write the year first: 2026-03-29."),
    "no such day": ({"opens_on": "2026-02-30"}, "Opens on", "not a day of the calendar"),
    "only a month": ({"decision_date": "2026-02"}, "Decision date", "not a day of the calendar"),
    "long ago": ({"opens_on": "0026-01-05"}, "Opens on", "too long ago"),
    "end before start": ({"opens_on": "2026-03-30"}, "Closes on", "before it opens"),
    "noon": ({"closes_time": "noon"}, "Closing time", "12:00 for noon"),
    "24 o'clock": ({"closes_time": "24:00"}, "Closing time", "23:59"),
    "hour of one digit": ({"closes_time": "9:00"}, "Closing time", "17:00 for 5pm"),
    "twelve weeks perhaps": ({"twelve_weeks_or_more": "perhaps"}, "Twelve weeks or more", "neither yes nor no"),
    "length in words": ({"length_days_inclusive": "twelve weeks"}, "Length in days", "not a number of days"),
    "no length": ({"length_days_inclusive": 0}, "Length in days", "not a number of days"),
    "endless": ({"length_days_inclusive": 10**300}, "Length in days", "not a number of days"),
    "huge count": ({"responses": {"total": 10**15}}, "Responses: total", "up to 10,000,000"),
    "negative count": ({"responses": {"total": -1}}, "Responses: total", "not a number of responses"),
    "part of a person": ({"responses": {"individuals": 2.5}}, "Responses: individuals", "not a number"),
    "more than all": ({"responses": {"opposed_pct": 160}}, "Responses: opposed pct", "not a number"),
    "too many counts": ({"responses": {f"way {n}": n for n in range(60)}}, "Responses", "60 counts"),
    "no title": ({"title": "  "}, "Title", "missing"),
    "no body": ({"body": None}, "Public body", "missing"),
    "no source": ({"source_url": ""}, "Source address", "missing"),
    "script as source": ({"source_url": "javascript:alert(1)"}, "Source address", "no web address"),
    "broken source": ({"source_url": "https://[coalmoor"}, "Source address", "no web address"),
    "long title": ({"title": "x" * 301}, "Title", "301 characters"),
    "identifier with spaces": ({"body_identifier": "the council"}, "Public body identifier", "GB-LAE-DUR"),
    "list as text": ({"we_did": ["a", "b"]}, "“we_did”", "not a text or a number"),
    "nested count": ({"responses": {"total": {"a": 1}}}, "“Responses: total”", "not a text or a number"),
    "1e999999999": ({"length_days_inclusive": 1e300}, "“length_days_inclusive”", "not a text or a number"),
    "lone surrogate": ({"we_asked": "\ud800"}, "“we_asked”", "U+D800"),
    "giant text": ({"you_said": "x" * 60_000}, "“you_said”", "60,000 characters"),
    "long name": ({"n" * 200: "x"}, "“" + "n" * 59 + "…”", "longer than 180"),
    "one thing twice": ({"Title": "Another"}, "“Title”", "said twice"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_record_is_refused_with_its_place_and_a_remedy(name: str) -> None:
    changes, column, words = BROKEN[name]

    found = examine("facts.json", as_json(consultation(1), consultation(2, **changes)), AROUND)

    assert found.stated == ()
    told = [problem for problem in found.refused if words in f"{problem.message} {problem.remedy}"]
    assert [(problem.row, problem.column) for problem in told] == [(2, column)], [p.sentence() for p in found.problems]
    assert found.format is FACTS and found.unit == "Record"


@pytest.mark.parametrize(
    ("data", "row", "words"),
    [
        (as_json(consultation(1), consultation(1)), 2, "those of number 1"),
        (as_json(consultation(1), consultation(1, title="opening hours of LIBRARY 1 – invented")), 2, "of number 1"),
        (b'{"consultations": []}', None, "empty"),
        (b'{"consultations": ["x"]}', 1, "not a consultation"),
        (as_csv(consultation()).splitlines()[0], None, "no consultations"),
        (b"Title,Source address,source_url\r\na,b,c\r\n", 1, "says what another says already"),
        (b"Title,Opens on,Closes on\r\nFares,2026-01-05\r\n", 2, "2 cells"),
    ],
)
def test_a_broken_list_or_table_is_refused(data: bytes, row: int | None, words: str) -> None:
    found = examine("facts", data, AROUND)

    assert found.format is FACTS
    assert row in [problem.row for problem in found.refused if words in problem.message], found.problems


def test_two_runs_on_one_page_are_two_consultations() -> None:
    runs = [record for record in real() if record["body"] == "Ministry of Defence"]

    assert len({record["source_url"] for record in runs}) == 1
    assert len({one.identifier for one in listed(*runs).stated}) == 2


def test_a_consultation_is_recognised_however_its_title_is_spaced_or_capitalised() -> None:
    one, other = (listed(consultation(title=title)).stated[0].identifier for title in ("Bus fares", " BUS  fares – "))

    assert one == other
    assert one != listed(consultation(title="Bus fares", source_url="https://x.example")).stated[0].identifier
    assert one != listed(consultation(title="Bus fares", body="Wearfell (invented)")).stated[0].identifier


def test_a_body_has_the_files_identifier_or_the_registers_or_its_public_one_or_one_of_this_registers_own() -> None:
    known = Surroundings(TODAY, {"coalmoor district council invented": "XI-BODY-coalmoor"}, "WEAR")
    name = "Coalmoor District Council (invented)"

    assert said(around=known)["body"] == {"identifier": "XI-BODY-coalmoor", "name": name}
    assert said(around=known, body_identifier="GB-LAE-CLM")["body"]["identifier"] == "GB-LAE-CLM"
    assert said(body="Durham County Council")["body"]["identifier"] == "GB-LAE-DUR"
    unknown = Surroundings(TODAY, {}, "WEAR")
    assert said(around=unknown, body="Scottish Fire & Rescue")["body"]["identifier"] == "WEAR-scottish-fire-and-rescue"


@pytest.mark.parametrize("headings", [HEADINGS, {}, {name: words.upper() for name, words in HEADINGS.items()}])
def test_csv_in_either_spelling_says_the_same_as_json(headings: dict[str, str]) -> None:
    table = examine("facts.csv", as_csv(*real(), headings=headings), AROUND)
    items = examine("facts.json", REAL.read_bytes(), AROUND)

    assert table.refused == items.refused == ()
    assert [(a.identifier, a.content, a.private) for a in table.stated] == [
        (a.identifier, a.content, a.private) for a in items.stated
    ]


def test_a_workbook_says_the_same_as_json() -> None:
    records = [consultation(1, closes_time="17:00"), consultation(2, closes_time="23:59")]
    cells = [as_cells(record) for record in records]
    values: list[list[Any]] = [list(row.values()) for row in cells]
    values[0][3], values[1][4] = date(2026, 1, 5), date(2026, 3, 29)

    book = examine("facts.xlsx", xlsx_of(list(cells[0]), *values), AROUND)

    assert [one.content for one in book.stated] == [one.content for one in listed(*records).stated]


def test_the_order_of_the_columns_does_not_matter() -> None:
    counts = {"online": 3, "by post": 4, "total": 7}
    backwards = dict(reversed(counts.items()))

    assert said(responses=counts) == said(responses=backwards)


def test_the_example_shows_real_records_and_says_the_same_as_the_json() -> None:
    shown = examine(EXAMPLE.name, EXAMPLE.read_bytes(), AROUND)
    whole = {one.identifier: one.content for one in examine(REAL.name, REAL.read_bytes(), AROUND).stated}

    assert len(shown.stated) == 7 and shown.refused == ()
    assert all(whole[one.identifier] == one.content for one in shown.stated)


def test_unknown_columns_are_kept_privately_and_said_once() -> None:
    found = examine("facts.csv", as_csv(consultation(1, Officer="A. Clerk"), consultation(2, Officer="B")), AROUND)

    assert [one.private["file: Officer"] for one in found.stated] == ["A. Clerk", "B"]
    assert all(b"Clerk" not in one.content for one in found.stated)
    assert [(problem.row, problem.column) for problem in found.noticed] == [(1, "Officer")]


def test_a_file_is_known_by_its_headings_or_names_never_by_its_own_name() -> None:
    facts = as_json(consultation())

    assert [
        (examine(name, data, AROUND).format or FACTS).one
        for name, data in (
            ("awards.csv", as_csv(consultation())),
            ("awards.json", facts),
            ("x", as_json(consultation(), name="consultations")),
            ("consultations.csv", csv_of(award())),
        )
    ] == ["consultation", "consultation", "consultation", "award"]
    for unknown in (b'{"items": []}', b'[{"title": "x"}]', b"[]", b"[1, 2]", b'"text"', b"Who,What\r\na,b\r\n"):
        found = examine("x", unknown, AROUND)
        assert (found.format, len(found.refused)) == (None, 1)


SOUND = {
    "csv": as_csv(consultation(1), consultation(2)),
    "json": as_json(consultation(1), consultation(2)),
    "xlsx": xlsx_of(list(as_cells(consultation())), list(as_cells(consultation()).values())),
}
BITS = (b'"', b",", b"\n", b"\x00", b"\xff", b"{", b"]", b":", b"null", b"1e99", b"-", b"\xc3", b"2026-99-99", b"%")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(SOUND)), st.lists(st.tuples(st.floats(0, 1), st.sampled_from(BITS), st.integers(0, 200))))
def test_no_damage_ends_in_a_traceback(kind: str, damage: list[tuple[float, bytes, int]]) -> None:
    data = bytearray(SOUND[kind])
    for where, bits, removed in damage:
        start = int(where * len(data))
        data[start : start + removed] = bits

    found = examine("facts", bytes(data), AROUND)

    assert found.stated or found.refused
    assert all(problem.sentence() for problem in found.problems)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=5,
)
NAMES = st.sampled_from([*HEADINGS, "responses", "Responses: total", "responses/opposed_pct"]) | st.text(max_size=20)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.dictionaries(NAMES, VALUES | st.dictionaries(st.text(), VALUES)), min_size=1, max_size=3))
def test_any_values_are_stated_as_a_consultation_or_refused(records: list[dict[str, Any]]) -> None:
    found = listed(*json.loads(json.dumps([{**consultation(), **record} for record in records])))

    assert found.stated or any(problem.refuses for problem in found.problems)
    for one in found.stated:
        ConsultationContent.model_validate(parse(one.content))
