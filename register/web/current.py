"""What the present request may ask of its surroundings."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any, cast

from flask import Flask, current_app, request

from register.core.calendar import LONDON, today_in_london
from register.settings import Settings

DESK = "/desk"
NOON = time(12)


def settings_now() -> Settings:
    """Return the settings of the running application."""
    return cast(Settings, current_app.config["SETTINGS"])


def own_address(path: str) -> str:
    """Return the whole address of one of this register's paths."""
    return settings_now().base_url + path


def moment_of(app: Flask) -> datetime:
    """Return the present moment for an application, or the one that is set: NOW, or noon of TODAY."""
    if frozen := app.config.get("NOW"):
        return cast(datetime, frozen)
    if day := app.config.get("TODAY"):
        return datetime.combine(cast(date, day), NOON, LONDON)
    return datetime.now(UTC)


def now() -> datetime:
    """Return the present moment, as the running application knows it."""
    return moment_of(current_app)


def today() -> date:
    """Return the local date (Europe/London) of the present moment."""
    return today_in_london(now())


def is_desk_path(path: str) -> bool:
    """Tell whether a path belongs to staff pages."""
    return path == DESK or path.startswith(f"{DESK}/")


def wants_fragment() -> bool:
    """Tell whether htmx asks for a part of the page: not when it boosts a link or restores history."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request
