"""Words that only an earlier revision held: gone from every answer, and no harm to the index."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

import pytest

from register.extensions import writing
from register.finding import index
from register.publishing.acts import Publication
from tests.decisions.builders import decision
from tests.finding.conftest import Library
from tests.finding.generated import decisions, publish_all

MOMENT = "2026-11-22T13:00:00.000000Z"


def publish(library: Library, publications: Sequence[Publication]) -> list[int]:
    """Publish and let the index follow."""
    with library.app.app_context():
        with writing() as connection:
            ids = publish_all(connection, list(publications), library.settings, at=MOMENT)
        index.follow(library.settings)
    return ids


def about(summary: str, entry_id: int | None = None) -> Publication:
    """Return a publication whose summary is this."""
    made = next(decisions(1, words=5))
    document = decision(summary=summary).model_dump(mode="json", exclude_none=True)
    note = None if entry_id is None else "A word was wrong."
    return replace(made, document=document, entry_id=entry_id, change_note=note, aliases=())


@pytest.mark.parametrize("question", ["zygote", '"zygote bank"', "zygot*"])
def test_a_word_that_was_corrected_away_is_not_found(
    own_library: Library, caplog: pytest.LogCaptureFixture, question: str
) -> None:
    entry_id = publish(own_library, [about("The zygote bank moves.")])[0]
    assert [row.entry_id for row in own_library.ask(q=question).rows] == [entry_id]
    publish(own_library, [about("The library moves.", entry_id)])
    held = index.state(own_library.settings)
    with caplog.at_level(logging.WARNING):
        gone = own_library.ask(q=question)
    assert gone.total == 0 and gone.note is None and not gone.suggestion
    assert not caplog.records
    with own_library.app.app_context():
        index.follow(own_library.settings)
    assert index.state(own_library.settings) == held
    assert own_library.ask(q="library moves").total == 1
