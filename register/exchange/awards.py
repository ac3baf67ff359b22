"""Turn a grant of the 360Giving standard into a funding decision, and part what is public from what is private."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from register.core.calendar import iso
from register.core.files import FACT_PREFIX, Document
from register.core.text import web_address
from register.decisions.words import INDIVIDUAL_PURPOSES, INDIVIDUAL_REASONS, LOCATION_SCOPES, REGRANT_TYPES
from register.exchange.days import day_of
from register.exchange.headings import Grant, cell, heading_of, leaves
from register.exchange.identifiers import in_order
from register.exchange.schema import Names, Path

DESCRIBED = "An individual (not named)"

_PUBLIC: frozenset[Names] = frozenset(
    {
        ("id",),
        ("title",),
        ("description",),
        ("currency",),
        ("amountAppliedFor",),
        ("amountAwarded",),
        ("amountDisbursed",),
        ("awardDate",),
        ("url",),
        ("fromOpenCall",),
        ("regrantType",),
        ("locationScope",),
        ("relatedActivity",),
        ("dateModified",),
        ("dataSource",),
        *(("plannedDates", name) for name in ("startDate", "endDate", "duration")),
        *(("actualDates", name) for name in ("startDate", "endDate")),
        *(("toIndividualsDetails", name) for name in ("primaryGrantReason", "secondaryGrantReason", "grantPurpose")),
        *(("recipientOrganization", name) for name in ("id", "name", "charityNumber", "companyNumber")),
        *(("fundingOrganization", name) for name in ("id", "name", "department")),
        *(("grantProgramme", name) for name in ("code", "title", "url")),
        *(("beneficiaryLocation", name) for name in ("name", "geoCode", "geoCodeType")),
        *(("relatedDocument", name) for name in ("title", "url")),
        ("fundingType", "title"),
    }
)
"""What a decision shows; everything else is kept in the case."""
_CODES: dict[str, Mapping[str, str]] = {
    "regrantType": REGRANT_TYPES,
    "locationScope": LOCATION_SCOPES,
    "primaryGrantReason": INDIVIDUAL_REASONS,
    "secondaryGrantReason": INDIVIDUAL_REASONS,
}
_SEVERAL_SHOWN = frozenset({"beneficiaryLocation", "relatedDocument"})
"""Lists of which a decision shows every part; of others it shows the first."""


def document_of(grant: Grant) -> Document:
    """Return what a decision says of a checked grant, as JSON values: money as text, dates in ISO 8601.

    There is no rationale: the standard has no field for one, and a description of the purpose is not a reason.
    """
    planned, actual = _first(grant, "plannedDates"), _first(grant, "actualDates")
    said: Document = {
        "title": grant["title"],
        "summary": grant["description"],
        "body": _body(grant["fundingOrganization"][0]),
        "areas": list(_areas(grant)),
        "documents": list(_documents(grant)),
        "source": _source(grant),
        "decision_type": "award",
        "instrument": "grant",
        "decided_on": iso(day_of(grant["awardDate"])),
        "route": "open_call" if grant.get("fromOpenCall") == "Yes" else None,
        "open_call": False if grant.get("fromOpenCall") == "No" else None,
        "recipient": _recipient(grant),
        "amount_applied_for": _money(grant.get("amountAppliedFor")),
        "amount_awarded": _money(grant["amountAwarded"]),
        "amount_disbursed": _money(grant.get("amountDisbursed")),
        "programme": _programme(_first(grant, "grantProgramme")),
        "term": _term(planned),
        "funding_type": _first(grant, "fundingType").get("title"),
        "regrant_type": _code(grant, "regrantType"),
        "location_scope": _code(grant, "locationScope"),
        "related_activity": grant.get("relatedActivity"),
        "actual_start": iso(day_of(actual.get("startDate", ""))),
        "actual_end": iso(day_of(actual.get("endDate", ""))),
        "to_individuals": _to_individuals(grant.get("toIndividualsDetails", {})),
        "grant_id": grant["id"],
        "source_modified": grant.get("dateModified"),
    }
    return {name: value for name, value in said.items() if value not in (None, [], {})}


def private_of(grant: Grant, extra: dict[str, str]) -> dict[str, str]:
    """Return, by column, what the file says and a decision does not show: every column is kept."""
    kept = {_fact_name(path): cell(value) for path, value in leaves(grant) if not _is_shown(path, value)}
    return kept | {FACT_PREFIX + name: text for name, text in extra.items()}


@lru_cache(maxsize=4096)
def _fact_name(path: Path) -> str:
    return FACT_PREFIX + heading_of(path)


def _is_shown(path: Path, value: Any) -> bool:
    name = _shown_name(path)
    if name is None:
        return False
    if name in ("url", "dataSource"):
        return web_address(value) is not None
    if name in ("startDate", "endDate"):
        return day_of(value) is not None
    if name == "awardDate":
        return len(value) == len("2026-03-31")
    if name in _CODES:
        return value in _CODES[name]
    if name == "grantPurpose":
        return INDIVIDUAL_PURPOSES.keys() >= set(value)
    return name != "duration" or value == int(value)


@lru_cache(maxsize=4096)
def _shown_name(path: Path) -> str | None:
    """Return a field's own name where a decision has a place for it."""
    names = tuple(part for part in path if isinstance(part, str))
    further = any(isinstance(part, int) and part > 0 for part in path)
    return names[-1] if names in _PUBLIC and (path[0] in _SEVERAL_SHOWN or not further) else None


