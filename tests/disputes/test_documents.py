"""Every schema ever published is read for ever; what is redacted never comes back by another way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template

from register.core.findings import Outcome
from register.core.upgrading import UnknownSchema
from register.disputes.checks import checks
from register.disputes.content import DisputeContent
from register.disputes.facts import facts
from register.disputes.indexed import words
from register.disputes.page import page
from register.disputes.rules import rules, warnings
from register.disputes.upgrades import SCHEMA, STEPS, upgrade
from tests.common.documents import frozen_document, without_defaults, words_of
from tests.decisions.builders import redactable
from tests.disputes.builders import REDACTED, context, found, projected

DOCUMENTS = Path(__file__).parent / "documents"


def document(schema: int) -> dict[str, Any]:
    return frozen_document(DOCUMENTS, schema)


def test_there_is_a_step_and_a_frozen_document_for_every_schema() -> None:
    assert len(STEPS) + 1 == SCHEMA
    assert {path.stem for path in DOCUMENTS.glob("*.json")} == {str(n) for n in range(1, SCHEMA + 1)}


@pytest.mark.parametrize("schema", range(1, SCHEMA + 1))
def test_every_schema_is_read_for_ever(schema: int) -> None:
    content = DisputeContent.model_validate(upgrade(document(schema), schema))
    told = found(content)
    assert (told["4.2"].outcome, told["4.4"].outcome) == (Outcome.NOT_KEPT_EXPLAINED, Outcome.NOT_KEPT)
    shown = projected(content)
    assert (
        shown.listing.line == "Upheld · raised by Wear Vale Halls (invented) with Coalmoor District Council (invented)"
    )
    assert {one.undertaking: one.outcome for one in shown.citations}["4.3"] == "contested"
    assert rules(content, context()) == []


def test_nothing_of_the_present_schema_is_lost_in_reading() -> None:
    frozen = document(SCHEMA)
    read = DisputeContent.model_validate(frozen).model_dump(mode="json", exclude_none=True)
    assert without_defaults(read, frozen) == frozen


def test_the_frozen_document_fills_every_field() -> None:
    assert set(document(SCHEMA)) == set(DisputeContent.model_fields) - {"statement", "source", "change_note", "removed"}


def test_a_dispute_from_the_future_is_refused() -> None:
    with pytest.raises(UnknownSchema):
        upgrade({}, SCHEMA + 1)


def test_what_is_redacted_is_shown_nowhere(app: Flask) -> None:
    fields = [field for field in redactable(DisputeContent) if field in document(SCHEMA)]
    assert len(fields) > 25
    for field in fields:
        whole = document(SCHEMA)
        removed = words_of(whole[field])
        whole[field] = REDACTED.model_dump(mode="json")
        # What is also said elsewhere in the document is not this field's to hide.
        elsewhere = json.dumps(whole, ensure_ascii=False)
        secrets = {word for word in removed if len(word) > 9 and word not in elsewhere}
        assert not [word for word in secrets if word in everything_shown(app, whole)], field


def everything_shown(app: Flask, whole: dict[str, Any]) -> str:
    """Return all that the register derives from a document, its page among it."""
    content = DisputeContent.model_validate(whole)
    findings = checks(content, context())
    view = page(whole, content, findings, context(), {})
    with app.test_request_context():
        html = render_template("dispute/body.html", page=view, reference="DI-2026-0001", origin="authored")
    derived = (findings, facts(content, context()), rules(content, context()), warnings(content), projected(content))
    return html + repr((derived, words(content)))
