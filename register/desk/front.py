"""The desk's front page: what needs you, counts first; and where a correction or a removal begins."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.accounts.service import names_of
from register.core.calendar import now_utc
from register.desk.routing import APPROVERS, EVERYONE, WRITERS, desk, for_roles, officer
from register.entries.reading import Record, awaited_count, current
from register.extensions import reading, writing
from register.publishing import drafts, private, requests
from register.publishing.drafts import State
from register.web.current import now


@desk.get("/")
@for_roles(EVERYONE)
def front() -> ResponseReturnValue:
    """Show what needs the officer."""
    person = officer()
    with reading() as connection:
        own = drafts.mine(connection, person.id) if person.is_one_of(WRITERS) else []
        waiting = drafts.waiting_for(connection, person.id) if person.is_one_of(APPROVERS) else []
        removals = requests.waiting(connection) if person.is_one_of(WRITERS) else []
        if not person.is_one_of(APPROVERS):
            removals = [one for one in removals if one.asked_by == person.id]
        holds = requests.in_force(connection) if person.is_one_of(APPROVERS) else []
        people = {draft.author_id for draft in waiting} | {one.asked_by for one in (*removals, *holds)}
        names = names_of(connection, people)
        awaited = awaited_count(connection, now())
    return render_template(
        "desk/front.html",
        sent_back=[draft for draft in own if draft.state is State.SENT_BACK],
        writing=[draft for draft in own if draft.state is State.DRAFT],
        in_review=[draft for draft in own if draft.state is State.IN_REVIEW],
        waiting=waiting,
        removals=removals,
        holds=holds,
        names=names,
        awaited=awaited,
    )


@desk.get("/correct")
@for_roles(WRITERS)
def find_to_correct() -> ResponseReturnValue:
    """Ask which entry to correct or remove, and show the one that is named."""
    reference = request.args.get("reference", "").strip().upper()
    record = _record(reference)
    missing = bool(reference) and record is None
    page = render_template("desk/correct.html", reference=reference, record=record, missing=missing)
    return page, 422 if missing else 200


@desk.post("/correct")
@for_roles(WRITERS)
def begin_correction() -> ResponseReturnValue:
    """Begin a draft from what is published, or go on with the one already begun."""
    reference = request.form.get("reference", "").strip().upper()
    record = _record(reference)
    if record is None or (record.hidden and record.hidden.kind == "withdraw"):
        page = render_template("desk/correct.html", reference=reference, record=record, missing=record is None)
        return page, 422
    person = officer()
    with writing() as connection:
        draft = drafts.correcting(connection, record.entry_id, person.id) or drafts.create(
            connection,
            kind=record.kind,
            author_id=person.id,
            pairs=[*record.kind.form.pairs_of(record.document), *private.pairs(connection, record.entry_id)],
            at=now_utc(),
            entry_id=record.entry_id,
            base_revision=record.revision,
        )
    return redirect(url_for("desk.edit", draft_id=draft.id), 303)


def _record(reference: str) -> Record | None:
    if not reference:
        return None
    with reading() as connection:
        return current(connection, reference, through_holds=True)
