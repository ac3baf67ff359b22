"""What the present request asks for, or the answer that says why it cannot be answered."""

from __future__ import annotations

from collections.abc import Container

from flask import request
from werkzeug.exceptions import BadRequest

from register.finding.query import BadQuery, Query, parse


def ask(*, kind: str | None = None, heeding: Container[str] | None = None, **implied: str) -> Query:
    """Read the query of the request; raise BadRequest with a message for readers.

    What the path says (`kind`, `implied`) cannot be overruled; where `heeding` is given, other parameters are dropped.
    """
    given = [
        (name, value)
        for name, value in request.args.items(multi=True)
        if name not in implied and (heeding is None or name in heeding)
    ]
    try:
        return parse([*implied.items(), *given], kind)
    except BadQuery as problem:
        raise BadRequest(str(problem)) from problem
