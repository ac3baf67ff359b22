"""A field for an uploaded file: the form carries the file's key, and a box to choose it or another one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import current_app
from markupsafe import Markup
from wtforms import Field, Form

from register.core.attached import FACTS, TYPES, size_in_words, type_in_words
from register.web.fields import Leaf, leaves

UPLOAD, DROP = "-upload", "-drop"
"""Ends the names of the box in which a file is chosen, and of the button that takes it out again."""
_UPLOADED = re.compile(r"(?P<field>[a-z_]+-(?:0|[1-9][0-9]{0,2})-[a-z_]+)(?:-upload|-drop)")

Facts = Mapping[str, Any]
"""What is known of a file beside its key."""


class FileInput:
    """Shows which file was chosen, and asks for one."""

    def __call__(self, field: Field, **kwargs: Any) -> Markup:
        """Return the HTML."""
        template = current_app.jinja_env.get_template("desk/fields/file.html")
        return Markup(template.render(field=field, accept=",".join(ending for ending, _ in TYPES.values())))  # noqa: S704


class UploadedFile(Leaf, Field):
    """A file's key, which the form carries in a hidden box; what is known of the file goes with it into the content."""

    widget = FileInput()

    def __init__(self, label: str, hint: str = "", **kwargs: Any) -> None:
        """Make the field."""
        super().__init__(label, description=hint, **kwargs)
        self.about: Facts = {}

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the key that was sent."""
        self.data = self.only(valuelist) or None if valuelist else None

    def look_up(self, known: Mapping[str, Facts] | None) -> None:
        """Learn what is known of the file; with None nothing is known of any, and the key stays as it is."""
        if self.data is None or known is None:
            return
        if self.data in known:
            self.about = known[self.data]
        else:
            self.data = None
            self.errors = (*self.errors, "The file is no longer here: choose it again, or remove it")

    @property
    def beside(self) -> dict[str, Any]:
        """Return what stands beside the key in the content."""
        return {name: self.about[name] for name in FACTS if self.about.get(name) is not None}

    @property
    def key(self) -> str:
        """Return the key that the form carries, whether a file is known by it or not."""
        return str((self.raw_data or [""])[0])

    @property
    def chosen(self) -> str:
        """Say which file was chosen."""
        if not self.about:
            return ""
        size = size_in_words(int(self.about["bytes"] or 0))
        return f"{self.about['file_name']}, {type_in_words(self.about['media_type'])}, {size}"

    def in_words(self, value: Any) -> str:
        """Return the file's name."""
        return str(self.about.get("file_name") or "a file")

    def _value(self) -> str:
        return str(self.data or "")


def files_of(form: Form) -> list[UploadedFile]:
    """Return every field of a form that takes a file."""
    return [one for one in leaves(form) if isinstance(one, UploadedFile)]


def field_of(name: str) -> str | None:
    """Return the name of the field that a box for a file, or the button that takes one out, belongs to."""
    found = _UPLOADED.fullmatch(name)
    return found["field"] if found else None


def with_key(pairs: Sequence[tuple[str, str]], name: str, key: str | None) -> list[tuple[str, str]]:
    """Return the pairs with another key for a field, or none."""
    return [pair for pair in pairs if pair[0] != name] + ([(name, key)] if key else [])


def keys_in(pairs: Iterable[tuple[str, str]]) -> set[str]:
    """Return the keys of files that pairs may name."""
    return {value.strip() for name, value in pairs if name.endswith("-file") and value.strip()}
