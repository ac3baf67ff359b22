"""A form's answers as readers will read them: what the author checks before a second person does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import Field, FormField

from register.core.content import self_and_above
from register.publishing.review import Proposal
from register.web.fields import Group, Number, Words
from register.web.questions import Question
from register.web.widgets import link_id


@dataclass(frozen=True)
class Line:
    """One answer: `words` as plain text, or `prose` as Markdown."""

    label: str
    words: str = ""
    prose: str = ""


@dataclass(frozen=True)
class Answer:
    """What was answered to a question, or in the rows of a group; `link` is the box to change it in."""

    label: str
    link: str
    lines: tuple[Line, ...] = ()
    rows: tuple[tuple[str, tuple[Line, ...]], ...] = ()
    marks: tuple[str, ...] = ()
    """What is special about it: withheld, from the programme round, kept privately."""
    problem: str = ""
    """Why it cannot be read."""


@dataclass(frozen=True)
class Part:
    """The answers of one fieldset."""

    legend: str
    answers: tuple[Answer, ...]


def answers(proposal: Proposal) -> list[Part]:
    """Return every answer, fieldset by fieldset; questions that nothing is said to are left out."""
    withheld = _withheld(proposal.document)
    parts = []
    for fieldset in proposal.form.fieldsets(proposal.round_words):
        found = [
            answer
            for question in fieldset.questions
            if (answer := _answer(question, withheld, proposal.form.private)) is not None
        ]
        if found:
            parts.append(Part(fieldset.legend, tuple(found)))
    return parts


def _answer(question: Question, withheld: Mapping[str, str], private: frozenset[str]) -> Answer | None:
    field = question.field
    rows = tuple(_rows(field)) if isinstance(field, Group) else ()
    lines = () if isinstance(field, Group) else tuple(_line(field))
    marks = []
    if question.inherited and not (lines or rows):
        lines, marks = (Line(field.label.text, words=question.inherited),), ["From the programme round"]
    if question.redacted:
        marks.append("Redacted: readers do not see it")
    dotted = field.name.replace("-", ".")
    marks += [f"Withheld: {withheld[name]}" for name in self_and_above(dotted) if name in withheld]
    if dotted.partition(".")[0] in private:
        marks.append("Kept privately: it is not published")
    problem = " ".join(str(one) for one in field.errors) if not isinstance(field, Group) else ""
    if not (lines or rows or marks or problem):
        return None
    link = str(field.id) if isinstance(field, Group) else link_id(field) or str(field.id)
    return Answer(field.label.text or field.name, link, lines, rows, tuple(marks), problem)


def _rows(group: Group) -> Iterator[tuple[str, tuple[Line, ...]]]:
    for place, entry in enumerate(group.entries, 1):
        lines = tuple(line for field in _leaves(entry.form) for line in _line(field))
        if lines:
            number = entry.form["number"].data if group.numbered else place
            yield f"{group.row.capitalize()} {number or place}", lines


def _leaves(form: Any) -> Iterator[Field]:
    for field in form:
        if isinstance(field, FormField):
            yield from _leaves(field.form)
        elif not isinstance(field, Number):
            yield field


def _line(field: Any) -> Iterator[Line]:
    if field.data is None or field.data == "" or field.data == []:
        return
    words = field.in_words(field.data)
    if isinstance(field, Words) and field.lines and isinstance(field.data, str):
        yield Line(field.label.text, prose=field.data)
    elif words:
        yield Line(field.label.text, words="Yes" if field.data is True else str(words))


def _withheld(document: Mapping[str, Any]) -> dict[str, str]:
    parts: Sequence[Any] = document.get("withheld") or ()
    return {
        str(part.get("field")): ", ".join(
            str(part[name]).replace("_", " ") for name in ("category", "legal_basis") if part.get(name)
        )
        for part in parts
        if isinstance(part, Mapping)
    }
