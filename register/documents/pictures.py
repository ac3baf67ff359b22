"""PNG and JPEG pictures: that each is one whole picture, and nothing else besides.

In packed dots any few letters stand by chance: what begins a page is looked for in all the rest.
"""

from __future__ import annotations

import zlib

from register.documents.refusing import MARKUP, require

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
MOST_PIXELS = 100_000_000
"""Larger pictures make a reader's browser run out of memory."""
_AGAIN = "Open it in a picture program, save it as a new {0}, and choose that."
_DAMAGED = f"The picture is damaged. {_AGAIN}"
_MORE = f"Something else is hidden in or behind the picture. {_AGAIN}"
_LARGE = "The picture has more than 100 million dots. Save it smaller, and choose that."
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})
_DOTS = frozenset({b"IDAT", b"fdAT"})
_SCAN, _END = 0xDA, 0xD9
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def check_png(data: bytes) -> None:
    """Walk through the chunks of a PNG; raises Refused."""
    damaged, more = _DAMAGED.format("PNG"), _MORE.format("PNG")
    require(data.startswith(PNG), "Its name ends in .png, but it is not a PNG picture. Choose the picture itself.")
    place, kinds, beside = len(PNG), list[bytes](), list[bytes]()
    while not kinds or kinds[-1] != b"IEND":
        head = data[place : place + 8]
        require(len(head) == 8, damaged)
        length, kind = int.from_bytes(head[:4], "big"), head[4:]
        end = place + 12 + length
        require(end <= len(data) and (bool(kinds) or kind == b"IHDR"), damaged)
        checked = int.from_bytes(data[end - 4 : end], "big")
        require(zlib.crc32(data[place + 4 : end - 4]) == checked, damaged)
        kinds.append(kind)
        if kind not in _DOTS:
            beside.append(data[place:end])
        place = end
    require(b"IDAT" in kinds and kinds.count(b"IHDR") == 1, damaged)
    width, height = (int.from_bytes(data[start : start + 4], "big") for start in (16, 20))
    require(0 < width * height <= MOST_PIXELS, _LARGE if width * height else damaged)
    require(place == len(data) and not MARKUP.search(b" ".join(beside)), more)


def check_jpeg(data: bytes) -> None:
    """Walk through the segments of a JPEG; raises Refused."""
    damaged, more = _DAMAGED.format("JPEG"), _MORE.format("JPEG")
    require(data.startswith(JPEG), "Its name ends in .jpg, but it is not a JPEG picture. Choose the picture itself.")
    place, pixels, scans, beside = 2, 0, 0, list[bytes]()
    while True:
        require(place + 2 <= len(data) and data[place] == 0xFF, damaged)
        marker = data[place + 1]
        place += 2
        if marker == 0xFF:  # fill bytes
            place -= 1
        elif marker == _END:
            break
        elif marker not in _WITHOUT_LENGTH:
            length = int.from_bytes(data[place : place + 2], "big")
            require(length >= 2 and place + length <= len(data), damaged)
            if marker in _FRAMES:
                height, width = (int.from_bytes(data[place + at : place + at + 2], "big") for at in (3, 5))
                pixels = height * width
            beside.append(data[place : place + length])
            place += length
            if marker == _SCAN:
                scans += 1
                place = _after_scan(data, place)
    require(scans > 0 and pixels > 0, damaged)
    require(pixels <= MOST_PIXELS, _LARGE)
    require(place == len(data) and not MARKUP.search(b" ".join(beside)), more)


def _after_scan(data: bytes, place: int) -> int:
    """Return where the next marker stands: within a scan only zeros and restarts follow 0xFF."""
    while True:
        found = data.find(b"\xff", place)
        if found < 0 or found + 1 >= len(data):
            return len(data)
        follows = data[found + 1]
        if follows and follows not in _WITHOUT_LENGTH:
            return found
        place = found + 2
