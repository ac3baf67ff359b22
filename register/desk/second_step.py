"""The second step of signing in: a code, a passkey or a recovery code; the first time, setting the app up."""

from __future__ import annotations

from flask import render_template, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from register.accounts import audit, passkeys, totp
from register.accounts.factors import factors_of, make_codes, set_totp, use_code, use_totp
from register.core.calendar import now_utc
from register.desk.asking import ANSWER, answered, forget_challenge, options_to_use
from register.desk.doors import doors
from register.desk.entering import (
    HALFWAY,
    Person,
    carried,
    enter,
    forget,
    halfway,
    note_failure,
    note_refused_passkey,
    onward,
    start_again,
    too_many,
    wait_before,
)
from register.extensions import reading, writing

MOST_CODES_ANYWHERE = 50
"""Tries at one account's codes in half an hour, from all places: they have six digits. Only who knows the password can
make any, and the owner still has passkeys and recovery codes, which nobody guesses."""
WRONG_CODE = "This code is not right, or was used before. Wait for the next one in the app, and enter it"
WRONG_RECOVERY = "This is not one of your recovery codes, or it was used before"
NO_CODE = "Enter the six digits that the app shows"
NO_RECOVERY = "Enter a recovery code"
SECRET = "secret"  # noqa: S105 - the name of a part of the session


def second_step(person: Person) -> ResponseReturnValue:
    """Show the second step to who has just given the right password."""
    with reading() as connection:
        factors = factors_of(connection, person.id)
    return _code_page(person) if factors.any else _set_up_page(person)


@doors.get("/sign-in/code")
def code() -> ResponseReturnValue:
    """Ask for the second factor."""
    person = halfway()
    return start_again() if person is None else second_step(person)


@doors.post("/sign-in/code")
def check_code() -> ResponseReturnValue:
    """Look at the second factor and sign in."""
    person = halfway()
    if person is None:
        return start_again()
    if request.form.get(ANSWER):
        return _with_passkey(person)
    recovery = "recovery-code" in request.form
    typed = request.form.get("recovery-code" if recovery else "app-code", "").strip()
    if not typed:
        return _code_page(person, NO_RECOVERY if recovery else NO_CODE, 422, recovery=recovery)
    what = f"{'recovery codes' if recovery else 'codes'} of account {person.id}"
    wait = wait_before(what, most_anywhere=None if recovery else MOST_CODES_ANYWHERE)
    if wait:
        return _code_page(person, too_many(wait), 429, recovery=recovery)
    with writing() as connection:
        use = use_code if recovery else use_totp
        good = use(connection, person.id, typed)
        if good:
            forget(connection, what)
            _note(connection, person, "recovery_code_used" if recovery else "signed_in")
        else:
            note_failure(connection, person.email, "recovery code" if recovery else "code")
    if not good:
        return _code_page(person, WRONG_RECOVERY if recovery else WRONG_CODE, 422, recovery=recovery)
    return onward() if enter(person.uniquifier) else start_again()


@doors.get("/sign-in/set-up")
def set_up() -> ResponseReturnValue:
    """Show the secret of a new second factor, to who has none yet."""
    person = halfway()
    return start_again() if person is None else second_step(person)


@doors.post("/sign-in/set-up")
def check_set_up() -> ResponseReturnValue:
    """Make the app the second factor once it shows a right code, sign in, and show the recovery codes once."""
    person = halfway()
    if person is None:
        return start_again()
    kept, typed = session[HALFWAY].get(SECRET), request.form.get("app-code", "").strip()
    if not kept or not typed:
        return _set_up_page(person, NO_CODE, 422)
    what = f"codes of account {person.id}"
    if wait := wait_before(what, most_anywhere=MOST_CODES_ANYWHERE):
        return _set_up_page(person, too_many(wait), 429)
    codes: list[str] = []
    with writing() as connection:
        new = not factors_of(connection, person.id, locked=True).any  # else a password could replace a second factor
        if new and set_totp(connection, person.id, kept, typed):
            codes = make_codes(connection, person.id)
            forget(connection, what)
            for action in ("second_factor_set", "recovery_codes_made", "signed_in"):
                _note(connection, person, action)
    if not new:
        return second_step(person)
    if not codes:
        return _set_up_page(person, WRONG_CODE, 422)
    if not enter(person.uniquifier):
        return start_again()
    return render_template("desk/sign_in_codes.html", codes=codes, **carried())


def _with_passkey(person: Person) -> ResponseReturnValue:
    try:
        with writing() as connection:
            if passkeys.use(connection, *answered()) != person.id:
                raise passkeys.Refused("This passkey is another account’s")
            _note(connection, person, "signed_in", how="password and passkey")
    except passkeys.Refused as problem:
        forget_challenge()
        note_refused_passkey(person.email)
        return _code_page(person, str(problem), 422)
    return onward() if enter(person.uniquifier) else start_again()


def _note(connection: Connection, person: Person, action: str, **detail: str) -> None:
    detail = detail or ({"how": "password and code"} if action == "signed_in" else {})
    audit.record(connection, person.by, action, f"account {person.id}", at=now_utc(), **detail)


def _code_page(
    person: Person, problem: str | None = None, status: int = 200, *, recovery: bool = False
) -> ResponseReturnValue:
    with reading() as connection:
        factors = factors_of(connection, person.id)
        options = options_to_use(connection, person.id)
    page = render_template(
        "desk/sign_in_code.html", problem=problem, recovery=recovery, factors=factors, options=options, **carried()
    )
    return page, status


def _set_up_page(person: Person, problem: str | None = None, status: int = 200) -> ResponseReturnValue:
    kept = session[HALFWAY].get(SECRET)
    if kept is None:
        kept = totp.new_secret()
        session[HALFWAY] = {**session[HALFWAY], SECRET: kept}
    page = render_template(
        "desk/sign_in_set_up.html", problem=problem, shown=totp.shown(kept, person.email), **carried()
    )
    return page, status
