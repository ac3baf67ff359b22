"""The questions of every entry that belong together, part by part, as the content holds them."""

from __future__ import annotations

from textwrap import shorten

from wtforms import FormField

from register.common.questions import CLAIMS, RELATIONS, SIDES
from register.compact.document import load
from register.core.attached import LANGUAGES
from register.web.choices import Listed, OneOf, OneOfMany
from register.web.fields import LONGEST_NAME, Day, Lines, WebAddress, Words
from register.web.files import UploadedFile
from register.web.forms import Part


def choices(labels: dict[str, str], **more: str) -> list[tuple[str, str]]:
    """Return the answers of a question, each beginning with a capital."""
    return [(value, label[:1].upper() + label[1:]) for value, label in {**labels, **more}.items()]


class BodyPart(Part):
    """The public body."""

    needed = {"identifier": "Choose the public body", "name": "Give the public body’s name"}
    identifier = Listed("Public body")
    name = Words("Public body’s name", longest=LONGEST_NAME)
    department = Words("Department", longest=LONGEST_NAME)


class ContactPart(Part):
    """Whom to ask."""

    needed = {"role": "Give the role of the contact, such as “Grants team”"}
    role = Words("Contact", "A team or a role, never a person’s name.", longest=LONGEST_NAME)
    email = Words("Contact’s mailbox", "A shared mailbox, never a person’s own.", longest=LONGEST_NAME)


class AreaPart(Part):
    """A place."""

    needed = {"name": "Give the area’s name, or remove the row"}
    name = Words("Area", longest=LONGEST_NAME)
    code = Words("ONS code", "If you know it, such as E06000047.", longest=40)
    code_type = Words("Kind of code", "Such as UA, WD or LSOA.", longest=40)


class DocumentPart(Part):
    """A document elsewhere on the web."""

    needed = {"title": "Give the document’s title", "url": "Give the document’s web address"}
    title = Words("Document’s title", longest=LONGEST_NAME)
    url = WebAddress("Document’s web address")


class AttachedPart(Part):
    """A document of the entry: a file that is uploaded, or one elsewhere on the web."""

    needed = {"title": "Give the document’s title"}
    either = {("url", "file"): "Choose the document’s file, or give its web address"}
    title = Words("Document’s title", longest=LONGEST_NAME)
    file = UploadedFile("File", "PDF, PNG, JPEG, ODT, ODS, DOCX, XLSX, CSV or TXT.")
    url = WebAddress("Its web address, if it is published elsewhere")
    language = OneOfMany("Language", choices(dict(LANGUAGES)))
    accessible = OneOf(
        "Can everybody read it, also with a screen reader?",
        [("yes", "Yes, it is accessible"), ("alternative", "No, but there is an accessible version"), ("no", "No")],
    )
    accessible_note = Words(
        "If not: the accessible version’s web address, or the reason and what you offer instead",
        "Such as “A scanned letter of 1998: ring us, and we read it to you”.",
        longest=1_000,
        lines=2,
    )


class RelatedPart(Part):
    """A related entry."""

    needed = {"relation": "Choose how the entries are related", "reference": "Give the other entry’s reference"}
    relation = OneOfMany("This entry", choices(RELATIONS))
    reference = Words("Other entry’s reference", "Such as CO-2026-0007.", longest=40)


class ClaimPart(Part):
    """What the body itself says of an undertaking."""

    needed = {"undertaking": "Choose the undertaking", "claim": "Choose what you say of it"}
    undertaking = OneOfMany(
        "Undertaking", [(one.number, f"{one.number} {shorten(one.text, 90)}") for one in load().undertakings]
    )
    claim = OneOfMany("What you say of it", choices(CLAIMS))
    explanation = Words("Evidence or explanation", lines=3)


class StatementPart(Part):
    """The other side's statement."""

    needed = {"side": "Choose whose statement it is"}
    invited_on = Day("Statement invited on")
    received_on = Day("Statement received on")
    words = Words("Their statement, in their own words", "It is shown as prominently as your own.", lines=6)
    side = OneOfMany("Whose statement it is", choices(SIDES))


class WithheldPart(Part):
    """A part that is withheld from the start."""

    needed = {
        "field": "Choose which part is withheld",
        "category": "Say what kind of information it is",
        "legal_basis": "Give the legal basis",
        "decided_by": "Say which role decided it",
    }
    field = Listed("Part withheld")
    category = Words("Kind of information", "Such as commercially sensitive.", longest=LONGEST_NAME)
    legal_basis = Words("Legal basis", longest=LONGEST_NAME)
    decided_by = Words("Decided by", "A role, never a person’s name.", longest=LONGEST_NAME)


class OrganisationName(Words):
    """The name of an organisation, beside which the form shows those that are known."""

    looks_up = True


class OrganisationPart(Part):
    """An organisation, named."""

    needed = {"name": "Give the organisation’s name"}
    name = OrganisationName("Organisation’s name", "Type its name or its number.", longest=LONGEST_NAME)
    identifiers = Lines(
        "Organisation’s numbers",
        "One on each line, such as GB-CHC-1234567 for a charity or GB-COH-01234567 for a company.",
        longest=2_000,
        lines=2,
    )


class EqualityDocumentPart(DocumentPart):
    """The published analysis."""

    needed = {
        "title": "Give the title of the equality analysis",
        "url": "Give the web address of the equality analysis",
    }
    title = Words("Title of the published equality analysis", longest=LONGEST_NAME)
    url = WebAddress("Web address of the published equality analysis")


class EqualityPart(Part):
    """The equality analysis."""

    done_on = Day("Equality analysis done on")
    groups = Words("Groups it looked at", lines=3)
    mitigation = Words("How harm is avoided or lessened", lines=3)
    document = FormField(EqualityDocumentPart)
