"""The form of a funding decision, as an officer thinks of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from pydantic import BaseModel
from wtforms import FormField

from register.common.form import EntryForm
from register.common.form_parts import AreaPart, DocumentPart, EqualityPart, choices
from register.core.text import pounds
from register.decisions import form_parts as parts
from register.decisions.asked import SECTIONS, SHORTENED, STEERING, Answers, asked, serves
from register.decisions.change_parts import ChangePart
from register.decisions.content import DecisionContent
from register.decisions.questions import PERIODS, QUESTIONS
from register.decisions.rounds import INHERITABLE, at, inherit, inherited_names
from register.decisions.words import INSTRUMENTS, LOCATION_SCOPES, REGIMES, REGRANT_TYPES, ROUTES, TAGS
from register.web.choices import Listed, OneOf, OneOfMany, YesNo
from register.web.fields import LONGEST_NAME, Day, Group, Lines, Pounds, Words
from register.web.forms import Lists, Pairs
from register.web.numbers import whole_number

SUGGESTED = ("title", "summary")
"""The answers that may be suggested by the others."""


class DecisionForm(EntryForm):
    """Every field of a funding decision; `round` and `length` steer the form and are no part of the content."""

    content: ClassVar[type[BaseModel]] = DecisionContent
    aside = EntryForm.aside | {"round", "length"}
    sections = SECTIONS
    entry_questions = QUESTIONS
    steering = STEERING
    steered = {"decision_type": ("length",), "round": ("length",)}
    never_withheld = EntryForm.never_withheld | {"decision_type"}

    decision_type = OneOf("What was decided", choices(TAGS))
    length = OneOf("Length of this form", [("full", "Every question"), ("short", "The short form for small awards")])
    round = Listed("Programme round", "What the round says already need not be written again.")

    title = Words("Title", "Such as “Village hall rent support for Wear Vale Halls ends on 30 June 2026”.", longest=200)
    summary = Words("Summary", "In plain English: what was decided, for whom, and what it means.", longest=600, lines=4)
    decided_on = Day("Date of the decision")
    maker = FormField(parts.MakerPart)
    regime = OneOf("The decision was taken", choices(REGIMES, other="Otherwise"))
    effective_not_before = Day("Takes effect no earlier than", "Where it could be called in.")
    declarations = Group(parts.DeclarationPart, "Interests declared", row="declaration")
    background_papers = Group(DocumentPart, "Background papers", row="background paper")

    recipient = FormField(parts.RecipientPart)
    recipient_told_on = Day("The recipient was told on")
    location_served = Group(AreaPart, "Places served", row="place")

    instrument = OneOfMany("Kind of support", choices(INSTRUMENTS))
    amount_applied_for = Pounds("Amount applied for")
    amount_awarded = Pounds("Amount awarded", "For an ending or a reduction, the amount from now on: 0 if nothing.")
    amount_previous = Pounds("Amount before")
    amount_period = OneOf("The amounts are", choices(PERIODS))
    amount_disbursed = Pounds("Amount paid so far")
    value_in_kind = Pounds("Value of the premises or other support in kind")
    route = OneOfMany("How recipients were found", choices(ROUTES))

    statement = FormField(parts.RecipientsStatementPart)
    change = FormField(ChangePart)
    rationale = FormField(parts.RationalePart)
    refusal = FormField(parts.RefusalPart)
    term = FormField(parts.TermPart)
    terms = FormField(parts.TermsPart)
    risks = Group(parts.RiskPart, "Risks and who holds them", row="risk")
    programme = FormField(parts.ProgrammePart)
    equality = FormField(EqualityPart)
    funding_type = Words("Type of funding in the source", longest=LONGEST_NAME)
    regrant_type = OneOfMany("Given to be granted again", choices(REGRANT_TYPES))
    open_call = YesNo("From an open call")
    location_scope = OneOfMany("Reach of the activity", choices(LOCATION_SCOPES))
    related_activity = Lines("Related activities in the source", "One on each line.")
    actual_start = Day("Actually started on")
    actual_end = Day("Actually ended on")
    to_individuals = FormField(parts.ToIndividualsPart)
    grant_id = Words("Identifier in the source", longest=LONGEST_NAME)
    source_modified = Words("Last changed in the source", longest=LONGEST_NAME)

    def __init__(
        self,
        pairs: Iterable[tuple[str, str]] = (),
        *,
        lists: Lists | None = None,
        base: Mapping[str, Any] | None = None,
    ) -> None:
        """Read the pairs; the lists say what may be chosen for this officer, `base` what a correction corrects."""
        pairs = list(pairs)
        self._base = base or {}
        self._inherited, suggested = _marked(pairs, "inherited"), _marked(pairs, "suggested")
        super().__init__(pairs, lists=lists, base=base)
        self.pairs += [("inherited", f"{name} {mark}") for name, mark in self._inherited.items()]
        self.suggested = frozenset(
            name for name, mark in suggested.items() if name in SUGGESTED and mark_of(self[name].data) == mark
        )
        """Names of the answers that were suggested, and that nobody has changed since."""
        self.pairs += [("suggested", f"{name} {suggested[name]}") for name in SUGGESTED if name in self.suggested]
        self["length"].description = f"For awards under {pounds(self.lists.short_form_below * 100)}."

    @property
    def round_id(self) -> int | None:
        """Return the id of the chosen programme round."""
        return whole_number(str(self["round"].data or ""))

    @classmethod
    def pairs_of(cls, document: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Return the pairs one would have typed; what was inherited stays marked until somebody changes it."""
        marks = [("inherited", f"{name} {mark_of(at(document, name))}") for name in document.get("inherited", ())]
        return super().pairs_of(document) + marks

    def document(self, round_words: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the content JSON of everything that could be read, with the round's words where it has none."""
        document = super().document()
        document["inherited"] = [
            name for name in self._inherited if self._is_inherited(name, document, round_words or {})
        ]
        return inherit(document, round_words) if round_words else document

    def _is_inherited(self, name: str, document: Mapping[str, Any], round_words: Mapping[str, Any]) -> bool:
        """Tell whether an answer still says what its round says, or what the corrected entry had from one.

        That it is marked proves nothing: anybody can post a mark, and rules ask less of what a round says.
        """
        said = mark_of(at(document, name))
        of_round = name in INHERITABLE and mark_of(at(round_words, name)) == said
        before = name in self._base.get("inherited", ()) and mark_of(at(self._base, name)) == said
        return self._inherited[name] == said and (of_round or before)

    def asked(self, dotted: str, document: Mapping[str, Any]) -> bool:
        """Tell whether a decision that says this is asked the question."""
        if asked(dotted, Answers.of(document, short=self._is_short(document))):
            return True
        # What the short form does not ask, and the full one would: where it is answered it stands there like the rest.
        return at(self._document, dotted) is not None and asked(dotted, Answers.of(document))

    def serves(self, dotted: str) -> str | None:
        """Return the number of the undertaking that the question serves."""
        return serves(dotted)

    def never(self) -> set[str]:
        """Return the questions that are not shown even where they are answered."""
        return super().never() | (set() if self.lists.rounds else {"round"})

    def inherited(self, document: Mapping[str, Any], round_words: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what the programme round says, by the question that a decision need not answer for itself."""
        return {name: at(round_words, name) for name in inherited_names(document, round_words)}

    def prepare(self) -> None:
        """Offer the lists before anything is checked."""
        super().prepare()
        if self.lists.rounds is not None:
            self.offer("round", self.lists.rounds)

    def is_small(self, document: Mapping[str, Any]) -> bool:
        """Tell whether the short form may be used: for an award whose amount is known to be small enough."""
        amount = document.get("amount_awarded")
        below = isinstance(amount, str) and float(amount) < self.lists.short_form_below
        return below and document.get("decision_type") in SHORTENED

    def _is_short(self, document: Mapping[str, Any]) -> bool:
        unknown = document.get("amount_awarded") is None
        return self["length"].data == "short" and (unknown or self.is_small(document))


def _marked(pairs: Pairs, how: str) -> dict[str, str]:
    """Return the fingerprint of each answer taken over from a round, or suggested, by its dotted name."""
    said = (value.partition(" ") for name, value in pairs if name == how)
    return {name: mark for name, _, mark in said if len(name) < 100 and len(mark) == _MARK_LENGTH}


_MARK_LENGTH = 16


def mark_of(value: Any) -> str:
    """Return the fingerprint of an answer that nobody typed: one that is changed is its author's own."""
    written = json.dumps(value, sort_keys=True)
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:_MARK_LENGTH]
