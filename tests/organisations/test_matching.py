"""Organisations are found while one types: by words, by number, and where a name is nearly another's."""

from __future__ import annotations

import random
from collections.abc import Iterator
from time import perf_counter

import pytest
from flask import Flask
from sqlalchemy import Connection, insert

from register.common.numbers import problem_with
from register.core.text import fold
from register.extensions import reading, writing
from register.organisations.matching import MOST, alike, look_up, matching
from register.organisations.tables import organisation, organisation_identifier, public_body

KNOWN = [
    ("GB-CHC-1164883", "Wear Vale Halls Ltd"),
    ("GB-COH-01234567", "Pity Me Community Café"),
    ("GB-CHC-1107312", "Durham Community Action"),
    ("CDCR-the-lantern-society", "The Lantern Society"),
    ("GB-CHC-1107313", "Durham Christian Partnership"),
    ("GB-CHC-1107314", "St Mary’s & St John’s Trust"),
]
WORDS = (
    "Durham Wear Tees Community Action Halls Trust Youth Village Centre Association Society Care Arts Sports".split()  # noqa: SIM905 - a list of words reads better as a sentence
)


def put(connection: Connection, known: list[tuple[str, str]]) -> None:
    """Make organisations that readers may know of, being public bodies too."""
    rows = [{"id": n, "identifier": i, "name": name, "match": fold(name)} for n, (i, name) in enumerate(known, 1)]
    connection.execute(insert(organisation), rows)
    numbers = [{"identifier": row["identifier"], "organisation_id": row["id"]} for row in rows]
    connection.execute(insert(organisation_identifier), numbers)
    bodies = [{"identifier": row["identifier"], "name": row["name"], "invented": True} for row in rows]
    connection.execute(insert(public_body), bodies)


@pytest.fixture
def connection(app: Flask) -> Iterator[Connection]:
    with app.app_context():
        with writing() as opened:
            put(opened, KNOWN)
        with reading() as opened:
            yield opened


@pytest.mark.record
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("wear", ["Wear Vale Halls Ltd"]),
        ("halls wear", ["Wear Vale Halls Ltd"]),
        ("WEAR VALE", ["Wear Vale Halls Ltd"]),
        ("cafe", ["Pity Me Community Café"]),
        ("commun", ["Durham Community Action", "Pity Me Community Café"]),
        ("st marys and st johns", ["St Mary’s & St John’s Trust"]),
        ("1164883", ["Wear Vale Halls Ltd"]),
        ("GB-CHC-1164883", ["Wear Vale Halls Ltd"]),
        ("gb-coh-01234567", ["Pity Me Community Café"]),
        ("1234567", ["Pity Me Community Café"]),
        ("charity 1107312", ["Durham Community Action"]),
        ("%", []),
        ("_", []),
        ("w", []),
        ("", []),
        ("nothing like it", []),
    ],
)
def test_words_and_numbers_find(connection: Connection, words: str, found: list[str]) -> None:
    assert [one.name for one in matching(connection, words)] == found


@pytest.mark.parametrize(
    "name",
    [
        "Wear Vale Halls",
        "wear vale halls limited",
        "The Wear Vale Halls Ltd.",
        "Wear Vale Hals",
        "Wearvale Halls",
        "Vale Wear Halls",
        "Pity Me Comunity Cafe",
        "Lantern Society",
        "Durham Comunity Action",
        "St Marys and St Johns Trust",
    ],
)
def test_a_name_that_is_nearly_anothers_is_told(connection: Connection, name: str) -> None:
    assert alike(connection, name)


@pytest.mark.parametrize(
    "name",
    [
        "Wear Rivers Trust",
        "Durham City Youth Project",
        "Halls for All",
        "Community Action Teesdale",
        "The",
        "",
        "&",
        "x" * 300,
    ],
)
def test_a_name_of_its_own_is_not(connection: Connection, name: str) -> None:
    assert [one.name for one in alike(connection, name)] == []


def test_a_number_counts_more_than_a_name(connection: Connection) -> None:
    found = look_up(connection, "Something else", ["GB-CHC-1164883"])
    assert found.known and found.known.name == "Wear Vale Halls Ltd"
    assert look_up(connection, "Wear Vale Halls", []).offered[0].name == "Wear Vale Halls Ltd"


@pytest.mark.parametrize(
    "identifier",
    [
        "GB-CHC-1164883",
        "GB-CHC-200123",
        "GB-CHC-1164883-1",
        "GB-COH-01234567",
        "GB-COH-SC123456",
        "GB-SC-SC012345",
        "GB-NIC-100123",
        "GB-LAE-DUR",
        "GB-EDU-114017",
        "GB-UKPRN-10007143",
        "XI-ORG-wear-vale-halls",
        "CDCR-the-x",
        "GB-REV-XR12345",
        "360G-abc",
        "US-EIN-12-3456789",
    ],
)
def test_numbers_of_the_right_shape(identifier: str) -> None:
    assert problem_with(identifier) is None


@pytest.mark.parametrize(
    ("identifier", "said"),
    [
        ("GB-CHC-12345", "6 or 7 figures"),
        ("GB-CHC-12345678", "6 or 7 figures"),
        ("GB-COH-1234567", "GB-COH-01234567"),
        ("GB-COH-123456789", "8 figures"),
        ("gb-chc-1164883", "6 or 7 figures"),
        ("GB-LAE-Durham", "3 letters"),
        ("1164883", "GB-CHC-"),
        ("SC012345", "GB-CHC-"),
        ("GB-COH-", "8 characters"),
    ],
)
def test_numbers_of_another_shape_are_told_plainly(identifier: str, said: str) -> None:
    assert said in str(problem_with(identifier))


def test_twenty_thousand_are_looked_through_at_once(app: Flask) -> None:
    chance = random.Random(5)
    names = {" ".join(chance.sample(WORDS, 3)) + f" {chance.randrange(9_999)}" for _ in range(21_000)}
    with app.app_context():
        with writing() as connection:
            put(connection, [(f"GB-CHC-{1_000_000 + n}", name) for n, name in enumerate(sorted(names)[:20_000])])
        with reading() as connection:
            took = []
            for words in ("Durham Community", "Wear Tees Halls Ltd", "Comunity Arts Care", "1012345", "zzz"):
                begun = perf_counter()
                assert len(look_up(connection, words).offered) <= MOST
                took.append(perf_counter() - begun)
    print(" ".join(f"{1000 * one:.0f} ms" for one in took))
    assert sorted(took)[2] < 0.25, "loose, for a busy machine: 50 ms are meant"
