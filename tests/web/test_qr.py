"""A QR code as it is drawn can be read back."""

from __future__ import annotations

import re

import pytest
import zxingcpp

from register.web.qr import QUIET_ZONE, QrCode, qr_code


def drawn(code: QrCode) -> list[bytearray]:
    """Fill the path's rectangles as a browser would: black on white, a byte a module."""
    rows = [bytearray(b"\xff" * code.size) for _ in range(code.size)]
    rectangles = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", code.path)
    assert "".join(f"M{x} {y}h{width}v1h-{back}z" for x, y, width, back in rectangles) == code.path
    for x, y, width, _ in rectangles:
        rows[int(y)][int(x) : int(x) + int(width)] = bytes(int(width))
    return rows


def enlarged(rows: list[bytearray], scale: int = 4) -> memoryview:
    side = len(rows) * scale
    picture = b"".join(bytes(module for module in row for _ in range(scale)) * scale for row in rows)
    return memoryview(picture).cast("B", shape=(side, side))


@pytest.mark.parametrize(
    "text",
    [
        "https://register.example.org/consultations/CO-2026-0007",
        "http://127.0.0.1:5000/consultations/CO-2026-0007",
        "https://example.org/" + "a" * 300,
        "Über “Wear Vale” – naïve",
    ],
)
def test_a_code_reads_back(text: str) -> None:
    found = zxingcpp.read_barcodes(enlarged(drawn(qr_code(text))))
    assert [one.text for one in found] == [text]


def test_a_code_has_its_quiet_zone() -> None:
    rows = drawn(qr_code("https://example.org/"))
    inside = [row[QUIET_ZONE:-QUIET_ZONE] for row in rows[QUIET_ZONE:-QUIET_ZONE]]
    assert sum(row.count(0) for row in rows) == sum(row.count(0) for row in inside) > 0
