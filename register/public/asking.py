"""What an address asks for, or the page that says why it cannot be answered."""

from __future__ import annotations

from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from register.finding.query import BadQuery, Query, parse


def ask(args: MultiDict[str, str] | None = None, *, kind: str | None = None) -> Query:
    """Read the query of the request, or of other arguments; raise BadRequest with a message for readers."""
    try:
        return parse(request.args if args is None else args, kind)
    except BadQuery as problem:
        raise BadRequest(str(problem)) from problem
