"""What the present request may ask of its surroundings."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from flask import current_app, request

from register.core.calendar import today_in_london
from register.settings import Settings

DESK = "/desk"


def settings_now() -> Settings:
    """Return the settings of the running application."""
    return cast(Settings, current_app.config["SETTINGS"])


def own_address(path: str) -> str:
    """Return the whole address of one of this register's paths."""
    return settings_now().base_url + path


def today() -> date:
    """Return the local date (Europe/London), or the one a test has set."""
    return cast("date | None", current_app.config.get("TODAY")) or today_in_london()


def is_desk_path(path: str) -> bool:
    """Tell whether a path belongs to staff pages."""
    return path == DESK or path.startswith(f"{DESK}/")


def wants_fragment() -> bool:
    """Tell whether htmx asks for a part of the page: not when it boosts a link or restores history."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request
