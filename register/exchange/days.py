"""The days that the 360Giving standard's dates mean."""

from __future__ import annotations

import re
from datetime import date

from register.core.calendar import local_day
from register.exchange.schema import is_instant

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day_of(text: str) -> date | None:
    """Return the day (Europe/London) of a date or a date with a time; None for a month, a year or no real day."""
    try:
        if _ISO_DAY.fullmatch(text):
            return date.fromisoformat(text)
        return local_day(text) if is_instant(text) else None
    except (ValueError, OverflowError):
        return None
