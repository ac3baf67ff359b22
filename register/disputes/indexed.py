"""What the index holds of a dispute; withheld and redacted parts have no words."""

from __future__ import annotations

from collections.abc import Iterator

from register.common.indexed import ANY, joined, names_of_every, organisation_names, prose_of_every
from register.core.content import known
from register.core.projection import Words
from register.disputes.content import DisputeContent
from register.disputes.reading import DisputeReading
from register.disputes.words import OUTCOMES


def words(content: DisputeContent) -> Words:
    """Give the words of a dispute."""
    reading = DisputeReading(content, ANY)
    party = reading.party
    names = (*organisation_names(party.organisation), party.described_as, *names_of_every(reading))
    return Words(title=reading.title, names=joined(names), prose=joined(_prose(reading)))


def _prose(reading: DisputeReading) -> Iterator[str | None]:
    content = reading.content
    yield from (known(content.summary), known(content.issue), known(content.asked_for))
    yield OUTCOMES.get(reading.outcome or "")
    for one in reading.engaged:
        yield from (one.explanation, one.finder)
    yield from (principle.words for principle in reading.principles)
    for stage in reading.stages:
        yield from (stage.who, stage.summary)
    yield known(content.informal_skipped)
    yield from (remedy.what for remedy in reading.remedies)
    yield from (lesson.lesson for lesson in reading.lessons)
    yield known(content.agreed_statement)
    yield from (reading.account("vcs").words, reading.account("public_sector").words)
    yield from prose_of_every(reading)
