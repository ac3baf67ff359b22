"""What the page of every entry asks, how the answers are written, and their words; a kind adds its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from register.core.attached import in_words
from register.core.questions import Question, choice, day, if_so
from register.core.text import pounds

CLAIMS = {"kept": "Kept", "partly": "Partly kept", "not_kept": "Not kept", "not_applicable": "Not applicable"}
SIDES = {"recipient": "The recipient", "respondents": "The respondents", "opponent": "The other side"}
RELATIONS = {"informs": "Informs", "follows": "Follows", "changes": "Changes", "disputes": "Disputes"}

Write = Callable[[Any], str]


def money(value: Any) -> str:
    """Write a sum of pounds."""
    return pounds(Decimal(str(value)))


def capital(labels: Mapping[str, str]) -> Write:
    """Return a writer of a label that begins with a capital."""
    write = choice(labels)
    return lambda value: write(value)[:1].upper() + write(value)[1:]


def joined(*names: str) -> Write:
    """Return a writer of a list of small records: each record's parts with commas, records with semicolons."""

    def write(items: Sequence[Mapping[str, Any]]) -> str:
        return "; ".join(", ".join(str(item[name]) for name in names if item.get(name)) for item in items)

    return write


def listed(value: Sequence[str]) -> str:
    """Write a list of short texts."""
    return ", ".join(str(item) for item in value)


def organisation(value: Mapping[str, Any]) -> str:
    """Write an organisation with its numbers."""
    numbers = ", ".join(value.get("identifiers") or ())
    return f"{value.get('name', '')} ({numbers})" if numbers else str(value.get("name", ""))


def organisations(values: Sequence[Mapping[str, Any]]) -> str:
    """Write several organisations."""
    return "; ".join(organisation(value) for value in values)


def places(items: Sequence[Mapping[str, Any]]) -> str:
    """Write areas with their codes."""
    return "; ".join(f"{one['name']} ({one['code']})" if one.get("code") else str(one["name"]) for one in items)


def claims(items: Sequence[Mapping[str, Any]]) -> str:
    """Write what the public body says of undertakings."""
    return "; ".join(
        f"{item.get('undertaking')}: {choice(CLAIMS)(item.get('claim'))}"
        + (f", {item['explanation']}" if item.get("explanation") else "")
        for item in items
    )


documents = joined("title", "url")


def attached_documents(items: Sequence[Mapping[str, Any]]) -> str:
    """Write documents of an entry, uploaded or elsewhere."""
    return "; ".join(in_words(item) for item in items)


def document(value: Mapping[str, Any]) -> str:
    """Write one document."""
    return documents([value])


IN_SHORT = (
    Question("title", "Title"),
    Question("summary", "Summary", show="prose"),
)
BODY = (
    Question("body.name", "Public body", show="body", wanted=True),
    Question("body.identifier", "Its identifier"),
    Question("body.department", "Department", wanted=True),
    Question("contact.role", "Contact", wanted=True),
    Question("contact.email", "Mailbox", show="email"),
)
DOCUMENTS = (Question("documents", "Documents", attached_documents, show="attached"),)
STATEMENT = (
    Question("statement.words", "Statement", show="prose"),
    Question("statement.side", "Whose statement", choice(SIDES)),
    Question("statement.invited_on", "Invited on", day),
    Question("statement.received_on", "Received on", day),
)
COMPACT = (Question("claims", "What the public body says of the Compact", claims),)
EQUALITY = (
    Question("equality.done_on", "Equality analysis done on", day, wanted=True),
    Question("equality.groups", "Groups it looked at", show="prose"),
    Question("equality.mitigation", "What will lessen harm", show="prose"),
    Question("equality.document", "Equality analysis", document, show="document"),
)
"""Not of every entry: of those whose kind asks for an equality analysis (5.3)."""
GROUPS_AFFECTED = Question("groups_affected", "Groups affected", listed)
AREAS = Question("areas", "Areas", places)
THEMES = Question("themes", "Themes", listed)
PEOPLE_AND_PLACES = (GROUPS_AFFECTED, AREAS, THEMES)
RELATED = Question("related", "Related entries", joined("relation", "reference"))
WITHHELD = Question(
    "withheld", "Parts withheld", joined("field", "category", "legal_basis", "decided_by"), show="withheld"
)
SOURCE = Question("source", "Source", document, show="document")
INVENTED = Question("invented", "Invented example", if_so)
RECORD = (RELATED, WITHHELD, SOURCE, INVENTED)
TOLD_ELSEWHERE = frozenset({"related", "invented"})
"""Of the record: shown by the frame around the page, and at its top."""

EVERY: tuple[Question, ...] = (
    *IN_SHORT,
    *STATEMENT,
    *COMPACT,
    *BODY,
    *DOCUMENTS,
    *PEOPLE_AND_PLACES,
    *RECORD,
)
"""Every question that every entry answers, in the order of a page."""
