"""What was found of each undertaking in dispute, as findings of the register; one party's word is none of them.

The undertakings of the voluntary and community sector are judged as those of the public sector are: both are bound.
"""

from __future__ import annotations

from collections.abc import Iterator

from register.compact.document import Undertaking, undertaking_order
from register.core.calendar import day_in_words
from register.core.findings import Context, Finding, Outcome
from register.core.text import plain
from register.disputes.content import BREACHED, DisputeContent, Engaged
from register.disputes.reading import DisputeReading, bound_by, counted, first_capital, undertaking_of

CHECK = "found"
"""The name of the one check there is: what both sides or somebody independent found."""

_SAYS = {
    "kept": "it was kept",
    "partly": "it was kept in part only",
    "not_kept": "it was not kept",
    "not_determined": "it cannot be told whether it was kept",
}
_FINDERS = {"independent": "somebody independent", "court": "an ombudsman or a court"}


def checks(content: DisputeContent, context: Context) -> list[Finding]:
    """Return a finding for each undertaking in dispute that is more than one party's word, in the Compact's order."""
    reading = DisputeReading(content, context)
    found = [
        Finding(one.undertaking, outcome, sentence, CHECK, field)
        for row, one, undertaking in of_the_compact(reading)
        if (answer := _answer(reading, one, undertaking)) is not None
        for outcome, sentence, field in [(*answer, f"engaged.{row}.judgement")]
    ]
    return sorted(found, key=lambda one: undertaking_order(one.undertaking))


def of_the_compact(reading: DisputeReading) -> Iterator[tuple[int, Engaged, Undertaking]]:
    """Yield the undertakings in dispute that the Compact has, each with its place in the list."""
    for row, one in enumerate(reading.engaged):
        if undertaking := undertaking_of(one.undertaking):
            yield row, one, undertaking


def one_sided(one: Engaged) -> bool:
    """Tell whether what is written of an undertaking is one party's word only."""
    return one.judgement is not None and not counted(one)


def word_of(reading: DisputeReading, one: Engaged) -> str:
    """Say what one party says, and that only that party says it."""
    who = first_capital(reading.name(one.said_by))
    return f"{who} says that {_SAYS[one.judgement or 'not_determined']}; nobody else has found so."


def _answer(reading: DisputeReading, one: Engaged, undertaking: Undertaking) -> tuple[Outcome, str] | None:
    if not reading.judged:
        day = f" on {day_in_words(reading.judged_on)}" if reading.judged_on else ""
        return Outcome.NOT_APPLICABLE, f"Not applicable: not a party to the Compact{day}."
    if one.judgement is None:
        return Outcome.NOT_KNOWN, "In dispute: nothing has been found yet."
    if not counted(one):
        return None
    sentence = f"{_who_found(one)} that {_SAYS[one.judgement]}"
    if one.judgement not in BREACHED:
        return (Outcome.KEPT if one.judgement == "kept" else Outcome.NOT_KNOWN), f"{sentence}."
    explained = reading.explained(one)
    who = reading.name(bound_by(undertaking))
    return (
        Outcome.NOT_KEPT_EXPLAINED if explained else Outcome.NOT_KEPT,
        f"{sentence}; {who} {_admits(one)}{'explains why' if explained else 'gives no explanation'}.",
    )


def _who_found(one: Engaged) -> str:
    if one.found_by == "agreed":
        return "Both sides agree"
    finder = plain(one.finder or "").rstrip(" .") or _FINDERS.get(one.found_by or "", "somebody")
    return f"{first_capital(finder)} found"


def _admits(one: Engaged) -> str:
    return {True: "admits it and ", False: "does not admit it and ", None: ""}[one.admitted]
