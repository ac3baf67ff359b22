"""Take what was redacted out of every other copy the database keeps: drafts, grids, files, the case, who is known.

What is left alone: a programme round's words are the programme's own, public bodies and their departments the
register's, and an import's identifier is how a later file is recognised. Sessions live in the browsers of staff, and
logs hold nothing that anybody typed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, select, update
from wtforms import Field, FieldList, Form, FormField

from register.core.calendar import now_utc
from register.core.canonical import canonical, parse
from register.core.units import NoSuchUnit, texts_of, value_of, without
from register.entries.following import current_entries
from register.entries.labels import forget_unused
from register.entries.tables import (
    act,
    alias,
    appearance,
    case_fact,
    draft,
    draft_batch,
    entry,
    import_row,
    imported,
    removal_request,
    revision,
    statement_invitation,
)
from register.entries.writing import touch
from register.kinds import kind_named
from register.organisations.tables import organisation, organisation_identifier, organisation_name, public_body
from register.organisations.writing import forget
from register.publishing import statements
from register.publishing.drafts import State
from register.web.fields import Group, Number

RUN = 6
"""So many words in a row tell a passage of a longer text, wherever the text around it was edited since."""
SHORTEST = 4
"""Characters from which a text is looked for within others."""
TELLING = 20
"""Characters from which a text in somebody else's draft is worth a warning."""
TOLD = "A part was redacted: what repeated it was taken out of this draft. Look at the empty boxes before you go on."
TAKEN_OUT = "Taken out: it repeated what was redacted."
MARKER = {"redacted": True}
"""Stands in what a file said for a field that was redacted."""

_CODE = re.compile(r"[a-z0-9_]+|[0-9-]+|[0-9]+\.[0-9]{2}")
"""Answers chosen from a list, days and sums: these stand in other texts by chance."""


def erase_copies(connection: Connection, entry_id: int, values: Sequence[Any], paths: Collection[str]) -> list[int]:
    """Take the values that stood at some paths of an entry out of every copy but its revisions and projections.

    The revisions are rewritten already: what they still say at these paths is no secret. Returns the open drafts of
    others, about something else, in which one of the longer texts stands: they are left alone.
    """
    removed = _Removed.of(values, paths, _documents(connection, entry_id))
    _empty_published(connection, entry_id, removed)
    _empty_corrections(connection, entry_id, removed)
    _empty_grids(connection, entry_id, removed)
    _mask_files(connection, entry_id, removed)
    _replace(connection, case_fact, case_fact.c.entry_id == entry_id, "value", removed, "")
    _replace(connection, statement_invitation, statements.about(entry_id), "words", removed, TAKEN_OUT)
    _replace(connection, removal_request, removal_request.c.entry_id == entry_id, "note", removed, TAKEN_OUT)
    return _elsewhere(connection, entry_id, values)


def tidy(connection: Connection, entry_id: int, values: Sequence[Any]) -> None:
    """Forget the organisations, names and filter values that no entry shows any more; projections are made anew.

    A public body stays known, and so does any name that another entry says.
    """
    texts = {text for value in values for text in texts_of(value)}
    gone = [key for key in _organisations(connection, texts) if _forgotten(connection, key, texts)]
    if forget_unused(connection) or gone:
        touch(connection)


@dataclass(frozen=True)
class _Removed:
    """What was removed: answers at paths, short texts anywhere, and runs of words that only longer ones held."""

    paths: frozenset[str]
    answers: frozenset[str]
    phrases: frozenset[str]
    runs: frozenset[str]

    @classmethod
    def of(cls, values: Sequence[Any], paths: Collection[str], documents: Sequence[dict[str, Any]]) -> _Removed:
        """Return what of the values is said no more: short texts at the same paths, passages anywhere in the entry."""
        kept = list(_at(documents, paths))
        short = {text for value in values for text in texts_of(value) if _is_told_apart(text)}
        phrases = {_folded(text) for text in short} - _texts(kept)
        runs = _all_runs(values) - _all_runs(documents)
        answers = set(_answers(values)) - set(_answers(kept))
        return cls(frozenset(paths), frozenset(answers), frozenset(phrases), frozenset(runs))

    def is_in(self, text: str | None) -> bool:
        """Tell whether any of it stands in a text."""
        said = _folded(text or "")
        return any(phrase in said for phrase in self.phrases) or any(run in self.runs for run in _runs(said))

    def is_answer(self, path: str, value: Any) -> bool:
        """Tell whether this is what a removed field held."""
        here = any(path == one or path.startswith((f"{one}.", f"{one}/")) for one in self.paths)
        return here and _written(value) in self.answers


