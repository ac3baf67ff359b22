"""Sign in: Flask-Security's view, slowed for guessers, carrying through what was typed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import abort, g, make_response, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_security import current_user
from flask_security.views import login, logout
from sqlalchemy.exc import OperationalError

from register.accounts.service import begin_sign_in, end_sessions, forget_failures
from register.desk.addresses import safe_address
from register.desk.keeping import database_busy, kept_from_sign_in, kept_page
from register.extensions import db, writing


def sign_in() -> ResponseReturnValue:
    """Show the sign-in page, or sign in and go on where the person was."""
    try:
        return _sign_in()
    except OperationalError as error:  # Flask-Security's blueprint is not ours: its errors do not reach the desk's
        return database_busy(error)


def sign_out() -> ResponseReturnValue:
    """Sign out everywhere: a cookie cannot be called back, but what it names can be renewed."""
    account_id = current_user.id if current_user.is_authenticated else None
    response = make_response(logout())
    db.session.rollback()  # the account was read: hold no transaction open while another connection writes
    if account_id is not None:
        with writing() as connection:
            end_sessions(connection, account_id)
    return response


def _sign_in() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect("/desk/")
    if request.method != "POST":
        return make_response(login())
    if request.is_json:
        abort(415)  # Flask-Security would read it, and the count of tries would not
    email, address = request.form.get("email", ""), request.remote_addr or ""
    if wait := _wait_before(email, address):
        return _too_many(wait)
    response = make_response(login())
    if not current_user.is_authenticated:
        response.status_code = 422
        return response
    db.session.commit()
    with writing() as connection:
        forget_failures(connection, email=email, address=address)
    session.permanent = True  # so that every request starts the idle time anew
    session.pop("csrf_token", None)  # whoever knew the token of the sign-in page must not know the next one
    g.pop("csrf_token", None)
    kept = kept_from_sign_in()
    if kept:
        return kept_page(kept, 200)
    return redirect(safe_address(request.form.get("next") or request.args.get("next")) or "/desk/")


def _wait_before(email: str, address: str) -> timedelta | None:
    if not (email.strip() and request.form.get("password")):
        return None
    with writing() as connection:
        return begin_sign_in(connection, email=email, address=address, now=datetime.now(UTC))


def _too_many(wait: timedelta) -> ResponseReturnValue:
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    message = (
        f"There were too many attempts from here. Wait {minutes} minute{'' if minutes == 1 else 's'}, then try again."
    )
    page = render_template("desk/sign_in.html", message=message, kept=kept_from_sign_in())
    return page, 429, {"Retry-After": str(int(wait.total_seconds()) + 1)}
