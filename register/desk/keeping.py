"""Keep what was typed when a session ends or a token is refused: no text is ever lost."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus

from flask import abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import current_user
from flask_wtf.csrf import CSRFError, generate_csrf
from sqlalchemy.exc import OperationalError

from register.desk.addresses import safe_address
from register.desk.typed import answers
from register.extensions import reading
from register.log.standing import ReadOnly
from register.organisations.reading import bodies
from register.web.current import is_desk_path, sent_pairs, settings_now
from register.web.errors import error_page
from register.web.forms import Lists
from register.web.numbers import whole_number
from register.web.widgets import printable

FIELD = "kept"
AUTOSAVE = "/autosave"
"""Ends the addresses to which a page’s script saves: it is told, not shown, what is wrong, and given a good token."""
BUTTONS = ("update", "save", "preview", "send", "check", "publish", "later", "back")
NOT_TYPED = (*BUTTONS, "version", "aside", "looked", "read", "row")
"""What buttons, ticks and hidden boxes say beside what a person typed."""
BLANK = (("publish_time", "09:00"),)
"""What a box says before anybody types in it."""
SIGN_IN = "/desk/sign-in"
STEPS = (SIGN_IN, "/desk/sign-in/code", "/desk/sign-in/set-up", "/desk/sign-in/passkey")
"""Where one signs in; each carries through what was typed before."""
ENTRANCES = (*STEPS, "/desk/sign-out")
LINK = "/desk/link/"
SECRET = ("password", "old-password", "new-password", "app-code", "recovery-code", "passkey-answer")
"""What nobody wants kept, least of all on a page."""
MOST_BYTES = 256 * 1024
"""The longest form that is kept through a sign-in; whoever sent it is nobody we know yet."""
MOST_BYTES_CARRIED = 6 * MOST_BYTES
"""A kept form as the sign-in page sends it back: quoting makes a letter of two bytes four times, a quote six times as
long."""
MOST_PAIRS = 2_000
WITH_FILES = "multipart/form-data"
FILES_AT_ONCE = 3
"""Of the longest documents so many may come with one form."""
CHOOSE_AGAIN = " The files that you chose did not come with it: choose them again."
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

    def readable(self, lists: Lists | None = None) -> list[tuple[str, str]]:
        """Return what a person typed, each question of an entry by its label, other fields' names in words."""
        spoken = str.maketrans({"-": " ", "_": " "})
        said, known = answers(self.address, self.pairs, lists)
        typed = [
            (name, value)
            for name, value in self.pairs
            if value.strip() and name not in NOT_TYPED and (name, value) not in BLANK and not name.startswith("find-")
        ]
        return [*said, *((name.translate(spoken).capitalize(), value) for name, value in typed if name not in known)]


def kept_from_sign_in() -> Kept | None:
    """Return the form that the sign-in page carried through, if it did."""
    try:
        found = json.loads(request.form.get(FIELD, ""))
        pairs = tuple((printable(str(name)), printable(str(value))) for name, value in found["pairs"])
        address = safe_address(found["address"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return Kept(address, pairs) if address else None


def bound_strangers() -> None:
    """Answer 413 before anything is read of a longer form than could be kept for somebody not signed in."""
    if request.method != "POST" or not is_desk_path(request.path):
        return
    most = MOST_BYTES_CARRIED if request.path in ENTRANCES else MOST_BYTES
    if request.mimetype == WITH_FILES and request.path not in ENTRANCES:
        most = _make_room(most)
    if (request.content_length is None or request.content_length > most) and not current_user.is_authenticated:
        request.max_content_length = most
        if request.content_length is not None:
            abort(413, TOO_LONG)


def _make_room(most: int) -> int:
    """Let files come beside a form; return how long it may be from somebody who is not signed in.

    Of them the text is kept through the sign-in, and no file.
    """
    room = FILES_AT_ONCE * settings_now().document_megabytes * 1_000_000
    length = request.content_length
    if length is not None and length > most:
        known = current_user.is_authenticated
        request.max_content_length = room + (int(current_app.config["MAX_CONTENT_LENGTH"]) if known else most)
        if not known:
            request.max_form_memory_size = most
    return most + room


def ask_to_sign_in() -> ResponseReturnValue:
    """Show the sign-in page that carries through what was just sent."""
    kept = just_sent()
    if len(kept.pairs) > MOST_PAIRS:
        return error_page(413, TOO_LONG)
    return sign_in_page(kept, f"You were signed out. Sign in again.{_files_lost()}")


def refused_token(error: CSRFError) -> ResponseReturnValue:
    """Answer a form whose token is missing or no longer good, with everything typed in it."""
    if not is_desk_path(request.path) or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return error_page(400, "This page was open for too long. Go back, load it again, and send it again.")
    if request.path in STEPS:
        return sign_in_page(kept_from_sign_in(), "This page was open for too long. Sign in again.")
    if request.path.startswith(LINK):
        words = "Open the link once more: it has not been used."
        return error_page(422, words, title="This page was open for too long")
    if not current_user.is_authenticated:
        return ask_to_sign_in()
    if request.path.endswith(AUTOSAVE):
        return {"token": generate_csrf()}, 422
    problem = "The page you sent it from was open for too long, or you signed in again meanwhile."
    return kept_page(just_sent(), 422, f"{problem}{_files_lost()}")


def database_busy(error: OperationalError) -> ResponseReturnValue:
    """Answer a form that the database did not take, with everything typed in it."""
    current_app.logger.error("the database did not answer", exc_info=error)
    if request.method != "POST":
        return error_page(503)
    problem = "The register could not save it just now. Wait a minute, then go on."
    if request.path in STEPS:
        return sign_in_page(kept_from_sign_in(), "The register is busy. Wait a minute, then sign in.", 503)
    return kept_page(just_sent(), 503, problem)


def read_only(error: ReadOnly) -> ResponseReturnValue:
    """Say why nothing can be published just now; drafts stay as they were, and a form keeps what was typed in it."""
    kept = just_sent()
    return render_template("desk/read_only.html", why=str(error), kept=kept if kept.readable() else None), 503


def kept_page(kept: Kept, status: int, problem: str | None = None) -> ResponseReturnValue:
    """Show what was typed, and one button that sends it again with a good token."""
    lists = None
    if status != HTTPStatus.SERVICE_UNAVAILABLE:
        with reading() as connection:
            lists = Lists(bodies=[(body.identifier, body.name) for body in bodies(connection)])
    return render_template("desk/kept.html", kept=kept, problem=problem, lists=lists), status


def posted_version() -> int:
    """Return the version that a form was opened with; 0 where it does not say."""
    return whole_number(request.form.get("version", "")) or 0


def just_sent() -> Kept:
    """Return the form of this request, without its token and without secrets; of one that signs in or out, nothing."""
    pairs = [] if request.path in ENTRANCES else sent_pairs()
    left = ("csrf_token", *SECRET)
    # A blank box says nothing.
    return Kept(request.path, tuple((name, value) for name, value in pairs if value and name not in left))


def _files_lost() -> str:
    return CHOOSE_AGAIN if any(file.filename for file in request.files.values()) else ""


def sign_in_page(kept: Kept | None, message: str, status: int = 401) -> ResponseReturnValue:
    """Show the first step of signing in, which carries through what was typed."""
    return render_template("desk/sign_in.html", kept=kept if kept and kept.pairs else None, message=message), status
