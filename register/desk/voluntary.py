"""What a voluntary body's officer does at the desk: see which statements are asked of it, and answer."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from register.desk.auditing import note
from register.desk.routing import VOLUNTARY_BODIES, desk, for_roles, officer
from register.extensions import reading, writing
from register.organisations.reading import find_organisation
from register.publishing import statements
from register.publishing.statements import Closed


@desk.get("/statements")
@for_roles(VOLUNTARY_BODIES)
def asked_of_us() -> ResponseReturnValue:
    """List the statements that were asked of the officer's organisation, the newest first."""
    ours = officer().organisation
    with reading() as connection:
        organisation = find_organisation(connection, ours) if ours else None
        held = statements.to_organisation(connection, ours) if ours else []
    return render_template("desk/asked_of_us.html", organisation=organisation, invitations=held)


@desk.post("/statements/<int:invitation_id>/answer")
@for_roles(VOLUNTARY_BODIES)
def answer(invitation_id: int) -> ResponseReturnValue:
    """Go to the page on which the statement is written, by a new link: the one that was sent is void then."""
    with reading() as connection:
        invitation = statements.get(connection, invitation_id)
    if invitation.organisation is None or invitation.organisation != officer().organisation:
        abort(404)
    try:
        with writing() as connection:
            secret = statements.renew(connection, invitation)
            note(connection, "statement_opened", f"statement {invitation.id}")
    except Closed:
        flash("This was answered or ended already.")
        return redirect(url_for("desk.asked_of_us"), 303)
    return redirect(url_for("public.statement", secret=secret), 303)
