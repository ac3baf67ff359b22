"""What the index holds of every entry, whatever its kind; withheld and redacted parts have no words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from register.common.reading import EntryReading
from register.core.content import OrganisationRef, known
from register.core.findings import Context
from register.core.text import plain

ANY = Context(today=date.min)
"""An entry's words depend on nothing but its content."""


def joined(words: Iterable[str | None]) -> str:
    """Return the words that there are, as plain text, one to a line."""
    return "\n".join(text for word in words if word and (text := plain(word)))


def names_of_every(reading: EntryReading) -> Iterator[str | None]:
    """Yield the names and numbers that every entry has: the public body, its areas and themes."""
    if body := reading.body:
        yield from (body.name, body.identifier, body.department)
    yield from (part for area in reading.areas for part in (area.name, area.code))
    yield from reading.themes


def prose_of_every(reading: EntryReading) -> Iterator[str | None]:
    """Yield the prose that every entry has, the summary apart, which goes first."""
    content = reading.content
    yield from known(content.groups_affected) or ()
    yield from (claim.explanation for claim in known(content.claims) or ())
    statement = known(content.statement)
    yield statement.words if statement else None


def organisation_names(organisation: OrganisationRef | None) -> tuple[str, ...]:
    """Return an organisation's name and numbers."""
    return (organisation.name, *organisation.identifiers) if organisation else ()
