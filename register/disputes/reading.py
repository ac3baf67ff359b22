"""A dispute as its checks read it: who its sides are, where it stands, and what each side owes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import chain

from register.common.reading import EntryReading
from register.compact.document import Undertaking, load
from register.core.content import known
from register.core.text import plain
from register.disputes.content import (
    BREACHED,
    COUNTED,
    Account,
    DisputeContent,
    Engaged,
    Lesson,
    Party,
    PrincipleEngaged,
    Remedy,
    Side,
    Stage,
)
from register.disputes.words import SIDES

_NO_PARTY = Party()
_NO_ACCOUNT = Account()
_OTHER: dict[Side, Side] = {"vcs": "public_sector", "public_sector": "vcs"}
_BOUND: dict[str, Side] = {"public": "public_sector", "vcs": "vcs"}


@dataclass(frozen=True)
class DisputeReading(EntryReading):
    """What a dispute says, in a context; no property of it ever raises."""

    content: DisputeContent
    judged_by = ("happened_on", "raised_on", "stages", "closed_on")

    @property
    def raised_by(self) -> Side | None:
        """Return which side raised it."""
        side: Side | None = known(self.content.raised_by)
        return side

    @property
    def raised_on(self) -> date | None:
        """Return the day on which it was raised."""
        day: date | None = known(self.content.raised_on)
        return day

    @property
    def closed_on(self) -> date | None:
        """Return the day on which it was closed."""
        day: date | None = known(self.content.closed_on)
        return day

    @property
    def closed(self) -> bool:
        """Tell whether it is closed, even where the day is not shown."""
        return self.closed_on is not None or self.withheld("closed_on") is not None

    @property
    def outcome(self) -> str | None:
        """Return how it ended."""
        outcome: str | None = known(self.content.outcome)
        return outcome

    @property
    def judged_on(self) -> date | None:
        """Return the day of what is in dispute, or the nearest day to it that is known."""
        happened: date | None = known(self.content.happened_on)
        began = (stage.began_on for stage in self.stages)
        days: Iterable[date | None] = chain((happened, self.raised_on), began, (self.closed_on,))
        return next((day for day in days if day), self.context.published_on)

    @property
    def judged(self) -> bool:
        """Tell whether the body was a party to the Compact on that day; where no day is known, nothing is judged."""
        return super().judged and self.judged_on is not None

    @property
    def party(self) -> Party:
        """Return the voluntary or community party."""
        return known(self.content.party) or _NO_PARTY

    @property
    def engaged(self) -> tuple[Engaged, ...]:
        """Return the undertakings in dispute."""
        return known(self.content.engaged) or ()

    @property
    def principles(self) -> tuple[PrincipleEngaged, ...]:
        """Return the principles in dispute."""
        return known(self.content.principles) or ()

    @property
    def stages(self) -> tuple[Stage, ...]:
        """Return the steps towards resolving it."""
        return known(self.content.stages) or ()

    @property
    def remedies(self) -> tuple[Remedy, ...]:
        """Return what is done to put it right."""
        return known(self.content.remedies) or ()

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        """Return what is done differently from now on."""
        return known(self.content.lessons) or ()

    def account(self, side: Side) -> Account:
        """Return what one side says."""
        held = self.content.account_of_party if side == "vcs" else self.content.account_of_body
        return known(held) or _NO_ACCOUNT

    def name(self, side: Side | None) -> str:
        """Return a side's name, its description, or what it is, as words within a sentence."""
        if side == "vcs":
            organisation = self.party.organisation
            return plain(organisation.name if organisation else self.party.described_as or "") or SIDES["vcs"]
        if side == "public_sector":
            return plain(self.body.name) if self.body and plain(self.body.name) else SIDES["public_sector"]
        return "one side"

    @property
    def respondent(self) -> Side | None:
        """Return which side it was raised with."""
        return _OTHER.get(self.raised_by) if self.raised_by else None

    def does(self, remedy: Remedy) -> Side | None:
        """Return which side is to put something right."""
        return remedy.by or self.respondent

    def breaches(self) -> list[Engaged]:
        """Return the undertakings that both sides or somebody independent found not kept, or kept in part only."""
        return [one for one in self.engaged if counted(one) and one.judgement in BREACHED]

    def explained(self, one: Engaged) -> bool:
        """Tell whether it is explained why an undertaking was not kept."""
        return not one.unstated and self.written(one.explanation, "engaged")


def counted(one: Engaged) -> bool:
    """Tell whether what was found is more than one party's word."""
    return one.judgement is not None and one.found_by in COUNTED


def undertaking_of(number: str) -> Undertaking | None:
    """Return the Compact's undertaking of a number, if it has one."""
    return next((one for one in load().undertakings if one.number == number), None)


def bound_by(undertaking: Undertaking) -> Side:
    """Return the side that an undertaking binds."""
    return _BOUND[undertaking.side]


def first_capital(words: str) -> str:
    """Begin words with a capital, as a sentence does."""
    return words[:1].upper() + words[1:]
