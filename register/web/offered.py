"""A list of short texts, some of which are offered to tick; the rest is typed, one on each line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import current_app
from markupsafe import Markup

from register.web.fields import Lines
from register.web.widgets import TextArea, printable


class OfferedLines:
    """Boxes to tick above the box to type in; where nothing is offered, that box alone."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """Render both; a message stands at the box to type in."""
        if not field.offered:
            return Markup(TextArea()(field, **kwargs))  # noqa: S704 - the template escapes
        field.params = {**field.params, "label": {"text": f"Other {field.label.text.lower()}"}}
        ticks = current_app.jinja_env.get_template("desk/fields/offered_lines.html").render(field=field)
        return Markup(ticks) + Markup(TextArea()(field, **kwargs))  # noqa: S704 - the templates escape


class LinesOffered(Lines):
    """A list of short texts: those offered that are ticked, and others that are typed."""

    def __init__(self, label: str, hint: str = "", **kwargs: Any) -> None:
        """Make the field."""
        super().__init__(label, hint, **kwargs)
        self.widget: Any = OfferedLines()
        self.offered: Sequence[str] = ()

    def only(self, texts: Sequence[str]) -> str:
        """Return everything ticked and typed, a line for each; what is both is said once."""
        said: list[str] = []
        for text in texts:
            before = set(said)
            said += [line for line in super().only([text]).split("\n") if line.strip() not in before]
        return "\n".join(said)

    def _lines(self) -> list[str]:
        return [line.strip() for text in self.raw_data or () for line in printable(text).split("\n")]

    @property
    def ticked(self) -> list[str]:
        """Return what is offered and was ticked, or typed."""
        said = set(self._lines())
        return [one for one in self.offered if one in said]

    def _value(self) -> str:
        if not self.offered:
            return super()._value()
        ticked = set(self.ticked)
        return "\n".join(line for line in self._lines() if line and line not in ticked)
