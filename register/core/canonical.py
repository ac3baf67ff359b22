"""The one spelling of a document as bytes: what is stored, hashed and served."""

from __future__ import annotations

from typing import Any

import orjson

_SAFE_INTEGER = 2**53


def canonical(document: Any) -> bytes:
    """Write a document as canonical JSON (the RFC 8785 subset: ASCII keys, no floats, integers < 2^53).

    Raises ValueError for a float, a large integer, a key that is not ASCII text, or a lone surrogate.
    """
    _refuse_what_differs_between_writers(document)
    try:
        return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
    except TypeError as problem:
        raise ValueError(f"this cannot be written as a document: {problem}") from problem


def parse(raw: bytes) -> Any:
    """Read bytes written by `canonical`."""
    return orjson.loads(raw)


def _refuse_what_differs_between_writers(value: Any) -> None:
    if isinstance(value, dict):
        for key in value:
            if not (isinstance(key, str) and key.isascii()):
                raise ValueError(f"a canonical document has ASCII text keys only, not {key!r}")
        value = value.values()
    elif not isinstance(value, list | tuple):
        value = (value,)
    for inner in value:
        if isinstance(inner, str):  # most are: not worth a call
            continue
        if isinstance(inner, dict | list | tuple):
            _refuse_what_differs_between_writers(inner)
        elif isinstance(inner, float):
            raise ValueError("a canonical document has no floats: write money as text")
        elif isinstance(inner, int) and abs(inner) >= _SAFE_INTEGER:
            raise ValueError("a canonical document has integers below 2^53 only")
