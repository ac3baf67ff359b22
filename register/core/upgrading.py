"""Bringing an older document up to the present schema: pure steps, one after another; stored bytes never change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Step = Callable[[dict[str, Any]], dict[str, Any]]
"""Turns a document of schema n into one of n + 1; tolerates absent keys and leaves its argument as it was."""


class UnknownSchema(ValueError):
    """Say that a document's schema number is one this software does not know."""


def apply(steps: Sequence[Step], document: dict[str, Any], schema: int) -> dict[str, Any]:
    """Return the document at the present schema, `len(steps) + 1`; `steps[0]` leads from 1 to 2.

    Raises UnknownSchema for a number below 1, or from the future.
    """
    present = len(steps) + 1
    if schema < 1:
        raise UnknownSchema(f"schema numbers start at 1, and this document says {schema}")
    if schema > present:
        raise UnknownSchema(
            f"this document has schema {schema} and this software reads up to {present}: "
            "it was written by a newer version, so upgrade the software to read it"
        )
    for step in steps[schema - 1 :]:
        document = step(document)
    return document
