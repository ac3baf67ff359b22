"""Compare a file with the record: what is new, what changed since the last file, what is the same.

What was redacted of an entry, in any of its revisions, no file changes again: nobody can tell any more whether a file
says the same anew. What a file says there is not kept either.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from register.core.canonical import canonical, parse
from register.core.files import FACT_PREFIX, Document, FileFormat, Stated
from register.core.removal import unmarked
from register.core.text import listed
from register.core.units import label_of, members_of, without
from register.entries.following import current_entries, redacted_units
from register.entries.revisions import whole_removal
from register.entries.tables import alias, case_fact, entry, imported
from register.kinds import kind_named

_AT_ONCE = 1_000
_OF_THE_REVISION = ("findings", "change_note")


@dataclass(frozen=True)
class Change:
    """An entry of the record that the file states otherwise than the last one did."""

    stated: Stated
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

    new: tuple[Stated, ...]
    changed: tuple[Change, ...]
    unchanged: int
    withdrawn: tuple[str, ...] = ()
    """References of entries that were withdrawn: they stay so whatever the file says, and count as unchanged."""

    @property
    def to_do(self) -> int:
        """Return how many entries would be written."""
        return len(self.new) + len(self.changed)


@dataclass(frozen=True)
class _Known:
    entry_id: int
    reference: str
    last: bytes
    withdrawn: bool


def compare(connection: Connection, format_: FileFormat, stated: Sequence[Stated]) -> Plan:
    """Compare entries with the record by identifier and by what the last file said, never by what the desk wrote."""
    new: list[Stated] = []
    changed: list[Change] = []
    withdrawn: list[str] = []
    for start in range(0, len(stated), _AT_ONCE):
        part = stated[start : start + _AT_ONCE]
        known = _known(connection, [one.identifier for one in part])
        facts = _facts(connection, [one.entry_id for one in known.values()])
        differing: list[tuple[Stated, _Known]] = []
        for one in part:
            held = known.get(one.identifier)
            if held is None:
                new.append(one)
            elif held.withdrawn:
                withdrawn.append(held.reference)
            elif _differs(format_, one, held) or facts.get(held.entry_id, {}) != one.private:
                differing.append((one, held))
        differing = _without_redacted(connection, format_, differing, facts)
        changed += _changes(connection, format_, differing)
    return Plan(tuple(new), tuple(changed), len(stated) - len(new) - len(changed), tuple(withdrawn))


def merged(present: Document, last: Document, later: Document) -> Document:
    """Return the present document with what differs between the last file and the later one, part by part.

    Words added at the desk stay, because no file ever said them.
    """
    result = dict(present)
    for name in last.keys() | later.keys():
        before, after, now = last.get(name), later.get(name), present.get(name)
        if before == after:
            continue
        if isinstance(before, dict) and isinstance(after, dict) and isinstance(now, dict):
            result[name] = merged(now, before, after)
        elif after is None:
            result.pop(name, None)
        else:
            result[name] = after
    return result


def change_note(format_: FileFormat, fields: Sequence[str]) -> str:
    """Say what a later file changed, by the names of the fields and never by their values."""
    words = [format_.words.get(name, name.replace("_", " ")) for name in fields]
    return f"{format_.later} changed: {listed(words)}."


def _differs(format_: FileFormat, stated: Stated, held: _Known) -> bool:
    return stated.content != held.last and bool(_fields(format_, parse(held.last), parse(stated.content)))


def _fields(format_: FileFormat, last: Document, later: Document) -> tuple[str, ...]:
    names = (last.keys() | later.keys()) - format_.no_news
    return tuple(sorted(name for name in names if last.get(name) != later.get(name)))


def _changes(
    connection: Connection, format_: FileFormat, differing: Sequence[tuple[Stated, _Known]]
) -> Iterator[Change]:
    present = _newest(connection, [held.entry_id for _, held in differing])
    for stated, held in differing:
        now = present.get(held.entry_id)
        if now is None:  # withdrawn a moment ago
            continue
        last, later = parse(held.last), parse(stated.content)
        fields = _fields(format_, last, later)
        document = merged(now, last, later)
        yield Change(
            stated=stated,
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


def _without_redacted(
    connection: Connection,
    format_: FileFormat,
    differing: Sequence[tuple[Stated, _Known]],
    facts: dict[int, dict[str, str]],
) -> list[tuple[Stated, _Known]]:
    """Return what differs even without what was redacted; of such entries the case stays as it is, too."""
    redacted = redacted_units(connection, [held.entry_id for _, held in differing])
    found = []
    for stated, held in differing:
        units = redacted.get(held.entry_id)
        if units is None:
            found.append((stated, held))
            continue
        closed = _closed(format_, units)
        later, last = (canonical(without(parse(said), closed)) for said in (stated.content, held.last))
        rest = replace(stated, content=later, private=facts.get(held.entry_id, {})), replace(held, last=last)
        if _differs(format_, *rest):
            found.append(rest)
    return found


def _closed(format_: FileFormat, units: Collection[str]) -> set[str]:
    """Return the names of the fields that a redaction closes to files: a group's all, and a list's all items."""
    groups = kind_named(format_.kind).content.GROUPS
    grouped = {path for unit in units if ":" in unit for path in groups.get(label_of(unit), ())}
    return grouped.union(*map(members_of, units))


def _known(connection: Connection, identifiers: Sequence[str]) -> dict[str, _Known]:
    query = (
        select(alias.c.identifier, entry.c.id, entry.c.reference, imported.c.content, entry.c.removed)
        .join(entry, entry.c.id == alias.c.entry_id)
        .outerjoin(imported, imported.c.entry_id == entry.c.id)
        .where(alias.c.identifier.in_(identifiers))
    )
    found = {}
    for identifier, key, reference, last, removed in connection.execute(query):
        whole = whole_removal(removed)
        withdrawn = whole is not None and whole.kind == "withdraw"
        found[identifier] = _Known(int(key), reference, bytes(last or b"{}"), withdrawn)
    return found


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
        one.entry_id: {name: value for name, value in unmarked(one.document).items() if name not in _OF_THE_REVISION}
        for one in current_entries(connection, entry_ids, through_holds=True)
    }
