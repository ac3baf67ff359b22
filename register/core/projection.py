"""The generic rows that a kind derives from its content: all that lists, search, feeds and measures know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from register.core.content import OrganisationRef

SPELLS = STATE, AWAITED = "state", "awaited"
"""The names of spells, which are filters too: where an entry stands, and what is missing or overdue."""


@dataclass(frozen=True)
class OwnWords:
    """Words that should be an entry's own: where they are asked, and the mark that the same words always leave."""

    undertaking: str
    field: str
    fingerprint: str


@dataclass(frozen=True)
class Listing:
    """The columns of a result in a list; dates are ISO text, the amount is in pence."""

    tag: str
    title: str
    summary: str
    line: str
    date: str | None = None
    amount: int | None = None
    body: str | None = None
    invented: bool = False
    own_words: OwnWords | None = None


@dataclass(frozen=True)
class Spell:
    """What holds from one instant until before another (UTC, as the record writes it; None: from the first, for ever).

    Lists, filters and pages look up what holds when they are asked, so a state changes without an act.
    """

    name: str
    """`state` (where an entry stands: exactly one at a time) or `awaited` (what is missing or overdue)."""
    value: str
    """Stable: goes into addresses (`state=open`)."""
    label: str
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True)
class Facet:
    """One value to filter by; `value` is stable and goes into addresses, `label` is for readers."""

    name: str
    value: str
    label: str


@dataclass(frozen=True)
class Citation:
    """The worst finding of one undertaking, in force from one ISO date until before another (None: open)."""

    undertaking: str
    outcome: str
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True)
class Appearance:
    """An organisation that appears in the entry, its role, and the item (a view, say) it appears in."""

    organisation: OrganisationRef
    role: str
    item: str | None = None
    """The fragment of its permanent address: `view-3`."""
    line: str | None = None
    """What became of the item, in a line: "View 3, on bus fares. Not acted on: …"."""


@dataclass(frozen=True)
class Due:
    """Something promised: what, when, when it was done, and whose it is (a role)."""

    what: str
    due_on: str
    done_on: str | None = None
    owner: str | None = None


@dataclass(frozen=True)
class Relation:
    """Another entry this one names, and how it relates to it: `informs`, `follows`, `changes`, `disputes`."""

    relation: str
    reference: str


@dataclass(frozen=True)
class Occasion:
    """A day for the calendar: `key` never changes for the same occasion of an entry, `at` is London's time of day."""

    key: str
    what: str
    on: date
    at: time | None = None
    """None: all day."""
    words: str = ""


@dataclass(frozen=True)
class Words:
    """What the index reads: the title, the names and numbers, and the prose (plain text)."""

    title: str
    names: str
    prose: str


@dataclass(frozen=True)
class Projection:
    """Everything derived from one revision of one entry."""

    listing: Listing
    facets: tuple[Facet, ...] = ()
    citations: tuple[Citation, ...] = ()
    appearances: tuple[Appearance, ...] = ()
    dues: tuple[Due, ...] = ()
    relations: tuple[Relation, ...] = ()
    spells: tuple[Spell, ...] = ()
