"""Whoosh's postings, read a block at a time: which entries hold a word, and how much it weighs there.

Whoosh's own matchers take some microseconds for every posting; its blocks, some for every 128. What was read is kept
for all threads, within bounds. The readers themselves are not shared: one a thread.
"""

from __future__ import annotations

import threading
from array import array
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

from whoosh.matching import FilterMatcher

from register.finding.bitmaps import bits, members
from register.finding.documents import PARTS

MOST_KEPT = 24 * 1024 * 1024
"""Bytes of postings kept in memory."""
MOST_SEGMENTS_KEPT = 64


@dataclass(frozen=True)
class Hits:
    """The entries that hold a word, in step its weight in each and each one's length in words; and all as a set."""

    entries: array[int]
    weights: array[float]
    lengths: array[int]
    members: int

    @property
    def size(self) -> int:
        """Return about how many bytes they take."""
        return 400 + 12 * len(self.entries) + self.members.bit_length() // 8


Columns = tuple["array[int]", "array[int]"]
"""The entry (0 where deleted) and the length of each document of a segment."""


class Kept:
    """Keeps the hits used last, and the columns of the segments used last."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most, self._held = most, 0
        self._hits: OrderedDict[Hashable, Hits] = OrderedDict()
        self._columns: OrderedDict[Hashable, Columns] = OrderedDict()
        self._lock = threading.Lock()

    def columns(self, key: Hashable, make: Callable[[], Columns]) -> Columns:
        """Return the columns kept under a key, or make them."""
        with self._lock:
            columns = self._columns.get(key)
        columns = columns or make()
        with self._lock:
            self._columns[key] = columns
            self._columns.move_to_end(key)
            if len(self._columns) > MOST_SEGMENTS_KEPT:
                self._columns.popitem(last=False)
        return columns

    @property
    def size(self) -> int:
        """Return how many bytes are kept."""
        return self._held

    def get(self, key: Hashable, make: Callable[[], Hits]) -> Hits:
        """Return what is kept under a key, or make it."""
        with self._lock:
            hits = self._hits.get(key)
            if hits is not None:
                self._hits.move_to_end(key)
                return hits
        hits = make()
        with self._lock:
            if key not in self._hits:
                self._hits[key] = hits
                self._held += hits.size
            while self._held > self._most:
                self._held -= self._hits.popitem(last=False)[1].size
        return hits


class Segment:
    """One segment of the index as one thread reads it."""

    def __init__(self, reader: Any, kept: Kept) -> None:
        self._reader, self._kept = reader, kept
        # The segment's own files never change; which of its documents are deleted does.
        self._name = (reader.segment().segment_id(), reader.segment().deleted_count())
        self._columns: Columns | None = None

    def hits(self, field: str, word: str) -> Hits:
        """Return the entries that hold a word."""
        return self._kept.get((self._name, field, word), lambda: self._read(field, word))

    def phrase(self, stems: Sequence[str]) -> Hits:
        """Return the entries in which the stems follow one another."""
        return self._kept.get((self._name, "phrase", tuple(stems)), lambda: self._follow(stems))

    def read_everything(self) -> None:
        """Read all there is; whatever is raised, the segment is broken."""
        self._documents()
        for field, word in self._reader.all_terms():
            for docs, weights, values in self._blocks(field, word.decode() if field in ("stems", "words") else word):
                if max(docs) >= self._reader.doc_count_all() or len(docs) != len(weights) or not values:
                    raise ValueError(f"the postings of {word!r} are broken")

    def _follow(self, stems: Sequence[str]) -> Hits:
        hits = [self.hits("stems", stem) for stem in stems]
        chosen = frozenset(members(reduce(and_, (one.members for one in hits))))
        places = [self._places(stem, chosen) for stem in stems] if chosen else []
        rarest = min(hits, key=lambda one: len(one.entries))
        return _hits(
            (entry, sum(map(_weight_at, starts)), length)
            for entry, length in zip(rarest.entries, rarest.lengths, strict=True)
            if entry in chosen and (starts := _starts([of_word[entry] for of_word in places]))
        )

    def _places(self, stem: str, wanted: frozenset[int]) -> dict[int, bytes]:
        """Return the places of a word by entry, as the index keeps them."""
        entries, _ = self._documents()
        return {
            entries[doc]: value
            for docs, _, values in self._blocks("stems", stem)
            for doc, value in zip(docs, values, strict=True)
            if entries[doc] in wanted
        }

    def _read(self, field: str, word: str) -> Hits:
        entries, lengths = self._documents()
        return _hits(
            (entries[doc], weight, lengths[doc])
            for docs, weights, _ in self._blocks(field, word)
            for doc, weight in zip(docs, weights, strict=True)
            if entries[doc]
        )

    def _blocks(self, field: str, word: str) -> Iterator[tuple[Any, Any, Any]]:
        """Yield the document numbers, weights and values of each block of a word's postings."""
        if (field, word) not in self._reader:
            return
        matcher = self._reader.postings(field, word)
        if isinstance(matcher, FilterMatcher):
            matcher = matcher.child  # deleted documents are left out by their entry, which is 0
            matcher.reset()  # the filter has moved it to the first that is not deleted
        while matcher.is_active():  # it is past its end already where every document is deleted
            matcher.id(), matcher.weight(), matcher.value()  # each makes the matcher read its part of the block
            yield matcher._ids, matcher._weights, matcher._values
            matcher._next_block()

    def _documents(self) -> Columns:
        if self._columns is None:
            self._columns = self._kept.columns(self._name, self._read_columns)
        return self._columns

    def _read_columns(self) -> Columns:
        reader = self._reader
        count = reader.doc_count_all()
        entries = array("I", reader.column_reader("entry"))
        for doc in range(count):
            if reader.is_deleted(doc):
                entries[doc] = 0
        return entries, array("I", (reader.doc_field_length(doc, "stems") or 0 for doc in range(count)))


def _hits(rows: Iterator[tuple[int, float, int]]) -> Hits:
    entries, weights, lengths = array("I"), array("f"), array("I")
    for entry, weight, length in rows:
        entries.append(entry)
        weights.append(weight)
        lengths.append(length)
    return Hits(entries, weights, lengths, bits(entries))


def _starts(places: Sequence[bytes]) -> set[int]:
    """Return where words that stand at these places follow one another."""
    starts = set(memoryview(places[0]).cast("I"))
    for step, of_word in enumerate(places):
        starts &= {place - step for place in memoryview(of_word).cast("I")}
    return starts


def _weight_at(place: int) -> float:
    return next(weight for weight, begins in reversed(PARTS) if place >= begins)
