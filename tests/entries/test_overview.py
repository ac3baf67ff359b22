"""Overviews of an organisation: the items it appears in, and who appears in a role."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from register import kinds
from register.core.content import OrganisationRef
from register.core.projection import Appearance
from register.decisions.kind import DECISION
from register.entries.overview import Item, items, organisations_with
from register.extensions import reading, writing
from register.organisations.reading import find_organisation
from register.publishing.rebuild import rebuild
from register.settings import Settings
from tests.publishing.dumping import dump
from tests.publishing.test_acts import publication, publish_now

pytestmark = pytest.mark.record

HALLS = OrganisationRef(name="Wear Vale Halls (invented)", identifiers=("XI-ORG-halls",))
RENAMED = OrganisationRef(name="Wear Vale Village Halls (invented)", identifiers=("XI-ORG-halls",))
CARERS = OrganisationRef(name="Áine’s Carers (invented)", identifiers=("XI-ORG-carers",))
AUTHOR = "author of a view"


@pytest.fixture
def views(settings: Settings, context: Any, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Publish two entries with views of two organisations, one of which appears under two names; return the ids."""
    appearances = (
        *(Appearance(HALLS, AUTHOR, f"view-{n}", f"View {n}, on bus fares.") for n in (10, 2, 1)),
        Appearance(RENAMED, AUTHOR, "view-2", "the same view once more"),
        Appearance(HALLS, "respondent"),
        Appearance(CARERS, "respondent"),
        Appearance(HALLS, "named in a view", "view-10"),
    )
    kind = replace(DECISION, project=lambda *given: replace(DECISION.project(*given), appearances=appearances))
    monkeypatch.setitem(kinds._BY_NAME, "decision", kind)
    return [made.entry_id for made in publish_now(settings, publication(), publication())]


def test_items_go_by_entry_in_the_order_of_their_numbers(views: list[int], database: str) -> None:
    with reading() as connection:
        halls, carers = (find_organisation(connection, f"XI-ORG-{name}") for name in ("halls", "carers"))
        assert halls and carers
        found = items(connection, halls.id, views)
        assert items(connection, halls.id, views[:1]).keys() == {views[0]}
        assert items(connection, carers.id, views) == {}
        assert items(connection, halls.id, []) == {}
    assert found[views[0]] == found[views[1]]
    assert found[views[0]] == [
        Item("view-1", "View 1, on bus fares.", AUTHOR),
        Item("view-2", "View 2, on bus fares.", AUTHOR),
        Item("view-10", "View 10, on bus fares.", AUTHOR),
        Item("view-10", None, "named in a view"),
    ]


def test_lines_of_items_are_made_again_by_a_rebuild(views: list[int], database: str, settings: Settings) -> None:
    with reading() as connection:
        before = dump(connection)
    assert any("on bus fares" in line for line in before)
    with writing() as connection:
        rebuild(connection, settings=settings)
    with reading() as connection:
        assert dump(connection) == before


def test_organisations_in_a_role_are_listed_by_name_page_after_page(views: list[int], database: str) -> None:
    with reading() as connection:
        first, cursor = organisations_with(connection, "respondent", None, 1)
        second, end = organisations_with(connection, "respondent", cursor, 1)
        authors, _ = organisations_with(connection, AUTHOR, None, 9)
        nobody, _ = organisations_with(connection, "applicant", None, 9)
    assert [one.identifier for one in (*first, *second)] == ["XI-ORG-carers", "XI-ORG-halls"]
    assert (end, nobody) == (None, [])
    assert [one.identifier for one in authors] == ["XI-ORG-halls"]
