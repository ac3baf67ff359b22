"""A kind of entry as the rest of the house sees it: one value, registered in one line (`register/kinds.py`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from register.core.content import EntryContent
from register.core.findings import Breach, Context, Finding
from register.core.projection import Projection, Words
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
    door: str
    """The question that brings readers to these entries: the first page asks it."""
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
    page: Callable[[Mapping[str, Any], Any, Sequence[Finding], Context], dict[str, Any]]
    """Prepare what the kind's own templates show, from the document, its content and today's findings."""
    facets: tuple[FacetSpec, ...]
    form: type[Any]
    """A `DraftForm` (see `register/web/forms.py`)."""
    round_form: type[Any] | None
    """The form of a programme round whose words entries of this kind take over, where they do."""
    templates: str
    """Folder under `templates/`."""
    feed_summary: str
    """One sentence that says what the kind's feed announces."""
