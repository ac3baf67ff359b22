"""What a finder says of a text: where something stands that may be about a person, and what it looks like."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

KINDS = {
    "email": "an e-mail address",
    "phone": "a telephone number",
    "national_insurance": "a National Insurance number",
    "nhs": "an NHS number",
    "bank": "bank account details",
    "card": "a payment card number",
    "tax": "a taxpayer’s reference",
    "birth": "a date of birth",
    "address": "a home address",
    "passport": "a passport number",
    "licence": "a driving licence number",
    "name": "a private person’s name",
}
"""What can be found, by its code, with its words."""


@dataclass(frozen=True)
class Spot:
    """A stretch of a text, from `start` until before `end`, and the code of what it looks like."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Around:
    """What a finder may know beyond the text: whether it is the entry's contact, and the names of whom it concerns."""

    in_contact: bool = False
    names: str = ""
    """Names of the public body, its department and its contact, run together in small letters."""


Finder = Callable[[str, Around], Iterator[Spot]]

_EQUAL = {
    **dict.fromkeys([0x00A0, *range(0x2000, 0x200B), 0x202F, 0x3000], " "),
    **dict.fromkeys([*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63, 0xFF0D], "-"),
    **dict.fromkeys([0x2018, 0x2019, 0x02BC], "'"),
    0xFF0B: "+",
    0xFF20: "@",
    0xFF0E: ".",
    **{0xFF10 + digit: str(digit) for digit in range(10)},
}
_WEB = re.compile(r"(?:https?://|www\.)[^\s<>\"')\]]{1,2000}", re.IGNORECASE)


def evened(text: str) -> str:
    """Write every space, hyphen and wide digit in its plain form: as long as the text, so that places stay true."""
    return text if text.isascii() else text.translate(_EQUAL)


def without_addresses(text: str) -> str:
    """Blank out web addresses, whose digits are nobody's number: as long as the text."""
    if "://" not in text and "www." not in text:
        return text
    return _WEB.sub(lambda match: "\u00b7" * len(match[0]), text)


def said_before(text: str, place: int, words: re.Pattern[str], within: int) -> bool:
    """Tell whether one of the words stands in the few characters before a place."""
    return words.search(text, max(0, place - within), place) is not None
