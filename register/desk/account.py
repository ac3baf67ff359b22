"""An officer's own account: who they are here, and how they sign in."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from register.accounts import passkeys, totp
from register.accounts.factors import (
    factors_of,
    forget_codes_without_factor,
    is_required,
    make_codes,
    remove_totp,
    set_totp,
)
from register.accounts.passwords import hashed_password, is_right, set_password, why_refused
from register.accounts.service import account_row, end_sessions
from register.desk.asking import ANSWER, answered, forget_challenge, options_to_add, options_to_use, party
from register.desk.auditing import note
from register.desk.entering import (
    BEGAN,
    ask_who,
    enter,
    forget,
    going_to,
    is_proved,
    note_failure,
    note_refused_passkey,
    prove,
    too_many,
    wait_before,
)
from register.desk.routing import EVERYONE, desk, for_roles, officer
from register.desk.second_step import NO_CODE, WRONG_CODE
from register.extensions import reading, writing
from register.publishing.drafts import HIGHEST_ID
from register.web.current import settings_now

View = Callable[..., ResponseReturnValue]

NEW_SECRET = "new-secret"  # noqa: S105 - the name of a part of the session
WRONG_PASSWORD = "This is not your password"  # noqa: S105
REQUIRED = "This register asks everybody for a second factor: set up another in its place."
NO_PASSWORD = "Enter your password"  # noqa: S105


def proved(view: View) -> View:
    """Let somebody change how they sign in only within ten minutes of showing who they are."""

    @wraps(view)
    def asked_first(**values: Any) -> ResponseReturnValue:
        if is_proved():
            return view(**values)
        return ask_who(request.path if request.method == "GET" else url_for("desk.account"))

    return asked_first


@desk.get("/account")
@for_roles(EVERYONE)
def account() -> ResponseReturnValue:
    """Show the officer's own account."""
    with reading() as connection:
        factors = factors_of(connection, officer().id)
        held = passkeys.held_by(connection, officer().id)
    return render_template("desk/account.html", factors=factors, held=held, required=is_required(), party=party())


@desk.get("/account/confirm")
@for_roles(EVERYONE)
def confirm() -> ResponseReturnValue:
    """Ask who it is, before something that a stranger at an open desk must not do."""
    return _confirm_page()


@desk.post("/account/confirm")
@for_roles(EVERYONE)
def check_confirm() -> ResponseReturnValue:
    """Look at the password, or at the passkey, and go on."""
    try:
        problem, status = _confirmed_by_passkey() if request.form.get(ANSWER) else _refused_password("password")
    except passkeys.Refused as refused:
        forget_challenge()
        note_refused_passkey(officer().email)
        problem, status = str(refused), 422
    if problem:
        return _confirm_page(problem, status)
    prove()
    return redirect(going_to() or url_for("desk.account"), 303)


@desk.get("/account/password")
@for_roles(EVERYONE)
def password() -> ResponseReturnValue:
    """Ask for the old password and a new one."""
    return render_template("desk/account_password.html")


@desk.post("/account/password")
@for_roles(EVERYONE)
def change_password() -> ResponseReturnValue:
    """Change the password, and end every session but this one."""
    problem, status = _refused_password("old-password")
    if problem:
        return render_template("desk/account_password.html", old_problem=problem), status
    new = request.form.get("new-password", "")
    person = officer()
    if why := why_refused(new, (person.name, person.email, settings_now().register_name)):
        return render_template("desk/account_password.html", new_problem=why), 422
    hashed = hashed_password(new)
    with writing() as connection:
        set_password(connection, person.id, hashed)
        end_sessions(connection, person.id)
        note(connection, "password_set", f"account {person.id}")
        uniquifier = account_row(connection, person.id).fs_uniquifier
    enter(uniquifier, began=session.get(BEGAN, time.time()))
    return _done("Your password is changed. Wherever else you were signed in, you are signed out.")


@desk.get("/account/second-factor")
@for_roles(EVERYONE)
@proved
def second_factor() -> ResponseReturnValue:
    """Show the secret of a new second factor."""
    session[NEW_SECRET] = totp.new_secret()
    return _second_factor_page()


@desk.post("/account/second-factor")
@for_roles(EVERYONE)
@proved
def set_second_factor() -> ResponseReturnValue:
    """Make the app the second factor, in place of the one before, once it shows a right code."""
    kept, typed = session.get(NEW_SECRET), request.form.get("app-code", "").strip()
    if not kept or not typed:
        return _second_factor_page(NO_CODE, 422)
    what = f"codes of account {officer().id}"
    if wait := wait_before(what):
        return _second_factor_page(too_many(wait), 429)
    with writing() as connection:
        good = set_totp(connection, officer().id, kept, typed)
        if good:
            forget(connection, what)
            note(connection, "second_factor_set", f"account {officer().id}")
            codes = _first_codes(connection)
    if not good:
        return _second_factor_page(WRONG_CODE, 422)
    session.pop(NEW_SECRET)
    if codes:
        return render_template("desk/account_codes.html", codes=codes)
    return _done("The app is your second factor now. The one before is not any more.")


