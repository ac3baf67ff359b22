"""The index follows the acts whatever befalls it, and is never more than something to be made again."""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from register.entries.reading import version
from register.extensions import reading
from register.finding import index
from register.finding.answer import BEING_MADE
from tests.finding.conftest import SIZE, Library
from tests.finding.test_corrected_words import about, publish

# A searcher on an index that is torn from under it closes when it is forgotten.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def follow(library: Library) -> int:
    with library.app.app_context():
        return index.follow(library.settings)


def complaint(library: Library) -> str | None:
    with library.app.app_context(), reading() as connection:
        last = version(connection).n
    return index.complaint(library.settings, last, last_entries(library))


def last_entries(library: Library) -> int:
    return library.ask().total


def test_what_is_published_is_found_and_a_correction_replaces_it(own_library: Library) -> None:
    entry_id = publish(own_library, [about("The aviary opens."), about("The aviary stays open.")])[0]
    assert own_library.ask(q="aviary").total == 2
    publish(own_library, [about("The orangery opens.", entry_id)])
    assert own_library.ask(q="aviary").total == 1
    assert [row.entry_id for row in own_library.ask(q="orangery").rows] == [entry_id]
    assert own_library.ask().total == SIZE + 2
    assert complaint(own_library) is None


def test_killed_between_the_index_and_its_state_it_holds_each_entry_once(own_library: Library) -> None:
    kept = (own_library.settings.search_index / "state.json").read_bytes()
    publish(own_library, [about("The aviary opens.")])
    (own_library.settings.search_index / "state.json").write_bytes(kept)
    assert own_library.ask(q="aviary").total in (0, 1)
    assert follow(own_library) == SIZE + 1
    assert own_library.ask(q="aviary").total == 1
    assert complaint(own_library) is None


def test_many_small_steps_leave_few_files_and_the_same_answers(own_library: Library) -> None:
    for number in range(30):
        publish(own_library, [about(f"The aviary opens for the {number}th time.")])
    stepped = own_library.ask(q="aviary", size=40)
    with own_library.app.app_context():
        index.reindex(own_library.settings)
    whole = own_library.ask(q="aviary", size=40)
    assert stepped.total == whole.total == 30
    assert {r.entry_id for r in stepped.rows} == {r.entry_id for r in whole.rows}
    assert len(list(own_library.settings.search_index.glob("v*"))) == 1


def remove(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def halve(path: Path) -> None:
    held = path.read_bytes()
    path.write_bytes(held[: len(held) // 2])


def garble(path: Path) -> None:
    path.write_bytes(bytes(byte ^ 0x5A for byte in path.read_bytes()))


@pytest.mark.parametrize(
    ("suffix", "harm"), [(".pst", halve), (".pst", garble), (".trm", empty), (".col", remove), (".toc", garble)]
)
def test_a_broken_index_never_breaks_a_page_and_is_made_again(
    own_library: Library, suffix: str, harm: Callable[[Path], None]
) -> None:
    right = own_library.ask(q="minibus").total
    held = index.state(own_library.settings)
    assert held is not None
    for path in list(index.folder(own_library.settings, held).iterdir()):
        if path.name.endswith(suffix):
            # A new file in its place: cutting off one that is mapped would end the process that reads it.
            fresh = Path(shutil.copy(path, path.with_suffix(".tmp")))
            harm(fresh)
            path.unlink()
            if fresh.exists():
                fresh.rename(path)
    client = own_library.app.test_client()
    for _ in range(3):
        publish_quietly(own_library)
        for address in ("/search?q=minibus", "/search?q=minnibus", "/search.atom?q=minibus"):
            assert client.get(address).status_code == 200
    publish_quietly(own_library)
    assert own_library.ask(q="minibus").total == right
    assert own_library.ask(q="minibus").note is None
    assert complaint(own_library) is None


def publish_quietly(library: Library) -> None:
    """Publish something beside the point and let the index try to follow, as the follower would."""
    try:
        publish(library, [about("Beside the point.")])
        follow(library)
    except Exception:  # the follower tries again
        follow(library)


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", "7", '"x"', "{}", "\\u0000"),
        '{"directory": 5, "n": "x", "register": 1, "schema": 1}',
        '{"directory": "../..", "n": 1, "register": "", "schema": 1}',
        '{"directory": "v", "n": 1, "extra": 2}',
    ],
)
def test_a_state_that_cannot_be_read_is_no_state(own_library: Library, text: str) -> None:
    right = own_library.ask(q="community").total
    path = own_library.settings.search_index / "state.json"
    schema = json.loads(path.read_text())["schema"]
    path.write_text(text.replace('"schema": 1', f'"schema": {schema}'))
    assert own_library.app.test_client().get("/search?q=community").status_code == 200
    follow(own_library)
    assert own_library.ask(q="community").total == right
    assert complaint(own_library) is None


def test_without_an_index_lists_go_on_and_searching_says_so(own_library: Library) -> None:
    shutil.rmtree(own_library.settings.search_index)
    assert own_library.ask(type="award").total > 0
    assert own_library.ask(q="community").note == BEING_MADE
    assert complaint(own_library) is not None
    follow(own_library)
    answer = own_library.ask(q="community")
    assert answer.total > 0 and answer.note is None


@pytest.mark.parametrize("changes", [{"n": 10_000}, {"register": "2020-01-01T00:00:00.000000Z"}, {"schema": 0}])
def test_an_index_of_another_register_is_made_again(own_library: Library, changes: dict[str, object]) -> None:
    path = own_library.settings.search_index / "state.json"
    held = json.loads(path.read_text())
    path.write_text(json.dumps({**held, **changes}))
    assert follow(own_library) == SIZE
    now = index.state(own_library.settings)
    assert now is not None and now.directory != held["directory"] and now.n == SIZE
    assert not (own_library.settings.search_index / held["directory"]).exists()
    assert complaint(own_library) is None


def test_a_half_made_index_is_left_alone_and_cleared_away(own_library: Library) -> None:
    left = own_library.settings.search_index / "v0123456789ab"
    left.mkdir()
    (left / "MAIN_half.pst").write_bytes(b"half")
    assert own_library.ask(q="community").total > 0
    with own_library.app.app_context():
        index.reindex(own_library.settings)
    assert not left.exists()


def test_only_one_follows_and_the_other_does_not_wait(own_library: Library) -> None:
    with (own_library.settings.search_index / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert publish(own_library, [about("The aviary opens.")])
        assert follow(own_library) == SIZE
        assert own_library.ask(q="aviary").total == 0
        assert own_library.ask().total == SIZE + 1
    assert follow(own_library) == SIZE + 1
    assert own_library.ask(q="aviary").total == 1
