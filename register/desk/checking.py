"""Check the answers, then send a draft to a second person: what the author sees last."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from register.core.calendar import now_utc
from register.desk.answers import answers
from register.desk.auditing import note
from register.desk.drafting import own_draft
from register.desk.keeping import posted_version
from register.desk.routing import WRITERS, desk, for_roles, officer
from register.entries.reading import reference_of_entry
from register.extensions import reading, writing
from register.publishing import drafts
from register.publishing.drafts import WITH_ITS_AUTHOR, Draft
from register.publishing.review import Proposal, propose_draft
from register.web.current import now, settings_now


@desk.get("/drafts/<int:draft_id>/check")
@for_roles(WRITERS)
def check(draft_id: int) -> ResponseReturnValue:
    """Show the author every answer as readers will read it, with a way to change each."""
    draft = own_draft(draft_id)
    if draft.state not in WITH_ITS_AUTHOR:
        return redirect(url_for("desk.edit", draft_id=draft_id))
    return _check_page(draft, proposal_of(draft))


@desk.post("/drafts/<int:draft_id>/send")
@for_roles(WRITERS)
def send(draft_id: int) -> ResponseReturnValue:
    """Hand exactly the version that was checked, or seen in the preview, to a second person."""
    draft, person = own_draft(draft_id), officer()
    if draft.state in WITH_ITS_AUTHOR:
        proposal = proposal_of(draft)
        if is_stopped(proposal):
            return _check_page(draft, proposal, "This cannot be sent for review yet: see what is missing.")
    try:
        with writing() as connection:
            drafts.send_for_review(
                connection,
                draft_id=draft_id,
                version=posted_version(),
                author_id=person.id,
                at=now_utc(),
                bodies=person.bodies,
            )
            note(connection, "sent_for_review", f"draft {draft_id}", version=draft.version)
    except drafts.Stale as stale:
        words = "This draft was saved again since you opened this page. Check it once more."
        return _check_page(stale.current, proposal_of(stale.current), words)
    except drafts.WrongState as wrong:
        flash("This draft is no longer with you, so it was not sent again.")
        return redirect(url_for("desk.edit", draft_id=wrong.current.id), 303)
    flash(f"“{draft.title}” was sent for review. A second person can now publish it.", "success")
    return redirect(url_for("desk.front"), 303)


def is_stopped(proposal: Proposal) -> bool:
    """Tell whether something must be put right that waiting alone will not mend."""
    return bool(proposal.form.failures or proposal.lasting_breaches())


def _check_page(draft: Draft, proposal: Proposal, problem: str | None = None) -> ResponseReturnValue:
    reference = None
    if draft.entry_id is not None:
        with reading() as connection:
            reference = reference_of_entry(connection, draft.entry_id)
    page = render_template(
        "desk/check.html",
        draft=draft,
        proposal=proposal,
        parts=answers(proposal),
        stopped=is_stopped(proposal),
        reference=reference,
        problem=problem,
    )
    return page, 422 if problem else 200


def proposal_of(draft: Draft) -> Proposal:
    """Return the entry that a draft would become now."""
    with reading() as connection:
        return propose_draft(connection, draft, now=now(), settings=settings_now())
