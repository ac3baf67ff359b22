"""When an index is doubted: looked over, kept where it is sound, made again where it is not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from register.finding import index, matching
from register.finding.answer import BEING_MADE
from tests.finding.conftest import SIZE, Library


def follow(library: Library) -> int:
    with library.app.app_context():
        return index.follow(library.settings)


def test_a_sound_index_that_was_doubted_is_kept_and_its_pages_are_made_again(
    own_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = own_library.app.test_client()
    page = "/search?q=community"
    with monkeypatch.context() as unlucky:
        unlucky.setattr(matching._Open, "match", _fail)
        assert BEING_MADE in client.get(page).get_data(as_text=True)
    held = index.state(own_library.settings)
    assert held is not None and index.complaint(own_library.settings, SIZE, SIZE) is not None
    follow(own_library)
    now = index.state(own_library.settings)
    assert now is not None and (now.directory, now.n) == (held.directory, held.n)
    assert index.complaint(own_library.settings, SIZE, SIZE) is None
    assert BEING_MADE not in client.get(page).get_data(as_text=True)


def test_without_words_an_index_is_not_asked(own_library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching._Open, "match", _fail)
    assert own_library.ask(type="award").note is None


def test_until_an_index_is_made_titles_and_references_are_searched(own_library: Library) -> None:
    (own_library.settings.search_index / "state.json").unlink()
    answer = own_library.ask(q="support number 7")
    assert answer.note == BEING_MADE and answer.total > 0
    assert {row.reference for row in own_library.ask(q="fd-2026-0007").rows} == {"FD-2026-0007"}
    assert own_library.ask(q="100%_'").total == 0


def test_an_index_of_another_past_is_made_again(own_library: Library) -> None:
    """A register restored to an earlier day goes on with other acts of the same numbers."""
    path = own_library.settings.search_index / "state.json"
    held = json.loads(path.read_text())
    path.write_text(json.dumps({**held, "at": "2026-11-22T11:59:59.000000Z"}))
    assert follow(own_library) == SIZE
    assert json.loads(path.read_text())["directory"] != held["directory"]


def test_other_folders_beside_an_index_are_left_alone(own_library: Library) -> None:
    beside = own_library.settings.search_index / "vacancies"
    beside.mkdir()
    with own_library.app.app_context():
        index.reindex(own_library.settings)
    assert beside.is_dir()


def _fail(*_: Any) -> None:
    raise IndexError("torn from under it")
