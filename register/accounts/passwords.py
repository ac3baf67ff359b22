"""Passwords: how they are kept, and which are too easily guessed."""

from __future__ import annotations

import re
import secrets
import threading
import unicodedata
from collections.abc import Iterable
from typing import cast

from flask import current_app
from flask_security.utils import hash_password, verify_password
from sqlalchemy import Connection, Table, select, update
from zxcvbn import zxcvbn
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from register.accounts.models import Account

SHORTEST = 12
LONGEST = 1000
MOST_BYTES = 4096
"""What can be hashed; spelled out as it is hashed, one character may become eighteen."""
LOOKED_AT = 100
"""Characters that are looked at for how guessable they are: it is slow work on long ones."""
MOST_WORDS = 8
LEAST_OF_OTHERS = 8
"""Letters and digits that must be left once the words are taken out that others know of the person."""
GOOD_ENOUGH = 3
"""Of zxcvbn's scores 0 to 4: more than 100,000,000 guesses."""

ADVICE = "Three or four words that have nothing to do with each other make a good one."
WHY = {
    "repeat": "It repeats itself, which is easy to guess.",
    "sequence": "It follows the alphabet or counts, which is easy to guess.",
    "spatial": "Its keys are neighbours on the keyboard, which is easy to guess.",
    "date": "It is mostly a date, which is easy to guess.",
    "regex": "It is mostly a year, which is easy to guess.",
}
WHY_A_WORD = {
    "user_inputs": "It is made of your name, your e-mail address or the register’s name.",
    "passwords": "It is one of the passwords that people use most, or nearly one.",
}
WHY_OTHERWISE = "It is made of common words or names, which is easy to guess."

_account = cast(Table, Account.__table__)
_common = frozenset(FREQUENCY_LISTS["passwords"])
_LETTERS = re.compile(r"[^\W\d_]+")
_RUNS = re.compile(r"[^\W\d_]+|\d+")
_one_at_a_time = threading.Lock()


def hashed_password(password: str) -> str:
    """Return the argon2id hash of a password, spelled as sign-in will spell it."""
    return str(hash_password(_normal(password)))


def no_password() -> str:
    """Return the hash of a password that nobody knows, for an account whose owner has not set one yet."""
    return hashed_password(secrets.token_urlsafe(32))


def is_right(connection: Connection, account_id: int, password: str) -> bool:
    """Tell whether this is the account's password."""
    kept = connection.scalar(select(_account.c.password).where(_account.c.id == account_id))
    return kept is not None and could_be_one(password) and bool(verify_password(_normal(password), kept))


def could_be_one(password: str) -> bool:
    """Tell whether anybody could have typed this as a password."""
    if not 0 < len(password) <= LONGEST or "\0" in password:
        return False
    return len(_normal(password).encode("utf-8", "surrogatepass")) <= MOST_BYTES


def set_password(connection: Connection, account_id: int, password_hash: str) -> None:
    """Give an account a new password; whoever calls ends its sessions."""
    connection.execute(update(_account).where(_account.c.id == account_id).values(password=password_hash))


def why_refused(password: str, about: Iterable[str] = ()) -> str | None:
    """Say in plain English why this may not be a password; None where it may.

    `about` holds what others know of the person and the register: names, the e-mail address.
    """
    if len(password) < SHORTEST:
        return f"The password must have at least {SHORTEST} characters. {ADVICE}"
    if not could_be_one(password):
        return f"The password is too long, or has a character that cannot be typed. Use at most {LONGEST:,} letters."
    looked_at = _normal(password)[:LOOKED_AT]
    if looked_at.casefold() in _common:
        return f"Choose another password. {WHY_A_WORD['passwords']} {ADVICE}"
    with _one_at_a_time:  # zxcvbn keeps what it is told of the person in one place for everybody
        found = zxcvbn(looked_at, user_inputs=list(_known(about)), max_length=LOOKED_AT)
    if found["score"] >= GOOD_ENOUGH:
        own = _is_but_own_words(password, about)
        return f"Choose another password. {WHY_A_WORD['user_inputs']} {ADVICE}" if own else None
    longest = max(found["sequence"], key=lambda match: len(match["token"]))
    pattern, dictionary = longest["pattern"], longest.get("dictionary_name")
    why = WHY.get(pattern) or WHY_A_WORD.get(dictionary, WHY_OTHERWISE)
    return f"Choose another password. {why} {ADVICE}"


def _known(about: Iterable[str]) -> Iterable[str]:
    """Return what is known as it stands, and every run of its words, forwards and backwards."""
    for text in about:
        yield text
        words = [word for word in re.split(r"[\W_]+", text.casefold()) if len(word) > 2][:MOST_WORDS]
        for run in (words, words[::-1]):
            yield from ("".join(run[i:j]) for i in range(len(run)) for j in range(i + 1, len(run) + 1))


def _is_but_own_words(password: str, about: Iterable[str]) -> bool:
    """Tell whether hardly anything is left once what is known is taken out, however often and whatever stands between.

    A guesser who knows the person puts these words together first; zxcvbn counts each as one guess among many.
    """
    own = {word for text in about for word in _LETTERS.findall(_bare(text))}
    long = sorted((word for word in own if len(word) > 2), key=len, reverse=True)
    typed = _bare(password)
    without = re.sub("|".join(map(re.escape, long)), " ", typed) if long else typed
    left = [run for run in _RUNS.findall(without) if run not in own]
    some_taken = left != _RUNS.findall(typed)
    return some_taken and sum(map(len, left)) < LEAST_OF_OTHERS


def _bare(text: str) -> str:
    """Return a text in small letters without accents."""
    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one)).casefold()


def _normal(password: str) -> str:
    return str(current_app.extensions["security"].password_util.normalize(password))
