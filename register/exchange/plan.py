"""Compare a file of awards with the record: what is new, what changed since the last file, what is the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from register.core.canonical import parse
from register.entries.following import current_entries
from register.entries.tables import alias, case_fact, entry, imported
from register.exchange.awards import FACT_PREFIX, Document
from register.exchange.examining import Award

_AT_ONCE = 1_000
_NOT_CONTENT = frozenset({"source_modified"})
"""A later file in which only the date of its last change moved says nothing new: that is no correction."""
_OF_THE_REVISION = ("findings", "change_note")

FIELD_WORDS = {
    "title": "title",
    "summary": "summary",
    "body": "public body or department",
    "areas": "areas",
    "documents": "documents",
    "source": "source",
    "decided_on": "date of the decision",
    "route": "route",
    "recipient": "recipient",
    "amount_applied_for": "amount applied for",
    "amount_awarded": "amount awarded",
    "amount_disbursed": "amount paid out",
    "programme": "programme",
    "term": "planned dates",
    "funding_type": "kind of funding",
    "regrant_type": "granting again",
    "location_scope": "reach",
    "related_activity": "related activities",
    "actual_start": "actual start",
    "actual_end": "actual end",
    "to_individuals": "reasons for a grant to an individual",
}


@dataclass(frozen=True)
class Change:
    """An award of the record that the file says otherwise than the last one did."""

    award: Award
    entry_id: int
    reference: str
    fields: tuple[str, ...]
    """Top-level names of what the file changed; empty where only private facts did."""
    over_the_desk: tuple[str, ...]
    """Of these, what had been corrected at the desk since, and is now replaced."""
    document: Document
    """The newest revision with the file's changes in it."""


@dataclass(frozen=True)
class Plan:
    """What an import would do."""

    new: tuple[Award, ...]
    changed: tuple[Change, ...]
    unchanged: int

    @property
    def to_do(self) -> int:
        """Return how many awards would be written."""
        return len(self.new) + len(self.changed)


@dataclass(frozen=True)
class _Known:
    entry_id: int
    reference: str
    last: bytes


def compare(connection: Connection, awards: Sequence[Award]) -> Plan:
    """Compare awards with the record by identifier and by what the last file said, never by what the desk wrote."""
    new: list[Award] = []
    changed: list[Change] = []
    unchanged = 0
    for start in range(0, len(awards), _AT_ONCE):
        part = awards[start : start + _AT_ONCE]
        known = _known(connection, [award.identifier for award in part])
        facts = _facts(connection, [one.entry_id for one in known.values()])
        differing: list[tuple[Award, _Known]] = []
        for award in part:
            held = known.get(award.identifier)
            if held is None:
                new.append(award)
            elif _differs(award, held) or facts.get(held.entry_id, {}) != award.private:
                differing.append((award, held))
            else:
                unchanged += 1
        changed += _changes(connection, differing)
    return Plan(tuple(new), tuple(changed), unchanged)


def merged(present: Document, last: Document, later: Document) -> Document:
    """Return the present document with what differs between the last file and the later one, part by part.

    Words added at the desk stay, because no file ever said them. What was redacted stays redacted.
    """
    result = dict(present)
    for name in last.keys() | later.keys():
        before, after, now = last.get(name), later.get(name), present.get(name)
        if before == after or _is_redacted(now):
            continue
        if isinstance(before, dict) and isinstance(after, dict) and isinstance(now, dict):
            result[name] = merged(now, before, after)
        elif after is None:
            result.pop(name, None)
        else:
            result[name] = after
    return result


def change_note(fields: Sequence[str]) -> str:
    """Say what a later file changed, by the names of the fields and never by their values."""
    words = [FIELD_WORDS.get(name, name.replace("_", " ")) for name in fields]
    listed = " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
    return f"The funder’s later file changed: {listed}."


def _differs(award: Award, held: _Known) -> bool:
    return award.content != held.last and bool(_fields(parse(held.last), parse(award.content)))


def _fields(last: Document, later: Document) -> tuple[str, ...]:
    names = last.keys() | later.keys()
    return tuple(sorted(n for n in names if n not in _NOT_CONTENT and last.get(n) != later.get(n)))


def _changes(connection: Connection, differing: Sequence[tuple[Award, _Known]]) -> Iterator[Change]:
    present = _newest(connection, [held.entry_id for _, held in differing])
    for award, held in differing:
        last, later, now = parse(held.last), parse(award.content), present[held.entry_id]
        fields = _fields(last, later)
        document = merged(now, last, later)
        yield Change(
            award=award,
            entry_id=held.entry_id,
            reference=held.reference,
            fields=tuple(name for name in fields if document.get(name) != now.get(name)),
            over_the_desk=tuple(n for n in fields if now.get(n) != last.get(n) and _replaced(n, now, last, document)),
            document=document,
        )


def _replaced(name: str, now: Document, last: Document, document: Document) -> bool:
    """Tell whether something the desk had corrected is lost: parts that the desk added beside are not."""
    mine, said, result = now.get(name), last.get(name), document.get(name)
    if isinstance(mine, dict) and isinstance(said, dict) and isinstance(result, dict):
        return any(mine.get(part) != said.get(part) and result.get(part) != mine.get(part) for part in mine)
    return mine != result


def _is_redacted(value: Any) -> bool:
    return isinstance(value, dict) and value.get("redacted") is True


def _known(connection: Connection, identifiers: Sequence[str]) -> dict[str, _Known]:
    query = (
        select(alias.c.identifier, entry.c.id, entry.c.reference, imported.c.content)
        .join(entry, entry.c.id == alias.c.entry_id)
        .outerjoin(imported, imported.c.entry_id == entry.c.id)
        .where(alias.c.identifier.in_(identifiers))
    )
    return {row[0]: _Known(int(row[1]), row[2], bytes(row[3] or b"{}")) for row in connection.execute(query)}


def _facts(connection: Connection, entry_ids: Sequence[int]) -> dict[int, dict[str, str]]:
    if not entry_ids:
        return {}
    query = (
        select(case_fact.c.entry_id, case_fact.c.name, case_fact.c.value)
        .where(case_fact.c.entry_id.in_(entry_ids))
        .where(case_fact.c.name.startswith(FACT_PREFIX))
    )
    found: dict[int, dict[str, str]] = {}
    for entry_id, name, value in connection.execute(query):
        found.setdefault(int(entry_id), {})[name] = value
    return found


def _newest(connection: Connection, entry_ids: Sequence[int]) -> dict[int, Document]:
    return {
        one.entry_id: {name: value for name, value in one.document.items() if name not in _OF_THE_REVISION}
        for one in current_entries(connection, entry_ids)
    }
