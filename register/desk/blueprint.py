"""The desk: everything that staff see, under `/desk/`."""

from __future__ import annotations

from typing import Any, cast

from flask import Flask
from flask.blueprints import BlueprintSetupState
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError

from register.desk import drafting, front, reviewing, rounds
from register.desk.keeping import bound_strangers, database_busy, refused_token
from register.desk.routing import desk
from register.desk.sign_in import sign_in, sign_out
from register.web.forms import init_forms

__all__ = ["desk", "drafting", "front", "reviewing", "rounds"]

desk.app_errorhandler(CSRFError)(refused_token)
desk.errorhandler(OperationalError)(database_busy)


@desk.app_url_value_preprocessor
def before_anything_is_read(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Look at a form's length: the check of its token would read it whole."""
    bound_strangers()


@desk.record_once
def furnish(state: BlueprintSetupState) -> None:
    """Put our sign-in and sign-out around Flask-Security's, and let the forms find their templates."""
    state.app.view_functions |= {"security.login": sign_in, "security.logout": sign_out}
    init_forms(cast(Flask, state.app))
