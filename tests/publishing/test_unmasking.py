"""Whom an entry only describes is not told by the entries it names, unless who publishes has looked at that."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from register.core.content import EntryContent, RelatedEntry
from register.decisions.content import Recipient
from register.disputes.content import Party
from register.extensions import reading, writing
from register.kinds import kind_named
from register.organisations.writing import put_body
from register.publishing.review import propose
from register.settings import Settings
from tests.decisions.builders import BODY, WEAR_VALE_HALLS, decision
from tests.disputes.builders import dispute
from tests.publishing.test_acts import publication, publish_now

pytestmark = pytest.mark.record

TOLD = (
    "FD-2026-0001, which this entry names, is about Wear Vale Halls (invented): "
    "readers may guess that it is who is described here."
)
DESCRIBED = Party(described_as="a charity with three halls")
NAMED = Party(organisation=WEAR_VALE_HALLS, named_with_consent=True)
HALL = Recipient(described_as="a village hall in the west of the county")


@pytest.fixture(autouse=True)
def named(context: Any, settings: Settings) -> None:
    """Publish a decision that names its recipient, and one that only describes it."""
    with writing() as connection:
        put_body(connection, identifier=BODY.identifier, name=BODY.name, invented=True)
    publish_now(settings, publication(), publication(recipient=HALL))


def told(settings: Settings, name: str, content: EntryContent) -> list[str]:
    kind = kind_named(name)
    pairs = kind.form.pairs_of(content.model_dump(mode="json", exclude_none=True))
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    with reading() as connection:
        proposal = propose(connection, kind=kind, pairs=pairs, base=None, now=now, settings=settings)
    return [one.message for one in proposal.warnings if "readers may guess" in one.message]


def related(*references: str, relation: str = "disputes") -> tuple[RelatedEntry, ...]:
    return tuple(RelatedEntry.model_validate({"relation": relation, "reference": one}) for one in references)


@pytest.mark.parametrize("relation", ["disputes", "follows", "informs", "changes"])
def test_an_entry_that_names_the_described_party_is_looked_at_again(settings: Settings, relation: str) -> None:
    there = related("FD-2026-0001", relation=relation)
    assert told(settings, "dispute", dispute(party=DESCRIBED, related=there)) == [TOLD]


def test_a_described_applicant_is_guarded_too(settings: Settings) -> None:
    there = related("FD-2026-0001", relation="follows")
    assert told(settings, "decision", decision(recipient=HALL, related=there)) == [TOLD]
    assert told(settings, "decision", decision(related=there)) == []


def test_whoever_is_named_here_may_be_named_there(settings: Settings) -> None:
    assert told(settings, "dispute", dispute(party=NAMED, related=related("FD-2026-0001"))) == []


def test_an_entry_that_names_nobody_but_the_body_tells_nothing(settings: Settings) -> None:
    there = related("FD-2026-0002", "FD-2026-0099")
    assert told(settings, "dispute", dispute(party=DESCRIBED, related=there)) == []
