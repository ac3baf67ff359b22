"""Say in your own words what you think of an entry: by the link of an invitation, without an account or a cookie."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from werkzeug.exceptions import HTTPException

from register.core.calendar import instant
from register.entries.reading import current, reference_of_entry
from register.extensions import csrf, reading, writing
from register.organisations.reading import find_body
from register.publishing import drafts, statements
from register.publishing.statements import LONGEST, Closed, Invitation, State, Unknown
from register.web.current import now, settings_now
from register.web.widgets import printable

LONGEST_POST = 200_000
"""Bytes: a statement of the longest in any script, and what a form puts around it."""


def statement(secret: str) -> ResponseReturnValue:
    """Ask for a statement, show it once more, then keep it; the secret in the link is all that is asked for.

    Who has no link can send nothing, so no other site can make a browser send it.
    """
    request.max_content_length = LONGEST_POST
    words = printable(request.form.get("words", "")) if request.method == "POST" else ""
    try:
        with reading() as connection:
            invitation = _of(connection, secret)
            about = _about(connection, invitation)
    except HTTPException as gone:
        if not words.strip():
            raise
        return _private(render_template("statement/lost.html", why=gone.description, words=words), gone.code or 404)
    if invitation.state is not State.OPEN:
        return _page("statement/closed.html", invitation, about, words=words)
    if request.method != "POST" or "change" in request.form:
        return _page("statement/write.html", invitation, about, words=words)
    declined = "decline" in request.form or "declined" in request.form
    problem = None if declined else _problem(words)
    if problem:
        return _page("statement/write.html", invitation, about, words=words, problem=problem, status=422)
    if "send" not in request.form:
        return _page("statement/check.html", invitation, about, words=words, declined=declined)
    try:
        with writing() as connection:
            statements.receive(
                connection,
                invitation,
                words=words,
                declined=declined,
                at=instant(now()),
                settings=settings_now(),
            )
    except Closed:
        with reading() as connection:
            invitation = _of(connection, secret)
        return _page("statement/closed.html", invitation, about, words=words, status=409)
    return _page("statement/received.html", invitation, about, words=words, declined=declined)


csrf.exempt(statement)


def _problem(words: str) -> str | None:
    if not words.strip():
        return "Write your statement"
    if len(words) > LONGEST:
        return f"Your statement has {len(words):,} characters: it may have up to {LONGEST:,}"
    return None


def _of(connection: Connection, secret: str) -> Invitation:
    try:
        return statements.by_secret(connection, secret)
    except Unknown:
        abort(404, "This link is not known. It may have been replaced by a newer one: ask whoever sent it.")


def _about(connection: Connection, invitation: Invitation) -> dict[str, Any]:
    """Return what an invitation is about, as the person invited may see it: as published, or what the draft says."""
    entry_id = statements.entry_of(connection, invitation)
    if entry_id is not None:
        record = current(connection, reference_of_entry(connection, entry_id) or "")
        if record is None or record.hidden:
            abort(403, "The entry that this is about is not shown at present, so no statement can be made now.")
        return {"path": record.path, "reference": record.reference, "document": record.document}
    try:
        draft = drafts.get(connection, invitation.draft_id or 0)
    except drafts.Unknown:
        abort(410, "What this invitation was about was given up: no statement is needed.")
    document = draft.kind.form(draft.pairs).document()
    if known := find_body(connection, draft.body or ""):
        document["body"] = {"name": known.name}
    return {"path": None, "reference": None, "document": document}


def _page(
    template: str, invitation: Invitation, about: dict[str, Any], *, status: int = 200, **context: Any
) -> Response:
    said = about["document"]
    page = render_template(
        template,
        invitation=invitation,
        path=about["path"],
        reference=about["reference"],
        title=said.get("title") if isinstance(said.get("title"), str) else None,
        summary=said.get("summary") if isinstance(said.get("summary"), str) else None,
        body=(said.get("body") or {}).get("name"),
        longest=LONGEST,
        **context,
    )
    return _private(page, status)


def _private(page: str, status: int) -> Response:
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
