"""The line of totals at the end of a table: it is no row of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from register.core.text import fold

_TOTAL = re.compile(r"(?:(?:grand|overall|sub) ?)?(?:totals?|sum)(?: [0-9 ]+)?")
_OF_NUMBERS = frozenset("0123456789.,-+()£€$% \xa0")


def is_total(cells: Sequence[str]) -> bool:
    """Tell whether a row says nothing but numbers, from its second cell on or with the word for it."""
    said = [cell.strip() for cell in cells if cell.strip()]
    words = [cell for cell in said if not (cell.startswith("=") or _OF_NUMBERS.issuperset(cell))]
    numbers = len(said) - len(words)
    if any(not _TOTAL.fullmatch(fold(cell)) for cell in words):
        return False
    return bool(numbers and (words or not cells[0].strip()))
