"""Figures that measures sum over decisions, and that judge no single one."""

from __future__ import annotations

from collections.abc import Iterator

from register.core.calendar import day_in_words, days_in_words, days_inclusive
from register.core.findings import Context, Fact
from register.decisions.award_checks import term_length
from register.decisions.change_checks import why_notice_does_not_count
from register.decisions.content import DecisionContent
from register.decisions.reading import Reading
from register.decisions.words import SMALL


def facts(content: DecisionContent, context: Context) -> tuple[Fact, ...]:
    """Return the figures for 1.4, 3.2, 3.4, 3.5, 4.4 and 5.2 that are known; none where the body was not a party."""
    reading = Reading(content, context)
    return tuple(_facts(reading)) if reading.judged else ()


def _facts(reading: Reading) -> Iterator[Fact]:
    yield from _publication(reading)
    yield from _award(reading)
    yield from _call(reading)
    yield from _notice(reading)
    yield from _success(reading)


def _publication(reading: Reading) -> Iterator[Fact]:
    decided, published = reading.decided, reading.context.published_on
    # An import says when the body's file was read, not when the body published.
    from_a_file = reading.context.imported or reading.context.began_as_import
    if decided and published and decided <= published and not from_a_file:
        days = (published - decided).days
        told = f"Decided {day_in_words(decided)}, published {day_in_words(published)}: {days_in_words(days)}."
        yield Fact("1.4", "days_to_publication", days, told)


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


def _call(reading: Reading) -> Iterator[Fact]:
    opened, closed = reading.programme.call_opened_on, reading.programme.call_closed_on
    if _applied(reading) and reading.content.route == "open_call" and opened and closed and opened <= closed:
        days = days_inclusive(opened, closed)
        told = f"The call was open from {day_in_words(opened)} to {day_in_words(closed)}: {days_in_words(days)}"
        yield Fact("3.5", "days_call_open", days, f"{told}, both ends counted.")


def _notice(reading: Reading) -> Iterator[Fact]:
    if not reading.changes:
        return
    yield Fact("4.4", "agreed_expiry", int(reading.agreed_expiry))
    written, effective = reading.notice.written_on, reading.notice.effective_on
    if written and effective and not reading.agreed_expiry and why_notice_does_not_count(reading) is None:
        days = (effective - written).days
        told = f"Notice given {day_in_words(written)}, effective {day_in_words(effective)}"
        late = f"{days_in_words(-days)} too late" if days < 0 else days_in_words(days)
        yield Fact("4.4", "notice_days", days, f"{told}: {late}, counted towards the median.")


def _success(reading: Reading) -> Iterator[Fact]:
    if not _applied(reading):
        return
    field, led = "recipient.equality_led", reading.recipient.equality_led
    if led is not None:
        yield Fact("5.2", "equality_led", int(led))
    outcome = "was awarded support" if reading.awards else "was refused support"
    if led is None:
        unsaid = "has been withheld" if reading.withheld(field) else "is not recorded"
        told = f"An organisation {outcome}; whether it is equality-led {unsaid}."
    else:
        told = f"{'An equality-led organisation' if led else 'An organisation that is not equality-led'} {outcome}."
    yield Fact("5.2", "succeeded", int(reading.awards), told)


def _applied(reading: Reading) -> bool:
    return reading.awards or reading.type == "refusal"
