"""Files of facts about consultations, as council pages state them: what is not stated stays so."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator

from register.consultations.facts_checks import doubts, host_of, refusals
from register.consultations.facts_columns import HEADINGS, Facts, facts_of, knows
from register.consultations.facts_counts import responses
from register.consultations.facts_dates import dates_words, day_of, time_of
from register.core.calendar import iso
from register.core.canonical import canonical
from register.core.files import FACT_PREFIX, Contents, Document, FileFormat, Listed, Stated, Surroundings, Table
from register.core.problems import Problem
from register.core.text import fold, slug

COUNCILS = {
    "bristol city council": "GB-LAE-BST",
    "derbyshire county council": "GB-LAE-DBY",
    "durham county council": "GB-LAE-DUR",
    "hampshire county council": "GB-LAE-HAM",
    "leicester city council": "GB-LAE-LCE",
    "royal borough of kensington and chelsea": "GB-LAE-KEC",
    "stockport mbc": "GB-LAE-SKP",
    "stockport metropolitan borough council": "GB-LAE-SKP",
}
"""English councils by their codes in the public register of local authorities, as org-id.guide writes them."""

_PRIVATE = ("length_days_inclusive", "twelve_weeks_or_more", "note")
"""What follows from the dates, and whoever wrote the file's own remarks: kept in the case, not shown as a fact."""


def examine(found: Table | Listed, around: Surroundings) -> Contents:
    """Check a file of facts whole: what each row states, what must be mended, and what is doubtful."""
    rows, problems = facts_of(found)
    for facts in rows:
        refused = list(refusals(facts))
        problems += refused or doubts(facts, around.today)
    problems += _doubled(rows)
    stated = () if any(problem.refuses for problem in problems) else tuple(_stated(facts, around) for facts in rows)
    return Contents("Row" if isinstance(found, Table) else "Record", len(rows), stated, tuple(problems))


def identity(facts: Facts, key: bytes) -> str:
    """Return what a consultation is recognised by: public body, source address and title, since addresses repeat."""
    said = facts.said
    whole = "\n".join((fold(said["body"]), said["source_url"], fold(said["title"])))
    return keyed(f"facts-{hashlib.sha256(whole.encode()).hexdigest()[:32]}", key)


def keyed(identifier: str, key: bytes) -> str:
    """Return such an identifier with a register's key in it; without that, a redacted title could be guessed."""
    return f"facts-{hmac.digest(key, identifier.encode(), 'sha256').hex()[:40]}"


def document_of(facts: Facts, around: Surroundings) -> Document:
    """Return what a consultation says of checked facts, as JSON values."""
    said = facts.said
    document: Document = {
        "title": said["title"],
        "body": {"identifier": _identifier(facts, around), "name": said["body"]},
        "source": {"title": f"Page on {host_of(said['source_url'])}", "url": said["source_url"]},
        "what": said.get("we_asked"),
        "periods": _periods(facts),
        "dates_words": dates_words(facts),
        "responses": responses(facts),
        "said": said.get("you_said"),
        "did": said.get("we_did"),
        "did_not": said.get("not_acted_on_noted"),
        "decided_on": said.get("decision_date"),
    }
    return {name: value for name, value in document.items() if value}


def _stated(facts: Facts, around: Surroundings) -> Stated:
    kept = {HEADINGS[name]: facts.said[name] for name in _PRIVATE if name in facts.said} | dict(facts.extra)
    private = {FACT_PREFIX + name: text for name, text in kept.items()}
    return Stated(facts.number, identity(facts, around.key), canonical(document_of(facts, around)), private)


def _periods(facts: Facts) -> list[Document]:
    opens, closes = day_of(facts, "opens_on"), day_of(facts, "closes_on")
    at = time_of(facts) if closes else None
    period = {"opens_on": iso(opens), "closes_on": iso(closes), "closes_at": iso(at)}
    return [{name: text for name, text in period.items() if text}] if opens or closes else []


def _identifier(facts: Facts, around: Surroundings) -> str:
    """Return the body's identifier: the file's, else the register's, else its public one, else one given here."""
    name = facts.said["body"]
    if given := facts.said.get("body_identifier"):
        return given
    known = around.bodies.get(fold(name))
    return known or COUNCILS.get(fold(name)) or f"{around.prefix}-{slug(name)}"


def _doubled(rows: Iterable[Facts]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for facts in rows:
        if not {"body", "source_url", "title"} <= facts.said.keys():
            continue
        key = identity(facts, b"")
        if first.setdefault(key, facts.number) != facts.number:
            message = f"Public body, source address and title are those of number {first[key]}."
            yield Problem(facts.number, "Title", message, "Remove one, or give each the title that tells them apart.")


FACTS = FileFormat(
    kind="consultation",
    one="consultation",
    many="consultations",
    list_name="consultations",
    bare=True,
    headings="Public body, Title, Source address, Opens on, Closes on, Closing time …",
    knows=knows,
    examine=examine,
    words={
        "title": "title",
        "body": "public body",
        "source": "source",
        "what": "what was asked",
        "periods": "dates",
        "dates_words": "what is said of the dates",
        "responses": "responses",
        "said": "what people said",
        "did": "what was done",
        "did_not": "what was not done",
        "decided_on": "date of the decision",
    },
    later="A later file of these facts",
)
