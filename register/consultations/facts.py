"""Figures that measures sum over consultations."""

from __future__ import annotations

from collections.abc import Iterator

from register.consultations.checks import formal_and_long_enough, saying_whom, vcs_responses
from register.consultations.content import ConsultationContent
from register.consultations.feedback_checks import is_done
from register.consultations.reading import ConsultationReading
from register.consultations.timing import not_closed
from register.core.calendar import day_in_words, days_in_words
from register.core.content import known
from register.core.findings import Context, Fact


def facts(content: ConsultationContent, context: Context) -> tuple[Fact, ...]:
    """Return the figures for 2.4, 2.5, 2.8 and 2.9 that are known; none where the body was not a party."""
    reading = ConsultationReading(content, context)
    return tuple(_facts(reading)) if reading.judged else ()


def _facts(reading: ConsultationReading) -> Iterator[Fact]:
    if not_closed(reading) is None:
        yield from _length(reading)
        yield from _responses(reading)
    yield from _announcement(reading)
    yield from _feedback(reading)
    yield from _views(reading)
    yield from _commitments(reading)


def _length(reading: ConsultationReading) -> Iterator[Fact]:
    """Yield the parts of 2.4: a) twelve weeks and formal; b) of the rest, explained; c) the one or the other."""
    if reading.longest and reading.all_days_known:
        yield Fact("2.4", "longest_days", reading.longest.days)
    enough = formal_and_long_enough(reading)
    if enough is None:
        return
    yield Fact("2.4", "twelve_weeks", int(enough))
    why = reading.written(known(reading.content.short_reason), "short_reason")
    if not enough:
        yield Fact("2.4", "explained", int(why))
    yield Fact("2.4", "twelve_weeks_or_explained", int(enough or why))


def _announcement(reading: ConsultationReading) -> Iterator[Fact]:
    """Yield the last part of 2.4: d) announced early enough, by the register's yardstick."""
    announced, opened = known(reading.content.announced_on), reading.opened
    if announced and opened and opened <= reading.context.today:
        ahead = (opened - announced).days
        yield Fact("2.4", "days_announced_ahead", ahead)
        yield Fact("2.4", "announced_early", int(ahead >= reading.context.yardsticks.announcement_days))


def _feedback(reading: ConsultationReading) -> Iterator[Fact]:
    """Yield a) of 2.5: whether feedback was out by its due date, once that has passed or feedback is out."""
    today, due, published = reading.context.today, reading.feedback_due, reading.feedback_on
    out = published if published and published <= today else None
    closed = reading.last_closed
    if out and closed:
        days = (out - closed).days
        told = f"Closed {day_in_words(closed)}, feedback published {day_in_words(out)}: {days_in_words(days)}."
        yield Fact("2.5", "days_to_feedback", days, told)
    abandoned = reading.abandoned and due and reading.abandoned <= min(due, today)
    if due and (out or (due < today and not abandoned)):
        yield Fact("2.5", "feedback_in_time", int(out is not None and out <= due))


def _views(reading: ConsultationReading) -> Iterator[Fact]:
    """Yield b) and c) of 2.5: views, those settled, those that owe a reason and those that carry it."""
    if reading.views:
        yield Fact("2.5", "views", len(reading.views))
        yield Fact("2.5", "views_settled", len(reading.views) - len(reading.unsettled))
    if reading.undone:
        yield Fact("2.5", "views_undone", len(reading.undone))
        yield Fact("2.5", "views_undone_with_reason", len(reading.undone) - len(reading.unreasoned))


def _commitments(reading: ConsultationReading) -> Iterator[Fact]:
    """Yield d) of 2.5: commitments that have fallen due, and those of them that are done."""
    promised = [one for _, one in reading.commitments if reading.written(one.what, "views")]
    due = [one for one in promised if one.due_on and one.due_on < reading.context.today]
    if due:
        yield Fact("2.5", "commitments_due", len(due))
        yield Fact("2.5", "commitments_done", sum(1 for one in due if is_done(one, reading.context.today)))


def _responses(reading: ConsultationReading) -> Iterator[Fact]:
    if reading.total is not None:
        yield Fact("2.8", "responses", reading.total)
    answered = vcs_responses(reading)
    if answered is not None:
        yield Fact("2.8", "vcs_response", int(answered > 0))
    if reading.organisations:
        yield Fact("2.9", "organisations_named", len(reading.organisations))
        yield Fact("2.9", "organisations_saying_whom", saying_whom(reading))
