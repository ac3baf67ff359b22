"""What stops a funding decision from being published, and what its author should look at again.

"Required" lives here and only here. An import skips what asks for reasons, never what asks for shape; a correction of
one need not invent what its file never said: the day its recipient was told, and the rationale, which stays awaited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from register.common import rules as every
from register.core.calendar import day_in_words
from register.core.content import known
from register.core.findings import Breach, Context, Outcome
from register.core.text import plain
from register.decisions.award_checks import term
from register.decisions.change_checks import notice
from register.decisions.checks import unmet_criteria
from register.decisions.content import DecisionContent
from register.decisions.odd import odd_days, odd_sums
from register.decisions.reading import Reading


def rules(content: DecisionContent, context: Context) -> list[Breach]:
    """Return what must be mended before publication: shape, then 3.3, who was told, 3.4 and the change block of 4.4."""
    reading = Reading(content, context)
    return [breach for rule in _RULES for breach in rule(reading)]


def warnings(content: DecisionContent) -> list[Breach]:
    """Return what stops nothing but deserves a second look.

    Words on an applicant's character (3.3), bare criteria, and days and sums that can hardly be.
    """
    reading = Reading(content, Context(today=date.max))
    return [*_sensitive(reading), *_bare_criteria(reading), *odd_days(reading), *odd_sums(reading)]


def conceals(content: DecisionContent) -> bool:
    """Tell whether the applicant or recipient is described, not named."""
    recipient = known(content.recipient)
    return bool(recipient and recipient.described_as and not recipient.organisation)


def sensitive_words(text: str) -> tuple[str, ...]:
    """Return the words on honesty, governance or solvency, in order and each once."""
    return tuple(dict.fromkeys(match.group().lower() for match in _SENSITIVE.finditer(plain(text))))


def ends_before_start(reading: Reading) -> Iterator[Breach]:
    """Ask that nothing ends before it starts; what a file said of that stays as it said it."""
    if reading.context.imported or reading.context.began_as_import:
        return
    for start_field, start_name, end_field, end_name in _STARTS_AND_ENDS:
        start, end = reading.value(start_field), reading.value(end_field)
        if isinstance(start, date) and isinstance(end, date) and end < start:
            yield Breach(
                None,
                end_field,
                f"The {end_name}, {day_in_words(end)}, is before the {start_name}, {day_in_words(start)}.",
                "Correct one of the days.",
            )


_STARTS_AND_ENDS = (
    ("programme.call_opened_on", "day the call opened", "programme.call_closed_on", "day the call closed"),
    ("term.start", "planned start", "term.end", "planned end"),
    (
        "change.dialogue.response_opened_on",
        "first day for responses",
        "change.dialogue.response_closed_on",
        "last day for responses",
    ),
)
"""What starts and ends: each day's field and its name."""


def _entry(reading: Reading) -> Iterator[Breach]:
    what = "decision"
    yield from every.title_and_summary(reading, what, title="Write what was decided, for whom, in one line.")
    yield from every.whose(reading, what)
    if reading.absent("decision_type"):
        yield Breach(None, "decision_type", "It is not said what kind of decision this is.", "Choose one.")


def _date(reading: Reading) -> Iterator[Breach]:
    if reading.absent("decided_on"):
        yield Breach(None, "decided_on", "The date of the decision is missing.", "Enter the day it was decided.")
    elif reading.decided and reading.decided > reading.context.today:
        yield Breach(
            None,
            "decided_on",
            f"The date of the decision, {day_in_words(reading.decided)}, is in the future.",
            "Correct the date, or publish once the decision is made.",
        )


def _amount(reading: Reading) -> Iterator[Breach]:
    if not reading.awards:
        return
    field = "value_in_kind" if reading.in_kind and reading.absent("amount_awarded") else "amount_awarded"
    if reading.absent(field):
        yield Breach(None, field, "It is not said how much was awarded.", "Enter the amount in pounds.")
    elif isinstance(value := reading.value(field), Decimal) and value == 0:
        yield Breach(None, field, "An award of £0 is not an award.", "Enter the amount, or choose refusal or ending.")


def _recipient(reading: Reading) -> Iterator[Breach]:
    nobody = reading.absent("recipient.organisation") and reading.blank("recipient.described_as")
    if reading.type != "refusal":
        if nobody:
            yield Breach(
                None,
                "recipient.organisation",
                "It is not said who the recipient is.",
                "Name the organisation, or describe it where it may not be named.",
            )
        return
    if reading.recipient.organisation and not (reading.refusal.named_with_consent or reading.refusal.already_public):
        yield Breach(
            None,
            "recipient.organisation",
            "A refused applicant is described, not named.",
            "Remove the name and describe the applicant, or record that it agrees to be named "
            "or that its name is already lawfully public.",
        )
    elif nobody:
        yield Breach(
            None,
            "recipient.described_as",
            "It is not said who applied.",
            "Describe the applicant without naming it: “a village hall in the west of the county”.",
        )


def _non_renewal(reading: Reading) -> Iterator[Breach]:
    if reading.type == "refusal" and reading.refusal.funded_before and not reading.changes:
        yield Breach(
            "4.4",
            "refusal.funded_before",
            "To stop funding this work is an ending, not a refusal: undertakings 4.2 to 4.4 apply.",
            "Choose “Ending” as what was decided, and “It was not renewed” as the kind of change.",
        )


def _identifiers(reading: Reading) -> Iterator[Breach]:
    yield from every.identifiers(reading, "recipient.organisation.identifiers", reading.recipient.organisation)


