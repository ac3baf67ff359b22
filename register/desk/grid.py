"""A round's decisions as a grid: forty drafts written, saved and sent together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.compact.document import load
from register.core.calendar import now_utc
from register.desk.auditing import note
from register.desk.grid_rows import (
    GRID,
    KIND,
    ROWS,
    TEN,
    Done,
    Post,
    Row,
    decisions_were,
    posted,
    save,
    shown,
    with_blank,
)
from register.desk.rounds import round_of
from register.desk.routing import WRITERS, desk, for_roles, officer
from register.extensions import reading, writing
from register.programmes.reading import Round
from register.publishing import batches, drafts
from register.publishing.batches import Batch
from register.publishing.drafts import WITH_ITS_AUTHOR, Draft, State
from register.publishing.ownership import NotYours
from register.publishing.review import lists
from register.web.current import settings_now
from register.web.fields import leaves
from register.web.questions import arrange
from register.web.widgets import link_id
from register.web.words import moment


@desk.get("/rounds/<int:round_id>/decisions")
@for_roles(WRITERS)
def new_grid(round_id: int) -> ResponseReturnValue:
    """Show an empty grid for a round, and the way to those that its officer has begun."""
    round_ = round_of(round_id)
    with reading() as connection:
        begun = batches.of_round(connection, round_id, officer().id)
    return _page(round_, None, with_blank([], TEN), (), begun=begun)


@desk.post("/rounds/<int:round_id>/decisions")
@for_roles(WRITERS)
def create_grid(round_id: int) -> ResponseReturnValue:
    """Keep a grid that was typed or pasted as drafts, whatever it says, and do what the button says."""
    round_, post = round_of(round_id), posted()
    if not (post.rows or post.shared) or (post.problems and not post.added and _only_table(post)):
        return _page(round_, None, with_blank([], TEN), post.shared, post=post, failed=bool(post.problems))
    return _after_saving(round_, save(round_, None, post), post)


@desk.get("/grids/<int:batch_id>")
@for_roles(WRITERS)
def grid(batch_id: int) -> ResponseReturnValue:
    """Show a grid to its author, with what is wrong in each cell."""
    batch = own_batch(batch_id)
    every = _drafts(batch)
    rows = shown(every, batch.pairs)
    wanted = request.args.get("blank", 0 if every else TEN, type=int)
    rows = with_blank(rows, wanted, before=len(every))
    return _page(round_of(batch.round_id), batch, rows, batch.pairs)


@desk.post("/grids/<int:batch_id>")
@for_roles(WRITERS)
def save_grid(batch_id: int) -> ResponseReturnValue:
    """Save every row and do what the button says."""
    batch = own_batch(batch_id)
    round_, post = round_of(batch.round_id), posted()
    return _after_saving(round_, save(round_, batch, post), post)


def _after_saving(round_: Round, done: Done, post: Post) -> ResponseReturnValue:
    batch, failed = done.batch, done.failed or bool(post.problems)
    if post.added:
        flash(f"{post.filling.said[ROWS]} Read what was taken over.", "message" if failed else "success")
    if failed:
        rows = shown(_drafts(batch), batch.pairs, done)
        return _page(
            round_,
            batch,
            with_blank(rows, 0),
            post.shared if done.shared_stale else batch.pairs,
            done,
            post,
            failed=True,
        )
    if "send" in request.form:
        return _send(round_, batch)
    if opened := request.form.get("open", type=int):
        return redirect(url_for("desk.edit", draft_id=opened), 303)
    if "save" in request.form and not post.added:
        flash(f"The grid is saved {moment(now_utc())}. You can come back to it later.", "success")
        return redirect(url_for("desk.front"), 303)
    blank = TEN if "more" in request.form else None
    anchor = "more" if blank else "rows"
    return redirect(url_for("desk.grid", batch_id=batch.id, blank=blank, _anchor=anchor), 303)


def _send(round_: Round, batch: Batch) -> ResponseReturnValue:
    rows = shown(_drafts(batch), batch.pairs)
    ready = [row.draft for row in rows if row.is_ready and row.draft]
    sent = 0
    with writing() as connection:
        for draft in ready:
            try:
                drafts.send_for_review(
                    connection,
                    draft_id=draft.id,
                    version=draft.version,
                    author_id=officer().id,
                    at=now_utc(),
                    bodies=officer().bodies,
                )
            except (drafts.Stale, drafts.WrongState, NotYours):
                continue
            note(connection, "sent_for_review", f"draft {draft.id}", grid=batch.id)
            sent += 1
    if not sent:
        return _page(round_, batch, with_blank(rows, 0), batch.pairs, failed=True)
    flash(f"{decisions_were(sent)} sent for review. A second person can now publish them.", "success")
    left = len(rows) - sent
    if left:
        flash(f"{decisions_were(left)} not sent: see below what is missing.")
        return redirect(url_for("desk.grid", batch_id=batch.id, _anchor="rows"), 303)
    return redirect(url_for("desk.front"), 303)


def _page(
    round_: Round,
    batch: Batch | None,
    rows: list[Row],
    shared: Any,
    done: Done | None = None,
    post: Post | None = None,
    *,
    failed: bool = False,
    begun: Any = (),
) -> ResponseReturnValue:
    drafts_ = [row for row in rows if row.draft]
    every = _drafts(batch) if batch else []
    others = [draft for draft in every if draft.state not in WITH_ITS_AUTHOR]
    page = render_template(
        "desk/grid.html",
        round=round_,
        batch=batch,
        begun=begun,
        rows=rows,
        **_above(shared, rows),
        grid=GRID,
        written=len(drafts_),
        ready=sum(row.is_ready for row in drafts_),
        sent=[draft for draft in others if draft.state is not State.PUBLISHED],
        published=[draft for draft in others if draft.state is State.PUBLISHED],
        same=_same(rows),
        problems=post.problems if post else [],
        pasted=post.filling.pasted.get("rows", "") if post else "",
        lost=_lost(shared, batch) if done and done.shared_stale and batch else [],
        failed=failed,
        stale=[row for row in rows if row.stale and not row.kept],
        kept=[row for row in rows if row.kept],
        sent_on=_sent_on(every, done),
    )
    return page, 422 if failed else 200


def _above(shared: Any, rows: list[Row]) -> dict[str, Any]:
    """Return what stands above the rows: the questions of what they share, and what must be put right there."""
    with reading() as connection:
        form = KIND.form(shared, lists=lists(connection, settings_now(), officer().bodies))
    above: dict[str, str] = {}
    for place, message in (one for row in rows for one in row.above):
        above.setdefault(place, message)
    for place, message in above.items():
        if not any(failure.message == message for failure in form.failures):
            form.put_at(place, message)
    fieldsets = arrange(
        form,
        GRID.SHARED,
        asked=lambda name: name not in form.never(),
        serves=lambda name: load().undertaking(number) if (number := form.serves(name)) else None,
        inherited={},
    )
    linked = [(place, message, _link(form, place)) for place, message in above.items()]
    return {"form": form, "fieldsets": fieldsets, "above": linked}


def _sent_on(every: Sequence[Draft], done: Done | None) -> list[tuple[int, Draft, Draft | None]]:
    """Return the rows that were sent on meanwhile: number, draft, and where what was typed over it is kept."""
    sent_on = done.sent_on if done else {}
    return [(number, draft, sent_on[draft.id]) for number, draft in enumerate(every, 1) if draft.id in sent_on]


def _same(rows: list[Row]) -> list[list[Row]]:
    """Return the rows whose reasons are the same words, group by group."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if words := " ".join(row.cells["reasons"].split()).casefold():
            groups.setdefault(words, []).append(row)
    return [group for group in groups.values() if len(group) > 1]


def _link(form: Any, place: str) -> str:
    """Return the box in which an answer above the rows is put right."""
    found = form.field_at(place)
    return link_id(next(iter(leaves(found.form)))) if hasattr(found, "form") else link_id(found)


def _lost(shared: Any, batch: Batch) -> list[tuple[str, str, str]]:
    saved, typed = dict(batch.pairs), dict(shared)
    return [
        (name.replace("-", " ").replace("_", " ").capitalize(), saved.get(name, ""), typed.get(name, ""))
        for name in {**saved, **typed}
        if saved.get(name, "") != typed.get(name, "")
    ]


def _only_table(post: Post) -> bool:
    return all(GRID.blank(row.cells) for row in post.rows) and not post.shared


def _drafts(batch: Batch) -> list[Draft]:
    with reading() as connection:
        return drafts.of_batch(connection, batch.id)


def own_batch(batch_id: int) -> Batch:
    """Return a grid to its author; raises Unknown to all others."""
    with reading() as connection:
        return batches.get_own(connection, batch_id, officer().id)
