"""The parts of a published entry in plain words: what each is called, what it says, and in which revisions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from register.core.canonical import canonical
from register.core.kind import Kind
from register.core.questions import Question, replies
from register.core.removal import FINDINGS
from register.core.text import cut, listed, plain
from register.core.units import NoSuchUnit, label_of, members_of, texts_of, value_of
from register.publishing.removal_act import Stored, stored_revisions
from register.publishing.removing import elsewhere, may_be_repeated, parts
from register.publishing.requests import Removes


def _findings(items: Sequence[Mapping[str, Any]]) -> str:
    return " ".join(f"{one.get('undertaking')}: {one.get('sentence')}" for one in items)


EVERY_ENTRY = (
    Question("change_note", "What the correction changes and why"),
    Question("findings", "What was found of the Compact’s undertakings", _findings),
)
"""Parts of every entry that no question of its kind asks for."""
LABELS = {
    "claims": "What the public body says of the Compact, number",
    "change.recipients_part": "The recipient’s part",
    "to_individuals": "Why an individual was given it",
}
"""Parts for which neither a question nor the form has words that stand by themselves."""


LONGEST_EXCERPT = 160
_LINK = re.compile(r"\[([^\[\]\n]{0,500})\]\(([^()\s]{1,2000})\)")


@dataclass(frozen=True)
class Choice:
    """A part of an entry as it stands in some of its revisions: its name and words, and its unit in each of them."""

    part: str
    """What it shares with the other wordings of the same part."""
    label: str
    words: str
    """Empty where it is gone."""
    units: Mapping[int, str]
    newest: int
    """The number of the entry's newest revision."""
    on_hold: bool = False

    @property
    def id(self) -> str:
        """Return what a form sends for it."""
        number = max(self.units)
        return f"{number}:{self.units[number]}"

    @property
    def text(self) -> str:
        """Return its words without Markdown's marks, line by line; the addresses of links stay to be read."""
        return "\n".join(plain(_LINK.sub(r"\1 (\2)", line)) for line in self.words.split("\n")).strip()

    @property
    def excerpt(self) -> str:
        """Return its first words."""
        return cut(" ".join(self.text.split()), LONGEST_EXCERPT)

    @property
    def is_long(self) -> bool:
        """Tell whether the excerpt leaves something out."""
        return len(" ".join(self.text.split())) > LONGEST_EXCERPT

    @property
    def is_repeated(self) -> bool:
        """Tell whether what was found of the undertakings may say its words again, and goes with it."""
        return any(may_be_repeated([name]) for name in self.units.values())

    @property
    def is_findings(self) -> bool:
        """Tell whether it is what was found of the undertakings."""
        return FINDINGS in self.units.values()

    @property
    def where(self) -> str:
        """Say in which revisions it stands; empty where there is only one."""
        if self.newest == 1:
            return ""
        said = _revisions(sorted(self.units), self.newest)
        return said if self.newest in self.units else f"{said}; the newest no longer says this"

    def touches(self, removes: Removes) -> bool:
        """Tell whether any of it is among these units."""
        return any(name in removes.get(number, ()) for number, name in self.units.items())

    def is_within(self, removes: Removes) -> bool:
        """Tell whether all of it is among these units."""
        return all(name in removes.get(number, ()) for number, name in self.units.items())


def taken_along(offered: Sequence[Choice]) -> str:
    """Say what goes with most of the parts that one may choose; empty where nothing does."""
    found = next((one.label for one in offered if one.is_findings), None)
    alone = dict.fromkeys(f"“{one.label}”" for one in offered if not one.is_repeated)
    if found is None:
        return ""
    but = f" other than {listed([*alone])}" if alone else ""
    return f"With any part{but}, “{found}” goes too: it may repeat the words."


def choices(connection: Connection, kind: Kind, entry_id: int) -> list[Choice]:
    """Return the parts of an entry that can be put on hold: each once, however its words changed."""
    held = stored_revisions(connection, entry_id)
    hidden = _hidden(held)
    found = [
        Choice(
            part.key,
            label_of_unit(kind, part.unit),
            words_of_unit(kind, part.unit, part.value),
            part.revisions,
            held[-1].number,
            hidden >= {*part.revisions.items()},
        )
        for part in parts(connection, entry_id)
    ]
    return _in_order(kind, found)


def wordings(connection: Connection, kind: Kind, entry_id: int) -> list[Choice]:
    """Return the parts of an entry that can be redacted: each once for every wording, the newest first.

    Two revisions that say the same are one choice, so nothing can be redacted in one and left standing in the other.
    """
    held = stored_revisions(connection, entry_id)
    said = {one.number: one for one in held}
    found = [
        one
        for part in parts(connection, entry_id)
        for one in _by_words(kind, held, part.key, [(said[number], name) for number, name in part.revisions.items()])
    ]
    return _in_order(kind, found)


