"""How a check is written down: what it asks, of which undertaking, the answers it can give, and their frame.

An answer that lies in a withheld or redacted part is counted apart: its check's name ends in ".withheld", or in
".partly_withheld" where the rest suffices.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from register.common.reading import EntryReading, withheld_in_words
from register.core.calendar import day_in_words
from register.core.content import known
from register.core.findings import Finding, Outcome

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
    if not reading.judged:
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
    answer = _with_claim(_unless_withheld(verdict, reading), check.undertaking, reading)
    name = check.name + (answer.apart or "")
    return Finding(check.undertaking, answer.outcome, answer.sentence, name, answer.field)


def _unless_withheld(verdict: Verdict, reading: EntryReading) -> Verdict:
    """Say "withheld" where the missing answer lies in a part that was withheld or redacted."""
    if verdict.field is None or verdict.outcome in (Outcome.KEPT, Outcome.EXPLAINED, Outcome.NOT_KEPT_EXPLAINED):
        return verdict
    part = reading.withheld(verdict.field)
    if part is None:
        return verdict
    return Verdict(Outcome.NOT_KNOWN, withheld_in_words(part), verdict.field, apart=WITHHELD)


def _with_claim(verdict: Verdict, undertaking: str, reading: EntryReading) -> Verdict:
    """Take what the body says against itself as said, and its explanation as owed; never its claim to have kept."""
    if verdict.apart or verdict.outcome not in (Outcome.NOT_KEPT, Outcome.NOT_KNOWN):
        return verdict
    claim = next((one for one in known(reading.content.claims) or () if one.undertaking == undertaking), None)
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
