"""The rows of a grid: as they were sent, and as the page shows them with what is wrong in each cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from register.core.calendar import now_utc
from register.core.kind import Kind
from register.desk.auditing import note
from register.desk.filling import Filling, filled
from register.desk.keeping import posted_version
from register.desk.routing import officer
from register.extensions import reading, writing
from register.kinds import KINDS
from register.programmes.reading import Round
from register.publishing import batches, drafts, unfinished
from register.publishing.batch_review import repeated, same_words
from register.publishing.batches import Batch
from register.publishing.drafts import WITH_ITS_AUTHOR, Draft
from register.publishing.review import Proposal, lists, propose_draft
from register.web.current import now, sent_pairs, settings_now
from register.web.rows import parted
from register.web.widgets import printable

KIND: Kind = next(kind for kind in KINDS if kind.grid)
"""Grids are of one kind so far: that of the first kind whose entries can be written as one."""
GRID: Any = KIND.grid
ROWS = "rows"
TEN = 10

Cells = dict[str, str]


@dataclass
class Typed:
    """A row as it was sent."""

    index: int
    """In the names of its boxes."""
    cells: Cells
    draft_id: int | None
    version: int


@dataclass
class Row:
    """A row as the page shows it."""

    index: int
    """In the names of its boxes."""
    number: int
    """As people count: it stays when rows above it are sent."""
    cells: Cells
    draft: Draft | None = None
    errors: dict[str, list[str]] = field(default_factory=dict)
    """What must be put right, by the cell."""
    elsewhere: list[str] = field(default_factory=list)
    """What must be put right in the full form."""
    above: list[tuple[str, str]] = field(default_factory=list)
    """What must be put right in the answers above the rows: which of them, and how."""
    warnings: list[str] = field(default_factory=list)
    stale: bool = False
    """It has what was typed, and was saved elsewhere meanwhile."""
    saved: Cells = field(default_factory=dict)
    """The cells that were saved elsewhere meanwhile, where they differ from what was typed."""
    kept: str = ""
    """Why it is still there, though it was to go."""

    @property
    def needs_itself(self) -> bool:
        """Tell whether something must be put right in the row, not only above all rows."""
        return bool(self.errors or self.elsewhere or self.stale or self.kept)

    @property
    def is_ready(self) -> bool:
        """Tell whether it can be sent for review."""
        return self.draft is not None and not (self.needs_itself or self.above)

    @property
    def name(self) -> str:
        """Return what the row is called in a list."""
        return self.cells["applicant"] or self.cells["described"] or "no name yet"


@dataclass
class Post:
    """A grid as it was sent, with the tables that fill it."""

    shared: list[tuple[str, str]]
    rows: list[Typed]
    filling: Filling
    removed: Typed | None

    @property
    def problems(self) -> list[str]:
        """Return what could not be taken over of a table."""
        return self.filling.problems.get(ROWS, [])

    @property
    def added(self) -> int:
        """Return how many rows a table gave."""
        return self.filling.rows.get(ROWS, 0)


@dataclass
class Done:
    """What became of a post: the batch, and the rows and answers that were saved elsewhere meanwhile."""

    batch: Batch
    stale: dict[int, Typed] = field(default_factory=dict)
    """What was typed in rows that were changed meanwhile, by the draft."""
    shared_stale: bool = False
    kept: dict[int, str] = field(default_factory=dict)
    """Why rows that were to go are still there, by the draft."""
    sent_on: dict[int, Draft | None] = field(default_factory=dict)
    """The drafts that were sent on meanwhile, each with the draft in which what was typed over it is put aside."""
    rows: dict[int, Draft] = field(default_factory=dict)
    """The draft that each row is now, by its index."""

    @property
    def failed(self) -> bool:
        """Tell whether something is not as it was sent."""
        return bool(self.stale or self.shared_stale or self.kept or self.sent_on)


def posted() -> Post:
    """Read the grid that was sent, a table pasted or chosen included."""
    pairs = [(name, printable(value)) for name, value in sent_pairs()]
    filling = filled(GRID.GridForm, pairs)
    group = GRID.GridForm().group(ROWS)
    _, numbered = parted(filling.pairs, group)
    pressed = GRID.GridForm.pressed(pairs)
    rows, removed = [], None
    for index, inner in list(numbered.items())[: group.most]:
        sent = dict(inner)
        row = Typed(index, GRID.tidied(sent), _number(sent.get("draft")), _number(sent.get("version")) or 0)
        if pressed and pressed.action == "remove" and pressed.row == index:
            removed = row
        else:
            rows.append(row)
    return Post(GRID.shared_pairs(pairs), rows, filling, removed)


def save(round_: Round, batch: Batch | None, post: Post, *, emptied_too: bool = True) -> Done:
    """Save every row that can be saved, and the answers above them; rows that were emptied go only `emptied_too`."""
    try:
        return _save(round_, batch, post, emptied_too)
    except batches.Changed as changed:  # it was saved elsewhere this very moment
        return _save(round_, changed.current, post, emptied_too)


def _save(round_: Round, batch: Batch | None, post: Post, emptied_too: bool) -> Done:
    shared_stale = bool(batch and posted_version() != batch.version and tuple(post.shared) != batch.pairs)
    shared = list(batch.pairs) if batch and shared_stale else post.shared
    unchanged, todo, gone = _sorted_out(round_, batch, post, shared)
    at = now_utc()
    with writing() as connection:
        if batch is None:
            rows = [row for _, row in todo]
            again = batches.begun_already(
                connection, round_id=round_.id, author_id=officer().id, pairs=shared, rows=rows
            )
            if again:
                made = drafts.of_batch(connection, again.id)
                return Done(again, rows={typed.index: one for (typed, _), one in zip(todo, made, strict=True)})
            batch = batches.create(connection, round_id=round_.id, author_id=officer().id, pairs=shared, at=at)
        done = Done(batch, shared_stale=shared_stale, rows=unchanged)
        if not shared_stale:
            done.batch = batches.save_shared(connection, batch, version=batch.version, pairs=shared, at=at)
        for typed, row in todo:
            saved = batches.save_row(connection, batch, row, kind=KIND, at=at)
            done.rows[typed.index] = saved.draft
            if saved.stale and saved.draft.state in WITH_ITS_AUTHOR:
                done.stale[saved.draft.id] = typed
            elif saved.stale:
                done.sent_on[saved.draft.id] = unfinished.put_aside(
                    connection, saved.draft, author_id=officer().id, pairs=row.pairs, at=at
                )
            if saved.made:
                note(connection, "draft_made", f"draft {saved.draft.id}", kind=KIND.name, grid=batch.id)
        for typed in gone if emptied_too else ():
            _remove(connection, done, typed)
        done.batch = batches.touch(connection, done.batch, at=at)
    return done


def _remove(connection: Connection, done: Done, typed: Typed) -> None:
    """Discard the draft of a row, or keep it and say why."""
    draft_id = typed.draft_id or 0
    try:
        if batches.remove_row(connection, done.batch, draft_id, version=typed.version):
            note(connection, "draft_discarded", f"draft {draft_id}", grid=done.batch.id)
        return
    except drafts.WrongState:
        done.sent_on[draft_id] = None
        return
    except drafts.Stale:
        done.kept[draft_id] = "it was saved elsewhere meanwhile. Read it, and remove it again if it shall go"
    except unfinished.Answered:
        done.kept[draft_id] = "the other side’s statement was received for it"
    if not GRID.blank(typed.cells):
        done.stale[draft_id] = typed


def _sorted_out(
    round_: Round, batch: Batch | None, post: Post, shared: Sequence[tuple[str, str]]
) -> tuple[dict[int, Draft], list[tuple[Typed, batches.Row]], list[Typed]]:
    """Return the rows that say what is saved already, those to be saved, and those emptied or removed."""
    before = batch.pairs if batch else ()
    with reading() as connection:
        offered = lists(connection, settings_now(), officer().bodies)
        held = {draft.id: draft for draft in drafts.of_batch(connection, batch.id)} if batch else {}
    sent = {typed.draft_id for typed in post.rows}
    # An answer that got lost left rows that the page does not know to be saved: they are sent again as they were.
    unknown = [one for one in held.values() if one.id not in sent and one.state in WITH_ITS_AUTHOR]
    unchanged: dict[int, Draft] = {}
    todo: list[tuple[Typed, batches.Row]] = []
    gone = [post.removed] if post.removed and post.removed.draft_id else []
    for typed in post.rows:
        draft = held.get(typed.draft_id or 0)
        cells = _cells(draft, before) if draft else None
        if GRID.blank(typed.cells):
            gone += [typed] if draft and cells and not GRID.blank(cells) else []
            continue
        if typed.draft_id is None:
            draft = next((one for one in unknown if _cells(one, before) == typed.cells), None)
        if typed.draft_id is None and draft:
            unknown.remove(draft)
            cells, typed.version = typed.cells, draft.version
        if draft and cells == typed.cells:
            if tuple(shared) == before or draft.state not in WITH_ITS_AUTHOR:
                unchanged[typed.index] = draft
                continue
            typed.version = draft.version  # only what is shared changes in it
        pairs = GRID.row_pairs(
            typed.cells,
            held=draft.pairs if draft else (),
            shared_before=before,
            shared=shared,
            body=round_.body_identifier,
            round_id=round_.id,
        )
        pairs = GRID.worded(pairs, lists=offered, round_words=round_.words, new=draft is None)
        todo.append((typed, batches.Row(pairs, draft.id if draft else None, typed.version)))
    return unchanged, todo, gone


def _cells(draft: Draft, shared: Sequence[tuple[str, str]]) -> Cells:
    cells: Cells = GRID.cells_of(draft.pairs, shared)
    return cells


def shown(every: Sequence[Draft], shared: Sequence[tuple[str, str]], done: Done | None = None) -> list[Row]:
    """Return the rows that their author writes, with what is wrong in them, and what became of them in a save."""
    stale, kept = (done.stale, done.kept) if done else ({}, {})
    rows: list[Row] = []
    own = {number: draft for number, draft in enumerate(every, 1) if draft.state in WITH_ITS_AUTHOR}
    with reading() as connection:
        proposals = {
            draft.id: propose_draft(connection, draft, now=now(), settings=settings_now()) for draft in own.values()
        }
    same = same_words(proposals)
    for number, draft in own.items():
        cells = GRID.cells_of(draft.pairs, shared)
        row = Row(len(rows), number, cells, draft, kept=kept.get(draft.id, ""))
        if typed := stale.get(draft.id):
            row.stale = row.cells != typed.cells or not row.kept
            row.cells = typed.cells
            row.saved = {name: text for name, text in cells.items() if text != typed.cells[name]}
        say_what_is_wrong(row, draft, proposals[draft.id], same.get(draft.id, ()), shared)
        rows.append(row)
    return rows


def say_what_is_wrong(
    row: Row, draft: Draft, proposal: Proposal, same: Sequence[int], shared: Sequence[tuple[str, str]]
) -> None:
    """Put each message of a draft at its cell, or at the answer above the rows; the rest is for its full form."""
    failures = [(one.name, one.message) for one in proposal.form.failures]
    unread = {GRID.cell_of(place) for place, _ in failures}
    breaches = [
        (one.field, one.message)
        for one in proposal.lasting_breaches()
        if GRID.cell_of(one.field) not in unread - {None}
    ]
    for place, message in [*failures, *breaches]:
        cell = GRID.cell_of(place)
        if GRID.is_shared(place, draft.pairs, shared):
            row.above.append((place.replace("-", "."), message))
        elif cell:
            row.errors.setdefault(cell, []).append(message)
        elif place not in GRID.SUGGESTED:
            row.elsewhere.append(message)
    if not (row.errors or row.elsewhere or row.above):  # once the rest is right, these are suggested
        row.elsewhere += [message for place, message in breaches if place in GRID.SUGGESTED]
    row.warnings += [one.message for one in (*proposal.warnings, *([repeated(len(same))] if same else []))]
    row.warnings += [f"possible {one.possible} in ‘{one.label}’. {_PLACE}" for one in proposal.places]


def with_blank(rows: list[Row], wanted: int, *, before: int = 0) -> list[Row]:
    """Return the rows, and so many blank ones after them, numbered after the `before` that there are."""
    room = max(0, min(wanted, GRID.MOST_ROWS - len(rows)))
    numbers = range(before + 1, before + 1 + room)
    blank = [Row(len(rows) + place, number, dict.fromkeys(GRID.CELLS, "")) for place, number in enumerate(numbers)]
    return [*rows, *blank]


def decisions_were(count: int) -> str:
    """Return how many decisions something happened to, in words."""
    return "1 decision was" if count == 1 else f"{count} decisions were"


_PLACE = "Take it out, or the second person must say why it may be published."


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
