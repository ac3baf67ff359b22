"""Addresses that a form may send somebody to: those of the desk, and no other."""

from __future__ import annotations

import re

SAFE = re.compile(r"(?![^?]*\.\.)/desk/[A-Za-z0-9/_.~-]*(\?[A-Za-z0-9/_.~=&%+*-]*)?")


def safe_address(value: object) -> str | None:
    """Return the value where it is an address of the desk on this very register, else None."""
    return value if isinstance(value, str) and SAFE.fullmatch(value) else None
