"""Proofs as strangers check them: the program that they run, asked for one proof at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from register.log import verify


def included(index: int, size: int, entry: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Tell whether a proof leads from an entry to the root of the tree of a size."""
    return verify.included(index, entry, list(path), _note(size, root))


def consistent(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Tell whether a proof shows that the tree of one size is the beginning of another."""
    return verify.consistent(_note(old, old_root), _note(new, new_root), list(path))


def _note(size: int, root: bytes) -> Any:
    return cast(Any, verify).Note("", size, root, "", "")
