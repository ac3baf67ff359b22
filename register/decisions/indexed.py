"""What the index holds of a funding decision: its title, the names and numbers in it, and its prose."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from register.core.content import known
from register.core.findings import Context
from register.core.projection import Words
from register.core.text import plain
from register.decisions.content import DecisionContent
from register.decisions.reading import Reading


def words(content: DecisionContent) -> Words:
    """Give the words of a funding decision; withheld and redacted parts have none."""
    reading = Reading(content, _ANY)
    return Words(title=reading.title, names=_names(reading), prose=_prose(reading))


_ANY = Context(today=date.min)
"""An entry's words depend on nothing but its content."""


def _names(reading: Reading) -> str:
    body, programme, organisation = reading.body, reading.programme, reading.recipient.organisation
    return _joined(
        (
            *((organisation.name, *organisation.identifiers) if organisation else ()),
            reading.recipient.described_as,
            *((body.name, body.identifier, body.department) if body else ()),
            programme.title,
            programme.code,
            programme.round,
            known(reading.content.grant_id),
            *(part for area in reading.areas for part in (area.name, area.code)),
            *(known(reading.content.themes) or ()),
        )
    )


def _prose(reading: Reading) -> str:
    content, why, change = reading.content, reading.rationale, reading.change
    statement = known(content.statement)
    return _joined(
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
            *(known(content.groups_affected) or ()),
            *(claim.explanation for claim in known(content.claims) or ()),
            statement.words if statement else None,
        )
    )


def _joined(words: Iterable[str | None]) -> str:
    return "\n".join(text for word in words if word and (text := plain(word)))