def _told(reading: Reading) -> Iterator[Breach]:
    if reading.context.imported:
        return
    field, told = "recipient_told_on", known(reading.content.recipient_told_on)
    who = "applicant" if reading.type == "refusal" else "recipient"
    if reading.absent(field) and not reading.context.began_as_import:
        yield Breach(
            None,
            field,
            f"The day on which the {who} was told is missing.",
            f"Tell the {who} first, then enter the day.",
        )
    elif told and told > reading.context.today:
        yield Breach(
            None,
            field,
            f"The {who} is told on {day_in_words(told)}, which is in the future.",
            f"Publish once the {who} has been told.",
        )


def _rationale(reading: Reading) -> Iterator[Breach]:
    field = "rationale.reasons"
    if reading.context.imported or reading.written(reading.reasons, field):
        return
    if reading.reasons:
        yield Breach(
            "3.3",
            field,
            "The words given as reasons say nothing.",
            "Write here why it was decided so; a reader may never see the report you refer to.",
        )
    # Even a body that admits to having no reasons must find them: 3.3 knows no "no reason was given".
    elif reading.withheld(field) is None and not reading.context.began_as_import:
        yield Breach("3.3", field, "The rationale is missing.", "Write in plain English why it was decided so.")


def _term(reading: Reading) -> Iterator[Breach]:
    owed = term(reading).outcome is Outcome.NOT_KEPT
    if _reason_skipped(reading) or not owed or reading.term.unstated or reading.withheld("term.reason"):
        return
    yield Breach(
        "3.4",
        "term.reason",
        "The funding is not multi-year, and the reason is missing.",
        "Choose the reason or write it in your own words, or state that no reason was given.",
    )


def _change(reading: Reading) -> Iterator[Breach]:
    if reading.changes and reading.blank("change.what_happens_now"):
        yield Breach(
            None,
            "change.what_happens_now",
            "It is not said what happens to the service now.",
            "Tell the people who use the service what they will notice, and when.",
        )


def _notice(reading: Reading) -> Iterator[Breach]:
    field = "change.notice.exceptional_reason"
    owed = notice(reading).outcome is Outcome.NOT_KEPT
    if _reason_skipped(reading) or not owed or reading.notice.unstated or reading.withheld(field):
        return
    yield Breach(
        "4.4",
        field,
        "The notice falls short of three months, and the reason is missing.",
        "Write the exceptional circumstances and their reason, or state that no reason was given.",
    )


def _either_or(reading: Reading) -> Iterator[Breach]:
    term, short = reading.term, reading.notice
    reason = term.reason or term.reason_words
    yield from every.either_or(reading, "3.4", "term.unstated", reason, unstated=term.unstated)
    reason = short.exceptional_reason
    yield from every.either_or(reading, "4.4", "change.notice.unstated", reason, unstated=short.unstated)


def _references(reading: Reading) -> Iterator[Breach]:
    yield from every.references(reading, [("change.decision", known(reading.change.decision))])


_RULES = (
    *(_entry, _date, _amount, _recipient, _non_renewal, _identifiers, _told, _rationale, _term, _change, _notice),
    *(ends_before_start, _either_or, every.withheld_is_empty, _references, every.claims, every.accessible),
)


def _reason_skipped(reading: Reading) -> bool:
    """Tell whether the reasons of 3.4 and 4.4 are not asked for: of an import, or of a body that was no party."""
    return reading.context.imported or not reading.judged


_SENSITIVE = re.compile(
    r"\b(?:(?:dis)?honest\w*|fraud\w*|mislead\w*|misled|lied|lying|false\w*|decei\w*|corrupt\w*|theft|integrity"
    r"|governance|misconduct|mismanag\w*|misus\w*|trustees?|incompeten\w*|conflicts? of interest"
    r"|(?:in)?solven\w*|bankrupt\w*|going concern|viab\w*|unviab\w*|debts?|deficits?|liquidat\w*"
    r"|financial(?:ly)? (?:difficult\w*|weak\w*|unstable|unsound))\b",
    re.IGNORECASE,
)


def _sensitive(reading: Reading) -> Iterator[Breach]:
    if reading.type != "refusal":
        return
    for field, text in _public_words(reading):
        if words := sensitive_words(text):
            quoted = ", ".join(f"“{word}”" for word in words)
            yield Breach(
                "3.3",
                field,
                f"These words may speak of an applicant’s honesty, governance or solvency: {quoted}.",
                "Give facts against the published criteria, and no more than the decision needs.",
            )


def _public_words(reading: Reading) -> Iterator[tuple[str, str]]:
    content, why = reading.content, reading.rationale
    yield "title", known(content.title) or ""
    yield "summary", known(content.summary) or ""
    yield "recipient.described_as", reading.recipient.described_as or ""
    yield "rationale.reasons", reading.reasons or ""
    # The criterion itself is published beforehand and may well be about governance; how it was met may not be.
    yield "rationale.criteria", " ".join(one.how_met or "" for one in known(why.criteria) or ())
    yield (
        "rationale.alternatives",
        " ".join(f"{one.option} {one.why_rejected or ''}" for one in known(why.alternatives) or ()),
    )


def _bare_criteria(reading: Reading) -> Iterator[Breach]:
    if unmet := unmet_criteria(reading):
        yield Breach(
            "3.3",
            "rationale.criteria",
            f"Criteria that do not say how they were met: {unmet}.",
            "Say it for each, or the rationale counts as incomplete.",
        )
