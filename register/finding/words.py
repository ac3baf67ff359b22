"""Words: how text is cut into terms, the same way for the index, for what is asked and for snippets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape
from whoosh.analysis import STOP_WORDS
from whoosh.lang.porter import stem as porter

from register.core.text import fold

MOST_TERMS = 12
SHORTEST_PREFIX = 3
_ASKED = re.compile(r'"([^"]*)"?|([^\s"]+)')
_TOKEN = re.compile(r"\w+(?:['’]\w+)*")
STOPS = frozenset(STOP_WORDS)


@dataclass(frozen=True)
class Asked:
    """What a reader searches for: terms and phrases that must all be there, and beginnings of words."""

    phrases: tuple[tuple[str, ...], ...] = ()
    prefixes: tuple[str, ...] = ()
    cut: bool = False
    """True where more was typed than is looked for."""

    @property
    def stems(self) -> frozenset[str]:
        """Return every stem that a snippet marks."""
        return frozenset(term for phrase in self.phrases for term in phrase)

    @property
    def empty(self) -> bool:
        """Tell whether nothing is left to look for."""
        return not self.phrases and not self.prefixes


def terms(text: str) -> list[str]:
    """Return the stems of a text in order, without the commonest words."""
    return [stem(word) for word in fold(text).split() if word not in STOPS]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of a folded word; numbers and codes stay as they are."""
    return porter(word) if word.isalpha() and len(word) < 40 else word[:60]


def read(words: str) -> Asked:
    """Read what was typed: words, "phrases" and beginnings* of three letters or more; nothing else has a meaning."""
    phrases: list[tuple[str, ...]] = []
    prefixes: list[str] = []
    for quoted, plain in _ASKED.findall(words):
        beginning = "".join(fold(plain).split()) if plain.endswith("*") else ""
        if len(beginning) >= SHORTEST_PREFIX:
            prefixes.append(beginning)
        elif phrase := tuple(terms(quoted or plain)):  # "FD-2026-0042" and "care-leavers" are phrases of their parts
            phrases.append(phrase)
    room = MOST_TERMS - len(prefixes[:MOST_TERMS])
    kept: list[tuple[str, ...]] = []
    for phrase in dict.fromkeys(phrases):
        if len(phrase) <= room:
            kept.append(phrase)
            room -= len(phrase)
    cut = len(kept) < len(set(phrases)) or len(prefixes) > MOST_TERMS
    return Asked(tuple(kept), tuple(dict.fromkeys(prefixes[:MOST_TERMS])), cut)


def snippet(text: str, asked: Asked, *, around: int = 14) -> Markup | None:
    """Return the part of a text where the words stand, escaped, with the words marked; None where they do not."""
    tokens = [(match.start(), match.end()) for match in _TOKEN.finditer(text)]
    hits = [i for i, (start, end) in enumerate(tokens) if _is_hit(text[start:end], asked)]
    if not hits:
        return None
    first = max(0, hits[0] - around // 2)
    last = min(len(tokens), first + 2 * around)
    begin, end = tokens[first][0], tokens[last - 1][1]
    parts = [Markup("… ") if first else Markup("")]
    at = begin
    for hit in hits:
        start, stop = tokens[hit]
        if begin <= start < end:
            parts += [escape(text[at:start]), Markup("<mark>{}</mark>").format(text[start:stop])]
            at = stop
    parts += [escape(text[at:end]), Markup(" …") if last < len(tokens) else escape(text[end : end + 1].strip())]
    return Markup("").join(parts)


def _is_hit(token: str, asked: Asked) -> bool:
    words = fold(token).split()
    return any(stem(word) in asked.stems or word.startswith(asked.prefixes) for word in words if word)
