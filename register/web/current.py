"""What the present request may ask of its surroundings."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, cast

from flask import current_app, request

from register.core.calendar import today_in_london
from register.settings import Settings


def settings_now() -> Settings:
    """Return the settings of the running application."""
    return cast(Settings, current_app.config["SETTINGS"])


def today() -> date:
    """Return the local date (Europe/London), or the one a test has set."""
    return cast("date | None", current_app.config.get("TODAY")) or today_in_london()


def now_utc() -> str:
    """Return the present instant in UTC as the record writes it."""
    return instant(datetime.now(UTC))


def instant(moment: datetime) -> str:
    """Write a moment as the record does: 2026-11-22T18:53:47.123456Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def wants_fragment() -> bool:
    """Tell whether htmx asks for a part of the page: not when it boosts a link or restores history."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request
