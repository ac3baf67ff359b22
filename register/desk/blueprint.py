"""The desk: everything that staff see, under `/desk/`."""

from __future__ import annotations

from flask.blueprints import BlueprintSetupState
from flask_wtf.csrf import CSRFError

from register.desk import drafting, front, reviewing, rounds
from register.desk.keeping import refused_token
from register.desk.routing import desk
from register.desk.sign_in import sign_in

__all__ = ["desk", "drafting", "front", "reviewing", "rounds"]

desk.app_errorhandler(CSRFError)(refused_token)


@desk.record_once
def replace_sign_in(state: BlueprintSetupState) -> None:
    """Put our sign-in around Flask-Security's, at the same address."""
    state.app.view_functions["security.login"] = sign_in
