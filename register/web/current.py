"""What the present request may ask of its surroundings."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import cast

from flask import Flask, current_app, has_request_context, request
from htmx_flask.requests import HtmxHeaders
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from register.core.calendar import LONDON, today_in_london
from register.extensions import reading
from register.settings import Settings

_CHOSEN = "register.settings"
DESK = "/desk"
NOON = time(12)


def settings_now() -> Settings:
    """Return the settings of the running application, with what administrators chose at the desk; once a request."""
    if not has_request_context():
        return _with_chosen()
    if _CHOSEN not in request.environ:
        request.environ[_CHOSEN] = _with_chosen()
    return cast(Settings, request.environ[_CHOSEN])


def settings_given() -> Settings:
    """Return the settings that the environment gives, and defaults for the rest."""
    return cast(Settings, current_app.config["SETTINGS"])


def _with_chosen() -> Settings:
    """Read what was chosen (0.1 ms); where the database cannot be read, what was last read counts."""
    given, held = settings_given(), current_app.extensions.get(_CHOSEN)
    try:
        with reading() as connection:
            chosen = {row.name: row.value for row in connection.execute(text("SELECT name, value FROM setting"))}
    except SQLAlchemyError:  # an error page needs no database, and a new register has no tables yet
        return held[1] if held else given
    if held is None or held[0] != chosen:
        held = current_app.extensions[_CHOSEN] = chosen, given.with_chosen(chosen)
    return cast(Settings, held[1])


def sent_pairs() -> list[tuple[str, str]]:
    """Return the pairs of the form that was sent, in its order."""
    return list(request.form.items(multi=True))


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
    """Tell whether htmx asks for a part of the page."""
    htmx: HtmxHeaders | None = getattr(request, "htmx", None)
    return htmx is not None and is_for_part(htmx)


def is_for_part(htmx: HtmxHeaders) -> bool:
    """Tell whether headers ask for a part of a page: not when htmx boosts a link or restores history."""
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request
