"""An open dispute that may not be shown yet: only that there is one, and its age, are public."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any


def pending_since(document: Mapping[str, Any]) -> date | None:
    """Return since when a draft's dispute is open; None where it was not raised yet, or is closed."""
    if document.get("closed_on"):
        return None
    try:
        return date.fromisoformat(str(document.get("raised_on")))
    except ValueError:
        return None
