"""What is removed leaves the index: its files' bytes, its answers, and what running workers keep in memory."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from register.core.calendar import now_utc
from register.entries.reading import version
from register.entries.tables import head, listing
from register.extensions import reading, writing
from register.finding import index
from register.finding.answer import find
from register.finding.query import parse
from register.publishing import removing
from register.publishing.acts import Publication
from tests.decisions.builders import decision
from tests.finding.conftest import NOW, SIZE, Library
from tests.finding.test_corrected_words import about, publish

ONE, OTHER = 1, 2
SECRET = "zqaardvark"


def remove(library: Library, entry_id: int, action: str, names: Sequence[str] = (), *, follow: bool = True) -> int:
    """Hold, redact or withdraw; return the request's id."""
    common: dict[str, Any] = {"role": "publisher", "at": now_utc(), "settings": library.settings}
    with library.app.app_context():
        with writing() as connection:
            if action == "hold":
                made = removing.hold(
                    connection, entry_id=entry_id, names=names, reason="mistake", note="", by_id=ONE, **common
                )
            else:
                why = ("personal_data", "uk_gdpr_17") if action == "redact" else ("duplicate", None)
                made = removing.ask(
                    connection,
                    entry_id=entry_id,
                    action=action,
                    removes={1: names} if names else {},
                    category=why[0],
                    legal_basis=why[1],
                    note="",
                    by_id=ONE,
                    at=now_utc(),
                )
                removing.approve(connection, request_id=made.id, approver_id=OTHER, **common)
        if follow:
            assert index.follow(library.settings) == version_of(library)
    return made.id


def lift(library: Library, request_id: int) -> None:
    with library.app.app_context():
        with writing() as connection:
            removing.lift(
                connection, request_id=request_id, by_id=OTHER, role="p", at=now_utc(), settings=library.settings
            )
        index.follow(library.settings)


def version_of(library: Library) -> int:
    with reading() as connection:
        return version(connection).n


def complaint(library: Library) -> str | None:
    with library.app.app_context(), reading() as connection:
        entries = len(connection.execute(listing.select()).all())
        return index.complaint(library.settings, version(connection).n, entries)


def in_the_index(library: Library, word: str) -> bool:
    """Tell whether a word stands in any byte of any file of the index."""
    return any(
        word.encode() in path.read_bytes() for path in library.settings.search_index.rglob("*") if path.is_file()
    )


def secret(library: Library, **changes: Any) -> int:
    """Publish a decision with the secret word in it, and one before and after it."""
    told = {"summary": f"The {SECRET} is told here.", **changes}
    document = decision(**told).model_dump(mode="json", exclude_none=True)
    kind = about("").kind
    first, made, last = publish(
        library,
        [about("An aviary opens."), Publication(kind=kind, document=document, origin="authored", role="p"), about("x")],
    )
    assert first < made < last
    return made


@pytest.mark.parametrize(
    ("action", "names"), [("hold", ()), ("hold", ("summary",)), ("redact", ("summary",)), ("withdraw", ())]
)
def test_the_bytes_are_gone_and_nobody_finds_them(own_library: Library, action: str, names: tuple[str, ...]) -> None:
    made = secret(own_library)
    assert own_library.ask(q=SECRET).total == 1
    assert in_the_index(own_library, SECRET)
    seen = own_library.ask().total

    remove(own_library, made, action, names)

    assert not in_the_index(own_library, SECRET)
    for words in (SECRET, f'"the {SECRET}"', "zqaard*", "zqaardvarks"):
        answer = own_library.ask(q=words)
        assert (answer.total, answer.rows, answer.suggestion) == (0, (), None)
    assert own_library.ask().total == seen - (0 if names else 1)
    assert own_library.ask(q="aviary").total == 1
    assert complaint(own_library) is None


def test_what_is_lifted_comes_back(own_library: Library) -> None:
    made = secret(own_library)
    for names in ((), ("summary",)):
        lift(own_library, remove(own_library, made, "hold", names))
        assert [row.entry_id for row in own_library.ask(q=SECRET).rows] == [made]
        assert own_library.ask().total == SIZE + 3
        assert complaint(own_library) is None


def test_before_the_index_follows_nothing_removed_is_shown(own_library: Library) -> None:
    made = secret(own_library, themes=("Aardvarks",))
    assert own_library.ask(theme="aardvarks").total == 1
    assert own_library.ask(q=SECRET).snippets
    remove(own_library, made, "redact", ("summary",), follow=False)
    answer = own_library.ask(q=SECRET)
    assert SECRET not in repr((answer.rows, answer.snippets, answer.suggestion))
    remove(own_library, made, "withdraw", follow=False)
    for answer in (own_library.ask(q=SECRET), own_library.ask(theme="aardvarks"), own_library.ask()):
        assert made not in [row.entry_id for row in answer.rows]
    assert (own_library.ask(q=SECRET).total, own_library.ask(theme="aardvarks").total) == (0, 0)


