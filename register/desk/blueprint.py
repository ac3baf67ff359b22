"""The desk: everything that staff see, under `/desk/`."""

from __future__ import annotations

from typing import Any, cast

from flask import Flask
from flask.blueprints import BlueprintSetupState
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError

from register.desk import deciding, drafting, front, removals, reviewing, rounds
from register.desk.keeping import bound_strangers, database_busy, read_only, refused_token
from register.desk.routing import desk
from register.desk.sign_in import sign_in, sign_out
from register.log.standing import ReadOnly
from register.web.forms import init_forms

__all__ = ["deciding", "desk", "drafting", "front", "removals", "reviewing", "rounds"]

desk.app_errorhandler(CSRFError)(refused_token)
desk.errorhandler(OperationalError)(database_busy)
desk.errorhandler(ReadOnly)(read_only)


@desk.app_url_value_preprocessor
def before_anything_is_read(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Look at a form's length: the check of its token would read it whole."""
    bound_strangers()


@desk.record_once
def furnish(state: BlueprintSetupState) -> None:
    """Put our sign-in and sign-out around Flask-Security's, and let the forms find their templates."""
    state.app.view_functions |= {"security.login": sign_in, "security.logout": sign_out}
    init_forms(cast(Flask, state.app))
