"""Words: how text is cut into terms, the same way for the index, for what is asked and for snippets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from whoosh.analysis import STOP_WORDS
from whoosh.lang.porter import stem as porter

from register.core.text import fold

MOST_TERMS = 12
SHORTEST_BEGINNING = 3
LONGEST_WORD = 60
STOPS = frozenset(STOP_WORDS)
_ASKED = re.compile(r'["“”]([^"“”]*)["“”]|([^\s"“”]+)')
TOKEN = re.compile(r"\d{1,3}(?:,\d{3})+|[^\W_]+(?:['’][^\W_]+)*")
"""A word or a sum as it stands in a text."""
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


@dataclass(frozen=True)
class Asked:
    """What a reader searches for: terms and phrases that must all be there, and beginnings of words."""

    phrases: tuple[tuple[str, ...], ...] = ()
    """Each a run of whole words as folded; most are of one word."""
    beginnings: tuple[str, ...] = ()
    cut: bool = False
    """True where more was typed than is looked for."""

    @property
    def empty(self) -> bool:
        """Tell whether nothing is left to look for."""
        return not self.phrases and not self.beginnings


def cut(text: str) -> list[str]:
    """Return the words of a text in order, folded, without the commonest; 12,000 is one word."""
    return [word[:LONGEST_WORD] for word in fold(_THOUSANDS.sub("", text)).split() if word not in STOPS]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of a folded word; numbers and codes stay as they are."""
    return porter(word) if word.isalpha() and len(word) < 40 else word


def read(words: str) -> Asked:
    """Read what was typed: words, "phrases" and beginnings* of three letters or more; nothing else has a meaning."""
    phrases: dict[tuple[str, ...], None] = {}
    beginnings: dict[str, None] = {}
    room, more = MOST_TERMS, False
    for quoted, plain in _ASKED.findall(words):
        beginning = "".join(fold(plain).split()) if plain.endswith("*") else ""
        if len(beginning) >= SHORTEST_BEGINNING:
            more = more or not room
            beginnings |= {beginning: None} if room and beginning not in beginnings else {}
            room -= 1 if room else 0
        elif phrase := tuple(cut(quoted or plain)):  # "FD-2026-0042" and "care-leavers" are phrases of their parts
            more = more or len(phrase) > room
            phrases |= {phrase[:room]: None} if room else {}
            room -= min(room, len(phrase))
    return Asked(tuple(phrases), tuple(beginnings), more)
