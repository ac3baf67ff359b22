"""Check the whole log: its entries, its tree, the acts and revisions beside it; each fault one plain sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from register.core.canonical import canonical, parse
from register.core.removal import Removal
from register.core.units import NoSuchUnit, commitment, covers, in_order, value_of, without
from register.entries.revisions import removals_in, whole_removal
from register.entries.tables import act, entry, head, revision
from register.kinds import kind_named
from register.log.replaying import KEPT_IN_LEDGER, Body, Line, Said, Story, story_of
from register.log.tables import log_entry, log_node
from register.log.tree import leaf_hash, node_hash

LEVELS = 12
LEAVES = 1 << LEVELS
"""Leaves looked at together: the nodes over them up to this level are no other leaves' too."""
REVISIONS = 500

Progress = Callable[[int], None]
"""Told how many acts are checked."""

_ON_ENTRIES = ("publish", "correct", "hold", "lift", "redact", "withdraw")
_ABOUT = {
    "kind": "what was done",
    "at": "when",
    "by": "who did it",
    "reference": "to which entry",
    "revision": "which revision",
}


def unwatched(done: int) -> None:
    """Watch no progress."""


def faults_of_log(connection: Connection, progress: Progress = unwatched) -> Iterator[str]:
    """Yield what is wrong with the log and its tree, and where the table of acts says something else."""
    yield from _counts(connection)
    yield from faults_of_tree(connection)
    walk = _Walk()
    for start, end in _stretches(_size(connection)):
        for row in connection.execute(_acts(start, end)).mappings():
            yield from walk.step(row)
        progress(end)
    epoch = connection.scalar(select(head.c.epoch))
    if epoch != walk.epoch:
        yield f"The register says that it is in epoch {epoch}; its log says {walk.epoch}."


def faults_of_tree(connection: Connection) -> Iterator[str]:
    """Yield which entries are missing, and which nodes of the tree are not what the entries lead to."""
    size = _size(connection)
    for start, end in _stretches(size):
        rows = connection.execute(select(log_entry).where(log_entry.c.n >= start, log_entry.c.n < end))
        leaves = {n: leaf_hash(entry) for n, entry in rows}
        yield from (f"Act {n} is missing from the log." for n in range(start, end) if n not in leaves)
        yield from _tree(connection, start, end, leaves)
    yield from _upper_tree(connection, size)


def faults_of_content(
    connection: Connection, lines: Mapping[int, Sequence[Line]], progress: Progress = unwatched, *, after: int = -1
) -> Iterator[str]:
    """Yield where revisions are not what the log commits to, and where more or less is removed than its acts say.

    The log itself must have been found sound; `lines` are removals that it lacks (`replaying.beyond`). With `after`
    only what later acts published is looked at.
    """
    stories = _Stories(connection, lines)
    yield from _whole_entries(connection, stories)
    while rows := connection.execute(_revisions(after)).mappings().all():
        for row in rows:
            try:
                faults = list(_revision_faults(row, *stories.of(row)))
            except (ValueError, TypeError, AttributeError, LookupError):
                faults = [f"Revision {row['number']} of {row['reference']} cannot be read."]
            yield from faults
        after = rows[-1]["n"]
        progress(after)


class _Walk:
    """What was met so far, from the first entry of the log on."""

    def __init__(self) -> None:
        self.epoch = 1
        self._last_at = ""

    def step(self, row: RowMapping) -> Iterator[str]:
        """Yield what is wrong with the next entry, by itself and beside the table of acts."""
        n = row["n"]
        try:
            body = parse(bytes(row["raw"]))
            written = canonical(body)
        except ValueError:
            yield f"Act {n}: its entry in the log cannot be read."
            return
        if written != bytes(row["raw"]) or not isinstance(body, dict):
            yield f"Act {n}: its entry in the log is not written as entries are."
            return
        if body.get("n") != n:
            yield f"Act {n}: its entry in the log has the number {body.get('n')}."
        if not isinstance(body.get("at"), str) or body["at"] < self._last_at:
            yield f"Act {n}: its entry in the log is dated before the act before it."
        else:
            self._last_at = body["at"]
        if body.get("kind") == "recovery":
            self.epoch = body.get("epoch", self.epoch)
        yield from _beside_the_act(row, body)


def _beside_the_act(row: RowMapping, body: Body) -> Iterator[str]:
    n = row["n"]
    if row["kind"] is None:
        yield f"Act {n} is in the log and missing from the table of acts."
        return
    said = {"kind": row["kind"], "at": row["at"], "reference": row["reference"], "revision": row["revision"]}
    if "by" in body:
        said["by"] = row["role"]
    for name, value in said.items():
        if body.get(name) != value:
            yield f"Act {n}: the table of acts does not say of it what the log says ({_ABOUT[name]})."
    kind = body.get("kind")
    if (kind in _ON_ENTRIES) != (row["entry_id"] is not None):
        yield f"Act {n}: the table of acts does not say of it what the log says ({_ABOUT['reference']})."
    elif kind in ("publish", "correct"):
        yield from _beside_the_entry(row, body)


