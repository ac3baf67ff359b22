"""The desk's few addresses that are open to who is not signed in: the steps of signing in, and one-time links."""

from __future__ import annotations

from flask import Blueprint
from sqlalchemy.exc import OperationalError

from register.desk.keeping import database_busy

doors = Blueprint("doors", __name__, url_prefix="/desk")
doors.errorhandler(OperationalError)(database_busy)
