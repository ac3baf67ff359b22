"""What is a whole number in an address or a form, and what is none."""

from __future__ import annotations

import pytest

from register.web.numbers import whole_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *[("0", 0), ("7", 7), ("007", 7), ("999999999", 999_999_999)],
        *[(text, None) for text in ("", " 7", "-1", "+1", "1e3", "1.0", "1_000", "\u0661", "²", "1\n", "9" * 10)],
    ],
)
def test_only_figures_that_every_database_holds_are_a_number(text: str, number: int | None) -> None:
    assert whole_number(text) == number
