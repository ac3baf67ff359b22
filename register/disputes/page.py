"""What the page of a dispute shows, in its reading order: the answer first, then promise, events, sides, findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from register.common import page as every
from register.common import questions as common
from register.common.page import Line
from register.common.reading import gone_in_words, in_place
from register.compact.document import Undertaking, undertaking_order
from register.core.calendar import day_in_words, days_in_words
from register.core.content import Claim, Gone, known
from register.core.findings import Context, Finding, Outcome
from register.core.gone import NO_LONGER_SHOWN
from register.core.questions import Reply
from register.core.text import listed, plain
from register.disputes import questions as ask
from register.disputes.checks import one_sided, word_of
from register.disputes.content import DisputeContent, Engaged, Lesson, Remedy, Side
from register.disputes.facts import facts as handled
from register.disputes.facts import skipped
from register.disputes.reading import DisputeReading, bound_by, first_capital, undertaking_of
from register.disputes.states import days_open, item_state, state_sentence
from register.disputes.step_rules import principle
from register.disputes.timeline import timeline
from register.disputes.words import ENDINGS, OUTCOMES, STATES

_GOT = {
    "full": "{who} got all that was asked for.",
    "part": "{who} got part of what was asked for.",
    "none": "{who} got nothing of what was asked for.",
}
_CLAIMS = {"kept": "kept", "partly": "kept in part", "not_kept": "not kept", "not_applicable": "not applicable"}
_DONE_WORDS = {
    "confirmed": "Done, and confirmed",
    "done": "Done",
    "overdue": "Overdue",
    "to_do": "Still to be done",
    "undated": "No date set",
}
_DONE_STYLES = {"confirmed": "kept", "done": "kept", "overdue": "unknown", "to_do": "none", "undated": "none"}


@dataclass(frozen=True)
class Promise:
    """An undertaking in dispute: its words, whom it binds, what was found of it, and what the sides say."""

    number: str
    undertaking: Undertaking | None
    finding: Finding | None
    word: str
    """What one side only says, where that is all there is."""
    explained_by: str
    explanation: str
    claim: str
    """What the public body says of it, where that adds something."""
    claim_by: str


@dataclass(frozen=True)
class Told:
    """One side's account, or why there is none."""

    who: str
    words: str
    caption: str


@dataclass(frozen=True)
class Promised:
    """A remedy or a lesson, its state in a word, and its days."""

    anchor: str
    words: str
    state: str
    style: str
    caption: str


def page(
    document: Mapping[str, Any],
    content: DisputeContent,
    findings: Sequence[Finding],
    context: Context,
    asked: Mapping[str, str],
) -> dict[str, Any]:
    """Return what the templates of a dispute show; the content is the document's, the findings are to be shown."""
    reading = DisputeReading(content, context)
    told = every.facts_part(document, ask.QUESTIONS)
    facts = told["facts"]
    promises = list(_promises(reading, findings))
    return {
        **told,
        "tag": "Dispute",
        "states": [STATES["ended" if reading.closed else "open"]],
        "dated": _dated(reading),
        "closed": reading.closed,
        "lead": OUTCOMES.get(reading.outcome or "", "Closed" if reading.closed else "The dispute is still open"),
        "short": list(_short(reading, promises)),
        "promises": promises,
        "one_sided": any(one.word for one in promises),
        "principles": [(one, found.words) for one in reading.principles if (found := principle(one.principle))],
        "timeline": timeline(reading),
        "why_no_talks": skipped(reading),
        "accounts": _accounts(reading, facts),
        "one_reason": _not_judged(findings),
        "handled": [one.sentence for one in handled(content, context)],
        "remedies": [_remedy(reading, *one) for one in in_place(reading.remedies, reading.gone("remedies"))],
        "lessons": [_lesson(reading, *one) for one in in_place(reading.lessons, reading.gone("lessons"))],
        "other_claims": _other_claims(reading, {one.number for one in promises}),
        "groups": _groups(facts),
        "yardstick_days": context.yardsticks.dispute_days,
        "data": every.linked_data(facts),
    }


def _dated(reading: DisputeReading) -> str:
    raised = f"raised {day_in_words(reading.raised_on)}" if reading.raised_on else ""
    closed = f"closed {day_in_words(reading.closed_on)}" if reading.closed_on else ""
    return ", ".join(filter(None, (raised, closed))) or (
        "dates withheld" if reading.removed("raised_on") else "dates not stated"
    )


