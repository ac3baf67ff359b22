"""Boilerplate: the same words on other decisions of a body are found, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from register.core.content import PublicBody
from register.core.text import fingerprint
from register.decisions.content import Rationale
from register.decisions.form import DecisionForm
from register.entries.reading import rows
from register.extensions import reading, writing
from register.kinds import kind_named
from register.organisations.writing import put_body
from register.publishing.likeness import same_words
from register.publishing.rebuild import rebuild
from register.publishing.review import Base, propose
from register.settings import Settings
from tests.decisions.builders import BODY, REDACTED, decision
from tests.publishing.dumping import dump
from tests.publishing.test_acts import publication, publish_now

pytestmark = pytest.mark.record

DECISION = kind_named("decision")
WORDS = "It met both criteria and keeps the only hall in each village open."
OTHER_BODY = PublicBody(identifier="XI-BODY-wearfell", name="Wearfell County Council (invented)")


def because(words: str, **changes: Any) -> Any:
    return publication(rationale=Rationale(reasons=words), **changes)


def found(words: str, **options: Any) -> list[str]:
    with reading() as connection:
        mark = fingerprint(words)
        return same_words(connection, kind=DECISION, fingerprint=mark, body=BODY.identifier, **options)


def warnings(settings: Settings, words: str, base: Base | None = None) -> list[str]:
    pairs = DecisionForm.pairs_of(decision(rationale=Rationale(reasons=words)).model_dump(mode="json"))
    with reading() as connection:
        proposal = propose(
            connection,
            kind=DECISION,
            pairs=pairs,
            base=base,
            now=datetime(2026, 11, 22, 12, tzinfo=UTC),
            settings=settings,
        )
    return [one.message for one in proposal.warnings if one.message.startswith("These words")]


def test_the_same_words_are_found_however_they_are_set(context: Any, settings: Settings) -> None:
    made = publish_now(
        settings,
        because(WORDS),
        because(f"**{WORDS.upper()}**\n"),
        because("It met neither criterion."),
        because(WORDS, body=OTHER_BODY),
        because(WORDS, inherited=("rationale.reasons",)),
        because("N/A"),
        publication(rationale=Rationale(reasons=REDACTED)),
    )
    assert found(WORDS) == [made[1].reference, made[0].reference]
    assert found(WORDS, except_entry=made[0].entry_id) == [made[1].reference]
    assert found("Something else.") == found("N/A") == []
    with reading() as connection:
        marks = [row.fingerprint for row in rows(connection, [one.entry_id for one in made], now=datetime.now(UTC))]
    assert [mark is None for mark in marks] == [False, False, False, False, True, True, True]


def test_corrected_words_are_no_longer_the_same(context: Any, settings: Settings) -> None:
    made = publish_now(settings, because(WORDS))[0]
    publish_now(settings, because("The roof leaks.", entry_id=made.entry_id, change_note="Its own reasons."))
    assert (found(WORDS), found("The roof leaks.")) == ([], [made.reference])
    with writing() as connection:
        before = dump(connection)
        rebuild(connection, settings=settings)
        assert dump(connection) == before


def test_a_proposal_warns_of_words_that_stand_elsewhere(context: Any, settings: Settings) -> None:
    with writing() as connection:
        put_body(connection, identifier=BODY.identifier, name=BODY.name, invented=True)
    made = publish_now(settings, because(WORDS))[0]
    assert warnings(settings, "The roof leaks.") == []
    assert warnings(settings, WORDS) == ["These words stand on 1 other funding decision of this body: FD-2026-0001."]
    base = Base(made.entry_id, {}, began_as_import=False, published_on=date(2026, 11, 22))
    assert warnings(settings, WORDS, base) == []
    publish_now(settings, *[because(WORDS)] * 4)
    assert warnings(settings, WORDS) == [
        "These words stand on 5 other funding decisions of this body: FD-2026-0005, FD-2026-0004, FD-2026-0003 "
        "and 2 more."
    ]
