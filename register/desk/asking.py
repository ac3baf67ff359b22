"""Ask a browser for a passkey: the challenge is kept in the session, the options stand in the page.

No address answers JSON: the page's own small script puts the device's answer into a form like any other.
"""

from __future__ import annotations

import ipaddress
import secrets
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from flask import request, session
from sqlalchemy import Connection

from register.accounts import passkeys
from register.accounts.passkeys import Challenge, Party
from register.web.current import settings_now

ASKED = "asked"
ANSWER = "passkey-answer"
RENEWED = timedelta(minutes=10)
GOOD_FOR = timedelta(minutes=30)


def party() -> Party | None:
    """Return the site that passkeys are bound to; None where browsers make none, as for a bare IP address.

    On this machine the register answers as `127.0.0.1` and as `localhost`, and passkeys exist for the second.
    """
    settings = settings_now()
    public, asked = urlsplit(settings.base_url), urlsplit(request.host_url)
    if public.hostname in ("127.0.0.1", "::1") and asked.hostname == "localhost":
        public = asked
    domain = public.hostname or ""
    if _is_address(domain) or (public.scheme != "https" and domain != "localhost"):
        return None
    return Party(domain, f"{public.scheme}://{public.netloc}", settings.register_name)


def options_to_use(connection: Connection | None = None, account_id: int | None = None) -> str:
    """Return the options to ask for one of an account's passkeys, or for anybody's; "" where none could answer."""
    site = party()
    if site is None:
        return ""
    if connection is None or account_id is None:
        return passkeys.to_use(site, _challenge())
    known = passkeys.known_to(connection, account_id)
    return passkeys.to_use(site, _challenge(), known) if known else ""


def options_to_add(connection: Connection, account_id: int) -> str:
    """Return the options to make a passkey for an account; "" where browsers make none."""
    site = party()
    return passkeys.to_add(connection, account_id, site, _challenge()) if site else ""


def answered() -> tuple[str, Party, Challenge]:
    """Return a device's answer, and what it was to answer; raises Refused where nothing was asked."""
    site, asked = party(), _asked(GOOD_FOR)
    if site is None or asked is None:
        raise passkeys.Refused("This page was open for too long: try again")
    return request.form.get(ANSWER, ""), site, asked


def _challenge() -> Challenge:
    """Return what devices must sign: the same for ten minutes, so that two windows do not spoil each other."""
    asked = _asked(RENEWED)
    if asked is None:
        asked = Challenge(secrets.token_bytes(32), datetime.now(UTC))
        session[ASKED] = {"value": asked.value.hex(), "at": asked.made_at.isoformat()}
    return asked


def _asked(within: timedelta) -> Challenge | None:
    state = session.get(ASKED)
    if state is None:
        return None
    made_at = datetime.fromisoformat(state["at"])
    return Challenge(bytes.fromhex(state["value"]), made_at) if datetime.now(UTC) - made_at <= within else None


def forget_challenge() -> None:
    """Ask anew from now on: what was asked has been answered."""
    session.pop(ASKED, None)


def _is_address(domain: str) -> bool:
    try:
        ipaddress.ip_address(domain)
    except ValueError:
        return False
    return True
