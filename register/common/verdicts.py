"""How a check is written down: what it asks, of which undertaking, the answers it can give, and their frame.

An answer that lies in a withheld or redacted part is counted apart: its check's name ends in ".withheld", or in
".partly_withheld" where the rest suffices. Nothing is found not kept because something was removed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from register.common.reading import EntryReading, withheld_in_words
from register.core.calendar import day_in_words
from register.core.content import Redacted, Withheld, known
from register.core.findings import Finding, Outcome
from register.core.gone import NO_LONGER_SHOWN

WITHHELD = ".withheld"
PARTLY_WITHHELD = ".partly_withheld"


@dataclass(frozen=True)
class Verdict:
    """One answer: the outcome, the sentence that shows why, and the field that would mend it."""

    outcome: Outcome
    sentence: str
    field: str | None = None
    apart: str | None = None
    """Set where the answer is counted apart ("withheld"): it is added to the check's name."""


@dataclass(frozen=True)
class Check:
    """One question, of one undertaking; `find` answers None where there is nothing to speak of."""

    undertaking: str
    name: str
    find: Callable[[Any], Verdict | None]
    rests_on: tuple[str, ...] = ()
    """Other fields that decide whether anything was owed: where one of them was removed, nothing is found not kept."""
    counts: str = ""
    """The list whose items it counts, if it does: what is gone of that list is told."""


def kept(sentence: str) -> Verdict:
    """Say that the undertaking was kept."""
    return Verdict(Outcome.KEPT, sentence)


def explained(sentence: str) -> Verdict:
    """Say that the undertaking was fulfilled by explaining: 2.4, 3.4, and 4.4 in exceptional circumstances, only."""
    return Verdict(Outcome.EXPLAINED, sentence)


def not_known(sentence: str, field: str) -> Verdict:
    """Say that it cannot be told whether the undertaking was kept."""
    return Verdict(Outcome.NOT_KNOWN, sentence, field)


def not_kept(sentence: str, field: str) -> Verdict:
    """Say that the undertaking was not kept."""
    return Verdict(Outcome.NOT_KEPT, sentence, field)


def not_kept_explained(sentence: str, field: str) -> Verdict:
    """Say that the undertaking was not kept, and that the body says why."""
    return Verdict(Outcome.NOT_KEPT_EXPLAINED, sentence, field)


def not_applicable(sentence: str, field: str | None = None) -> Verdict:
    """Say that the undertaking asks nothing of this entry, as far as a field (if one is named) says."""
    return Verdict(Outcome.NOT_APPLICABLE, sentence, field)


def findings(checks: tuple[Check, ...], reading: EntryReading) -> list[Finding]:
    """Ask every check, and put each answer in its frame: what is withheld, and what the body itself says."""
    if not reading.judged and reading.unplaced is None:
        return list(_not_judged(checks, _not_a_party(reading)))
    answers = ((check, check.find(reading)) for check in checks)
    return [_finding(check, verdict, reading) for check, verdict in answers if verdict is not None]


@lru_cache(maxsize=1024)
def _not_judged(checks: tuple[Check, ...], why: str) -> Sequence[Finding]:
    return tuple(Finding(check.undertaking, Outcome.NOT_APPLICABLE, why, check.name) for check in checks)


def _not_a_party(reading: EntryReading) -> str:
    day = f" on {day_in_words(reading.judged_on)}" if reading.judged_on else ""
    return f"Not applicable: not a party to the Compact{day}."


def _finding(check: Check, verdict: Verdict, reading: EntryReading) -> Finding:
    answer = _with_claim(_unless_unseen(check, verdict, reading), check.undertaking, reading)
    name = check.name + (answer.apart or "")
    return Finding(check.undertaking, answer.outcome, answer.sentence, name, answer.field)


def _unless_unseen(check: Check, verdict: Verdict, reading: EntryReading) -> Verdict:
    """Say "withheld" where the answer, or what it rests on, lies in a part that was withheld or removed."""
    if reading.unplaced is not None:
        return verdict if verdict.outcome is Outcome.NOT_APPLICABLE else _withheld(reading.unplaced, "body")
    if verdict.field and verdict.outcome not in (Outcome.KEPT, Outcome.EXPLAINED, Outcome.NOT_KEPT_EXPLAINED):
        part = reading.unseen(verdict.field)
        if part is not None:
            return _withheld(part, verdict.field)
    if verdict.outcome in (Outcome.NOT_KEPT, Outcome.NOT_KEPT_EXPLAINED):
        for field in check.rests_on:
            removed = reading.removed(field)
            if removed is not None:
                return _withheld(removed, field)
    return _among_the_rest(check, verdict, reading)


def _among_the_rest(check: Check, verdict: Verdict, reading: EntryReading) -> Verdict:
    """Tell how many items of the list that was counted are gone: the answer is of the rest."""
    gone = len(reading.gone(check.counts)) if check.counts and reading.content.removed else 0
    if not gone or (verdict.outcome is Outcome.NOT_APPLICABLE and verdict.field != check.counts):
        return verdict
    told = _and_gone(verdict, "", gone)
    if verdict.outcome is Outcome.NOT_APPLICABLE:
        return replace(told, outcome=Outcome.NOT_KNOWN, apart=WITHHELD)
    return replace(told, apart=verdict.apart or PARTLY_WITHHELD) if verdict.outcome is Outcome.KEPT else told


def _and_gone(verdict: Verdict, what: str, gone: int) -> Verdict:
    """Add to the sentence how many of something are no longer shown."""
    words = f"{what} {NO_LONGER_SHOWN}".strip()
    return replace(verdict, sentence=f"{verdict.sentence.removesuffix('.')}; {words}: {gone}.")


def _withheld(part: Withheld | Redacted, field: str) -> Verdict:
    return Verdict(Outcome.NOT_KNOWN, withheld_in_words(part), field, apart=WITHHELD)


def _with_claim(verdict: Verdict, undertaking: str, reading: EntryReading) -> Verdict:
    """Take what the body says against itself as said, and its explanation as owed; never its claim to have kept."""
    if verdict.apart or verdict.outcome not in (Outcome.NOT_KEPT, Outcome.NOT_KNOWN):
        return verdict
    claim = next((one for one in known(reading.content.claims) or () if one.undertaking == undertaking), None)
    if claim is None and verdict.outcome is Outcome.NOT_KEPT and (gone := len(reading.gone("claims"))):
        return _and_gone(verdict, "what the body says of it may be among the claims", gone)
    if claim is None or claim.claim not in ("not_kept", "partly"):
        return verdict
    if verdict.outcome is Outcome.NOT_KNOWN and claim.claim == "partly":
        return verdict
    why = reading.written(claim.explanation, "claims")
    says = f"the body says itself that it was {'not kept' if claim.claim == 'not_kept' else 'kept in part only'}"
    return replace(
        verdict,
        outcome=Outcome.NOT_KEPT_EXPLAINED if why else Outcome.NOT_KEPT,
        sentence=f"{verdict.sentence.removesuffix('.')}; {says}{', and why' if why else ''}.",
    )