def test_a_filter_value_that_no_entry_has_any_more_is_offered_to_nobody(own_library: Library) -> None:
    made = secret(own_library, themes=("Aardvarks", "Food"))
    about_unit = next(name for name in units_of(own_library, made) if name.startswith("about:"))
    assert "Aardvarks" in repr(own_library.ask(kind="decision").facets)
    remove(own_library, made, "redact", (about_unit,))
    for answer in (own_library.ask(kind="decision"), own_library.ask(kind="decision", theme="aardvarks")):
        assert "Aardvarks" not in repr(answer.facets)


def units_of(library: Library, entry_id: int) -> list[str]:
    with library.app.app_context(), reading() as connection:
        return [part.unit for part in removing.parts(connection, entry_id)]


def test_a_snippet_never_quotes_why_something_was_removed(own_library: Library) -> None:
    made = secret(own_library, title="Personal data of a hall (invented)")
    remove(own_library, made, "redact", ("summary",))
    answer = own_library.ask(q="personal data")
    assert made in [row.entry_id for row in answer.rows]
    assert "GDPR" not in repr(answer.snippets) and "erasure" not in repr(answer.snippets)


def test_killed_before_its_files_were_merged_the_index_makes_that_good(
    own_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = secret(own_library)

    class Killed(BaseException):
        pass

    def die(opened: Any) -> None:
        raise Killed

    monkeypatch.setattr(index, "_merge", die)
    with pytest.raises(Killed):
        remove(own_library, made, "redact", ("summary",))
    monkeypatch.undo()
    assert own_library.ask(q=SECRET).total == 0
    assert in_the_index(own_library, SECRET)
    assert complaint(own_library) == "The search index may still hold words that were removed."
    with own_library.app.app_context():
        assert index.follow(own_library.settings) == version_of(own_library)
    assert not in_the_index(own_library, SECRET)
    assert complaint(own_library) is None


def test_while_another_process_merges_the_index_does_not_count_as_clean(own_library: Library) -> None:
    held = json.loads((own_library.settings.search_index / "state.json").read_bytes())
    (own_library.settings.search_index / "state.json").write_text(json.dumps({**held, "unclean": True}))
    with own_library.app.app_context(), index._lock(own_library.settings):
        assert index.follow(own_library.settings) == -1


def test_a_reindex_after_a_removal_holds_nothing_of_it(own_library: Library) -> None:
    made = secret(own_library)
    remove(own_library, made, "withdraw", follow=False)
    with own_library.app.app_context():
        index.reindex(own_library.settings)
    assert not in_the_index(own_library, SECRET)
    assert complaint(own_library) is None


def test_a_new_epoch_makes_index_and_sets_anew(own_library: Library) -> None:
    before = index.state(own_library.settings)
    assert before is not None and before.epoch == 1
    own_library.ask()
    with own_library.app.app_context():
        with writing() as connection:
            connection.execute(update(head).values(epoch=2))
            connection.execute(listing.delete().where(listing.c.entry_id == own_library.ids[0]))
        index.follow(own_library.settings)
    after = index.state(own_library.settings)
    assert after is not None
    assert (after.epoch, after.n) == (2, before.n)
    assert after.directory != before.directory
    assert own_library.ask().total == SIZE - 1


def test_removals_and_publications_in_any_order_leave_the_same_answers(own_library: Library) -> None:
    made = [secret(own_library, title=f"Hall {number} (invented)") for number in range(3)]
    remove(own_library, made[0], "hold", follow=False)
    remove(own_library, made[1], "redact", ("summary",), follow=False)
    publish(own_library, [about(f"The {SECRET} again.", made[2])])
    remove(own_library, made[2], "withdraw", follow=False)
    with own_library.app.app_context():
        index.follow(own_library.settings)
        followed = own_library.ask(q="hall", size=200)
        index.reindex(own_library.settings)
    whole = own_library.ask(q="hall", size=200)
    assert {row.entry_id for row in followed.rows} == {row.entry_id for row in whole.rows}
    assert own_library.ask(q=SECRET).total == 0
    assert not in_the_index(own_library, SECRET)
    with own_library.app.app_context(), reading() as connection:
        later = find(connection, parse([("q", "hall")]), NOW + timedelta(days=1), 200)
    assert later.total == whole.total
