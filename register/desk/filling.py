"""Fill a repeating group from a table: a file that was chosen, or cells pasted from a spreadsheet."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request

from register.exchange.problems import Unreadable
from register.exchange.rows import rows_of
from register.web.fields import leaves
from register.web.widgets import printable

Pairs = list[tuple[str, str]]

PASTED = "the pasted cells"
NO_TABLE = "Choose a file, or paste the cells of a table with their headings"
ADDED_ALREADY = (
    "The rows of these cells were added already: remove those rows before you add them again, and change the cells"
)
MOST_TOLD = 20
MOST_BYTES = 2 * 1024 * 1024
"""The longest table that is read into a form."""


@dataclass
class Filling:
    """What the tables of a post made of its pairs, group by group."""

    pairs: Pairs
    rows: dict[str, int] = field(default_factory=dict)
    """How many rows each group was given."""
    problems: dict[str, list[str]] = field(default_factory=dict)
    pasted: dict[str, str] = field(default_factory=dict)
    """Cells that could not be taken over, to be shown again."""
    taken: dict[str, str] = field(default_factory=dict)
    """Cells whose rows were taken over, to be shown again where something of them was left out."""
    said: dict[str, str] = field(default_factory=dict)
    """What each group was given, in a line."""
    unread: bool = False
    """Some cells are not read: known once it was told in the form."""

    @property
    def is_short(self) -> bool:
        """Tell whether something of the tables was left out or is not read."""
        return self.unread or any(self.problems.values())

    def told_in(self, form: Any) -> None:
        """Show at each group what it was given, and what could not be taken over, beside the cells it is in."""
        for name, problems in self.problems.items():
            group = form.group(name)
            group.problems += problems
            group.pasted = self.pasted.get(name, "")
        for name, said in self.said.items():
            group = form.group(name)
            group.filled, group.unread = said, _unread(group)
            self.unread = self.unread or bool(group.unread)
        for name, cells in self.taken.items():
            group = form.group(name)
            if name not in self.rows or group.problems or group.unread:
                group.pasted, group.taken = cells, _mark(cells)


def filled(form: Any, pairs: Sequence[tuple[str, str]]) -> Filling:
    """Append the tables that were sent to their groups; `form` is a kind's form.

    Pasted cells are taken over by whichever button is pressed, so that nothing typed is lost; a file comes with its
    own button only.
    """
    filling = Filling(list(pairs))
    for group in form.fillable():
        pasted = printable(request.form.get(f"fill-{group}-table", ""))
        again = bool(pasted.strip()) and _mark(pasted) == request.form.get(f"fill-{group}-taken")
        if f"fill-{group}" in request.form and not _says_something(pairs, group):
            again = False
        tables = _tables(group, "" if again else pasted)
        if again:
            filling.taken[group] = pasted
        for source, data in tables:
            _fill(filling, form, group, source, data)
        if not tables and f"fill-{group}" in request.form:
            filling.problems[group] = [ADDED_ALREADY if again else NO_TABLE]
    return filling


def _tables(group: str, pasted: str) -> list[tuple[str, bytes]]:
    chosen = request.files.get(f"fill-{group}-file")
    tables = []
    if f"fill-{group}" in request.form and chosen and chosen.filename:
        tables.append((chosen.filename, chosen.stream.read(MOST_BYTES + 1)))
    if pasted.strip():
        tables.append((PASTED, pasted.encode()))
    return tables


def _fill(filling: Filling, form: Any, group: str, source: str, data: bytes) -> None:
    problems = filling.problems.setdefault(group, [])
    try:
        if len(data) > MOST_BYTES:
            raise Unreadable(f"{source} is larger than {MOST_BYTES // 1024**2} MB.", "Divide it into several tables.")
        table = rows_of(source, data)
    except Unreadable as unreadable:
        problems.append(_in_words(unreadable))
        made = None
    else:
        made = form.filled(filling.pairs, group, table.headings, table.rows)
        problems += made.problems
    if made and made.rows:
        filling.pairs = made.pairs
        filling.rows[group] = filling.rows.get(group, 0) + made.rows
        said = f"{_counted(form, group, made.rows)} added from the {made.matched}. {made.note}"
        filling.said[group] = f"{filling.said.get(group, '')} {said}".strip()
        if source == PASTED:
            filling.taken[group] = printable(request.form[f"fill-{group}-table"])
    elif source == PASTED:
        filling.pasted[group] = printable(request.form[f"fill-{group}-table"])


def _says_something(pairs: Sequence[tuple[str, str]], group: str) -> bool:
    """Tell whether a group has rows that say something."""
    return any(name.startswith(f"{group}-") and value.strip() for name, value in pairs)


def _counted(form: Any, group: str, rows: int) -> str:
    row = form().group(group).row
    return f"1 {row} was" if rows == 1 else f"{rows} {row}s were"


def _unread(group: Any) -> list[str]:
    """Name the answers of a group's rows that are not read."""
    found = [
        f"{group.row.capitalize()} {part['number'].data if group.numbered else place}: {message}"
        for place, part in enumerate((entry.form for entry in group.entries), 1)
        for leaf in leaves(part)
        for message in leaf.process_errors
    ]
    more = len(found) - MOST_TOLD
    return found if more <= 0 else [*found[:MOST_TOLD], f"{more:,} more answers of these rows could not be read"]


def _mark(cells: str) -> str:
    """Return what tells pasted cells from others, however a browser sends their ends of line."""
    return hashlib.sha256(cells.strip("\n").encode()).hexdigest()[:16]


def _in_words(unreadable: Unreadable) -> str:
    problem = unreadable.problem
    where = f"Row {problem.row}: " if problem.row else ""
    return f"{where}{problem.message} {problem.remedy}".strip()
