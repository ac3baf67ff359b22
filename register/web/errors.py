"""Errors in house style: what went wrong and what to do, in plain English, with a search box."""

from __future__ import annotations

from flask import Flask, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException

TITLES = {
    400: "This address does not work",
    403: "You may not do this",
    404: "Page not found",
    405: "This address cannot be used in this way",
    410: "This entry was withdrawn",
    413: "That is too much to send at once",
    414: "This address is too long",
    429: "Too many attempts",
    500: "Something went wrong on our side",
    503: "The register cannot answer just now",
}
MESSAGES = {
    400: "Part of the address is not something this register understands. Check it, or search below.",
    403: "Your account does not allow this, or the page has been open too long. Go back and try again.",
    404: "If you typed the address, check it is correct. References look like FD-2026-0042. "
    "Published entries are never deleted, so a search will find what you are looking for.",
    405: "Go back, and use the links and buttons on the page.",
    410: "Its reference, title and the reason stay on record.",
    413: "Send less text or a smaller file, and try again.",
    414: "Shorten the address, or search below.",
    429: "Wait a minute, then try again.",
    500: "Nothing you did caused this and nothing published was lost. Try again in a few minutes.",
    503: "Nothing published was lost. Try again in a minute.",
}
MAY_BE_KEPT = (404, 410)
"""Every other error may be gone at the next attempt."""


def init_errors(app: Flask) -> None:
    """Answer every error with a page in house style, and 400 to an address that no database takes."""

    @app.before_request
    def refuse_what_no_address_holds() -> None:
        if "\x00" in request.path or any("\x00" in part for pair in request.args.items(multi=True) for part in pair):
            abort(400)

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> ResponseReturnValue:
        if error.code is None or error.code < 400:
            return error.get_response()
        own = error.description if error.description != type(error).description else None
        return error_page(error.code, own, Headers(error.get_headers()))

    @app.errorhandler(OperationalError)
    def database_error(error: OperationalError) -> ResponseReturnValue:
        app.logger.exception("the database did not answer")
        return error_page(503)

    @app.errorhandler(Exception)
    def unforeseen(error: Exception) -> ResponseReturnValue:
        app.logger.exception("an error nobody foresaw")
        return error_page(500)


def error_page(
    code: int, message: str | None = None, headers: Headers | None = None, *, title: str | None = None
) -> ResponseReturnValue:
    """Render the page of an error code, with a title and a message of its own or the usual ones.

    It gets the headers that the error asks for.
    """
    shown = title or TITLES.get(code, TITLES[400 if code < 500 else 500])
    words = message or MESSAGES.get(code, MESSAGES[400 if code < 500 else 500])
    page = render_template("error.html", code=code, title=shown, message=words, usual=title is None)
    sent = Headers(headers)
    sent.remove("Content-Type")
    if code not in MAY_BE_KEPT:
        sent["Cache-Control"] = "no-store"
    return page, code, sent
