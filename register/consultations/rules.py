"""What stops a consultation from being published, and what its author should look at again.

"Required" lives here, in `view_rules.py` and nowhere else. An import skips what asks for reasons and what its source
need not have stated, never what asks for shape; a correction of one need not invent what its file never said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from register.common import rules as every
from register.consultations.checks import formal_and_long_enough
from register.consultations.content import ConsultationContent
from register.consultations.period_rules import PERIOD_RULES
from register.consultations.reading import TWELVE_WEEKS, ConsultationReading
from register.consultations.view_rules import VIEW_RULES
from register.core.calendar import day_in_words, days_in_words
from register.core.content import known
from register.core.findings import Breach, Context
from register.core.text import fingerprint

SAME_REASON = 3
"""So many views with the same reason word for word deserve a second look."""


def rules(content: ConsultationContent, context: Context) -> list[Breach]:
    """Return what must be mended before publication: shape, days, the reasons of 2.4 and of each view (2.5)."""
    reading = ConsultationReading(content, context)
    return [breach for rule in _RULES for breach in rule(reading)]


def warnings(content: ConsultationContent) -> list[Breach]:
    """Return what stops nothing but deserves a second look: names, the same words again, a day that is forgotten."""
    reading = ConsultationReading(content, Context(today=date.max))
    return [*_same_reasons(reading), *_forgotten_day(reading)]


def _entry(reading: ConsultationReading) -> Iterator[Breach]:
    what = "consultation"
    for breach in every.title_and_summary(reading, what, title="Write what is asked, in one line."):
        if not (breach.field == "summary" and reading.blank("summary") and from_a_file(reading)):
            yield breach
    yield from every.whose(reading, what)


def _asked(reading: ConsultationReading) -> Iterator[Breach]:
    if from_a_file(reading):
        return
    if reading.blank("what"):
        yield Breach(None, "what", "It is not said what is asked.", "Say what people can influence, and what not.")
    if reading.absent("method"):
        yield Breach(None, "method", "It is not said how people are consulted.", "Choose the method.")


def _short_reason(reading: ConsultationReading) -> Iterator[Breach]:
    field, reason = "short_reason", known(reading.content.short_reason)
    owed = reading.judged and not reading.context.imported and not reading.abandoned
    if not owed or formal_and_long_enough(reading) is not False or reading.written(reason, field):
        return
    if reason and not reading.content.short_unstated:
        yield Breach(
            "2.4",
            field,
            "The words given as the reason say nothing.",
            "Write here why it was not a formal one of twelve weeks, or state that no reason was given.",
        )
    elif not reading.content.short_unstated and reading.withheld(field) is None:
        yield Breach(
            "2.4",
            field,
            f"{_falls_short(reading)}, and the reason is missing.",
            "Write the reason in your own words, or state that no reason was given.",
        )


def _falls_short(reading: ConsultationReading) -> str:
    """Say what 2.4 asks and it is not: long enough, formal, or both."""
    longest, faults = reading.longest, []
    if longest and longest.days < TWELVE_WEEKS and reading.all_days_known:
        most, whole = ("at most ", " without a break") if len(reading.stretches) > 1 else ("", "")
        faults.append(f"it is open for {most}{days_in_words(longest.days)}{whole}, where {TWELVE_WEEKS} are asked")
    if reading.method not in (None, "formal_written"):
        faults.append("it is not a formal written consultation")
    told = "; ".join(faults) or "It is not open for twelve weeks"
    return told[:1].upper() + told[1:]


def _either_or(reading: ConsultationReading) -> Iterator[Breach]:
    content = reading.content
    reason = known(content.short_reason)
    yield from every.either_or(reading, "2.4", "short_unstated", reason, unstated=content.short_unstated)


_PAST = {
    "announced_on": "It is announced",
    "first_contact.first_on": "The first contact is",
    "value.assessed_on": "The value is assessed",
    "social_impact.assessed_on": "The social impact is assessed",
    "burden.assessed_on": "The burden on small organisations is assessed",
    "equality.done_on": "Equality is analysed",
    "feedback_published_on": "Feedback is published",
    "decided_on": "It is decided",
    "outcome_published_on": "The outcome is published",
    "abandoned_on": "It is abandoned",
}
"""Days on which something was done, and so not to come; each with the beginning of its sentence."""


def _past(reading: ConsultationReading) -> Iterator[Breach]:
    for field, what in _PAST.items():
        day = reading.value(field)
        if isinstance(day, date) and day > reading.context.today:
            yield Breach(
                None,
                field,
                f"{what} on {day_in_words(day)}, which is in the future.",
                "Enter the day once it has come; what is planned or promised has fields of its own.",
            )


def _responses(reading: ConsultationReading) -> Iterator[Breach]:
    total, counts = reading.total, known(reading.responses.by_type) or ()
    counted = sum(one.number for one in counts)
    if total is not None and counted > total:
        yield Breach(
            None,
            "responses.total",
            f"There are {total:,} responses in all, but {counted:,} by who responded.",
            "Correct one of the numbers.",
        )
    for row, one in enumerate(reading.organisations):
        yield from every.identifiers(reading, f"responses.organisations.{row}.organisation", one.organisation)


def _abandoned(reading: ConsultationReading) -> Iterator[Breach]:
    why = known(reading.content.abandoned_why)
    if why and reading.absent("abandoned_on"):
        yield Breach(None, "abandoned_on", "The day it was abandoned is missing.", "Enter the day.")
    told = reading.written(why, "abandoned_why") or reading.withheld("abandoned_why")
    if reading.abandoned and not told and not from_a_file(reading):
        yield Breach(
            None,
            "abandoned_why",
            "It is not said why it was abandoned.",
            "Tell those who answered, or were about to, why.",
        )


_RULES = (
    *(_entry, _asked, *PERIOD_RULES, _short_reason, _either_or, _past, _responses, *VIEW_RULES, _abandoned),
    *(every.withheld_is_empty, every.references, every.claims, every.accessible),
)


def from_a_file(reading: ConsultationReading) -> bool:
    """Tell whether a file said it first: what the public body never stated may stay unstated."""
    return reading.context.imported or reading.context.began_as_import


def _same_reasons(reading: ConsultationReading) -> Iterator[Breach]:
    marks = [fingerprint(view.reason or "") for view in reading.undone if reading.written(view.reason, "views")]
    for _, times in Counter(marks).items():
        if times >= SAME_REASON:
            yield Breach(
                "2.5",
                "views",
                f"{times} views carry the same reason, word for word.",
                "Answer what each of them says, or join them into one view.",
            )


def _forgotten_day(reading: ConsultationReading) -> Iterator[Breach]:
    if reading.views and not reading.unsettled and reading.absent("feedback_published_on"):
        yield Breach(
            "2.5",
            "feedback_published_on",
            "Each view has its answer, but the day feedback was published is not said.",
            "Enter the day, or feedback will be shown as still to come.",
        )
