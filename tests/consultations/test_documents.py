"""Every schema ever published is read for ever; what is redacted never comes back by another way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from register.consultations.checks import checks
from register.consultations.content import ConsultationContent
from register.consultations.facts import facts
from register.consultations.indexed import words
from register.consultations.occasions import occasions
from register.consultations.rules import rules, warnings
from register.consultations.standing import standing
from register.consultations.upgrades import SCHEMA, STEPS, upgrade
from register.core.findings import Outcome, worst_by_undertaking
from register.core.upgrading import UnknownSchema
from tests.common.documents import frozen_document, without_defaults, words_of
from tests.consultations.builders import REDACTED, context, projected
from tests.decisions.builders import redactable

DOCUMENTS = Path(__file__).parent / "documents"


def document(schema: int) -> dict[str, Any]:
    return frozen_document(DOCUMENTS, schema)


def test_there_is_a_step_and_a_frozen_document_for_every_schema() -> None:
    assert len(STEPS) + 1 == SCHEMA
    assert {path.stem for path in DOCUMENTS.glob("*.json")} == {str(n) for n in range(1, SCHEMA + 1)}


@pytest.mark.parametrize("schema", range(1, SCHEMA + 1))
def test_every_schema_is_read_for_ever(schema: int) -> None:
    content = ConsultationContent.model_validate(upgrade(document(schema), schema))
    worst = worst_by_undertaking(checks(content, context()))
    assert worst["2.4"].outcome is Outcome.EXPLAINED
    assert worst["5.3"].outcome is Outcome.KEPT
    assert standing(content, context()).sentence == "Outcome published 20 July 2026"
    assert standing(content, context()).flags == ("Extended", "Reopened")
    assert projected(content).listing.line == "5 January 2026 to 19 April 2026 · 61 responses · 2 views, 0 acted on"
    assert [one.item for one in projected(content).appearances if one.item] == ["view-1"]


def test_nothing_of_the_present_schema_is_lost_in_reading() -> None:
    frozen = document(SCHEMA)
    content = ConsultationContent.model_validate(frozen)
    assert without_defaults(content.model_dump(mode="json"), frozen) == frozen
    # Every field of today is in the document of today: whoever adds one must freeze a new document, or add it here.
    assert set(frozen) == set(ConsultationContent.model_fields) - {"removed"}


def test_a_consultation_from_the_future_is_refused() -> None:
    with pytest.raises(UnknownSchema):
        upgrade({}, SCHEMA + 1)


@pytest.mark.parametrize("field", redactable(ConsultationContent))
def test_what_is_redacted_is_shown_nowhere(field: str) -> None:
    whole = document(SCHEMA)
    *above, name = field.split(".")
    holder = whole
    for part in above:
        holder = holder[part]
    removed = words_of(holder[name])
    holder[name] = REDACTED.model_dump(mode="json")
    # What is also said elsewhere in the document is not this field's to hide.
    elsewhere = json.dumps(whole, ensure_ascii=False)
    secrets = {word for word in removed if len(word) > 10 and word not in elsewhere}
    content = ConsultationContent.model_validate(whole)
    shown = repr(
        (
            *(checks(content, context()), facts(content, context()), standing(content, context())),
            *(rules(content, context()), warnings(content), words(content)),
            *(occasions(content, context()), projected(content)),
        )
    )
    assert not [word for word in secrets if word in shown]
