"""The figures beside a decision: 1.4 counts to the first publication, and leaves out what a file brought."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from register.extensions import writing
from register.organisations.writing import put_body
from register.settings import Settings
from tests.decisions.builders import BODY
from tests.publishing.test_acts import publication, publish_now

# No act is dated before the register's first, which is made when the test runs.
DECIDED, FIRST, LATER = date(2126, 3, 3), "2126-03-12T12:00:00.000000Z", "2126-07-01T12:00:00.000000Z"


@pytest.fixture(autouse=True)
def party(context: Any) -> None:
    """Make the invented council a party to the Compact."""
    with writing() as connection:
        put_body(connection, identifier=BODY.identifier, name=BODY.name, party_from="2012-01-01", invented=True)


def corrected(settings: Settings, client: FlaskClient, origin: str) -> str:
    made = publish_now(settings, replace(publication(decided_on=DECIDED), origin=origin), at=FIRST)[0]
    correction = publication(decided_on=DECIDED, entry_id=made.entry_id, change_note="The title was wrong.")
    publish_now(settings, correction, at=LATER)
    return client.get(f"/decisions/{made.reference}").get_data(as_text=True)


def test_a_correction_leaves_the_day_of_first_publication(settings: Settings, client: FlaskClient) -> None:
    assert "Decided 3 March 2126, published 12 March 2126: 9 days." in corrected(settings, client, "authored")


def test_a_corrected_import_is_left_out_of_1_4(settings: Settings, client: FlaskClient) -> None:
    html = corrected(settings, client, "imported")
    assert "Figures the register measures" in html
    assert "Decided 3 March 2126, published" not in html
