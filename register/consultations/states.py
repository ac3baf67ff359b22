"""Where a consultation stands, from its dates alone: at any moment and for all time, and what is overdue when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from register.common.spells import overdue
from register.consultations.periods import end_of, last_day_of, start_of
from register.consultations.reading import ConsultationReading
from register.consultations.words import AWAITED, STATES
from register.core.calendar import day_after, instant
from register.core.content import known
from register.core.projection import Spell

FIRST = datetime.min.replace(tzinfo=UTC)
"""Before everything."""


def state_at(reading: ConsultationReading, moment: datetime) -> str:
    """Return the state at a moment: a key of `STATES`.

    What a day is not stated for is never guessed: a consultation of which only the closing day is known is neither
    announced nor open before it, and one whose closing day is not known does not stay open for ever.
    """
    if reading.abandoned and start_of(reading.abandoned) <= moment:
        return "abandoned"
    if any(stretch.since <= moment < stretch.until for stretch in reading.stretches):
        return "open"
    if _answers(reading, reading.outcome_on, moment):
        return "outcome_published"
    if _answers(reading, known(reading.content.feedback_published_on), moment):
        return "feedback_published"
    turns = sorted(_turns(reading))
    past = [then for at, then in turns if at <= moment]
    if past:
        return _after_closing(reading, moment) if past[-1] == "closes" else "dates_not_stated"
    return "announced" if turns and turns[0][1] == "opens" else "dates_not_stated"


def spells(reading: ConsultationReading) -> tuple[Spell, ...]:
    """Return where it stands, one state after another without a gap, and when what is overdue."""
    return (*_state_spells(reading), *_awaited_spells(reading))


def overdue_at(reading: ConsultationReading, moment: datetime) -> bool:
    """Tell whether feedback, a commitment or a decision on a view is overdue at a moment."""
    asked = instant(moment)
    overdue = (spell for spell in _awaited_spells(reading) if spell.value != "reason")
    return any((one.since or "") <= asked and (one.until is None or asked < one.until) for one in overdue)


def _turns(reading: ConsultationReading) -> Iterator[tuple[datetime, str]]:
    """Yield the known openings and closings; at the same moment, closing comes first."""
    for period in reading.periods:
        if period.opens_on:
            yield start_of(period.opens_on), "opens"
        if end := end_of(period):
            yield end, "closes"


def _after_closing(reading: ConsultationReading, moment: datetime) -> str:
    """Tell what may be said of a closed consultation: nobody states for how long it is being analysed."""
    day = reading.feedback_day
    if day is None or day == date.max or moment < start_of(day_after(day)):
        return "closed"
    return "feedback_published" if reading.undated_feedback else "unanswered"


def _answers(reading: ConsultationReading, day: date | None, moment: datetime) -> bool:
    """Tell whether what was published on a day is out, and speaks of all that people had said by then."""
    if day is None or moment < start_of(day):
        return False
    closed_since = (last_day_of(one) for one in reading.periods if (end := end_of(one)) is not None and end <= moment)
    return not any(last and last > day for last in closed_since)


def _state_spells(reading: ConsultationReading) -> Iterator[Spell]:
    published = (reading.abandoned, reading.outcome_on, known(reading.content.feedback_published_on))
    moments = {*(at for at, _ in _turns(reading)), *(start_of(day) for day in published if day)}
    if reading.feedback_day:
        moments.add(start_of(day_after(reading.feedback_day)))
    since, state = None, state_at(reading, FIRST)
    for moment in sorted(moments):
        then = state_at(reading, moment)
        if then != state:
            yield Spell("state", state, STATES[state], _text(since), instant(moment))
            since, state = moment, then
    yield Spell("state", state, STATES[state], _text(since), None)


def _awaited_spells(reading: ConsultationReading) -> Iterator[Spell]:
    """Yield what a party leaves undone past its day."""
    if not reading.judged:
        return
    ends = [day for day in (reading.feedback_on, reading.abandoned) if day]
    yield from _awaited("feedback", [(reading.feedback_due, min(ends, default=None))])
    yield from _awaited(
        "commitment",
        [
            (one.due_on, one.done_on)
            for _, one in reading.commitments
            if one.done_on or one.progress not in ("done", "dropped")
        ],
    )
    yield from _awaited("view", [(one.decide_by, None) for one in reading.views if _considered(one.disposition)])
    if reading.unreasoned and not reading.withheld("views"):
        published = known(reading.content.feedback_published_on)
        yield Spell("awaited", "reason", AWAITED["reason"], _text(start_of(published) if published else None))


def _considered(disposition: str | None) -> bool:
    return disposition == "still_considering"


def _awaited(value: str, dues: Iterable[tuple[date | None, date | None]]) -> Iterator[Spell]:
    return overdue(value, AWAITED[value], dues)


def _text(moment: datetime | None) -> str | None:
    return instant(moment) if moment else None
