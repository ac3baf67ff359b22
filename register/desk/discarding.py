"""Discard a draft: its author is asked once, then every word of it is gone."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from register.desk.auditing import note
from register.desk.drafting import own_draft
from register.desk.routing import WRITERS, desk, for_roles, officer
from register.entries.reading import reference_of_entry
from register.extensions import reading, writing
from register.publishing import drafts, unfinished


@desk.get("/drafts/<int:draft_id>/discard")
@for_roles(WRITERS)
def ask_to_discard(draft_id: int) -> ResponseReturnValue:
    """Ask whether the draft shall go."""
    draft = own_draft(draft_id)
    if draft.state not in drafts.WITH_ITS_AUTHOR:
        return redirect(url_for("desk.edit", draft_id=draft_id))
    reference = None
    if draft.entry_id is not None:
        with reading() as connection:
            reference = reference_of_entry(connection, draft.entry_id)
    return render_template("desk/discard.html", draft=draft, reference=reference)


@desk.post("/drafts/<int:draft_id>/discard")
@for_roles(WRITERS)
def discard(draft_id: int) -> ResponseReturnValue:
    """Delete the draft; the audit keeps that it was there, its kind and what it corrected, and no word of it."""
    own_draft(draft_id)
    try:
        with writing() as connection:
            gone = unfinished.discard(connection, draft_id=draft_id, author_id=officer().id)
            corrected = reference_of_entry(connection, gone.entry_id) if gone.entry_id is not None else None
            note(
                connection,
                "draft_discarded",
                f"draft {draft_id}",
                kind=gone.kind.name,
                **({"corrects": corrected} if corrected else {}),
            )
    except unfinished.Answered:
        flash("The other side’s statement was received for this draft, so it cannot be discarded.")
        return redirect(url_for("desk.edit", draft_id=draft_id), 303)
    except (drafts.Stale, drafts.WrongState, drafts.Unknown):
        flash("This draft was changed or sent on meanwhile, so it was not discarded.")
        return redirect(url_for("desk.edit", draft_id=draft_id), 303)
    flash("The draft is discarded.", "success")
    return redirect(url_for("desk.front"), 303)
