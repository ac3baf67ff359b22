"""Ask the index: which entries hold the words, and how well. One searcher a thread; Whoosh's own are not shared."""

from __future__ import annotations

import difflib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from whoosh import index as whoosh_index
from whoosh.query import And, NullQuery, Or, Phrase, Query, Term

from register.finding.index import State, folder, state
from register.finding.words import Asked, stem
from register.settings import Settings

MOST_EXPANSIONS = 50
TITLE_WEIGHT, NAMES_WEIGHT = 3.0, 1.5
TRIES = 3
KEPT_ANSWERS = 64
SPELLINGS = 50_000


@dataclass(frozen=True)
class Matches:
    """The entries that hold all the words, with their scores."""

    scores: dict[int, float]
    state: State


class Unavailable(RuntimeError):
    """There is no index that can be read just now; it is being made."""


class _Local(threading.local):
    """What a thread keeps open: a searcher on one state of the index."""

    state: State | None = None
    searcher: Any = None
    entries: list[list[int]] | None = None


_local = _Local()
_answers: OrderedDict[tuple[State, Asked], Matches] = OrderedDict()
_spellings: dict[State, dict[tuple[str, int], list[str]]] = {}
_lock = threading.Lock()


def match(settings: Settings, asked: Asked) -> Matches:
    """Return the entries that hold every word, phrase and beginning asked for. Raises Unavailable."""
    held = _state(settings)
    with _lock:
        answer = _answers.get((held, asked))
        if answer is not None:
            _answers.move_to_end((held, asked))
            return answer
    answer = Matches({} if asked.empty else _search(settings, held, asked), held)
    with _lock:
        _answers[held, asked] = answer
        while len(_answers) > KEPT_ANSWERS:
            _answers.popitem(last=False)
    return answer


def suggestion(settings: Settings, words: str, asked: Asked) -> str | None:
    """Return the words with those that no entry holds replaced by the nearest that some do; None if nothing is near."""
    held = _state(settings)
    searcher = _searcher(settings, held)
    reader = searcher.reader()
    suggested, changed = [], False
    for word in words.split()[:12]:
        plain = "".join(c for c in word.casefold() if c.isalnum())
        if not plain.isalpha() or ("text", stem(plain)) in reader:
            suggested.append(word)
            continue
        near = _nearest(held, reader, plain)
        suggested.append(near or word)
        changed = changed or near is not None
    return " ".join(suggested) if changed else None


def _search(settings: Settings, held: State, asked: Asked) -> dict[int, float]:
    searcher = _searcher(settings, held)
    wanted = _query(searcher.reader(), asked)
    bonus = [Term(name, term, boost=weight) for term in asked.stems for name, weight in _WEIGHTED]
    scores: dict[int, float] = {}
    for number, (leaf, _) in enumerate(searcher.leaf_searchers()):
        found = _scores(leaf, wanted)
        for query in bonus if found else ():
            for doc, score in _scores(leaf, query).items():
                if doc in found:
                    found[doc] += score
        entries = _entries(searcher)[number]
        scores.update((entries[doc], score) for doc, score in found.items())
    return scores


_WEIGHTED = (("title", TITLE_WEIGHT), ("names", NAMES_WEIGHT))


def _scores(leaf: Any, query: Query) -> dict[int, float]:
    matcher = query.matcher(leaf)
    found: dict[int, float] = {}
    while matcher.is_active():
        found[matcher.id()] = matcher.score()
        matcher.next()
    return found


def _query(reader: Any, asked: Asked) -> Query:
    parts: list[Query] = []
    for phrase in asked.phrases:
        parts.append(Term("text", phrase[0]) if len(phrase) == 1 else Phrase("text", list(phrase)))
    for prefix in asked.prefixes:
        beginnings = {prefix, stem(prefix)}
        expanded = sorted({t.decode() for b in beginnings for t in _beginning(reader, b)})
        parts.append(Or([Term("text", term) for term in expanded]) if expanded else NullQuery)
    return parts[0] if len(parts) == 1 else And(parts)


def _beginning(reader: Any, prefix: str) -> list[bytes]:
    found = []
    for term in reader.expand_prefix("text", prefix):
        found.append(term)
        if len(found) == MOST_EXPANSIONS:
            break
    return found


def _state(settings: Settings) -> State:
    held = state(settings)
    if held is None:
        raise Unavailable
    return held


def _searcher(settings: Settings, held: State) -> Any:
    if _local.state == held and _local.searcher is not None:
        return _local.searcher
    _close()
    for attempt in range(TRIES):
        try:
            searcher = whoosh_index.open_dir(folder(settings, held), readonly=True).searcher()
            break
        except Exception as problem:  # a file can vanish under a busy writer; a broken index can raise anything
            if attempt == TRIES - 1:
                raise Unavailable from problem
    _local.state, _local.searcher, _local.entries = held, searcher, None
    return searcher


def _close() -> None:
    if _local.searcher is not None:
        _local.searcher.close()
    _local.state = _local.searcher = _local.entries = None


def _entries(searcher: Any) -> list[list[int]]:
    """Return, for each segment, the entry of each of its documents."""
    if _local.entries is None:
        _local.entries = [
            [int(column[doc]) for doc in range(leaf.reader().doc_count_all())]
            for leaf, _ in searcher.leaf_searchers()
            for column in [leaf.reader().column_reader("entry")]
        ]
    return _local.entries


def _nearest(held: State, reader: Any, word: str) -> str | None:
    with _lock:
        buckets = _spellings.get(held)
    if buckets is None:
        buckets = _buckets(reader)
        with _lock:
            _spellings.clear()
            _spellings[held] = buckets
    near = [w for length in range(len(word) - 2, len(word) + 3) for w in buckets.get((word[0], length), ())]
    found = difflib.get_close_matches(word, near, n=1, cutoff=0.72)
    return found[0] if found else None


def _buckets(reader: Any) -> dict[tuple[str, int], list[str]]:
    buckets: dict[tuple[str, int], list[str]] = {}
    for count, term in enumerate(reader.lexicon("spelling")):
        if count == SPELLINGS:
            break
        word = term.decode()
        buckets.setdefault((word[0], len(word)), []).append(word)
    return buckets
