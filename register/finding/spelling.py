"""Did you mean: the words that stand in the index and are most like one that does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import islice

MOST_LOOKED_AT = 20_000
MOST_NEAR = 3
NEAR = 0.75
"""How alike two words must be, from 0 to 1, as difflib measures it."""


def nearest(word: str, words: Iterable[str]) -> list[str]:
    """Return the few words most like another among those given, of about its length, the likest first."""
    found: list[tuple[float, str]] = []
    matcher = SequenceMatcher(b=word, autojunk=False)
    for candidate in _plausible(word, islice(words, MOST_LOOKED_AT)):
        matcher.set_seq1(candidate)
        if matcher.real_quick_ratio() > NEAR and matcher.quick_ratio() > NEAR and (alike := matcher.ratio()) > NEAR:
            found.append((-alike, candidate))
    return [candidate for _, candidate in sorted(found)[:MOST_NEAR]]


def _plausible(word: str, words: Iterable[str]) -> Iterator[str]:
    letters = frozenset(word)
    for candidate in words:
        if abs(len(candidate) - len(word)) <= 2 and candidate.isalpha() and len(letters.difference(candidate)) <= 2:
            yield candidate
