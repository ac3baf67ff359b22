"""Did you mean: the nearest of the words that stand in the index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import islice

MOST_LOOKED_AT = 20_000
NEAR = 0.75
"""How alike two words must be, from 0 to 1, as difflib measures it."""


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the word most like another among those given, of about its length; None if none is near."""
    best, found = NEAR, None
    matcher = SequenceMatcher(b=word, autojunk=False)
    for candidate in _plausible(word, islice(words, MOST_LOOKED_AT)):
        matcher.set_seq1(candidate)
        if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best and (alike := matcher.ratio()) > best:
            best, found = alike, candidate
    return found


def _plausible(word: str, words: Iterable[str]) -> Iterator[str]:
    letters = frozenset(word)
    for candidate in words:
        if abs(len(candidate) - len(word)) <= 2 and candidate.isalpha() and len(letters.difference(candidate)) <= 2:
            yield candidate
