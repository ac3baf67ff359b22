"""Identifiers of organisations as org-id.guide writes them."""

from __future__ import annotations

import re

KNOWN_PREFIXES = (
    "360G-", "GB-CASC-", "GB-CHC-", "GB-COH-", "GB-EDU-", "GB-GOR-", "GB-HESA-", "GB-IRN-", "GB-LAE-", "GB-LANI-",
    "GB-LAS-", "GB-MPR-", "GB-NHS-", "GB-NIC-", "GB-PLA-", "GB-REV-", "GB-SC-", "GB-SHPE-", "GB-UKPRN-", "GB-WALEDU-",
    "XI-", "XM-DAC-",
)  # fmt: skip
"""The lists a British recipient or funder is usually found in, this register's own invented ones (`XI-`) included."""

_CHARITY = re.compile(r"0*([1-9][0-9]{5,6})(?:-([0-9]{1,3}))?")
_SCOTTISH = re.compile(r"SC[0-9]{6}")
_NORTHERN_IRISH = re.compile(r"NIC?([0-9]{6})")
_COMPANY = re.compile(r"[0-9]{8}|[A-Z]{2}[0-9]{6}|[A-Z]{2}[0-9]{5}[A-Z]|R[0-9]{7}")


def charity_identifier(number: str) -> str | None:
    """Return the identifier of a charity number of England and Wales, Scotland or Northern Ireland, if it is one."""
    tidied = _tidied(number)
    if found := _CHARITY.fullmatch(tidied):
        return f"GB-CHC-{found[1]}" + (f"-{found[2]}" if found[2] else "")
    if _SCOTTISH.fullmatch(tidied):
        return f"GB-SC-{tidied}"
    if found := _NORTHERN_IRISH.fullmatch(tidied):
        return f"GB-NIC-{found[1]}"
    return None


def company_identifier(number: str) -> str | None:
    """Return the identifier of a company number, leading zeros restored to eight characters, if it is one."""
    tidied = _tidied(number)
    if tidied.isdigit():
        tidied = tidied.zfill(8)
    elif tidied[:2].isalpha() and tidied[2:].isdigit():
        tidied = tidied[:2] + tidied[2:].zfill(6)
    return f"GB-COH-{tidied}" if _COMPANY.fullmatch(tidied) and tidied.strip("0") else None


def normal(identifier: str) -> str:
    """Write a registered identifier the one way it should be; leave others as they are."""
    upper = identifier.upper()
    if upper.startswith("GB-CHC-"):
        return charity_identifier(identifier[7:]) or identifier
    if upper.startswith("GB-COH-"):
        return company_identifier(identifier[7:]) or identifier
    return identifier


def well_formed(identifier: str) -> bool:
    """Tell whether an identifier with a registered prefix carries a number that its register could have given."""
    if identifier.upper().startswith("GB-CHC-"):
        return charity_identifier(identifier[7:]) is not None
    if identifier.upper().startswith("GB-COH-"):
        return company_identifier(identifier[7:]) is not None
    return True


def in_order(given: str, charity_number: str | None, company_number: str | None) -> tuple[str, ...]:
    """Return an organisation's identifiers, each once, those of public registers first: the first one leads."""
    derived = [
        charity_identifier(charity_number) if charity_number else None,
        company_identifier(company_number) if company_number else None,
    ]
    own = normal(given)
    ordered = [own, *derived] if own.startswith(("GB-", "XI-")) else [*derived, own]
    return tuple(dict.fromkeys(identifier for identifier in ordered if identifier))


def _tidied(number: str) -> str:
    return re.sub(r"\s+", "", number).upper()
