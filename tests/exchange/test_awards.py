"""From a grant to a decision: what is shown, what is kept private, what is doubtful."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given, settings

from register.common.people import looks_like_a_person
from register.core.canonical import parse
from register.decisions import words
from register.decisions.content import DecisionContent, IndividualReason, LocationScope, RegrantType
from register.exchange.awards import DESCRIBED, document_of, private_of
from register.exchange.headings import Grant
from register.exchange.identifiers import in_order, normal
from register.exchange.schema import code_list
from register.exchange.threesixty import Row, refusals
from tests.exchange.conftest import SEEDS, award, csv_of, examined, flat, xlsx_of
from tests.exchange.test_headings import GRANTS, TEXT


def document(**changes: str) -> dict[str, Any]:
    found = examined(csv_of(award(**changes)))
    assert found.refused == ()
    read: dict[str, Any] = parse(found.stated[0].content)
    return read


def private(**changes: str) -> dict[str, str]:
    return examined(csv_of(award(**changes))).stated[0].private


def noticed(**changes: str) -> list[tuple[int | None, str | None, str]]:
    return [(p.row, p.column, p.message) for p in examined(csv_of(award(**changes))).noticed]


def test_both_trafford_files_say_the_same_555_awards() -> None:
    table = examined((SEEDS / "trafford-grants.csv").read_bytes())
    package = examined((SEEDS / "trafford-grants.json").read_bytes(), "trafford.json")

    assert table.refused == package.refused == ()
    assert len(table.stated) == len({one.identifier for one in table.stated}) == 555
    assert [(a.identifier, a.content, a.private) for a in table.stated] == [
        (a.identifier, a.content, a.private) for a in package.stated
    ]
    assert parse(table.stated[1].content)["amount_awarded"] == "3028.63"
    for one in table.stated:
        assert DecisionContent.model_validate(parse(one.content)).grant_id == one.identifier


def test_a_workbook_says_the_same() -> None:
    rows = [award(1), award(2, Amount_Awarded="10")]
    numbers = [[float(v) if name == "Amount Awarded" else v for name, v in row.items()] for row in rows]

    assert [a.content for a in examined(xlsx_of(list(rows[0]), *numbers)).stated] == [
        a.content for a in examined(csv_of(*rows)).stated
    ]


def test_what_a_decision_says_of_an_award() -> None:
    said = document(
        Recipient_Org__Charity_Number="1146179",
        Recipient_Org__Company_Number="7962245",
        Planned_Dates__Start_Date="2026-04-01",
        **{
            "Planned Dates:End Date": "2027-03-31",
            "Planned Dates:Duration (months)": "12",
            "From An Open Call?": "Yes",
            "Funding Org:Department": "Communities",
            "Grant Programme:Title": "Halls fund",
            "Beneficiary Location:Name": "Coalmoor (invented)",
            "Beneficiary Location:1:Geographic Code": "E05000001",
            "URL": "https://coalmoor.example/awards/1",
            "Amount Applied For": "2000",
            "Data Source": "https://coalmoor.example/awards",
        },
    )

    assert said == {
        "title": "Repairs to hall 1 (invented)",
        "summary": "New roof for the village hall",
        "body": {
            "identifier": "XI-BODY-coalmoor",
            "name": "Coalmoor District Council (invented)",
            "department": "Communities",
        },
        "areas": [{"name": "Coalmoor (invented)"}, {"name": "E05000001", "code": "E05000001"}],
        "documents": [{"title": "The award on the funder’s website", "url": "https://coalmoor.example/awards/1"}],
        "source": {
            "title": "Awards published by Coalmoor District Council (invented)",
            "url": "https://coalmoor.example/awards",
        },
        "decision_type": "award",
        "instrument": "grant",
        "decided_on": "2026-03-31",
        "route": "open_call",
        "recipient": {
            "organisation": {
                "name": "Wear Vale Halls Association 1 (invented)",
                "identifiers": ["XI-ORG-hall-1", "GB-CHC-1146179", "GB-COH-07962245"],
            }
        },
        "amount_applied_for": "2000.00",
        "amount_awarded": "1250.50",
        "programme": {"title": "Halls fund"},
        "term": {"start": "2026-04-01", "end": "2027-03-31", "duration_months": 12},
        "grant_id": "360G-coalmoor-001",
    }


def test_addresses_and_unknown_columns_are_kept_and_never_shown() -> None:
    kept = private(
        Recipient_Org__Postal_Code="DH1 1AA",
        Recipient_Org__Web_Address="https://someone.example",
        Officer="A. Clerk",
        **{"Beneficiary Location:Latitude": "54.77", "Location Scope": "GLS999"},
    )

    assert kept == {
        "file: Recipient Org:Postal Code": "DH1 1AA",
        "file: Recipient Org:Web Address": "https://someone.example",
        "file: Officer": "A. Clerk",
        "file: Beneficiary Location:Latitude": "54.77",
        "file: Location Scope": "GLS999",
    }


def test_what_else_the_file_says_publicly_is_shown() -> None:
    cells = {
        "From An Open Call?": "No",
        "For Regrant Type": "FRG010",
        "Location Scope": "GLS060",
        "Related Activity": "360G-coalmoor-900; 360G-coalmoor-901",
        "Actual Dates:Start Date": "2026-04-02",
        "Actual Dates:End Date": "2027-03-01T12:00:00Z",
        "To Individuals Details:Primary Grant Reason": "GTIR010",
        "To Individuals Details:Secondary Grant Reason": "GTIR070",
        "To Individuals Details:Grant Purpose": "GTIP020;GTIP070",
    }

    found = examined(csv_of(award() | cells)).stated[0]

    said = parse(found.content)
    assert {name: said[name] for name in said.keys() - document().keys()} == {
        "open_call": False,
        "regrant_type": "FRG010",
        "location_scope": "GLS060",
        "related_activity": ["360G-coalmoor-900", "360G-coalmoor-901"],
        "actual_start": "2026-04-02",
        "actual_end": "2027-03-01",
        "to_individuals": {
            "primary_reason": "GTIR010",
            "secondary_reason": "GTIR070",
            "purposes": ["GTIP020", "GTIP070"],
        },
    }
    assert found.private == {}


def test_codes_outside_the_standards_lists_are_kept_and_not_shown() -> None:
    cells = {"For Regrant Type": "FRG999", "To Individuals Details:Grant Purpose": "GTIP020;other"}

    assert "regrant_type" not in document(**cells)
    assert "to_individuals" not in document(**cells)
    assert private(**cells) == {f"file: {name}": value for name, value in cells.items()}


@pytest.mark.parametrize(
    ("codes", "labels", "name"),
    [
        (get_args(RegrantType), words.REGRANT_TYPES, "regrantType"),
        (get_args(LocationScope), words.LOCATION_SCOPES, "locationScope"),
        (get_args(IndividualReason), words.INDIVIDUAL_REASONS, "grantToIndividualsReason"),
        ((), words.INDIVIDUAL_PURPOSES, "grantToIndividualsPurpose"),
    ],
)
def test_the_standards_codes_have_their_words(codes: tuple[str, ...], labels: dict[str, str], name: str) -> None:
    assert labels.keys() == code_list(name)
    assert not codes or set(codes) == labels.keys()


def test_an_individual_is_described_and_never_named() -> None:
    found = examined(
        csv_of(
            award(
                Recipient_Org__Identifier="",
                Recipient_Org__Name="",
                Recipient_Ind__Identifier="360G-coalmoor-ind-1",
                Recipient_Ind__Name="Ann Example",
            )
        )
    )

    assert found.refused == ()
    assert parse(found.stated[0].content)["recipient"] == {"described_as": DESCRIBED}
    assert b"Ann" not in found.stated[0].content
    assert found.stated[0].private["file: Recipient Ind:Name"] == "Ann Example"


@settings(max_examples=80, deadline=None)
@given(GRANTS, TEXT, TEXT)
def test_every_column_is_shown_or_kept(grant: Grant, one: str, other: str) -> None:
    """Whatever else a sound grant says, its decision has the right shape and nothing of it is lost."""
    sound: Grant = grant | {
        "id": one,
        "title": one,
        "description": other,
        "currency": "GBP",
        "amountAwarded": Decimal(10),
        "awardDate": "2026-03-31",
        "fundingOrganization": [{"id": one, "name": other}],
    }
    if "recipientIndividual" not in sound:
        sound["recipientOrganization"] = [{"id": other, "name": one}]
    row = Row(2, sound, {})
    if list(refusals(row)):
        return

    said, kept = document_of(sound), private_of(sound, {})

    DecisionContent.model_validate(said)
    shown = len(flat(sound)) - len(kept)
    assert shown >= 9 - 2 * ("recipientIndividual" in sound)
    assert not any(name.removeprefix("file: ") in ("Title", "Amount Awarded", "Funding Org:Name") for name in kept)


@pytest.mark.parametrize("column", ["Planned Dates:Duration (months)", "Actual Dates:Duration (months)"])
@pytest.mark.parametrize("months", ["1201", "9007199254740992", "9" * 18 + ".5"])
def test_a_duration_that_cannot_be_true_is_refused_at_its_row(column: str, months: str) -> None:
    found = examined(csv_of(award() | {column: months}))
    assert [(one.row, one.column, one.message) for one in found.refused] == [
        (2, column, "The duration is more than 1,200 months.")
    ]
    assert examined(csv_of(award() | {column: "1200"})).refused == ()


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({"Title": "x" * 141}, "Title", "141 characters"),
        ({"Title": "Same", "Description": "Same"}, "Description", "same as the title"),
        ({"Description": "Ask ann@example.org"}, "Description", "e-mail"),
        ({"Identifier": "coalmoor/1"}, "Identifier", "does not begin with 360G-"),
        ({"Identifier": "360G-coal moor-1"}, "Identifier", "unexpected characters"),
        ({"Recipient Org:Identifier": "ORG-1"}, "Recipient Org:Identifier", "no known list"),
        ({"Recipient Org:Identifier": "GB-COH-12"}, "Recipient Org:Identifier", ""),
        ({"Recipient Org:Identifier": "GB-CHC-99"}, "Recipient Org:Identifier", "could not have given"),
        ({"Recipient Org:Charity Number": "n/a"}, "Recipient Org:Charity Number", "not a charity number"),
        ({"Recipient Org:Company Number": "1234567890"}, "Recipient Org:Company Number", "not a company number"),
        ({"Award Date": "2027-01-01"}, "Award Date", "future"),
        ({"Award Date": "1026-01-01"}, "Award Date", "too long ago"),
        ({"Planned Dates:Start Date": "2026"}, "Planned Dates:Start Date", "not a whole date"),
        (
            {"Planned Dates:Start Date": "2027-01-01", "Planned Dates:End Date": "2026-01-01"},
            "Planned Dates:Start Date",
            "after the end",
        ),
        ({"Planned Dates:Duration (months)": "1.5"}, "Planned Dates:Duration (months)", "whole number"),
        ({"Location Scope": "GLS999"}, "Location Scope", "not in the standard"),
        ({"URL": "javascript:alert(1)"}, "URL", "no web address"),
        ({}, "Grant Programme:Title", "No programme"),
        ({}, "Beneficiary Location:Name", "No location"),
        ({}, "Planned Dates:Duration (months)", "No duration"),
        ({}, "Last Modified", "last changed"),
    ],
)
def test_doubts_are_shown_row_by_row_and_refuse_nothing(changes: dict[str, str], column: str, words: str) -> None:
    found = examined(csv_of(award() | changes))

    assert found.refused == ()
    if words:
        assert any(p.row == 2 and p.column == column and words in p.message for p in found.noticed)


def test_doubts_across_the_file() -> None:
    name = "Wear Vale Halls Association (invented)"
    first = award(1, Recipient_Org__Name=name)
    second = award(2, Recipient_Org__Name=name, Funding_Org__Identifier="XI-BODY-wearfell")

    messages = [(p.row, p.message) for p in examined(csv_of(first, second)).noticed]

    assert any(row == 3 and "another funder" in message for row, message in messages)
    assert any(row == 3 and "in row 2 under XI-ORG-hall-1" in message for row, message in messages)


def test_the_identifier_of_a_public_register_leads() -> None:
    assert in_order("360G-x", "1146179", None) == ("GB-CHC-1146179", "360G-x")
    assert in_order("GB-COH-7962245", "1146179", "07962245") == ("GB-COH-07962245", "GB-CHC-1146179")
    assert normal("gb-coh-7962245") == "GB-COH-07962245"


@pytest.mark.parametrize(
    "name", ["Mrs A Example", "Fae Wolfe", "John Hall", "Mary O'Neil-Lane", "José García", "Dr. No"]
)
def test_names_that_look_like_a_person(name: str) -> None:
    assert looks_like_a_person(name)


@pytest.mark.parametrize(
    "name",
    ["Altrincham Chinese Association", "Drake Music", "Be Active", "Sale Brownies", "Emmaus", "The Big Breakfast"],
)
def test_names_that_do_not(name: str) -> None:
    assert not looks_like_a_person(name)
