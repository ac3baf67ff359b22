"""Ask the index: which entries hold the words, and how well."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, product
from math import log
from typing import Any, TypeVar

from whoosh import index as whoosh_index

from register.finding.bitmaps import members
from register.finding.index import State, folder, state, suspect
from register.finding.postings import Hits, Kept, Segment
from register.finding.spelling import nearest
from register.finding.words import SHORTEST_BEGINNING, TOKEN, Asked, cut, stem
from register.settings import Settings

T = TypeVar("T")

MOST_EXPANSIONS, MOST_SCANNED = 50, 500
MOST_SUGGESTIONS = 12
TRIES = 3
K1, B = 1.2, 0.75
"""BM25's constants, as Whoosh and most others have them."""


class Unavailable(RuntimeError):
    """There is no index that can be read just now; it is being made."""


@dataclass(frozen=True)
class Matches:
    """The entries that hold all that was asked for, and what is needed to score them."""

    members: int
    parts: tuple[tuple[Hits, ...], ...]
    total: int
    average_length: float

    def scores(self, chosen: int) -> dict[int, float]:
        """Return the BM25F scores of some of the entries."""
        scores = dict.fromkeys(members(chosen & self.members), 0.0)
        for part in self.parts:
            holding = sum(len(hits.entries) for hits in part)
            rarity = log(1 + self.total / (1 + holding)) * (K1 + 1)
            for hits in part:
                for entry, weight, length in zip(hits.entries, hits.weights, hits.lengths, strict=True):
                    if entry in scores:
                        norm = K1 * (1 - B + B * length / self.average_length)
                        scores[entry] += rarity * weight / (weight + norm)
        return scores


class _Open:
    """The index as one thread holds it open."""

    def __init__(self, settings: Settings, held: State) -> None:
        self.state = held
        self._reader: Any = None
        self._reader = whoosh_index.open_dir(folder(settings, held), readonly=True).reader()
        self._segments = [Segment(leaf, _kept) for leaf, _ in self._reader.leaf_readers()] if self.count else []

    @property
    def count(self) -> int:
        return int(self._reader.doc_count())

    def match(self, asked: Asked) -> Matches:
        """Return the entries that hold every word, phrase and beginning."""
        parts = [self._phrase(phrase) for phrase in asked.phrases]
        parts += [self._beginning(beginning) for beginning in asked.beginnings]
        chosen = -1 if parts else 0
        for part in parts:
            union = 0
            for hits in part:
                union |= hits.members
            chosen &= union
        length = self._reader.field_length("stems") / max(1, self._reader.doc_count_all())
        return Matches(chosen, tuple(parts), self.count, max(1.0, length))

    def suggestions(self, words: str) -> list[str]:
        """Return the words with each that stands nowhere replaced by one that does, the likest first."""
        parts, end = [], 0
        for typed in TOKEN.finditer(words):
            parts += [[words[end : typed.start()]], self._mended(typed[0])]
            end = typed.end()
        suggested = islice(product(*parts, [words[end:]]), MOST_SUGGESTIONS)
        return [one for one in map("".join, suggested) if one != words]

    def close(self) -> None:
        """Let go of the index's files."""
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()

    def __del__(self) -> None:
        self.close()  # at the end of the thread

    def _phrase(self, phrase: tuple[str, ...]) -> tuple[Hits, ...]:
        stems = [stem(word) for word in phrase]
        if len(stems) > 1:
            return tuple(segment.phrase(stems) for segment in self._segments)
        found = tuple(segment.hits("stems", stems[0]) for segment in self._segments)
        if any(hits.members for hits in found) or len(phrase[0]) < SHORTEST_BEGINNING:
            return found
        return self._beginning(phrase[0])  # a word that stands nowhere may not be typed out yet

    def _beginning(self, beginning: str) -> tuple[Hits, ...]:
        """Return the entries with words that begin so; of very many such words, those that most entries hold."""
        words = list(islice(self._lexicon(beginning), MOST_SCANNED))
        if len(words) > MOST_EXPANSIONS:
            words.sort(key=lambda word: -self._reader.doc_frequency("words", word))
        return tuple(s.hits("words", word) for word in words[:MOST_EXPANSIONS] for s in self._segments)

    def _mended(self, typed: str) -> list[str]:
        word = "".join(cut(typed))
        if not word.isalpha() or self._stands(word):
            return [typed]
        return nearest(word, self._lexicon(word[0])) or [typed]

    def _stands(self, word: str) -> bool:
        return ("words", word) in self._reader or ("stems", stem(word)) in self._reader

    def _lexicon(self, beginning: str) -> Iterator[str]:
        return (word.decode() for word in self._reader.expand_prefix("words", beginning))


class _Local(threading.local):
    opened: _Open | None = None


_local = _Local()
_kept = Kept()


def match(settings: Settings, asked: Asked) -> Matches:
    """Return the entries that hold every word, phrase and beginning asked for. Raises Unavailable."""
    return Matches(0, (), 0, 1.0) if asked.empty else _try(settings, lambda opened: opened.match(asked))


def suggestions(settings: Settings, words: str) -> list[str]:
    """Return the words with those that no entry holds replaced by near ones that some do. Raises Unavailable."""
    return _try(settings, lambda opened: opened.suggestions(words))


def _try(settings: Settings, ask: Callable[[_Open], T]) -> T:
    """Ask the index; it can vanish under a busy writer, and a broken one can raise anything."""
    held = state(settings)
    for _ in range(TRIES if held else 0):
        try:
            return ask(_opened(settings, held))
        except Exception:
            logging.getLogger("register").warning("the search index could not be read", exc_info=True)
            _close()
            held = state(settings)
    if held:
        suspect(settings, held)
    raise Unavailable


def _opened(settings: Settings, held: State | None) -> _Open:
    if held is None:
        raise Unavailable
    if _local.opened is None or _local.opened.state != held:
        _close()
        _local.opened = _Open(settings, held)
    return _local.opened


def _close() -> None:
    opened, _local.opened = _local.opened, None
    if opened is not None:
        opened.close()
