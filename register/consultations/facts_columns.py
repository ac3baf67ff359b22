"""The columns of a file of facts about consultations: a row of a table and an item of a list say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from register.core.files import Listed, Table
from register.core.problems import LONGEST_HEADING, Problem, shown, text_problem
from register.core.text import fold

HEADINGS = {
    "body": "Public body",
    "body_identifier": "Public body identifier",
    "title": "Title",
    "source_url": "Source address",
    "opens_on": "Opens on",
    "closes_on": "Closes on",
    "closes_time": "Closing time",
    "length_days_inclusive": "Length in days",
    "twelve_weeks_or_more": "Twelve weeks or more",
    "we_asked": "We asked",
    "you_said": "You said",
    "we_did": "We did",
    "not_acted_on_noted": "Not acted on",
    "decision_date": "Decision date",
    "note": "Note",
}
"""The heading of each column by its name in JSON; either is read, in any case."""
RESPONSES = "responses"

_NAMES = {fold(words): name for name, heading in HEADINGS.items() for words in (name, heading)}
_COUNT = re.compile(r"responses (.+)")
_MOST_DIGITS = 40


@dataclass(frozen=True)
class Facts:
    """What one row or item says, as text; what is empty or null says nothing."""

    number: int
    said: Mapping[str, str]
    """By the names of `HEADINGS`."""
    counts: Mapping[str, str]
    """Responses, by what they count: `total`, `elected representatives`."""
    extra: Mapping[str, str]
    """What stands under names that are no part of the format."""


@dataclass
class _Gathered:
    """Facts while they are read, each under the name that the file gave it."""

    said: dict[str, str] = field(default_factory=dict)
    counts: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)

    def put(self, heading: str, text: str) -> bool:
        """Keep a text in its place; tell whether that was free."""
        place, name = _place(self, heading)
        if name in place:
            return False
        place[name] = text
        return True


def knows(heading: str) -> bool:
    """Tell whether a heading, or a name in JSON, is part of the format."""
    folded = fold(heading)
    return folded in _NAMES or folded == RESPONSES or _COUNT.fullmatch(folded) is not None


def count_heading(name: str) -> str:
    """Return the heading of a column of responses."""
    return f"Responses: {name}"


def facts_of(found: Table | Listed) -> tuple[list[Facts], list[Problem]]:
    """Read a table or a list into facts, and say what of it cannot be read."""
    return _of_table(found) if isinstance(found, Table) else _of_list(found.items)


def _of_table(table: Table) -> tuple[list[Facts], list[Problem]]:
    problems = [*table.problems, *_columns(table.headings)]
    if not table.rows:
        problems.append(
            Problem(None, None, "The file has headings and no consultations.", "Add them under the headings.")
        )
    rows: list[Facts] = []
    for number, cells in table.rows:
        gathered = _Gathered()
        for heading, text in zip(table.headings, cells, strict=True):
            if heading and text:
                gathered.put(heading, text)
        rows.append(Facts(number, gathered.said, gathered.counts, gathered.extra))
    return rows, problems


def _columns(headings: Sequence[str]) -> Iterator[Problem]:
    seen = _Gathered()
    for place, heading in enumerate(headings, 1):
        if not heading:
            continue
        if not seen.put(heading, ""):
            yield Problem(1, heading, f"Column {place} says what another says already.", "Remove one of them.")
        elif not knows(heading):
            message = "This column is no part of the format; it is kept and not shown."
            yield Problem(1, heading, message, "", refuses=False)


def _of_list(items: Sequence[Any]) -> tuple[list[Facts], list[Problem]]:
    found: list[Facts] = []
    problems: list[Problem] = []
    for number, item in enumerate(items, 1):
        if not isinstance(item, dict):
            message = f"{shown(item)} is not a consultation."
            problems.append(Problem(number, None, message, "Write each as an object: { … }."))
            continue
        gathered = _Gathered()
        problems += _gather(number, item, gathered)
        found.append(Facts(number, gathered.said, gathered.counts, gathered.extra))
    if not items:
        problems.append(Problem(None, None, "The list of consultations is empty.", "Add the consultations to it."))
    return found, problems


def _gather(number: int, item: Mapping[str, Any], gathered: _Gathered) -> Iterator[Problem]:
    for name, value in _named(item):
        text = _text(value)
        column = shown(name)
        if text is None:
            yield Problem(number, column, f"{shown(value)} is not a text or a number.", "Write it as one.")
        elif problem := text_problem(number, column, name) or text_problem(number, column, text):
            yield problem
        elif len(name) > LONGEST_HEADING:
            yield Problem(number, column, f"A name is longer than {LONGEST_HEADING} characters.", "Shorten it.")
        elif text and not gathered.put(name, text):
            yield Problem(number, column, "This is said twice.", "Remove one of them.")


def _named(item: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in item.items():
        if fold(name) == RESPONSES and isinstance(value, dict):
            yield from ((count_heading(kind), number) for kind, number in value.items())
        else:
            yield name, value


def _text(value: Any) -> str | None:
    """Write a value of JSON as the cell of a table would; None for what no cell can hold."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) < _MOST_DIGITS:
        return f"{value:f}"
    return None


def _place(gathered: _Gathered, heading: str) -> tuple[dict[str, str], str]:
    folded = fold(heading)
    if folded in _NAMES:
        return gathered.said, _NAMES[folded]
    if found := _COUNT.fullmatch(folded):
        return gathered.counts, found[1]
    if folded == RESPONSES:
        return gathered.counts, "total"
    return gathered.extra, heading