def _empty_published(connection: Connection, entry_id: int, removed: _Removed) -> None:
    """Empty the drafts that were published as this entry: what they said stands in its revisions."""
    reference = connection.scalar(select(entry.c.reference).where(entry.c.id == entry_id))
    acts = select(act.c.n).where(act.c.entry_id == entry_id)
    for row in _rows(connection, draft, draft.c.n.in_(acts) & (draft.c.state == State.PUBLISHED)):
        secret = "title" in removed.paths or removed.is_in(row["title"])
        remark = None if removed.is_in(row["remark"]) else row["remark"]
        change = {"pairs": "[]", "title": reference if secret else row["title"], "remark": remark}
        connection.execute(update(draft).where(draft.c.id == row["id"]).values(**change))


def _empty_corrections(connection: Connection, entry_id: int, removed: _Removed) -> None:
    """Empty the boxes of open corrections that say what was removed, and give these back to their authors."""
    open_ = (draft.c.entry_id == entry_id) & (draft.c.state != State.PUBLISHED)
    connection.execute(update(draft).where(open_).values(reviewed=None))
    for row in _rows(connection, draft, open_):
        kind, pairs = kind_named(row["kind"]), json.loads(row["pairs"])
        left = _left_of(pairs, kind.form(pairs), removed)
        told = removed.is_in(row["remark"])
        if left == pairs and not told:
            continue
        untitled = removed.is_in(row["title"]) or ["title", ""] in left
        change = {
            "pairs": json.dumps(left),
            "title": f"Untitled {kind.label.lower()}" if untitled else row["title"],
            "remark": TOLD if told or not row["remark"] else f"{TOLD}\n\n{row['remark']}",
            "state": State.SENT_BACK,
            "approver_id": None,
            "publish_at": None,
            "looked_at": None,
            "version": row["version"] + 1,  # a form that was open meanwhile is stale
            "updated_at": now_utc(),
        }
        connection.execute(update(draft).where(draft.c.id == row["id"]).values(**change))


def _empty_grids(connection: Connection, entry_id: int, removed: _Removed) -> None:
    """Empty what was typed once for all rows of the grid that the entry came from, where it says what was removed."""
    acts = select(act.c.n).where(act.c.entry_id == entry_id)
    rows = select(draft.c.batch_id).where((draft.c.entry_id == entry_id) | draft.c.n.in_(acts))
    kind = kind_named(str(connection.scalar(select(entry.c.kind).where(entry.c.id == entry_id))))
    for row in _rows(connection, draft_batch, draft_batch.c.id.in_(rows)):
        pairs = json.loads(row["pairs"])
        left = [pair for pair in _left_of(pairs, kind.form(pairs), removed) if pair[1]]
        if left != pairs:
            fresh = {"pairs": json.dumps(left), "version": row["version"] + 1}  # a grid that was open is stale
            connection.execute(update(draft_batch).where(draft_batch.c.id == row["id"]).values(**fresh))


def _mask_files(connection: Connection, entry_id: int, removed: _Removed) -> None:
    """Take the removed parts out of what files said of the entry, and of what is staged of it."""
    for row in _rows(connection, imported, imported.c.entry_id == entry_id):
        content = canonical(_masked(parse(bytes(row["content"])), removed.paths))
        connection.execute(update(imported).where(imported.c.entry_id == entry_id).values(content=content))
    mine = import_row.c.identifier.in_(select(alias.c.identifier).where(alias.c.entry_id == entry_id))
    for row in _rows(connection, import_row, mine):
        same = (import_row.c.batch_id == row["batch_id"]) & (import_row.c.position == row["position"])
        content = canonical(_masked(parse(bytes(row["content"])), removed.paths))
        facts = [[name, "" if removed.is_in(text) else text] for name, text in parse(bytes(row["private"]))]
        connection.execute(update(import_row).where(same).values(content=content, private=canonical(facts)))


def _replace(
    connection: Connection, table: Table, those: ColumnElement[bool], column: str, removed: _Removed, words: str
) -> None:
    """Put other words where a column repeats what was removed; its row stays, so that a file adds it to none."""
    for row in _rows(connection, table, those):
        if removed.is_in(row[column]):
            same = [key == row[key.name] for key in table.primary_key]
            connection.execute(update(table).where(*same).values({column: words}))


def _elsewhere(connection: Connection, entry_id: int, values: Sequence[Any]) -> list[int]:
    """Return the open drafts of the same kind, of no act of this entry, in which a longer text stands."""
    texts = {text for text in _texts(values) if len(text) >= TELLING}
    kind = select(entry.c.kind).where(entry.c.id == entry_id).scalar_subquery()
    other = draft.c.entry_id.is_(None) | (draft.c.entry_id != entry_id)
    # Read without a lock: who saves such a draft may hold its row already, and wait for the head that is locked here.
    open_ = select(draft.c.id, draft.c.pairs).where(draft.c.kind == kind, draft.c.state != State.PUBLISHED, other)
    rows = connection.execute(open_).all()
    said = {row.id: [_folded(value) for _, value in json.loads(row.pairs)] for row in rows}
    return sorted(key for key, held in said.items() if any(text in value for text in texts for value in held))


