"""Two versions of one form, answer by answer: what is saved beside what was typed, and what is kept of each.

Rows of a group are matched first: equal ones belong together, those between them by their order. A row that only one
version has is kept or left out as a whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from wtforms import Field, Form, FormField

from register.core.diff import Piece, compare
from register.web.choices import Tick
from register.web.fields import Group, Number, leaves
from register.web.rows import Pairs, Row, named, parted

SAVED, TYPED = "saved", "typed"
CHOICE = "keep-"
"""Begins the name of the choice between the two; the rest names the answer."""


@dataclass(frozen=True)
class Differing:
    """An answer that differs: its name, its question, and both versions in words; `default` is the one kept unasked.

    What was typed is, but for a blank: somebody else's answer must not go because nothing stands in its place.
    """

    name: str
    label: str
    saved: str
    typed: str

    @property
    def default(self) -> str:
        """Return which of the two is kept where nobody chooses."""
        return TYPED if self.typed else SAVED

    def shown(self, side: str) -> list[Piece]:
        """Return one side's words, those that the other has not marked as added."""
        gone = {SAVED: "added", TYPED: "removed"}[side]
        return [
            piece if piece.how == "same" else Piece("added", piece.text)
            for piece in compare(self.saved, self.typed)
            if piece.how != gone
        ]


Slot = tuple[int | None, int | None]
"""The places of one row in what is saved and in what was typed; None where it is not there."""


def differing(saved: Any, typed: Any) -> list[Differing]:
    """Return every answer that differs between two forms of one kind, in the order of the form."""
    found: list[Differing] = []
    for one, other in zip(_units(saved), _units(typed), strict=True):
        if isinstance(one, Group) and isinstance(other, Group):
            found += _rows_differing(one, other, saved.pairs, typed.pairs)
        elif _pairs_of(one, saved.pairs) != _pairs_of(one, typed.pairs):
            found.append(Differing(one.name, _label(one), _said(one), _said(other)))
    return found


