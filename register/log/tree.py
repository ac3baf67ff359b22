"""The Merkle tree over the log's entries (RFC 9162, section 2.1): its nodes, its root, its proofs.

Only complete nodes are stored, those over 2^level leaves: (level, position) is over the leaves from position * 2^level
on, and level 0 holds the leaf hashes. Such a node never changes as the tree grows. What is over the ragged right edge
is worked out from them when it is wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from hashlib import sha256

HASH_BYTES = 32

Get = Callable[[int, int], bytes]
"""Returns the hash of the complete node at (level, position)."""


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of an entry as a leaf."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node over two others."""
    return sha256(b"\x01" + left + right).digest()


def edge(size: int) -> list[tuple[int, int]]:
    """Return (level, position) of the complete nodes whose fold is the root, from left to right.

    They are all that `root` and `grown` ask for, so that a database can fetch them in one query.
    """
    return _complete(0, size)


def grown(size: int, get: Get, leaves: Sequence[bytes]) -> list[tuple[int, int, bytes]]:
    """Return (level, position, hash) of every complete node that leaf hashes add to a tree of `size` leaves.

    `get` is asked for nodes of `edge(size)` only, for each at most once.
    """
    nodes: list[tuple[int, int, bytes]] = []
    level, first, hashes = 0, size, list(leaves)
    while hashes:
        nodes += [(level, position, hash_) for position, hash_ in enumerate(hashes, first)]
        if first % 2:
            hashes.insert(0, get(level, first - 1))
        # An odd one out has no sibling yet, and so no complete node over it.
        hashes = [node_hash(left, right) for left, right in zip(hashes[::2], hashes[1::2], strict=False)]
        level, first = level + 1, first // 2
    return nodes


def root(size: int, get: Get) -> bytes:
    """Return the root of the tree of the first `size` leaves."""
    return _over(0, size, get) if size else sha256(b"").digest()


def inclusion(index: int, size: int, get: Get) -> list[bytes]:
    """Return the proof that leaf `index` is in the tree of `size` leaves (RFC 9162, 2.1.3.1), its sibling first.

    Raises ValueError where that tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = _middle(start, end)
        if index < middle:
            path.append(_over(middle, end, get))
            end = middle
        else:
            path.append(_over(start, middle, get))
            start = middle
    return path[::-1]


def consistency(old: int, new: int, get: Get) -> list[bytes]:
    """Return the proof that the tree of `new` leaves begins with the tree of `old` leaves (RFC 9162, 2.1.4.1).

    Raises ValueError unless 1 <= old <= new.
    """
    if not 1 <= old <= new:
        raise ValueError(f"there is no proof of consistency from {old} to {new} leaves")
    path: list[bytes] = []
    start, end = 0, new
    while end != old:
        middle = _middle(start, end)
        if old <= middle:
            path.append(_over(middle, end, get))
            end = middle
        else:
            path.append(_over(start, middle, get))
            start = middle
    if start:  # else what is left is the old tree itself, whose root the verifier has
        path.append(_over(start, end, get))
    return path[::-1]


def _complete(start: int, end: int) -> list[tuple[int, int]]:
    """Return the complete nodes over a range of leaves that begins where a node of its size would."""
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append((level, start >> level))
        start += 1 << level
    return nodes


def _over(start: int, end: int, get: Get) -> bytes:
    """Return the root over such a range."""
    hashes = [get(level, position) for level, position in _complete(start, end)]
    return reduce(lambda right, left: node_hash(left, right), reversed(hashes))


def _middle(start: int, end: int) -> int:
    """Return where the right half begins: the left half is the largest power of two below the whole."""
    return start + (1 << (end - start - 1).bit_length() - 1)
