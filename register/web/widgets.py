"""GOV.UK widgets for WTForms, cured of four faults of govuk-frontend-wtf 3.2.0.

It prints `required` (GOV.UK forbids it), also on the `<div>` of a date (invalid HTML); it raises ValueError where a
date does not come in exactly three parts; and a date's error link does not focus the day box. Here nothing prints
`required`, the three boxes of a date have names of their own (`…-day`, `…-month`, `…-year`) and show whatever was
typed in them, and `link_id` says where the error summary must point.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import current_app
from govuk_frontend_wtf.wtforms_widgets import (
    GovCharacterCount,
    GovCheckboxInput,
    GovDateInput,
    GovRadioInput,
    GovSelect,
    GovTextArea,
    GovTextInput,
)
from markupsafe import Markup
from wtforms import Field

DATE_BOXES = (("day", 2), ("month", 2), ("year", 4))
"""The three boxes of a date and their widths in characters."""

UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffd\ufffe\uffff]")
"""What no field accepts: control characters other than tab and line feed, lone surrogates, broken characters."""


def printable(text: str) -> str:
    """Return the text with every character that HTML or the database cannot hold shown as a replacement mark."""
    return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))


def link_id(field: Field) -> str:
    """Return the id that the error summary links to: a date's day box, a group's first radio, the input itself."""
    return f"{field.id}-day" if isinstance(field.widget, DateInput) else str(field.id)


def give_attributes(field: Field, attributes: Mapping[str, str]) -> None:
    """Have the field's control print more attributes (`data-hx-*`, say)."""
    held: dict[str, Any] = getattr(field, "params", {})
    field.params = {**held, "attributes": {**held.get("attributes", {}), **attributes}}  # type: ignore[attr-defined]


class Cured:
    """Take `required` out of what is printed, and an empty hint with it."""

    def map_gov_params(self, field: Field, **kwargs: Any) -> dict[str, Any]:
        """Return the macro's parameters."""
        kwargs.pop("required", None)
        kwargs["params"] = {**getattr(field, "params", {}), **kwargs.get("params", {})}
        params: dict[str, Any] = super().map_gov_params(field, **kwargs)  # type: ignore[misc]
        if not (params.get("hint") or {}).get("text"):
            params.pop("hint", None)
        return params

    def render(self, params: Mapping[str, Any]) -> Markup:
        """Return the HTML; without the frame's context, which asks the database, for a form may have thousands."""
        template = current_app.jinja_env.get_template(self.template)  # type: ignore[attr-defined]
        return Markup(template.render(params=params))  # noqa: S704 - the template escapes


class TextInput(Cured, GovTextInput):  # type: ignore[misc]
    """A box of one line."""


class TextArea(Cured, GovTextArea):  # type: ignore[misc]
    """A box of several lines."""


class CharacterCount(Cured, GovCharacterCount):  # type: ignore[misc]
    """A box that says how many characters are left; the field counts again when it is sent."""


class Radios(Cured, GovRadioInput):  # type: ignore[misc]
    """One answer of a few."""


class Checkbox(Cured, GovCheckboxInput):  # type: ignore[misc]
    """One box to tick."""


class Select(Cured, GovSelect):  # type: ignore[misc]
    """One answer of many."""


class DateInput(Cured, GovDateInput):  # type: ignore[misc]
    """Three boxes, each with its own name, showing what was typed whether it is a date or not."""

    def map_gov_params(self, field: Field, **kwargs: Any) -> dict[str, Any]:
        """Return the macro's parameters, with the boxes' values as typed."""
        typed, broken = field.typed_parts, field.broken_parts  # type: ignore[attr-defined]
        raw, field.raw_data, field.data, value = field.raw_data, None, None, field.data
        try:
            params = super().map_gov_params(field, **kwargs)
        finally:
            field.raw_data, field.data = raw, value
        params.pop("value", None)
        params["items"] = [
            {
                "label": box.capitalize(),
                "id": f"{field.id}-{box}",
                "name": f"{field.name}-{box}",
                "value": typed[box],
                "inputmode": "text" if box == "month" else "numeric",
                "classes": f"govuk-input--width-{width}" + (" govuk-input--error" if box in broken else ""),
            }
            for box, width in DATE_BOXES
        ]
        return params

    def render(self, params: Mapping[str, Any]) -> Markup:
        """Return the HTML without the role that a fieldset has by itself: HTML checkers warn of it."""
        return Markup(str(super().render(params)).replace(' role="group"', "", 1))  # noqa: S704 - taken out, not put in
