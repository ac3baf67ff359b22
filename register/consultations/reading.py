"""A consultation as its checks read it: an absent or redacted part is an empty one, and what is withheld is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from register.common.reading import EntryReading
from register.consultations.content import (
    FINAL,
    UNDONE,
    Assessment,
    Commitment,
    ConsultationContent,
    FirstContact,
    Period,
    Represented,
    Responses,
    View,
)
from register.consultations.periods import Stretch, contradicts_itself, in_order, last_day_of, stretches
from register.core.content import EqualityAnalysis, known

TWELVE_WEEKS = 84
"""The days of a formal consultation in the Compact's own words (2.4), both ends counted."""

_NO_CONTACT = FirstContact()
_NO_ASSESSMENT = Assessment()
_NO_RESPONSES = Responses()
_NO_EQUALITY_ANALYSIS = EqualityAnalysis()


@dataclass(frozen=True)
class ConsultationReading(EntryReading):
    """What a consultation says, in a context; no property of it ever raises."""

    content: ConsultationContent
    judged_by = ("periods", "announced_on")

    @property
    def method(self) -> str | None:
        """Return how it was done."""
        method: str | None = known(self.content.method)
        return method

    @property
    def stage(self) -> str | None:
        """Return how far the design was."""
        stage: str | None = known(self.content.stage)
        return stage

    @property
    def first_contact(self) -> FirstContact:
        """Return the first contact with the voluntary and community sector (2.3)."""
        return known(self.content.first_contact) or _NO_CONTACT

    @property
    def value_assessed(self) -> Assessment:
        """Return what was assessed of value (2.1)."""
        return known(self.content.value) or _NO_ASSESSMENT

    @property
    def social_impact(self) -> Assessment:
        """Return what was assessed of social impact (2.2)."""
        return known(self.content.social_impact) or _NO_ASSESSMENT

    @property
    def burden(self) -> Assessment:
        """Return what was assessed of the burden on small organisations (2.6)."""
        return known(self.content.burden) or _NO_ASSESSMENT

    @property
    def equality(self) -> EqualityAnalysis:
        """Return the equality analysis (5.3)."""
        return known(self.content.equality) or _NO_EQUALITY_ANALYSIS

    @property
    def responses(self) -> Responses:
        """Return who responded (2.8, 2.9)."""
        return known(self.content.responses) or _NO_RESPONSES

    @property
    def total(self) -> int | None:
        """Return how many responses there were."""
        total: int | None = known(self.responses.total)
        return total

    @property
    def organisations(self) -> tuple[Represented, ...]:
        """Return the organisations that responded and agreed to be named."""
        return known(self.responses.organisations) or ()

    @property
    def views(self) -> tuple[View, ...]:
        """Return the views, in the order of the content."""
        return known(self.content.views) or ()

    @property
    def undone(self) -> tuple[View, ...]:
        """Return the views that owe a reason: partly or not acted on, or out of scope (2.5)."""
        return tuple(view for view in self.views if view.disposition in UNDONE)

    @property
    def unreasoned(self) -> tuple[View, ...]:
        """Return the views that owe a reason and carry none."""
        return tuple(view for view in self.undone if not self.written(view.reason, "views"))

    @property
    def unsettled(self) -> tuple[View, ...]:
        """Return the views without a final disposition."""
        return tuple(view for view in self.views if view.disposition not in FINAL)

    @property
    def commitments(self) -> tuple[tuple[View, Commitment], ...]:
        """Return what was promised in answer to views, each with its view."""
        return tuple((view, view.commitment) for view in self.views if view.commitment)

    @property
    def promises(self) -> tuple[Commitment, ...]:
        """Return the commitments that say what was promised."""
        return tuple(one for _, one in self.commitments if self.written(one.what, "views"))

    @cached_property
    def stated_periods(self) -> tuple[Period, ...]:
        """Return the periods as the body stated them."""
        return known(self.content.periods) or ()

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """Return the periods whose days say something, in order; contradictory ones are left out."""
        return in_order(self.stated_periods)

    @cached_property
    def contradictory(self) -> tuple[Period, ...]:
        """Return the periods that would close before they open."""
        return tuple(one for one in self.stated_periods if contradicts_itself(one))

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """Return the times without a break in which people could answer."""
        return stretches(self.stated_periods)

    @property
    def longest(self) -> Stretch | None:
        """Return the longest unbroken time, the first of equals."""
        return max(self.stretches, key=lambda one: one.days, default=None)

    @property
    def all_days_known(self) -> bool:
        """Tell whether each period says when it opened and when it closed."""
        return bool(self.periods) and all(one.opens_on and one.closes_on for one in self.periods)

    @property
    def opened(self) -> date | None:
        """Return the day it first opened; None where an earlier period does not say."""
        return self.periods[0].opens_on if self.periods else None

    @property
    def first_closed(self) -> date | None:
        """Return the last day of the first period that says so."""
        return min(self._last_days, default=None)

    @property
    def last_closed(self) -> date | None:
        """Return the last day of all; None where a later period does not say."""
        last = self._latest_known
        unended = (one.opens_on for one in self.periods if one.closes_on is None and one.opens_on)
        return None if last and any(opens > last for opens in unended) else last

    @property
    def _latest_known(self) -> date | None:
        return max(self._last_days, default=None)

    @property
    def _last_days(self) -> Iterator[date]:
        return (day for one in self.periods if (day := last_day_of(one)))

    @property
    def judged_on(self) -> date | None:
        """Return the day it opened, or failing that closed, was announced, or was first published here."""
        opened = min((one.opens_on for one in self.stated_periods if one.opens_on), default=None)
        closed = min((one.closes_on for one in self.stated_periods if one.closes_on), default=None)
        return opened or closed or known(self.content.announced_on) or self.context.published_on

    @property
    def abandoned(self) -> date | None:
        """Return the day it was abandoned."""
        day: date | None = known(self.content.abandoned_on)
        return day

    @property
    def cut_short(self) -> bool:
        """Tell whether it was abandoned before it was over."""
        abandoned, last = self.abandoned, self.last_closed
        return abandoned is not None and abandoned <= self.context.today and (last is None or abandoned <= last)

    @property
    def promised(self) -> date | None:
        """Return the day by which feedback was promised; a promise that ends before the closing day says nothing."""
        promised: date | None = known(self.content.feedback_promised_by)
        last = self._latest_known
        return None if promised and last and promised < last else promised

    @property
    def feedback_due(self) -> date | None:
        """Return the day by which feedback is owed: as promised, or (of a party) by the register's yardstick."""
        return self.feedback_day if self.promised or self.judged else None

    @property
    def feedback_day(self) -> date | None:
        """Return the day until which what people said may still be analysed, whether or not feedback is owed by it."""
        if self.promised or self.last_closed is None:
            return self.promised
        days = timedelta(days=self.context.yardsticks.feedback_days)
        return date.max if self.last_closed > date.max - days else self.last_closed + days

    @property
    def undated_feedback(self) -> bool:
        """Tell whether it is told what was done or not, though not since when; a party owes the day as well."""
        told = (self.content.feedback_published_on, self.content.did, self.content.did_not)
        answered = any(told) or any(view.disposition in FINAL for view in self.views) or bool(self.gone("views"))
        return answered and known(self.content.feedback_published_on) is None and not self.judged

    @property
    def feedback_on(self) -> date | None:
        """Return the day feedback was published; what came out before the last closing answers only part of it."""
        published: date | None = known(self.content.feedback_published_on)
        last = self._latest_known
        return None if published and last and published < last else published

    @property
    def outcome_on(self) -> date | None:
        """Return the day the outcome was published."""
        day: date | None = known(self.content.outcome_published_on)
        return day

    @property
    def decided(self) -> date | None:
        """Return the day of the decision it informed."""
        day: date | None = known(self.content.decided_on)
        return day
