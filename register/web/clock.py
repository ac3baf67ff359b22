"""The field for a time of day, as people write one."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

from register.web.fields import Typed, Words

_CLOCK = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2})(?::00)?)?\s*([ap]\.?m\.?)?")
_NAMED = {"noon": "12:00", "midday": "12:00", "12 noon": "12:00", "12 midday": "12:00", "12noon": "12:00"}
_END_OF_DAY = frozenset({"midnight", "12 midnight", "12midnight", "24:00", "24.00", "end of day", "end of the day"})


class TimeOfDay(Words):
    """A time of day in London: "17:00", "5.30pm" or "noon"; "midnight" is the end of the day, as is a blank box."""

    def __init__(self, label: str, hint: str = "", **kwargs: Any) -> None:
        """Make the field."""
        super().__init__(label, hint, longest=30, **kwargs)
        self.params = {"classes": "govuk-input--width-5", "spellcheck": False}

    def read(self, text: str) -> str:
        """Return the time as the content has it; nothing for the end of the day."""
        said = " ".join(text.casefold().split())
        if not said or said in _END_OF_DAY:
            return ""
        found = _CLOCK.fullmatch(_NAMED.get(said, said))
        hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
        half = found[3][0] if found and found[3] else ""
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        elif half or (found and found[2] is None):
            hour = 99
        try:
            return time(hour, minute).isoformat()
        except ValueError:
            raise ValueError(f"‘{self.label.text}’ must be a time, like 17:00, 5.30pm or noon") from None

    def typed(self, value: Any) -> Typed:
        """Return what one would type."""
        return [("", time.fromisoformat(value).strftime("%H:%M"))]

    def in_words(self, value: Any) -> str:
        """Return the time as readers see it."""
        return time.fromisoformat(value).strftime("%H:%M")
