"""The form of a funding decision, as an officer thinks of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, ClassVar

from pydantic import BaseModel
from wtforms import FormField

from register.compact.document import load
from register.core.text import pounds
from register.decisions import form_parts as parts
from register.decisions.asked import SECTIONS, Answers, asked, serves
from register.decisions.change_parts import ChangePart
from register.decisions.content import DecisionContent
from register.decisions.questions import PERIODS, QUESTIONS
from register.decisions.rounds import at, inherit, inherited_names
from register.decisions.words import INSTRUMENTS, LOCATION_SCOPES, REGIMES, REGRANT_TYPES, ROUTES, TAGS
from register.web.choices import Listed, OneOf, OneOfMany, Tick, YesNo
from register.web.fields import LONGEST_NAME, Day, Group, Lines, Pounds, Words
from register.web.forms import DraftForm, Failure, Lists, Pairs
from register.web.questions import Fieldset, arrange, carried
from register.web.sections import Section
from register.web.widgets import give_attributes

_NEVER_WITHHELD = frozenset({"decision_type", "body.identifier", "invented", "withheld"})

LIVE = {
    "data-hx-post": "",
    "data-hx-trigger": "change",
    "data-hx-include": "closest form",
    "data-hx-vals": json.dumps({"update": "1"}),
    "data-hx-select": "#questions",
    "data-hx-target": "#questions",
    "data-hx-swap": "outerHTML",
}
"""A steering question asks for the others anew as soon as it is answered; without JavaScript a button does."""

LIVE_WITH_LENGTH = {**LIVE, "data-hx-select-oob": "#steering-length"}
"""Whether the short form is offered depends on the answer, too."""


CORRECTION = Section("correction", "This correction", ("change_note",))


class DecisionForm(DraftForm):
    """Every field of a funding decision; `round` and `length` steer the form and are no part of the content.

    Nor is the note of a correction: each publication writes its own.
    """

    content: ClassVar[type[BaseModel]] = DecisionContent
    aside = frozenset({"round", "length", "change_note"})

    decision_type = OneOf("What was decided", parts.choices(TAGS))
    length = OneOf("Length of this form", [("full", "Every question"), ("short", "The short form for small awards")])
    round = Listed("Programme round", "What the round says already need not be written again.")

    title = Words("Title", "Such as “Village hall rent support for Wear Vale Halls ends on 30 June 2026”.", longest=200)
    summary = Words("Summary", "In plain English: what was decided, for whom, and what it means.", longest=600, lines=4)
    body = FormField(parts.BodyPart)
    decided_on = Day("Date of the decision")
    maker = FormField(parts.MakerPart)
    regime = OneOf("The decision was taken", parts.choices(REGIMES, other="Otherwise"))
    effective_not_before = Day("Takes effect no earlier than", "Where it could be called in.")
    declarations = Group(parts.DeclarationPart, "Interests declared", row="declaration")
    background_papers = Group(parts.DocumentPart, "Background papers", row="background paper")

    recipient = FormField(parts.RecipientPart)
    recipient_told_on = Day("The recipient was told on")
    location_served = Group(parts.AreaPart, "Places served", row="place")

    instrument = OneOfMany("Kind of support", parts.choices(INSTRUMENTS))
    amount_applied_for = Pounds("Amount applied for")
    amount_awarded = Pounds("Amount awarded", "For an ending or a reduction, the amount from now on: 0 if nothing.")
    amount_previous = Pounds("Amount before")
    amount_period = OneOf("The amounts are", parts.choices(PERIODS))
    amount_disbursed = Pounds("Amount paid so far")
    value_in_kind = Pounds("Value of the premises or other support in kind")
    route = OneOfMany("How recipients were found", parts.choices(ROUTES))

    change = FormField(ChangePart)
    rationale = FormField(parts.RationalePart)
    refusal = FormField(parts.RefusalPart)
    term = FormField(parts.TermPart)
    terms = FormField(parts.TermsPart)
    risks = Group(parts.RiskPart, "Risks and who holds them", row="risk")
    programme = FormField(parts.ProgrammePart)
    equality = FormField(parts.EqualityPart)
    groups_affected = Lines("Groups affected", "One on each line.", longest=2_000)
    statement = FormField(parts.StatementPart)
    claims = Group(parts.ClaimPart, "Claims", "What you yourselves say of an undertaking.", row="claim")
    areas = Group(parts.AreaPart, "Areas", row="area")
    themes = Lines("Themes", "One on each line.", longest=2_000)
    documents = Group(parts.DocumentPart, "Documents", row="document")
    related = Group(parts.RelatedPart, "Related entries", row="related entry")
    contact = FormField(parts.ContactPart)
    withheld = Group(parts.WithheldPart, "Parts withheld", row="withheld part")
    invented = Tick("This entry is an invented example")
    source = FormField(parts.DocumentPart)
    funding_type = Words("Type of funding in the source", longest=LONGEST_NAME)
    regrant_type = OneOfMany("Given to be granted again", parts.choices(REGRANT_TYPES))
    open_call = YesNo("From an open call")
    location_scope = OneOfMany("Reach of the activity", parts.choices(LOCATION_SCOPES))
    related_activity = Lines("Related activities in the source", "One on each line.")
    actual_start = Day("Actually started on")
    actual_end = Day("Actually ended on")
    to_individuals = FormField(parts.ToIndividualsPart)
    grant_id = Words("Identifier in the source", longest=LONGEST_NAME)
    source_modified = Words("Last changed in the source", longest=LONGEST_NAME)

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
        self._inherited = _inherited(pairs)
        super().__init__(pairs, lists=lists, base=base)
        self.pairs += [("inherited", f"{name} {mark}") for name, mark in self._inherited.items()]
        for steering in (self["decision_type"], self["round"]):
            give_attributes(steering, LIVE_WITH_LENGTH)
        give_attributes(self["length"], LIVE)  # it must not replace itself under the keyboard's focus
        self["length"].description = f"For awards under {pounds(self.lists.short_form_below * 100)}."

    @property
    def round_id(self) -> int | None:
        """Return the id of the chosen programme round."""
        chosen = str(self["round"].data or "")
        return int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 10 else None

    @classmethod
    def pairs_of(cls, document: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Return the pairs one would have typed; what was inherited stays marked until somebody changes it."""
        marks = [("inherited", f"{name} {_mark(at(document, name))}") for name in document.get("inherited", ())]
        return super().pairs_of(document) + marks

    def document(self, round_words: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the content JSON of everything that could be read, with the round's words where it has none."""
        document = super().document()
        document["inherited"] = [name for name, mark in self._inherited.items() if _mark(at(document, name)) == mark]
        return inherit(document, round_words) if round_words else document

    def fieldsets(self, round_words: Mapping[str, Any] | None = None) -> list[Fieldset]:
        """Return the questions that apply to this decision, in fieldsets, as the template shows them."""
        document, words = self.document(), round_words or {}
        answers = Answers.of(self.document(round_words), short=self._is_short(document))
        never = {"body.name"} if self.lists.bodies is not None else set()
        if not self.lists.rounds:
            never.add("round")
        return arrange(
            self,
            (*SECTIONS, CORRECTION) if self.is_correction else SECTIONS,
            asked=lambda name: name in CORRECTION.names or (name not in never and asked(name, answers)),
            never=never,
            serves=lambda name: _undertaking(serves(name)),
            inherited={name: at(words, name) for name in inherited_names(document, words)},
        )

    def carried(self, fieldsets: Iterable[Fieldset]) -> list[tuple[str, str]]:
        """Return the pairs that no shown question carries, for hidden inputs."""
        return carried(self, fieldsets)

    def prepare(self) -> None:
        """Offer the lists before anything is checked."""
        self.offer_bodies()
        if self.lists.rounds is not None:
            self.offer("round", self.lists.rounds)
        withheld = self["withheld"]
        for row in range(len(withheld.entries) if isinstance(withheld, Group) else 0):
            self.offer(f"withheld.{row}.field", _withholdable())

    @property
    def failures(self) -> list[Failure]:
        """Return every message, in the order of the page."""
        placed = [name.replace(".", "-") for section in (*SECTIONS, CORRECTION) for name in section.names]
        return sorted(super().failures, key=lambda failure: _place(failure.name, placed))

    def _is_short(self, document: Mapping[str, Any]) -> bool:
        amount = document.get("amount_awarded")
        below = amount is None or (isinstance(amount, str) and float(amount) < self.lists.short_form_below)
        return self["length"].data == "short" and below


def _place(name: str, placed: Sequence[str]) -> int:
    """Return where on the page a field is; what belongs to none comes first."""
    return next((place for place, one in enumerate(placed) if name == one or name.startswith(f"{one}-")), -1)


@cache
def _withholdable() -> list[tuple[str, str]]:
    """Return the dotted name of each question that may be withheld, labelled as the form asks it, in its order."""
    form = DecisionForm()
    labels = {one.name: one.label for one in QUESTIONS if one.name not in _NEVER_WITHHELD}
    found = []
    for section in SECTIONS:
        if len(section.names) == 1 and isinstance(form.field_at(section.names[0]), FormField):
            found.append((section.names[0], f"{section.legend}: all of it"))
        for name in labels:
            if any(f"{name}.".startswith(f"{one}.") or f"{one}.".startswith(f"{name}.") for one in section.names):
                field = form.field_at(name)
                label = labels[name] if field is None or isinstance(field, FormField) else field.label.text
                found.append((name, f"{section.legend}: {label}"))
    return list(dict(found).items())


def _undertaking(number: str | None) -> Any:
    return load().undertaking(number) if number else None


def _inherited(pairs: Pairs) -> dict[str, str]:
    """Return the fingerprint of each answer taken over from a round, by its dotted name."""
    said = (value.partition(" ") for name, value in pairs if name == "inherited")
    return {name: mark for name, _, mark in said if len(name) < 100 and len(mark) == _MARK_LENGTH}


_MARK_LENGTH = 16


def _mark(value: Any) -> str:
    written = json.dumps(value, sort_keys=True)
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:_MARK_LENGTH]
