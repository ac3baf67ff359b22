"""The time line of a consultation: what happened, and what is still to come, each on its day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from register.consultations.content import Period
from register.consultations.periods import end_of, last_day_of
from register.consultations.reading import ConsultationReading
from register.consultations.words import time_in_words
from register.core.calendar import day_after, day_in_words, days_in_words
from register.core.content import known
from register.core.text import plain


@dataclass(frozen=True)
class Event:
    """Something on a day; `due` where it is still to come, or should have come."""

    on: date
    title: str
    text: str = ""
    due: bool = False

    @property
    def date(self) -> str:
        """Return the day as readers see it."""
        return day_in_words(self.on)


def timeline(reading: ConsultationReading, moment: datetime) -> list[Event]:
    """Return the events of a consultation in their order, as they stand at a moment."""
    opened = [_as_abandoned(one, reading) for one in _open(reading, moment)]
    found = [*_before(reading), *opened, *_feedback(reading), *_outcome(reading)]
    return sorted(found, key=lambda one: one.on)


def feedback_rule(reading: ConsultationReading) -> str:
    """Say how the day was told by which feedback is due: promised, or the register's yardstick with its sum."""
    if reading.promised:
        return "Promised by the public body."
    if reading.last_closed is None:
        return ""
    days = reading.context.yardsticks.feedback_days
    return f"The register’s yardstick: {day_in_words(reading.last_closed)} and {days_in_words(days)} more."


def _before(reading: ConsultationReading) -> Iterator[Event]:
    today, content = reading.context.today, reading.content
    if first := reading.first_contact.first_on:
        yield Event(first, "First contact with charities and community groups", due=first > today)
    if announced := known(content.announced_on):
        yield Event(announced, "Announced" if announced <= today else "To be announced", due=announced > today)


def _open(reading: ConsultationReading, moment: datetime) -> Iterator[Event]:
    today, before = reading.context.today, None
    for one in reading.periods:
        if one.opens_on:
            yield _opening(one.opens_on, before, today)
        last = last_day_of(one)
        if one.extended_from and last and one.extended_from < last:
            text = f"It was extended to {day_in_words(last)}."
            yield Event(one.extended_from, "Was to close", text, due=one.extended_from > today)
        if one.closes_on:
            yield _closing(one, moment)
        before = last or before


def _as_abandoned(event: Event, reading: ConsultationReading) -> Event:
    """Say of what an abandonment forestalled that it was only planned."""
    if reading.abandoned is None or event.on <= reading.abandoned:
        return event
    closing = event.title in ("Closed", "Closes", "Was to close")
    return replace(event, title="Was to close" if closing else "Was to open", due=True)


def _opening(opens: date, before: date | None, today: date) -> Event:
    past = opens <= today
    if before is None:
        return Event(opens, "Opened" if past else "Opens", due=not past)
    if opens <= day_after(before):
        return Event(opens, "Open for longer", due=not past)
    return Event(opens, "Reopened" if past else "Opens again", due=not past)


def _closing(one: Period, moment: datetime) -> Event:
    closes, ends = one.closes_on or date.max, end_of(one)
    past = ends is not None and ends <= moment
    at = one.closes_at
    text = f"At {time_in_words(at)}{', as the day begins' if at == time() else ''}." if at is not None else ""
    return Event(closes, "Closed" if past else "Closes", text, due=not past)


def _feedback(reading: ConsultationReading) -> Iterator[Event]:
    due, on, today = reading.feedback_due, known(reading.content.feedback_published_on), reading.context.today
    rule = feedback_rule(reading)
    if on:
        late = due and (on - due).days
        against = f"Due by {day_in_words(due)}. {rule}" if due else ""
        if late and late > 0:
            against = f"{days_in_words(late)} after it was due on {day_in_words(due or on)}. {rule}"
        yield Event(on, "Feedback published" if on <= today else "Feedback to be published", against, due=on > today)
    elif due and not reading.abandoned:
        passed = due < today
        yield Event(due, "Feedback was due, and is not published" if passed else "Feedback due", rule, due=True)


def _outcome(reading: ConsultationReading) -> Iterator[Event]:
    content, today = reading.content, reading.context.today
    planned = known(content.decision_due_on)
    if decided := reading.decided:
        text = f"It was due by {day_in_words(planned)}." if planned else ""
        yield Event(decided, "Decided" if decided <= today else "To be decided", text, due=decided > today)
    elif planned and not reading.abandoned:
        passed = planned < today
        title = "The decision was due; none is recorded" if passed else "The decision is due"
        yield Event(planned, title, due=True)
    if on := reading.outcome_on:
        yield Event(on, "Outcome published" if on <= today else "Outcome to be published", due=on > today)
    if abandoned := reading.abandoned:
        text = plain(known(content.abandoned_why) or "")
        yield Event(abandoned, "Abandoned" if abandoned <= today else "To be abandoned", text, due=abandoned > today)