def told(connection: Connection, kind: Kind, entry_id: int, removes: Removes, *, whole: bool) -> list[Choice]:
    """Return what a request removes, in words; `whole` says whether what it says may still be shown."""
    held = stored_revisions(connection, entry_id)
    parted: dict[str, list[tuple[Stored, str]]] = {}
    for one in reversed(held):
        for name in removes.get(one.number, ()):
            parted.setdefault(label_of(name), []).append((one, name))
    found = [one for part, units in parted.items() for one in _by_words(kind, held, part, units, whole=whole)]
    return _in_order(kind, found)


def still_said(connection: Connection, kind: Kind, entry_id: int, removes: Removes) -> list[Choice]:
    """Return where the words of a redaction stay readable: it leaves them out, or a correction said them since."""
    there = {one.number: one.salts for one in stored_revisions(connection, entry_id)}
    left = {number: [name for name in names if name in there.get(number, ())] for number, names in removes.items()}
    found = elsewhere(connection, entry_id, left)
    return [
        one
        for one in wordings(connection, kind, entry_id)
        if not one.is_within(removes) and (one.touches(removes) or one.touches(found))
    ]


def label_of_unit(kind: Kind, name: str) -> str:
    """Return what a unit is called in plain words, by its name alone."""
    path, _, key = name.partition("/")
    if key:
        return f"{_row(kind, path)} {key}"
    members = [_label(kind, member) for member in members_of(name)]
    if len(members) == 1:
        return members[0]
    return f"{_spoken(label_of(name))}: {', '.join(one[:1].lower() + one[1:] for one in members)}"


def words_of_unit(kind: Kind, name: str, value: Any) -> str:
    """Return what a unit says as readers see it, with a label for each answer where there are several."""
    path, _, key = name.partition("/")
    document = _document(value if ":" in name else {path: [value] if key else value})
    answered = [one for one in replies(document, _questions(kind)).values() if one.words]
    if not answered:
        return " · ".join(texts_of(value))
    if len(answered) == 1:
        return answered[0].words.removeprefix(f"{label_of_unit(kind, name)} · ")
    return "; ".join(f"{one.label}: {one.words}" for one in answered)


def _by_words(
    kind: Kind, held: Sequence[Stored], part: str, units: Iterable[tuple[Stored, str]], *, whole: bool = True
) -> list[Choice]:
    """Return a part's choices, one for each wording; what is gone is one by itself."""
    hidden, found = _hidden(held), dict[bytes, tuple[dict[int, str], str]]()
    for one, name in units:
        value = _value(one, name) if whole else None
        words = "" if value is None else words_of_unit(kind, name, value)
        found.setdefault(canonical(value), ({}, words))[0][one.number] = name
    return [
        Choice(
            part,
            label_of_unit(kind, numbers[max(numbers)]),
            words,
            numbers,
            held[-1].number,
            hidden >= {*numbers.items()},
        )
        for numbers, words in found.values()
    ]


def _hidden(held: Iterable[Stored]) -> set[tuple[int, str]]:
    return {(one.number, removal.unit) for one in held for removal in one.removed}


def _value(held: Stored, name: str) -> Any:
    try:
        return value_of(held.content, name)
    except NoSuchUnit:
        return None


def _document(fields: Mapping[str, Any]) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for path, value in fields.items():
        outer, _, inner = path.partition(".")
        if inner:
            document.setdefault(outer, {})[inner] = value
        else:
            document[outer] = value
    return document


def _questions(kind: Kind) -> tuple[Question, ...]:
    return (*kind.questions, *EVERY_ENTRY)


def _label(kind: Kind, path: str) -> str:
    """Return the label of a field; where only fields of it are asked for, that of its name, or its path in words."""
    own = (question.label for question in _questions(kind) if question.name in (path, f"{path}.name"))
    return LABELS.get(path) or next(own, None) or _spoken(path)


def _in_order(kind: Kind, found: list[Choice]) -> list[Choice]:
    """Return parts as the page asks for them, items by their numbers, the newest wording of each first."""
    paths = [question.name for question in _questions(kind)]

    def place(one: Choice) -> tuple[int, int, int]:
        newest = max(one.units)
        path, _, key = one.units[newest].partition("/")
        asked = [paths.index(name) for name in paths if any(_is_of(name, member) for member in members_of(path))]
        return min(asked, default=len(paths)), int(key) if key.isdecimal() else 0, -newest

    return sorted(found, key=place)


def _is_of(name: str, path: str) -> bool:
    return name == path or name.startswith(f"{path}.")


def _row(kind: Kind, path: str) -> str:
    """Return what an item of a list is called: as the form calls its row, else as the page calls the list."""
    if path in LABELS:
        return LABELS[path]
    try:
        return _spoken(kind.form().group(path.replace(".", "-")).row)
    except LookupError:
        return _label(kind, path)


def _spoken(path: str) -> str:
    return path.rpartition(".")[2].replace("_", " ").capitalize()


def _revisions(numbers: Sequence[int], newest: int) -> str:
    if len(numbers) == newest:
        return "in every revision"
    return f"in revision{'' if len(numbers) == 1 else 's'} {listed([str(number) for number in numbers])}"
