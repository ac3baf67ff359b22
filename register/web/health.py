"""One address for whoever watches the service: whether it answers, and can read."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from register.extensions import reading

HEALTH = "/healthz"

health = Blueprint("health", __name__)


@health.get(HEALTH)
def healthz() -> ResponseReturnValue:
    """Answer 200 and the last act's number, or 503."""
    try:
        with reading() as connection:
            n = connection.execute(text("SELECT n FROM head")).scalar_one()
    except SQLAlchemyError:
        return {"status": "the database cannot be read"}, 503, {"Cache-Control": "no-store"}
    return {"status": "ok", "act": n}, 200, {"Cache-Control": "no-store"}