def _organisations(connection: Connection, texts: set[str]) -> Sequence[int]:
    """Return the organisations that are called or numbered by any of these texts, public bodies left out."""
    called = select(organisation_name.c.organisation_id).where(organisation_name.c.name.in_(texts))
    numbered = select(organisation_identifier.c.organisation_id).where(organisation_identifier.c.identifier.in_(texts))
    public = organisation.c.identifier.in_(select(public_body.c.identifier))
    return connection.scalars(
        select(organisation.c.id).where(organisation.c.id.in_(called.union(numbered)), ~public)
    ).all()


def _forgotten(connection: Connection, key: int, texts: set[str]) -> bool:
    """Forget of an organisation what was removed and no entry says any more; tell whether that was anything."""
    shown_in = select(appearance.c.entry_id).where(appearance.c.organisation_id == key).distinct()
    entries = connection.scalars(shown_in).all()
    left = set(texts)
    for held in current_entries(connection, entries):
        left.difference_update(texts_of(held.document))
    return forget(connection, key, left if entries else None)


def _left_of(pairs: Sequence[Sequence[str]], form: Form, removed: _Removed) -> list[list[str]]:
    """Return the pairs of a form, with empty boxes where they say what was removed."""
    answered = _answering(form, removed)
    return [[name, "" if name in answered or removed.is_in(value) else value] for name, value in pairs]


def _answering(form: Form, removed: _Removed) -> set[str]:
    """Return the names of the boxes whose field says what was removed from the same place."""
    return {
        field.name + ending
        for path, field in _placed(form, "")
        if not isinstance(field, Number) and removed.is_answer(path, field.data)
        for ending in field.endings  # type: ignore[attr-defined]
    }


def _placed(form: Form, path: str) -> Iterator[tuple[str, Field]]:
    """Yield every field of a form with its path in the content."""
    for name, field in form._fields.items():
        if isinstance(field, FormField):
            yield from _placed(field.form, f"{path}{name}.")
        elif isinstance(field, FieldList):
            for place, row in enumerate(field.entries, 1):
                number = row.form["number"].data if isinstance(field, Group) and field.numbered else place
                yield from _placed(row.form, f"{path}{name}/{number}.")
        else:
            yield f"{path}{name}", field


def _masked(document: dict[str, Any], paths: Collection[str]) -> dict[str, Any]:
    """Return a document with a marker in place of fields, and nothing in place of items."""
    result = without(document, paths)
    for path in paths:
        outer, _, inner = path.partition(".")
        if "/" not in path and list(_at([document], [path])):
            result[outer] = {**(result.get(outer) or {}), inner: MARKER} if inner else MARKER
    return result


def _at(documents: Iterable[dict[str, Any]], paths: Iterable[str]) -> Iterator[Any]:
    ways = list(paths)
    for document in documents:
        for path in ways:
            with suppress(NoSuchUnit):
                yield value_of(document, path)


def _documents(connection: Connection, entry_id: int) -> list[dict[str, Any]]:
    contents = connection.scalars(select(revision.c.content).where(revision.c.entry_id == entry_id))
    return [parse(bytes(content)) for content in contents]


def _rows(connection: Connection, table: Table, those: ColumnElement[bool]) -> Sequence[RowMapping]:
    return connection.execute(select(table).where(those).with_for_update()).mappings().all()


def _texts(values: Iterable[Any]) -> set[str]:
    return {_folded(text) for value in values for text in texts_of(value)}


def _runs(text: str) -> Iterator[str]:
    words = text.split()
    return (" ".join(words[start : start + RUN]) for start in range(len(words) - RUN + 1))


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _all_runs(values: Iterable[Any]) -> set[str]:
    return {run for text in _texts(values) for run in _runs(text)}


def _is_told_apart(text: str) -> bool:
    """Tell whether a text is too short for runs of words, and long enough to be looked for as it stands."""
    return len(text.split()) < RUN and len(text.strip()) >= SHORTEST and not _CODE.fullmatch(text)


def _answers(value: Any) -> Iterator[str]:
    """Yield each answer within a value: a text, a number, yes or no, or a list of these."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from _answers(inner)
    elif isinstance(value, list | tuple) and any(isinstance(item, dict | list) for item in value):
        for inner in value:
            yield from _answers(inner)
    elif value is not None:
        yield _written(value)


def _written(value: Any) -> str:
    return json.dumps(value, default=str)