def _short(reading: DisputeReading, promises: Sequence[Promise]) -> Iterator[Line]:
    """Yield the lines of the box "In short": how it ended, who, how long, what was found and what changed."""
    outcome = reading.outcome or ""
    if outcome in ENDINGS:
        words = f"{ENDINGS[outcome]}."
        if got := _GOT.get(known(reading.content.got) or ""):
            words += " " + got.format(who=first_capital(reading.name(reading.raised_by)))
        yield Line("How it ended", words)
    if reading.raised_by:
        raiser, other = reading.name(reading.raised_by), reading.name(reading.respondent)
        yield Line("Who", f"{first_capital(raiser)} raised it with {other}.")
    yield Line("How long", _how_long(reading))
    if promises:
        yield Line("What was found", _found(promises), href="#found", more="By whom, and why")
    yield _what_changed(reading)


def _how_long(reading: DisputeReading) -> str:
    days, raised, closed = days_open(reading), reading.raised_on, reading.closed_on
    if days is None or raised is None or closed is None:
        return state_sentence(reading)
    return f"{first_capital(days_in_words(days))}: raised on {day_in_words(raised)}, closed on {day_in_words(closed)}."


def _found(promises: Sequence[Promise]) -> str:
    """Say what was found of which promises: "Not kept, explained: undertakings 4.2 and 4.3. Kept: undertaking 4.4."."""
    told: dict[str, list[str]] = {}
    for one in promises:
        told.setdefault(_short_of(one), []).append(one.number)
    return " ".join(
        f"{what}: undertaking{'s' if len(numbers) > 1 else ''} {listed(numbers)}." for what, numbers in told.items()
    )


def _short_of(one: Promise) -> str:
    if one.finding:
        return one.finding.outcome.words
    return "One side’s word only" if one.word else "Not judged"


def _what_changed(reading: DisputeReading) -> Line:
    """Say what weighs most of what is done to put it right, and how much of all that is promised is done."""
    label, remedies = "What changed", sorted(reading.remedies, key=lambda one: _WEIGHTIEST.index(one.kind or "other"))
    what = [words for one in remedies if (words := plain(one.what or ""))]
    what = what or [words for one in reading.lessons if (words := plain(one.lesson or ""))]
    gone = len(reading.gone("remedies")) + len(reading.gone("lessons"))
    if not what:
        if reading.hides("remedies") or reading.hides("lessons"):
            return Line(label, "What was promised is no longer shown.", href="#changes", more="Why")
        return Line(label, "Nothing was promised." if reading.closed else "Nothing has been agreed yet.")
    items: list[Remedy | Lesson] = [*reading.remedies, *reading.lessons]
    done = sum(item_state(one, reading.context.today) in ("done", "confirmed") for one in items)
    count = f"{done} of {len(items)} things promised {'is' if done == 1 else 'are'} done."
    if len(items) == 1:
        count = "Done." if done else "Not done yet."
    if gone:
        count = f"{count.removesuffix('.')}; {gone} {NO_LONGER_SHOWN}."
    return Line(label, f"{what[0].rstrip('.')}. {count}", href="#changes", more="All that changes")


_WEIGHTIEST = (
    "reinstated",
    "retaken",
    "payment",
    "consulted",
    "notice_extended",
    "practice_changed",
    "other",
    "apology",
)
"""Kinds of remedy, the one that changes most for people first."""


def _promises(reading: DisputeReading, findings: Sequence[Finding]) -> Iterator[Promise]:
    left = [one for one in findings if one.outcome is not Outcome.NOT_APPLICABLE]
    claims = {one.undertaking: one for one in known(reading.content.claims) or ()}
    for one in sorted(reading.engaged, key=lambda one: _order(one.undertaking)):
        finding = next((found for found in left if found.undertaking == one.undertaking), None)
        if one_sided(one):
            finding = None
        if finding:
            left.remove(finding)
        yield _promise(reading, one, finding, claims.get(one.undertaking))


def _promise(reading: DisputeReading, one: Engaged, finding: Finding | None, claim: Claim | None) -> Promise:
    undertaking = undertaking_of(one.undertaking)
    side: Side | None = bound_by(undertaking) if undertaking else None
    found = one.judgement if finding else None
    otherwise = claim is not None and found in _JUDGED and claim.claim in _JUDGED and _kept(found) != _kept(claim.claim)
    # The body's own word is repeated only where it says more than what was found.
    told = claim is not None and (otherwise or finding is None or bool(plain(claim.explanation or "")))
    return Promise(
        number=one.undertaking,
        undertaking=undertaking,
        finding=finding,
        word=word_of(reading, one) if one_sided(one) else "",
        explained_by=first_capital(reading.name(side)),
        explanation=plain(one.explanation or ""),
        claim=_said(claim) if told and claim else "",
        claim_by=f"{first_capital(reading.name('public_sector'))} says{' otherwise' if otherwise else ''}",
    )


_JUDGED = frozenset({"kept", "partly", "not_kept"})


def _kept(word: str | None) -> bool:
    return word == "kept"


def _said(claim: Claim) -> str:
    return f"{_CLAIMS[claim.claim]}. {plain(claim.explanation or '')}".strip()


