"""Review a draft: see it as readers will, then publish it or send it back with a remark."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.accounts.service import names_of
from register.core.calendar import now_utc
from register.desk.keeping import posted_version
from register.desk.routing import APPROVERS, WRITERS, desk, for_roles, officer
from register.entries.reading import reference_of_act, reference_of_entry
from register.extensions import reading, writing
from register.finding.index import follow
from register.publishing import drafts, requests
from register.publishing.acts import Published
from register.publishing.drafts import Draft, State
from register.publishing.review import NotLookedAt, Overtaken, Proposal, RulesBroken, propose_draft, publish_draft
from register.web.current import now, settings_now
from register.web.widgets import printable

LONGEST_REMARK = 4000


@desk.get("/drafts/<int:draft_id>/preview")
@for_roles(WRITERS)
def preview(draft_id: int) -> ResponseReturnValue:
    """Show a draft as the public page it would become."""
    draft = _visible(draft_id)
    own = draft.author_id == officer().id
    back = url_for("desk.edit" if own else "desk.review", draft_id=draft.id)
    proposal = _propose(draft)
    return render_template("desk/preview.html", draft=draft, back=back, own=own, **_public_context(draft, proposal))


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
    """Publish exactly the version that was read."""
    draft = _visible(draft_id)
    try:
        made = _publish(draft_id)
    except drafts.SamePerson:
        return _review_page(draft, "You wrote this, so a second person must publish it.", status=403)
    except drafts.Stale as stale:
        return _review_page(stale.current, "The author changed this since you opened it. Read it again.", status=422)
    except drafts.WrongState as wrong:
        return _review_page(wrong.current, "This draft is no longer waiting for review.", status=422)
    except Overtaken as overtaken:
        words = f"The entry was corrected meanwhile: its newest revision is {overtaken.newest}. Send this back."
        return _review_page(draft, words, status=422)
    except RulesBroken:
        return _review_page(draft, "This cannot be published yet: see what is missing below.", status=422)
    except NotLookedAt:
        return _review_page(draft, "Say that you have looked again at the points above.", status=422, link="looked")
    announce(made.n)
    return redirect(url_for("desk.published", draft_id=draft_id), 303)


@desk.post("/drafts/<int:draft_id>/send-back")
@for_roles(APPROVERS)
def send_back(draft_id: int) -> ResponseReturnValue:
    """Give the draft back to its author with a remark."""
    draft = _visible(draft_id)
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
            )
    except drafts.SamePerson:
        return _review_page(draft, "You wrote this: take it back instead.", status=403, remark=remark)
    except (drafts.Stale, drafts.WrongState) as changed:
        words = "This draft was changed since you opened it. Read it again."
        return _review_page(changed.current, words, status=422, remark=remark)
    flash(f"“{draft.title}” went back to its author with your remark.", "success")
    return redirect(url_for("desk.front"), 303)


@desk.get("/drafts/<int:draft_id>/published")
@for_roles(WRITERS)
def published(draft_id: int) -> ResponseReturnValue:
    """Confirm the publication, with the permalink."""
    draft = _visible(draft_id)
    if draft.n is None:
        return redirect(url_for("desk.edit", draft_id=draft_id))
    with reading() as connection:
        reference = reference_of_act(connection, draft.n)
    return render_template("desk/published.html", draft=draft, reference=reference)


def _publish(draft_id: int) -> Published:
    with writing() as connection:
        return publish_draft(
            connection,
            draft_id=draft_id,
            version=posted_version(),
            approver_id=officer().id,
            role="Publisher",
            now=now(),
            at=now_utc(),
            settings=settings_now(),
            looked_again=request.form.get("looked") == "yes",
        )


def announce(n: int | None) -> None:
    """Bring the index up to date with an act at once; if that fails it catches up by itself, and the act stands."""
    try:
        follow(settings_now())
    except Exception:
        current_app.logger.exception("the index did not follow act %s", n)


def _review_page(
    draft: Draft, problem: str | None = None, *, status: int = 200, remark: str = "", link: str = "decide"
) -> ResponseReturnValue:
    with reading() as connection:
        author = names_of(connection, [draft.author_id]).get(draft.author_id, "")
    proposal = _propose(draft)
    page = render_template(
        "desk/review.html",
        draft=draft,
        proposal=proposal,
        **_public_context(draft, proposal),
        author=author,
        own=draft.author_id == officer().id,
        problem=problem,
        link=link,
        remark=remark,
        longest=LONGEST_REMARK,
    )
    return page, status


def _public_context(draft: Draft, proposal: Proposal) -> dict[str, Any]:
    """Return what the kind's own template needs to show the page as readers will see it."""
    reference, held = None, False
    if draft.entry_id is not None:
        with reading() as connection:
            reference = reference_of_entry(connection, draft.entry_id)
            held = bool(requests.in_force(connection, draft.entry_id))
    return {"page": proposal.page(), "reference": reference, "origin": "authored", "held": held}


def _propose(draft: Draft) -> Proposal:
    with reading() as connection:
        return propose_draft(connection, draft, now=now(), settings=settings_now())


def _visible(draft_id: int) -> Draft:
    person = officer()
    with reading() as connection:
        try:
            return drafts.get_visible(connection, draft_id, user_id=person.id, may_review=person.is_one_of(APPROVERS))
        except drafts.Unknown:
            abort(404)
