"""The generic rows that a kind derives from its content: all that lists, search, feeds and measures know."""

from __future__ import annotations

from dataclasses import dataclass

from register.core.content import OrganisationRef


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
    awaited: str | None = None
    """What is missing in words ("Rationale awaited"), or None."""
    invented: bool = False
    own_words: OwnWords | None = None


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
