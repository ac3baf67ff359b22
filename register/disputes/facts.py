"""How a dispute was handled, beside what the Compact says of resolving differences: figures and their sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from register.core.calendar import day_in_words, days_in_words
from register.core.findings import Context
from register.core.text import plain
from register.disputes.content import DisputeContent, Stage
from register.disputes.reading import DisputeReading, first_capital
from register.disputes.states import days_open

SETTLED = frozenset({"agreement", "upheld", "partly_upheld", "not_upheld"})
"""Outcomes that resolve a dispute; one withdrawn, referred or left without agreement is closed, not resolved."""


@dataclass(frozen=True)
class Fact:
    """A figure that one dispute adds to a measure: `number` of `of` (None: the number itself counts)."""

    name: str
    number: int
    of: int | None
    sentence: str


def facts(content: DisputeContent, context: Context) -> tuple[Fact, ...]:
    """Return the figures on resolving differences that are known today; none where the body was not a party."""
    reading = DisputeReading(content, context)
    if not reading.judged:
        return ()
    return (*_informal(reading), *_letters(reading), *_breaches(reading), *_remedies(reading), *_days(reading))


def _informal(reading: DisputeReading) -> Iterator[Fact]:
    """Say whether it was resolved by talking, before it escalated."""
    if not (reading.closed and reading.outcome in SETTLED) or reading.hides("stages"):
        return
    talked = any(stage.stage == "informal" for stage in reading.stages)
    escalated = any(stage.stage != "informal" for stage in reading.stages)
    if talked and not escalated and reading.outcome == "agreement":
        sentence = "It was resolved by informal talks, before it escalated."
    elif talked:
        sentence = "Informal talks came first, but did not settle it." if escalated else "It was settled after talks."
    else:
        sentence = "There were no informal talks first."
    yield Fact("informally", int(talked and not escalated and reading.outcome == "agreement"), 1, sentence)


def _letters(reading: DisputeReading) -> Iterator[Fact]:
    sent = [stage for stage in reading.stages if stage.stage == "letter"]
    if not sent:
        return
    today = reading.context.today
    answered = [stage for stage in sent if stage.replied_on and stage.replied_on <= today]
    if len(sent) == 1:
        sentence = f"The letter to the decision makers was {_answer(sent[0]) if answered else 'not answered'}."
    else:
        sentence = f"Of {len(sent)} letters to the decision makers, {_were(len(answered))} answered."
    yield Fact("letters_answered", len(answered), len(sent), sentence)


def _answer(letter: Stage) -> str:
    if letter.began_on is None or letter.replied_on is None or letter.replied_on < letter.began_on:
        return "answered"
    days = (letter.replied_on - letter.began_on).days
    return f"answered on {day_in_words(letter.replied_on)}, after {days_in_words(days)}"


def _breaches(reading: DisputeReading) -> Iterator[Fact]:
    breaches = reading.breaches()
    if not breaches:
        return
    explained = sum(reading.explained(one) for one in breaches)
    if len(breaches) == 1:
        sentence = f"The one promise found not fully kept is {'' if explained else 'not '}explained."
    else:
        sentence = f"Of {len(breaches)} promises found not fully kept, {explained} {_are(explained)} explained."
    yield Fact("breaches_explained", explained, len(breaches), sentence)


def _remedies(reading: DisputeReading) -> Iterator[Fact]:
    """Count what should be done by today, or is done already; confirmed by the other party is what counts."""
    today = reading.context.today
    done = [one for one in reading.remedies if one.done_on and one.done_on <= today]
    late = [one for one in reading.remedies if one not in done and one.due_on and one.due_on < today]
    confirmed = sum(one.verified_on is not None and one.verified_on <= today for one in done)
    due = len(done) + len(late)
    if not due:
        return
    if due == 1:
        it_is = "done, and confirmed" if confirmed else "done, but not yet confirmed" if done else ""
        ready = f"it is {it_is} by the other party" if it_is else "it is not done"
    else:
        ready = f"{len(done)} {_are(len(done))} done, and {confirmed} {_are(confirmed)} confirmed by the other party"
    things = "thing was" if due == 1 else "things were"
    sentence = f"To put it right, {due} {things} due by today or done before: {ready}."
    yield Fact("remedies_confirmed", confirmed, due, sentence)


def _days(reading: DisputeReading) -> Iterator[Fact]:
    days = days_open(reading)
    if days is not None and reading.raised_on and reading.closed_on and reading.closed_on <= reading.context.today:
        told = f"Raised {day_in_words(reading.raised_on)}, closed {day_in_words(reading.closed_on)}"
        yield Fact("days_to_close", days, None, f"{told}: {days_in_words(days)}.")


def skipped(reading: DisputeReading) -> str:
    """Return why there were no informal talks, where that is written."""
    why = reading.content.informal_skipped
    return first_capital(plain(why)) if isinstance(why, str) else ""


def _were(count: int) -> str:
    return f"{count} {'was' if count == 1 else 'were'}"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
