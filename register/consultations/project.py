"""The rows a consultation yields: what lists, filters, the index, feeds and measures know of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from register.common.project import (
    body_appearance,
    citations,
    facets_of_every,
    owner,
    relations,
    year_facet,
)
from register.consultations.checks import checks
from register.consultations.content import ConsultationContent, View
from register.consultations.feedback_checks import undone_edges
from register.consultations.periods import last_day_of
from register.consultations.reading import ConsultationReading
from register.consultations.states import spells
from register.consultations.words import DISPOSITIONS, TAG, TAGS
from register.core.calendar import day_after, day_in_words
from register.core.content import known
from register.core.findings import Context, Finding
from register.core.gone import NO_LONGER_SHOWN
from register.core.projection import Appearance, Due, Facet, Listing, Projection
from register.core.text import cut, plain

LINE_LIMIT = 240
"""Characters of the line that says what became of a view."""


def project(content: ConsultationContent, context: Context, findings: Sequence[Finding]) -> Projection:
    """Derive the rows of a consultation; its citations follow from its days, whatever is found on the day asked."""
    reading = ConsultationReading(content, context)
    turning, undone = turning_days(reading), undone_edges(reading)
    found: dict[tuple[int, int], list[Finding]] = {}

    def findings_on(day: date) -> list[Finding]:
        # Hundreds of promises turn on days of their own, from undone to done and back: two answers serve for all.
        alike = bisect_right(turning, day), bisect_right(undone, day) % 2
        if alike not in found:
            found[alike] = checks(content, replace(context, today=day))
        return found[alike]

    return Projection(
        listing=_listing(reading),
        facets=tuple(dict.fromkeys(_facets(reading))),
        citations=tuple(citations(findings_on, (*turning, *undone), reading)),
        appearances=tuple(_appearances(reading)),
        dues=tuple(_dues(reading)),
        relations=tuple(dict.fromkeys(relations(reading))),
        spells=spells(reading),
    )


def turning_days(reading: ConsultationReading) -> list[date]:
    """Return every day from which a check may answer differently, in order: each day it reads, and the day after.

    Of views and promises only the first that falls due; what changes with the others, `undone_edges` tells.
    """
    content = reading.content
    days = {
        *(day for one in reading.periods for day in (one.opens_on, last_day_of(one))),
        *(one.assessed_on for one in (reading.value_assessed, reading.social_impact, reading.burden)),
        min((one.decide_by for one in reading.unsettled if one.disposition and one.decide_by), default=None),
        min((one.due_on for one in reading.promises if one.due_on), default=None),
        *(known(content.announced_on), reading.first_contact.first_on, reading.equality.done_on),
        *(reading.feedback_due, known(content.feedback_published_on), reading.outcome_on),
        *(known(content.decision_due_on), reading.decided, reading.abandoned),
    }
    return sorted({turn for day in days if day for turn in (day, day_after(day))})


def view_line(view: View) -> str:
    """Say what became of a view, in one line: "View 3, on “Bus fares”. Not acted on: …"."""
    number = f"View {view.number}" if view.number else "A view"
    theme = f", on “{plain(view.theme)}”" if view.theme and plain(view.theme) else ""
    became = DISPOSITIONS[view.disposition] if view.disposition else "What became of it is not recorded"
    answer = plain((view.change if view.disposition in ("acted_on", "already_planned") else view.reason) or "")
    if view.disposition == "still_considering" and view.decide_by:
        answer = f"to be decided by {day_in_words(view.decide_by)}"
    if view.disposition == "partly" and view.change:
        answer = plain(view.change)
    return cut(f"{number}{theme}. {became}" + (f": {answer}" if answer else ""), LINE_LIMIT).rstrip(".") + "."


def _listing(reading: ConsultationReading) -> Listing:
    day, body = _day(reading), reading.body
    return Listing(
        tag=TAGS.get(reading.method or "", TAG),
        title=reading.title,
        summary=reading.summary,
        line=_line(reading),
        date=day.isoformat() if day else None,
        body=body.identifier if body else None,
        invented=reading.content.invented,
    )


def _day(reading: ConsultationReading) -> date | None:
    """Return the day under which it is listed: it opened, or failing that closed, was announced or decided."""
    first: date | None = next((one.opens_on or last_day_of(one) for one in reading.periods), None)
    return first or known(reading.content.announced_on) or reading.decided


def _line(reading: ConsultationReading) -> str:
    """Write one line: "3 January 2026 to 27 March 2026 · 214 responses · 12 views, 5 acted on, 3 not acted on"."""
    total, views, gone = reading.total, len(reading.views), len(reading.gone("views"))
    became = [view.disposition for view in reading.views if view.disposition]
    told = f", {became.count('acted_on')} acted on" if became else ""
    told += f", {refused} not acted on" if (refused := became.count("not_acted_on")) else ""
    told += f", {gone} {NO_LONGER_SHOWN}" if gone else ""
    parts = (
        _dates(reading),
        f"{total:,} response{'' if total == 1 else 's'}" if total is not None else "",
        f"{views} view{'' if views == 1 else 's'}{told}" if views or gone else "",
    )
    return " · ".join(filter(None, parts))


def _dates(reading: ConsultationReading) -> str:
    if reading.removed("periods"):
        return "Dates withheld"
    if not reading.periods:
        return plain(known(reading.content.dates_words) or "") or "Dates not stated"
    opened, last = reading.opened, reading.last_closed
    if opened and last:
        return f"{day_in_words(opened)} to {day_in_words(last)}"
    if last:
        return f"Closing day {day_in_words(last)}, opening day not stated"
    return f"Opening day {day_in_words(opened)}, closing day not stated" if opened else "Dates not fully stated"


def _facets(reading: ConsultationReading) -> Iterator[Facet]:
    if reading.method:
        yield Facet("type", reading.method, TAGS[reading.method])
    if day := _day(reading):
        yield year_facet(day)
    yield from facets_of_every(reading)
    for view in reading.views:
        if view.disposition:
            yield Facet("disposition", view.disposition, DISPOSITIONS[view.disposition])


def _appearances(reading: ConsultationReading) -> Iterator[Appearance]:
    for one in reading.organisations:
        yield Appearance(one.organisation, "respondent", line=_represents(one.represents))
    for view in reading.views:
        item = f"view-{view.number}" if view.number else None
        for organisation in dict.fromkeys(view.raised_by):
            yield Appearance(organisation, "author of a view", item, view_line(view))
    yield from body_appearance(reading)


def _dues(reading: ConsultationReading) -> Iterator[Due]:
    """Yield what a party owes and by when; what was dropped is owed no longer, and is counted as not done."""
    if not reading.judged:
        return
    role = owner(reading)
    if reading.feedback_due and not (reading.abandoned and reading.abandoned <= reading.feedback_due):
        done = reading.feedback_on
        yield Due("Feedback", reading.feedback_due.isoformat(), done.isoformat() if done else None, role)
    for view, one in reading.commitments:
        settled = one.progress in ("done", "dropped") and not one.done_on
        if one.due_on and reading.written(one.what, "views") and not settled:
            what = cut(f"{f'View {view.number}: ' if view.number else ''}{plain(one.what or '')}", LINE_LIMIT)
            yield Due(what, one.due_on.isoformat(), one.done_on.isoformat() if one.done_on else None, role)
    for view in reading.views:
        if view.disposition == "still_considering" and view.decide_by:
            yield Due(f"Decision on view {view.number or ''}".strip(), view.decide_by.isoformat(), owner=role)


def _represents(words: str | None) -> str | None:
    return cut(f"Spoke for: {plain(words)}", LINE_LIMIT) if words and plain(words) else None
