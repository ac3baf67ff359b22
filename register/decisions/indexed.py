"""What the index holds of a funding decision: its title, the names and numbers in it, and its prose."""

from __future__ import annotations

from register.common.indexed import ANY, joined, names_of_every, organisation_names, prose_of_every
from register.core.content import known
from register.core.projection import Words
from register.decisions.content import DecisionContent
from register.decisions.reading import Reading


def words(content: DecisionContent) -> Words:
    """Give the words of a funding decision; withheld and redacted parts have none."""
    reading = Reading(content, ANY)
    return Words(title=reading.title, names=_names(reading), prose=_prose(reading))


def _names(reading: Reading) -> str:
    programme = reading.programme
    return joined(
        (
            *organisation_names(reading.recipient.organisation),
            reading.recipient.described_as,
            *(programme.title, programme.code, programme.round),
            known(reading.content.grant_id),
            *names_of_every(reading),
        )
    )


def _prose(reading: Reading) -> str:
    content, why, change = reading.content, reading.rationale, reading.change
    return joined(
        (
            known(content.summary),
            reading.reasons,
            *(part for one in known(why.criteria) or () for part in (one.criterion, one.how_met)),
            *(part for one in known(why.alternatives) or () for part in (one.option, one.why_rejected)),
            reading.term.reason_words,
            known(change.what_happens_now),
            *(reading.plan.actions, reading.plan.result),
            *(reading.impact.beneficiaries, reading.impact.service_users, reading.impact.volunteers),
            *(reading.impact.reallocation, reading.dialogue.considered, reading.notice.exceptional_reason),
            *(reading.recipients_part.exit_plan, reading.recipients_part.advice_on_impact),
            *(reading.equality.groups, reading.equality.mitigation),
            *(reading.terms.social_value, reading.terms.overheads_why_disallowed, reading.terms.european_conflict),
            *(part for risk in known(content.risks) or () for part in (risk.risk, risk.why_best_placed)),
            *prose_of_every(reading),
        )
    )
