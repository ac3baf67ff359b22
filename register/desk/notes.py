"""What the Compact's checks say, beside the question that it is about; it informs, and stops nothing by itself."""

from __future__ import annotations

from dataclasses import dataclass

from wtforms import Field, FormField

from register.core.findings import Outcome
from register.publishing.review import Proposal
from register.web.fields import Group, leaves

_TOLD = (Outcome.NOT_KEPT, Outcome.NOT_KEPT_EXPLAINED)


@dataclass(frozen=True)
class Note:
    """What to know while one answers: of which undertaking, in one or two sentences."""

    undertaking: str
    words: str


def notes(proposal: Proposal) -> dict[str, Note]:
    """Return a note by the name of its question, once something of that part of the form is answered.

    A form that was just opened keeps none of the Compact yet, and says so beside it, not forty times within.
    """
    told: dict[str, tuple[str, str]] = {
        finding.field: (finding.undertaking, finding.sentence)
        for finding in proposal.findings
        if finding.field and finding.outcome in _TOLD
    }
    for breach in proposal.breaches:
        if breach.undertaking and breach.field:
            _, why = told.get(breach.field, ("", breach.message))
            told[breach.field] = (breach.undertaking, f"{why} {breach.remedy}".strip())
    for warning in proposal.warnings:
        if warning.undertaking and warning.field not in told:
            told[warning.field] = (warning.undertaking, f"{warning.message} {warning.remedy}")
    found = {}
    for dotted, (undertaking, words) in told.items():
        question = _question(proposal, dotted)
        if question is not None and _is_begun(proposal, dotted):
            found[str(question.name)] = Note(undertaking, words)
    return found


def _question(proposal: Proposal, dotted: str) -> Field | None:
    """Return the question that a dotted name means: for what is in a row its group, for a part its first."""
    here: Field | None = None
    for place in range(1, dotted.count(".") + 2):
        here = proposal.form.field_at(".".join(dotted.split(".")[:place]))
        if isinstance(here, Group):
            return here
    return next(leaves(here.form)) if isinstance(here, FormField) else here


def _is_begun(proposal: Proposal, dotted: str) -> bool:
    part = dotted.rpartition(".")[0] or dotted
    start = part.replace(".", "-")
    return any(value.strip() and (name == start or name.startswith(f"{start}-")) for name, value in proposal.form.pairs)
