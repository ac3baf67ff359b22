"""The doctor on organisations' names: each is one that something published gives, in whichever revision."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, update

from register.core.content import OrganisationRef
from register.decisions.content import Recipient
from register.extensions import writing
from register.finding import index
from register.organisations.tables import organisation, organisation_name
from register.publishing import doctor
from register.settings import Settings
from tests.publishing.test_acts import publication, publish_now
from tests.publishing.test_removing import held

HALLS, CHOIR, LATER = "Wear Vale Halls (invented)", "Pit “Row” Choir (invented)", "The Halls of Wear Vale (invented)"


def award(name: str, **changes: Any) -> Any:
    ref = OrganisationRef(name=name, identifiers=("XI-ORG-choir" if name == CHOIR else "XI-ORG-halls",))
    return publication(recipient=Recipient(organisation=ref), **changes)


@pytest.fixture
def halls(context: Any, settings: Settings) -> int:
    """Publish awards to the halls and to a choir; the halls are called otherwise in a correction, and put on hold."""
    first, second = publish_now(settings, award(HALLS), award(CHOIR))
    publish_now(settings, award(LATER, entry_id=first.entry_id, change_note="Their name."))
    held(settings, second.entry_id, "recipient")
    return first.entry_id


def told(settings: Settings) -> list[str]:
    index.follow(settings)
    return [one.what for one in doctor.examine(settings)]


@pytest.mark.record
def test_names_of_older_revisions_and_of_what_is_on_hold_are_no_complaint(halls: int, settings: Settings) -> None:
    assert told(settings) == []


@pytest.mark.parametrize("name", ["Somebody else (invented)", CHOIR.upper(), 'x" OR 1=1'])
def test_a_name_that_nothing_published_gives_is_told(halls: int, settings: Settings, name: str) -> None:
    with writing() as connection:
        changed = update(organisation).where(organisation.c.identifier == "XI-ORG-halls")
        connection.execute(changed.values(name=name))
    assert told(settings) == [f"An organisation is called “{name}”, and nothing published calls it so."]


def test_an_older_name_that_nothing_published_gives_is_told(halls: int, settings: Settings) -> None:
    with writing() as connection:
        connection.execute(insert(organisation_name).values(organisation_id=1, name="Fraud Ltd", since="2020-01-01"))
    assert told(settings) == ["An organisation is called “Fraud Ltd”, and nothing published calls it so."]
