"""The desk: everything that staff see, under `/desk/`."""

from __future__ import annotations

from typing import cast

from flask import Flask
from flask.blueprints import BlueprintSetupState
from flask_wtf.csrf import CSRFError

from register.desk import drafting, front, reviewing, rounds
from register.desk.keeping import refused_token
from register.desk.routing import desk
from register.desk.sign_in import sign_in
from register.web.forms import init_forms

__all__ = ["desk", "drafting", "front", "reviewing", "rounds"]

desk.app_errorhandler(CSRFError)(refused_token)


@desk.record_once
def furnish(state: BlueprintSetupState) -> None:
    """Put our sign-in around Flask-Security's, at the same address, and let the forms find their templates."""
    state.app.view_functions["security.login"] = sign_in
    init_forms(cast(Flask, state.app))
