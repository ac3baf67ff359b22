"""The text of an undertaking, opened beside the question that it bears on."""

from __future__ import annotations

from flask import abort, redirect, render_template
from flask.typing import ResponseReturnValue

from register.compact.document import load
from register.desk.routing import WRITERS, desk, for_roles
from register.web.current import wants_fragment


@desk.get("/undertakings/<number>")
@for_roles(WRITERS)
def undertaking(number: str) -> ResponseReturnValue:
    """Answer htmx with an undertaking to open in its place; anybody else goes to its page."""
    try:
        found = load().undertaking(number)
    except KeyError:
        abort(404)
    if not wants_fragment():
        return redirect(f"/compact/{number}")
    return render_template("desk/fields/undertaking.html", undertaking=found)
