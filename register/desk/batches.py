"""A grid before its second person: forty decisions read on one page, published together or sent back one by one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from register.accounts.service import Officer, names_of
from register.core.calendar import now_utc
from register.core.findings import Breach
from register.desk.auditing import by_officer, note
from register.desk.grid_rows import decisions_were
from register.desk.reviewing import LONGEST_REMARK, announce
from register.desk.routing import APPROVERS, WRITERS, desk, for_roles, officer
from register.entries.reading import reference_of_act
from register.extensions import reading, writing
from register.programmes.reading import Round, round_by_id
from register.publishing import batches, drafts
from register.publishing.batch_review import Chosen, Outcome, publish_rows, repeated, same_words
from register.publishing.batches import Batch, Together
from register.publishing.drafts import Draft, State
from register.publishing.marking import marks_of
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
    repeats: bool = False
    """Its own words stand on other rows too."""
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
        """Return the draft and the version that is read, and the mark of its words."""
        return f"{self.draft.id}.{self.draft.version}.{self.proposal.mark}"

    @property
    def looking(self) -> str:
        """Return what one says who looked at its warnings: at which, and of what."""
        return ".".join((self.mark, *marks_of(self.warnings)))

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
        row.looked = row.looking in looked
        row.remark = printable(request.form.get(f"remark-{row.draft.id}", ""))
    if back := request.form.get("back"):
        return _send_back(batch, every, rows, back)
    chosen = []
    for mark in request.form.getlist("row"):
        key, version, words = _three(mark)
        marks = {one for said in looked if said.startswith(f"{mark}.") for one in said.split(".")[3:]}
        chosen.append(Chosen(key, version, frozenset({words, *marks})))
    if not chosen:
        first = next((f"tick-{row.number}" for row in rows if not row.stopped), "rows")
        return _page(batch, every, rows, problem="Tick the decisions to publish", link=first)
    return _publish(batch, rows, chosen)


@desk.get("/grids/<int:batch_id>/published")
@for_roles(WRITERS)
def grid_published(batch_id: int) -> ResponseReturnValue:
    """List the permanent addresses of what was published from a grid, to its author and to second persons."""
    person = officer()
    batch, every = _batch_of(batch_id)
    if batch.author_id != person.id:
        batch, every = _visible(batch_id) if person.is_one_of(APPROVERS) else abort(404)
    with reading() as connection:
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
    shown = {one.draft_id: set(marks_of(by_id[one.draft_id].warnings)) for one in chosen if one.draft_id in by_id}
    unread = {one.draft_id for one in chosen if not shown.get(one.draft_id, set()) <= one.looked_at}
    outcomes = [Outcome(one, problem=_LOOK) for one in chosen if one.draft_id in unread]
    todo = [_repeating(one, by_id.get(one.draft_id)) for one in chosen if one.draft_id not in unread]
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
        flash(f"{decisions_were(len(published))} published.", "success")
    elif published:
        flash(f"{decisions_were(len(published))} published; {len(problems)} could not be, see below.", "success")
    _, every = _batch_of(batch.id)
    again = _again(every, rows)
    if not problems:
        done = url_for("desk.grid_published", batch_id=batch.id)
        return _page(batch, every, again) if _is_typed(every, again) else redirect(done, 303)
    for row in again:
        row.problem = problems.get(row.draft.id, "")
        row.ticked = row.draft.id in problems
    return _page(batch, every, again, problem=_some_stopped(problems, again))


def _again(every: list[Draft], before: list[Row]) -> list[Row]:
    """Return the rows that wait now, with what was typed and ticked in them, as far as it is about what they say."""
    by_id, rows = {row.draft.id: row for row in before}, _rows(every)
    for row in rows:
        if old := by_id.get(row.draft.id):
            row.remark, row.ticked = old.remark, old.ticked
            row.looked = old.looked and old.looking == row.looking
    return rows


def _is_typed(every: list[Draft], rows: list[Row], *, but: int | None = None) -> bool:
    """Tell whether something typed or ticked is left to be decided on; `but` is the draft whose remark was sent."""
    return any(row.remark.strip() or row.ticked for row in rows) or bool(_left_over(every, rows, but))


def _left_over(every: list[Draft], rows: list[Row], but: int | None) -> list[tuple[int, str]]:
    """Return the remarks on rows that no longer wait, each with the row's number."""
    waiting = {but, *(row.draft.id for row in rows)}
    typed = [
        (number, printable(request.form.get(f"remark-{draft.id}", "")))
        for number, draft in enumerate(every, 1)
        if draft.id not in waiting
    ]
    return [(number, remark) for number, remark in typed if remark.strip()]


def _repeating(chosen: Chosen, row: Row | None) -> Chosen:
    """Let who looked at a row whose words stand on others too publish it after these."""
    return replace(chosen, repeats=bool(row and row.repeats))


def _send_back(batch: Batch, every: list[Draft], rows: list[Row], mark: str) -> ResponseReturnValue:
    row = next((row for row in rows if row.mark == mark), None)
    if row is None:
        return _changed(batch, every, rows, mark)
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
        return _changed(batch, every, rows, mark)
    flash(f"“{row.draft.title}” went back to its author with your remark.", "success")
    _, every = _batch_of(batch.id)
    again = _again(every, rows)
    if _is_typed(every, again, but=row.draft.id):
        return _page(batch, every, again, sent_back=row.draft.id)
    return redirect(url_for("desk.review_grid", batch_id=batch.id), 303)


def _changed(batch: Batch, every: list[Draft], rows: list[Row], mark: str) -> ResponseReturnValue:
    """Say that a row to be sent back is another one now, and lead to it where it still waits."""
    link = next((f"row-{row.number}" for row in rows if row.draft.id == _three(mark)[0]), "rows")
    problem = "That decision was changed since you opened this page: read it again"
    return _page(batch, every, rows, problem=problem, link=link)


def _page(
    batch: Batch,
    every: list[Draft],
    rows: list[Row],
    *,
    problem: str = "",
    link: str = "rows",
    sent_back: int | None = None,
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
        left_over=_left_over(every, rows, sent_back),
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
            repeats=draft.id in same,
        )
        for number, draft in waiting
    ]


def _visible(batch_id: int) -> tuple[Batch, list[Draft]]:
    """Return a batch that has a row sent on, of a body that the officer acts for; raises Unknown to all others."""
    batch, every = _batch_of(batch_id)
    seen = [draft for draft in every if draft.state in drafts.SEEN_BY_OTHERS and officer().acts_for(draft.body)]
    if not seen:
        raise batches.Unknown(f"batch {batch_id} is not for account {officer().id}")
    return batch, every


def _batch_of(batch_id: int) -> tuple[Batch, list[Draft]]:
    with reading() as connection:
        return batches.get(connection, batch_id), drafts.of_batch(connection, batch_id)


def _round(batch: Batch) -> Round | None:
    with reading() as connection:
        return round_by_id(connection, batch.round_id)


def _three(mark: str) -> tuple[int, int, str]:
    """Return the draft, the version and the words that a mark is of."""
    *numbers, words = (*mark.split("."), "", "", "")[:3]
    draft_id, version = (int(one) if one.isascii() and one.isdigit() and len(one) < 10 else 0 for one in numbers)
    return draft_id, version, words


def _some_stopped(problems: dict[int, str], rows: list[Row]) -> str:
    names = [str(row.number) for row in rows if row.draft.id in problems]
    if not names:
        return "What you ticked no longer waits for review"
    return f"Not published: row {names[0]}" if len(names) == 1 else f"Not published: rows {', '.join(names)}"


_LOOK = "say that you have looked at its warnings"
