"""The record keeps every value as it is: nothing is cut, and what differs late stays apart."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from register.entries import reading as record
from register.entries.tables import relation
from register.extensions import reading
from register.settings import Settings
from tests.publishing.test_acts import publication, publish_now

pytestmark = pytest.mark.record


def test_long_codes_and_references_are_published_whole(context: Any, settings: Settings) -> None:
    codes = ["E" * 400 + end for end in ("1", "2")]
    references = ["FD-2026-" + "0" * 30 + end for end in ("1", "2")]
    publish_now(
        settings,
        publication(
            areas=[{"name": "Coalmoor (invented)", "code": code} for code in codes],
            related=[{"relation": "follows", "reference": reference} for reference in references],
        ),
    )
    with reading() as connection:
        labels = record.facet_labels(connection, [("area", code) for code in codes])
        held = set(connection.scalars(select(relation.c.reference)))
    assert set(labels) == {("area", code) for code in codes}
    assert held == set(references)


def test_long_names_and_identifiers_are_published_whole(context: Any, settings: Settings) -> None:
    identifiers = [f"XI-ORG-{'a' * 400}{end}" for end in ("1", "2")]
    body = {"identifier": f"XI-BODY-{'b' * 400}", "name": "Coalmoor District Council (invented)"}
    made = publish_now(
        settings,
        *(
            publication(
                body=body,
                recipient={"organisation": {"name": "Wear Vale Halls (invented)", "identifiers": [identifier]}},
                aliases=(f"360G-{identifier}",),
                private={"c" * 400: "private"},
            )
            for identifier in identifiers
        ),
    )
    with reading() as connection:
        for one, identifier in zip(made, identifiers, strict=True):
            assert record.reference_of_alias(connection, f"360G-{identifier}") == one.reference
            assert record.current(connection, one.reference) is not None