def _order(number: str) -> tuple[int, int]:
    return undertaking_order(number) if undertaking_of(number) else (99, 0)


def _accounts(reading: DisputeReading, facts: Mapping[str, Reply]) -> list[Told]:
    """Return both accounts, the raiser's first; none where there is an agreed statement and neither side adds to it."""
    sides: list[Side] = ["public_sector", "vcs"] if reading.raised_by == "public_sector" else ["vcs", "public_sector"]
    if known(reading.content.agreed_statement) and not any(reading.account(side).words for side in sides):
        return []
    return [_told(reading, side, facts[_ACCOUNTS[side]]) for side in sides]


_ACCOUNTS: Mapping[Side, str] = {"vcs": "account_of_party", "public_sector": "account_of_body"}


def _told(reading: DisputeReading, side: Side, reply: Reply) -> Told:
    account, who = reading.account(side), reading.name(side)
    if reply.stated and not reply.words:
        return Told(first_capital(who), "", reply.missing)
    invited = f"Invited to give its account on {day_in_words(account.invited_on)}. " if account.invited_on else ""
    if plain(account.words or ""):
        received = f"Received on {day_in_words(account.received_on)}." if account.received_on else ""
        return Told(first_capital(who), account.words or "", f"{invited}{received}".strip())
    by = f" by {day_in_words(account.answer_by)}" if account.answer_by else ""
    if account.declined:
        said = "It said that it would give none."
    elif account.invited_on and (account.answer_by is None or account.answer_by < reading.context.today):
        said = f"It was asked to answer{by}, and gave no account." if by else "It has given no account."
    elif account.invited_on:
        said = f"It has until{by.removeprefix(' by')} to answer."
    else:
        said = "It has given no account; whether it was invited to is not stated."
    return Told(first_capital(who), "", f"{invited}{said}")


def _remedy(reading: DisputeReading, place: int, one: Remedy | Gone) -> Promised:
    if isinstance(one, Gone):
        return _gone("remedy", one)
    state = item_state(one, reading.context.today)
    who = reading.name(reading.does(one)) if reading.does(one) else ""
    days = (
        first_capital(f"by {who}") if who else "",
        f"due on {day_in_words(one.due_on)}" if one.due_on else "",
        f"done on {day_in_words(one.done_on)}" if one.done_on else "",
        f"confirmed by the other side on {day_in_words(one.verified_on)}" if one.verified_on else "",
        "not yet confirmed by the other side" if state == "done" and not one.verified_on else "",
    )
    return _promised(f"remedy-{one.number or place}", one.what, state, days)


def _lesson(reading: DisputeReading, place: int, one: Lesson | Gone) -> Promised:
    if isinstance(one, Gone):
        return _gone("lesson", one)
    state = item_state(one, reading.context.today)
    days = (
        first_capital(plain(one.owner or "")),
        f"due on {day_in_words(one.due_on)}" if one.due_on else "",
        f"done on {day_in_words(one.done_on)}" if one.done_on else "",
    )
    return _promised(f"lesson-{one.number or place}", one.lesson, state, days)


def _gone(what: str, one: Gone) -> Promised:
    words = gone_in_words(f"{first_capital(what)} {one.key}", one)
    return Promised(f"{what}-{one.key}", words, first_capital(NO_LONGER_SHOWN), "none", "")


def _promised(anchor: str, words: str | None, state: str, days: Sequence[str]) -> Promised:
    caption = first_capital(", ".join(filter(None, days)))
    return Promised(
        anchor, plain(words or ""), _DONE_WORDS[state], _DONE_STYLES[state], f"{caption}." if caption else ""
    )


def _not_judged(findings: Sequence[Finding]) -> str | None:
    idle = {one.sentence for one in findings if one.outcome is Outcome.NOT_APPLICABLE}
    return idle.pop() if len(idle) == 1 else None


def _other_claims(reading: DisputeReading, shown: set[str]) -> list[tuple[str, str]]:
    """Return what the public body says of undertakings that are not in dispute."""
    return [
        (one.undertaking, _said(one))
        for one in known(reading.content.claims) or ()
        if one.undertaking not in shown and undertaking_of(one.undertaking)
    ]


def _groups(facts: Mapping[str, Reply]) -> list[every.Section]:
    record = [one for one in common.RECORD if one.name not in common.TOLD_ELSEWHERE]
    return every.fact_groups(
        (
            (every.section("The dispute", ask.DISPUTE, facts), True),
            (every.section("The two sides", (*ask.PARTY, *common.BODY[:3]), facts), True),
            (every.section("Whom to ask", common.BODY[3:], facts), True),
            (
                every.section("Documents, people and places", (*common.DOCUMENTS, *common.PEOPLE_AND_PLACES), facts),
                False,
            ),
            (every.section("This record", record, facts), False),
        )
    )
