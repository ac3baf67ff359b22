"""The form of a programme round: what its decisions share, said once."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from pydantic import BaseModel
from wtforms import FormField

from register.common.form_parts import BodyPart, EqualityPart, choices
from register.compact.document import load
from register.core.findings import Context
from register.decisions import form_parts as parts
from register.decisions.asked import serves
from register.decisions.content import DecisionContent
from register.decisions.reading import Reading
from register.decisions.rounds import INHERITABLE, at, put
from register.decisions.rules import ends_before_start
from register.decisions.words import INSTRUMENTS, ROUTES
from register.web.choices import OneOfMany
from register.web.fields import LONGEST_NAME, Group, Words
from register.web.forms import DraftForm, Part
from register.web.questions import Fieldset, arrange
from register.web.sections import Section

SECTIONS = (
    Section("programme", "The programme and the round", ("body.identifier", "programme")),
    Section("support", "The support", ("instrument", "route", "rationale.criteria")),
    Section("term", "Reason for the term", ("term.reason", "term.reason_words")),
    Section(
        "terms",
        "Terms",
        tuple(name for name in INHERITABLE if name.startswith("terms.")),
    ),
    Section("equality", "Equality analysis", ("equality",)),
    Section("review", "After a refusal", ("refusal.review_route", "refusal.review_by")),
)


class PublishedCriterionPart(Part):
    """One published criterion, before anybody applied."""

    needed = parts.CriterionPart.needed
    criterion = Words("Criterion", longest=LONGEST_NAME)
    weight = Words("Weight", "Such as 30%.", longest=60)


class CriteriaPart(Part):
    """What applications are measured against."""

    criteria = Group(PublishedCriterionPart, "Published criteria", row="criterion")


class RoundForm(DraftForm):
    """Everything a round may say for its decisions."""

    content: ClassVar[type[BaseModel]] = DecisionContent

    body = FormField(BodyPart)
    programme = FormField(parts.ProgrammePart)
    instrument = OneOfMany("Kind of support", choices(INSTRUMENTS))
    route = OneOfMany("How recipients were found", choices(ROUTES))
    rationale = FormField(CriteriaPart)
    term = FormField(parts.TermPart)
    terms = FormField(parts.TermsPart)
    equality = FormField(EqualityPart)
    refusal = FormField(parts.RefusalPart)

    def prepare(self) -> None:
        """Offer the bodies."""
        self.offer_bodies()

    def missing(self) -> list[str]:
        """Say at its field what a round cannot do without, and return the dotted names of it."""
        wanted = {
            "body.identifier": "Choose the public body",
            "programme.title": "Give the programme’s title",
            "programme.code": "Give the programme a short code, such as “village-halls”",
            "programme.round": "Give the round’s name, such as “2026 spring”",
        }
        missing = [dotted for dotted in wanted if at(self.document(), dotted) is None]
        for dotted in missing:
            self.put_at(dotted, wanted[dotted])
        return missing

    def check_days(self) -> None:
        """Say at its field what ends before it starts: every decision of the round would be stopped by it."""
        if self.failures:
            return
        content = DecisionContent.model_validate(self.document())
        for breach in ends_before_start(Reading(content, Context(today=date.max))):
            self.put_at(breach.field, breach.message)

    def words(self) -> dict[str, Any]:
        """Return what the round's decisions take over, for `put_round`."""
        document = self.document()
        words: dict[str, Any] = {}
        for dotted in INHERITABLE:
            if (value := at(document, dotted)) is not None:
                put(words, dotted, value)
        return words

    def fieldsets(self) -> list[Fieldset]:
        """Return the questions in fieldsets, as the template shows them."""
        shared = {*INHERITABLE, "body.identifier", "equality.document.title", "equality.document.url"}
        return arrange(
            self,
            SECTIONS,
            asked=shared.__contains__,
            serves=lambda dotted: load().undertaking(number) if (number := serves(dotted)) else None,
            inherited={},
        )
