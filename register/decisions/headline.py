"""The top of a decision's page: what, how much, for whom, what happens now."""

from __future__ import annotations

import re
from dataclasses import dataclass

from register.common.reading import withheld_in_words
from register.core.calendar import day_in_words
from register.core.content import known
from register.core.findings import Context
from register.core.text import plain
from register.decisions.change_checks import notice, notice_given
from register.decisions.content import DecisionContent
from register.decisions.reading import Reading
from register.decisions.words import INSTRUMENTS, MAKERS, REGIMES, sum_in_words

_ARTICLE = re.compile(r"\A(?:An?|The|One) ")


@dataclass(frozen=True)
class Headline:
    """The "In short" box in plain strings; a line that has nothing to say is None."""

    what: str | None
    """What and how much: "£12,000 a year → £0 from 1 July 2026"."""
    whom: str | None
    now: str | None
    """What happens to the service now; for a change it comes first."""
    notice: str | None
    """The notice of 4.4 with its sum: "Notice given 12 March 2026, effective 1 July 2026: 3 months 19 days."."""
    decision: str | None

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the lines in reading order: what happens now first, then the sums, and last who decided."""
        now = f"What happens now: {self.now}" if self.now else None
        return tuple(filter(None, (now, self.what, self.whom, self.notice, self.decision)))


def headline(content: DecisionContent, context: Context) -> Headline:
    """Say in short what was decided; the notice of 4.4 is told whether or not it is judged."""
    reading = Reading(content, context)
    return Headline(
        what=_what(reading),
        whom=recipient_name(reading),
        now=plain(known(reading.change.what_happens_now) or "") or None,
        notice=_notice(reading),
        decision=_decision(reading),
    )


def sums(reading: Reading) -> str | None:
    """Write what was decided in money: "£12,000 a year → £0", "£8,000 of £12,000"; None where no sum is stated."""
    content, period = reading.content, known(reading.content.amount_period)
    awarded, previous = known(content.amount_awarded), known(content.amount_previous)
    applied = known(content.amount_applied_for)
    if reading.type == "refusal":
        return None if applied is None else sum_in_words(applied, period)
    if reading.type == "ending" and previous is not None and not awarded:
        return f"{sum_in_words(previous, period)} → £0"
    if reading.changes and previous is not None and previous == awarded:
        return f"{sum_in_words(awarded, period)}, unchanged"
    if reading.changes and previous is not None and awarded is not None:
        return f"{sum_in_words(previous, period)} → {sum_in_words(awarded, period)}"
    if reading.type == "part_award" and awarded is not None and applied is not None:
        return f"{sum_in_words(awarded, period)} of {sum_in_words(applied, period)}"
    if awarded is not None:
        return sum_in_words(awarded, period)
    value = known(content.value_in_kind)
    return None if value is None else f"worth {sum_in_words(value, period)}"


def recipient_name(reading: Reading) -> str | None:
    """Return the recipient's name, or the words that describe it."""
    organisation = reading.recipient.organisation
    return (organisation.name if organisation else None) or plain(reading.recipient.described_as or "") or None


def recipient_within(reading: Reading) -> str | None:
    """Return the recipient as words within a sentence: a description begins with a small letter there."""
    name = recipient_name(reading)
    return name if name is None or reading.recipient.organisation else _ARTICLE.sub(lambda one: one[0].lower(), name)


def _what(reading: Reading) -> str | None:
    money, words = sums(reading), [INSTRUMENTS[reading.instrument]] if reading.instrument and reading.in_kind else []
    if money and reading.type == "refusal":
        money = f"{money} applied for, nothing awarded"
    effective = reading.notice.effective_on
    if money and reading.changes and effective and not money.endswith("unchanged"):
        money = f"{money} from {day_in_words(effective)}"
    return ", ".join([*words, money] if money else words) or None


def _notice(reading: Reading) -> str | None:
    if not reading.changes:
        return None
    if reading.agreed_expiry:
        return notice(reading).sentence
    if reading.notice.written_on and reading.notice.effective_on:
        return f"{notice_given(reading)}."
    part = reading.withheld("change.notice.written_on") or reading.withheld("change.notice.effective_on")
    return f"Notice: {withheld_in_words(part)}" if part else notice(reading).sentence


def _decision(reading: Reading) -> str | None:
    maker = known(reading.content.maker)
    day = f"on {day_in_words(reading.decided)}" if reading.decided else ""
    who = (maker.name or MAKERS.get(maker.kind or "", "")) if maker else ""
    regime = REGIMES.get(known(reading.content.regime) or "", "")
    words = " ".join(filter(None, (day, f"by {who}" if who else "")))
    return f"Decided {', '.join(filter(None, (words, regime)))}." if words or regime else None
