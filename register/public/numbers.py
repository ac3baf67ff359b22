"""Numbers as they stand in addresses."""

from __future__ import annotations


def positive(text: str) -> int | None:
    """Read a whole number above zero of up to nine digits, spelled the one way; None for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) <= 9) or text.startswith("0"):
        return None
    return int(text)


def whole(text: str) -> int | None:
    """Read a whole number of up to nine digits, zero among them, spelled the one way; None for anything else."""
    return 0 if text == "0" else positive(text)
