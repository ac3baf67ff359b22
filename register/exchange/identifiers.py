"""Identifiers of organisations as org-id.guide writes them."""

from __future__ import annotations

from register.common.numbers import charity_identifier, company_identifier

KNOWN_PREFIXES = (
    "360G-", "GB-CASC-", "GB-CHC-", "GB-COH-", "GB-EDU-", "GB-GOR-", "GB-HESA-", "GB-IRN-", "GB-LAE-", "GB-LANI-",
    "GB-LAS-", "GB-MPR-", "GB-NHS-", "GB-NIC-", "GB-PLA-", "GB-REV-", "GB-SC-", "GB-SHPE-", "GB-UKPRN-", "GB-WALEDU-",
    "XI-", "XM-DAC-",
)  # fmt: skip
"""The lists a British recipient or funder is usually found in, this register's own invented ones (`XI-`) included."""


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
