"""One-time links: whoever holds one sets the password of the account it was made for."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from register.accounts.links import Link, open_link, use_link
from register.accounts.passwords import hashed_password, why_refused
from register.core.calendar import now_utc
from register.desk.doors import doors
from register.desk.entering import here
from register.extensions import reading, writing
from register.web.current import settings_now
from register.web.errors import error_page

GONE = (
    "This link has been used, is more than 24 hours old, or was replaced by a newer one. "
    "Ask your register’s administrator for another."
)


@doors.get("/link/<secret>")
def link(secret: str) -> ResponseReturnValue:
    """Ask for the new password."""
    found = _open(secret)
    return _page(found) if found else _gone()


@doors.post("/link/<secret>")
def use(secret: str) -> ResponseReturnValue:
    """Set the password, once."""
    found = _open(secret)
    if found is None:
        return _gone()
    password = request.form.get("new-password", "")
    if problem := why_refused(password, (found.name, found.email, settings_now().register_name)):
        return _page(found, problem, 422)
    hashed = hashed_password(password)
    with writing() as connection:
        used = use_link(connection, secret, password_hash=hashed, at=now_utc(), address=here())
    if used is None:
        return _gone()
    session.clear()
    flash("Your password is set. Sign in with it.", "success")
    return redirect(url_for("security.login"), 303)


def _open(secret: str) -> Link | None:
    with reading() as connection:
        return open_link(connection, secret, at=now_utc())


def _page(found: Link, problem: str | None = None, status: int = 200) -> ResponseReturnValue:
    return render_template("desk/sign_in_link.html", link=found, problem=problem), status


def _gone() -> ResponseReturnValue:
    return error_page(410, GONE, title="This link cannot be used any more")
