"""Keep what was typed when a session ends or a token is refused: no text is ever lost."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError

from register.desk.addresses import safe_address
from register.log.standing import ReadOnly
from register.web.current import is_desk_path
from register.web.errors import error_page

FIELD = "kept"
NOT_TYPED = ("version", "update", "save", "preview", "send", "check", "looked")
SIGN_IN = "/desk/sign-in"
ENTRANCES = (SIGN_IN, "/desk/sign-out")
MOST_BYTES = 256 * 1024
"""The longest form that is kept through a sign-in; whoever sent it is nobody we know yet."""
MOST_BYTES_CARRIED = 3 * MOST_BYTES
"""A kept form as the sign-in page sends it back: quoting makes it longer."""
MOST_PAIRS = 2_000
TOO_LONG = (
    "You were signed out, and this is too long to keep while you sign in. "
    "Go back in your browser, copy what you typed, sign in, and send it again."
)


@dataclass(frozen=True)
class Kept:
    """A form as it was sent: where to, and every pair typed in it."""

    address: str
    pairs: tuple[tuple[str, str], ...]

    def written(self) -> str:
        """Return it as text for a hidden field."""
        return json.dumps({"address": self.address, "pairs": self.pairs})

    def readable(self) -> list[tuple[str, str]]:
        """Return what a person typed, with the fields' names in words."""
        spoken = str.maketrans({"-": " ", "_": " "})
        typed = [(name, value) for name, value in self.pairs if value.strip() and name not in NOT_TYPED]
        return [(name.translate(spoken).capitalize(), value) for name, value in typed]


def kept_from_sign_in() -> Kept | None:
    """Return the form that the sign-in page carried through, if it did."""
    try:
        found = json.loads(request.form.get(FIELD, ""))
        pairs = tuple((str(name), str(value)) for name, value in found["pairs"])
        address = safe_address(found["address"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return Kept(address, pairs) if address else None


def bound_strangers() -> None:
    """Answer 413 before anything is read of a longer form than could be kept for somebody not signed in."""
    if request.method != "POST" or not is_desk_path(request.path):
        return
    most = MOST_BYTES_CARRIED if request.path in ENTRANCES else MOST_BYTES
    if (request.content_length is None or request.content_length > most) and not current_user.is_authenticated:
        request.max_content_length = most
        if request.content_length is not None:
            abort(413, TOO_LONG)


def ask_to_sign_in() -> ResponseReturnValue:
    """Show the sign-in page that carries through what was just sent."""
    kept = _sent()
    if len(kept.pairs) > MOST_PAIRS:
        return error_page(413, TOO_LONG)
    return _sign_in_page(kept, "You were signed out. Sign in again.")


def refused_token(error: CSRFError) -> ResponseReturnValue:
    """Answer a form whose token is missing or no longer good, with everything typed in it."""
    if not is_desk_path(request.path) or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return error_page(400, "This page was open for too long. Go back, load it again, and send it again.")
    if request.path == SIGN_IN:
        return _sign_in_page(kept_from_sign_in(), "This page was open for too long. Sign in again.")
    if not current_user.is_authenticated:
        return ask_to_sign_in()
    return kept_page(_sent(), 422, "The page you sent it from was open for too long, or you signed in again meanwhile.")


def database_busy(error: OperationalError) -> ResponseReturnValue:
    """Answer a form that the database did not take, with everything typed in it."""
    current_app.logger.error("the database did not answer", exc_info=error)
    if request.method != "POST":
        return error_page(503)
    problem = "The register could not save it just now. Wait a minute, then go on."
    if request.path == SIGN_IN:
        return _sign_in_page(kept_from_sign_in(), "The register is busy. Wait a minute, then sign in.", 503)
    return kept_page(_sent(), 503, problem)


def read_only(error: ReadOnly) -> ResponseReturnValue:
    """Say why nothing can be published just now; drafts stay as they were, and a form keeps what was typed in it."""
    kept = _sent()
    return render_template("desk/read_only.html", why=str(error), kept=kept if kept.readable() else None), 503


def kept_page(kept: Kept, status: int, problem: str | None = None) -> ResponseReturnValue:
    """Show what was typed, and one button that sends it again with a good token."""
    return render_template("desk/kept.html", kept=kept, problem=problem), status


def posted_version() -> int:
    """Return the version that a form was opened with; 0 where it does not say."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def differences(saved: Sequence[tuple[str, str]], typed: Sequence[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Return name, saved text and typed text of every answer that differs."""
    old, new = dict(saved), dict(typed)
    pairs = [(name, old.get(name, ""), new.get(name, "")) for name in {**old, **new}]
    return [(name, before, after) for name, before, after in pairs if before != after]


def _sent() -> Kept:
    sent = [] if request.path in ENTRANCES else request.form.items(multi=True)
    pairs = [(name, value) for name, value in sent if value and name != "csrf_token"]  # a blank box says nothing
    return Kept(request.path if pairs else "/desk/", tuple(pairs))


def _sign_in_page(kept: Kept | None, message: str, status: int = 401) -> ResponseReturnValue:
    return render_template("desk/sign_in.html", kept=kept if kept and kept.pairs else None, message=message), status
