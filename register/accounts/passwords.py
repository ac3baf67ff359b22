"""Passwords as they are kept."""

from __future__ import annotations

from flask import current_app
from flask_security.utils import hash_password


def hashed_password(password: str) -> str:
    """Return the argon2id hash of a password, spelled as sign-in will spell it."""
    normal = current_app.extensions["security"].password_util.normalize(password)
    return str(hash_password(normal))
