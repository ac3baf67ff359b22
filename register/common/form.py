"""The form of every entry: the fields that all kinds share, and how questions are steered, arranged and withheld."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, ClassVar

from wtforms import FormField

from register.common import form_parts as parts
from register.common.asked import CORRECTION
from register.compact.document import load
from register.core.questions import Question
from register.web.choices import Listed, Tick
from register.web.fields import Group, Lines, Words
from register.web.forms import DraftForm, Failure, Lists
from register.web.offered import LinesOffered
from register.web.questions import Fieldset, arrange, carried
from register.web.sections import Section
from register.web.widgets import give_attributes

MOST_DOCUMENTS = 20
LIVE = {
    "data-hx-encoding": "multipart/form-data",
    "data-hx-post": "",
    "data-hx-trigger": "change",
    "data-hx-include": "closest form",
    "data-hx-vals": json.dumps({"update": "1"}),
    "data-hx-select": "#questions",
    "data-hx-target": "#questions",
    "data-hx-swap": "outerHTML",
    "data-hx-sync": "closest form:queue last",
    "data-hx-disabled-elt": "#draft-form button",
}
"""A steering question asks for the others anew as soon as it is answered; without JavaScript a button does.

A row that came while that is under way would go with the questions it came to: it waits for a button that is pressed
before, and no button of a row can be pressed after.
"""


class EntryForm(DraftForm):
    """Every field of every entry; a kind adds its own, its sections and who is asked what.

    The note of a correction is no part of the content: each publication writes its own.
    """

    aside = frozenset({"change_note"})
    sections: ClassVar[tuple[Section, ...]]
    """The questions in their order; those that steer the others stand in the first section."""
    entry_questions: ClassVar[tuple[Question, ...]]
    """The questions of the page: they name the parts that may be withheld."""
    steering: ClassVar[tuple[str, ...]] = ()
    """Names of the questions that decide which others are asked: of the first section, and answered live."""
    steered: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Steering questions that are themselves asked anew when another one is answered."""
    never_withheld: ClassVar[frozenset[str]] = frozenset({"body.identifier", "invented", "withheld"})

    title = Words("Title", longest=200)
    summary = Words("Summary", "In plain English: what it is about, and what it means.", longest=600, lines=4)
    body = FormField(parts.BodyPart)
    groups_affected = Lines("Groups affected", "One on each line.", longest=2_000)
    statement = FormField(parts.StatementPart)
    claims = Group(parts.ClaimPart, "Claims", "What you yourselves say of an undertaking.", row="claim")
    areas = Group(parts.AreaPart, "Areas", row="area")
    themes = LinesOffered("Themes", "One on each line.", longest=2_000)
    documents = Group(parts.AttachedPart, "Documents", row="document", most=MOST_DOCUMENTS, files=True)
    related = Group(parts.RelatedPart, "Related entries", row="related entry")
    contact = FormField(parts.ContactPart)
    withheld = Group(parts.WithheldPart, "Parts withheld", row="withheld part")
    invented = Tick("This entry is an invented example")
    source = FormField(parts.DocumentPart)
    change_note = Words(
        "What this correction changes and why",
        "What was wrong or missing. Readers see it in the entry’s history.",
        longest=1_000,
        lines=3,
    )

    def __init__(
        self,
        pairs: Iterable[tuple[str, str]] = (),
        *,
        lists: Lists | None = None,
        base: Mapping[str, Any] | None = None,
    ) -> None:
        """Read the pairs; the lists say what may be chosen for this officer, `base` what a correction corrects."""
        pairs = [pair for pair in pairs if base is not None or pair[0] != "change_note"]
        super().__init__(pairs, lists=lists, base=base)
        for name in self.steering:
            also = ", ".join(f"#steering-{other}" for other in self.steered.get(name, ()))
            give_attributes(self[name], {**LIVE, "data-hx-select-oob": also} if also else LIVE)

    @property
    def round_id(self) -> int | None:
        """Return the id of the chosen programme round, where the kind knows rounds."""
        return None

    def asked(self, dotted: str, document: Mapping[str, Any]) -> bool:
        """Tell whether an entry that says this is asked the question."""
        return True

    def serves(self, dotted: str) -> str | None:
        """Return the number of the undertaking that the question serves."""
        return None

    def never(self) -> set[str]:
        """Return the questions that are not shown even where they are answered."""
        return {"body.name"} if self.lists.bodies is not None else set()

    def inherited(self, document: Mapping[str, Any], round_words: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what the programme round says, by the question that a decision need not answer for itself."""
        return {}

    def document(self, round_words: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the content JSON of everything that could be read, with a round's words where the kind takes them."""
        return super().document()

    def fieldsets(self, round_words: Mapping[str, Any] | None = None) -> list[Fieldset]:
        """Return the questions that apply to this entry, in fieldsets, as the template shows them."""
        said, never = self.document(round_words), self.never()
        return arrange(
            self,
            (*self.sections, CORRECTION) if self.is_correction else self.sections,
            asked=lambda name: name in CORRECTION.names or (name not in never and self.asked(name, said)),
            never=never,
            serves=lambda name: load().undertaking(number) if (number := self.serves(name)) else None,
            inherited=self.inherited(self.document(), round_words or {}),
        )

    def carried(self, fieldsets: Iterable[Fieldset]) -> list[tuple[str, str]]:
        """Return the pairs that no shown question carries, for hidden inputs."""
        return carried(self, fieldsets)

    def prepare(self) -> None:
        """Offer the lists before anything is checked."""
        self.offer_bodies()
        self._suggest()
        withheld = self["withheld"]
        for row in range(len(withheld.entries) if isinstance(withheld, Group) else 0):
            self.offer(f"withheld.{row}.field", withholdable(type(self)))

    def begin_with(self, body: str, department: str | None) -> None:
        """Have a new entry's boxes show an officer's body and department until they are answered or cleared."""
        box, other = self.field_at("body.identifier"), self.field_at("body.department")
        if not self.is_correction and isinstance(box, Listed) and other is not None:
            box.suggested = body
            if department and not other.raw_data:
                other.raw_data = [department]

    def _suggest(self) -> None:
        """Have the boxes suggest departments, areas and themes; what else is typed is taken, too."""
        areas: Any = self["areas"]
        rows = [("areas", row.form["name"]) for row in areas.entries]
        boxes = [("departments", self.field_at("body.department")), *rows]
        for what, box in boxes:
            if box is not None and getattr(self.lists, what):
                give_attributes(box, {"list": f"offered-{what}"})
        themes: Any = self["themes"]
        themes.offered = self.lists.themes

    @property
    def failures(self) -> list[Failure]:
        """Return every message, in the order of the page."""
        placed = [name.replace(".", "-") for section in (*self.sections, CORRECTION) for name in section.names]
        return sorted(super().failures, key=lambda failure: _place(failure.name, placed))


@cache
def withholdable(kind: type[EntryForm]) -> list[tuple[str, str]]:
    """Return the dotted name of each question that may be withheld, labelled as the form asks it, in its order."""
    form = kind()
    labels = {one.name: one.label for one in kind.entry_questions if one.name not in kind.never_withheld}
    found = []
    for section in kind.sections:
        if len(section.names) == 1 and isinstance(form.field_at(section.names[0]), FormField):
            found.append((section.names[0], f"{section.legend}: all of it"))
        for name in labels:
            if any(f"{name}.".startswith(f"{one}.") or f"{one}.".startswith(f"{name}.") for one in section.names):
                field = form.field_at(name)
                label = labels[name] if field is None or isinstance(field, FormField) else field.label.text
                found.append((name, f"{section.legend}: {label}"))
    return list(dict(found).items())


def _place(name: str, placed: Sequence[str]) -> int:
    """Return where on the page a field is; what belongs to none comes first."""
    return next((place for place, one in enumerate(placed) if name == one or name.startswith(f"{one}-")), -1)
