"""Snippets: the part of a text where the words stand, with the words marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from markupsafe import Markup, escape

from register.finding.words import TOKEN, Asked, cut, stem

BEFORE, WITHIN = 7, 28
"""Words before the first one marked, and words in all."""
MOST_LOOKED_AT = 4_000
"""Words of one text that are looked at."""


class Marker:
    """Finds and marks in texts what was asked for."""

    def __init__(self, asked: Asked) -> None:
        self._stems = frozenset(stem(word) for phrase in asked.phrases for word in phrase)
        # A word that stands nowhere is looked for as a beginning, and marked as one.
        self._beginnings = (*asked.beginnings, *(p[0] for p in asked.phrases if len(p) == 1 and len(p[0]) > 2))

    def best(self, texts: Iterator[str]) -> Markup | None:
        """Return a snippet of the text that holds most of what was asked; of the first, where they hold as much."""
        best: tuple[int, str, list[re.Match[str]], int] | None = None
        for text in texts:
            tokens = list(islice(TOKEN.finditer(text), MOST_LOOKED_AT))
            hits = [number for number, token in enumerate(tokens) if self._is_hit(token[0])]
            kinds = len({_read(tokens[hit][0])[1] for hit in hits})
            if hits and (best is None or kinds > best[0]):
                best = kinds, text, tokens, hits[0]
        return None if best is None else self._cut_out(*best[1:])

    def _cut_out(self, text: str, tokens: list[re.Match[str]], first_hit: int) -> Markup:
        first = max(0, first_hit - BEFORE)
        last = min(len(tokens), first + WITHIN)
        at = tokens[first].start() if first else 0
        parts = [Markup("… ") if first else Markup("")]
        for token in tokens[first:last]:
            if self._is_hit(token[0]):
                parts += [escape(text[at : token.start()]), Markup("<mark>{}</mark>").format(token[0])]
                at = token.end()
        end = tokens[last - 1].end()
        parts.append(Markup("{} …").format(text[at:end]) if last < len(tokens) else escape(text[at:]))
        return Markup("").join(parts)

    def _is_hit(self, token: str) -> bool:
        word, its_stem = _read(token)
        return its_stem in self._stems or word.startswith(self._beginnings)


def texts(value: Any) -> Iterator[str]:
    """Yield the prose of a document: its longer texts, wherever they stand, in the document's order."""
    if isinstance(value, str):
        if " " in value:
            yield value
    elif isinstance(value, Mapping):
        if value.get("redacted") is not True:
            for name, inner in value.items():
                if name not in ("findings", "removed"):  # the register's words, which are not searched
                    yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


@lru_cache(maxsize=20_000)
def _read(token: str) -> tuple[str, str]:
    """Return a word as it is folded, and its stem; the commonest words have neither."""
    word = "".join(cut(token))
    return word, stem(word)
