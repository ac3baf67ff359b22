"""The rows of a group as pairs: what a row button or a table makes of them, before any form is built."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wtforms import Field, Form, FormField

from register.core.text import fold, listed
from register.web.fields import Group, Number, leaves
from register.web.totals import is_total
from register.web.widgets import printable

Pairs = Sequence[tuple[str, str]]
Row = list[tuple[str, str]]
"""The pairs of one row, named within it: `said`, `due_on-day`."""

BUTTON = re.compile(r"(add|clear|remove|up|down)-([a-z_-]+?)(?:-(0|[1-9][0-9]{0,2}))?")
FORMULA = "="
MOST_TOLD = 20
"""Cells and columns left out that are told one by one: a table of formulas must not make a page of a million words."""


@dataclass(frozen=True)
class Pressed:
    """A row button that was pressed: in which group, what it does, and to which row (None: "add", "clear")."""

    group: str
    action: str
    row: int | None


@dataclass
class Filled:
    """A group filled from a table: the pairs after it, and what could not be taken over, row by row."""

    pairs: list[tuple[str, str]]
    problems: list[str] = field(default_factory=list)
    rows: int = 0
    """How many rows were taken over."""
    matched: str = ""
    """The columns that were, each with the question's own heading where it has another."""
    note: str = ""
    """What was left out rightly."""


def pressed(pairs: Pairs, groups: Iterable[str]) -> Pressed | None:
    """Return which row button was pressed, if one was."""
    names = frozenset(groups)
    for name, _ in pairs:
        found = BUTTON.fullmatch(name)
        if found and found[2] in names and (found[1] in ("add", "clear")) == (found[3] is None):
            return Pressed(found[2], found[1], None if found[3] is None else int(found[3]))
    return None


def after_button(pairs: Pairs, group: Group, button: Pressed) -> tuple[list[tuple[str, str]], int]:
    """Return the pairs after a row button, and the row where one goes on; `group` has one blank row."""
    others, numbered = parted(pairs, group)
    numbers, rows = list(numbered), list(numbered.values())
    place = numbers.index(button.row) if button.row in numbers else None
    if button.action == "add":
        rows.append([(_first_name(group), "")])
        place = len(rows) - 1
    elif button.action == "clear":
        rows.clear()
    elif place is not None and button.action == "remove":
        rows.pop(place)
    elif place is not None:
        other = max(place - 1, 0) if button.action == "up" else min(place + 1, len(rows) - 1)
        rows[place], rows[other] = rows[other], rows[place]
        place = other
    return others + named(group, rows), max(0, min(place or 0, len(rows) - 1))


def after_table(
    pairs: Pairs, group: Group, headings: Sequence[str], table: Iterable[tuple[int, Mapping[str, str]]]
) -> Filled:
    """Append a table's rows to a group, and say what could not be taken over; `group` has one blank row.

    `headings` are those of the table, and each of its rows has its number there. Blank rows of the form make room.
    """
    asked = {heading: _leaf(group, dotted) for heading in headings if (dotted := _column(group, heading))}
    if not asked:
        known = ", ".join(f"“{name}”" for name in group.headings)
        return Filled(list(pairs), [f"No column of the table has a heading that is known here: use {known}"])
    others, numbered = parted(pairs, group)
    rows = [row for row in numbered.values() if any(value.strip() for _, value in row)]
    filled = Filled([], _unknown([one for one in headings if one not in asked]), matched=_matched(group, asked))
    left_out, twice, lines = [], dict[str, None](), list(table)
    if len(lines) > 1 and is_total([lines[-1][1].get(heading, "") for heading in headings]):
        filled.note = f"Row {lines.pop()[0]} of the table was left out: it gives totals."
    for number, cells in lines:
        row = _row(group, asked, cells, number, filled.problems, twice)
        if not row:
            continue
        if len(rows) == group.most:
            left_out.append(number)
            continue
        rows.append(row)
        filled.rows += 1
    filled.problems += [f"The column “{one}” was left out where another answers the same question" for one in twice]
    if (untold := len(filled.problems) - MOST_TOLD) > 0:
        filled.problems[MOST_TOLD:] = [f"{untold:,} more things of this table were left out"]
    if left_out:
        filled.problems.append(
            f"There is room for {group.most} rows here: the table’s rows from {left_out[0]} on were left out"
        )
    if not (filled.rows or left_out):
        filled.problems.append("The table has no row that says anything")
    filled.pairs = others + named(group, rows)
    return filled


