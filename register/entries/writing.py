"""Write acts, revisions and projections; always inside the caller's writing transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, update

from register.core.calendar import now_utc
from register.core.content import OrganisationRef
from register.core.projection import Facet, Projection
from register.entries.tables import (
    FIRST,
    FOR_EVER,
    PROJECTIONS,
    act,
    alias,
    appearance,
    case_fact,
    citation,
    due,
    entry,
    facet,
    facet_value,
    head,
    imported,
    listing,
    pending,
    relation,
    revision,
    spell,
)

OPEN_END = "9999-12-31"
FIRST_DAY = ""

Row = Mapping[str, object]


@dataclass(frozen=True)
class Projected:
    """A projection and the identity of the entry it belongs to; instants are UTC text."""

    entry_id: int
    kind: str
    reference: str
    revision: int
    n: int
    published_at: str
    updated_at: str
    projection: Projection


def lock_head(connection: Connection) -> int:
    """Take the register's lock and return the number of the last act."""
    return int(connection.execute(select(head.c.n).where(head.c.id == 1).with_for_update()).scalar_one())


def touch(connection: Connection) -> None:
    """Count a change of the reference data, so that cached pages are made anew."""
    connection.execute(update(head).values(catalogue=head.c.catalogue + 1, touched_at=now_utc()))


def last_moment(connection: Connection) -> str:
    """Return when the last act happened, so that no act is dated before it."""
    newest = select(act.c.at).order_by(act.c.n.desc()).limit(1)
    return str(connection.execute(newest).scalar_one())


def next_number(connection: Connection, kind: str, year: int) -> int:
    """Return the next number of a kind in a year; references have no holes."""
    query = select(func.max(entry.c.number)).where(entry.c.kind == kind, entry.c.year == year)
    return int(connection.scalar(query) or 0) + 1


def insert_truth(
    connection: Connection,
    *,
    last_n: int,
    acts: Sequence[Row],
    entries: Sequence[Row],
    revisions: Sequence[Row],
    aliases: Sequence[Row],
) -> None:
    """Write the acts with the entries, revisions and aliases they made, and move the head."""
    for table, rows in ((entry, entries), (revision, revisions), (act, acts), (alias, aliases)):
        if rows:
            connection.execute(insert(table), list(rows))
    connection.execute(update(head).where(head.c.id == 1).values(n=last_n))


def keep_private(connection: Connection, facts: Mapping[int, Mapping[str, str]]) -> None:
    """Keep what is private of each entry, in place of what was kept under the same names."""
    rows = [{"entry_id": key, "name": n, "value": v} for key, named in facts.items() for n, v in named.items()]
    if not rows:
        return
    same = (case_fact.c.entry_id == bindparam("key")) & (case_fact.c.name == bindparam("named"))
    connection.execute(delete(case_fact).where(same), [{"key": r["entry_id"], "named": r["name"]} for r in rows])
    connection.execute(insert(case_fact), rows)


def put_pending(connection: Connection, draft_id: int, kind: str, since: date | None) -> None:
    """Keep since when a draft's matter is open, or (None) that it no longer is; pages are made anew where that changes.

    Only the count and the age of such matters are public.
    """
    held = connection.scalar(select(pending.c.since).where(pending.c.draft_id == draft_id))
    if held == (since.isoformat() if since else None):
        return
    connection.execute(delete(pending).where(pending.c.draft_id == draft_id))
    if since is not None:
        connection.execute(insert(pending).values(draft_id=draft_id, kind=kind, since=since.isoformat()))
    touch(connection)


def keep_imported(connection: Connection, contents: Mapping[int, bytes]) -> None:
    """Keep what the last file said of each entry."""
    if contents:
        connection.execute(delete(imported).where(imported.c.entry_id.in_(list(contents))))
        connection.execute(insert(imported), [{"entry_id": k, "content": v} for k, v in contents.items()])


def project(
    connection: Connection,
    projected: Sequence[Projected],
    organisation_ids: Mapping[OrganisationRef, int],
    *,
    replace: Iterable[int],
) -> None:
    """Write the projections of entries; `replace` names those that had projections before."""
    clear(connection, replace)
    spells = {Facet(s.name, s.value, s.label) for p in projected for s in p.projection.spells}
    values = _facet_value_ids(connection, spells.union(*(p.projection.facets for p in projected)))
    made = [rows_of(one, values, organisation_ids) for one in projected]
    for table in PROJECTIONS:
        rows = [row for rows in made for row in rows[table]]
        if rows:
            connection.execute(insert(table), rows)


