"""Fields of a document as readers see them: each with its label, its words, or what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from register.core.calendar import day_in_words
from register.core.content import self_and_above
from register.core.gone import field_in_words, items_gone

NOT_STATED = "Not stated"


@dataclass(frozen=True)
class Question:
    """A field that a kind's page has a place for: its dotted name, its label, and how its value becomes words."""

    name: str
    label: str
    write: Callable[[Any], str] = str
    show: str = "text"
    """How a page shows the value: text, prose (Markdown), links, or a way that the kind's own templates know."""
    wanted: bool = False
    """True where a reader should see a row that says "Not stated" rather than none."""


@dataclass(frozen=True)
class Reply:
    """What a document answers: `value` as the document has it, `words` for readers (empty where not stated)."""

    question: Question
    value: Any = None
    words: str = ""
    missing: str = ""
    """What to say where there are no words: not stated, withheld, or removed and why."""
    inherited: bool = False
    gone: tuple[str, ...] = ()
    """Of a list: a sentence for each item that is no longer shown."""

    @property
    def name(self) -> str:
        """Return the field's dotted name."""
        return self.question.name

    @property
    def label(self) -> str:
        """Return the field's label."""
        return self.question.label

    @property
    def stated(self) -> bool:
        """Tell whether the document says anything here, or once did."""
        return bool(self.words) or self.missing != NOT_STATED


def replies(document: Mapping[str, Any], questions: Iterable[Question]) -> dict[str, Reply]:
    """Return the reply to each question, by the field's name."""
    inherited = frozenset(document.get("inherited") or ())
    gone = items_gone(document) if document.get("removed") else {}
    return {
        question.name: _reply(document, question, inherited, tuple(gone.get(question.name, ())))
        for question in questions
    }


def day(value: str) -> str:
    """Write an ISO date for readers: 3 March 2026; what is no date is given back as it stands."""
    try:
        return day_in_words(date.fromisoformat(value))
    except ValueError:
        return value


def yes_or_no(value: bool) -> str:
    """Write a truth for readers."""
    return "Yes" if value else "No"


def if_so(value: bool) -> str:
    """Write a truth that is only worth telling when it is one."""
    return "Yes" if value else ""


def choice(labels: Mapping[str, str]) -> Callable[[Any], str]:
    """Return a writer that looks a value up among its labels; an unknown one is written as it stands."""
    return lambda value: labels.get(value, str(value).replace("_", " "))


def _reply(document: Mapping[str, Any], question: Question, inherited: frozenset[str], gone: tuple[str, ...]) -> Reply:
    found: Any = document
    for part in question.name.split("."):
        if found is None:
            break
        found = found.get(part) if isinstance(found, Mapping) else None
        if isinstance(found, Mapping) and found.get("redacted") is True:
            return Reply(question, missing=field_in_words(found))
    words = "" if found is None or found in ("", [], (), {}) else question.write(found)
    if not words:
        return Reply(question, missing=" ".join(gone) or _withheld(document, question.name) or NOT_STATED, gone=gone)
    taken_over = bool(inherited) and not inherited.isdisjoint(self_and_above(question.name))
    return Reply(question, found, words, inherited=taken_over, gone=gone)


def _withheld(document: Mapping[str, Any], name: str) -> str | None:
    """Say why a part was withheld when the entry was first published, if it was."""
    parts = document.get("withheld") or ()
    names = self_and_above(name) if parts else ()
    for part in parts if isinstance(parts, Sequence) else ():
        if part.get("field") in names:
            why = str(part.get("category", "")).replace("_", " ")
            return f"Withheld: {why} ({part.get('legal_basis', '')}). Decided by {part.get('decided_by', '')}."
    return None
