"""What stops every entry from being published, whatever its kind: shape, names, references and claims."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, time
from decimal import Decimal

from register.common.numbers import problem_with
from register.common.reading import EntryReading
from register.compact.document import load
from register.core.content import OrganisationRef, known
from register.core.findings import Breach
from register.core.text import plain, says_something

SUMMARY_LIMIT = 600
IDENTIFIER_LIMIT = 100
"""Characters of an organisation's identifier."""

_REFERENCE = re.compile(r"[A-Z]{2}-[0-9]{4}-[0-9]{4,9}")
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]*")


def title_and_summary(reading: EntryReading, what: str, *, title: str) -> Iterator[Breach]:
    """Ask for a title, and a summary that is not too long; `what` is "decision", `title` says what to write."""
    if reading.blank("title"):
        yield Breach(None, "title", f"The {what} has no title.", title)
    summary = known(reading.content.summary) or ""
    if reading.blank("summary"):
        yield Breach(None, "summary", f"The {what} has no summary.", "Say in plain English what it means.")
    elif len(summary) > SUMMARY_LIMIT:
        yield Breach(
            None,
            "summary",
            f"The summary has {len(summary)} characters.",
            f"Shorten it to {SUMMARY_LIMIT} characters; the reasons have a place of their own.",
        )


def whose(reading: EntryReading, what: str) -> Iterator[Breach]:
    """Ask for the public body."""
    if reading.absent("body"):
        yield Breach(None, "body", f"It is not said whose {what} this is.", "Choose the public body.")


def withheld_is_empty(reading: EntryReading) -> Iterator[Breach]:
    """Ask that what is marked as withheld is not filled in."""
    for part in known(reading.content.withheld) or ():
        # Prose may be withheld in part; a date, a sum or a name is either there or not.
        if isinstance(reading.value(part.field), date | time | Decimal | bool | int | OrganisationRef):
            yield Breach(
                None,
                part.field,
                "This is marked as withheld, and yet filled in.",
                "Empty the field, or do not mark it as withheld.",
            )


def references(reading: EntryReading, more: Iterable[tuple[str, str | None]] = ()) -> Iterator[Breach]:
    """Ask that what names another entry is a reference; `more` are a kind's own fields with what they hold."""
    related = enumerate(known(reading.content.related) or ())
    for field, reference in [*more, *((f"related.{row}.reference", one.reference) for row, one in related)]:
        if reference and not _REFERENCE.fullmatch(reference):
            yield Breach(
                None,
                field,
                f"“{reference}” is not a reference of this register.",
                "References look like FD-2026-0042.",
            )


def claims(reading: EntryReading) -> Iterator[Breach]:
    """Ask that what is claimed is claimed of an undertaking that there is."""
    numbers = {undertaking.number for undertaking in load().undertakings}
    for claim in known(reading.content.claims) or ():
        if claim.undertaking not in numbers:
            yield Breach(
                None,
                "claims",
                f"The Compact has no undertaking “{claim.undertaking}”.",
                f"Choose one of its {len(numbers)} undertakings.",
            )


def accessible(reading: EntryReading) -> Iterator[Breach]:
    """Ask of every uploaded document whether everybody can read it, and if not, what is offered instead."""
    for row, one in enumerate(known(reading.content.documents) or ()):
        field = f"documents.{row}.accessible"
        if one.file and one.accessible is None:
            yield Breach(
                None,
                field,
                f"It is not said whether everybody can read “{plain(one.title)}”.",
                "Say whether it is accessible.",
            )
        elif one.accessible in ("alternative", "no") and not says_something(one.accessible_note):
            yield Breach(
                None,
                f"{field}_note",
                f"It is not said what is offered to those who cannot read “{plain(one.title)}”.",
                "Give the address of the accessible version, or the reason and what you offer instead.",
            )


def either_or(
    reading: EntryReading, undertaking: str, field: str, reason: str | None, *, unstated: bool
) -> Iterator[Breach]:
    """Stop what would tell readers both that there was no reason, and the reason; `field` is where the first is said.

    A file may say both.
    """
    if unstated and reason and not reading.context.imported:
        yield Breach(
            undertaking,
            field,
            "It is stated that no reason was given, and yet there is one.",
            "Keep the reason or the statement, not both.",
        )


def identifiers(reading: EntryReading, field: str, organisation: OrganisationRef | None) -> Iterator[Breach]:
    """Ask that an organisation's numbers look like such; those from a file may look otherwise."""
    from_a_file = reading.context.imported or reading.context.began_as_import
    for identifier in organisation.identifiers if organisation else ():
        if len(identifier) > IDENTIFIER_LIMIT or not (from_a_file or _IDENTIFIER.fullmatch(identifier)):
            yield Breach(
                None,
                field,
                f"“{identifier[:IDENTIFIER_LIMIT]}” is not an identifier.",
                "Identifiers look like GB-CHC-1234567: one on each line, without spaces.",
            )
        elif not from_a_file and (problem := problem_with(identifier)):
            yield Breach(None, field, f"{problem}.", "Put the number right, or leave it out.")
