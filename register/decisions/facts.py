"""Figures that measures sum over decisions, and that judge no single one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from register.core.findings import Context
from register.decisions.award_checks import term_length
from register.decisions.content import DecisionContent
from register.decisions.reading import Reading
from register.decisions.words import SMALL


@dataclass(frozen=True)
class Fact:
    """A whole number that one decision adds to the measure of an undertaking; yes is 1 and no is 0."""

    undertaking: str
    name: str
    number: int


def facts(content: DecisionContent, context: Context) -> tuple[Fact, ...]:
    """Return the figures for 1.4, 3.2, 3.4, 3.5, 4.4 and 5.2 that are known; none where the body was not a party."""
    reading = Reading(content, context)
    return tuple(_facts(reading)) if reading.judged else ()


def _facts(reading: Reading) -> Iterator[Fact]:
    yield from _publication(reading)
    yield from _award(reading)
    yield from _application(reading)
    yield from _notice(reading)


def _publication(reading: Reading) -> Iterator[Fact]:
    decided, published = reading.decided, reading.context.published_on
    # An import says when the body's file was read, not when the body published.
    if decided and published and decided <= published and not reading.context.imported:
        yield Fact("1.4", "days_to_publication", (published - decided).days)


def _award(reading: Reading) -> Iterator[Fact]:
    if not reading.awards:
        return
    size = reading.recipient.size_band
    if size and size != "not_known":
        yield Fact("3.2", "small_recipient", int(size in SMALL))
    length = term_length(reading)
    if length:
        yield Fact("3.4", "term_months", length[0])
        between = (12, 0) < length < (reading.context.yardsticks.multi_year_months, 0)
        yield Fact("3.4", "one_to_two_years", int(between))


def _application(reading: Reading) -> Iterator[Fact]:
    opened, closed = reading.programme.call_opened_on, reading.programme.call_closed_on
    applied = reading.awards or reading.type == "refusal"
    if applied and reading.content.route == "open_call" and opened and closed and opened <= closed:
        yield Fact("3.5", "days_call_open", (closed - opened).days + 1)
    if applied and reading.recipient.equality_led is not None:
        yield Fact("5.2", "equality_led", int(reading.recipient.equality_led))
    if applied:
        yield Fact("5.2", "succeeded", int(reading.awards))


def _notice(reading: Reading) -> Iterator[Fact]:
    if not reading.changes:
        return
    yield Fact("4.4", "agreed_expiry", int(reading.agreed_expiry))
    written, effective = reading.notice.written_on, reading.notice.effective_on
    if written and effective and not reading.agreed_expiry:
        yield Fact("4.4", "notice_days", (effective - written).days)
