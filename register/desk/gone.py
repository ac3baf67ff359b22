"""Answer a form about what is not there any more, or not for this officer: what was typed in it stays readable."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from register.desk.keeping import just_sent
from register.web.errors import error_page

HEADING = "Not saved: this is not there any more"
WHY = "It was discarded or sent on, perhaps in another window, or it is not yours to change."

NOT_HERE_TITLE = "There is nothing here that you can open"
NOT_HERE = (
    "There is no such draft or request, or it is a colleague’s who is still writing it: "
    "a draft is its author’s alone until it is sent for review."
)
"""Said of both alike: nobody is told whether a colleague writes something."""


def gone_page(heading: str = HEADING, why: str = WHY) -> ResponseReturnValue:
    """Answer 404, as for what never was, with everything typed to be copied."""
    typed = just_sent().readable()
    return render_template("desk/gone.html", heading=heading, why=why, typed=typed), 404


def no_such(error: LookupError) -> ResponseReturnValue:
    """Answer as if there were no such draft, grid, request or statement: it is not, or no longer, for this officer."""
    return gone_page() if request.method == "POST" else error_page(404, NOT_HERE, title=NOT_HERE_TITLE)
