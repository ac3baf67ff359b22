"""A later file does not bring back what was redacted: not to readers, and not to what the register keeps."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from register.core.canonical import canonical
from register.core.units import value_of
from register.entries.tables import case_fact, imported
from register.exchange.importing import Done, import_examined
from register.extensions import reading
from register.publishing.removal_act import stored_revisions
from register.settings import Settings
from tests.exchange.conftest import award, csv_of, examined
from tests.exchange.test_importing import correct_at_the_desk, entry
from tests.publishing.test_removing import approved, asked

pytestmark = pytest.mark.record

WORD = "Quillfeather"
PEOPLE: dict[str, Any] = {"imported_by": "Ada", "confirmed_by": "Pat", "accept_names": True}
IDENTIFIER = "360G-coalmoor-001"


def run(settings: Settings, **cells: str) -> Done:
    row = award(1, **{"Notes": f"{WORD} Society rang", "Recipient_Org__Name": f"{WORD} Society", **cells})
    return import_examined(examined(csv_of(row, award(2))), settings, **PEOPLE)


def redact(settings: Settings) -> None:
    held = entry(IDENTIFIER)
    with reading() as connection:
        stored = stored_revisions(connection, held.entry_id)
    removes = {
        one.number: [n for n in one.salts if WORD in canonical(value_of(one.content, n)).decode()] for one in stored
    }
    approved(settings, asked(held.entry_id, {number: names for number, names in removes.items() if names}))


def kept() -> str:
    with reading() as connection:
        held = [bytes(one).decode() for one in connection.scalars(select(imported.c.content))]
        return " ".join([*held, *connection.scalars(select(case_fact.c.value))])


def test_the_same_file_brings_nothing_back(context: Any, settings: Settings) -> None:
    run(settings)
    redact(settings)
    assert WORD not in kept()
    assert run(settings) == Done(unchanged=2)
    assert WORD not in kept()


def test_a_later_file_changes_everything_else(context: Any, settings: Settings) -> None:
    run(settings)
    redact(settings)
    run(settings, Amount_Awarded="99.00", Recipient_Org__Name=f"{WORD} Society Ltd")
    held = entry(IDENTIFIER)
    assert held.revision == 2 and held.document["amount_awarded"] == "99.00"
    assert held.document["recipient"]["redacted"] is True
    assert WORD not in kept() + str(held.document)


def test_a_safe_text_of_the_desk_is_not_overwritten_with_what_was_redacted(context: Any, settings: Settings) -> None:
    said = {"Title": f"Roof for {WORD}", "Recipient_Org__Name": "Halls (invented)", "Notes": f"It is a roof for {WORD}"}
    run(settings, **said)
    correct_at_the_desk(settings, IDENTIFIER, title="Roof for one hall")
    redact(settings)
    assert run(settings, **said) == Done(unchanged=2)
    assert entry(IDENTIFIER).document["title"] == "Roof for one hall"
    assert WORD not in kept()
