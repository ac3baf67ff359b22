"""Which passwords are taken, and why others are not, in plain English."""

from __future__ import annotations

from typing import Any

import pytest
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from register.accounts.passwords import LONGEST, SHORTEST, hashed_password, why_refused
from tests.timing import seconds

ABOUT = ("Ada Lovelace-Author (invented)", "ada.author@coalmoor.example", "County Durham Compact Register")

TAKEN = [
    "correct horse battery staple",
    "three unlikely purple words",
    "purple monkey dishwasher",
    "Wet-otters-type-slowly",
    "lamp gravel 7 tuesday",
    "zQ8#vLr2!mXw",
    "kettle fjord oboe",
    "müde Ziegen singen leise",
    "мои кошки читают газету",
    "xkqz vbnwp trlm",
    "9fJk2_-lQwErTyUiOpAsDf",
    "the vicar's bicycle sank twice " * 5,
    "a" * 3 + "ngry wasps avoid marmalade",
    "pineapple on every planet",
    "café café café",
    "Ada rode purple otters",
    "Durham cathedral ate my marmalade",
]
REFUSED = [
    ("", "at least 12"),
    ("short", "at least 12"),
    ("12345678901", "at least 12"),
    ("zQ8#vLr2!mX", "at least 12"),
    ("123456789012", "people use most"),
    ("password1234", "people use most"),
    ("passwordpassword", "repeats itself"),
    ("P@ssw0rd1234", "people use most"),
    ("qwertyuiop12", "people use most"),
    ("qwertyuiopasdf", "people use most"),
    ("abcdefghijkl", "alphabet"),
    ("aaaaaaaaaaaa", "repeats itself"),
    ("iloveyouforever", "people use most"),
    ("liverpoolliverpool", "repeats itself"),
    ("lovelaceauthor", "your name"),
    ("AdaLovelaceAuthor", "your name"),
    ("ada.author@coalmoor.example", "your name"),
    ("CountyDurhamCompactRegister", "your name"),
    ("compactregister", "your name"),
    ("dragondragon1", "easy to guess"),
    ("letmeinletmein", "repeats itself"),
    ("unbelievable", "common words"),
    ("ada ada ada ada ada", "repeats itself"),
    *(
        (word, "your name")
        for word in (
            "Ada Lovelace Ada Lovelace",
            "Lovelace7 Ada!Lovelace 42 Ada",
            "ada.author@coalmoor Ada-Author 99",
            "Compact Register of Ada Lovelace",
            "Äda_Lovelâce_Ada_Lovelace_County",
            "Coalmoor 1! Ada Lovelace 2! Durham",
        )
    ),
    ("zxcvbnm,./;lkjh", "neighbours"),
    ("welcomewelcome", "repeats itself"),
    ("x" * (LONGEST + 1), "is too long"),
    ("nothing\0to be typed", "cannot be typed"),
]


@pytest.mark.parametrize("password", TAKEN)
def test_a_good_password_is_taken(context: Any, password: str) -> None:
    assert why_refused(password, ABOUT) is None


@pytest.mark.parametrize(("password", "why"), REFUSED)
def test_a_guessable_password_is_refused_in_words(context: Any, password: str, why: str) -> None:
    said = why_refused(password, ABOUT)
    assert said is not None
    assert why in said
    assert len(password) < SHORTEST or password[:100] not in said


def test_no_common_password_is_taken(context: Any) -> None:
    long = [word for word in FREQUENCY_LISTS["passwords"] if len(word) >= SHORTEST]
    assert len(long) > 100
    assert all(why_refused(word) and why_refused(word.upper()) for word in long)


def test_a_persons_own_short_names_over_and_over_are_refused(context: Any) -> None:
    about = ("Bo Ng (invented)", "bo.ng@coalmoor.example", "County Durham Compact Register")
    for password in ("Bo Ng 1 Ng Bo 2 Bo Ng 3 Ng", "bo7ng!bo8ng?bo9ng", "Ng-Bo-Coalmoor-Ng-Bo-7!"):
        assert "your name" in (why_refused(password, about) or "")
    assert why_refused("bored night nurses", about) is None
    about = ("Ada Admin (invented)", "ada@coalmoor.example", "County Durham Compact Register")
    assert "your name" in (why_refused("Ada Admin Ada Admin", about) or "")


def test_what_one_person_is_called_does_not_stick(context: Any) -> None:
    assert why_refused("lovelaceauthor", ABOUT)
    assert "your name" not in (why_refused("lovelaceauthor") or "")


@pytest.mark.parametrize("password", ["4@$$w0rd" * 125, "1l4o@" * 200, "qwertyuiop1234567890" * 50, "a" * 1000])
def test_a_long_password_is_looked_at_quickly(context: Any, password: str) -> None:
    assert seconds(lambda: why_refused(password, ABOUT)) < 2


def test_it_is_kept_as_argon2id_with_a_salt_of_its_own(context: Any) -> None:
    one, other = hashed_password("three unlikely purple words"), hashed_password("three unlikely purple words")
    assert one.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert one != other
