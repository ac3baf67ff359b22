"""What every entry says, whatever its kind: shape only, nothing required.

Every field is optional and any may be a `Redacted` marker, so that an old or redacted revision can always be
read. What must be filled in before publication is the business of a kind's rules (`checks.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

T = TypeVar("T")


class Shape(BaseModel):
    """A part of an entry's content: immutable, tolerant of keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)


class Redacted(Shape):
    """Stands where a published value was removed by law: the category and legal basis stay public."""

    redacted: Literal[True]
    category: str
    legal_basis: str
    on: date


Maybe: TypeAlias = T | Redacted | None

Money = Annotated[Decimal, Field(ge=0, max_digits=15, decimal_places=2), PlainSerializer(lambda v: f"{v:.2f}", str)]
"""Pounds sterling, never a float; written as text with two decimals."""


def known(value: Any) -> Any:
    """Return the value, or None where it is absent or redacted."""
    return None if isinstance(value, Redacted) else value


class OrganisationRef(Shape):
    """An organisation as named at publication, with its org-id.guide identifiers (the first one leads)."""

    name: str
    identifiers: tuple[str, ...] = ()


class PublicBody(Shape):
    """The public body whose entry this is, and the department within it."""

    identifier: str
    name: str
    department: str | None = None


class Contact(Shape):
    """A role and its mailbox, never a person."""

    role: str
    email: str | None = None


class Area(Shape):
    """A place the entry is about; the code is an ONS geographic code."""

    name: str
    code: str | None = None
    code_type: str | None = None


class Document(Shape):
    """A document elsewhere on the web that belongs to the entry."""

    title: str
    url: str


class AttachedDocument(Shape):
    """A document of the entry: elsewhere on the web, or a file that was uploaded, or both.

    `file` is the file's key, and with it come its name, length, type and SHA-256: the log commits to them.
    """

    title: str
    url: str | None = None
    file: str | None = None
    file_name: str | None = None
    sha256: str | None = None
    bytes: int | None = None
    media_type: str | None = None
    language: str | None = None
    """A code such as `en`; `other` says no more."""
    accessible: Literal["yes", "alternative", "no"] | None = None
    accessible_note: str | None = None
    """Where it is not accessible: the address of what is, or why it is not and what is done instead."""


class RelatedEntry(Shape):
    """Another entry of the register and how this one relates to it."""

    relation: Literal["informs", "follows", "changes", "disputes"]
    reference: str


class Claim(Shape):
    """What the body itself says of an undertaking this entry speaks to."""

    undertaking: str
    claim: Literal["kept", "partly", "not_kept", "not_applicable"]
    explanation: str | None = None


class Statement(Shape):
    """The other side's statement, shown with equal prominence."""

    side: Literal["recipient", "respondents", "opponent"]
    invited_on: date | None = None
    received_on: date | None = None
    words: str | None = None


class Withheld(Shape):
    """A part known at first publication to be withheld (unlike a redaction)."""

    field: str
    category: str
    legal_basis: str
    decided_by: str


def self_and_above(field: str) -> tuple[str, ...]:
    """Return a dotted field name and the names of what it belongs to: what is said of these is said of it."""
    parts = field.split(".")
    return tuple(".".join(parts[:length]) for length in range(len(parts), 0, -1))


class EqualityAnalysis(Shape):
    """The equality analysis (undertaking 5.3)."""

    done_on: date | None = None
    groups: str | None = None
    mitigation: str | None = None
    document: Document | None = None


class Gone(Shape):
    """A part that readers no longer see, named as the log names it (`views/17`); of a hold the category says so."""

    unit: str
    kind: str
    category: str
    legal_basis: str | None = None
    on: date

    @property
    def path(self) -> str:
        """Return the dotted name of the list it was an item of; of a field, its name."""
        return self.unit.partition("/")[0]

    @property
    def key(self) -> int | None:
        """Return the number of the item in its list, or its place where items have none; None for a field."""
        key = self.unit.partition("/")[2]
        return int(key) if key.isascii() and key.isdecimal() and len(key) <= _MOST_DIGITS else None


_MOST_DIGITS = 9


class EntryContent(Shape):
    """The fields of every entry (`Every entry` in the register's domain)."""

    GROUPS: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "marks": ("invented", "numbered"),
        "about": ("body", "areas", "themes", "groups_affected"),
        "links": ("related", "source"),
        "findings": ("findings",),
    }
    """Small fields that the log commits to together, by the group's label; `marks` are never removed."""
    SPLIT: ClassVar[frozenset[str]] = frozenset()
    """Fields whose own fields are committed to one by one."""

    title: Maybe[str] = None
    summary: Maybe[str] = None
    body: Maybe[PublicBody] = None
    contact: Maybe[Contact] = None
    areas: Maybe[tuple[Area, ...]] = None
    themes: Maybe[tuple[str, ...]] = None
    groups_affected: Maybe[tuple[str, ...]] = None
    documents: Maybe[tuple[AttachedDocument, ...]] = None
    related: Maybe[tuple[RelatedEntry, ...]] = None
    claims: Maybe[tuple[Claim, ...]] = None
    statement: Maybe[Statement] = None
    withheld: Maybe[tuple[Withheld, ...]] = None
    source: Maybe[Document] = None
    invented: bool = False
    numbered: dict[str, int] | None = None
    """The highest number ever given in each list whose items have permanent addresses: none is given twice."""
    change_note: Maybe[str] = None
    removed: tuple[Gone, ...] = Field(default=(), exclude=True)
    """What readers no longer see: said of the document by the record, and never a part of what is published."""
