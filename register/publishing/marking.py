"""Marks of what a second person had before them: of the words that would be published, and of each warning.

A mark says again that it is the same, and never what it is. These are long: nobody can write other words that have it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from register.core.findings import Breach


def mark_of_document(document: Mapping[str, Any]) -> str:
    """Return the mark of everything that an entry would say."""
    return _mark(json.dumps(document, sort_keys=True))


def marks_of(warnings: Iterable[Breach]) -> list[str]:
    """Return a mark for each warning."""
    return sorted({_mark(f"{one.field}\n{one.message}") for one in warnings})


def _mark(said: str) -> str:
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]
