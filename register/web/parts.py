"""Some questions that belong together, and what they say as a content document holds it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from wtforms import FieldList, Form, FormField

from register.web.fields import Number


class Part(Form):
    """Some questions that belong together, named as the content names them."""

    needed: ClassVar[Mapping[str, str]] = {}
    """What must be written as soon as anything else of the part is: field name and message."""
    either: ClassVar[Mapping[tuple[str, ...], str]] = {}
    """Of which one at least must be: names of fields, and the message that stands at the first of them."""
    assumed: ClassVar[Mapping[str, str]] = {}
    """What is taken as said as soon as anything else of the part is."""


def written(part: Form, *, whole: bool = True) -> dict[str, Any]:
    """Return what is answered, blank answers left out; where `whole`, also parts that lack what they need."""
    said: dict[str, Any] = {}
    numbers: dict[str, Any] = {}
    for name, field in part._fields.items():
        value: Any
        if isinstance(field, FormField):
            value = written(field.form, whole=whole)
        elif isinstance(field, FieldList):
            value = [row for row in (written(entry.form, whole=whole) for entry in field.entries) if row]
        else:
            value = field.data
            said = {**getattr(field, "beside", {}), **said}
        if value is not None and value not in ("", {}, []):
            (numbers if isinstance(field, Number) else said)[name] = value
    if not said:
        return {}  # a number by itself says nothing
    if isinstance(part, Part):
        said = {**part.assumed, **said}
        if whole and missing(part, said):
            return {}
    return {**numbers, **said}


def missing(part: Part, said: Mapping[str, Any]) -> list[tuple[tuple[str, ...], str]]:
    """Return what a part of which something is said lacks: names of fields, one of which would do, and a message."""
    needed = {(name,): message for name, message in part.needed.items()} | dict(part.either)
    return [(names, message) for names, message in needed.items() if said.keys().isdisjoint(names)]
