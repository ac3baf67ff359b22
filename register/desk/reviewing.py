"""Review a draft: see it as readers will, then publish it, now or later, or send it back with a remark."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.accounts.service import names_of
from register.core.calendar import now_utc
from register.desk.auditing import by_officer, note
from register.desk.checking import is_stopped, proposal_of
from register.desk.gone import gone_page
from register.desk.keeping import posted_version
from register.desk.routing import APPROVERS, WRITERS, desk, for_roles, officer
from register.desk.scheduling import LaterForm
from register.desk.showing import about_publication, changed_since_published, changed_since_returned, public_page
from register.extensions import reading, writing
from register.finding.index import follow
from register.publishing import drafts
from register.publishing.acts import Published
from register.publishing.drafts import WITH_ITS_AUTHOR, Draft, State
from register.publishing.looking import REASONS, Asked, with_decisions
from register.publishing.review import (
    NotLookedAt,
    Overtaken,
    Proposal,
    Reworded,
    RulesBroken,
    Undecided,
    publish_draft,
)
from register.publishing.scheduling import BadMoment, schedule_draft
from register.web.current import now, settings_now
from register.web.widgets import printable
from register.web.words import moment

LONGEST_REMARK = 4000
NO_LONGER = (
    "It no longer waits for review",
    "Its author took it back, or it was sent back, approved or published meanwhile: nothing was done now.",
)
FIND = "find-"
"""Begins the name of each answer about what may be personal data; its mark follows."""
WORDS = "as-readers-see-it"
"""Where on the page the draft stands as readers will see it, and where what its author changed meanwhile."""
CHANGED = "since-returned"
TYPED_A_DAY = "You gave a day: press ‘Approve for later’, or clear it to publish now"


@desk.get("/drafts/<int:draft_id>/preview")
@for_roles(WRITERS)
def preview(draft_id: int) -> ResponseReturnValue:
    """Show a draft as the public page it would become; its author can send it for review from there."""
    draft = _visible(draft_id)
    own = draft.author_id == officer().id
    proposal = proposal_of(draft)
    sendable = own and draft.state in WITH_ITS_AUTHOR and not is_stopped(proposal)
    page = public_page(draft, proposal)
    return render_template("desk/preview.html", draft=draft, own=own, sendable=sendable, **page)


@desk.get("/drafts/<int:draft_id>/review")
@for_roles(APPROVERS)
def review(draft_id: int) -> ResponseReturnValue:
    """Show a draft to the second person, with what they can do."""
    draft = _visible(draft_id)
    if draft.state is State.PUBLISHED:
        return redirect(url_for("desk.published", draft_id=draft_id))
    return _review_page(draft)


@desk.post("/drafts/<int:draft_id>/publish")
@for_roles(APPROVERS)
def publish(draft_id: int) -> ResponseReturnValue:
    """Publish exactly the version that was read: now, or at the day and time that are given."""
    try:
        draft = _visible(draft_id)
    except drafts.Unknown:
        return gone_page(*NO_LONGER)
    if draft.state is State.PUBLISHED:
        return redirect(url_for("desk.published", draft_id=draft_id), 303)
    later = LaterForm(request.form.items())
    wants_later = "later" in request.form
    if not wants_later and later.is_typed:
        later.refuse(TYPED_A_DAY)
        return _review_page(draft, TYPED_A_DAY, status=422, link="publish_on-day", later=later)
    if wants_later and later.moment() is None:
        words, link = later.problems[0]
        return _review_page(draft, words, status=422, link=link or "decide", later=later)
    try:
        if wants_later:
            scheduled = _schedule(draft_id, later)
            flash(f"“{draft.title}” is approved. It goes out by itself on {moment(scheduled.publish_at)}.", "success")
            return redirect(url_for("desk.front"), 303)
        made = _publish(draft_id)
    except drafts.SamePerson:
        return _review_page(draft, "You wrote this, so a second person must publish it.", status=403)
    except drafts.Stale as stale:
        words = "The author changed this since you opened it. Read it again."
        return _review_page(stale.current, words, status=422, link=CHANGED)
    except drafts.WrongState as wrong:
        if wrong.current.state is State.PUBLISHED:
            return redirect(url_for("desk.published", draft_id=draft_id), 303)
        return _review_page(wrong.current, "This draft is no longer waiting for review.", status=422)
    except Overtaken as overtaken:
        words = f"The entry was corrected meanwhile: its newest revision is {overtaken.newest}. Send this back."
        return _review_page(draft, words, status=422, link="remark")
    except RulesBroken:
        return _review_page(draft, "This cannot be published yet: see what is missing below.", status=422, later=later)
    except Reworded:
        words = "Its programme round, or its public body’s name, was changed since you opened it. Read it again."
        return _review_page(draft, words, status=422, link=WORDS, later=later)
    except Undecided as undecided:
        count, link = len(undecided.places), f"{FIND}{undecided.places[0].mark}"
        which = "why this" if count == 1 else f"of each of {count} places why it"
        words = f"Say {which} may be published, or send the draft back."
        return _review_page(draft, words, status=422, link=link, later=later)
    except NotLookedAt:
        words = "Say that you have looked again at the points listed."
        return _review_page(draft, words, status=422, link="looked", later=later)
    except BadMoment as bad:
        later.refuse(str(bad))
        return _review_page(draft, str(bad), status=422, link="publish_on-day", later=later)
    announce(made.n)
    return redirect(url_for("desk.published", draft_id=draft_id), 303)


@desk.post("/drafts/<int:draft_id>/send-back")
@for_roles(APPROVERS)
def send_back(draft_id: int) -> ResponseReturnValue:
    """Give the draft back to its author with a remark."""
    try:
        draft = _visible(draft_id)
    except drafts.Unknown:
        return gone_page(*NO_LONGER)
    remark = printable(request.form.get("remark", ""))
    if not remark.strip() or len(remark) > LONGEST_REMARK:
        words = f"Say in up to {LONGEST_REMARK:,} characters what the author should look at."
        return _review_page(draft, words, status=422, remark=remark, link="remark")
    try:
        with writing() as connection:
            drafts.send_back(
                connection,
                draft_id=draft_id,
                version=posted_version(),
                approver_id=officer().id,
                remark=remark,
                at=now_utc(),
                bodies=officer().bodies,
            )
            note(connection, "sent_back", f"draft {draft_id}", version=draft.version)
    except drafts.SamePerson:
        return _review_page(draft, "You wrote this: take it back instead.", status=403, remark=remark)
    except drafts.WrongState:
        return gone_page(*NO_LONGER)
    except drafts.Stale as stale:
        words = "This draft was changed since you opened it. Read it again."
        return _review_page(stale.current, words, status=422, remark=remark, link=CHANGED)
    flash(f"“{draft.title}” went back to its author with your remark.", "success")
    return redirect(url_for("desk.front"), 303)


@desk.get("/drafts/<int:draft_id>/published")
@for_roles(WRITERS)
def published(draft_id: int) -> ResponseReturnValue:
    """Confirm the publication, with the permalink."""
    draft = _visible(draft_id)
    if draft.n is None:
        return redirect(url_for("desk.edit", draft_id=draft_id))
    return render_template("desk/published.html", draft=draft, **about_publication(draft, draft.n, officer()))


def _publish(draft_id: int) -> Published:
    with writing() as connection:
        made = publish_draft(connection, draft_id=draft_id, **_decision())
        done = "published" if made.revision == 1 else "corrected"
        note(connection, done, made.reference, draft=draft_id, n=made.n)
    return made


def _schedule(draft_id: int, later: LaterForm) -> Draft:
    moment_meant = later.moment()
    assert moment_meant is not None  # noqa: S101 - it was looked at before
    decision = {name: value for name, value in _decision().items() if name not in ("role", "at")}
    with writing() as connection:
        draft = schedule_draft(connection, draft_id=draft_id, publish_at=moment_meant, **decision)
        note(connection, "scheduled", f"draft {draft_id}", version=draft.version, publish_at=draft.publish_at)
    return draft


def _decision() -> dict[str, Any]:
    """Return who decides on which version, and what they say of it."""
    return {
        "version": posted_version(),
        "approver_id": officer().id,
        "role": "Publisher",
        "now": now(),
        "at": now_utc(),
        "settings": settings_now(),
        "looked_at": _looked_at(),
        "reasons": _reasons(),
        "by": by_officer(),
        "bodies": officer().bodies,
    }


def _looked_at() -> set[str]:
    """Return the marks of what stood on the page, and of the warnings that were looked at."""
    return {request.form.get("read", ""), *request.form.get("looked", "").split()}


def _reasons() -> dict[str, str]:
    """Return why each place that may be personal data may be published, by its mark, as far as it was said."""
    said = ((name.removeprefix(FIND), why) for name, why in request.form.items() if name.startswith(FIND))
    return {mark: why for mark, why in said if why in REASONS}


def _places(draft: Draft, proposal: Proposal) -> list[Asked]:
    with reading() as connection:
        return with_decisions(connection, proposal.places, draft, officer().id)


def announce(n: int | None) -> None:
    """Bring the index up to date with an act at once; if that fails it catches up by itself, and the act stands."""
    try:
        follow(settings_now())
    except Exception:
        current_app.logger.exception("the index did not follow act %s", n)


def _review_page(
    draft: Draft,
    problem: str | None = None,
    *,
    status: int = 200,
    remark: str = "",
    link: str = "decide",
    later: LaterForm | None = None,
) -> ResponseReturnValue:
    people = [one for one in (draft.author_id, draft.approver_id) if one is not None]
    with reading() as connection:
        names: Mapping[int, str] = names_of(connection, people)
    proposal = proposal_of(draft)
    since_returned = changed_since_returned(draft, proposal)
    page = render_template(
        "desk/review.html",
        draft=draft,
        proposal=proposal,
        **public_page(draft, proposal),
        since_published=changed_since_published(draft, proposal),
        since_returned=since_returned,
        author=names.get(draft.author_id, ""),
        approver=names.get(draft.approver_id or 0, ""),
        own=draft.author_id == officer().id,
        places=_places(draft, proposal),
        same=draft.version == posted_version() and proposal.mark in _looked_at(),
        looked=set(proposal.warned) <= _looked_at(),
        reasons=_reasons(),
        why=REASONS,
        problem=problem,
        stopped=is_stopped(proposal),
        link=WORDS if link == CHANGED and since_returned is None else link,
        later=later or LaterForm(),
        remark=remark,
    )
    return page, status


def _visible(draft_id: int) -> Draft:
    person = officer()
    with reading() as connection:
        return drafts.get_visible(
            connection,
            draft_id,
            user_id=person.id,
            may_review=person.is_one_of(APPROVERS),
            bodies=person.bodies,
        )
