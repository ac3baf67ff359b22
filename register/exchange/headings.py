"""Between the headings of a 360Giving table and the paths of its JSON: the same data gives the same grant."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from register.exchange.schema import Field, Names, Path, fields

Grant = dict[str, Any]

_NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?")
_PLACE = re.compile(r"[0-9]{1,4}")
_UNKNOWN_DEPTH = 32
_MOST_DIGITS = 40


@dataclass(frozen=True)
class Column:
    """A recognised column: the field it fills and the place in each list on the way to it."""

    position: int
    field: Field
    path: Path


class Layout:
    """The columns of one table, in the order in which their values are put into a grant."""

    def __init__(self, headings: Sequence[str]) -> None:
        """Recognise each heading; those that are no field of the standard stay as `unknown`."""
        known = [Column(n, *found) for n, heading in enumerate(headings) if (found := recognise(heading))]
        self.columns = sorted(
            known, key=lambda column: [(str(p), 0) if isinstance(p, str) else ("", p) for p in column.path]
        )
        recognised = {column.position for column in known}
        self.unknown = [(n, heading) for n, heading in enumerate(headings) if heading and n not in recognised]

    def grant(self, cells: Sequence[str]) -> Grant:
        """Build the grant that a row of cells describes; empty cells say nothing."""
        root: Grant = {}
        opened: dict[Path, Grant] = {(): root}
        for column in self.columns:
            text = cells[column.position]
            if text:
                holder = opened.get(column.path[:-1])
                if holder is None:
                    holder = _open(opened, column.path[:-1])
                holder[column.field.names[-1]] = _value(text, column.field)
        return root

    def unknown_cells(self, cells: Sequence[str]) -> dict[str, str]:
        """Return what stands in columns that are no field of the standard."""
        return {heading: cells[n] for n, heading in self.unknown if cells[n]}


def recognise(heading: str) -> tuple[Field, Path] | None:
    """Find the field and path a heading names: by template title (`Recipient Org:Name`) or by path with slashes.

    Numbers between the parts are places in a list: `Beneficiary Location:1:Name`. Case and `?` do not matter.
    """
    separator = "/" if "/" in heading and ":" not in heading else ":"
    parts = [part.strip() for part in heading.split(separator)]
    words = [part for part in parts if not _PLACE.fullmatch(part)]
    field = _by_title().get(_fold(":".join(words))) or _by_names().get("/".join(words))
    if field is None:
        return None
    places = _places(parts)
    if len(places) != len(field.names):
        return None
    path: list[str | int] = []
    for name, listed, place in zip(field.names, field.listed, places, strict=True):
        if place is not None and not listed:
            return None
        path += [name, place or 0] if listed else [name]
    return field, tuple(path)


@lru_cache(maxsize=4096)
def heading_of(path: Path) -> str:
    """Return the template heading of a value's path; first places go unsaid; unknown paths are written with slashes."""
    field = _by_names().get("/".join(part for part in path if isinstance(part, str)))
    if field is None:
        return _heading_of_part(path)
    titles: list[str] = []
    names = iter(field.titles)
    for part in path:
        if isinstance(part, str):
            titles.append(next(names))
        elif part:
            titles.append(str(part))
    return ":".join(titles)


def leaves(grant: Grant) -> list[tuple[Path, Any]]:
    """Return the path and value of everything a grant says; a list of plain texts is one value."""
    found: list[tuple[Path, Any]] = []
    _gather(grant, (), found)
    return found


