"""The form of a dispute, as an officer thinks of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from pydantic import BaseModel
from wtforms import FormField

from register.common.form import EntryForm
from register.common.form_parts import choices
from register.core.text import fold
from register.disputes import form_parts as parts
from register.disputes.asked import OF_A_FINDING, OF_A_STEP, PRIVATE, SECTIONS, STEERING, asked
from register.disputes.content import DisputeContent
from register.disputes.questions import QUESTIONS
from register.disputes.words import GOT, OUTCOMES, RAISED_BY
from register.web.choices import OneOf
from register.web.fields import LONGEST_NAME, Day, Group, Words
from register.web.forms import Lists, leaves


class DisputeForm(EntryForm):
    """Every field of a dispute, and what is kept of it privately."""

    content: ClassVar[type[BaseModel]] = DisputeContent
    sections = SECTIONS
    entry_questions = QUESTIONS
    steering = STEERING
    private = frozenset(PRIVATE)
    never_withheld = EntryForm.never_withheld | {"raised_by", "outcome"}

    raised_by = OneOf("Who raised it", choices(RAISED_BY))
    outcome = OneOf("How it ended", choices(OUTCOMES), "Leave it at “Not stated” while the dispute is open.")
    private_party = Words(
        "The organisation’s real name", "Where it is not to be named in public.", longest=LONGEST_NAME
    )
    private_contact = Words("Whom to speak to there", longest=2_000, lines=2)
    private_notes = Words("Notes", lines=4)
    title = Words("Title", "Such as “Whether Wear Vale Halls was heard before its rent support ended”.", longest=200)
    summary = Words(
        "Summary", "In plain English: what was promised, what happened and what changed.", longest=600, lines=4
    )
    party = FormField(parts.PartyPart)
    happened_on = Day("What is in dispute happened on", "The day of the decision, for instance.")
    raised_on = Day("The dispute was raised on")
    issue = Words("What happened", "As both sides could agree to put it.", lines=6)
    asked_for = Words("What was asked for", "By the side that raised it.", lines=3)
    engaged = Group(
        parts.EngagedPart, "Undertakings in dispute", row="undertaking", steering=("found_by", OF_A_FINDING)
    )
    principles = Group(
        parts.PrinciplePart, "Principles in dispute", "Where no undertaking covers what it is about.", row="principle"
    )
    stages = Group(
        parts.StagePart, "Steps towards resolving it", row="step", numbered=True, steering=("stage", OF_A_STEP)
    )
    informal_skipped = Words("Why there were no informal talks first", lines=3)
    closed_on = Day("The dispute was closed on")
    got = OneOf("Of what was asked for, it was given", choices(GOT))
    raiser_agrees_on = Day("The side that raised it agreed to publication on")
    agreed_statement = Words("Statement that both sides agree to", lines=6)
    account_of_party = FormField(parts.AccountOfParty)
    account_of_body = FormField(parts.AccountOfBody)
    remedies = Group(parts.RemedyPart, "Remedies: what is done to put it right", row="remedy", numbered=True)
    lessons = Group(parts.LessonPart, "Lessons: what is done differently", row="lesson", numbered=True)

    def __init__(
        self,
        pairs: Iterable[tuple[str, str]] = (),
        *,
        lists: Lists | None = None,
        base: Mapping[str, Any] | None = None,
    ) -> None:
        """Read the pairs, and look whether a name that is kept private stands where the public would read it."""
        super().__init__(pairs, lists=lists, base=base)
        self._keep_private(str(self["private_party"].data or ""))

    def heed(self, kept: Mapping[str, str]) -> None:
        """Look for the name that the case keeps as well: emptying its box sets it free for nobody."""
        name = kept.get("private_party", "")
        if _folded(name) != _folded(str(self["private_party"].data or "")):
            self._keep_private(name)

    def asked(self, dotted: str, document: Mapping[str, Any]) -> bool:
        """Tell whether a dispute that says this is asked the question."""
        return asked(dotted, document)

    def _keep_private(self, name: str) -> None:
        if not _folded(name) or (self.document().get("party") or {}).get("organisation"):
            return
        for leaf in leaves(self):
            texts = leaf.data if isinstance(leaf.data, list) else [leaf.data]
            if leaf.name not in PRIVATE and any(_holds(text, name) for text in texts):
                self.put_at(
                    leaf.name.replace("-", "."),
                    f"“{name}” is named here, and is to be kept private: describe it instead",
                )


def _holds(text: object, name: str) -> bool:
    """Tell whether a name stands in a text, or in an address within it, where its words are written together."""
    if not isinstance(text, str):
        return False
    words = _folded(name)
    together = words.replace(" ", "") if " " in words else f" {words} "
    return f" {words} " in f" {fold(text)} " or together in f" {fold(text)} "


def _folded(name: str) -> str:
    return fold(name).removeprefix("the ").removesuffix(" invented")
