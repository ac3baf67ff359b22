"""A near-duplicate of a published entry is warned of, on both databases; what only resembles it is not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from register.core.content import OrganisationRef, PublicBody
from register.decisions.content import Recipient
from register.decisions.form import DecisionForm
from register.extensions import reading, writing
from register.kinds import kind_named
from register.organisations.writing import put_body
from register.publishing.duplicates import DAYS, DAYS_OF_TITLES, alike
from register.publishing.review import Base, propose
from register.settings import Settings
from tests.decisions.builders import BODY, decision
from tests.publishing.test_acts import publication, publish_now

pytestmark = pytest.mark.record

ON = date(2026, 5, 11)
HALLS = Recipient(organisation=OrganisationRef(name="Esh Halls Trust (invented)", identifiers=("XI-ORG-esh-halls",)))
OTHERS = Recipient(organisation=OrganisationRef(name="Tow Law Band (invented)", identifiers=("XI-ORG-tow-law-band",)))
SAYS: dict[str, Any] = {
    "title": "Roof of the village halls",
    "recipient": HALLS,
    "amount_awarded": Decimal("1250.00"),
    "decided_on": ON,
}


def warned(settings: Settings, base: Base | None = None, **changes: Any) -> list[str]:
    with writing() as connection:
        put_body(connection, identifier=BODY.identifier, name=BODY.name, invented=True)
    pairs = DecisionForm.pairs_of(decision(**{**SAYS, **changes}).model_dump(mode="json"))
    with reading() as connection:
        proposal = propose(
            connection,
            kind=kind_named("decision"),
            pairs=pairs,
            base=base,
            now=datetime(2026, 11, 22, 12, tzinfo=UTC),
            settings=settings,
        )
    found = [one for one in proposal.warnings if one.message.startswith("This may be published already")]
    assert all(one.field == "title" and one.remedy for one in found)
    return [one.message for one in found]


def test_the_same_sum_for_the_same_organisation_within_days(context: Any, settings: Settings) -> None:
    made = publish_now(settings, publication(**SAYS))[0]
    other: dict[str, Any] = {"title": "Money for warm rooms"}
    (message,) = warned(settings, **other)
    assert f"{made.reference} is a funding decision for the same organisation, of the same amount" in message
    assert warned(settings, **other, decided_on=ON + timedelta(days=DAYS))
    renamed = Recipient(organisation=OrganisationRef(name="ESH HALLS TRUST  (Invented)"))
    assert warned(settings, **other, recipient=renamed), "known by its name where it has no number"
    assert warned(settings, **other, decided_on=ON + timedelta(days=DAYS + 1)) == []
    assert warned(settings, **other, amount_awarded=Decimal("1250.01")) == []
    assert warned(settings, **other, recipient=OTHERS) == []
    base = Base(made.entry_id, {}, began_as_import=False, published_on=ON)
    assert warned(settings, base) == [], "a correction is no duplicate of what it corrects"


def test_nearly_the_same_title(context: Any, settings: Settings) -> None:
    publish_now(settings, publication(**SAYS))
    less: dict[str, Any] = {"amount_awarded": Decimal("900.00")}
    (message,) = warned(settings, **less, title="Roof of the village hall")
    assert "of nearly the same title" in message
    assert warned(settings, **less, decided_on=ON + timedelta(days=DAYS_OF_TITLES))
    assert warned(settings, **less, decided_on=ON + timedelta(days=DAYS_OF_TITLES + 1)) == []
    assert warned(settings, **less, recipient=OTHERS) == [], "a round’s decisions have titles alike"
    assert warned(settings, **less, recipient=Recipient(described_as="A village hall"))
    assert warned(settings, **less, title="Floor of the village shops") == []
    elsewhere = PublicBody(identifier="XI-BODY-wearfell", name="Wearfell County Council (invented)")
    assert warned(settings, body=elsewhere) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Roof of the village halls", "Roof of the Village Halls.", True),
        ("Village halls fund 2026: Esh", "Village halls fund 2027: Esh", False),
        ("Warm rooms, round 1", "Warm rooms, round 2", False),
        ("", "", False),
        ("Bus fares", "Youth work", False),
    ],
)
def test_titles_alike(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is same
