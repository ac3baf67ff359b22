"""What the tests of each kind do alike with documents: the frozen, the authored, and the shape of any."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from register.commands.demo import AUTHORED
from register.core.content import Redacted


def frozen_document(folder: Path, schema: int) -> dict[str, Any]:
    """Return the frozen document of a schema; these files never change."""
    read: dict[str, Any] = json.loads((folder / f"{schema}.json").read_bytes())
    return read


def without_defaults(read: Any, frozen: Any) -> Any:
    """Drop what reading adds: fields that were not asked for when the document was frozen."""
    if isinstance(read, dict):
        return {key: without_defaults(value, frozen[key]) for key, value in read.items() if key in frozen}
    if isinstance(read, list):
        return [without_defaults(one, other) for one, other in zip(read, frozen, strict=True)]
    return read


def words_of(value: Any) -> set[str]:
    """Return every text and sum below a value of a document."""
    if isinstance(value, dict):
        return set().union(*map(words_of, value.values()))
    if isinstance(value, list):
        return set().union(*map(words_of, value))
    return {value} if isinstance(value, str) else set()


def seed(name: str) -> list[dict[str, Any]]:
    """Return a file of the demonstration."""
    held: list[dict[str, Any]] = json.loads((AUTHORED / f"{name}.json").read_text(encoding="utf-8"))
    return held


def values(document: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value of a document that is no container, with its dotted name (list items by their list's)."""
    if isinstance(document, dict):
        for key, inner in document.items():
            yield from values(inner, f"{path}.{key}".lstrip("."))
    elif isinstance(document, list):
        for inner in document:
            yield from values(inner, path)
    else:
        yield path, document


def texts(document: Any) -> Iterator[tuple[str, str]]:
    return ((path, value) for path, value in values(document) if isinstance(value, str))


def leaves(model: type[BaseModel], asked: Collection[str], above: str = "") -> Iterator[str]:
    """Yield the dotted name of every field of a shape; below one that a question is about, nothing."""
    for name, field in model.model_fields.items():
        if field.exclude:
            continue
        inner = [one for one in (field.annotation, *get_args(field.annotation)) if isinstance(one, type)]
        shapes = [one for one in inner if issubclass(one, BaseModel) and one is not Redacted]
        if above + name in asked or not shapes:
            yield above + name
        else:
            yield from leaves(shapes[0], asked, f"{above}{name}.")
