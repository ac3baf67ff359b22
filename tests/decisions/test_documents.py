"""Every schema ever published is read for ever; what is redacted never comes back by another way."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from register.core.findings import Outcome, worst_by_undertaking
from register.core.text import pounds
from register.core.upgrading import UnknownSchema
from register.decisions.checks import checks
from register.decisions.content import DecisionContent
from register.decisions.headline import headline
from register.decisions.rules import rules, warnings
from register.decisions.upgrades import SCHEMA, STEPS, upgrade
from tests.common.documents import frozen_document, without_defaults, words_of
from tests.decisions.builders import REDACTED, context, projected, redactable

DOCUMENTS = Path(__file__).parent / "documents"


def document(schema: int) -> dict[str, Any]:
    return frozen_document(DOCUMENTS, schema)


def test_there_is_a_step_and_a_frozen_document_for_every_schema() -> None:
    assert len(STEPS) + 1 == SCHEMA
    assert {path.stem for path in DOCUMENTS.glob("*.json")} == {str(n) for n in range(1, SCHEMA + 1)}


@pytest.mark.parametrize("schema", range(1, SCHEMA + 1))
def test_every_schema_is_read_for_ever(schema: int) -> None:
    content = DecisionContent.model_validate(upgrade(document(schema), schema))
    worst = worst_by_undertaking(checks(content, context()))
    assert worst["4.4"].outcome is Outcome.EXPLAINED
    assert worst["3.3"].outcome is Outcome.KEPT
    assert headline(content, context()).what == "£12,000 a year → £0 from 1 July 2026"
    assert (
        projected(content, context()).listing.line
        == "£12,000 a year → £0 · Wear Vale Halls (invented) · Village halls fund"
    )


def test_nothing_of_the_present_schema_is_lost_in_reading() -> None:
    frozen = document(SCHEMA)
    content = DecisionContent.model_validate(frozen)
    assert without_defaults(content.model_dump(mode="json"), frozen) == frozen


def test_a_decision_from_the_future_is_refused() -> None:
    with pytest.raises(UnknownSchema):
        upgrade({}, SCHEMA + 1)


@pytest.mark.parametrize("field", redactable())
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
    secrets = {word for word in removed if len(word) > 9 and word not in elsewhere}
    secrets |= {pounds(Decimal(word)) for word in removed if re.fullmatch(r"\d+\.\d\d", word) and Decimal(word) > 999}
    content = DecisionContent.model_validate(whole)
    shown = repr(
        (
            checks(content, context()),
            rules(content, context()),
            warnings(content),
            headline(content, context()),
            projected(content, context()),
        )
    )
    assert not [word for word in secrets if word in shown]
