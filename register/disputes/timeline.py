"""What happened in a dispute, day by day: what it is about, when it was raised, each step, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from register.common.reading import gone_in_words, in_place
from register.core.calendar import day_in_words
from register.core.content import Gone, known
from register.core.text import plain
from register.disputes.content import Stage
from register.disputes.reading import DisputeReading, first_capital
from register.disputes.words import EXTERNAL, HELP, OUTCOMES, STAGES


@dataclass(frozen=True)
class Event:
    """One point of the timeline; `anchor` is its permanent address on the page."""

    when: str
    what: str
    words: str = ""
    notes: tuple[str, ...] = ()
    who: str = ""
    anchor: str | None = None


def timeline(reading: DisputeReading) -> list[Event]:
    """Return the events in their order: a step that began before the dispute was raised stands before that."""
    happened: date | None = known(reading.content.happened_on)
    raised, closed = reading.raised_on, reading.closed_on
    placed = in_place(reading.stages, reading.gone("stages"))
    steps = [(_began(stage), _step(stage, place)) for place, stage in placed]
    events: list[Event] = []
    if happened:
        events.append(Event(day_in_words(happened), "What the dispute is about"))
    before = [event for day, event in steps if raised and day and day < raised]
    events += before
    if raised:
        who = f"{first_capital(reading.name(reading.raised_by))} raised the dispute" if reading.raised_by else "Raised"
        events.append(Event(day_in_words(raised), who))
    events += [event for _, event in steps if event not in before]
    if closed:
        outcome = OUTCOMES.get(reading.outcome or "")
        how = f": {outcome.lower()}" if outcome and reading.outcome != "no_agreement" else " without agreement"
        events.append(Event(day_in_words(closed), f"Closed{how if outcome else ''}"))
    return events


def _began(stage: Stage | Gone) -> date | None:
    return None if isinstance(stage, Gone) else stage.began_on


def _step(stage: Stage | Gone, place: int) -> Event:
    if isinstance(stage, Gone):
        step = f"Step {stage.key}"
        return Event(when="", what=step, words=gone_in_words("This step", stage), anchor=f"stage-{stage.key}")
    kind = STAGES.get(stage.stage or "", "Step")
    more = HELP.get(stage.help or "") or EXTERNAL.get(stage.external or "")
    return Event(
        when=_when(stage),
        what=f"{kind}: {more.lower()}" if more and stage.stage != "external" else more or kind,
        words=plain(stage.summary or ""),
        notes=tuple(_notes(stage)),
        who=plain(stage.who or ""),
        anchor=f"stage-{stage.number or place}",
    )


def _when(stage: Stage) -> str:
    if stage.began_on is None:
        return "Day not stated"
    began = day_in_words(stage.began_on)
    if stage.ended_on and stage.ended_on > stage.began_on:
        return f"{began} to {day_in_words(stage.ended_on)}"
    return began


def _notes(stage: Stage) -> list[str]:
    """Say of a letter what the Compact asks of one: to name the breach, and to ask for reasons."""
    if stage.stage != "letter":
        return []
    named = {True: "It named the promises that may have been broken.", False: "It named no promise of the Compact."}
    asked = {True: "It asked for the decision to be looked into and justified.", False: "It did not ask for reasons."}
    notes = []
    if stage.breach_identified is not None:
        notes.append(named[stage.breach_identified])
    if stage.justification_asked is not None:
        notes.append(asked[stage.justification_asked])
    notes.append(f"Answered on {day_in_words(stage.replied_on)}." if stage.replied_on else "Not answered.")
    return notes
