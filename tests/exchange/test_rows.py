"""The rows of any small table, whichever way it comes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from register.exchange.problems import Unreadable
from register.exchange.rows import Rows, rows_of
from tests.exchange.conftest import xlsx_of

THEMES = Rows(("Theme", "Said"), ((2, {"Theme": "Fares", "Said": "Too\nhigh"}), (4, {"Theme": "Rent", "Said": ""})))


@pytest.mark.parametrize(
    "data",
    [
        b'Theme,Said\r\nFares,"Too\nhigh"\r\n,\r\nRent,\r\n',
        b'Theme\tSaid\nFares\t"Too\nhigh"\n\t\nRent',
        b'\xef\xbb\xbfTheme\tSaid\r\nFares\t"Too\nhigh"\r\n\t\r\nRent\t\r\n',
        xlsx_of(["Theme", "Said"], ["Fares", "Too\nhigh"], [None, None], ["Rent", None]),
    ],
)
def test_a_file_and_pasted_cells_give_the_same_rows(data: bytes) -> None:
    assert rows_of("themes", data) == THEMES


def test_one_column_is_a_table() -> None:
    assert rows_of("themes.csv", b"Theme\nFares\n").rows == ((2, {"Theme": "Fares"}),)


@pytest.mark.parametrize(
    ("data", "row", "words"),
    [
        (b"", None, "empty"),
        (b"[1]", None, "themes.csv holds JSON"),
        (b"a,b\n1", 2, "1 cell and"),
        (b"a;b\n1;2", 1, "semicolons"),
        (b"Theme,theme\n1,2", 1, "stands in columns 1 and 2"),
        (b"\n\nTheme\nFares", 1, "first row is empty"),
        (b"Theme\n\x01", 2, "U+0001"),
        (b"PK\x03\x04", None, "cannot be read"),
        (xlsx_of(["Theme"], ["=1+1"]), 2, "formula"),
    ],
)
def test_what_cannot_be_read_ends_in_a_sentence(data: bytes, row: int | None, words: str) -> None:
    with pytest.raises(Unreadable, match=re.escape(words)) as stopped:
        rows_of("themes.csv", data)

    assert stopped.value.problem.row == row
    assert stopped.value.problem.remedy


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300) | st.text(st.sampled_from('a,\t"\r\n;é{['), max_size=60).map(str.encode))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    try:
        found = rows_of("themes.csv", data)
    except Unreadable as stopped:
        assert stopped.problem.message
    else:
        assert all(set(cells) == set(found.headings) for _, cells in found.rows)
