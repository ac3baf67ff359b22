"""What a check may say of the time: what came before the opening, and what it is too early to ask."""

from __future__ import annotations

from datetime import date

from register.common.verdicts import Verdict, kept, not_applicable, not_kept, not_known
from register.consultations.reading import ConsultationReading
from register.core.calendar import day_in_words, days_in_words
from register.core.findings import NOT_YET


def before_opening(reading: ConsultationReading, day: date | None, what: str, field: str) -> Verdict:
    """Judge whether something was done before it opened; `what` is a past clause ("the value was assessed").

    On the day it opened nobody can tell which came first.
    """
    start = what[:1].upper() + what[1:]
    opened, closed = reading.opened, reading.first_closed
    done = day if day and day <= reading.context.today else None
    if done is None:
        return not_opened(reading) or not_known(f"The day on which {what} is not recorded.", field)
    if opened is None:
        if closed and done > closed:
            return not_kept(
                f"{start} on {day_in_words(done)}, after the consultation closed on {day_in_words(closed)}.", field
            )
        return not_known(f"{start} on {day_in_words(done)}; the day it opened is not recorded.", "periods")
    days = days_in_words(abs((opened - done).days))
    if done > opened:
        return not_kept(f"{start} on {day_in_words(done)}, {days} after it opened on {day_in_words(opened)}.", field)
    if done == opened:
        return not_known(
            f"{start} on {day_in_words(done)}, the day it opened: which came first is not recorded.", field
        )
    return kept(f"{start} on {day_in_words(done)}, {days} before it opened on {day_in_words(opened)}.")


def too_early(why: str) -> Verdict:
    """Say that an undertaking is not asked of it yet; `why` ends the sentence, without a full stop."""
    return not_applicable(f"{NOT_YET}: {why}.")


def not_opened(reading: ConsultationReading) -> Verdict | None:
    """Say why what is asked of an opened consultation is not asked: it is not open yet, or never was."""
    opened, today, abandoned = reading.opened, reading.context.today, reading.abandoned
    if opened and abandoned and abandoned <= min(opened, today):
        return not_applicable(f"It was abandoned on {day_in_words(abandoned)}, before it opened.")
    return too_early(f"it opens on {day_in_words(opened)}") if opened and opened > today else None


def not_closed(reading: ConsultationReading) -> Verdict | None:
    """Say why what is asked of a closed consultation is not asked: it is not over, or never came to its end."""
    last, today, abandoned = reading.last_closed, reading.context.today, reading.abandoned
    if abandoned and reading.cut_short:
        return not_applicable(f"It was abandoned on {day_in_words(abandoned)}, before it closed.")
    if last and last >= today:
        return too_early(f"it closes on {day_in_words(last)}")
    return not_opened(reading) if last is None else None
