"""The desk: everything that staff see, under `/desk/`."""

from __future__ import annotations

from typing import Any, cast

from flask import Flask
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError

from register.desk import (
    account,
    administration,
    audit,
    autosaving,
    batches,
    bodies,
    checking,
    deciding,
    discarding,
    documents,
    drafting,
    front,
    grid,
    grid_autosaving,
    links,
    organisations,
    people,
    queue,
    removals,
    reviewing,
    rounds,
    scheduling,
    settings,
    statements,
    terms,
    undertakings,
    voluntary,
)
from register.desk.asking import options_to_use
from register.desk.doors import doors
from register.desk.gone import no_such
from register.desk.keeping import bound_strangers, database_busy, read_only, refused_token
from register.desk.routing import desk
from register.desk.sign_in import sign_in, sign_out
from register.log.standing import ReadOnly
from register.publishing import batches as grids
from register.publishing import drafts, requests
from register.publishing import statements as invitations
from register.publishing.ownership import NotYours
from register.web.errors import error_page
from register.web.forms import init_forms

__all__ = [
    "account",
    "administration",
    "audit",
    "autosaving",
    "batches",
    "bodies",
    "checking",
    "deciding",
    "desk",
    "discarding",
    "documents",
    "doors",
    "drafting",
    "front",
    "grid",
    "grid_autosaving",
    "links",
    "organisations",
    "people",
    "queue",
    "removals",
    "reviewing",
    "rounds",
    "scheduling",
    "settings",
    "statements",
    "terms",
    "undertakings",
    "voluntary",
]

desk.app_errorhandler(CSRFError)(refused_token)
desk.errorhandler(OperationalError)(database_busy)
desk.errorhandler(ReadOnly)(read_only)
for unknown in (drafts.Unknown, grids.Unknown, requests.Unknown, invitations.Unknown):
    desk.errorhandler(unknown)(no_such)


@desk.errorhandler(NotYours)
def another_bodys(error: NotYours) -> ResponseReturnValue:
    """Say that an entry, or a round, is another public body's."""
    words = "This belongs to another public body than yours. Ask somebody who acts for that body, or an administrator."
    return error_page(403, words)


@desk.app_url_value_preprocessor
def before_anything_is_read(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Look at a form's length: the check of its token would read it whole."""
    bound_strangers()


@desk.record_once
def furnish(state: BlueprintSetupState) -> None:
    """Put our sign-in and sign-out around Flask-Security's, and let the forms find their templates."""
    state.app.view_functions |= {"security.login": sign_in, "security.logout": sign_out}
    state.app.jinja_env.globals["options_to_use"] = options_to_use
    init_forms(cast(Flask, state.app))
