"""Holds, and what is asked of a second person: lift, approve, refuse, and what was done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import abort, current_app, flash, render_template
from flask.typing import ResponseReturnValue

from register.accounts.service import names_of
from register.core.calendar import now_utc
from register.core.removal import CATEGORIES, HOLD_REASONS, LEGAL_BASES, WITHDRAWAL_REASONS
from register.desk.auditing import note
from register.desk.removable import still_said, told
from register.desk.removals import ROLE, published_record, show
from register.desk.reviewing import announce
from register.desk.routing import APPROVERS, WRITERS, desk, for_roles, officer
from register.entries.reading import history
from register.extensions import reading, writing
from register.publishing import drafts, removing, requests
from register.publishing.drafts import Draft, SamePerson
from register.publishing.ownership import require_entry
from register.publishing.purging import purge
from register.publishing.removing import NotWaiting, Refused
from register.publishing.requests import DONE, IN_FORCE, LIFTED, REFUSED, WAITING, Request
from register.web.current import settings_now

GROUNDS = {"hold": HOLD_REASONS, "redact": CATEGORIES, "withdraw": WITHDRAWAL_REASONS}
MOST_NAMED = 5
LONGEST_TITLE = 80
"""Characters: a message travels in a cookie."""
DECIDED = {
    DONE: "It was decided already, and is done.",
    REFUSED: "It was decided already: nothing is removed.",
    LIFTED: "The hold was lifted already.",
    IN_FORCE: "This is on hold.",
    WAITING: "This waits for a second person.",
}


@desk.get("/removals/<int:request_id>")
@for_roles(WRITERS)
def removal(request_id: int) -> ResponseReturnValue:
    """Show a hold, or what is asked for, with what can be decided; or what was done."""
    return _removal_page(_request(request_id))


@desk.post("/removals/<int:request_id>/approve")
@for_roles(APPROVERS)
def approve(request_id: int) -> ResponseReturnValue:
    """Redact or withdraw what another person asked for."""

    def decide(connection: Any) -> Request:
        return removing.approve(
            connection,
            request_id=request_id,
            approver_id=officer().id,
            role=ROLE,
            at=now_utc(),
            settings=settings_now(),
            bodies=officer().bodies,
        )

    return _decide(request_id, decide, "removal_approved", "You asked for this, so a second person must approve it.")


@desk.post("/removals/<int:request_id>/refuse")
@for_roles(WRITERS)
def refuse(request_id: int) -> ResponseReturnValue:
    """Decide that nothing is removed; who asked takes it back so, too."""
    person, asked = officer(), _request(request_id)
    if not (person.id == asked.asked_by or person.is_one_of(APPROVERS)):
        abort(403, "Somebody else asked for this: a publisher decides on it.")

    def decide(connection: Any) -> Request:
        return removing.refuse(
            connection, request_id=request_id, approver_id=person.id, at=now_utc(), bodies=person.bodies
        )

    return _decide(request_id, decide, "removal_refused")


@desk.post("/removals/<int:request_id>/lift")
@for_roles(APPROVERS)
def lift(request_id: int) -> ResponseReturnValue:
    """Show again what another person put on hold."""

    def decide(connection: Any) -> Request:
        return removing.lift(
            connection,
            request_id=request_id,
            by_id=officer().id,
            role=ROLE,
            at=now_utc(),
            settings=settings_now(),
            bodies=officer().bodies,
        )

    return _decide(request_id, decide, "lifted", "You put this on hold, so another publisher must lift it.")


def _decide(request_id: int, decide: Callable[[Any], Request], doing: str, own: str = "") -> ResponseReturnValue:
    asked = _request(request_id)
    try:
        with writing() as connection:
            made = decide(connection)
            note(connection, doing, made.reference, request=made.id, what=made.action, act=made.n)
    except SamePerson:
        return _removal_page(asked, own, 403)
    except NotWaiting:
        now = _request(request_id)
        return _removal_page(now, f"Nothing was changed. {DECIDED[now.state]}", 422)
    except Refused as refused:
        return _removal_page(asked, str(refused), 422)
    if made.state != REFUSED:
        announce(made.n)
    if made.state == DONE and made.action == "redact" and not _cleared(made):
        flash("The words are gone for everybody. Their last traces on the disk will be cleared within minutes.")
    if made.said_in:
        flash(_said_in(made.said_in))
    return show(made)


def _said_in(draft_ids: Sequence[int]) -> str:
    """Name the drafts that say the same words, as far as a message holds them, with who writes each."""
    with reading() as connection:
        found = [drafts.get(connection, draft_id) for draft_id in draft_ids]
        names = names_of(connection, {draft.author_id for draft in found})
    told = [f"{_called(one)}, by {names.get(one.author_id, 'somebody')}" for one in found]
    more = [f"and {len(told) - MOST_NAMED} more"] if len(told) > MOST_NAMED else []
    where = "a draft" if len(told) == 1 else f"{len(told)} drafts"
    whom = "its author to remove them" if len(told) == 1 else "their authors to remove them"
    return f"The same words stand in {where}: {'; '.join([*told[:MOST_NAMED], *more])}. Ask {whom}."


def _called(draft: Draft) -> str:
    """Name a draft by its title; one for another public body is not this officer's to know."""
    return f"“{draft.title[:LONGEST_TITLE]}”" if officer().acts_for(draft.body) else "one for another public body"


def _cleared(made: Request) -> bool:
    """Clear what was redacted off the disk at once, and tell whether that is done: if not it is tried again."""
    try:
        return purge(settings_now())
    except Exception:
        current_app.logger.exception("what act %s redacted was not cleared off the disk", made.n)
        return False


def _removal_page(asked: Request, problem: str = "", status: int = 200) -> ResponseReturnValue:
    record, person = published_record(asked.reference), officer()
    with reading() as connection:
        parts = told(connection, record.kind, record.entry_id, asked.removes, whole=asked.state in (WAITING, IN_FORCE))
        names = names_of(connection, {one for one in (asked.asked_by, asked.decided_by) if one})
        acts = history(connection, record.entry_id)
        stays = still_said(connection, record.kind, record.entry_id, asked.removes) if asked.state == WAITING else []
    page = render_template(
        "desk/removal/request.html",
        record=record,
        asked=asked,
        parts=parts,
        stays=stays,
        names=names,
        ended_by=next((act.n for act in acts if asked.n in act.logged.get("settles", ())), None),
        grounds=GROUNDS[asked.action],
        legal_bases=LEGAL_BASES,
        own=asked.asked_by == person.id,
        may_decide=person.is_one_of(APPROVERS),
        problem=problem,
    )
    return page, status


def _request(request_id: int) -> Request:
    with reading() as connection:
        asked = requests.get(connection, request_id)
        require_entry(connection, asked.entry_id, officer().bodies)
        return asked
