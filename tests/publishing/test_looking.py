"""What may be personal data in a proposal: where it stands, what it is known by, and that nothing says it again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from register.core.content import OrganisationRef
from register.core.personal.finding import Find
from register.extensions import reading
from register.kinds import kind_named
from register.publishing.looking import Asked, mark_of
from register.publishing.review import Proposal, propose
from register.settings import Settings
from tests.consultations.builders import LUNCH_CLUB, consultation, view
from tests.decisions.builders import decision

KEY = b"a key of this test"


def proposed(settings: Settings, content: Any, kind: str, more: Callable[[Any], Any] = list) -> Proposal:
    pairs = kind_named(kind).form.pairs_of(content.model_dump(mode="json", exclude_none=True))
    with reading() as connection:
        return propose(
            connection,
            kind=kind_named(kind),
            pairs=more(pairs),
            base=None,
            now=datetime(2026, 11, 22, 12, tzinfo=UTC),
            settings=settings,
        )


def test_names_are_asked_about_once_and_in_their_row(context: Any, settings: Settings) -> None:
    person = OrganisationRef(name="Rowan Example")
    views = (view(1, raised_by=(LUNCH_CLUB,)), view(2, raised_by=(person,)), view(3, raised_by=(person,)))
    places = proposed(settings, consultation(views=views), "consultation").places
    assert [(one.find.kind, one.find.path) for one in places] == [("name", "views.1.raised_by.0.name")]
    assert places[0].label.startswith("View 2: ")
    assert places[0].possible == "private person’s name"
    described = (view(1, raised_by_words="Mrs Example"), view(2, raised_by_words="four people at the lunch club"))
    places = proposed(settings, consultation(views=described), "consultation").places
    assert [one.find.path for one in places] == ["views.0.raised_by_words"]
    assert places[0].link == "views-0-raised_by_words"


def test_the_note_of_a_correction_is_looked_at_too(context: Any, settings: Settings) -> None:
    noted = [("change_note", "Jean rang on 07700 900123.")]
    places = proposed(settings, decision(), "decision", lambda pairs: [*pairs, *noted]).places
    assert [one.find.path for one in places] in ([], ["change_note"]), "a new entry has no note"


def test_a_mark_is_of_the_words_the_field_and_the_kind_and_not_of_the_row() -> None:
    find = Find("views.3.said", "phone", "Ring 07700 900123 now", 5, 17)
    assert mark_of(find, KEY) == mark_of(Find("views.0.said", "phone", "07700 900123", 0, 12), KEY)
    others = [
        mark_of(Find("views.3.said", "phone", "07700 900124", 0, 12), KEY),
        mark_of(Find("views.3.reason", "phone", "07700 900123", 0, 12), KEY),
        mark_of(Find("views.3.said", "nhs", "07700 900123", 0, 12), KEY),
        mark_of(find, b"another key"),
    ]
    assert len({mark_of(find, KEY), *others}) == 5
    assert len(mark_of(find, KEY)) == 32


def test_a_passage_is_cut_between_words() -> None:
    text = f"{'word ' * 40}07700 900123{' word' * 40}"
    asked = Asked(Find("summary", "phone", text, 200, 212), "", "Summary", None)
    assert asked.before.startswith("… word ")
    assert asked.before.endswith(" ")
    assert asked.after.endswith(" word …")
    short = Asked(Find("summary", "phone", "Ring 07700 900123.", 5, 17), "", "Summary", None)
    assert (short.before, short.find.excerpt, short.after) == ("Ring ", "07700 900123", ".")
