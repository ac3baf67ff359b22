"""The schema number of disputes, and how older ones are read."""

from __future__ import annotations

from typing import Any

from register.core.upgrading import Step, apply

STEPS: tuple[Step, ...] = ()
"""The first leads from schema 1 to 2. A step is never changed once a version of the register with it is released."""

SCHEMA = 1
"""Written with every revision; one more than there are steps."""


def upgrade(document: dict[str, Any], schema: int) -> dict[str, Any]:
    """Bring a dispute of an older schema to the present one; raise UnknownSchema for one from the future."""
    return apply(STEPS, document, schema)
