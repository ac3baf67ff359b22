"""What the index holds of a consultation: its title, the names and numbers in it, and its prose."""

from __future__ import annotations

from collections.abc import Iterator

from register.common.indexed import ANY, joined, names_of_every, organisation_names, prose_of_every
from register.consultations.content import ConsultationContent
from register.consultations.reading import ConsultationReading
from register.core.content import known
from register.core.projection import Words


def words(content: ConsultationContent) -> Words:
    """Give the words of a consultation; withheld and redacted parts have none."""
    reading = ConsultationReading(content, ANY)
    return Words(title=reading.title, names=joined(_names(reading)), prose=joined(_prose(reading)))


def _names(reading: ConsultationReading) -> Iterator[str | None]:
    raised = (one for view in reading.views for one in view.raised_by)
    organisations = dict.fromkeys([*(one.organisation for one in reading.organisations), *raised])
    for organisation in organisations:
        yield from organisation_names(organisation)
    yield from names_of_every(reading)
    yield from dict.fromkeys(view.theme for view in reading.views)


def _prose(reading: ConsultationReading) -> Iterator[str | None]:
    content = reading.content
    yield from map(known, (content.summary, content.what, content.why, content.informs, content.dates_words))
    yield from map(known, (content.said, content.did, content.did_not, content.outcome, content.abandoned_why))
    for view in reading.views:
        yield from (view.said, view.raised_by_words, view.change, view.reason)
        yield view.commitment.what if view.commitment else None
    for assessed in (reading.value_assessed, reading.social_impact, reading.burden):
        yield from (assessed.words, assessed.mitigation)
    yield from (reading.first_contact.how, reading.first_contact.barriers_removed)
    yield from map(known, (content.short_reason, content.groups_consulted))
    yield from (reading.equality.groups, reading.equality.mitigation, known(reading.responses.words))
    yield from (one.represents for one in reading.organisations)
    yield from prose_of_every(reading)