def _first(grant: Grant, name: str) -> Grant:
    """Return the first part of a list, empty where there is none."""
    parts: list[Grant] = grant.get(name) or [{}]
    return parts[0]


def _code(part: Grant, name: str) -> str | None:
    """Return a code that is in the standard's list."""
    code: str | None = part.get(name)
    return code if code in _CODES[name] else None


def _to_individuals(given: Grant) -> Document:
    purposes = given.get("grantPurpose", ())
    return _filled(
        primary_reason=_code(given, "primaryGrantReason"),
        secondary_reason=_code(given, "secondaryGrantReason"),
        purposes=purposes if purposes and INDIVIDUAL_PURPOSES.keys() >= set(purposes) else None,
    )


def _body(funder: Grant) -> Document:
    return _filled(identifier=funder["id"], name=funder["name"], department=funder.get("department"))


def _recipient(grant: Grant) -> Document:
    if "recipientOrganization" not in grant:
        return {"described_as": DESCRIBED}
    given = grant["recipientOrganization"][0]
    identifiers = in_order(given["id"], given.get("charityNumber"), given.get("companyNumber"))
    return {"organisation": {"name": given["name"], "identifiers": list(identifiers)}}


def _areas(grant: Grant) -> Iterator[Document]:
    for location in grant.get("beneficiaryLocation", ()):
        code = location.get("geoCode")
        name = location.get("name") or code
        if name:
            yield _filled(name=name, code=code, code_type=location.get("geoCodeType"))


def _documents(grant: Grant) -> Iterator[Document]:
    if address := web_address(grant.get("url")):
        yield {"title": "The award on the funder’s website", "url": address}
    for document in grant.get("relatedDocument", ()):
        if address := web_address(document.get("url")):
            yield {"title": document.get("title") or address, "url": address}


def _source(grant: Grant) -> Document | None:
    address = web_address(grant.get("dataSource"))
    funder = grant["fundingOrganization"][0]["name"]
    return {"title": f"Awards published by {funder}", "url": address} if address else None


def _programme(given: Grant) -> Document:
    return _filled(code=given.get("code"), title=given.get("title"), url=web_address(given.get("url")))


def _term(given: Grant) -> Document:
    duration = given.get("duration")
    return _filled(
        start=iso(day_of(given.get("startDate", ""))),
        end=iso(day_of(given.get("endDate", ""))),
        duration_months=int(duration) if duration is not None and duration == int(duration) else None,
    )


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _filled(**values: Any) -> Document:
    return {name: value for name, value in values.items() if value is not None}
