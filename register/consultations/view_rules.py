"""What stops a consultation whose views are not told in full: what was said, and what became of it (2.5)."""

from __future__ import annotations

from collections.abc import Iterator

from register.common import rules as every
from register.consultations.content import UNDONE, ConsultationContent, View
from register.consultations.reading import ConsultationReading
from register.core.calendar import day_in_words
from register.core.content import known
from register.core.findings import Breach


def _numbers(reading: ConsultationReading) -> Iterator[Breach]:
    """Ask that each view has a number of its own for good: its address must never lead to another view."""
    before, highest = _given(reading)
    seen: set[int] = set()
    for row, view in enumerate(reading.views):
        number, field = view.number, f"views.{row}"
        if number is None or number < 1:
            yield Breach(None, field, "This view has no number.", "Remove the view and add it again.")
        elif number in seen:
            yield Breach(None, field, f"Two views have the number {number}.", "Remove one, and add it again.")
        elif number not in before and number <= highest:
            yield Breach(
                None,
                field,
                f"The number {number} belonged to another view, which was removed.",
                "Remove the view and add it again: it will be given a new number.",
            )
        if number:
            seen.add(number)


def _told(reading: ConsultationReading) -> Iterator[Breach]:
    """Ask what was said and what became of it; an import need not know."""
    if reading.context.imported:
        return
    for row, view in enumerate(reading.views):
        field, of = f"views.{row}", _of(view)
        if not reading.written(view.said, "views"):
            yield Breach("2.5", f"{field}.said", f"It is not said what people said{of}.", "Write it in a few words.")
        if view.disposition is None:
            yield Breach(
                "2.5",
                f"{field}.disposition",
                f"It is not said what became of the view{of}.",
                "Choose one: “still considering” where it is not decided yet.",
            )
        if view.disposition in ("acted_on", "partly") and not reading.written(view.change, "views"):
            yield Breach("2.5", f"{field}.change", f"It is not said what was done{of}.", "Write what changed.")
        if view.disposition == "still_considering" and view.decide_by is None:
            yield Breach(
                "2.5",
                f"{field}.decide_by",
                f"It is not said when it will be decided{of}.",
                "Enter the day by which people can expect the answer.",
            )


def _reasons(reading: ConsultationReading) -> Iterator[Breach]:
    """Ask for the reason of each view that was not acted on in full; nobody may state that none was given."""
    if reading.context.imported:
        return
    for row, view in enumerate(reading.views):
        if view.disposition not in UNDONE or reading.written(view.reason, "views"):
            continue
        if view.reason:
            yield Breach(
                "2.5",
                f"views.{row}.reason",
                f"The words given as the reason say nothing{_of(view)}.",
                "Write here why it was not done; people may never see the report you refer to.",
            )
        elif not (reading.withheld("views") or _unreasoned_in_its_file(reading, view)):
            yield Breach(
                "2.5",
                f"views.{row}.reason",
                f"The reason is missing{_of(view)}.",
                "Write in plain English why it was not done, or not all of it.",
            )


def _commitments(reading: ConsultationReading) -> Iterator[Breach]:
    for row, view in enumerate(reading.views):
        one, field = view.commitment, f"views.{row}.commitment"
        if one is None:
            continue
        if (one.due_on or one.done_on or one.progress) and not reading.written(one.what, "views"):
            yield Breach("2.5", f"{field}.what", f"It is not said what is promised{_of(view)}.", "Write the promise.")
        done = one.done_on or one.progress in ("done", "dropped")
        if one.what and one.due_on is None and not done and not reading.context.imported:
            yield Breach(
                "2.5",
                f"{field}.due_on",
                f"The promise has no day by which it will be kept{_of(view)}.",
                "Enter the day.",
            )
        if one.done_on and one.done_on > reading.context.today:
            yield Breach(
                "2.5",
                f"{field}.done_on",
                f"The promise is kept on {day_in_words(one.done_on)}, which is in the future{_of(view)}.",
                "Enter the day once it is done.",
            )


def _authors(reading: ConsultationReading) -> Iterator[Breach]:
    for row, view in enumerate(reading.views):
        for organisation in view.raised_by:
            yield from every.identifiers(reading, f"views.{row}.raised_by", organisation)


VIEW_RULES = (_numbers, _told, _reasons, _commitments, _authors)


def _of(view: View) -> str:
    return f" (view {view.number})" if view.number else ""


def _given(reading: ConsultationReading) -> tuple[set[int | None], int]:
    """Return the numbers of the views that are corrected, and the highest number ever given; none at first."""
    base = reading.context.base
    if not isinstance(base, ConsultationContent):
        return set(), 0
    numbers = {view.number for view in known(base.views) or ()}
    return numbers, max(filter(None, (*numbers, (base.numbered or {}).get("views"))), default=0)


def _unreasoned_in_its_file(reading: ConsultationReading, view: View) -> bool:
    """Tell whether a file said it without a reason: a correction need not invent what its file never said."""
    base = reading.context.base
    if not (reading.context.began_as_import and isinstance(base, ConsultationContent)):
        return False
    before = (one for one in known(base.views) or () if one.number == view.number)
    return any(one.disposition == view.disposition and not one.reason for one in before)
