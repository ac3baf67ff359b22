"""Numbers of organisations, as org-id.guide writes them: the register that gave it, and the number it gave."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Giver:
    """Who gives numbers: what they are called, their shape, and how to say that a number has another one."""

    called: str
    shape: re.Pattern[str]
    looks: str


_CHARITY = re.compile(r"0*([1-9][0-9]{5,6}(?:-[0-9]{1,4})?)")
_SCOTTISH = re.compile(r"SC0[0-9]{5}")
_NORTHERN_IRISH = re.compile(r"NIC?(1[0-9]{5})")
_COMPANY = re.compile(r"[0-9]{8}|[A-Z]{2}[0-9]{6}|[A-Z]{2}[0-9]{5}[A-Z]|R[0-9]{7}")
_EIGHT = "8 characters: 8 figures, with 0 in front if need be, or 2 letters and 6 figures, such as 01234567 or IP012345"
GIVERS = {
    "GB-CHC": Giver("charity number", re.compile(r"[1-9][0-9]{5,6}(-[0-9]{1,4})?"), "6 or 7 figures, such as 1164883"),
    "GB-COH": Giver("company number", _COMPANY, _EIGHT),
    "GB-SC": Giver("Scottish charity number", _SCOTTISH, "SC and 6 figures, such as SC012345"),
    "GB-NIC": Giver("Northern Ireland charity number", re.compile(r"1[0-9]{5}"), "6 figures, such as 100123"),
    "GB-LAE": Giver("code of an English council", re.compile(r"[A-Z]{3}"), "3 letters, such as DUR"),
    "GB-EDU": Giver("number of a school", re.compile(r"[1-9][0-9]{5}"), "6 figures, such as 114017"),
    "GB-UKPRN": Giver("number of a learning provider", re.compile(r"[1-9][0-9]{7}"), "8 figures, such as 10007143"),
}
_BARE = re.compile(r"(?:[A-Z]{2})?[0-9]{5,8}|[A-Z]{2}[0-9]{5}[A-Z]|R[0-9]{7}", re.IGNORECASE)


def charity_identifier(number: str) -> str | None:
    """Return the identifier of a charity number of England and Wales, Scotland or Northern Ireland, if it is one."""
    tidied = _tidied(number)
    if found := _CHARITY.fullmatch(tidied):
        return f"GB-CHC-{found[1]}"
    if _SCOTTISH.fullmatch(tidied):
        return f"GB-SC-{tidied}"
    found = _NORTHERN_IRISH.fullmatch(tidied)
    return f"GB-NIC-{found[1]}" if found else None


def company_identifier(number: str) -> str | None:
    """Return the identifier of a company number, leading zeros restored to eight characters, if it is one."""
    tidied = _tidied(number)
    if tidied.isdigit():
        tidied = tidied.zfill(8)
    elif tidied[:2].isalpha() and tidied[2:].isdigit():
        tidied = tidied[:2] + tidied[2:].zfill(6)
    return f"GB-COH-{tidied}" if _COMPANY.fullmatch(tidied) and tidied.strip("0") else None


def problem_with(identifier: str) -> str | None:
    """Return what is wrong with a number, if its giver is known or it has none; None where nothing seems to be."""
    prefix = next((one for one in GIVERS if identifier.upper().startswith(f"{one}-")), None)
    if prefix is None:
        if not _BARE.fullmatch(identifier):
            return None
        return (
            f"“{identifier}” does not say what kind of number it is: write GB-CHC- in front of a charity’s number, "
            "GB-COH- in front of a company’s"
        )
    giver, number = GIVERS[prefix], identifier[len(prefix) + 1 :]
    if identifier.startswith(prefix) and giver.shape.fullmatch(number):
        return None
    if identifier.startswith(prefix) and prefix == "GB-COH" and number.isdecimal() and len(number) < 8:
        return f"“{identifier}” lacks its zeros: a company number has 8 figures, so write {prefix}-{number:0>8}"
    return f"“{identifier}” is no {giver.called}: it has {giver.looks}, after {prefix}-"


def _tidied(number: str) -> str:
    return re.sub(r"\s+", "", number).upper()
