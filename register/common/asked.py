"""The sections that the form of every entry ends with. Knows no form library."""

from __future__ import annotations

from register.web.sections import Section

CLAIMS_SECTION = Section("claims", "What you say of the Compact", ("claims",))
MORE_SECTION = Section("more", "Where and what about", ("areas", "themes", "documents", "related", "contact"))
WITHHELD_SECTION = Section(
    "withheld",
    "Parts withheld",
    ("withheld",),
    "What is withheld from the first publication, and on which legal basis. Readers see that it is withheld.",
)
RECORD_SECTION = Section("record", "About this record", ("invented", "source"))
COMMON_SECTIONS = (CLAIMS_SECTION, MORE_SECTION, WITHHELD_SECTION, RECORD_SECTION)
"""To append to a kind's own. Of every entry's fields the kind places the rest where they belong: title, summary, body,
groups_affected and statement."""
CORRECTION = Section("correction", "This correction", ("change_note",))

NEVER_ASKED = frozenset({"body.name", "statement.side", "source"})
"""Not asked, shown only where answered: the name follows the body chosen, the side is assumed, a source is a file's."""
