"""The diff gives both texts back, shows what changed, and does not hang on long texts."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from register.core.diff import MOST_WORDS, Field, compare, differences
from tests.timing import seconds

TEXT = st.text(alphabet=st.sampled_from("ab \n\t.é"), max_size=60) | st.text(max_size=200)


@given(TEXT, TEXT)
def test_pieces_give_both_texts_back(old: str, new: str) -> None:
    pieces = compare(old, new)
    assert "".join(piece.text for piece in pieces if piece.how != "added") == old
    assert "".join(piece.text for piece in pieces if piece.how != "removed") == new


@given(TEXT, TEXT)
def test_no_piece_is_empty_or_could_be_joined(old: str, new: str) -> None:
    pieces = compare(old, new)
    assert all(piece.text for piece in pieces)
    assert all(one.how != other.how for one, other in pairwise(pieces))


def test_one_changed_word_is_shown_alone() -> None:
    pieces = compare("three village halls stay open", "four village halls stay open")
    assert [(piece.how, piece.text) for piece in pieces] == [
        ("removed", "three "),
        ("added", "four "),
        ("same", "village halls stay open"),
    ]


def test_long_texts_take_no_time() -> None:
    old, new = (" ".join(f"{letter}{n % 7}" for n in range(40 * MOST_WORDS)) for letter in "ab")
    assert seconds(lambda: compare(old, new)) < 1
    assert [piece.how for piece in compare(old, new)] == ["removed", "added"]


def test_fields_that_came_and_went_are_shown_whole() -> None:
    old = [Field("a", "A", "same"), Field("b", "B", "gone")]
    new = [Field("a", "A", "same"), Field("c", "C", "come")]
    shown = {one.name: [(piece.how, piece.text) for piece in one.pieces] for one in differences(old, new)}
    assert shown == {"b": [("removed", "gone")], "c": [("added", "come")]}


def test_texts_of_few_words_take_no_time() -> None:
    for old, new in (("a " * MOST_WORDS, "a b " * (MOST_WORDS // 2)), ("a b " * 700, "b a a " * 500)):
        assert seconds(partial(compare, old, new)) < 1
