"""Sets of entries as bitmaps: bit `i` stands for entry `i`. Counting and intersecting them is one machine loop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_BITS = tuple(tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256))


def bits(ids: Iterable[int]) -> int:
    """Return the set of some entries."""
    members = list(ids)
    if not members:
        return 0
    field_of_bits = bytearray(max(members) // 8 + 1)
    for member in members:
        field_of_bits[member >> 3] |= 1 << (member & 7)
    return int.from_bytes(field_of_bits, "little")


def members(chosen: int) -> Iterator[int]:
    """Return the entries of a set, in order."""
    in_bytes = chosen.to_bytes((chosen.bit_length() + 7) // 8, "little")
    return (position * 8 + bit for position, byte in enumerate(in_bytes) for bit in _BITS[byte])
