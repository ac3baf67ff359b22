"""Where a consultation stands now, in one sentence for its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from register.consultations.content import ConsultationContent, Period
from register.consultations.periods import end_of, last_day_of, start_of
from register.consultations.reading import ConsultationReading
from register.consultations.states import overdue_at, state_at
from register.consultations.words import STATES, time_in_words
from register.core.calendar import day_in_words, days_in_words, today_in_london
from register.core.content import known
from register.core.findings import Context
from register.core.gone import ground_in_words


@dataclass(frozen=True)
class Standing:
    """The state at a moment, its label, and the sentence that tells it, without a full stop."""

    state: str
    label: str
    sentence: str
    overdue: bool
    extended: bool
    reopened: bool

    @property
    def flags(self) -> tuple[str, ...]:
        """Return the words for what stands beside the state."""
        flags = (("Overdue", self.overdue), ("Extended", self.extended), ("Reopened", self.reopened))
        return tuple(label for label, holds in flags if holds)


def standing(content: ConsultationContent, context: Context) -> Standing:
    """Say where a consultation stands at the moment asked, or at the start of the day where only that is known."""
    return _Teller(ConsultationReading(content, context), context.now or start_of(context.today)).standing()


class _Teller:
    """Tells of one consultation at one moment."""

    def __init__(self, reading: ConsultationReading, moment: datetime) -> None:
        self.reading, self.moment = reading, moment
        self.today = today_in_london(moment)

    def standing(self) -> Standing:
        state, abandoned = state_at(self.reading, self.moment), self.reading.abandoned
        until = min(self.moment, start_of(abandoned)) if abandoned else self.moment
        return Standing(
            state=state,
            label=STATES[state],
            sentence=getattr(self, f"_{state}")(),
            overdue=overdue_at(self.reading, self.moment),
            extended=any(_extended_from(one) for one in self.reading.periods),
            reopened=any(stretch.since <= until for stretch in self.reading.stretches[1:]),
        )

    def _announced(self) -> str:
        opens = self._next_opening()
        return f"Announced: opens {day_in_words(opens)}" if opens else STATES["announced"]

    def _open(self) -> str:
        now = next(one for one in self.reading.stretches if one.since <= self.moment < one.until)
        period = next(one for one in self.reading.periods if end_of(one) == now.until)
        before = _extended_from(period)
        extended = f", extended from {day_in_words(before)}" if before else ""
        again = "Open again" if now is not self.reading.stretches[0] else "Open"
        return f"{again} until {_end(period)}{extended}"

    def _closed(self) -> str:
        opens = self._next_opening()
        then = f"; opens again {day_in_words(opens)}" if opens else self._feedback()
        return f"{self._closing()}{then}"

    def _unanswered(self) -> str:
        if self._next_opening() or self.reading.feedback_due:
            return self._closed()
        # What came out before the last closing answers only part of what people said.
        since = " since" if known(self.reading.content.feedback_published_on) else ""
        return f"{self._closing()}; no feedback{since} is recorded here"

    def _closing(self) -> str:
        days = [day for one in self.reading.periods if (day := last_day_of(one)) and self._is_past(one)]
        return f"Closed {day_in_words(max(days))}"

    def _feedback_published(self) -> str:
        day: date | None = known(self.reading.content.feedback_published_on)
        if day is None:
            return f"{self._closing()}; the day feedback was published is not stated"
        opens, decision = self._next_opening(), known(self.reading.content.decision_due_on)
        told = f"Feedback published {day_in_words(day)}{self._late(day)}"
        if opens:
            return f"{told}; opens again {day_in_words(opens)}"
        if decision and decision >= self.today and not self.reading.decided:
            return f"{told}; the decision is due by {day_in_words(decision)}"
        return told

    def _outcome_published(self) -> str:
        day = self.reading.outcome_on
        told = f"Outcome published {day_in_words(day)}" if day else STATES["outcome_published"]
        return told if self._has_feedback() else f"{told}{self._feedback()}"

    def _abandoned(self) -> str:
        day = self.reading.abandoned
        return f"Abandoned {day_in_words(day)}" if day else STATES["abandoned"]

    def _dates_not_stated(self) -> str:
        if removed := self.reading.removed("periods"):
            return f"Its dates have been withheld: {ground_in_words(removed.category, removed.legal_basis)}"
        opened = [one.opens_on for one in self.reading.periods if one.opens_on and not one.closes_on]
        if opened and opened[-1] <= self.today:
            return f"Opened {day_in_words(opened[-1])}; the day it closes is not stated"
        closes = next((one for one in self.reading.periods if one.closes_on), None)
        if closes:
            return f"Closes {_end(closes)}; the day it opens is not stated"
        for one in self.reading.contradictory:
            if one.opens_on and one.closes_on:
                days = f"to open {day_in_words(one.opens_on)} and to close {day_in_words(one.closes_on)}"
                return f"Dates not clear: it is said {days}"
        words = " ".join((known(self.reading.content.dates_words) or "").split()).rstrip(".")
        return f"Dates not stated; it is only said: {words}" if words else STATES["dates_not_stated"]

    def _feedback(self) -> str:
        """Say when feedback is due, or how long it is overdue."""
        due = self.reading.feedback_due
        if due is None:
            return ""
        if due >= self.today:
            return f"; feedback is due by {day_in_words(due)}"
        days = days_in_words((self.today - due).days)
        return f"; feedback was due by {day_in_words(due)} and is {days} overdue"

    def _late(self, published: date) -> str:
        due = self.reading.feedback_due
        if due is None or published <= due or published != self.reading.feedback_on:
            return ""
        return f", {days_in_words((published - due).days)} after it was due"

    def _has_feedback(self) -> bool:
        day = self.reading.feedback_on
        return day is not None and day <= self.today

    def _next_opening(self) -> date | None:
        days = (one.opens_on for one in self.reading.periods if one.opens_on)
        return min((day for day in days if start_of(day) > self.moment), default=None)

    def _is_past(self, period: Period) -> bool:
        end = end_of(period)
        return end is not None and end <= self.moment


def _extended_from(period: Period) -> date | None:
    """Return the closing day first announced, where the period was made longer."""
    before, last = period.extended_from, last_day_of(period)
    return before if before and last and before < last else None


def _end(period: Period) -> str:
    """Write until when: "noon on 5 December 2026", or the last day where it lasts to the day's end."""
    last = last_day_of(period)
    day = day_in_words(last) if last else ""
    at = period.closes_at
    return f"{time_in_words(at)} on {day}" if at and last == period.closes_on else day
