"""Which questions a dispute is asked, and in which order. Knows no form library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from register.common.asked import CLAIMS_SECTION, NEVER_ASKED, RECORD_SECTION, WITHHELD_SECTION
from register.web.sections import Section

STEERING = ("raised_by", "outcome")
"""The questions that decide which others are asked."""

PRIVATE = ("private_party", "private_contact", "private_notes")
"""Kept for those who handle the dispute; never part of what is published."""

SECTIONS = (
    Section("dispute", "The dispute", STEERING),
    Section("in-short", "In short", ("title", "summary"), "What people see in lists and searches."),
    Section(
        "sides",
        "The two sides",
        ("body", "party"),
        "The public body, and the voluntary or community organisation. Whether that is named is settled before first "
        "publication: a correction cannot name it.",
    ),
    Section(
        "private",
        "For the file only",
        PRIVATE,
        "Kept privately with this draft for those who handle the dispute. Nothing of it is ever published.",
    ),
    Section(
        "about",
        "What it is about",
        ("happened_on", "raised_on", "issue", "asked_for", "related"),
        "Link the decision or consultation it is about: this entry “Disputes” it.",
    ),
    Section(
        "promised",
        "What was promised, and what was found",
        ("engaged", "principles"),
        "Undertakings bind both sides. Only what both sides agree, or somebody independent found, counts.",
    ),
    Section(
        "steps",
        "What was done to resolve it",
        ("stages", "informal_skipped"),
        "In the order of dates. Disagreements should be talked over informally first.",
    ),
    Section("ending", "How it ended", ("closed_on", "got")),
    Section(
        "early",
        "Publication while it is open",
        ("raiser_agrees_on",),
        "Only long after it was raised, with the agreement of the side that raised it and both sides’ accounts.",
    ),
    Section(
        "accounts",
        "What each side says",
        ("agreed_statement", "account_of_party", "account_of_body"),
        "A statement that both agree to, or both accounts: they are shown side by side, as prominently as each other. "
        "A side that was invited and stays silent stops nothing; readers see that it was invited.",
    ),
    Section("changes", "What changes because of it", ("remedies", "lessons")),
    CLAIMS_SECTION,
    Section("more", "Where and what about", ("areas", "themes", "groups_affected", "documents", "contact")),
    WITHHELD_SECTION,
    RECORD_SECTION,
)

OF_A_STEP = {
    "breach_identified": {"letter"},
    "justification_asked": {"letter"},
    "replied_on": {"letter"},
    "help": {"assistance"},
    "external": {"external"},
}
"""Questions of a step that only some kinds of step are asked."""
OF_A_FINDING = {"finder": {"independent", "court"}, "said_by": {"one_party"}}
"""Questions of an undertaking in dispute that are only asked where some have found what was found."""

_OF_THE_CLOSED = frozenset({"closed_on", "got", "agreed_statement"})


def asked(dotted: str, document: Mapping[str, Any]) -> bool:
    """Tell whether a dispute that says this is asked the question."""
    if dotted in NEVER_ASKED:
        return False
    closed = bool(document.get("outcome") or document.get("closed_on"))
    if dotted in _OF_THE_CLOSED:
        return closed
    if dotted == "raiser_agrees_on":
        return not closed
    if dotted == "informal_skipped":
        stages = document.get("stages")
        return not any(stage.get("stage") == "informal" for stage in (stages if isinstance(stages, list) else ()))
    return True
