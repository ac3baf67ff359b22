"""The 360Giving grant schema: its fields by path and by template heading, and two ways to check a grant against it."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from numbers import Number
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from rfc3339_validator import validate_rfc3339

from register.settings import ROOT

FOLDER = ROOT / "seeds" / "360giving"

Names = tuple[str, ...]
"""A field's names without places in lists: `("recipientOrganization", "name")`."""
Path = tuple[str | int, ...]
"""A value's address in one grant: `("recipientOrganization", 0, "name")`."""
Test = Callable[[Any], bool]

_NOT_A_TEST = frozenset(
    {"$defs", "$id", "$schema", "codelist", "description", "openCodelist", "rollUp", "title", "weight"}
)


@dataclass(frozen=True)
class Field:
    """One field of the schema: where it stands, what the template calls it, and what it holds."""

    names: Names
    listed: tuple[bool, ...]
    """For each name, whether it holds a list of parts."""
    titles: tuple[str, ...]
    holds: str
    """`text`, `number` or `texts` (a list, written in one cell with semicolons between)."""


@cache
def grant_schema() -> dict[str, Any]:
    """Read the schema; the choice between kinds of recipient is left out, because `threesixty.py` words it better."""
    schema: dict[str, Any] = json.loads((FOLDER / "360-giving-schema.json").read_text(encoding="utf-8"))
    del schema["oneOf"]
    return schema


@cache
def fields() -> tuple[Field, ...]:
    """Return every field that a cell can hold."""
    return tuple(_walk(grant_schema(), (), (), ()))


@cache
def code_list(name: str) -> frozenset[str]:
    """Return the codes of one of the standard's code lists."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["Code"] for row in csv.DictReader(file))


@cache
def full_validator() -> Draft202012Validator:
    """Return the validator that explains; it takes about 280 microseconds a grant."""
    return Draft202012Validator(grant_schema(), format_checker=FormatChecker())


@cache
def quick_test() -> Test:
    """Return a test with the full validator's answer and without its reasons, about fifteen times as fast.

    It knows exactly the keywords that this schema uses and raises ValueError for any other.
    """
    return _compiled(grant_schema())


@lru_cache(maxsize=8192)
def is_instant(text: str) -> bool:
    """Tell whether a text is a date with a time as RFC 3339 writes it."""
    return bool(validate_rfc3339(text))


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference within the schema."""
    found = schema
    while "$ref" in found:
        found = grant_schema()["$defs"][found["$ref"].removeprefix("#/$defs/")]
    return found


def _walk(schema: dict[str, Any], names: Names, listed: tuple[bool, ...], titles: tuple[str, ...]) -> Iterable[Field]:
    for name, inner in schema["properties"].items():
        whole = resolved(inner)
        items = resolved(whole["items"]) if "items" in whole else None
        here = (*names, name)
        called = (*titles, inner.get("title") or whole.get("title") or name)
        if items is not None and "properties" in items:
            yield from _walk(items, here, (*listed, True), called)
        elif "properties" in whole:
            yield from _walk(whole, here, (*listed, False), called)
        else:
            kind = "texts" if items is not None else "number" if "number" in _types(whole) else "text"
            yield Field(here, (*listed, False), called, kind)


def _types(schema: dict[str, Any]) -> tuple[str, ...]:
    declared = schema.get("type", ())
    return (declared,) if isinstance(declared, str) else tuple(declared)


_TYPES: dict[str, Test] = {
    "string": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, Number) and not isinstance(value, bool),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "null": lambda value: value is None,
}


def _compiled(schema: dict[str, Any]) -> Test:
    tests = [_test(key, given, schema) for key, given in schema.items() if key not in _NOT_A_TEST]
    return tests[0] if len(tests) == 1 else _every(tests)


def _every(tests: Sequence[Test]) -> Test:
    def fits(value: Any) -> bool:
        for test in tests:  # noqa: SIM110 - all() of a generator takes twice as long, forty times a row
            if not test(value):
                return False
        return True

    return fits


def _test(key: str, given: Any, schema: dict[str, Any]) -> Test:
    if key == "$ref":
        return _compiled(resolved(schema))
    if key == "type":
        accepted = [_TYPES[name] for name in _types(schema)]
        return accepted[0] if len(accepted) == 1 else lambda value: any(test(value) for test in accepted)
    if key == "properties":
        return _properties({name: _compiled(inner) for name, inner in given.items()})
    if key == "items":
        each = _compiled(given)
        return lambda value: not isinstance(value, list) or all(each(item) for item in value)
    if key == "required":
        return lambda value: not isinstance(value, dict) or all(name in value for name in given)
    if key == "enum":
        return lambda value: value in given
    if key == "oneOf":
        options = [_compiled(option) for option in given]
        return lambda value: sum(option(value) for option in options) == 1
    if key == "minItems":
        return lambda value: not isinstance(value, list) or len(value) >= given
    if key == "minimum":
        return lambda value: not _TYPES["number"](value) or value >= given
    if key == "pattern":
        search = re.compile(given).search
        return lambda value: not isinstance(value, str) or search(value) is not None
    if key == "format" and given == "date-time":
        return lambda value: not isinstance(value, str) or is_instant(value)
    if key == "format" and given == "uri":
        return lambda value: True  # jsonschema checks addresses only where a further package is installed
    raise ValueError(f"the 360Giving schema uses a keyword this test does not know: {key} {given!r}")


def _properties(tests: dict[str, Test]) -> Test:
    def fits(value: Any) -> bool:
        if not isinstance(value, dict):
            return True
        for name, inner in value.items():
            test = tests.get(name)
            if test is not None and not test(inner):
                return False
        return True

    return fits
