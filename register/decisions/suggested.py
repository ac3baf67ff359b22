"""A title and a summary for a decision, in plain English, of what it says already: suggested, to be read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from register.core.calendar import day_in_words
from register.core.content import known
from register.core.findings import Context
from register.decisions.content import DecisionContent
from register.decisions.headline import recipient_within
from register.decisions.reading import Reading
from register.decisions.words import INSTRUMENTS, sum_in_words

LONGEST_TITLE = 200
_AWARDED = {"award": "awarded", "part_award": "awarded", "renewal": "renewed at", "support_in_kind": "given"}


def suggested(document: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Return a title and a summary; None for what too little is said for, or what only its author can word."""
    reading = Reading(DecisionContent.model_validate(document), Context(today=date.max))
    whom = recipient_within(reading)
    if whom is None or reading.type not in {*_AWARDED, "refusal"}:
        return None, None
    refused = reading.type == "refusal"
    awarded, asked = _sum(reading, "amount_awarded"), _sum(reading, "amount_applied_for")
    if not refused and awarded is None:
        return None, None
    return _title(reading, whom, awarded, asked), _summary(reading, whom, awarded, asked)


def _title(reading: Reading, whom: str, awarded: str | None, asked: str | None) -> str:
    programme = _programme(reading)
    if reading.type == "refusal":
        what = f"application by {whom}{f' for {asked}' if asked else ''}: refused"
    elif reading.type == "part_award" and asked:
        what = f"for {whom}: awarded {awarded} of {asked}"
    else:
        what = f"for {whom}: {_AWARDED[reading.type or '']} {awarded}"
    title = f"{programme} {what}"
    return title if programme and len(title) <= LONGEST_TITLE else (what[:1].upper() + what[1:])[:LONGEST_TITLE]


def _programme(reading: Reading) -> str:
    """Return the programme's title, with what it gives where the title does not say it: "Hall improvements grant"."""
    title = reading.programme.title or ""
    given = INSTRUMENTS[reading.instrument].lower() if reading.instrument in ("grant", "contract", "loan") else ""
    if reading.type == "refusal" or given in title.lower():
        return f"{title}," if title and reading.type == "refusal" else title
    return f"{title} {given}" if title else given.capitalize()


def _summary(reading: Reading, whom: str, awarded: str | None, asked: str | None) -> str:
    body = known(reading.content.body)
    council = body.name if body and body.name else "The public body"
    programme = ", ".join(filter(None, (reading.programme.title, reading.programme.round)))
    source = f" from {programme}" if programme else ""
    if reading.type == "refusal":
        said = f"{council} refused an application by {whom}{f' for {asked}' if asked else ''}{source}."
    elif reading.type == "renewal":
        said = f"{council} renewed its support for {whom}: {awarded}{source}."
    elif asked and asked != awarded:
        said = f"{council} awarded {whom} {awarded}{source}. The application was for {asked}."
    else:
        said = f"{council} awarded {whom} {awarded}{source}, the whole amount applied for." if asked else ""
        said = said or f"{council} awarded {whom} {awarded}{source}."
    return " ".join(filter(None, (said, _term(reading), _decided(reading))))[:600]


def _term(reading: Reading) -> str:
    term = reading.term
    if reading.type == "refusal" or not (term.start and term.end):
        return ""
    return f"It runs from {day_in_words(term.start)} to {day_in_words(term.end)}."


def _decided(reading: Reading) -> str:
    return f"It was decided on {day_in_words(reading.decided)}." if reading.decided else ""


def _sum(reading: Reading, field: str) -> str | None:
    value = reading.value(field)
    return sum_in_words(value, known(reading.content.amount_period)) if isinstance(value, Decimal) else None
