"""Fill a repeating group from a table: a file that was chosen, or cells pasted from a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request

from register.exchange.problems import Unreadable
from register.exchange.rows import rows_of
from register.web.widgets import printable

Pairs = list[tuple[str, str]]

PASTED = "the pasted cells"
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

    def told_in(self, form: Any) -> None:
        """Show at each group what could not be taken over."""
        for name, problems in self.problems.items():
            form.group(name).problems += problems
        for name, pasted in self.pasted.items():
            form.group(name).pasted = pasted


def filled(form: Any, pairs: Sequence[tuple[str, str]]) -> Filling:
    """Append the tables that were sent to their groups; `form` is a kind's form.

    Pasted cells are taken over by whichever button is pressed, so that nothing typed is lost; a file comes with its
    own button only.
    """
    filling = Filling(list(pairs))
    for group in form.fillable():
        tables = _tables(group)
        for source, data in tables:
            _fill(filling, form, group, source, data)
        if not tables and f"fill-{group}" in request.form:
            filling.problems[group] = ["Choose a file, or paste the cells of a table with their headings"]
    return filling


def _tables(group: str) -> list[tuple[str, bytes]]:
    chosen, pasted = request.files.get(f"fill-{group}-file"), request.form.get(f"fill-{group}-table", "")
    tables = []
    if f"fill-{group}" in request.form and chosen and chosen.filename:
        tables.append((chosen.filename, chosen.stream.read(MOST_BYTES + 1)))
    if pasted.strip():
        tables.append((PASTED, printable(pasted).encode()))
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
    elif source == PASTED:
        filling.pasted[group] = printable(request.form[f"fill-{group}-table"])


def _in_words(unreadable: Unreadable) -> str:
    problem = unreadable.problem
    where = f"Row {problem.row}: " if problem.row else ""
    return f"{where}{problem.message} {problem.remedy}".strip()