def cell(value: Any) -> str:
    """Write a value as the text of a cell."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ";".join(value)
    if isinstance(value, str):
        return value
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return number_text(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def number_text(value: int | Decimal) -> str:
    """Write a number without an exponent and without idle zeros. Raises ValueError for one of over 40 digits."""
    _refuse_size(value)
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def tidy(raw: Grant) -> tuple[Grant, dict[str, str]]:
    """Part a grant read from JSON into what the standard knows and what it does not (by path, as text).

    Text is stripped, numbers become Decimal, and null, empty text, empty lists and empty parts say nothing, as an
    empty cell does. Raises ValueError for what is nested too deeply to be kept.
    """
    extra: dict[str, str] = {}
    return _tidy(raw, (), (), extra), extra


def _tidy(value: Any, path: Path, names: Names, extra: dict[str, str]) -> Any:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dict):
        kept: Grant = {}
        for name, inner in value.items():
            here, called = (*path, name), (*names, name)
            if called not in _known_names():
                if not _says_nothing(inner):
                    _refuse_depth(inner, _UNKNOWN_DEPTH)
                    extra["/".join(map(str, here))] = cell(inner)
                continue
            tidied = _tidy(inner, here, called, extra)
            if not _says_nothing(tidied):
                kept[name] = tidied
        return kept
    if isinstance(value, list):
        _refuse_depth(value, _UNKNOWN_DEPTH)
        tidied_items = (_tidy(item, (*path, place), names, extra) for place, item in enumerate(value))
        return [item for item in tidied_items if not _says_nothing(item)]
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        _refuse_size(value)
        return Decimal(value)
    return value


def _refuse_size(value: int | Decimal) -> None:
    if abs(Decimal(value).adjusted()) > _MOST_DIGITS or len(Decimal(value).as_tuple().digits) > _MOST_DIGITS:
        raise ValueError(f"a number has more than {_MOST_DIGITS} digits")


def _gather(value: Any, path: Path, found: list[tuple[Path, Any]]) -> None:
    if isinstance(value, dict):
        for name, inner in value.items():
            if isinstance(inner, str):  # most are: not worth a call
                found.append(((*path, name), inner))
            else:
                _gather(inner, (*path, name), found)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for place, item in enumerate(value):
            _gather(item, (*path, place), found)
    else:
        found.append((path, value))


def _says_nothing(value: Any) -> bool:
    return value is None or value == "" or value == [] or value == {}


def _refuse_depth(value: Any, left: int) -> None:
    if left == 0:
        raise ValueError(f"parts are nested more than {_UNKNOWN_DEPTH} deep")
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        _refuse_depth(one, left - 1)


def _value(text: str, field: Field) -> Any:
    if field.holds == "number" and _NUMBER.fullmatch(text):
        return Decimal(text)
    if field.holds == "texts":
        return [part.strip() for part in text.split(";") if part.strip()]
    return text


def _open(opened: dict[Path, Grant], path: Path) -> Grant:
    listed = isinstance(path[-1], int)
    parent_path, name = (path[:-2], path[-2]) if listed else (path[:-1], path[-1])
    parent = opened.get(parent_path)
    if parent is None:
        parent = _open(opened, parent_path)
    made: Grant = {}
    opened[path] = made
    if listed:
        parent.setdefault(str(name), []).append(made)
    else:
        parent[str(name)] = made
    return made


def _places(parts: list[str]) -> list[int | None]:
    """Return the place said after each name, None where none is; empty where a number stands after no name."""
    places: list[int | None] = []
    for part in parts:
        if not _PLACE.fullmatch(part):
            places.append(None)
        elif places and places[-1] is None:
            places[-1] = int(part)
        else:
            return []
    return places


def _heading_of_part(path: Path) -> str:
    names = tuple(part for part in path if isinstance(part, str))
    for field in fields():
        if names and field.names[: len(names)] == names:
            return ":".join(field.titles[: len(names)])
    return "/".join(map(str, path))


def _fold(title: str) -> str:
    return " ".join(title.casefold().replace("?", "").split())


@cache
def _by_title() -> dict[str, Field]:
    return {_fold(":".join(field.titles)): field for field in fields()}


@cache
def _by_names() -> dict[str, Field]:
    return {"/".join(field.names): field for field in fields()}


@cache
def _known_names() -> frozenset[Names]:
    return frozenset(field.names[:depth] for field in fields() for depth in range(1, len(field.names) + 1))
