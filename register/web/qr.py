"""QR codes, drawn as one path: no style attribute, no picture to fetch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

import segno

QUIET_ZONE = 4
"""Light modules that the standard asks for on every side."""


@dataclass(frozen=True)
class QrCode:
    """A code to draw in an SVG whose view box is `0 0 size size`: the path fills its dark modules."""

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    """Draw a text, an address say, as a QR code of medium error correction."""
    rows = list(segno.make_qr(text, error="m").matrix_iter(border=QUIET_ZONE))
    return QrCode(len(rows), "".join(_runs(row, y) for y, row in enumerate(rows)))


def _runs(row: Iterable[int], y: int) -> str:
    """Return a rectangle for each run of dark modules in a row."""
    path, x = "", 0
    for dark, run in groupby(row):
        length = len(list(run))
        if dark:
            path += f"M{x} {y}h{length}v1h-{length}z"
        x += length
    return path
