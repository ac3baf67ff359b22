"""Codes of an authenticator app (TOTP, RFC 6238): the secret as it is kept, as it is shown, and which code is right."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from typing import Any

from flask import current_app
from passlib.totp import TOTP, TokenError

from register.web.current import settings_now

TOLERANCE = 30
"""Seconds that a clock may be wrong: one code before the present one, and one after."""


@dataclass(frozen=True)
class Shown:
    """A secret as its owner gets it into the app."""

    key: str
    """In groups of four, to be typed."""
    address: str
    """`otpauth://…`, to be drawn as a QR code."""


def new_secret() -> str:
    """Make a secret, and return it as it is kept: encrypted with a key that is not in the database."""
    return str(_maker().new().to_json(encrypt=True))


def shown(kept: str, email: str) -> Shown:
    """Return a secret as it is shown once."""
    made = _maker().from_source(kept)
    return Shown(key=made.pretty_key(sep=" "), address=made.to_uri(label=email))


def step_of(kept: str, code: str) -> int | None:
    """Return the time step of a code, if it is right now or was a moment ago."""
    try:
        return int(_maker().verify(code, kept, time=int(time.time()), window=TOLERANCE).counter)
    except TokenError:
        return None
    except (LookupError, ValueError, TypeError):  # restored without its key: only a link from an administrator helps
        current_app.logger.exception("a second factor cannot be read with the key in keys/second-factor")
        return None


def is_readable(kept: str) -> bool:
    """Tell whether a secret can be read with the key that is kept here."""
    try:
        _maker().from_source(kept)
    except (LookupError, ValueError, TypeError):
        return False
    return True


def _maker() -> Any:
    settings = settings_now()
    key = settings.secret("second-factor")
    # The key has its mark beside what it encrypts: with another key that would be read, and be nonsense.
    mark = hashlib.sha256(key.encode()).hexdigest()[:8]
    issuer = settings.register_name.replace(":", " ")  # a colon ends the issuer in the address
    return TOTP.using(issuer=issuer, secrets={mark: key})
