"""What must be mended in a file of facts about consultations, and what is doubtful in it, in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from register.consultations.facts_columns import HEADINGS, Facts, count_heading
from register.consultations.facts_counts import MOST, TOTAL, by_type, inexact, readable, total, whole
from register.consultations.facts_dates import clock, day, day_of, length_of, time_of, truth
from register.consultations.reading import TWELVE_WEEKS
from register.core.problems import Problem, date_remedy, shown
from register.core.text import email_in, web_address

LONGEST = {
    "body": 300,
    "body_identifier": 100,
    "title": 300,
    "source_url": 2_000,
    "we_asked": 20_000,
    "you_said": 20_000,
    "we_did": 20_000,
    "not_acted_on_noted": 20_000,
}
"""Characters that a field may have: as long as the desk's form takes it."""
MOST_COUNTS = 50

_REQUIRED = ("body", "title", "source_url")
_DATES = ("opens_on", "closes_on", "decision_date")
_TEXTS = ("title", "we_asked", "you_said", "we_did", "not_acted_on_noted")
_IDENTIFIER = re.compile(r"[A-Za-z0-9]{2,}-[A-Za-z0-9_.:/-]+")
_MARKUP = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_EARLIEST_YEAR = 1900
_LONGEST_LENGTH = 3_660


def host_of(address: str) -> str | None:
    """Return the host of a web address; None for what is none."""
    try:
        return urlsplit(address).hostname if web_address(address) else None
    except ValueError:  # brackets that enclose no IPv6 address
        return None


def refusals(facts: Facts) -> Iterator[Problem]:
    """Say what in a row must be mended before the file can be imported."""
    for name, message, remedy in _wrong(facts):
        yield Problem(facts.number, HEADINGS.get(name, name), message, remedy)


def doubts(facts: Facts, today: date) -> Iterator[Problem]:
    """Say what in a sound row is doubtful."""
    for name, message, remedy in _doubtful(facts, today):
        yield Problem(facts.number, HEADINGS.get(name, name), message, remedy, refuses=False)


Fault = tuple[str, str, str]


def _wrong(facts: Facts) -> Iterator[Fault]:
    said = facts.said
    for name in _REQUIRED:
        if name not in said:
            yield name, "This is missing.", "A consultation is recognised by its body, source address and title."
    for name, limit in LONGEST.items():
        if len(said.get(name, "")) > limit:
            yield name, f"This is {len(said[name]):,} characters long.", f"Use up to {limit:,}."
    if "source_url" in said and host_of(said["source_url"]) is None:
        yield "source_url", f"{shown(said['source_url'])} is no web address.", "Begin it with https://."
    if "body_identifier" in said and not _IDENTIFIER.fullmatch(said["body_identifier"]):
        message = f"{shown(said['body_identifier'])} is no identifier."
        yield "body_identifier", message, "Write it as org-id.guide does, such as GB-LAE-DUR, or leave it empty."
    yield from _wrong_dates(facts)
    yield from _wrong_counts(facts)


def _wrong_dates(facts: Facts) -> Iterator[Fault]:
    said = facts.said
    for name in _DATES:
        found = day(said.get(name, ""))
        if name in said and found is None:
            yield name, f"{shown(said[name])} is not a day of the calendar.", date_remedy(said[name])
        elif found and found.year < _EARLIEST_YEAR:
            yield name, f"{said[name]} is too long ago to be true.", "Check it."
    opens, closes = day_of(facts, "opens_on"), day_of(facts, "closes_on")
    if opens and closes and closes < opens:
        message = f"It closes on {closes.isoformat()}, before it opens on {opens.isoformat()}."
        yield "closes_on", message, "Check both dates."
    if "closes_time" in said and clock(said["closes_time"]) is None:
        message = f"{shown(said['closes_time'])} is not a time as 24 hours are counted."
        yield "closes_time", message, "Write 17:00 for 5pm, 12:00 for noon and 23:59 for the day's end."
    length = said.get("length_days_inclusive")
    if length is not None and not 1 <= (whole(length) or 0) <= _LONGEST_LENGTH:
        yield "length_days_inclusive", f"{shown(length)} is not a number of days.", "Write a whole number, such as 84."
    if "twelve_weeks_or_more" in said and truth(said["twelve_weeks_or_more"]) is None:
        message = f"{shown(said['twelve_weeks_or_more'])} is neither yes nor no."
        yield "twelve_weeks_or_more", message, "Write Yes or No, or leave it empty."


def _wrong_counts(facts: Facts) -> Iterator[Fault]:
    if len(facts.counts) > MOST_COUNTS:
        yield "Responses", f"There are {len(facts.counts)} counts of responses.", f"Give up to {MOST_COUNTS}."
    for name, text in facts.counts.items():
        if not readable(name, text):
            message = f"{shown(text)} is not a number of responses (up to {MOST:,}) or a percentage."
            remedy = "Write a whole number, a percentage such as 60.1%, or words such as “nearly 2,750”."
            yield count_heading(name), message, remedy


def _doubtful(facts: Facts, today: date) -> Iterator[Fault]:
    yield from _doubtful_dates(facts, today)
    for name in facts.counts:
        about = inexact(facts, name)
        if about and about != facts.counts[name]:
            message = f"The note says {shown(about)}: it is shown so, and not as an exact number."
            yield count_heading(name), message, "Write it so in this column too, or correct the note."
    all_of_them, typed = total(facts), sum(by_type(facts).values())
    if all_of_them is not None and typed > all_of_them:
        yield count_heading(TOTAL), f"The total is less than its parts, {typed:,}.", "Check them."
    for name in _TEXTS:
        text = facts.said.get(name, "")
        if found := email_in(text):
            yield name, f"An e-mail address stands in the text: {shown(found)}.", "Remove it if it is a person's."
        if marks := _MARKUP.search(text):
            yield name, f"HTML stands in the text: {shown(marks[0])}.", "Write it as plain words."


def _doubtful_dates(facts: Facts, today: date) -> Iterator[Fault]:
    said = facts.said
    closes, decided = day_of(facts, "closes_on"), day_of(facts, "decision_date")
    if time_of(facts) and not closes:
        yield "closes_time", "A closing time without a closing day is not shown.", "Give the day it closes on."
    if closes and decided and decided < closes:
        yield "decision_date", "The decision is earlier than the closing day.", "Check both dates."
    if decided and decided > today:
        yield "decision_date", f"{decided.isoformat()} lies in the future.", "Check it."
    length, stated = length_of(facts), whole(said.get("length_days_inclusive", ""))
    if length and stated and length != stated:
        message = f"The dates make {length} days counting both ends, not {stated}; the dates count."
        yield "length_days_inclusive", message, "Check the dates."
    twelve, days = truth(said.get("twelve_weeks_or_more", "")), length or stated
    if twelve is not None and days and twelve != (days >= TWELVE_WEEKS):
        message = f"{days} days are {'' if days >= TWELVE_WEEKS else 'not '}twelve weeks or more ({TWELVE_WEEKS} days)."
        yield "twelve_weeks_or_more", message, "Check the dates."