def _beside_the_entry(row: RowMapping, body: Body) -> Iterator[str]:
    if body.get("type") != row["type"] or (body["kind"] == "publish") != (row["entry_id"] == row["n"]):
        yield f"Act {row['n']}: the entry {row['reference']} is not the one that the log says was published."
    elif row["reference"] != f"{kind_named(row['type']).prefix}-{row['year']}-{row['number']:04d}":
        yield f"The entry {row['reference']} does not have the number that its reference says."


def _counts(connection: Connection) -> Iterator[str]:
    last = connection.scalar(select(head.c.n))
    held, newest = connection.execute(select(func.count(), func.max(log_entry.c.n)).select_from(log_entry)).one()
    if last is None or newest != last or held != last + 1:
        yield f"The log holds {held} acts, the last of them {newest}; the register’s last act is {last}."
    unlogged = select(act.c.n).outerjoin(log_entry, log_entry.c.n == act.c.n).where(log_entry.c.n.is_(None))
    for n in connection.scalars(unlogged.order_by(act.c.n)):
        yield f"Act {n} is in the table of acts and missing from the log."
    unpublished = select(entry.c.reference).outerjoin(act, (act.c.n == entry.c.id) & (act.c.kind == "publish"))
    for reference in connection.scalars(unpublished.where(act.c.n.is_(None)).order_by(entry.c.id)):
        yield f"No act published the entry {reference}."
    made = act.c.kind.in_(("publish", "correct"))
    stray = select(revision.c.n).outerjoin(act, (act.c.n == revision.c.n) & made).where(act.c.n.is_(None))
    for n in connection.scalars(stray.order_by(revision.c.n)):
        yield f"No act published the revision that is said to be of act {n}."


def _size(connection: Connection) -> int:
    ends = (connection.scalar(select(func.max(column))) for column in (head.c.n, act.c.n, log_entry.c.n))
    return max((int(end) for end in ends if end is not None), default=-1) + 1


def _stretches(size: int) -> Iterator[tuple[int, int]]:
    return ((start, min(start + LEAVES, size)) for start in range(0, size, LEAVES))


def _acts(start: int, end: int) -> Any:
    return (
        select(
            log_entry.c.n,
            log_entry.c.entry.label("raw"),
            act.c.kind,
            act.c.entry_id,
            act.c.revision,
            act.c.at,
            act.c.role,
            entry.c.kind.label("type"),
            entry.c.year,
            entry.c.number,
            entry.c.reference,
        )
        .outerjoin(act, act.c.n == log_entry.c.n)
        .outerjoin(entry, entry.c.id == act.c.entry_id)
        .where(log_entry.c.n >= start, log_entry.c.n < end)
        .order_by(log_entry.c.n)
    )


# --- the tree: each stored node is compared with the stored ones below it, so that one fault is told once --------


def _tree(connection: Connection, start: int, end: int, leaves: Mapping[int, bytes]) -> Iterator[str]:
    """Check the nodes over some leaves, up to LEVELS."""
    below = _nodes(connection, 0, start, end)
    for n in range(start, end):
        if n in leaves and below.get(n) != leaves[n]:
            yield f"Act {n}: its entry in the log is not the one that the tree was built over."
    for level in range(1, LEVELS + 1):
        here = _nodes(connection, level, start >> level, end >> level)
        yield from _level(level, start >> level, end >> level, here, below)
        below = here


def _upper_tree(connection: Connection, size: int) -> Iterator[str]:
    """Check the nodes above LEVELS, and that there are no others."""
    below = _nodes(connection, LEVELS, 0, size >> LEVELS)
    for level in range(LEVELS + 1, size.bit_length()):
        here = _nodes(connection, level, 0, size >> level)
        yield from _level(level, 0, size >> level, here, below)
        below = here
    held = connection.scalar(select(func.count()).select_from(log_node)) or 0
    wanted = sum(size >> level for level in range(size.bit_length()))
    if held > wanted:
        yield f"The log’s tree has {held - wanted} nodes that belong to no act."


def _level(level: int, start: int, end: int, here: Mapping[int, bytes], below: Mapping[int, bytes]) -> Iterator[str]:
    for position in range(start, end):
        left, right = below.get(2 * position), below.get(2 * position + 1)
        if left is not None and right is not None and here.get(position) != node_hash(left, right):
            first = position << level
            yield f"The log’s tree is not what the acts {first} to {first + (1 << level) - 1} lead to."


def _nodes(connection: Connection, level: int, start: int, end: int) -> dict[int, bytes]:
    if start >= end:
        return {}
    query = select(log_node.c.position, log_node.c.hash).where(
        log_node.c.level == level, log_node.c.position >= start, log_node.c.position < end
    )
    return {position: bytes(hash_) for position, hash_ in connection.execute(query)}


# --- content: what the entries commit to, and what was removed since -------------------------------------------


