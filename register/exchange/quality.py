"""The data quality checks that funders know from 360Giving, as notices: they refuse nothing, row by row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from register.common.numbers import charity_identifier, company_identifier
from register.core.problems import Problem, shown
from register.core.text import email_in, fold, web_address
from register.exchange.days import day_of
from register.exchange.headings import Grant, heading_of
from register.exchange.identifiers import KNOWN_PREFIXES, well_formed
from register.exchange.schema import code_list
from register.exchange.threesixty import Row

_ODD_IN_IDENTIFIER = re.compile(r"[^A-Za-z0-9_.:/-]")
_LONG_TITLE = 140
_EARLIEST_YEAR = 1900
_CODES = ("locationScope", "regrantType")
_CODES_OF_INDIVIDUALS = (
    ("primaryGrantReason", "grantToIndividualsReason"),
    ("secondaryGrantReason", "grantToIndividualsReason"),
    ("grantPurpose", "grantToIndividualsPurpose"),
)
_WITH_ADDRESSES = ("grantProgramme", "relatedDocument", "recipientOrganization", "fundingOrganization")
_DATES = ("plannedDates", "actualDates")


def notices(rows: Iterable[Row], today: date) -> Iterator[Problem]:
    """Say what is doubtful, first row by row and then across the file."""
    rows = list(rows)
    for row in rows:
        yield from row_notices(row, today)
    yield from _several_funders(rows)
    yield from _one_name_two_identifiers(rows)


def row_notices(row: Row, today: date) -> Iterator[Problem]:
    """Say what is doubtful in one row."""
    for path, message, remedy in _of_grant(row.grant, today):
        yield Problem(row.number, heading_of(path) if path else None, message, remedy, refuses=False)


Doubt = tuple[tuple[str | int, ...], str, str]


def _of_grant(grant: Grant, today: date) -> Iterator[Doubt]:
    yield from _texts(grant)
    yield from _identifiers(grant)
    yield from _dates(grant, today)
    yield from _codes_and_addresses(grant)
    if "grantProgramme" not in grant:
        yield ("grantProgramme", 0, "title"), "No programme is given.", "Readers find awards by programme."
    if "beneficiaryLocation" not in grant:
        yield ("beneficiaryLocation", 0, "name"), "No location is given.", "Readers find awards by area."
    first = (grant.get("plannedDates") or [{}])[0]
    if "duration" not in first and not ("startDate" in first and "endDate" in first):
        yield ("plannedDates", 0, "duration"), "No duration is given.", "Whether it is multi-year stays unknown."
    if "dateModified" not in grant:
        yield ("dateModified",), "It does not say when the row was last changed.", "Give date and time."


def _texts(grant: Grant) -> Iterator[Doubt]:
    title, description = grant["title"], grant["description"]
    if len(title) > _LONG_TITLE:
        yield ("title",), f"The title has {len(title)} characters.", f"The standard advises up to {_LONG_TITLE}."
    if title == description:
        yield ("description",), "The description is the same as the title.", "Say what the money is for."
    for name in ("title", "description"):
        if found := email_in(grant[name]):
            yield (name,), f"An e-mail address stands in the text: {shown(found)}.", "Remove it if it is a person's."


def _identifiers(grant: Grant) -> Iterator[Doubt]:
    if not grant["id"].startswith("360G-"):
        yield ("id",), f"{shown(grant['id'])} does not begin with 360G-.", "The standard writes 360G-prefix-reference."
    for path, identifier in _all_identifiers(grant):
        if _ODD_IN_IDENTIFIER.search(identifier):
            yield path, f"{shown(identifier)} holds unexpected characters.", "Use letters, digits and - _ . : / only."
        if path != ("id",) and not identifier.upper().startswith(KNOWN_PREFIXES):
            yield path, f"{shown(identifier)} begins with no known list.", "See org-id.guide for the right prefix."
        elif not well_formed(identifier):
            yield path, f"{shown(identifier)} carries a number its register could not have given.", "Check it."
    organisation = (grant.get("recipientOrganization") or [{}])[0]
    for name, derive, words in (
        ("charityNumber", charity_identifier, "charity"),
        ("companyNumber", company_identifier, "company"),
    ):
        number = organisation.get(name)
        if number and derive(number) is None:
            yield ("recipientOrganization", 0, name), f"{shown(number)} is not a {words} number.", "Check it."


def _all_identifiers(grant: Grant) -> Iterator[tuple[tuple[str | int, ...], str]]:
    yield ("id",), grant["id"]
    for name in ("recipientOrganization", "fundingOrganization"):
        for place, organisation in enumerate(grant.get(name, ())):
            yield (name, place, "id"), organisation["id"]


def _dates(grant: Grant, today: date) -> Iterator[Doubt]:
    awarded = day_of(grant["awardDate"])
    if awarded and awarded > today:
        yield ("awardDate",), f"{awarded.isoformat()} lies in the future.", "Check it."
    if awarded and awarded.year < _EARLIEST_YEAR:
        yield ("awardDate",), f"{awarded.isoformat()} is too long ago to be true.", "Check it."
    for name in _DATES:
        for place, event in enumerate(grant.get(name, ())):
            days = {end: day_of(event[end]) for end in ("startDate", "endDate") if end in event}
            for end, day in days.items():
                if day is None:
                    message = f"{shown(event[end])} is not a whole date; it is kept and not shown."
                    yield (name, place, end), message, "Give year, month and day: 2026-03-31."
            start, finish = days.get("startDate"), days.get("endDate")
            if start and finish and start > finish:
                yield (name, place, "startDate"), f"The start is after the end, {finish.isoformat()}.", "Check both."
            duration: Any = event.get("duration", 0)
            if duration != int(duration):
                message = f"{duration:f} is not a whole number of months; it is kept and not shown."
                yield (name, place, "duration"), message, "Give whole months."


def _codes_and_addresses(grant: Grant) -> Iterator[Doubt]:
    for name in _CODES:
        if name in grant:
            yield from _codes((name,), [grant[name]], name)
    if "toIndividualsDetails" in grant:
        for name, codes in _CODES_OF_INDIVIDUALS:
            said = grant["toIndividualsDetails"].get(name, [])
            yield from _codes(("toIndividualsDetails", name), said if isinstance(said, list) else [said], codes)
    for place, location in enumerate(grant.get("beneficiaryLocation", ())):
        kind = location.get("geoCodeType")
        if kind and kind not in code_list("geoCodeType"):
            path = ("beneficiaryLocation", place, "geoCodeType")
            yield path, f"{shown(kind)} is not in the standard's list.", "See the list geoCodeType."
    for name in ("url", "dataSource"):
        yield from _address((name,), grant.get(name))
    for name in _WITH_ADDRESSES:
        for place, part in enumerate(grant.get(name, ())):
            yield from _address((name, place, "url"), part.get("url"))


def _codes(path: tuple[str | int, ...], said: list[str], codes: str) -> Iterator[Doubt]:
    for code in said:
        if code not in code_list(codes):
            message = f"{shown(code)} is not in the standard's list; it is kept and not shown."
            yield path, message, f"See the list {codes}."


def _address(path: tuple[str | int, ...], value: str | None) -> Iterator[Doubt]:
    if value and web_address(value) is None:
        yield path, f"{shown(value)} is no web address; it is kept and not shown.", "Begin it with https://."


def _several_funders(rows: Iterable[Row]) -> Iterator[Problem]:
    first: str | None = None
    seen: set[str] = set()
    for row in rows:
        funder = row.grant["fundingOrganization"][0]["id"]
        first = first or funder
        if funder != first and funder not in seen:
            seen.add(funder)
            message = f"{shown(funder)} is another funder than {shown(first)} in the rows above."
            yield Problem(row.number, "Funding Org:Identifier", message, "Check that it is meant.", refuses=False)


def _one_name_two_identifiers(rows: Iterable[Row]) -> Iterator[Problem]:
    known: dict[str, dict[str, int]] = {}
    for row in rows:
        for organisation in row.grant.get("recipientOrganization", ()):
            under = known.setdefault(fold(organisation["name"]), {})
            if under and organisation["id"] not in under:
                other, number = next(iter(under.items()))
                here = f"{shown(organisation['name'])} stands here under {organisation['id']}"
                message = f"{here} and in row {number} under {other}."
                remedy = "Give one organisation one identifier."
                yield Problem(row.number, "Recipient Org:Identifier", message, remedy, refuses=False)
            under.setdefault(organisation["id"], row.number)
