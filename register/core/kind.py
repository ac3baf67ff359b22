"""A kind of entry as the rest of the house sees it: one value, registered in one line (`register/kinds.py`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from register.core.content import EntryContent
from register.core.files import FileFormat
from register.core.findings import Breach, Context, Finding
from register.core.projection import Occasion, Projection, Words
from register.core.questions import Question


@dataclass(frozen=True)
class FacetSpec:
    """A facet this kind can be filtered by: its name in addresses, its heading, and how to order its values."""

    name: str
    heading: str
    newest_first: bool = False
    """Order values by label descending (years)."""
    order: tuple[str, ...] = ()
    """Every value in the order to show them (sums from small to large); where there is none, by count."""
    pattern: str = ""
    """What any value looks like, as a regular expression, where that is known: nothing else can be asked for."""


@dataclass(frozen=True)
class Door:
    """A question that brings readers here, asked on the first page, and the address that answers it."""

    question: str
    href: str
    answer: str = ""
    """What the page behind the door says first, where that page is not of this kind alone."""


@dataclass(frozen=True)
class Turn:
    """How readers are told that a state will end on a known day: "closes" in 9 days."""

    state: str
    verb: str
    begins: bool = False
    """Whether the verb tells what begins then ("opens"), not what ends ("closes", on the last day of the state)."""


@dataclass(frozen=True)
class Shelf:
    """Entries that the first page shows apart: those in a state, the ones that leave it soonest first."""

    heading: str
    state: str
    empty: str
    """The sentence shown where there are none."""


@dataclass(frozen=True)
class Sheet:
    """Another view of one entry, at an address below its own (`/consultations/CO-2026-0007/notice`)."""

    name: str
    label: str
    template: str
    media_type: str = "text/html"


@dataclass(frozen=True)
class PartFile:
    """A list within entries that is downloaded as a file of its own, one row an item (`/consultations/views.csv`)."""

    name: str
    """The field of the content, and the file's name."""
    label: str
    columns: tuple[Question, ...]
    """Each names a field of the item."""
    fragment: str = ""
    """What the items' permanent addresses begin with, where they are numbered: `view` for `#view-3`."""


@dataclass(frozen=True)
class Duty:
    """What an entry may still owe once it is published: where the record holds that, and the form's question for it.

    Of the dates promised, a duty has those whose words are `begins`, or begin so before a colon; one that names
    neither `begins` nor `awaited` has the rest.
    """

    name: str
    """Where the desk lists it: `rationales`."""
    heading: str
    question: str
    """The dotted name of the field to write it in."""
    act: str
    """The button that opens the form there."""
    note: str = ""
    """What the correction’s note will mostly say."""
    begins: str = ""
    awaited: str = ""
    """The value of the spell that says so, for what has no date of its own."""
    not_while: tuple[str, ...] = ()
    """States in which a promised date is still to come, and nothing is owed before it has passed."""


@dataclass(frozen=True)
class Kind:
    """What the house must know to keep, show, find and announce entries of a kind."""

    name: str
    """Used in the database and in code: `decision`."""
    plural: str
    """The address: `decisions`."""
    prefix: str
    """The reference: `FD`."""
    label: str
    label_plural: str
    doors: tuple[Door, ...]
    schema: int
    content: type[EntryContent]
    upgrade: Callable[[dict[str, Any], int], dict[str, Any]]
    """Bring a document of an older schema number to the present one."""
    checks: Callable[[Any, Context], Sequence[Finding]]
    rules: Callable[[Any, Context], Sequence[Breach]]
    """Say what stops publication."""
    warnings: Callable[[Any], Sequence[Breach]]
    """Say what stops nothing, but must be looked at again by who publishes."""
    project: Callable[[Any, Context, Sequence[Finding]], Projection]
    """Derive the rows of an entry from its content and what its checks find."""
    words: Callable[[Any], Words]
    """Give the index what it is to hold of an entry's content."""
    questions: tuple[Question, ...]
    """Every field as readers see it: what the history page compares."""
    page: Callable[[Mapping[str, Any], Any, Sequence[Finding], Context, Mapping[str, str]], dict[str, Any]]
    """Prepare what the kind's own templates show: document, content, findings, context, and what the address asks."""
    facets: tuple[FacetSpec, ...]
    form: type[Any]
    """A `DraftForm` (see `register/web/forms.py`)."""
    round_form: type[Any] | None
    """The form of a programme round whose words entries of this kind take over, where they do."""
    grid: Any | None = field(default=None, kw_only=True)
    """How the entries of one round are written as the rows of a grid, where they can be (`decisions/grid.py`)."""
    templates: str
    """Folder under `templates/`."""
    feed_summary: str
    """One sentence that says what the kind's feed announces."""
    conceals: Callable[[Any], bool] | None = None
    """Tell whether content only describes whom it is about; the entries it names must not tell readers who that is."""
    sums: bool = False
    """Whether its entries concern sums of money: its lists are then filtered and sorted by them."""
    file: FileFormat | None = None
    """The form of file of its own that entries of this kind are imported from; None for a kind that has none."""
    shelf: Shelf | None = None
    turns: tuple[Turn, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    parts: tuple[PartFile, ...] = ()
    occasions: Callable[[Any, Context], Sequence[Occasion]] | None = None
    """Give the days for the calendar; None for a kind that has none."""
    statements: Mapping[str, str] = field(default_factory=lambda: {"statement": "The other side’s statement"})
    """The fields that hold what another side says in its own words, and what readers call them."""
    duties: tuple[Duty, ...] = ()
    """What its entries may owe, for the desk's queue."""
    pending_since: Callable[[Mapping[str, Any]], date | None] | None = None
    """Say since when a draft's matter is open though nothing of it may be published yet: such are counted in public."""
    pending: str = ""
    """What such matters are called: "open disputes"."""
    pending_state: str = ""
    """The state of published entries whose matter is still open: they are counted with the others."""
