"""A phone with an authenticator app, written from RFC 6238 alone, and how somebody with one signs in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import time

from tests.desk.browser import PASSWORD, Officer


class Phone:
    """Shows the codes of one key."""

    def __init__(self, page: str) -> None:
        found = re.search(r'id="key">([A-Z2-7 ]+)<', page)
        assert found, page
        self.shown = found[1]
        self.key = base64.b32decode(found[1].replace(" ", ""))

    def code(self, ahead: int = 0) -> str:
        step = int(time.time()) // 30 + ahead
        mac = hmac.new(self.key, step.to_bytes(8, "big"), hashlib.sha1).digest()
        place = mac[-1] & 15
        return f"{(int.from_bytes(mac[place : place + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"

    def wrong(self) -> str:
        near = {self.code(ahead) for ahead in (-2, -1, 0, 1, 2)}
        return next(code for code in ("000000", "111111", "222222", "333333", "444444", "555555") if code not in near)


def password_right(officer: Officer, name: str = "ada") -> str:
    """Give the right password and return where that leads."""
    officer.get("/desk/sign-in")
    return officer.post("/desk/sign-in", [("email", f"{name}@example.org"), ("password", PASSWORD)], 302)


def first_sign_in(officer: Officer, name: str = "ada") -> tuple[Phone, list[str]]:
    """Sign in for the first time: set the app up, and keep the recovery codes."""
    phone = Phone(officer.get(password_right(officer, name)))
    page = officer.post("/desk/sign-in/set-up", [("app-code", phone.code())], 200)
    return phone, codes_in(page)


def codes_in(page: str) -> list[str]:
    return re.findall(r"<code>([0-9a-z-]+)</code>", page)
