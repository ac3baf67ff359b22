"""A decision as its checks read it: an absent or redacted part is an empty one, and what is withheld is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from register.common.reading import EntryReading
from register.core.content import Area, EqualityAnalysis, known, self_and_above
from register.decisions.content import (
    AWARDS,
    CHANGES,
    Change,
    DecisionContent,
    Dialogue,
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
class Reading(EntryReading):
    """What a decision says, in a context; no property of it ever raises."""

    content: DecisionContent
    judged_by = ("decided_on",)

    @property
    def areas(self) -> tuple[Area, ...]:
        """Return the areas the decision is about, and those served."""
        return (*super().areas, *(known(self.content.location_served) or ()))

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
    def cause(self) -> str | None:
        """Return the cause of the change."""
        cause: str | None = known(self.change.cause)
        return cause

    @property
    def end_kind(self) -> str | None:
        """Return how it ends or changes."""
        kind: str | None = known(self.change.end_kind)
        return kind

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
    def judged_on(self) -> date | None:
        """Return the day of the decision: the body must have been a party then."""
        return self.decided

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
        return self.type in CHANGES or self.end_kind is not None

    @property
    def reduces(self) -> bool:
        """Tell whether it reduces or ends support (4.2)."""
        return self.type in ("reduction", "ending") or self.end_kind in REDUCING

    @property
    def ends(self) -> bool:
        """Tell whether it ends support (4.1)."""
        return self.type == "ending" or self.end_kind in ENDING

    @property
    def expiry_faults(self) -> list[str]:
        """Return why what is called an agreed expiry is not one: then it counts as a non-renewal (4.2 to 4.4)."""
        change, faults = self.change, []
        in_writing, renewed = known(change.end_set_in_writing_on), known(change.renewed_before)
        sought = known(change.renewal_sought)
        if in_writing is None:
            faults.append("it is not recorded that the end was set in writing beforehand")
        elif self.decided is None or in_writing >= self.decided:
            faults.append("it is not shown that the end was set in writing before the decision")
        if renewed:
            faults.append("it had been renewed before")
        elif renewed is None:
            faults.append("whether it had been renewed before is not recorded")
        if sought:
            faults.append("a renewal was sought")
        elif sought is None:
            faults.append("whether a renewal was sought is not recorded")
        return faults

    @property
    def agreed_expiry(self) -> bool:
        """Tell whether it is an agreed expiry, to which 4.1 to 4.4 do not apply."""
        return self.end_kind == "agreed_expiry" and not self.expiry_faults

    def inherits(self, field: str) -> bool:
        """Tell whether a field's words came from the programme round."""
        return any(name in self.content.inherited for name in self_and_above(field))
