"""A grid before its second person: forty decisions read on one page, published together or sent back one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from register.accounts.service import Officer, names_of
from register.core.calendar import now_utc
from register.core.findings import Breach
from register.desk.auditing import by_officer, note
from register.desk.reviewing import LONGEST_REMARK, announce
from register.desk.routing import APPROVERS, WRITERS, desk, for_roles, officer
from register.entries.reading import reference_of_act
from register.extensions import reading, writing
from register.programmes.reading import Round, round_by_id
from register.publishing import batches, drafts
from register.publishing.batch_review import Chosen, Outcome, publish_rows, repeated, same_words
from register.publishing.batches import Batch, Together
from register.publishing.drafts import Draft, State
from register.publishing.review import Proposal, propose_draft
from register.web.current import now, settings_now
from register.web.widgets import printable

AT_ONCE = 10
"""Rows published in one transaction: between two of them others may write, and a stop leaves whole rows."""


@dataclass
class Row:
    """A row as its second person reads it."""

    number: int
    draft: Draft
    proposal: Proposal
    warnings: tuple[Breach, ...]
    ticked: bool = False
    looked: bool = False
    remark: str = ""
    problem: str = ""
    """Why it was not published or sent back."""

    @property
    def stopped(self) -> bool:
        """Tell whether it cannot be published from here: a rule stops it, or places in it are to be decided on."""
        return bool(self.proposal.breaches or self.proposal.form.failures or self.proposal.places)

    @property
    def mark(self) -> str:
        """Return the draft and the version that is read."""
        return f"{self.draft.id}.{self.draft.version}"

    @property
    def line(self) -> Any:
        """Return what is read first of it."""
        grid: Any = self.draft.kind.grid
        return grid.line(self.proposal.document)


@desk.get("/grids/<int:batch_id>/review")
@for_roles(APPROVERS)
def review_grid(batch_id: int) -> ResponseReturnValue:
    """Show the second person every row that waits for them."""
    batch, every = _visible(batch_id)
    rows = _rows(every)
    if request.args.get("tick") == "all":
        for row in rows:
            row.ticked = not row.stopped
    return _page(batch, every, rows)


@desk.post("/grids/<int:batch_id>/decide")
@for_roles(APPROVERS)
def decide_grid(batch_id: int) -> ResponseReturnValue:
    """Publish the rows that are ticked, each in the version that was read, or send one back with a remark."""
    batch, every = _visible(batch_id)
    rows = _rows(every)
    ticked, looked = set(request.form.getlist("row")), set(request.form.getlist("looked"))
    for row in rows:
        row.ticked = any(mark.partition(".")[0] == str(row.draft.id) for mark in ticked)
        row.looked = row.mark in looked
        row.remark = printable(request.form.get(f"remark-{row.draft.id}", ""))
    if back := request.form.get("back"):
        return _send_back(batch, every, rows, back)
    chosen = []
    for mark in request.form.getlist("row"):
        key, version = (int(part) if part.isascii() and part.isdigit() and len(part) < 10 else 0 for part in _two(mark))
        chosen.append(Chosen(key, version, looked=mark in looked))
    if not chosen:
        return _page(batch, every, rows, problem="Tick the decisions to publish")
    return _publish(batch, rows, chosen)


@desk.get("/grids/<int:batch_id>/published")
@for_roles(WRITERS)
def grid_published(batch_id: int) -> ResponseReturnValue:
    """List the permanent addresses of what was published from a grid, to its author and to second persons."""
    person = officer()
    with reading() as connection:
        batch, every = _batch_of(batch_id)
        if batch.author_id != person.id and not (person.is_one_of(APPROVERS) and every):
            abort(404)
        done = [(draft, reference_of_act(connection, draft.n)) for draft in every if draft.n is not None]
    waiting = sum(draft.state is State.IN_REVIEW for draft in every)
    return render_template(
        "desk/batch_published.html",
        batch=batch,
        round=_round(batch),
        done=done,
        waiting=waiting,
        own=batch.author_id == person.id,
    )


def waiting_together(connection: Connection, person: Officer) -> tuple[list[Together], list[Together]]:
    """Return an officer's own grids, and those of others with rows that wait for them as the second person."""
    own = batches.together(connection, author_id=person.id) if person.is_one_of(WRITERS) else []
    every = batches.together(connection, bodies=person.bodies) if person.is_one_of(APPROVERS) else []
    return own, [one for one in every if one.waiting and one.batch.author_id != person.id]


