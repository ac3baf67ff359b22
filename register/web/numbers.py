"""Numbers that come in an address or a form: short enough for every database."""

from __future__ import annotations

MOST_FIGURES = 9


def whole_number(text: str) -> int | None:
    """Return the whole number that is written, in figures and nothing else; None where it is none, or is too long."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_FIGURES else None
