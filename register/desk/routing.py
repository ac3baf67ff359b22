"""The desk's blueprint and its one gate: who may use which route."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Blueprint, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from register.accounts.service import ADMINISTRATOR, AUTHOR, PUBLISHER, ROLES, VOLUNTARY, Officer, acting_for
from register.desk.keeping import ask_to_sign_in
from register.extensions import db
from register.kinds import KINDS

EVERYONE = frozenset(ROLES)
"""Whoever can sign in: staff of public bodies, and those who speak for a VCS body."""
STAFF = frozenset({AUTHOR, PUBLISHER, ADMINISTRATOR})
"""The people of public bodies, and no others."""
WRITERS = frozenset({AUTHOR, PUBLISHER})
APPROVERS = frozenset({PUBLISHER})
CATALOGUERS = frozenset({PUBLISHER, ADMINISTRATOR})
ADMINISTRATORS = frozenset({ADMINISTRATOR})
VOLUNTARY_BODIES = frozenset({VOLUNTARY})
PLURALS = {
    AUTHOR: "authors",
    PUBLISHER: "publishers",
    ADMINISTRATOR: "administrators",
    VOLUNTARY: "those who speak for a VCS body",
}

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

desk = Blueprint("desk", __name__, url_prefix="/desk")


def for_roles(roles: frozenset[str]) -> Callable[[View], View]:
    """Say which roles may use a view; one that does not say is closed to all."""

    def mark(view: View) -> View:
        view.roles = roles  # type: ignore[attr-defined]
        return view

    return mark


def roles_of(endpoint: str) -> frozenset[str]:
    """Return the roles that may use an endpoint."""
    return cast("frozenset[str]", getattr(current_app.view_functions[endpoint], "roles", frozenset()))


def officer() -> Officer:
    """Return who is signed in; only for views behind the gate."""
    return cast(Officer, g.officer)


@desk.before_request
def let_in() -> ResponseReturnValue | None:
    """Let in who is signed in and holds a role that the route asks for."""
    person = _signed_in()
    if person is None:
        if request.method not in ("GET", "HEAD"):
            return ask_to_sign_in()
        return redirect(url_for("security.login", next=request.full_path.removesuffix("?")))
    g.officer = person
    roles = roles_of(cast(str, request.endpoint))
    if not person.is_one_of(roles):
        whose = " or ".join(PLURALS[role] for role in ROLES if role in roles)
        abort(403, f"This part of the desk is for {whose}: ask one of them." if whose else None)
    return None


@desk.context_processor
def frame() -> dict[str, Any]:
    """Give desk pages who is signed in and where they can go."""
    person: Officer | None = g.get("officer")
    if person is None:
        return {}
    doors = [("What needs you", "/desk/", EVERYONE)]
    doors += [(f"New {kind.name}", url_for("desk.new", plural=kind.plural), WRITERS) for kind in KINDS]
    doors += [("Correct or remove", "/desk/correct", WRITERS), ("Programme rounds", "/desk/rounds", CATALOGUERS)]
    doors += [("Statements", "/desk/statements", VOLUNTARY_BODIES)]
    doors += [("Administration", "/desk/administration", ADMINISTRATORS)]
    return {
        "user": person,
        "kinds": KINDS,
        "desk_navigation": [
            {"label": label, "href": href, "current": request.path == href}
            for label, href, roles in doors
            if person.is_one_of(roles)
        ],
    }


def _signed_in() -> Officer | None:
    if not current_user.is_authenticated:
        return None
    everywhere = current_user.every_body
    bodies, departments = (None, ()) if everywhere else acting_for(db.session.connection(), current_user.id)
    person = Officer(
        id=current_user.id,
        name=current_user.name,
        email=current_user.email,
        roles=frozenset(role.name for role in current_user.roles),
        bodies=bodies,
        departments=frozenset(departments),
        organisation=current_user.organisation,
    )
    db.session.close()  # the account is read: hold no transaction open while the view reads or writes the record
    return person
