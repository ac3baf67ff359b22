"""A decision as its checks read it: an absent or redacted part is an empty one, and what is withheld is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from register.core.content import Area, PublicBody, Redacted, Withheld, known, self_and_above
from register.core.findings import Context
from register.core.text import plain, says_something
from register.decisions.content import (
    AWARDS,
    CHANGES,
    Change,
    DecisionContent,
    Dialogue,
    EqualityAnalysis,
    Impact,
    ImprovementPlan,
    Notice,
    Programme,
    Rationale,
    Recipient,
    RecipientsPart,
    Refusal,
    Term,
    Terms,
)

REDUCING = frozenset({"reduction", "non_renewal", "early_ending", "agreed_expiry"})
ENDING = frozenset({"non_renewal", "early_ending", "agreed_expiry"})


# Made once: an absent part is asked for dozens of times a decision, and imports read thousands of decisions.
_NO_RECIPIENT = Recipient()
_NO_PROGRAMME = Programme()
_NO_RATIONALE = Rationale()
_NO_TERM = Term()
_NO_TERMS = Terms()
_NO_EQUALITY_ANALYSIS = EqualityAnalysis()
_NO_REFUSAL = Refusal()
_NO_CHANGE = Change()
_NO_IMPROVEMENT_PLAN = ImprovementPlan()
_NO_IMPACT = Impact()
_NO_DIALOGUE = Dialogue()
_NO_NOTICE = Notice()
_NO_RECIPIENTS_PART = RecipientsPart()


@dataclass(frozen=True)
class Reading:
    """What a decision says, in a context; no property of it ever raises."""

    content: DecisionContent
    context: Context

    @property
    def title(self) -> str:
        """Return the title in plain words."""
        title = self.content.title
        return "Title withheld" if isinstance(title, Redacted) else plain(title or "")

    @property
    def body(self) -> PublicBody | None:
        """Return the public body."""
        body: PublicBody | None = known(self.content.body)
        return body

    @property
    def areas(self) -> tuple[Area, ...]:
        """Return the areas the decision is about, and those served."""
        return (*(known(self.content.areas) or ()), *(known(self.content.location_served) or ()))

    @property
    def type(self) -> str | None:
        """Return the decision type."""
        kind: str | None = known(self.content.decision_type)
        return kind

    @property
    def instrument(self) -> str | None:
        """Return the instrument."""
        instrument: str | None = known(self.content.instrument)
        return instrument

    @property
    def decided(self) -> date | None:
        """Return the day of the decision."""
        day: date | None = known(self.content.decided_on)
        return day

    @property
    def recipient(self) -> Recipient:
        """Return who applied or receives."""
        return known(self.content.recipient) or _NO_RECIPIENT

    @property
    def programme(self) -> Programme:
        """Return the programme and round."""
        return known(self.content.programme) or _NO_PROGRAMME

    @property
    def rationale(self) -> Rationale:
        """Return the rationale (3.3)."""
        return known(self.content.rationale) or _NO_RATIONALE

    @property
    def term(self) -> Term:
        """Return the term (3.4)."""
        return known(self.content.term) or _NO_TERM

    @property
    def terms(self) -> Terms:
        """Return the terms of the support (3.6 to 3.12)."""
        return known(self.content.terms) or _NO_TERMS

    @property
    def equality(self) -> EqualityAnalysis:
        """Return the equality analysis (5.3)."""
        return known(self.content.equality) or _NO_EQUALITY_ANALYSIS

    @property
    def refusal(self) -> Refusal:
        """Return what a refusal adds (3.5)."""
        return known(self.content.refusal) or _NO_REFUSAL

    @property
    def change(self) -> Change:
        """Return the change block (4.1 to 4.5)."""
        return known(self.content.change) or _NO_CHANGE

    @property
    def plan(self) -> ImprovementPlan:
        """Return the improvement plan (4.1)."""
        return known(self.change.plan) or _NO_IMPROVEMENT_PLAN

    @property
    def impact(self) -> Impact:
        """Return the assessment of impact (4.2)."""
        return known(self.change.impact) or _NO_IMPACT

    @property
    def dialogue(self) -> Dialogue:
        """Return what was discussed (4.3)."""
        return known(self.change.dialogue) or _NO_DIALOGUE

    @property
    def notice(self) -> Notice:
        """Return the notice in writing (4.4)."""
        return known(self.change.notice) or _NO_NOTICE

    @property
    def recipients_part(self) -> RecipientsPart:
        """Return what the recipient did (3.15, 4.5, 4.7)."""
        return known(self.change.recipients_part) or _NO_RECIPIENTS_PART

    @property
    def reasons(self) -> str | None:
        """Return the reasons given (3.3)."""
        words: str | None = known(self.rationale.reasons)
        return words

    @property
    def judged(self) -> bool:
        """Tell whether the body was a party to the Compact when it decided."""
        return self.context.judges(self.decided)

    @property
    def awards(self) -> bool:
        """Tell whether something is granted for a term."""
        return self.type in AWARDS

    @property
    def in_kind(self) -> bool:
        """Tell whether it is about premises or other support in kind (1.5)."""
        return self.type == "support_in_kind" or self.instrument in ("use_of_premises", "other_in_kind")

    @property
    def changes(self) -> bool:
        """Tell whether it changes or ends support: by its type, or (a non-renewal, say) by how it ends."""
        return self.type in CHANGES or self.change.end_kind is not None

    @property
    def reduces(self) -> bool:
        """Tell whether it reduces or ends support (4.2)."""
        return self.type in ("reduction", "ending") or self.change.end_kind in REDUCING

    @property
    def ends(self) -> bool:
        """Tell whether it ends support (4.1)."""
        return self.type == "ending" or self.change.end_kind in ENDING

    @property
    def expiry_faults(self) -> list[str]:
        """Return why what is called an agreed expiry is not one: then it counts as a non-renewal (4.2 to 4.4)."""
        change, faults = self.change, []
        if change.end_set_in_writing_on is None:
            faults.append("it is not recorded that the end was set in writing beforehand")
        elif self.decided is None or change.end_set_in_writing_on >= self.decided:
            faults.append("it is not shown that the end was set in writing before the decision")
        if change.renewed_before:
            faults.append("it had been renewed before")
        elif change.renewed_before is None:
            faults.append("whether it had been renewed before is not recorded")
        if change.renewal_sought:
            faults.append("a renewal was sought")
        elif change.renewal_sought is None:
            faults.append("whether a renewal was sought is not recorded")
        return faults

    @property
    def agreed_expiry(self) -> bool:
        """Tell whether it is an agreed expiry, to which 4.1 to 4.4 do not apply."""
        return self.change.end_kind == "agreed_expiry" and not self.expiry_faults

    def inherits(self, field: str) -> bool:
        """Tell whether a field's words came from the programme round."""
        return any(name in self.content.inherited for name in self_and_above(field))

    def written(self, text: str | None, field: str) -> bool:
        """Tell whether words are written that say something; a round's words are not looked at again."""
        return bool(text) if self.inherits(field) else says_something(text)

    def value(self, field: str) -> Any:
        """Return what stands at a dotted name: a value, a `Redacted` marker at or above it, or None."""
        here: Any = self.content
        for name in field.split("."):
            here = getattr(here, name, None)
            if here is None or isinstance(here, Redacted):
                return here
        return here

    def withheld(self, field: str) -> Withheld | Redacted | None:
        """Return why a field, or what it belongs to, is not shown: withheld at publication or redacted since."""
        value = self.value(field)
        if isinstance(value, Redacted):
            return value
        listed = known(self.content.withheld) or ()
        names = self_and_above(field)
        return next((part for part in listed if part.field in names), None)

    def absent(self, field: str) -> bool:
        """Tell whether a field is empty although nothing says that it is withheld."""
        return self.value(field) in (None, "", ()) and self.withheld(field) is None


def withheld_in_words(part: Withheld | Redacted) -> str:
    """Say that a part has been withheld, and on what ground."""
    words = (" ".join(word.split()).rstrip(" .") for word in (part.category, part.legal_basis))
    ground = ", ".join(filter(None, words))
    return "This part has been withheld" + (f": {ground}." if ground else ".")
