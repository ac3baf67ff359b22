"""Staff sign-in: Flask-Security under `/desk/`, and sessions that exist nowhere else."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_security.core import Security
from flask_security.datastore import SQLAlchemyUserDatastore
from flask_security.forms import LoginForm
from wtforms import Field, ValidationError

from register.accounts.models import Account, Role
from register.accounts.passwords import could_be_one
from register.extensions import db
from register.settings import Settings
from register.web.current import DESK, is_desk_path

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)


class SignInForm(LoginForm):
    """Sign in with e-mail address and password; there is no "remember me", so a session always ends."""

    remember = None  # type: ignore[assignment]

    def validate_password(self, field: Field) -> None:
        """Refuse what nobody types as a password before it is hashed, which refuses it less kindly."""
        if not could_be_one(field.data or ""):
            raise ValidationError("This is not a password")


class DeskSessions(SecureCookieSessionInterface):
    """Sessions for staff pages only: a public page has none to read, to set or to vary on."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Open the session of a staff page; one that began more than twelve hours ago is over."""
        if not is_desk_path(request.path):
            return None
        session = super().open_session(app, request)
        if session is not None and "fs_paa" in session and time.time() - session["fs_paa"] > ABSOLUTE.total_seconds():
            return self.session_class()
        return session


def init_accounts(app: Flask, settings: Settings) -> None:
    """Give the application its staff accounts; CSRF protection must be initialised before."""
    app.config.from_mapping(_config(settings))
    app.session_interface = DeskSessions()
    security = Security(app, SQLAlchemyUserDatastore(db, Account, Role), login_form=SignInForm)
    security.login_manager.request_loader(_no_sign_in_without_session)


def _no_sign_in_without_session(request: Request) -> None:
    """Refuse tokens in headers and addresses: staff sign in by the form and nothing else."""


def _config(settings: Settings) -> dict[str, Any]:
    public = urlsplit(settings.base_url)
    local = public.scheme == "http" and public.hostname in ("127.0.0.1", "localhost", "::1")
    return {
        "SECRET_KEY": settings.secret("session"),
        "SESSION_COOKIE_NAME": "desk",
        "SESSION_COOKIE_PATH": DESK,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": not local,
        "PERMANENT_SESSION_LIFETIME": IDLE,
        "WTF_CSRF_TIME_LIMIT": None,  # a token is good for as long as its session
        "SECURITY_URL_PREFIX": DESK,
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_POST_LOGIN_VIEW": f"{DESK}/",
        "SECURITY_POST_LOGOUT_VIEW": f"{DESK}/sign-in",
        "SECURITY_LOGIN_USER_TEMPLATE": "desk/sign_in.html",
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_FRESHNESS": timedelta(seconds=-1),  # without it the address /verify is not registered
        "SECURITY_CLI_USERS_NAME": None,
        "SECURITY_CLI_ROLES_NAME": None,
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_FLASH_MESSAGES": False,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
            "argon2__type": "ID",
            "argon2__memory_cost": 19 * 1024,
            "argon2__time_cost": 2,
            "argon2__parallelism": 1,
        },
    }
