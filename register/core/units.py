"""Units: the parts of a published document that are committed to, held and redacted each on its own.

Their names describe themselves, so that a verifier needs no knowledge of kinds: `title` is a field,
`rationale.reasons` a field within one, `views/17` the item numbered 17 of a list (the 17th, where its items carry
no numbers; of those `risks/*` means them all), and `amounts:amount_awarded,amount_previous` a group of small fields.
Where an item was removed, its place in the list holds null.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from register.core.canonical import canonical

Document = Mapping[str, Any]

_NOTHING: tuple[Any, ...] = (None, [], {})


class NoSuchUnit(LookupError):
    """The document has no part of that name."""


def units(document: Document, groups: Mapping[str, tuple[str, ...]], split: Iterable[str]) -> dict[str, Any]:
    """Return every unit of a document by name; `split` names the fields whose own fields are units.

    What is absent, or an empty list or object, is no unit. A field that no group names is a unit of its own; a list
    of objects is one unit for each of them, where they can be told apart for good.
    """
    fields = dict(_fields(document, frozenset(split)))
    found: dict[str, Any] = {}
    for label, members in groups.items():
        present = {path: fields.pop(path) for path in members if path in fields}
        if present:
            found[f"{label}:{','.join(present)}"] = present
    for path, value in fields.items():
        keys = _keys(value) if isinstance(value, list) else None
        if keys is None:
            found[path] = value
        else:
            found |= {f"{path}/{key}": item for key, item in zip(keys, value, strict=True)}
    return found


def orders(parts: Mapping[str, Any]) -> dict[str, list[int]]:
    """Return the order of each list whose items carry numbers, by its path, from the units of one document.

    The number is the item's name wherever it stands, so no commitment to an item says where that is. (The name of an
    item without a number is its place.)
    """
    found: dict[str, list[int]] = {}
    for name, value in parts.items():
        path, _, key = name.partition("/")
        if key and "number" in value:
            found.setdefault(path, []).append(int(key))
    return {path: numbers for path, numbers in found.items() if len(numbers) > 1}


def in_order(document: Document, path: str, numbers: Sequence[int]) -> bool:
    """Tell whether those items that are still shown of a list stand in the order of these numbers."""
    try:
        items = _field(document, path)
    except NoSuchUnit:
        return True
    there = [item.get("number") for item in items if isinstance(item, dict)]
    return there == [number for number in numbers if number in there]


def commitment(salt: str, name: str, value: Any) -> str:
    """Return the commitment to a unit: SHA-256 of the canonical JSON `[salt, name, value]`, as base64."""
    return base64.b64encode(hashlib.sha256(canonical([salt, name, value])).digest()).decode()


def fresh_salt() -> str:
    """Return 32 random bytes as base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def value_of(document: Document, name: str) -> Any:
    """Return what stands in a document under a unit's name; raises NoSuchUnit."""
    if ":" in name:
        return {path: _field(document, path) for path in members_of(name)}
    path, _, key = name.partition("/")
    value = _field(document, path)
    return value[_place(value, key)] if key else value


def without(document: Document, names: Iterable[str]) -> dict[str, Any]:
    """Return a document without some units; an item that goes leaves null, and what is not there is no matter."""
    result = dict(document)
    for name in names:
        path, _, key = name.partition("/")
        if key:
            _drop_item(result, path, key)
        else:
            for member in members_of(name):
                _drop_field(result, member)
    return result


def members_of(name: str) -> list[str]:
    """Return the paths of the fields that a unit consists of (of an item: of its list)."""
    return name.partition("/")[0].partition(":")[2].split(",") if ":" in name else [name.partition("/")[0]]


def label_of(name: str) -> str:
    """Return what stays the same of a unit's name when members join its group or leave it."""
    return name.partition(":")[0]


def covers(held: str, unit: str) -> bool:
    """Tell whether a hold of one name hides a unit: `views/17` that view, `risks/*` every item of the list."""
    return label_of(held) == label_of(unit) or (held.endswith("/*") and unit.startswith(held[:-1]))


def texts_of(value: Any) -> Iterator[str]:
    """Yield every text within a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts_of(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_of(inner)


def _fields(document: Document, split: frozenset[str]) -> Iterator[tuple[str, Any]]:
    for name, value in document.items():
        if name in split and isinstance(value, dict):
            yield from ((f"{name}.{inner}", part) for inner, part in value.items() if part not in _NOTHING)
        elif value not in _NOTHING:
            yield name, value


def _keys(items: list[Any]) -> Sequence[int] | None:
    """Return the keys that items have in names: their own numbers, or their places from 1 where none has a number.

    None where the items cannot be told apart for good (not all are objects, or not all numbered, or two alike).
    """
    if not all(isinstance(item, dict) for item in items):
        return None
    numbers = [item["number"] for item in items if isinstance(item.get("number"), int)]
    if not numbers:
        return range(1, len(items) + 1)
    return numbers if len(set(numbers)) == len(items) else None


def _field(document: Document, path: str) -> Any:
    here: Any = document
    for name in path.split("."):
        if not isinstance(here, dict) or name not in here:
            raise NoSuchUnit(path)
        here = here[name]
    return here


def _place(items: Any, key: str) -> int:
    if not isinstance(items, list) or not key.isdecimal():
        raise NoSuchUnit(key)
    wanted = int(key)
    if any(isinstance(item, dict) and isinstance(item.get("number"), int) for item in items):
        places = [i for i, item in enumerate(items) if isinstance(item, dict) and item.get("number") == wanted]
    else:
        places = [wanted - 1] if 0 < wanted <= len(items) and items[wanted - 1] is not None else []
    if len(places) != 1:
        raise NoSuchUnit(key)
    return places[0]


def _drop_field(document: dict[str, Any], path: str) -> None:
    outer, _, inner = path.partition(".")
    if not inner:
        document.pop(outer, None)
    elif isinstance(document.get(outer), dict):
        document[outer] = {name: value for name, value in document[outer].items() if name != inner}


def _drop_item(document: dict[str, Any], path: str, key: str) -> None:
    try:
        items = list(_field(document, path))
        items[slice(None) if key == "*" else slice(_place(items, key), _place(items, key) + 1)] = (
            [None] * len(items) if key == "*" else [None]
        )
    except (NoSuchUnit, TypeError):
        return
    outer, _, inner = path.partition(".")
    document[outer] = {**document[outer], inner: items} if inner else items
