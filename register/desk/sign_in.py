"""Sign in with a password or a passkey, slowed for guessers, carrying through what was typed; sign out everywhere."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from flask_security.utils import logout_user
from sqlalchemy.exc import OperationalError

from register.accounts import audit, passkeys
from register.accounts.factors import factors_of, is_required
from register.accounts.service import end_sessions
from register.accounts.setup import SignInForm
from register.core.calendar import now_utc
from register.desk.asking import answered, forget_challenge
from register.desk.doors import doors
from register.desk.entering import (
    Person,
    begin_halfway,
    carried,
    enter,
    forget,
    going_to,
    note_failure,
    note_refused_passkey,
    onward,
    person_of,
    person_with,
    start_again,
    too_many,
    wait_before,
)
from register.desk.keeping import database_busy, kept_from_sign_in
from register.desk.second_step import second_step
from register.extensions import db, writing

WRONG = "The e-mail address and password do not go together, or the account is closed."


def sign_in() -> ResponseReturnValue:
    """Show the sign-in page, or look at the password and go on to the second step or to where the person was."""
    try:
        return _sign_in()
    except OperationalError as error:  # Flask-Security's blueprint is not ours: its errors do not reach the desk's
        return database_busy(error)


def sign_out() -> ResponseReturnValue:
    """Sign out everywhere: a cookie cannot be called back, but what it names can be renewed."""
    person = person_of(current_user) if current_user.is_authenticated else None
    db.session.rollback()  # the account was read: hold no transaction open while another connection writes
    if person is not None:
        try:
            with writing() as connection:
                end_sessions(connection, person.id, keep_link=True)
                audit.record(connection, person.by, "signed_out", f"account {person.id}", at=now_utc())
        except OperationalError as error:
            return database_busy(error)
    logout_user()
    session.clear()
    return redirect(url_for("security.login"))


@doors.post("/sign-in/passkey")
def with_passkey() -> ResponseReturnValue:
    """Sign in with a passkey alone: the device has asked for finger, face or PIN, so it is both factors."""
    try:
        with writing() as connection:
            account_id = passkeys.use(connection, *answered())
            person = person_with(connection, account_id)
            audit.record(connection, person.by, "signed_in", f"account {person.id}", at=now_utc(), how="passkey")
    except passkeys.Refused as problem:
        forget_challenge()
        note_refused_passkey()
        return _page(f"{problem}.", 422)
    return onward() if enter(person.uniquifier) else start_again()


def _sign_in() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return onward()
    if request.method != "POST":
        return _page()
    if request.is_json:
        abort(415)  # Flask-Security's form would read it, and the count of tries would not
    email = request.form.get("email", "")
    typed = bool(email.strip() and request.form.get("password"))
    if typed and (wait := wait_before(email)):
        answer = _page(too_many(wait), 429)
        return *answer, {"Retry-After": str(int(wait.total_seconds()) + 1)}
    form = SignInForm()
    if not form.validate_on_submit() or form.user is None:
        db.session.rollback()
        if typed:
            with writing() as connection:
                note_failure(connection, email, "password")
        return _page(WRONG, 422)
    db.session.commit()  # the hash may have been made anew
    person = person_of(form.user)
    db.session.close()
    return _after_password(person, email)


def _after_password(person: Person, email: str) -> ResponseReturnValue:
    with writing() as connection:
        forget(connection, email)
        factors = factors_of(connection, person.id)
        alone = not (factors.any or is_required())
        if alone:
            audit.record(connection, person.by, "signed_in", f"account {person.id}", at=now_utc(), how="password")
    if alone:
        return onward() if enter(person.uniquifier) else start_again()
    begin_halfway(person)
    if kept_from_sign_in():
        return second_step(person)  # what was typed is too much for an address: it goes from page to page
    return redirect(url_for("doors.code" if factors.any else "doors.set_up", next=going_to()))


def _page(message: str | None = None, status: int = 200) -> tuple[str, int]:
    return render_template("desk/sign_in.html", message=message, **carried()), status
