"""The rows that every entry yields, whatever its kind: what lists, filters, feeds and measures know of it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from datetime import date, timedelta

from register.common.reading import EntryReading
from register.compact.document import load
from register.core.calendar import iso
from register.core.content import OrganisationRef, known
from register.core.findings import Finding, Outcome, worst_by_undertaking
from register.core.projection import Appearance, Citation, Facet, Relation
from register.core.text import slug

CLAIMED = "claimed_"
"""Begins the outcome of a citation that is only the body's own word: no measure ever counts it for a finding."""


def facets_of_every(reading: EntryReading) -> Iterator[Facet]:
    """Yield the public body, its department, the areas and the themes."""
    if body := reading.body:
        yield Facet("body", body.identifier, body.name)
        if body.department:
            yield Facet("department", f"{body.identifier}/{slug(body.department)}", body.department)
    for area in reading.areas:
        yield Facet("area", area.code or slug(area.name), area.name)
    for theme in reading.themes:
        yield Facet("theme", slug(theme), theme)


def year_facet(day: date) -> Facet:
    """Return the year of the day that an entry is about."""
    return Facet("year", f"{day.year:04}", str(day.year))


def relations(reading: EntryReading) -> Iterator[Relation]:
    """Yield the other entries it names."""
    for related in known(reading.content.related) or ():
        yield Relation(related.relation, related.reference)


def body_appearance(reading: EntryReading) -> Iterator[Appearance]:
    """Yield the public body as an organisation that appears in it."""
    if body := reading.body:
        yield Appearance(OrganisationRef(name=body.name, identifiers=(body.identifier,)), "public body")


def owner(reading: EntryReading) -> str | None:
    """Return the role that owes what the entry promises."""
    return reading.contact.role if reading.contact else None


def citations(
    findings_on: Callable[[date], Sequence[Finding]],
    turning_days: Iterable[date],
    reading: EntryReading,
    *,
    since: date | None = None,
) -> list[Citation]:
    """Return the worst finding of each undertaking, in force from one day until another, and the body's claims.

    `findings_on(day)` runs the kind's checks as of a day; `turning_days` are the days from which their answers may
    differ; nothing counts before `since` (None: everything does). Neighbours with equal outcomes are joined, and
    where nothing is found there is no citation. Checks that never change: `citations(lambda day: findings, (), …)`.
    """
    days = sorted({day for day in turning_days if since is None or day > since})
    found = [_outcomes(findings_on(day)) for day in (_first_day(since, days), *days)]
    undertakings = dict.fromkeys(number for outcomes in found for number in outcomes)
    told = (_segments(number, (since, *days), [each.get(number) for each in found]) for number in undertakings)
    return [*(one for segments in told for one in segments), *_claims(reading, undertakings, since)]


def _first_day(since: date | None, days: Sequence[date]) -> date:
    """Return a day that stands for all those before the first turning day."""
    if since is not None:
        return since
    return days[0] - timedelta(days=1) if days and days[0] > date.min else date.min


def _outcomes(findings: Sequence[Finding]) -> dict[str, str]:
    worst = worst_by_undertaking(findings)
    return {number: one.outcome.value for number, one in worst.items() if one.outcome is not Outcome.NOT_APPLICABLE}


def _segments(undertaking: str, starts: Sequence[date | None], outcomes: Sequence[str | None]) -> Iterator[Citation]:
    """Yield what holds from when until when; `outcomes[n]` holds from `starts[n]` until `starts[n + 1]`."""
    held, from_day = outcomes[0], starts[0]
    for start, outcome in [*zip(starts[1:], outcomes[1:], strict=True), (None, None)]:
        if start is not None and outcome == held:
            continue
        if held is not None:
            yield Citation(undertaking, held, iso(from_day), iso(start))
        held, from_day = outcome, start


def _claims(reading: EntryReading, cited: Container[str], since: date | None) -> Iterator[Citation]:
    """Yield what the body itself says of undertakings that no check of this kind speaks to."""
    numbers = {undertaking.number for undertaking in load().undertakings}
    claims = {claim.undertaking: claim.claim for claim in known(reading.content.claims) or ()}
    for number, claim in claims.items():
        if number in numbers and number not in cited and claim != "not_applicable":
            yield Citation(number, f"{CLAIMED}{claim}", iso(since))
