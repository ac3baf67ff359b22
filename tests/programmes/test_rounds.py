"""Programme rounds in the database: put, found, replaced, never doubled."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask import Flask

from register.entries.reading import version
from register.extensions import reading, writing
from register.organisations.writing import put_body
from register.programmes.reading import round_by_id, rounds
from register.programmes.writing import DuplicateRound, RoundChanged, put_round
from register.publishing.review import lists
from register.settings import Settings

pytestmark = pytest.mark.record

COALMOOR = "XI-BODY-coalmoor"
HALLS: dict[str, Any] = {"body_identifier": COALMOOR, "code": "VHF", "title": "Village halls fund", "round": "2026"}


@pytest.fixture
def bodies(context: Any) -> None:
    with writing() as connection:
        put_body(connection, identifier=COALMOOR, name="Coalmoor District Council (invented)", invented=True)
        put_body(connection, identifier="XI-BODY-wearfell", name="Wearfell County Council (invented)", invented=True)


@pytest.mark.usefixtures("bodies")
def test_a_round_is_found_as_it_was_put(database: str, settings: Settings) -> None:
    with writing() as connection:
        before = version(connection).catalogue
        made = put_round(connection, **HALLS, words={"route": "open_call"})
        put_round(connection, **{**HALLS, "body_identifier": "XI-BODY-wearfell"}, words={})

    with reading() as connection:
        found = round_by_id(connection, made)
        assert found is not None
        assert (found.version, found.words, found.label) == (1, {"route": "open_call"}, "Village halls fund, 2026")
        assert rounds(connection, COALMOOR) == [found]
        assert len(rounds(connection)) == 2
        assert round_by_id(connection, 999) is None
        assert version(connection).catalogue == before + 2
        offered = lists(connection, settings)
    assert offered.bodies and offered.bodies[0] == (COALMOOR, "Coalmoor District Council (invented)")
    assert (str(made), found.label) in (offered.rounds or ())
    assert offered.short_form_below == 5_000


@pytest.mark.usefixtures("bodies")
def test_a_round_is_replaced_by_who_read_its_present_version(database: str) -> None:
    with writing() as connection:
        made = put_round(connection, **HALLS, words={})
        put_round(connection, **{**HALLS, "title": "Halls"}, words={"route": "invited"}, replacing=(made, 1))
        with pytest.raises(RoundChanged):
            put_round(connection, **HALLS, words={}, replacing=(made, 1))
        with pytest.raises(RoundChanged):
            put_round(connection, **{**HALLS, "round": "2027"}, words={}, replacing=(999, 1))

    with reading() as connection:
        found = round_by_id(connection, made)
    assert found is not None
    assert (found.title, found.version, found.words) == ("Halls", 2, {"route": "invited"})


@pytest.mark.usefixtures("bodies")
def test_a_round_is_never_doubled_and_has_a_body(database: str) -> None:
    with writing() as connection:
        first = put_round(connection, **HALLS, words={})
        second = put_round(connection, **{**HALLS, "round": "2027"}, words={})
        with pytest.raises(DuplicateRound):
            put_round(connection, **HALLS, words={})
        with pytest.raises(DuplicateRound):
            put_round(connection, **HALLS, words={}, replacing=(second, 1))
        with pytest.raises(LookupError):
            put_round(connection, **{**HALLS, "body_identifier": "XI-BODY-nowhere"}, words={})
        with pytest.raises(ValueError, match="float"):
            put_round(connection, **{**HALLS, "round": "2028"}, words={"a": 1.5})

    with reading() as connection:
        assert {one.id for one in rounds(connection)} == {first, second}


@pytest.mark.usefixtures("bodies")
def test_two_who_make_the_same_round_at_once_are_told_apart(app: Flask, database: str) -> None:
    outcomes: list[str] = []
    begun = threading.Event()

    def second() -> None:
        with app.app_context():
            begun.set()
            try:
                with writing() as connection:
                    put_round(connection, **HALLS, words={})
                outcomes.append("made")
            except DuplicateRound:
                outcomes.append("refused")

    with writing() as connection:
        put_round(connection, **HALLS, words={})
        other = threading.Thread(target=second)
        other.start()
        begun.wait()
        other.join(0.5)  # it waits for this transaction
    other.join()
    assert outcomes == ["refused"]
