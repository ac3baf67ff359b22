"""An organisation whose identifier holds what addresses give a meaning to can be reached like any other."""

from __future__ import annotations

import pytest
from flask import Flask

from register.core.content import OrganisationRef
from register.settings import Settings
from tests.decisions.builders import decision
from tests.public.conftest import publish_all, written
from tests.public.reading import Reader

NAME = "Hall & Hearth (invented)"


@pytest.mark.parametrize("identifier", ["AB/1?x#y z", "AB%2F1", "100% ours", "Zoë&Söhne=1", "a;b+c"])
def test_every_link_to_an_organisation_leads_to_it(app: Flask, settings: Settings, identifier: str) -> None:
    named = OrganisationRef(name=NAME, identifiers=(identifier,))
    made = publish_all(app, settings, [written(decision(recipient={"organisation": named}))])
    reader = Reader(app.test_client())
    entry, index = reader.read(f"/decisions/{made[0].reference}"), reader.read("/organisations/")
    for page in (entry, index):
        shown = reader.read(page.links[NAME])
        assert shown.heading == NAME
        assert identifier in shown.words
    feed = entry.links[f"{NAME} (Atom feed)"]
    assert f"{entry.links[NAME]}.atom" == feed
    assert reader.client.get(feed).status_code == 200
    assert reader.client.get(shown.links["Subscribe to this organisation (Atom feed)"]).status_code == 200
    assert "1 entry" in reader.read(shown.links["Search and filter its entry"]).words