def _publish(batch: Batch, rows: list[Row], chosen: list[Chosen]) -> ResponseReturnValue:
    """Publish in short transactions, so that the register serves others between them."""
    by_id = {row.draft.id: row for row in rows}
    unread = {one.draft_id for one in chosen if (row := by_id.get(one.draft_id)) and row.warnings and not one.looked}
    outcomes = [Outcome(one, problem=_LOOK) for one in chosen if one.draft_id in unread]
    todo = [one for one in chosen if one.draft_id not in unread]
    for start in range(0, len(todo), AT_ONCE):
        with writing() as connection:
            made = publish_rows(
                connection,
                todo[start : start + AT_ONCE],
                approver_id=officer().id,
                now=now(),
                at=now_utc(),
                settings=settings_now(),
                by=by_officer(),
                bodies=officer().bodies,
            )
            for one in made:
                if one.made:
                    draft_id = one.chosen.draft_id
                    note(connection, "published", one.made.reference, draft=draft_id, n=one.made.n, grid=batch.id)
        outcomes += made
    published = [one.made for one in outcomes if one.made]
    if published:
        announce(published[-1].n)
    problems = {one.chosen.draft_id: one.problem for one in outcomes if one.problem}
    if not problems:
        flash(f"{_decisions(len(published))} published.", "success")
        return redirect(url_for("desk.grid_published", batch_id=batch.id), 303)
    if published:
        flash(f"{_decisions(len(published))} published; {len(problems)} could not be, see below.", "success")
    _, every = _batch_of(batch.id)
    again = _rows(every)
    for row in again:
        before = by_id.get(row.draft.id)
        row.problem = problems.get(row.draft.id, "")
        row.ticked, row.looked = row.draft.id in problems, bool(before and before.looked and before.mark == row.mark)
    return _page(batch, every, again, problem=_some_stopped(problems, again))


def _send_back(batch: Batch, every: list[Draft], rows: list[Row], mark: str) -> ResponseReturnValue:
    row = next((row for row in rows if row.mark == mark), None)
    if row is None:
        return _page(batch, every, rows, problem="That decision was changed since you opened this page: read it again")
    if not row.remark.strip() or len(row.remark) > LONGEST_REMARK:
        row.problem = f"say in up to {LONGEST_REMARK:,} characters what the author should look at"
        return _page(batch, every, rows, problem=f"Row {row.number}: {row.problem}", link=f"remark-{row.draft.id}")
    try:
        with writing() as connection:
            drafts.send_back(
                connection,
                draft_id=row.draft.id,
                version=row.draft.version,
                approver_id=officer().id,
                remark=row.remark,
                at=now_utc(),
                bodies=officer().bodies,
            )
            note(connection, "sent_back", f"draft {row.draft.id}", grid=batch.id)
    except (drafts.SamePerson, drafts.Stale, drafts.WrongState, drafts.Unknown):
        return _page(batch, every, rows, problem="That decision was changed since you opened this page: read it again")
    flash(f"“{row.draft.title}” went back to its author with your remark.", "success")
    return redirect(url_for("desk.review_grid", batch_id=batch.id), 303)


def _page(
    batch: Batch, every: list[Draft], rows: list[Row], *, problem: str = "", link: str = "rows"
) -> ResponseReturnValue:
    with reading() as connection:
        author = names_of(connection, [batch.author_id]).get(batch.author_id, "")
    page = render_template(
        "desk/batch.html",
        batch=batch,
        round=_round(batch),
        rows=rows,
        author=author,
        own=batch.author_id == officer().id,
        free=sum(not row.stopped for row in rows),
        ticked=sum(row.ticked for row in rows),
        published=sum(draft.n is not None for draft in every),
        problem=problem,
        link=link,
    )
    return page, 422 if problem else 200


def _rows(every: list[Draft]) -> list[Row]:
    with reading() as connection:
        waiting = [
            (number, draft)
            for number, draft in enumerate(every, 1)
            if draft.state is State.IN_REVIEW and drafts.acts_for(connection, draft, officer().bodies)
        ]
        proposals = {
            draft.id: propose_draft(connection, draft, now=now(), settings=settings_now()) for _, draft in waiting
        }
    same = same_words(proposals)
    return [
        Row(
            number,
            draft,
            proposals[draft.id],
            (*proposals[draft.id].warnings, *((repeated(len(same[draft.id])),) if draft.id in same else ())),
        )
        for number, draft in waiting
    ]


def _visible(batch_id: int) -> tuple[Batch, list[Draft]]:
    """Return a batch that has a row sent on, of a body that the officer acts for; 404 to all others."""
    batch, every = _batch_of(batch_id)
    seen = [draft for draft in every if draft.state in drafts.SEEN_BY_OTHERS and officer().acts_for(draft.body)]
    if not seen:
        abort(404)
    return batch, every


def _batch_of(batch_id: int) -> tuple[Batch, list[Draft]]:
    with reading() as connection:
        try:
            return batches.get(connection, batch_id), drafts.of_batch(connection, batch_id)
        except batches.Unknown:
            abort(404)


def _round(batch: Batch) -> Round | None:
    with reading() as connection:
        return round_by_id(connection, batch.round_id)


def _two(mark: str) -> tuple[str, str]:
    key, _, version = mark.partition(".")
    return key, version


def _some_stopped(problems: dict[int, str], rows: list[Row]) -> str:
    names = [str(row.number) for row in rows if row.draft.id in problems]
    if not names:
        return "What you ticked no longer waits for review"
    return f"Not published: row {names[0]}" if len(names) == 1 else f"Not published: rows {', '.join(names)}"


def _decisions(count: int) -> str:
    return "1 decision was" if count == 1 else f"{count} decisions were"


_LOOK = "say that you have looked at its warnings"
