"""What every page's frame needs: names, navigation, assets, the version in the footer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, request
from sqlalchemy.exc import SQLAlchemyError

from register.entries.reading import Version, version
from register.extensions import reading
from register.kinds import KINDS
from register.log.standing import complaint
from register.settings import Settings
from register.web.assets import asset
from register.web.current import settings_now
from register.web.words import FILTERS


@dataclass(frozen=True)
class Door:
    """One link of the navigation."""

    label: str
    href: str
    current: bool


def init_layout(app: Flask) -> None:
    """Give every template the frame's context and the filters that write dates and money."""
    app.jinja_env.filters.update(FILTERS)

    @app.context_processor
    def frame() -> dict[str, Any]:
        settings = settings_now()
        last, why_read_only = _standing(settings)
        return {
            "register_name": settings.register_name,
            "publisher_name": settings.publisher_name,
            "contact_email": settings.contact_email,
            "demonstration": settings.demonstration,
            "public_url": settings.base_url,
            "navigation": _navigation(),
            "version": last,
            "why_read_only": why_read_only,
            "asset": asset,
        }


def _navigation() -> list[Door]:
    doors = [(kind.plural.capitalize(), f"/{kind.plural}/") for kind in KINDS]
    doors += [("The Compact", "/compact/"), ("Organisations", "/organisations/"), ("Search", "/search")]
    return [Door(label, href, request.path.startswith(href)) for label, href in doors]


def _standing(settings: Settings) -> tuple[Version | None, str | None]:
    """Return the register's version, and why nothing new may be published in it, if so."""
    try:
        with reading() as connection:
            why = complaint(connection, settings)  # first: what it reads outside the database must not be the newer
            return version(connection), why
    except SQLAlchemyError:
        return None, None  # an error page must not need the database
