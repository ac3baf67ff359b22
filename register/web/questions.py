"""The questions of a form as a page shows them: fieldsets of those that apply, and of those that are filled in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from textwrap import shorten
from typing import Any

from wtforms import Field, Form, FormField

from register.web.fields import Group, Number, Words, leaves
from register.web.forms import DraftForm
from register.web.sections import Section
from register.web.widgets import give_attributes

FEW_ROWS = 4
"""More rows than these are folded: one line each, until it is opened."""
LONGEST_LINE = 48
"""Characters of each answer in the line that stands for a folded row."""
LIVE_IN_ROW = {"data-hx-post": "", "data-hx-trigger": "change", "data-hx-target": "next .register-steered"}
"""A steering question of a row asks for what it steers as soon as it is answered; without JavaScript a button does."""


@dataclass(frozen=True)
class Row:
    """One row of a group: its index in the names of its fields, and its name ("view 3")."""

    index: str
    id: str
    name: str
    fields: tuple[Field, ...]
    steering: Field | None
    """The one of them that decides which of the next are asked; where it is answered they are asked for anew."""
    steered: tuple[Field, ...]
    unusual: tuple[Field, ...]
    """Those of the steered that are not asked in a row like this, but answered."""
    rest: tuple[Field, ...]
    """Those that come after the steered."""
    line: str
    """What it says in short, for when it is folded."""
    first: bool
    last: bool
    folds: bool
    open: bool
    focus: str = ""
    """Which button or part of it one goes on at, after a row button was pressed."""


@dataclass(frozen=True)
class Question:
    """One question, or a group of rows of questions."""

    field: Field
    serves: Any = None
    """The undertaking it serves, where that is another than the question before serves."""
    inherited: str | None = None
    """What the programme round says in its place."""
    redacted: Mapping[str, Any] | None = None
    unusual: bool = False
    """It is not asked here, but it is answered."""

    @property
    def rows(self) -> list[Row] | None:
        """Return the rows of a group; None for a single question."""
        return _rows(self.field) if isinstance(self.field, Group) else None


@dataclass(frozen=True)
class Fieldset:
    """Questions under one legend."""

    key: str
    legend: str
    hint: str
    questions: list[Question] = field(default_factory=list)


def arrange(
    form: DraftForm,
    sections: Iterable[Section],
    *,
    asked: Callable[[str], bool],
    never: Collection[str] = (),
    serves: Callable[[str], Any],
    inherited: Mapping[str, Any],
) -> list[Fieldset]:
    """Return the fieldsets with something to show: what is asked, and what is answered though it is not asked.

    What is in `never` is not shown even where it is answered.
    """
    shown = []
    for section in sections:
        fieldset, before = Fieldset(section.key, section.legend, section.hint), None
        for dotted, one in (pair for name in section.names for pair in _questions(form, name)):
            redacted = form.redactions.get(one.name)
            answered = redacted is not None or _answered(one)
            if dotted in never or not (asked(dotted) or answered):
                continue
            undertaking = serves(dotted)
            fieldset.questions.append(
                Question(
                    one,
                    serves=undertaking if undertaking != before else None,
                    inherited=in_words(one, inherited[dotted]) if dotted in inherited else None,
                    redacted=redacted,
                    unusual=not asked(dotted),
                )
            )
            before = undertaking
        if fieldset.questions:
            shown.append(fieldset)
    return shown


def carried(form: DraftForm, fieldsets: Iterable[Fieldset]) -> list[tuple[str, str]]:
    """Return the pairs that no shown question carries, to be sent again in hidden inputs."""
    shown = [question.field.name for fieldset in fieldsets for question in fieldset.questions if not question.redacted]
    return [
        (name, value)
        for name, value in form.pairs
        if value and not any(name == one or name.startswith(f"{one}-") for one in shown)
    ]


def in_words(one: Field, value: Any) -> str:
    """Return a value of a content document as readers see it, by the field that asks for it."""
    if not isinstance(one, Group):
        return str(one.in_words(value))  # type: ignore[attr-defined]
    return "; ".join(", ".join(str(answer) for answer in row.values()) for row in value)


def _rows(group: Group) -> list[Row]:
    folds = len(group.entries) > FEW_ROWS
    return [_row(group, place, entry.form, folds=folds) for place, entry in enumerate(group.entries)]


def _row(group: Group, place: int, part: Form, *, folds: bool) -> Row:
    fields, last = tuple(leaves(part)), place == len(group.entries) - 1
    steering, asked = _steered(group, part)
    unusual = tuple(one for one, applies in asked.items() if not applies and _answered(one))
    steered = tuple(one for one, applies in asked.items() if applies or one in unusual)
    begin = next((at for at, one in enumerate(fields) if one in asked), len(fields))
    action = group.moved[0] if group.moved and group.moved[1] == place else ""
    if action == "add" and isinstance(first := next(one for one in fields if not isinstance(one, Number)), Words):
        give_attributes(first, {"data-focus": ""})
        action = ""
    if (action == "up" and place == 0) or (action == "down" and last):
        action = {"up": "down", "down": "up"}[action]
    line = _line(fields)
    return Row(
        index=group.entries[place].name.rpartition("-")[2],
        id=str(group.entries[place].id),
        name=f"{group.row} {_number(group, part, place)}",
        fields=fields[:begin],
        steering=steering,
        steered=steered,
        rest=fields[begin + len(asked) :],
        unusual=unusual,
        line=line,
        first=place == 0,
        last=last,
        folds=folds,
        open=not line or bool(action) or any(one.errors for one in fields),
        focus="row" if action in ("add", "remove") else action,
    )


def _steered(group: Group, part: Form) -> tuple[Field | None, dict[Field, bool]]:
    """Return the question of a row that steers others, and each of these, in their order, with whether it is asked."""
    if not group.steering:
        return None, {}
    steering = part[group.steering]
    give_attributes(steering, LIVE_IN_ROW)
    steered = (name for name in part._fields if name in group.steered)
    return steering, {part[name]: steering.data in group.steered[name] for name in steered}


def _number(group: Group, part: Form, place: int) -> int:
    """Return a row’s number: its own for good, or its place; one that says nothing yet comes next."""
    return int(part["number"].data or group.highest + 1) if group.numbered else place + 1


def _line(fields: Iterable[Field]) -> str:
    """Return the first words of a row, and every answer chosen in it."""
    said = [one for one in fields if one.data is not None and not isinstance(one, Number)]
    texts = [one for one in said if not hasattr(one, "answers")][:2]
    chosen = [one for one in said if hasattr(one, "answers")]
    words = (str(one.in_words(one.data)) for one in (*texts, *chosen))  # type: ignore[attr-defined]
    return " · ".join(shorten(text, LONGEST_LINE, placeholder=" …") for text in words if text)


def _questions(form: DraftForm, dotted: str) -> Iterator[tuple[str, Field]]:
    one = form.field_at(dotted)
    if one is None:
        raise LookupError(f"the form has no question {dotted}")
    yield from _below(dotted, one)


def _below(dotted: str, one: Field) -> Iterator[tuple[str, Field]]:
    if isinstance(one, FormField):
        part: Form = one.form
        for name, inner in part._fields.items():
            yield from _below(f"{dotted}.{name}", inner)
    else:
        yield dotted, one


def _answered(one: Field) -> bool:
    every = [leaf for entry in one.entries for leaf in leaves(entry.form)] if isinstance(one, Group) else [one]
    return any(leaf.data is not None or leaf.errors or any(_typed(leaf)) for leaf in every)


def _typed(leaf: Field) -> Iterable[str]:
    return getattr(leaf, "typed_parts", {}).values()
