"""The rows a dispute yields: what lists, filters, the index, feeds and measures know of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from register.common.project import CLAIMED, body_appearance, citations, facets_of_every, owner, relations, year_facet
from register.core.calendar import iso
from register.core.findings import Context, Finding
from register.core.projection import Appearance, Citation, Due, Facet, Listing, Projection
from register.core.text import plain
from register.disputes.checks import of_the_compact, one_sided
from register.disputes.content import DisputeContent, Side
from register.disputes.reading import DisputeReading
from register.disputes.states import spells
from register.disputes.words import OUTCOMES, RAISED_BY, REMEDY_STATES

ALLEGED = "alleged_"
"""Begins the outcome of a citation that is only the word of the party that is no public body: no measure counts it."""
CONTESTED = "contested"
"""The outcome of a citation where each side says something else, and nobody independent has found either."""


def project(content: DisputeContent, context: Context, findings: Sequence[Finding]) -> Projection:
    """Derive the rows of a dispute; nothing in them depends on the day they are derived."""
    reading = DisputeReading(content, context)
    return Projection(
        listing=_listing(reading),
        facets=tuple(dict.fromkeys(_facets(reading))),
        citations=tuple(_citations(reading, findings)),
        appearances=(*_party(reading), *body_appearance(reading)),
        dues=tuple(_dues(reading)),
        relations=tuple(dict.fromkeys(relations(reading))),
        spells=tuple(spells(reading)),
    )


def _listing(reading: DisputeReading) -> Listing:
    day, body = reading.closed_on or reading.raised_on, reading.body
    return Listing(
        tag="Dispute",
        title=reading.title,
        summary=reading.summary,
        line=_line(reading),
        date=day.isoformat() if day else None,
        body=body.identifier if body else None,
        invented=reading.content.invented,
    )


def _line(reading: DisputeReading) -> str:
    """Write one line: "Upheld · raised by Wear Vale Halls with Coalmoor District Council"."""
    outcome = OUTCOMES.get(reading.outcome or "", "")
    sides = ""
    if reading.raised_by:
        sides = f"raised by {reading.name(reading.raised_by)} with {reading.name(reading.respondent)}"
    line = " · ".join(filter(None, (outcome, sides)))
    return line[:1].upper() + line[1:]


def _facets(reading: DisputeReading) -> Iterator[Facet]:
    if reading.outcome:
        yield Facet("outcome", reading.outcome, OUTCOMES[reading.outcome])
    if day := reading.closed_on or reading.raised_on:
        yield year_facet(day)
    if reading.raised_by:
        yield Facet("raised_by", reading.raised_by, RAISED_BY[reading.raised_by])
    for _, one, undertaking in of_the_compact(reading):
        yield Facet("engaged", one.undertaking, f"Undertaking {undertaking.number}")
    state = remedy_state(reading)
    # Of what is no longer shown nobody can say that it was done, nor that there was nothing.
    if state == "to_do" or not reading.hides("remedies"):
        yield Facet("remedy", state, REMEDY_STATES[state])
    yield from facets_of_every(reading)


def remedy_state(reading: DisputeReading) -> str:
    """Return how far what was promised is done; whether it is overdue depends on the day, and is a spell."""
    if not reading.remedies:
        return "none"
    if any(one.done_on is None for one in reading.remedies):
        return "to_do"
    return "confirmed" if all(one.verified_on for one in reading.remedies) else "done"


def _citations(reading: DisputeReading, findings: Sequence[Finding]) -> Iterator[Citation]:
    """Yield what was found, in force from the day of what happened, and apart from it what only the sides say."""
    said: dict[str, dict[Side, str]] = {}
    found = set()
    for one in citations(lambda day: findings, (), reading, since=reading.judged_on):
        if one.outcome.startswith(CLAIMED):
            said[one.undertaking] = {"public_sector": one.outcome.removeprefix(CLAIMED)}
        else:
            found.add(one.undertaking)
            yield one
    for _, engaged, undertaking in of_the_compact(reading):
        if reading.judged and one_sided(engaged) and engaged.said_by and engaged.judgement != "not_determined":
            said.setdefault(undertaking.number, {})[engaged.said_by] = str(engaged.judgement)
    for number, words in said.items():
        if number not in found:
            yield Citation(number, _said(words), iso(reading.judged_on))


def _said(words: Mapping[Side, str]) -> str:
    """Mark the sides' own words as such: no measure counts them for a finding."""
    if len(set(words.values())) > 1:
        return CONTESTED
    prefix = CLAIMED if "public_sector" in words else ALLEGED
    return prefix + next(iter(words.values()))


def _party(reading: DisputeReading) -> Iterator[Appearance]:
    organisation = reading.party.organisation
    if organisation and reading.party.named_with_consent:
        raised = reading.raised_by == "vcs"
        yield Appearance(organisation, "party that raised it" if raised else "party it was raised with")


def _dues(reading: DisputeReading) -> Iterator[Due]:
    if not reading.judged:
        return
    for remedy in reading.remedies:
        if remedy.due_on:
            whose = owner(reading) if reading.does(remedy) == "public_sector" else reading.name("vcs")
            yield Due(_what("Remedy", remedy.what), remedy.due_on.isoformat(), iso(remedy.done_on), whose)
    for lesson in reading.lessons:
        if lesson.due_on:
            yield Due(_what("Lesson", lesson.lesson), lesson.due_on.isoformat(), iso(lesson.done_on), lesson.owner)


def _what(kind: str, words: str | None) -> str:
    return f"{kind}: {plain(words)}" if words and plain(words) else kind
