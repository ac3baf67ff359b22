"""The form of a consultation, as an officer thinks of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

from pydantic import BaseModel
from wtforms import FormField

from register.common.form import EntryForm
from register.common.form_parts import EqualityPart, choices
from register.consultations import form_parts as parts
from register.consultations.asked import ENTERED, OF_A_VIEW, SECTIONS, STEERING, Answers, asked, serves
from register.consultations.content import ConsultationContent
from register.consultations.questions import QUESTIONS
from register.consultations.words import METHODS, STAGES
from register.web.choices import OneOf, Tick
from register.web.fields import Day, Group, WebAddress, Words


class ConsultationForm(EntryForm):
    """Every field of a consultation; `entered` steers the form and is no part of the content."""

    content: ClassVar[type[BaseModel]] = ConsultationContent
    aside = EntryForm.aside | {"entered"}
    sections = SECTIONS
    entry_questions = QUESTIONS
    steering = STEERING

    entered = OneOf(
        "What you are entering",
        choices(ENTERED),
        "It decides what you are asked, and no more. If you leave it open, the dates decide.",
    )
    method = OneOf("How people are consulted", choices(METHODS))

    title = Words("Title", "Such as “Community Buildings Grant: what should replace it?”.", longest=200)
    summary = Words(
        "Summary", "In plain English: what is asked, of whom, and what it may change.", longest=600, lines=4
    )
    why = Words("Why you ask", lines=4)
    what = Words("What you ask", "The proposal or the questions, in plain English.", lines=6)
    informs = Words("The decision it informs", "Such as “Cabinet decides on the grant’s future”.", lines=2)
    decision_due_on = Day("That decision is due by")
    stage = OneOf("How far your plans are", choices(STAGES))

    announced_on = Day("Announced on", "The day on which people were first told that it was coming.")
    periods = Group(
        parts.PeriodPart,
        "When it is open",
        "One period, unless you open it again. If you extend it, change its closing day and say what it was before.",
        row="period",
    )
    dates_words = Words("What is said of the dates", "Where you cannot give days yet: such as “in spring 2027”.")
    short_reason = Words(
        "Why it is shorter than 12 weeks, or not a formal written consultation",
        "The Compact asks for the reason in writing.",
        lines=3,
    )
    short_unstated = Tick("State that no reason was given")
    feedback_promised_by = Day(
        "Feedback promised by", "The day by which you tell people what became of what they said."
    )

    survey_url = WebAddress("Web address of the survey", "People respond there, not in this register.")
    ways = Group(parts.WayPart, "Other ways to respond", row="way")

    first_contact = FormField(parts.FirstContactPart)
    value = FormField(parts.ValuePart)
    social_impact = FormField(parts.SocialImpactPart)
    burden = FormField(parts.BurdenPart)
    groups_consulted = Words("How organisations of these groups were asked", lines=3)
    equality = FormField(EqualityPart)

    responses = FormField(parts.ResponsesPart)
    said = Words("What people said", "In short.", lines=6)
    did = Words("What was done", "In short: what changed because of what people said.", lines=6)
    did_not = Words("What was not done, and why", "In short.", lines=6)
    feedback_published_on = Day("Feedback published on", "The day on which people were told what became of it.")
    views = Group(
        parts.ViewPart,
        "Views",
        "Write each, or fill them in from a table of themes.",
        row="view",
        numbered=True,
        columns=parts.VIEW_COLUMNS,
        steering=("disposition", OF_A_VIEW),
    )
    decided_on = Day("Decided on")
    outcome_published_on = Day("Outcome published on")
    outcome = Words("Outcome", "What was decided.", lines=4)
    abandoned_on = Day("Abandoned on")
    abandoned_why = Words("Why it was abandoned", lines=4)
    statement = FormField(parts.RespondentsStatementPart)

    def asked(self, dotted: str, document: Mapping[str, Any]) -> bool:
        """Tell whether a consultation that says this is asked the question."""
        return asked(dotted, self._answers(document))

    def serves(self, dotted: str) -> str | None:
        """Return the number of the undertaking that the question serves."""
        return serves(dotted)

    def _answers(self, document: Mapping[str, Any]) -> Answers:
        """Read a document once, however many questions it decides."""
        held: tuple[Mapping[str, Any], Answers] | None = getattr(self, "_read", None)
        if held is None or held[0] is not document:
            now = self.lists.now or datetime.now(UTC)
            answers = Answers.of(document, entered=self["entered"].data, now=now)
            held = self._read = (document, answers)
        return held[1]
