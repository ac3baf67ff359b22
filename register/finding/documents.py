"""What the index holds of an entry: its stems with their weights and places, and its words as they are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection
from whoosh import fields, formats

from register.entries import following
from register.finding.words import cut, stem

PARTS = ((3.0, 0), (1.5, 10_000), (1.0, 1_000_000))
"""The weight of a word in the title, in the names and in the prose, and the place at which each part begins."""

Weighted = Mapping[str, tuple[float, Sequence[int]]]


class Places(formats.Positions):  # type: ignore[misc]
    """Keeps the places of a word in an entry as plain numbers: quicker to read than Whoosh's own pickles."""

    def encode(self, poslist: Sequence[int]) -> bytes:
        """Write places as bytes, for this machine only."""
        return b"".join(place.to_bytes(4, "little") for place in poslist)

    def decode_positions(self, valuestring: bytes) -> list[int]:
        """Read places."""
        return list(memoryview(valuestring).cast("I")) if valuestring else []


class WeightedWords(fields.FieldType):  # type: ignore[misc]
    """A field filled with words that are cut and weighed already."""

    def __init__(self, *, places: bool) -> None:
        # Without lengths (that is, not scorable) Whoosh looks for a file of them at every posting it writes.
        super().__init__(Places() if places else formats.Existence(), None, scorable=True)
        self._places = places

    def index(self, value: Weighted, **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield each word, how often it stands there, its weight and its places."""
        for word, (weight, places) in value.items():
            yield word.encode(), len(places), weight, self.format.encode(places) if self._places else b""


def schema() -> fields.Schema:
    """Return the index's fields; of an entry itself only the key is kept."""
    return fields.Schema(
        key=fields.ID(unique=True),
        entry=fields.NUMERIC(int, bits=64, signed=False, sortable=True, shift_step=0),
        stems=WeightedWords(places=True),
        words=WeightedWords(places=False),
    )


def documents(connection: Connection, ids: Iterable[int]) -> Iterator[dict[str, Any]]:
    """Yield what the index is to hold of each entry."""
    wanted = list(ids)
    aliases = following.aliases_by_entry(connection, wanted)
    for one in following.current_entries(connection, wanted):
        words = one.kind.words(one.kind.content.model_validate(one.document))
        names = "\n".join([one.reference, *aliases.get(one.entry_id, ()), words.names])
        written = _weighed((words.title, names, words.prose))
        yield {"key": str(one.entry_id), "entry": one.entry_id, "stems": _stemmed(written), "words": written}


def _weighed(texts: Sequence[str]) -> dict[str, tuple[float, list[int]]]:
    """Weigh the words of title, names and prose; a line ends with an empty place, so that no phrase runs across it."""
    found: dict[str, tuple[float, list[int]]] = {}
    for text, (weight, place) in zip(texts, PARTS, strict=True):
        for line in text.split("\n"):
            for word in cut(line):
                held, places = found.get(word, (0.0, []))
                places.append(place)
                found[word] = held + weight, places
                place += 1
            place += 1
    return found


def _stemmed(written: Weighted) -> Weighted:
    found: dict[str, tuple[float, list[int]]] = {}
    for word, (weight, places) in written.items():
        held, others = found.get(stem(word), (0.0, []))
        found[stem(word)] = held + weight, [*others, *places]
    return {word: (weight, sorted(places)) for word, (weight, places) in found.items()}
