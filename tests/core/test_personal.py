"""The finder of personal data: what it must find, what it must leave alone, and how long it may take."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.common.people import looks_like_a_person
from register.core.personal.contacting import ROLES
from register.core.personal.finding import Find, found, spots
from register.core.personal.numbers import is_health_number, passes_luhn
from register.core.personal.spots import KINDS, Around
from register.settings import ROOT
from tests.core.personal_data import Planted, clean_prose, planted
from tests.timing import seconds

SEEDS = ROOT / "seeds"
CLEAN = 500
MOST_SECONDS = 0.05
"""A record; the test allows five times as much, for a machine that is busy."""


def is_found(one: Planted) -> bool:
    start = one.sentence.index(one.identifier)
    end = start + len(one.identifier)
    return any(spot.kind == one.kind and spot.start < end and start < spot.end for spot in spots(one.sentence))


def test_of_200_planted_identifiers_nearly_all_are_found_and_of_every_kind() -> None:
    all_of, missed = Counter[str](), Counter[str]()
    for one in planted():
        all_of[one.kind] += 1
        missed[one.kind] += not is_found(one)
    assert all_of.total() == 200
    assert missed.total() <= 10, missed
    assert {kind: missed[kind] / count for kind, count in all_of.items() if missed[kind] / count > 0.1} == {}


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Reach her on jane dot doe at example dot com", "email"),
        ("Reach him on jan DOT doe AT example DOT org", "email"),
        ("Write to hugh.grant@example.com", "email"),
        ("“Peter Parks” <peter.parks@example.org>", "email"),
        ("Write to k.williams @ example.org", "email"),
        ("Write to k.williams@ example.org, or ring", "email"),
        ("Write to ann_doe @example.org.", "email"),
        ("Birthday: 12 March", "birth"),
        ("her birthday is on the 3rd of June", "birth"),
        ("dob - 120381", "birth"),
        ("Date of birth 12031981", "birth"),
        ("He stays with his mother at 41 Pine View, Stanley", "address"),
        ("Home: DH1 2AB", "address"),
        ("Visa card 4222222222222", "card"),
        ("BACS to 089999 66374958", "bank"),
        ("Account name J Doe, sort 40-47-84", "bank"),
        ("H&C number 3200000000", "nhs"),
    ],
)
def test_rarer_spellings_are_found(sentence: str, kind: str) -> None:
    assert [spot.kind for spot in spots(sentence)] == [kind]


@pytest.mark.parametrize(
    "sentence",
    [
        "Write to grants.team@example.org or parks@example.org",
        "The centre’s tenth birthday is on 12 March",
        "Sorted: 40-47-84 of the minutes",
        "The barcode is 4222222222222",
        "Minutes 202401 12345678 and 202402 12345679",
        "Meet at the dot com cafe",
        "The fair @ hall.example from 9.30 @ hall.example until 10 p.m @ hall.example",
        "Write to grants.team @ example.org",
    ],
)
def test_what_only_resembles_them_is_left_alone(sentence: str) -> None:
    assert spots(sentence) == []


def test_they_are_found_within_a_document_too() -> None:
    views = [{"number": number, "said": one.sentence} for number, one in enumerate(planted())]
    finds = found({"title": "What people said", "views": views, "findings": [{"sentence": "Ring 0191 498 0123"}]})
    there = {find.path for find in finds}
    assert sum(f"views.{number}.said" in there for number in range(200)) >= 190
    assert not any(path.startswith("findings") for path in there)


def real_documents() -> Iterator[dict[str, Any]]:
    """Yield published records of real bodies as they were found, and the demonstration's."""
    for award in json.loads((SEEDS / "trafford-grants.json").read_bytes())["grants"][:200]:
        yield {"title": award["title"], "summary": award["description"]}
    for one in json.loads((SEEDS / "council-consultations.json").read_bytes()):
        yield {name: value for name, value in one.items() if isinstance(value, str) and name != "source_url"}
    for name in ("decisions", "consultations", "disputes"):
        yield from (one["document"] for one in json.loads((SEEDS / "demonstration" / f"{name}.json").read_bytes()))


def clean_documents() -> list[dict[str, Any]]:
    real = list(real_documents())
    contact = {"role": "Grants team", "email": "grants@coalmoor.example"}
    made = [
        {"title": "Award (invented)", "contact": contact, "rationale": {"reasons": prose}}
        for prose in islice(clean_prose(), CLEAN - len(real))
    ]
    return real + made


def test_of_500_clean_decisions_hardly_any_is_flagged() -> None:
    documents = clean_documents()
    assert len(documents) == CLEAN
    flagged = [[(find.kind, find.excerpt) for find in finds] for one in documents if (finds := found(one))]
    assert len(flagged) <= CLEAN * 0.02, flagged


def test_a_record_takes_little_time() -> None:
    documents = clean_documents()
    assert seconds(lambda: [found(one, looks_like_a_person) for one in documents]) / len(documents) < MOST_SECONDS
    long = {"rationale": {"reasons": " ".join(islice(clean_prose(), 60))}}  # 2,000 words
    assert seconds(lambda: found(long)) < MOST_SECONDS * 5


