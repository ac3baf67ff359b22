"""Uploaded documents for readers: each as long as a published revision shows it."""

from __future__ import annotations

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from register.documents import reading as documents
from register.documents.reading import Standing
from register.documents.serving import served
from register.extensions import reading
from register.kinds import kind_of_reference
from register.web.current import settings_now

_WHY = {
    Standing.ON_HOLD: (403, "This document is on hold", "It is not shown until a second person has looked."),
    Standing.REDACTED: (410, "This document was removed for good", "It was removed by law."),
    Standing.WITHDRAWN: (410, "This document was withdrawn", "The entry that it belonged to was withdrawn."),
}


def uploaded(key: str, name: str) -> ResponseReturnValue:
    """Give a document, or say why it is not there any more."""
    with reading() as connection:
        held = documents.find(connection, key)
        if held is None:
            abort(404)
        how, reference = documents.standing(connection, held)
    if how in _WHY:
        return _gone(how, reference or "")
    if how is Standing.NOWHERE or name != held.file_name:
        abort(404)
    return served(settings_now(), held)


def _gone(how: Standing, reference: str) -> Response:
    code, title, why = _WHY[how]
    kind = kind_of_reference(reference)
    path = f"/{kind.plural}/{reference}/history" if kind else "/"
    page = render_template("document/gone.html", title=title, why=why, reference=reference, path=path)
    response = Response(page, code, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    return response