def _row(
    group: Group,
    asked: Mapping[str, Field],
    cells: Mapping[str, str],
    number: int,
    problems: list[str],
    twice: dict[str, None],
) -> Row:
    """Return the pairs that a table's row gives; of two columns for one question, the first that says something.

    `twice` takes the headings of the others, where they say something else.
    """
    row: dict[str, str] = {}
    said: dict[str, str] = {}
    for heading, leaf in asked.items():
        text = printable(cells.get(heading, "")).strip()
        name = leaf.name.removeprefix(f"{group.name}-0-")
        if not text:
            continue
        if any(held == name or held.startswith(f"{name}-") for held in row):
            twice |= {heading: None} if fold(text) != fold(said[name]) else {}
            continue
        said[name] = text
        if text.startswith(FORMULA):
            problems.append(f"Row {number}: “{heading}” holds a formula and was left out: put in what it gives")
            continue
        row |= {name + ending: value for ending, value in leaf.typed_in_cell(text) if value}  # type: ignore[attr-defined]
    return list(row.items())


def _column(group: Group, heading: str) -> str | None:
    return next((dotted for name, dotted in group.columns.items() if fold(name) == fold(heading)), None)


def _unknown(headings: Sequence[str]) -> list[str]:
    """Say in one line which columns were left out."""
    if len(headings) < 2:
        return [f"The column “{one}” was left out: no question here has that name" for one in headings]
    named = listed([f"“{one}”" for one in headings[:MOST_TOLD]])
    more = f" (and {len(headings) - MOST_TOLD:,} more)" if len(headings) > MOST_TOLD else ""
    return [f"The columns {named}{more} were left out: no questions here have those names"]


def _matched(group: Group, asked: Mapping[str, Field]) -> str:
    """Name the columns that were taken over, each with what its question is called here where that is another word."""
    named = []
    for heading in asked:
        own = next(name for name in group.headings if group.columns[name] == _column(group, heading))
        named.append(f"“{heading}”" if fold(own) == fold(heading) else f"“{heading}” ({own.lower()})")
    return f"{'column' if len(named) == 1 else 'columns'} {listed(named)}"


def _leaf(group: Group, dotted: str) -> Field:
    """Return the field of a row that a column answers."""
    here: Any = group.entries[0].form
    for step in dotted.split("."):
        here = here[step].form if isinstance(here[step], FormField) else here[step]
    if isinstance(here, Form):
        raise LookupError(f"{group.name} has no single question {dotted}")
    found: Field = here
    return found


def _first_name(group: Group) -> str:
    first = next(one for one in leaves(group.entries[0].form) if not isinstance(one, Number))
    return first.name.removeprefix(f"{group.name}-0-") + first.endings[0]  # type: ignore[attr-defined, no-any-return]


def parted(pairs: Pairs, group: Group) -> tuple[list[tuple[str, str]], dict[int, Row]]:
    """Part the pairs of a group's rows, in order, from all others."""
    start = f"{group.name}-"
    rows: dict[int, Row] = {}
    others: list[tuple[str, str]] = []
    for name, value in pairs:
        number, _, inner = name.removeprefix(start).partition("-")
        if name.startswith(start) and inner and number.isascii() and number.isdecimal() and len(number) < 4:
            rows.setdefault(int(number), []).append((inner, value))
        else:
            others.append((name, value))
    return others, dict(sorted(rows.items()))


def named(group: Group, rows: Sequence[Row]) -> list[tuple[str, str]]:
    """Return the pairs of a group's rows, each named by its place."""
    return [(f"{group.name}-{place}-{inner}", value) for place, row in enumerate(rows) for inner, value in row]
