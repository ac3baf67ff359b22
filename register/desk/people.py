"""People who sign in: find them, make an account, change it, disable it, end its sessions, hand out a link."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from register.accounts.links import LASTS, PATH, make_link
from register.accounts.passwords import no_password
from register.accounts.people import (
    LastAdministrator,
    Particulars,
    Person,
    Unfit,
    UnknownBody,
    add_person,
    change_person,
    in_audit,
    people,
    person,
    set_active,
)
from register.accounts.service import ROLES, AccountExists, bodies_of, end_sessions
from register.core.calendar import now_utc
from register.core.problems import counted
from register.core.stamps import Changed
from register.desk.administration import changes, form_page
from register.desk.auditing import by_officer, note
from register.desk.conflicts import Conflict, chosen
from register.desk.entering import ask_who, is_proved
from register.desk.keeping import posted_version
from register.desk.people_form import ROLE_WORDS, PersonForm
from register.desk.routing import ADMINISTRATORS, WRITERS, desk, for_roles, officer
from register.extensions import reading, writing
from register.organisations.reading import Body, bodies, find_organisation
from register.publishing.drafts import HIGHEST_ID, WITH_ITS_AUTHOR, Stale, State
from register.publishing.handing_over import hand_over, left_by
from register.web.current import own_address, sent_pairs

ACTIVE = {"yes": True, "no": False}
LAST = "Nobody else is an administrator. Make somebody else one first."


@desk.get("/administration/people")
@for_roles(ADMINISTRATORS)
def accounts() -> ResponseReturnValue:
    """List the people who can sign in, all or those that are asked for."""
    asked = {name: request.args.get(name, "").strip() for name in ("words", "role", "body", "active")}
    with reading() as connection:
        every = bodies(connection)
        found = people(
            connection,
            words=asked["words"],
            role=asked["role"] if asked["role"] in ROLES else None,
            body=asked["body"] or None,
            active=ACTIVE.get(asked["active"]),
        )
        names = _names(connection, every, found)
        left = {one.id: _with_author(left_by(connection, one.id)) for one in found if not _can_write(one)}
    return render_template(
        "desk/administration/people.html",
        people=found,
        asked=asked,
        offered={body.identifier: body.name for body in every},
        names=names,
        left=left,
        counted=counted,
        roles={role: words.partition(":")[0] for role, words in ROLE_WORDS.items()},
        filtered=any(asked.values()),
    )


@desk.get("/administration/people/new")
@for_roles(ADMINISTRATORS)
def new_account() -> ResponseReturnValue:
    """Show an empty form of a person."""
    return _form_page(None, PersonForm(_bodies()))


@desk.post("/administration/people/new")
@for_roles(ADMINISTRATORS)
def create_account() -> ResponseReturnValue:
    """Make an account; its owner sets the password by a one-time link."""
    form = PersonForm(_bodies(), sent_pairs())
    said = form.particulars()
    if said is None:
        return _form_page(None, form)
    nobodys = no_password()
    try:
        with writing() as connection:
            made = add_person(connection, said, password_hash=nobodys, at=now_utc())
            note(connection, "account_made", f"account {made}", **in_audit(said))
    except (AccountExists, Unfit, UnknownBody) as problem:
        form.refuse(problem)
        return _form_page(None, form)
    flash(
        f"{said.name} has an account. They cannot sign in yet: make a link with which they set a password.", "success"
    )
    return redirect(url_for("desk.one_account", account_id=made), 303)


@desk.get("/administration/people/<int:account_id>")
@for_roles(ADMINISTRATORS)
def one_account(account_id: int) -> ResponseReturnValue:
    """Show a person, and what can be done."""
    return _page(_person(account_id))


@desk.get("/administration/people/<int:account_id>/change")
@for_roles(ADMINISTRATORS)
def edit_account(account_id: int) -> ResponseReturnValue:
    """Show a person to be changed."""
    held = _person(account_id)
    return _form_page(held, PersonForm(_bodies(), PersonForm.pairs_for(held.said), held.said), held.said.mark)


@desk.post("/administration/people/<int:account_id>/change")
@for_roles(ADMINISTRATORS)
def change_account(account_id: int) -> ResponseReturnValue:
    """Change a person; what they may do changes at their next request."""
    held, every = _person(account_id), _bodies()
    form = PersonForm(every, sent_pairs(), held.said)

    def saved() -> PersonForm:
        return PersonForm(every, PersonForm.pairs_for(held.said), held.said)

    if (both := chosen(saved, held.said.mark, form)) is not None:
        form = PersonForm(every, both, held.said)
    said = form.particulars()
    if said is None:
        return _form_page(held, form, posted_version())
    try:
        with writing() as connection:
            before, after = change_person(connection, account_id, said, mark=posted_version())
            note(connection, "account_changed", f"account {account_id}", **_changed(before.said, after.said))
    except Changed:
        place = url_for("desk.change_account", account_id=account_id)
        return Conflict(saved(), form, held.said.mark, place, url_for("desk.one_account", account_id=account_id)).page()
    except (AccountExists, Unfit, UnknownBody, LastAdministrator) as problem:
        form.refuse(problem)
        return _form_page(held, form, posted_version())
    flash("The changes are saved. They hold from this person’s next step on.", "success")
    return redirect(url_for("desk.one_account", account_id=account_id), 303)


@desk.post("/administration/people/<int:account_id>/disable")
@for_roles(ADMINISTRATORS)
def disable_person(account_id: int) -> ResponseReturnValue:
    """Disable an account: it is out at its next request."""
    return _switch(account_id, active=False)


@desk.post("/administration/people/<int:account_id>/enable")
@for_roles(ADMINISTRATORS)
def enable_person(account_id: int) -> ResponseReturnValue:
    """Let somebody sign in again."""
    return _switch(account_id, active=True)


@desk.post("/administration/people/<int:account_id>/end-sessions")
@for_roles(ADMINISTRATORS)
def end_sessions_of(account_id: int) -> ResponseReturnValue:
    """Sign somebody out wherever they are signed in."""
    held = _person(account_id)
    with writing() as connection:
        end_sessions(connection, account_id)
        note(connection, "sessions_ended", f"account {account_id}")
    flash(f"{held.said.name} is signed out everywhere.", "success")
    return redirect(url_for("desk.one_account", account_id=account_id), 303)


@desk.post("/administration/people/<int:account_id>/link")
@for_roles(ADMINISTRATORS)
def link_for(account_id: int) -> ResponseReturnValue:
    """Make a one-time link and show it, this once."""
    held, without = _person(account_id), request.form.get("without_factors") == "yes"
    if not is_proved():
        ticked = "yes" if without else "no"
        return ask_who(url_for("desk.one_account", account_id=account_id, without_factors=ticked))
    if not held.active:
        return _page(held, "This account is disabled, so a link would open nothing. Enable it first.")
    with writing() as connection:
        secret = make_link(connection, account_id, by=by_officer(), at=now_utc(), without_factors=without)
    return render_template(
        "desk/administration/link.html",
        held=held,
        link=own_address(PATH + secret),
        hours=int(LASTS.total_seconds() // 3600),
        without=without,
    )


@desk.post("/administration/people/<int:account_id>/hand-over")
@for_roles(ADMINISTRATORS)
def hand_over_drafts(account_id: int) -> ResponseReturnValue:
    """Give the drafts of somebody who cannot go on with them to a colleague, who takes over."""
    typed = request.form.get("to", "")
    try:
        with writing() as connection:
            held = _found(connection, account_id)
            if _can_write(held):
                return _page(held, "This account can still write: its drafts stay with it. Disable it first.")
            if not _with_author(left_by(connection, account_id)):
                return _page(held, "Nothing is left to hand over: somebody did it already.")
            to = next((one for one in _writers(connection) if str(one.id) == typed), None)
            if to is None:
                return _page(held, "Choose who takes the drafts over", "to")
            acting = bodies_of(connection, to.id)
            gone = hand_over(connection, author_id=account_id, to=to.id, bodies=acting, at=now_utc())
            for draft_id in gone:
                note(connection, "handed_over", f"draft {draft_id}", of=f"account {account_id}", to=f"account {to.id}")
            stays = _with_author(left_by(connection, account_id))
    except Stale:
        return _page(_person(account_id), "One of the drafts was changed meanwhile. Hand them over again.")
    if gone:
        flash(f"{to.said.name} takes over {counted(len(gone), 'draft')} of {held.said.name}.", "success")
    if stays:
        flash(
            f"{counted(stays, 'draft')} not handed over: {to.said.name} does not act for the public body, "
            "or is correcting the same entry. Choose somebody else."
        )
    return redirect(url_for("desk.one_account", account_id=account_id), 303)


def _can_write(one: Person) -> bool:
    return one.active and not WRITERS.isdisjoint(one.said.roles)


def _with_author(left: Counter[State]) -> int:
    return sum(left[state] for state in WITH_ITS_AUTHOR)


def _writers(connection: Connection) -> list[Person]:
    """Return who can sign in and write, by name."""
    return [one for one in people(connection, active=True) if _can_write(one)]


def _switch(account_id: int, *, active: bool) -> ResponseReturnValue:
    held = _person(account_id)
    try:
        with writing() as connection:
            set_active(connection, account_id, active)
            note(connection, "account_enabled" if active else "account_disabled", f"account {account_id}")
    except LastAdministrator:
        return _page(held, LAST)
    flash(f"{held.said.name} {'can sign in again' if active else 'can no longer sign in'}.", "success")
    return redirect(url_for("desk.one_account", account_id=account_id), 303)


def _page(held: Person, problem: str = "", field: str = "") -> ResponseReturnValue:
    with reading() as connection:
        names = _names(connection, bodies(connection), [held])
        left = left_by(connection, held.id)
        colleagues = [] if _can_write(held) else _writers(connection)
    page = render_template(
        "desk/administration/person.html",
        held=held,
        names=names,
        roles=ROLE_WORDS,
        own=held.id == officer().id,
        left=_with_author(left),
        in_review=left[State.IN_REVIEW],
        scheduled=left[State.SCHEDULED],
        can_write=_can_write(held),
        colleagues=colleagues,
        counted=counted,
        problem=problem,
        field=field if _with_author(left) and colleagues else "",
        to=request.form.get("to", ""),
        ticked=request.values.get("without_factors"),
    )
    return page, 422 if problem else 200


def _form_page(held: Person | None, form: PersonForm, version: int | None = None) -> ResponseReturnValue:
    back = url_for("desk.one_account", account_id=held.id) if held else url_for("desk.accounts")
    return form_page(
        form,
        heading=f"Change {held.said.name}" if held else "Add a person",
        button="Save the changes" if held else "Add this person",
        back=back,
        caption="People",
        version=version,
    )


def _names(connection: Connection, every: Iterable[Body], those: Iterable[Person]) -> dict[str, str]:
    """Return the names of the public bodies, and of the voluntary ones that some people speak for."""
    speaking = {one.said.organisation for one in those if one.said.organisation}
    named = (find_organisation(connection, identifier, unnamed=True) for identifier in sorted(speaking))
    voluntary = {identifier: one.name for one in named if one for identifier in one.identifiers}
    return {**voluntary, **{body.identifier: body.name for body in every}}


def _bodies() -> list[Body]:
    with reading() as connection:
        return bodies(connection)


def _person(account_id: int) -> Person:
    with reading() as connection:
        return _found(connection, account_id)


def _found(connection: Connection, account_id: int) -> Person:
    held = person(connection, account_id) if account_id <= HIGHEST_ID else None
    return held or abort(404)


def _changed(before: Particulars, after: Particulars) -> dict[str, Any]:
    told: dict[str, Any] = changes(in_audit(before), in_audit(after))
    renamed = [name for name in ("name", "email") if getattr(before, name) != getattr(after, name)]
    return {**told, **({"also": renamed} if renamed else {})}
