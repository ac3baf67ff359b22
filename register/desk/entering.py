"""Who is at the door: half signed in after the password, signed in after the second factor, proved for ten minutes.

The session is a signed cookie. Each step begins a new one, so nothing that stood in the one before has any weight.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security.utils import login_user
from sqlalchemy import Connection

from register.accounts import audit
from register.accounts.service import account_of, account_row, begin_sign_in, forget_failures, names_of, place_of
from register.accounts.setup import IDLE
from register.core.calendar import now_utc
from register.desk.addresses import safe_address
from register.desk.keeping import Kept, kept_from_sign_in, kept_page, sign_in_page
from register.extensions import db, writing

HALFWAY = "halfway"
PROVED = "proved"
PROOF_LASTS = timedelta(minutes=10)
BEGAN = "fs_paa"
"""Flask-Security's name for the moment of signing in: the twelve hours of a session count from it."""


@dataclass(frozen=True)
class Person:
    """Somebody whose password was right."""

    id: int
    name: str
    email: str
    uniquifier: str

    @property
    def by(self) -> audit.By:
        """Return who and where they are, for the audit."""
        return audit.By(self.id, self.name, here())


def here() -> str:
    """Return where the request came from."""
    return place_of(request.remote_addr or "")


def person_of(user: Any) -> Person:
    """Return the person whose account this is."""
    return Person(user.id, user.name, user.email, user.fs_uniquifier)


def person_with(connection: Connection, account_id: int) -> Person:
    """Return the person whose account has this number."""
    row = account_row(connection, account_id)
    return Person(row.id, row.name, row.email, row.fs_uniquifier)


def begin_halfway(person: Person) -> None:
    """Remember that the password was right: it opens the second step and nothing else."""
    _new_session()
    session[HALFWAY] = {"who": person.uniquifier, "at": time.time()}


def halfway() -> Person | None:
    """Return who is half signed in; nobody after half an hour, or once their sessions were ended."""
    state = session.get(HALFWAY)
    if state is None or time.time() - state["at"] > IDLE.total_seconds():
        return None
    user = _user(state["who"])
    person = None if user is None else person_of(user)
    db.session.close()
    return person


def enter(uniquifier: str, *, began: float | None = None) -> bool:
    """Sign somebody in, in a new session that ends twelve hours after it `began`; False where the account is closed."""
    if began is None:
        began = session.get(HALFWAY, {}).get("at", time.time())
    user = _user(uniquifier)
    if user is None:
        return False
    _new_session()
    login_user(user)
    db.session.close()
    session[BEGAN] = began
    session[PROVED] = time.time()
    session.permanent = True  # so that every request starts the idle time anew
    return True


def is_proved() -> bool:
    """Tell whether the person showed who they are within the last ten minutes."""
    return bool(0 <= time.time() - session.get(PROVED, 0) <= PROOF_LASTS.total_seconds())


def prove() -> None:
    """Remember that the person has just shown who they are; the end of the session stays where it was."""
    session[PROVED] = time.time()


def ask_who(back: str) -> ResponseReturnValue:
    """Ask who it is before something that a stranger at an open desk must not do, and go back from there."""
    return redirect(url_for("desk.confirm", next=back), 303)


def wait_before(what: str, *, most_anywhere: int | None = None) -> timedelta | None:
    """Count a try at an account, a second factor, a code; return how long to wait instead where there were too many."""
    with writing() as connection:
        return begin_sign_in(
            connection,
            email=what,
            address=request.remote_addr or "",
            now=datetime.now(UTC),
            most_anywhere=most_anywhere,
        )


def too_many(wait: timedelta) -> str:
    """Say how long to wait."""
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    return f"There were too many attempts. Wait {minutes} minute{'' if minutes == 1 else 's'}, then try again."


def forget(connection: Connection, what: str) -> None:
    """Forget the tries at an account, a second factor, a code from here: one was right."""
    forget_failures(connection, email=what, address=request.remote_addr or "")


def note_failure(connection: Connection, email: str, step: str) -> None:
    """Write in the audit that somebody failed to sign in; what was typed stands nowhere, it may be a password.

    An address that no account has, and none at all, is somebody unknown.
    """
    try:
        account_id = account_of(connection, email)
    except ValueError:
        account_id = None
    name = "Somebody unknown" if account_id is None else names_of(connection, [account_id])[account_id]
    about = "" if account_id is None else f"account {account_id}"
    audit.record(connection, audit.By(account_id, name, here()), "sign_in_failed", about, at=now_utc(), step=step)


def note_refused_passkey(email: str = "") -> None:
    """Write in the audit that a passkey was refused: a few times only, for anybody can send as many as they like."""
    if wait_before(f"passkeys of {email or 'nobody known'}") is None:
        with writing() as connection:
            note_failure(connection, email, "passkey")


def going_to() -> str | None:
    """Return where the person was going, if that is on the desk."""
    return safe_address(request.form.get("next") or request.args.get("next"))


def onward() -> ResponseReturnValue:
    """Go on where the person was, with what they had typed."""
    kept = kept_from_sign_in()
    return kept_page(kept, 200) if kept and kept.pairs else redirect(going_to() or "/desk/")


def start_again() -> ResponseReturnValue:
    """Send somebody back to the beginning of signing in, with what they had typed."""
    kept = kept_from_sign_in()
    if request.method == "POST":
        return sign_in_page(kept, "You were away for too long, or began anew elsewhere. Sign in again.")
    flash("Sign in with your password first.")
    return redirect(url_for("security.login", next=going_to()))


def carried() -> dict[str, str | Kept | None]:
    """Return what every step of signing in carries to the next, for its template."""
    return {"kept": kept_from_sign_in(), "going_to": going_to()}


def _user(uniquifier: str) -> Any:
    """Return the account, as Flask-Security knows it, that a session names; None where it is closed."""
    user = current_app.extensions["security"].datastore.find_user(fs_uniquifier=uniquifier)
    return user if user is not None and user.is_active else None


def _new_session() -> None:
    session.clear()
    g.pop("csrf_token", None)  # whoever knew the token of the page before must not know the next one
