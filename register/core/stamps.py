"""Marks of what somebody has before them, so that a change made meanwhile is noticed and overwrites nothing."""

from __future__ import annotations

import hashlib
import json
from typing import Any


class Changed(Exception):
    """It was changed since it was opened, or is gone."""


def stamp(said: Any) -> int:
    """Return the mark of what something says now, of up to nine digits; `said` is what can be written as JSON."""
    return int.from_bytes(hashlib.sha256(json.dumps(said, sort_keys=True).encode()).digest()) % 10**9


def require_same(said: Any, mark: int) -> None:
    """Raise Changed unless it still says what it said when the mark was made."""
    if stamp(said) != mark:
        raise Changed
