"""What stops a dispute from being published, and what its author should look at again.

"Required" lives here and only here. Nobody blocks publication by silence: a side that was invited and gave no account
is shown as such, and where no explanation was given, that is stated.
"""

from __future__ import annotations

from collections.abc import Iterator

from register.common import rules as every
from register.core.calendar import day_in_words, days_in_words
from register.core.content import known
from register.core.findings import Breach, Context
from register.core.text import fold
from register.disputes import step_rules
from register.disputes.content import DisputeContent, Side
from register.disputes.reading import DisputeReading, counted, first_capital, undertaking_of
from register.disputes.warnings import warn

YARDSTICK = "the register’s yardstick"
_ACCOUNTS: dict[Side, str] = {"vcs": "account_of_party", "public_sector": "account_of_body"}


def rules(content: DisputeContent, context: Context) -> list[Breach]:
    """Return what must be mended before publication: who, when it may be shown, what was found and what was done."""
    reading = DisputeReading(content, context)
    return [breach for rule in _RULES for breach in rule(reading)]


def warnings(content: DisputeContent) -> list[Breach]:
    """Return what stops nothing but deserves a second look."""
    return list(warn(content))


def conceals(content: DisputeContent) -> bool:
    """Tell whether the voluntary or community party is not named."""
    party = known(content.party)
    return not (party and party.organisation and party.named_with_consent)


def _entry(reading: DisputeReading) -> Iterator[Breach]:
    yield from every.title_and_summary(
        reading, "dispute", title="Write in one line what the disagreement is about, between whom."
    )
    yield from every.whose(reading, "dispute")
    if reading.absent("raised_by"):
        yield Breach(None, "raised_by", "It is not said who raised the dispute.", "Choose one of the two sides.")
    if reading.blank("issue"):
        yield Breach(None, "issue", "It is not said what happened.", "Write it as both sides could agree to put it.")
    if reading.blank("asked_for"):
        yield Breach(
            None, "asked_for", "It is not said what was asked for.", "Write what the side that raised it wanted."
        )


def _party(reading: DisputeReading) -> Iterator[Breach]:
    party = reading.party
    if party.organisation and not party.named_with_consent:
        yield Breach(
            None,
            "party.organisation",
            "The organisation is named, and its consent is not recorded.",
            "Remove the name and describe it, or record that it agrees to be named.",
        )
    elif reading.absent("party.organisation") and reading.blank("party.described_as"):
        yield Breach(
            None,
            "party.described_as",
            "It is not said which organisation is a side of the dispute.",
            "Describe it without naming it: “a lunch club in the east of the county”.",
        )
    yield from every.identifiers(reading, "party.organisation.identifiers", party.organisation)


def _anonymity(reading: DisputeReading) -> Iterator[Breach]:
    """Stop a correction that names, or tells more of, a party that was kept from the public."""
    if not isinstance(reading.context.base, DisputeContent):
        return
    before = DisputeReading(reading.context.base, reading.context)
    if reading.party.organisation and before.party.organisation is None:
        yield Breach(
            None,
            "party.organisation",
            "The organisation was not named when this was published, and cannot be named now.",
            "Remove the name: anonymity is settled before first publication and never loosened.",
        )
    more = _words(reading) - _words(before)
    if more and before.party.organisation is None:
        yield Breach(
            None,
            "party.described_as",
            "The description says more of the organisation than what was published.",
            "Use only words that were there: anonymity is settled before first publication and never loosened.",
        )


def _words(reading: DisputeReading) -> set[str]:
    return set(fold(reading.party.described_as or "").split())


def _when(reading: DisputeReading) -> Iterator[Breach]:
    """Ask for the day it was raised, and that it is closed, or old enough to be shown with the raiser's agreement."""
    if reading.absent("raised_on"):
        yield Breach(None, "raised_on", "The day on which it was raised is missing.", "Enter the day.")
    for field, what in _DAYS.items():
        day = known(reading.value(field))
        if day and day > reading.context.today:
            yield Breach(
                None, field, f"{what} on {day_in_words(day)}, which is in the future.", "Correct the day, or wait."
            )
    raised, closed, happened = reading.raised_on, reading.closed_on, known(reading.content.happened_on)
    if raised and closed and closed < raised:
        yield Breach(None, "closed_on", "It was closed before it was raised.", "Correct one of the days.")
    if raised and happened and raised < happened:
        yield Breach(None, "happened_on", "It happened after it was disputed.", "Correct one of the days.")
    if not reading.closed:
        yield from _early(reading)


_DAYS = {
    "happened_on": "What is in dispute happened",
    "raised_on": "The dispute was raised",
    "closed_on": "The dispute was closed",
    "raiser_agrees_on": "The side that raised it agreed",
}