@pytest.mark.parametrize(
    "text",
    [
        *("0123456789 " * 2_000, "1" * 40_000, "a" * 40_000 + "@", " AB 12 34" * 4_000, "x [at] " * 5_000 + "11"),
        *("12 High Street Road " * 1_500, "born 12/03/1981 " * 1_500, "DH7 9QS " * 3_000, "street 1 a b c " * 3_000),
        *("\t" * 40_000 + "12", " " * 40_000 + "12", "dob " * 8_000 + "12", "account " * 5_000 + "12", "x@a." * 8_000),
    ],
    ids=lambda text: repr(text[:12]),
)
def test_no_text_takes_it_long(text: str) -> None:
    assert seconds(lambda: spots(text)) < 3


PASTED = "".join(dict.fromkeys("".join(one.sentence for one in planted())))


@given(
    st.one_of(
        st.text(max_size=300),
        st.text(alphabet=PASTED + "\u00a0\u2013\uff11", max_size=300),
        st.lists(st.sampled_from([one.sentence for one in planted()]), max_size=6).map(" ".join),
    )
)
def test_whatever_the_text_what_is_found_lies_within_it_and_never_overlaps(text: str) -> None:
    for around in (None, Around(in_contact=True)):
        end = 0
        for spot in spots(text, around):
            assert end <= spot.start < spot.end <= len(text)
            assert spot.kind in KINDS
            end = spot.end


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=60),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["title", "body", "contact", "programme", "views", "organisation"]), JSON))
def test_whatever_the_document_it_is_read(document: dict[str, Any]) -> None:
    for find in found(document, lambda name: bool(name)):
        assert find.excerpt == find.text[find.start : find.end] != ""


def kinds_in(text: str, *, in_contact: bool = False, names: str = "") -> list[str]:
    return [spot.kind for spot in spots(text, Around(in_contact, names))]


def test_the_mailbox_and_switchboard_of_a_contact_are_no_persons() -> None:
    contact = {"role": "Grants team, 0191 498 0123", "email": "grants@coalmoor.example"}
    assert found({"contact": contact}) == []
    assert [find.path for find in found({"summary": "Ring 0191 498 0123."})] == ["summary"]
    assert kinds_in("0191 498 0123 or 07700 900123", in_contact=True) == ["phone"]
    assert [find.kind for find in found({"contact": {"role": "Grants", "email": "j.smith@coalmoor.example"}})] == [
        "email"
    ]


@pytest.mark.parametrize(
    ("address", "persons"),
    [
        *(("info@esh-hall.example", False), ("community.grants@coalmoor.example", False)),
        *(("grantsteam@coalmoor.example", False), ("Enquiries2@wearfell.example", False)),
        *(("esh-hall@esh-hall.example", False), ("warmrooms@coalmoor.example", False)),
        *(("info@gmail.com", True), ("jane@esh-hall.example", True), ("j.smith@coalmoor.example", True)),
        *(("jane.smith+grants@coalmoor.example", True), ("jsmith@coalmoor.example", True)),
    ],
)
def test_mailboxes_of_roles_are_told_from_those_of_persons(address: str, persons: bool) -> None:
    assert kinds_in(f"Write to {address}.", names="warmrooms2026") == (["email"] if persons else [])


@pytest.mark.parametrize(
    "text",
    [
        "Ring 0300 123 4567 or 0800 123 456.",
        "It runs from 01/04/2026-31/03/2027 and 01.04.2026 30.09.2026.",
        "The office is at 4 High Street, Durham DH1 1AA.",
        "Sessions for people aged 11 to 18 from 1 September 2026.",
        "It pays by 120000 a year and up to 250000 a job.",
        "Application 9434765919 was refused.",
        "Code 12-34-56 and company 01234567.",
        "See https://example.org/07700900123 for it.",
        "The scheme, born in 1998, ended on 3 May 2026.",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert kinds_in(text) == []


def test_only_names_of_organisations_are_looked_at_as_names() -> None:
    document = {
        "maker": {"name": "Jane Smith"},
        "recipient": {"organisation": {"name": "Jane Smith"}, "described_as": "Peter Robson"},
        "views": [{"raised_by": [{"name": "Esh Hall Trust"}, {"name": "Aisha Khan"}], "said": "Jane Smith"}],
    }
    assert [find.path for find in found(document, looks_like_a_person)] == [
        "recipient.organisation.name",
        "recipient.described_as",
        "views.0.raised_by.1.name",
    ]
    assert found(document) == []
    assert Find("title", "nhs", "943 476 5919", 0, 12).words == "looks like an NHS number"


def test_check_digits() -> None:
    assert is_health_number("943 476 5919")
    assert not is_health_number("943 476 5918")
    assert not is_health_number("0000000000")
    assert passes_luhn("4111111111111111")
    assert not passes_luhn("4111111111111112")
    assert not passes_luhn("0000000000000000")


def test_the_words_of_roles_are_words() -> None:
    assert all(role.isalpha() and role.islower() for role in ROLES)
