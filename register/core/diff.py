"""What changed between two revisions, field by field and word by word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

How = Literal["same", "removed", "added"]

MOST_WORDS = 1_500
"""Beyond so many changed words on a side, the passage is shown as replaced whole: comparing is quadratic."""
MOST_PAIRS = 40_000
"""The same beyond so many pairs of equal words, one from each side: a few words said a thousand times."""

# A word keeps the space behind it, so that joining the pieces gives the text back.
_WORDS = re.compile(r"\s+|\S+\s*")


@dataclass(frozen=True)
class Field:
    """A field of a document as readers see it: its dotted name, its label and its words."""

    name: str
    label: str
    words: str


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, went or came."""

    how: How
    text: str


@dataclass(frozen=True)
class Difference:
    """A field whose words changed."""

    name: str
    label: str
    pieces: tuple[Piece, ...]


def differences(old: Iterable[Field], new: Iterable[Field]) -> list[Difference]:
    """Compare two documents' fields; those that are alike are left out. The order is the newer document's."""
    before = {field.name: field for field in old}
    after = {field.name: field for field in new}
    changed = []
    for name, field in {**after, **{name: gone for name, gone in before.items() if name not in after}}.items():
        words = [document[name].words if name in document else "" for document in (before, after)]
        if words[0] != words[1]:
            changed.append(Difference(name, field.label, compare(*words)))
    return changed


def compare(old: str, new: str) -> tuple[Piece, ...]:
    """Compare two texts word by word: same and removed give the old one back, same and added the new one."""
    return tuple(_joined(_pieces(_WORDS.findall(old), _WORDS.findall(new))))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    yield Piece("same", "".join(new[:head]))
    yield from _middle(old[head : len(old) - tail], new[head : len(new) - tail])
    yield Piece("same", "".join(new[len(new) - tail :]))


def _middle(old: list[str], new: list[str]) -> Iterator[Piece]:
    if max(len(old), len(new)) > MOST_WORDS or _pairs(old, new) > MOST_PAIRS:
        yield from (Piece("removed", "".join(old)), Piece("added", "".join(new)))
        return
    for how, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how == "equal":
            yield Piece("same", "".join(new[new_start:new_end]))
        else:
            yield Piece("removed", "".join(old[old_start:old_end]))
            yield Piece("added", "".join(new[new_start:new_end]))


def _pairs(old: list[str], new: list[str]) -> int:
    before, after = Counter(old), Counter(new)
    return sum(count * after[word] for word, count in before.items())


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Drop empty pieces and join neighbours of one kind."""
    held: Piece | None = None
    for piece in pieces:
        if not piece.text:
            continue
        if held and held.how == piece.how:
            held = Piece(held.how, held.text + piece.text)
            continue
        if held:
            yield held
        held = piece
    if held:
        yield held
