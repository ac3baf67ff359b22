"""The settings in plain words, for administrators, who change the register's own words and yardsticks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from register.accounts import choosing
from register.accounts.choosing import Chosen
from register.core.calendar import now_utc
from register.desk.auditing import note
from register.desk.routing import ADMINISTRATORS, desk, for_roles, officer
from register.extensions import reading, writing
from register.settings import CHANGEABLE, Settings, parsed
from register.web.current import settings_given, settings_now
from register.web.widgets import printable

LABELS = {
    "register_name": "Name of the register",
    "publisher_name": "Publisher",
    "contact_email": "Contact",
    "public_url": "Address",
    "feed_authority": "Authority of the feeds",
    "organisation_prefix": "Prefix of organisations’ identifiers",
    "feedback_days": "Consultation feedback",
    "announcement_days": "Announcement of consultations",
    "dispute_days": "Disputes",
    "account_days": "Accounts of a dispute",
    "multi_year_months": "Multi-year funding",
    "short_form_below": "Short form",
    "page_size": "Length of a page",
    "audit_days": "Audit",
    "page_cache_megabytes": "Page cache",
    "second_factor": "Second factor",
    "register_home": "Home",
    "database_url": "Database",
    "search_index": "Search index",
    "host": "Host",
    "port": "Port",
    "workers": "Workers",
    "trusted_proxies": "Proxies",
}
GROUPS = {
    "About the register": (
        "register_name",
        "publisher_name",
        "contact_email",
        "public_url",
        "feed_authority",
        "organisation_prefix",
    ),
    "Yardsticks": ("feedback_days", "announcement_days", "dispute_days", "account_days", "multi_year_months"),
    "Limits": ("short_form_below", "page_size", "audit_days", "page_cache_megabytes"),
}
SERVING = "Serving"
"""The group of every other setting."""
YARDSTICKS = GROUPS["Yardsticks"]
UNITS = {"short_form_below": "pounds", "page_size": "results", "page_cache_megabytes": "megabytes"}
SECRET = ("password", "secret", "token", "key")
WRONG = {
    "int_parsing": "Enter a whole number, like {default}",
    "greater_than_equal": "Enter {ge} or more",
    "less_than_equal": "Enter {le} or less",
    "string_too_short": "Enter a text: readers see it on every page",
    "string_too_long": "Enter {max_length} characters or fewer",
    "string_pattern_mismatch": "Enter an e-mail address, like {default}",
}


@dataclass(frozen=True)
class Shown:
    """A setting as administrators see it."""

    name: str
    label: str
    description: str
    value: str
    default: str
    given: bool
    """Whether the environment gives it, so that nobody changes it here."""
    chosen: Chosen | None
    unit: str = ""

    @property
    def variable(self) -> str:
        """Return the environment variable that gives it."""
        return self.name.upper()

    @property
    def changeable(self) -> bool:
        """Tell whether it is changed at the desk."""
        return self.name in CHANGEABLE and not self.given

    @property
    def is_yardstick(self) -> bool:
        """Tell whether findings depend on it."""
        return self.name in YARDSTICKS


@desk.get("/administration/settings")
@for_roles(ADMINISTRATORS)
def settings() -> ResponseReturnValue:
    """Show every setting."""
    held = _all()
    named = {name for names in GROUPS.values() for name in names}
    groups = {**GROUPS, SERVING: tuple(name for name in held if name not in named)}
    shown = {title: [held[name] for name in names] for title, names in groups.items()}
    return render_template("desk/settings.html", groups=shown)


@desk.get("/administration/settings/<name>")
@for_roles(ADMINISTRATORS)
def setting(name: str) -> ResponseReturnValue:
    """Ask what a setting should be."""
    shown = _one(name)
    return _page(shown, shown.value)


@desk.post("/administration/settings/<name>")
@for_roles(ADMINISTRATORS)
def change_setting(name: str) -> ResponseReturnValue:
    """Keep what is chosen for a setting, or go back to its default."""
    shown = _one(name)
    typed = printable(request.form.get("value", "")).strip()
    if not shown.changeable:
        return _page(shown, typed, "Whoever runs the machine has fixed this meanwhile: nothing was changed")
    if request.form.get("was") != shown.value:
        return _page(shown, typed, f"Somebody changed this meanwhile: it is {shown.value} now. Save again to change it")
    value = None if "default" in request.form else typed
    try:
        new = str(Settings.model_fields[name].default if value is None else parsed(name, typed))
    except ValidationError as invalid:
        return _page(shown, typed, _problem(shown, invalid))
    if new != shown.value:
        with writing() as connection:
            choosing.choose(connection, name, value, by_id=officer().id, at=now_utc())
            note(connection, "setting_changed", name, old=shown.value, new=new)
    flash(f"{shown.label}: {new}{' ' + shown.unit if shown.unit else ''}. {_what_follows(shown)}", "success")
    return redirect(url_for("desk.settings"), 303)


def _what_follows(shown: Shown) -> str:
    if shown.is_yardstick:
        return "It holds from now on. Lists keep the findings they have until somebody runs “register rebuild”."
    return "It holds from now on."


def _page(shown: Shown, typed: str, problem: str = "") -> ResponseReturnValue:
    return render_template("desk/setting.html", shown=shown, typed=typed, problem=problem), 422 if problem else 200


def _problem(shown: Shown, invalid: ValidationError) -> str:
    found = invalid.errors()[0]
    limits = {name: f"{limit:,}" for name, limit in found.get("ctx", {}).items() if isinstance(limit, int)}
    return WRONG.get(found["type"], "Enter something else").format(default=shown.default, **limits)


def _one(name: str) -> Shown:
    return _all()[name] if name in CHANGEABLE else abort(404)


def _all() -> Mapping[str, Shown]:
    with reading() as connection:
        chosen = choosing.chosen(connection)
    now, given = settings_now(), settings_given().model_fields_set
    return {
        name: Shown(
            name=name,
            label=LABELS.get(name, name.replace("_", " ").capitalize()),
            description=_sentence((field.description or "").removeprefix("Yardstick: ").replace("`", "")),
            value=_in_words(name, getattr(now, name)),
            default=_in_words(name, field.default),
            given=name in given,
            chosen=chosen.get(name) if name not in given else None,
            unit=UNITS.get(name) or next((unit for unit in ("days", "months") if name.endswith(f"_{unit}")), ""),
        )
        for name, field in Settings.model_fields.items()
    }


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _in_words(name: str, value: Any) -> str:
    if name == "database_url":
        return _database(str(value))
    if any(word in name for word in SECRET):
        return "Set, and not shown" if value else "Not set"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value) or "Empty"


def _database(url: str) -> str:
    """Say which database it is without its password, wherever in the address that stands."""
    if not url:
        return "SQLite, in the register’s home"
    try:
        parts = make_url(url)
    except ArgumentError:
        return "Set, and not shown"
    if parts.get_backend_name() == "sqlite":
        return f"SQLite: {parts.database}"
    where = f" on {parts.host}" if parts.host else ""
    return f"{parts.get_backend_name().replace('postgresql', 'PostgreSQL')}, {parts.database}{where}"