def rows_of(
    one: Projected, values: Mapping[tuple[str, str], int], organisation_ids: Mapping[OrganisationRef, int]
) -> dict[Table, list[Row]]:
    """Return the rows of one projection, given the ids of facet values and of organisations."""
    return {
        listing: [_listing_row(one)],
        facet: list(_facet_rows(one, values)),
        citation: list(_citation_rows(one)),
        appearance: list(_appearance_rows(one, organisation_ids)),
        spell: list(_spell_rows(one)),
        due: list(_due_rows(one)),
        relation: list(_relation_rows(one)),
    }


def clear(connection: Connection, entry_ids: Iterable[int] | None = None) -> None:
    """Remove the projections of some entries, or of all where none are named."""
    chosen = None if entry_ids is None else list(entry_ids)
    if chosen == []:
        return
    for table in PROJECTIONS:
        statement = delete(table)
        connection.execute(statement if chosen is None else statement.where(table.c.entry_id.in_(chosen)))
    if chosen is None:
        connection.execute(delete(facet_value))


def _listing_row(one: Projected) -> Row:
    shown = one.projection.listing
    return {
        "entry_id": one.entry_id,
        "kind": one.kind,
        "reference": one.reference,
        "revision": one.revision,
        "n": one.n,
        "published_at": one.published_at,
        "updated_at": one.updated_at,
        "date": shown.date or "",
        "amount": shown.amount,
        "tag": shown.tag,
        "title": shown.title,
        "summary": shown.summary,
        "line": shown.line,
        "body": shown.body,
        "invented": shown.invented,
        "fingerprint": shown.own_words.fingerprint if shown.own_words else None,
    }


def _facet_rows(one: Projected, values: Mapping[tuple[str, str], int]) -> Iterator[Row]:
    for key in dict.fromkeys(values[f.name, f.value] for f in one.projection.facets):
        yield {"value_id": key, "date": one.projection.listing.date or "", "entry_id": one.entry_id}


def _citation_rows(one: Projected) -> Iterator[Row]:
    for cited in one.projection.citations:
        yield {
            "entry_id": one.entry_id,
            "undertaking": cited.undertaking,
            "since": cited.since or FIRST_DAY,
            "until": cited.until or OPEN_END,
            "outcome": str(cited.outcome),
        }


def _appearance_rows(one: Projected, organisation_ids: Mapping[OrganisationRef, int]) -> Iterator[Row]:
    lines: dict[tuple[int, str, str], str | None] = {}
    for a in one.projection.appearances:
        lines.setdefault((organisation_ids[a.organisation], a.role, a.item or ""), a.line)
    for (key, role, item), line in lines.items():
        yield {"organisation_id": key, "entry_id": one.entry_id, "role": role, "item": item, "line": line}


def _spell_rows(one: Projected) -> Iterator[Row]:
    for held in dict.fromkeys(one.projection.spells):
        since, until = held.since or FIRST, held.until or FOR_EVER
        if since < until:
            yield {
                "entry_id": one.entry_id,
                "name": held.name,
                "value": held.value,
                "since": since,
                "until": until,
                "label": held.label,
            }


def _due_rows(one: Projected) -> Iterator[Row]:
    for position, owed in enumerate(one.projection.dues):
        yield {
            "entry_id": one.entry_id,
            "position": position,
            "what": owed.what,
            "due_on": owed.due_on,
            "done_on": owed.done_on,
            "owner": owed.owner,
        }


def _relation_rows(one: Projected) -> Iterator[Row]:
    for named in dict.fromkeys(one.projection.relations):
        yield {"entry_id": one.entry_id, "reference": named.reference, "relation": named.relation}


def _facet_value_ids(connection: Connection, facets: set[Facet]) -> dict[tuple[str, str], int]:
    labels = {(f.name, f.value): f.label for f in sorted(facets, key=lambda f: (f.name, f.value, f.label))}
    if not labels:
        return {}
    values = {value for _, value in labels}
    query = select(facet_value).where(facet_value.c.value.in_(values))
    held = {(row["name"], row["value"]): row for row in connection.execute(query).mappings()}
    changed = [
        {"key": held[k]["id"], "new": label} for k, label in labels.items() if k in held and held[k]["label"] != label
    ]
    if changed:
        connection.execute(
            update(facet_value).where(facet_value.c.id == bindparam("key")).values(label=bindparam("new")), changed
        )
    fresh = [{"name": n, "value": v, "label": label} for (n, v), label in labels.items() if (n, v) not in held]
    if fresh:
        connection.execute(insert(facet_value), fresh)
    return {(row["name"], row["value"]): int(row["id"]) for row in connection.execute(query).mappings()}
