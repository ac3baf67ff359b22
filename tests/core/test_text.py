"""Names, sums and words as readers and addresses have them."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.core.text import cut, fold, listed, on_one_line, pence, plain, pounds, says_something, slug
from tests.timing import seconds


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (Decimal("12000.00"), "£12,000"),
        (Decimal("12000.5"), "£12,000.50"),
        (Decimal(0), "£0"),
        (1200000, "£12,000"),
        (5, "£0.05"),
        (-150, "-£1.50"),
        (Decimal("-0.00"), "£0"),
    ],
)
def test_pounds(amount: Decimal | int, words: str) -> None:
    assert pounds(amount) == words


def test_pence() -> None:
    assert (pence(Decimal("12000.5")), pence(Decimal("9999999999999.99"))) == (1200050, 999999999999999)


@pytest.mark.parametrize(
    ("words", "said"),
    [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "c"), "a, b and c")],
)
def test_words_are_joined_as_one_says_them(words: tuple[str, ...], said: str) -> None:
    assert listed(words) == said


def test_words_are_cut_at_a_space_and_only_where_they_are_too_long() -> None:
    assert cut("Four halls, warm", 16) == "Four halls, warm"
    assert cut("Four halls, warm", 15) == "Four halls…"


@given(st.integers(0, 10**14))
def test_pounds_and_pence_agree(amount: int) -> None:
    assert pounds(Decimal(amount) / 100) == pounds(amount)
    assert pence(Decimal(amount).scaleb(-2)) == amount


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Village halls fund", "village-halls-fund"),
        ("Children’s & Adults' Services", "childrens-and-adults-services"),
        ("  Café — Crème  ", "cafe-creme"),
    ],
)
def test_slug(name: str, address: str) -> None:
    assert slug(name) == address


@given(st.text())
def test_slug_is_always_an_address_and_always_the_same(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug(name))
    assert slug(name) == slug(name)
    assert len(slug(name)) <= 80


def test_slugs_of_other_alphabets_differ() -> None:
    assert slug("日本") != slug("中国")


@pytest.mark.parametrize(
    ("one", "other"),
    [("Wear Vale Halls", "WEAR  VALE HALLS"), ("Café & Co.", "cafe and co"), ("St John’s", "St Johns")],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(st.text())
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


def test_plain() -> None:
    marked = (
        "## Why\n\n- It is **needed**, see [the plan](https://example.org/a_b).\n1. snake_case and _emphasis_\n> `code`"
    )
    assert plain(marked) == "Why It is needed, see the plan. snake_case and emphasis code"


@pytest.mark.parametrize("words", [None, "", " ", "-", "N/A", "n/a.", "None", "See report.", "see  REPORT", "42", "…"])
def test_words_that_say_nothing(words: str | None) -> None:
    assert not says_something(words)


@pytest.mark.parametrize("words", ["It scored best.", "See report 4: the hall is the only one.", "Bedarf"])
def test_words_that_say_something(words: str) -> None:
    assert says_something(words)


@pytest.mark.parametrize(
    "marks", ["[" * 20_000, "[a](" * 5_000, "a" + "_" * 40_000 + "a", "_a" * 10_000, "*`~" * 10_000, "# " * 10_000]
)
def test_plain_takes_no_time(marks: str) -> None:
    assert seconds(lambda: plain(marks)) < 0.2
    assert seconds(lambda: on_one_line(marks)) < 0.2


def test_plain_takes_away_links_whose_address_has_brackets() -> None:
    assert plain("See [the plan](https://example.org/plan_(2026)), [x](javascript:alert(1)) and (this)") == (
        "See the plan, x and (this)"
    )


def test_paragraphs_and_items_on_one_line_do_not_run_together() -> None:
    assert on_one_line(
        "# Why it was refused\n\nThe panel scored\nnine bids:\n\n- reach: 9\n- **need**: 20\n\nEnough"
    ) == ("Why it was refused. The panel scored nine bids: reach: 9; need: 20. Enough")
    assert on_one_line("It met:\n·\treach\n•\tneed\n") == "It met: reach; need"
    assert on_one_line("One.\n\n  \nTwo!\n\n“Three.”\n\n4) four") == "One. Two! “Three.” four"
    assert on_one_line("It stays · as it is\n\n  \n") == "It stays · as it is"


def test_plain_keeps_what_marks_nothing() -> None:
    assert plain("a__b _c_ __d__ e_ _f g_h") == "a__b c d e f g_h"
