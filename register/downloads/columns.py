"""The columns of a download: a heading in plain English, and what stands under it.

Headings come from the questions that readers see, and from the fields' own names: both stay from release to release.
Days are written 2026-03-31, sums 12000.00 and counts 25, so that they can be sorted and added up; the rest is words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from register.core.attached import in_words
from register.core.gone import item_in_words
from register.core.kind import Kind, PartFile
from register.core.questions import NOT_STATED, Question, Reply, if_so, replies
from register.downloads.cells import Cell
from register.downloads.entries import Entry

_DATA = re.compile(r"\d{4}-\d{2}-\d{2}|\d+\.\d{2}", re.ASCII)


@dataclass(frozen=True)
class Table:
    """The headings of a file, and the rows under them that an entry fills."""

    headings: tuple[str, ...]
    rows: Callable[[Entry], Iterator[list[Cell]]]


def table(base: str, kind: Kind | None, part: PartFile | None) -> Table:
    """Return the table of a list of one kind, of a part of its entries, or (without a kind) of entries of any kind.

    `base` is the register's own address.
    """
    if part is not None:
        return Table((*(heading for heading, _ in _NAMED), *_headings(part.columns)), _items(base, part))
    front = [*_NAMED, *(_STANDING if kind else [*_STANDING, *_SHORT])]
    asked = tuple(_counted(kind, _found(base, one)) for one in kind.questions if one.name != "title") if kind else ()
    fields = [(one.name, one.name.partition(".")[0]) for one in asked]

    def rows(entry: Entry) -> Iterator[list[Cell]]:
        said = entry.document
        heard = (
            asked
            if said.get("withheld")
            else [one for one, (_, field) in zip(asked, fields, strict=True) if field in said]
        )
        answered = replies(said, heard)
        cells = (_cell(answered[name]) if name in answered else "" for name, _ in fields)
        yield [*(write(base, entry) for _, write in front), *cells]

    return Table((*(heading for heading, _ in front), *_headings(asked)), rows)


def _found(base: str, question: Question) -> Question:
    """Give the whole addresses of files, where the question is about any."""
    if question.show != "attached":
        return question
    return replace(question, write=lambda items: "; ".join(in_words(item, base) for item in items))


def _counted(kind: Kind, question: Question) -> Question:
    """Only count a list that has a file of its own: all its items would not go into one cell of a spreadsheet."""
    named = next((part for part in kind.parts if part.name == question.name), None)
    return Question(question.name, f"{named.label}: how many", lambda items: str(len(items))) if named else question


def heading(question: Question) -> str:
    """Return the heading of a question: its label, and before it what the field belongs to where that says more."""
    above = question.name.split(".")[:-1]
    belongs = above[-1].replace("_", " ") if above else ""
    if not belongs or belongs.removesuffix("s") in question.label.casefold():
        return question.label
    return f"{belongs.capitalize()}: {question.label}"


def place_of(item: Mapping[str, Any], part: PartFile) -> str:
    """Return the fragment of an item's permanent address, where it has one."""
    number = item.get("number")
    return f"#{part.fragment}-{number}" if part.fragment and number else ""


def items_removed(document: Mapping[str, Any], part: PartFile) -> Iterator[dict[str, Any]]:
    """Yield what is no longer shown of a part, as the document lists it, with its number and a sentence."""
    for one in document.get("removed") or ():
        path, _, key = str(one["unit"]).partition("/")
        if path == part.name and key.isdecimal():
            what = f"{part.fragment.capitalize() or 'Item'} {key}"
            ground = (one["kind"], one["category"], one["legal_basis"], one["on"])
            yield {**one, "key": int(key), "words": item_in_words(what, *ground)}


def _headings(questions: Sequence[Question]) -> tuple[str, ...]:
    return tuple(heading(one) for one in questions)


def _items(base: str, part: PartFile) -> Callable[[Entry], Iterator[list[Cell]]]:
    whole = Question(part.name, part.label, lambda value: "")
    numbered = part.columns[0].name == "number"

    def rows(entry: Entry) -> Iterator[list[Cell]]:
        front = [write(base, entry) for _, write in _NAMED]
        held = entry.document.get(part.name)
        if isinstance(held, list):
            for item in held:
                answered = replies(item, part.columns)
                here = [*front[:-1], f"{front[-1]}{place_of(item, part)}"]
                yield [*here, *(_cell(answered[one.name]) for one in part.columns)]
            for one in items_removed(entry.document, part):
                told: list[Cell] = [one["key"], one["words"]] if numbered else [one["words"]]
                here = [*front[:-1], f"{front[-1]}{place_of({'number': one['key']}, part)}"]
                yield [*here, *told, *[""] * (len(part.columns) - len(told))]
        elif removed := _cell(replies(entry.document, [whole])[part.name]):
            yield [*front, removed, *[""] * (len(part.columns) - 1)]

    return rows


def _cell(reply: Reply) -> Cell:
    """Return days, sums and counts as data have them, and everything else in the words that readers see."""
    value = reply.value
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _DATA.fullmatch(value):
        return value
    if reply.words:
        return "; ".join((reply.words, *reply.gone))
    return "" if reply.missing == NOT_STATED else reply.missing


_Write = Callable[[str, Entry], Cell]

_NAMED: list[tuple[str, _Write]] = [
    ("Reference", lambda base, entry: entry.row.reference),
    ("Title", lambda base, entry: entry.row.title),
    ("Address", lambda base, entry: base + entry.row.path),
]
_STANDING: list[tuple[str, _Write]] = [
    ("Kind of entry", lambda base, entry: entry.kind.label),
    ("State", lambda base, entry: entry.row.state or ""),
    ("Awaited", lambda base, entry: entry.row.awaited or ""),
    ("Undertakings not kept", lambda base, entry: ", ".join(entry.row.not_kept)),
    ("Undertakings not kept, explained", lambda base, entry: ", ".join(entry.row.not_kept_explained)),
    ("Date in lists", lambda base, entry: entry.row.date),
    ("First published", lambda base, entry: entry.row.published_at),
    ("Last changed", lambda base, entry: entry.row.updated_at),
    ("Revision", lambda base, entry: entry.row.revision),
]
_BODY = Question("body.name", "Public body")
_SHORT: list[tuple[str, _Write]] = [
    ("What it is", lambda base, entry: entry.row.tag),
    ("In short", lambda base, entry: entry.row.line),
    ("Summary", lambda base, entry: entry.row.summary),
    ("Public body", lambda base, entry: _cell(replies(entry.document, [_BODY])["body.name"])),
    ("Amount in pounds", lambda base, entry: _pounds(entry.row.amount)),
    ("Invented example", lambda base, entry: if_so(entry.row.invented)),
]


def _pounds(pence: Any) -> str:
    return "" if pence is None else f"{pence // 100}.{pence % 100:02}"
