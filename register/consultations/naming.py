"""The field for organisations that raised a view: one on each line, with its numbers in brackets."""

from __future__ import annotations

import re
from typing import Any

from register.web.fields import LONGEST_NAME, Lines, Typed

_NUMBERED = re.compile(r"(?P<name>.*\S)\s*\((?P<numbers>[^()]+)\)")
_NUMBER = re.compile(r"[A-Z]{2}-[A-Z0-9]+-[^\s,()]+")


class Organisations(Lines):
    """Organisations by name: `Wear Vale Halls (GB-CHC-1234567)`; several numbers are parted by commas."""

    def read(self, text: str) -> list[Any]:
        """Return the organisations as the content holds them."""
        found = [_organisation(line) for line in super().read(text.replace(";", "\n"))]
        if any(len(one["name"]) > LONGEST_NAME for one in found):
            raise ValueError(f"‘{self.label.text}’ must have one organisation on each line")
        return found

    def typed(self, value: Any) -> Typed:
        """Return what one would type."""
        return [("", "\n".join(_line(one) for one in value))]

    def in_words(self, value: Any) -> str:
        """Return the organisations as readers see them."""
        return ", ".join(one["name"] for one in value)

    def _value(self) -> str:
        if not self.raw_data and self.data:
            return "\n".join(_line(one) for one in self.data)
        return super()._value()


def _organisation(line: str) -> dict[str, Any]:
    found = _NUMBERED.fullmatch(line)
    numbers = [one.strip() for one in found["numbers"].split(",")] if found else []
    if found and all(_NUMBER.fullmatch(one) for one in numbers):
        return {"name": found["name"], "identifiers": numbers}
    return {"name": line, "identifiers": []}


def _line(one: Any) -> str:
    numbers = ", ".join(one.get("identifiers") or ())
    return f"{one['name']} ({numbers})" if numbers else str(one["name"])