def merged(saved: Any, typed: Any, chosen: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the pairs that the choices make of two versions; `chosen` has `saved` or `typed` by an answer's name."""
    choices = {one.name: chosen.get(one.name, one.default) for one in differing(saved, typed)}
    taken = {name for name, side in choices.items() if side == SAVED}
    pairs = list(typed.pairs)
    for one, other in zip(_units(saved), _units(typed), strict=True):
        if isinstance(one, Group) and isinstance(other, Group):
            if any(name.startswith((f"{one.name}-", f"{one.name}+")) for name in choices):
                pairs = _rows_merged(one, other, saved.pairs, pairs, taken)
        elif one.name in taken:
            names = _names(one)
            pairs = [pair for pair in pairs if pair[0] not in names] + _pairs_of(one, saved.pairs, blank=True)
    return pairs


def choices_in(pairs: Pairs) -> dict[str, str]:
    """Return the choices that were sent, by the name of the answer."""
    return {
        name.removeprefix(CHOICE): side for name, side in pairs if name.startswith(CHOICE) and side in (SAVED, TYPED)
    }


def _units(part: Form) -> Iterator[Field]:
    """Yield every single question and every group, in the order of the form."""
    for one in part._fields.values():
        if isinstance(one, Group):
            yield one
        elif isinstance(one, FormField):
            yield from _units(one.form)
        elif not isinstance(one, Number):
            yield one


def _rows_differing(saved: Group, typed: Group, old: Pairs, new: Pairs) -> Iterator[Differing]:
    for before, after in _slots(_rows(saved, old), _rows(typed, new)):
        if after is None:
            words = _row_said(saved, before)
            yield Differing(f"{saved.name}+{before}", f"{_title(saved, before)}, only in what is saved", words, "")
        elif before is None:
            words = _row_said(typed, after)
            yield Differing(f"{typed.name}+new-{after}", f"{_title(typed, after)}, only in what you typed", "", words)
        else:
            one, other = saved.entries[before].form, typed.entries[after].form
            for was, now in zip(_units(one), _units(other), strict=True):
                if _inner(saved, before, was, old) != _inner(typed, after, now, new):
                    yield Differing(now.name, f"{_title(typed, after)}: {_label(now)}", _said(was), _said(now))


def _rows_merged(saved: Group, typed: Group, old: Pairs, new: Pairs, taken: Collection[str]) -> list[tuple[str, str]]:
    others, held = parted(new, typed)
    mine, theirs = list(held.values()), list(parted(old, saved)[1].values())
    rows: list[Row] = []
    for before, after in _slots(_rows(saved, old), _rows(typed, new)):
        if after is None:
            if before is not None and f"{saved.name}+{before}" in taken:
                rows.append(theirs[before])
        elif before is None:
            if f"{typed.name}+new-{after}" not in taken:
                rows.append(mine[after])
        else:
            rows.append(_row_merged(saved, typed, before, after, mine[after], theirs[before], taken))
    return others + named(typed, rows + mine[len(typed.entries) :])


def _row_merged(
    saved: Group, typed: Group, before: int, after: int, mine: Row, theirs: Row, taken: Collection[str]
) -> Row:
    row = list(mine)
    for was, now in zip(_units(saved.entries[before].form), _units(typed.entries[after].form), strict=True):
        if now.name in taken:
            inner = {name.removeprefix(f"{saved.entries[before].name}-") for name in _names(was)}
            row = [pair for pair in row if pair[0] not in inner] + [pair for pair in theirs if pair[0] in inner]
    return row


def _slots(old: Sequence[Row], new: Sequence[Row]) -> Iterator[Slot]:
    """Match two lists of rows: equal ones, then those between them by their order."""
    before, after = [tuple(row) for row in old], [tuple(row) for row in new]
    for _, old_start, old_end, new_start, new_end in SequenceMatcher(None, before, after, False).get_opcodes():
        for step in range(max(old_end - old_start, new_end - new_start)):
            yield (
                old_start + step if old_start + step < old_end else None,
                new_start + step if new_start + step < new_end else None,
            )


def _rows(group: Group, pairs: Pairs) -> list[Row]:
    """Return what each row says that the group takes, without its number and its blanks."""
    rows = list(parted(pairs, group)[1].values())[: len(group.entries)]
    return [sorted(_saying(pair for pair in row if pair[0] != "number")) for row in rows]


def _inner(group: Group, place: int, field: Field, pairs: Pairs) -> Row:
    start = f"{group.entries[place].name}-"
    return [(name.removeprefix(start), value) for name, value in _pairs_of(field, pairs)]


def _pairs_of(field: Field, pairs: Pairs, *, blank: bool = False) -> Row:
    names = _names(field)
    found = [pair for pair in pairs if pair[0] in names]
    return found if blank else _saying(found)


def _saying(pairs: Any) -> Row:
    return [(name, value) for name, value in pairs if value.strip()]


def _names(field: Field) -> set[str]:
    return {field.name + ending for ending in field.endings}  # type: ignore[attr-defined]


def _label(field: Field) -> str:
    return str(field.label.text)


def _title(group: Group, place: int | None) -> str:
    return f"{group.row.capitalize()} {(place or 0) + 1}"


def _row_said(group: Group, place: int | None) -> str:
    fields = [one for one in leaves(group.entries[place or 0].form) if not isinstance(one, Number)]
    return "\n".join(f"{_label(one)}: {said}" for one in fields if (said := _said(one)))


def _said(field: Field) -> str:
    """Return what stands in the boxes, or the answer that is chosen, in words."""
    if parts := getattr(field, "typed_parts", None):
        return " ".join(text for text in parts.values() if text.strip())
    if field.data is not None and (hasattr(field, "answers") or isinstance(field, Tick)):
        return str(field.in_words(field.data))  # type: ignore[attr-defined]
    return "\n\n".join(str(text) for text in field.raw_data or ()).strip()