class _Stories:
    """What the log says of revisions; the whole story is told only of entries from which something was removed."""

    def __init__(self, connection: Connection, lines: Mapping[int, Sequence[Line]]) -> None:
        self._connection = connection
        kinds = [kind for kind in KEPT_IN_LEDGER if kind != "recovery"]
        acts = select(act.c.entry_id).where(act.c.kind.in_(kinds), act.c.entry_id.is_not(None)).distinct()
        self.told = {
            int(key): story_of(connection, int(key), lines.get(int(key), ()))
            for key in {*connection.scalars(acts), *lines}
        }

    def of(self, row: RowMapping) -> tuple[Said | None, bool]:
        """Return what the log says of a revision, and whether all of its entry is hidden."""
        if (told := self.told.get(row["entry_id"])) is not None:
            return told.revisions.get(row["number"]), told.whole is not None
        body = parse(bytes(row["raw"])) if row["raw"] is not None else {}
        return (Said(row["n"], body["units"], []) if body.get("revision") == row["number"] else None), False


def _whole_entries(connection: Connection, stories: _Stories) -> Iterator[str]:
    query = select(entry.c.id, entry.c.reference, entry.c.removed).order_by(entry.c.id)
    hidden = list(connection.execute(query.where(entry.c.removed.is_not(None))))
    known = {int(key) for key, _, _ in hidden}
    for key in sorted(stories.told.keys() - known):
        if stories.told[key].whole is not None:
            reference = connection.scalar(select(entry.c.reference).where(entry.c.id == key))
            yield f"{reference} is shown, and the log says that it is on hold or withdrawn."
    for key, reference, removed in hidden:
        told: Story = stories.told.get(int(key), Story())
        try:
            same = told.whole == whole_removal(removed)
        except (ValueError, TypeError):  # it cannot be read
            same = False
        if not same:
            yield f"{reference} is not hidden in the way that the log says."


def _revision_faults(row: RowMapping, said: Said | None, hidden: bool) -> Iterator[str]:
    name = f"Revision {row['number']} of {row['reference']}"
    if said is None or said.n != row["n"] or row["raw"] is None:
        yield f"{name} is not the one that act {row['n']} published."
        return
    body = parse(bytes(row["raw"]))
    if (body.get("schema"), body.get("origin")) != (row["schema"], row["origin"]):
        yield f"{name} is said to be of another origin or schema than act {row['n']} says."
    content, salts = parse(bytes(row["content"])), parse(bytes(row["salts"] or b""))
    if canonical(content) != bytes(row["content"]):
        yield f"{name} is not written as revisions are."
    removed = removals_in(row["removed"])
    yield from _removal_faults(name, removed, said.removed)
    yield from _unit_faults(name, content, salts, said, hidden)
    for path, numbers in body.get("order", {}).items():
        if not in_order(content, path, numbers):
            yield f"{name} does not say “{path}” in the order in which they were published (act {said.n})."


def _removal_faults(name: str, removed: Sequence[Removal], expected: Sequence[Removal]) -> Iterator[str]:
    held, wanted = set(removed), set(expected)
    for one in sorted(wanted - held, key=lambda one: one.unit):
        yield f"{name} does not hide “{one.unit}” as act {one.n} says."
    for one in sorted(held - wanted, key=lambda one: one.unit):
        yield f"{name} hides “{one.unit}”, and no act says so."


def _unit_faults(name: str, content: Any, salts: Any, said: Said, hidden: bool) -> Iterator[str]:
    redacted = {one.unit for one in said.removed if one.kind == "redact"}
    # What was hidden when an export was made is not in what was brought back from it.
    gaps = {one.unit for one in said.removed}
    for unit, committed in said.units.items():
        try:
            value = value_of(content, unit)
        except NoSuchUnit:
            if (salts or not hidden) and not any(covers(gap, unit) for gap in gaps):
                yield f"{name} lacks “{unit}”, which was published, and no act removed it."
            continue
        if unit in redacted:
            yield f"{name} holds “{unit}” still, which was redacted."
        elif unit not in salts:
            yield f"{name} lacks the salt of “{unit}”, so that nobody can check it."
        elif commitment(salts[unit], unit, value) != committed:
            yield f"{name} does not say of “{unit}” what was published (act {said.n})."
    for unit in sorted(salts.keys() - said.units.keys()):
        yield f"{name} has a salt of “{unit}”, which was never published."
    for unit in sorted(salts.keys() & redacted & said.units.keys()):
        yield f"{name} holds the salt of “{unit}” still, which was redacted."
    more = {key for key, value in without(content, said.units).items() if not _is_empty(value)}
    for key in sorted(more):
        yield f"{name} says “{key}”, which was not published."


def _is_empty(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_is_empty(inner) for inner in value.values())
    return isinstance(value, list) and all(item is None for item in value)


def _revisions(after: int) -> Any:
    return (
        select(
            revision.c.entry_id,
            revision.c.number,
            revision.c.n,
            revision.c.schema,
            revision.c.origin,
            revision.c.content,
            revision.c.salts,
            revision.c.removed,
            entry.c.reference,
            log_entry.c.entry.label("raw"),
        )
        .join(entry, entry.c.id == revision.c.entry_id)
        .outerjoin(log_entry, log_entry.c.n == revision.c.n)
        .where(revision.c.n > after)
        .order_by(revision.c.n)
        .limit(REVISIONS)
    )
