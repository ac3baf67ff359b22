"""Answer a form about what is not there any more, or not for this officer: what was typed in it stays readable."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from register.desk.keeping import SECRET, Kept
from register.web.current import sent_pairs
from register.web.errors import error_page

NOT_WORDS = ("csrf_token", "read", "row", "back", "publish", "publish_time", "later", *SECRET)
"""What buttons, ticks and hidden boxes say beside what a person typed."""
HEADING = "Not saved: this is not there any more"
WHY = "It was discarded or sent on, perhaps in another window, or it is not yours to change."


def gone_page(heading: str = HEADING, why: str = WHY) -> ResponseReturnValue:
    """Answer 404, as for what never was, with everything typed to be copied."""
    pairs = [(name, value) for name, value in sent_pairs() if name not in NOT_WORDS]
    typed = Kept(request.path, tuple(pairs)).readable()
    return render_template("desk/gone.html", heading=heading, why=why, typed=typed), 404


def no_such(error: LookupError) -> ResponseReturnValue:
    """Answer as if there were no such draft, grid, request or statement: it is not, or no longer, for this officer."""
    return gone_page() if request.method == "POST" else error_page(404)