@desk.post("/account/second-factor/remove")
@for_roles(EVERYONE)
@proved
def remove_second_factor() -> ResponseReturnValue:
    """Take the app away, where nobody must have a second factor."""
    if is_required():
        abort(403, REQUIRED)
    with writing() as connection:
        if factors_of(connection, officer().id).totp:
            remove_totp(connection, officer().id)
            note(connection, "second_factor_removed", f"account {officer().id}")
    return _done("The app is not your second factor any more.")


@desk.post("/account/codes")
@for_roles(EVERYONE)
@proved
def new_codes() -> ResponseReturnValue:
    """Make new recovery codes and show them once."""
    with writing() as connection:
        codes = _made_codes(connection) if factors_of(connection, officer().id).any else []
    return render_template("desk/account_codes.html", codes=codes) if codes else redirect(url_for("desk.account"), 303)


@desk.get("/account/passkeys/new")
@for_roles(EVERYONE)
@proved
def passkey() -> ResponseReturnValue:
    """Ask for a passkey and its name."""
    return _passkey_page()


@desk.post("/account/passkeys/new")
@for_roles(EVERYONE)
@proved
def add_passkey() -> ResponseReturnValue:
    """Keep the passkey that the device made."""
    if not request.form.get(ANSWER):
        return _passkey_page("Adding a passkey needs JavaScript, which your browser has switched off", 422)
    try:
        answer, site, asked = answered()
        with writing() as connection:
            passkeys.add(connection, officer().id, request.form.get("name", ""), answer, site, asked)
            note(connection, "passkey_added", f"account {officer().id}")
            codes = _first_codes(connection)
    except passkeys.Refused as problem:
        forget_challenge()
        return _passkey_page(str(problem), 422)
    forget_challenge()
    if codes:
        return render_template("desk/account_codes.html", codes=codes)
    return _done("The passkey is added. You can sign in with it from now on.")


@desk.post("/account/passkeys/<int:passkey_id>/remove")
@for_roles(EVERYONE)
@proved
def remove_passkey(passkey_id: int) -> ResponseReturnValue:
    """Forget a passkey, but not the last second factor where everybody must have one."""
    if passkey_id > HIGHEST_ID:
        abort(404)
    with writing() as connection:
        factors_of(connection, officer().id, locked=True)  # of two passkeys removed at once, one must stay
        name = passkeys.remove(connection, officer().id, passkey_id)
        if name is None:
            abort(404)
        if is_required() and not factors_of(connection, officer().id).any:
            abort(403, REQUIRED)
        forget_codes_without_factor(connection, officer().id)
        note(connection, "passkey_removed", f"account {officer().id}")
    return _done(f"The passkey “{name}” does not sign you in any more. You can delete it from your device too.")


def _refused_password(field: str) -> tuple[str, int]:
    """Return what is wrong with the officer's own password as typed, and the status to say it with; "" if nothing."""
    person, typed = officer(), request.form.get(field, "")
    if not typed:
        return NO_PASSWORD, 422
    if wait := wait_before(person.email):
        return too_many(wait), 429
    with reading() as connection:
        right = is_right(connection, person.id, typed)
    with writing() as connection:
        if right:
            forget(connection, person.email)
        else:
            note_failure(connection, person.email, "confirming")
    return ("", 200) if right else (WRONG_PASSWORD, 422)


def _confirmed_by_passkey() -> tuple[str, int]:
    with writing() as connection:
        if passkeys.use(connection, *answered()) != officer().id:
            raise passkeys.Refused("This passkey is another account’s")
    return "", 200


def _confirm_page(problem: str | None = None, status: int = 200) -> ResponseReturnValue:
    with reading() as connection:
        options = options_to_use(connection, officer().id)
    page = render_template("desk/account_confirm.html", problem=problem, options=options, going_to=going_to())
    return page, status


def _second_factor_page(problem: str | None = None, status: int = 200) -> ResponseReturnValue:
    kept = session.setdefault(NEW_SECRET, totp.new_secret())
    with reading() as connection:
        factors = factors_of(connection, officer().id)
    shown = totp.shown(kept, officer().email)
    return render_template("desk/account_second_factor.html", problem=problem, shown=shown, factors=factors), status


def _passkey_page(problem: str | None = None, status: int = 200) -> ResponseReturnValue:
    with reading() as connection:
        options = options_to_add(connection, officer().id)
    return render_template("desk/account_passkey.html", problem=problem, options=options), status


def _first_codes(connection: Connection) -> list[str]:
    """Make recovery codes with the first factor; later ones leave them as they are."""
    return [] if factors_of(connection, officer().id).codes else _made_codes(connection)


def _made_codes(connection: Connection) -> list[str]:
    codes = make_codes(connection, officer().id)
    note(connection, "recovery_codes_made", f"account {officer().id}")
    return codes


def _done(words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for("desk.account"), 303)