def _early(reading: DisputeReading) -> Iterator[Breach]:
    """Let an open dispute be shown only after the yardstick's days, and only if the side that raised it agrees."""
    days, raised = reading.context.yardsticks.dispute_days, reading.raised_on
    if raised is None:
        return
    waited = (reading.context.today - raised).days
    if waited < days:
        yield Breach(
            None,
            "closed_on",
            f"It is open, and was raised {days_in_words(max(0, waited))} ago.",
            f"Publish it once it is closed, or {days_in_words(days)} after it was raised ({YARDSTICK}) "
            "if the side that raised it agrees. Until then only its age is shown, as part of a count.",
        )
    if reading.absent("raiser_agrees_on"):
        yield Breach(
            None,
            "raiser_agrees_on",
            "It is open, and the agreement of the side that raised it is not recorded.",
            "Enter the day on which it agreed to publication, or publish once the dispute is closed.",
        )


def _accounts(reading: DisputeReading) -> Iterator[Breach]:
    """Ask for an agreed statement, or for both sides' accounts; an open dispute is shown with both accounts."""
    agreed = reading.written(known(reading.content.agreed_statement), "agreed_statement")
    if reading.closed and (agreed or reading.withheld("agreed_statement")):
        return
    for side in _ACCOUNTS:
        yield from _account(reading, side)


def _account(reading: DisputeReading, side: Side) -> Iterator[Breach]:
    account, field, who = reading.account(side), _ACCOUNTS[side], first_capital(reading.name(side))
    if reading.written(account.words, field) or reading.withheld(field) or account.declined:
        return
    least = reading.context.yardsticks.account_days
    if account.invited_on is None:
        yield Breach(
            None,
            f"{field}.words",
            f"{who} gives no account, and no invitation to give one is recorded.",
            "Write the account in that side’s own words, or invite it and enter the day; or write a statement that "
            "both sides agree to.",
        )
    elif account.answer_by is None or (account.answer_by - account.invited_on).days < least:
        yield Breach(
            None,
            f"{field}.answer_by",
            f"{who} has too little time to give its account.",
            f"Allow {days_in_words(least)} from the invitation ({YARDSTICK}), and enter the last day.",
        )
    elif account.answer_by >= reading.context.today:
        yield Breach(
            None,
            f"{field}.words",
            f"{who} has until {day_in_words(account.answer_by)} to give its account.",
            "Publish once it is there or that day has passed.",
        )


def _outcome(reading: DisputeReading) -> Iterator[Breach]:
    if reading.closed and reading.absent("outcome"):
        yield Breach(None, "outcome", "It is closed, and its outcome is missing.", "Choose how it ended.")
    if reading.outcome and not reading.closed:
        yield Breach(
            None,
            "closed_on",
            "It has an outcome, but the day it was closed is missing.",
            "Enter the day it was closed.",
        )


def _engaged(reading: DisputeReading) -> Iterator[Breach]:
    if not reading.engaged and not reading.principles and reading.absent("engaged"):
        yield Breach(
            None,
            "engaged",
            "It is not said which promise of the Compact the dispute is about.",
            "Choose an undertaking, or a principle where no undertaking covers it.",
        )
    seen = set()
    for row, one in enumerate(reading.engaged):
        place = f"engaged.{row}"
        if undertaking_of(one.undertaking) is None:
            yield Breach(
                None,
                f"{place}.undertaking",
                f"The Compact has no undertaking “{one.undertaking}”.",
                "Choose one from the list.",
            )
        if counted(one) and one.undertaking in seen:
            yield Breach(
                None,
                f"{place}.judgement",
                f"Two things were found of undertaking {one.undertaking}.",
                "Keep the one that stands; tell of the other in the stages.",
            )
        if counted(one):
            seen.add(one.undertaking)
        yield from _found(reading, row)


def _found(reading: DisputeReading, row: int) -> Iterator[Breach]:
    one, place = reading.engaged[row], f"engaged.{row}"
    number = one.undertaking
    if one.judgement is None and (reading.closed or one.found_by):
        yield Breach(
            number,
            f"{place}.judgement",
            f"It is not said what was found of undertaking {number}.",
            "Choose one; “Not determined” is an answer, too.",
        )
    if one.judgement and one.found_by is None:
        yield Breach(number, f"{place}.found_by", f"It is not said who found so of undertaking {number}.", "Choose.")
    if one.found_by == "one_party" and one.said_by is None:
        yield Breach(
            number,
            f"{place}.said_by",
            f"It is not said which side says so of undertaking {number}.",
            "Choose the side: it is shown as that side’s word, and not counted.",
        )
    if one not in reading.breaches():
        return
    field = f"{place}.explanation"
    if not (reading.explained(one) or one.unstated or reading.withheld("engaged")):
        yield Breach(
            number,
            field,
            f"Undertaking {number} was not fully kept, and the explanation is missing.",
            "Write why, in the words of the side that it binds, or state that no explanation was given.",
        )


def _principles(reading: DisputeReading) -> Iterator[Breach]:
    for row, one in enumerate(reading.principles):
        if step_rules.principle(one.principle) is None:
            yield Breach(
                None,
                f"principles.{row}.principle",
                f"The Compact has no principle “{one.principle}”.",
                "Choose one from the list.",
            )


_RULES = (
    *(_entry, _party, _anonymity, _when, step_rules.informal_first, step_rules.stages, _engaged, _principles),
    *(_outcome, _accounts, step_rules.remedies, step_rules.lessons),
    *(every.withheld_is_empty, every.references, every.claims, every.accessible),
)
