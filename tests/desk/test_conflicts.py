"""Two windows on one draft: both versions side by side, a choice for each answer, and nothing lost by leaving."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from register.decisions.form import DecisionForm
from register.extensions import reading
from register.publishing import drafts
from register.publishing.unfinished import ASIDE
from register.web.comparing import SAVED, TYPED, differing, merged
from tests.desk.browser import Officer, award_pairs, saved, with_pair
from tests.desk.test_journey import draft_of
from tests.desk.test_nothing_lost import hidden_fields

Pairs = list[tuple[str, str]]


def conflict(author: Officer, first: Pairs, second: Pairs) -> tuple[str, str]:
    """Save one version and then another over the same; return the draft's address and the page of both."""
    place = f"/desk/drafts/{draft_of(author, 'save')}"
    author.get(place)
    author.post(place, [*first, ("version", "1"), ("save", "1")])
    author.get("/desk/")
    return place, author.post(place, [*second, ("version", "1"), ("send", "1")], 422)


def choices(page: str, place: str, **chosen: str) -> Pairs:
    """Return what the page would send: its defaults, or what was chosen instead."""
    checked = dict(re.findall(r'name="(keep-[^"]+)" value="(saved|typed)" aria-describedby="[^"]+" checked', page))
    hidden = [pair for pair in hidden_fields(page, place) if not pair[0].startswith("keep-")]
    return [*hidden, *{**checked, **{f"keep-{name}": side for name, side in chosen.items()}}.items()]


def asides(app: Flask) -> list[Any]:
    with app.app_context(), reading() as connection:
        return [one for one in drafts.mine(connection, 1) if one.title.endswith(ASIDE)]


def test_each_answer_is_chosen_by_itself(app: Flask, author: Officer) -> None:
    first = with_pair(with_pair(award_pairs(), "title", "First title"), "summary", "First summary")
    second = with_pair(with_pair(award_pairs(), "title", "Second title"), "summary", "Second summary")
    place, page = conflict(author, first, second)
    assert "2 answers differ" in page
    where = author.post(place, choices(page, place, summary="saved"))
    assert where == place, "one reads it once more before it is sent for review"
    kept = saved(app, 1)
    assert (kept["title"], kept["summary"]) == ("Second title", "First summary")
    assert "as you chose" in author.get(where)
    assert asides(app) == []


def test_what_only_the_saved_version_says_stays_unless_one_chooses_otherwise(app: Flask, author: Officer) -> None:
    second = [pair for pair in award_pairs() if pair[0] != "summary"]
    place, page = conflict(author, with_pair(award_pairs(), "title", "First"), second)
    author.post(place, choices(page, place))
    assert saved(app, 1)["summary"].startswith("£6,000")


def test_who_leaves_the_page_loses_nothing(app: Flask, author: Officer) -> None:
    first = with_pair(award_pairs(), "title", "First title")
    _, page = conflict(author, first, with_pair(award_pairs(), "title", "Second title"))
    assert saved(app, 1)["title"] == "First title"
    [aside] = asides(app)
    assert f'href="/desk/drafts/{aside.id}"' in page
    assert dict(aside.pairs)["title"] == "Second title"
    assert "Second title (put aside)" in author.get("/desk/")
    assert "Second title" in author.get(f"/desk/drafts/{aside.id}")


def test_a_conflict_met_again_puts_aside_once(app: Flask, author: Officer) -> None:
    second = with_pair(award_pairs(), "title", "Second title")
    place, page = conflict(author, with_pair(award_pairs(), "title", "First"), second)
    third = [*with_pair(award_pairs(), "title", "Third"), ("version", "2"), ("save", "1")]
    author.post(place, third)
    page = author.post(place, choices(page, place, title="typed"), 422)
    assert "<mark>Third</mark>" in page
    assert len(asides(app)) == 1
    author.post(place, choices(page, place, title="typed"))
    assert saved(app, 1)["title"] == "Second title"
    assert asides(app) == []


def test_another_officers_draft_is_not_taken_for_one_put_aside(app: Flask, author: Officer, publisher: Officer) -> None:
    other = draft_of(publisher, "save")
    mine = draft_of(author, "save")
    author.get(f"/desk/drafts/{mine}")
    author.post(f"/desk/drafts/{mine}", [*award_pairs(), ("version", "1"), ("aside", str(other)), ("save", "1")])
    publisher.get(f"/desk/drafts/{other}")


def rows(*names: str) -> Pairs:
    return [(f"risks-{place}-risk", name) for place, name in enumerate(names)]


def test_rows_are_matched_before_they_are_compared(app: Flask) -> None:
    old = DecisionForm(rows("Rain", "Snow", "Frost"))
    new = DecisionForm(rows("Hail", "Rain", "Snow and ice", "Frost"))
    found = {one.name: one for one in differing(old, new)}
    assert list(found) == ["risks+new-0", "risks-2-risk"]
    assert found["risks+new-0"].label == "Risk 1, only in what you typed"
    assert dict(merged(old, new, {"risks+new-0": SAVED, "risks-2-risk": SAVED})) == dict(rows("Rain", "Snow", "Frost"))
    assert dict(merged(old, new, {})) == dict(new.pairs)
    back = differing(new, old)
    assert [(one.name, one.default) for one in back] == [("risks+0", SAVED), ("risks-1-risk", TYPED)]
    assert dict(merged(new, old, {})) == dict(rows("Hail", "Rain", "Snow", "Frost"))


words = st.sampled_from(["", "Rain", "Snow", "Frost", "Hail"])
version = st.tuples(words, words, st.lists(words, max_size=5))


def form(one: tuple[str, str, list[str]]) -> DecisionForm:
    title, summary, risks = one
    return DecisionForm([("title", title), ("summary", summary), *rows(*risks)])


def said(pairs: Any) -> list[str]:
    """Return what two versions are told apart by: their answers, without blank rows."""
    made = DecisionForm(pairs)
    return [str(made["title"].data), str(made["summary"].data), *(str(one) for one in made.document().get("risks", []))]


@given(version, version)
def test_choosing_one_side_throughout_gives_that_side(one: Any, other: Any) -> None:
    old, new = form(one), form(other)
    for side, whole in ((SAVED, old), (TYPED, new)):
        chosen = {each.name: side for each in differing(old, new)}
        assert said(merged(old, new, chosen)) == said(whole.pairs)


@given(version, version)
def test_by_default_no_word_of_either_goes_but_where_both_say_something(one: Any, other: Any) -> None:
    old, new = form(one), form(other)
    kept = set(said(merged(old, new, {})))
    assert set(said(new.pairs)) - {"None"} <= kept


@pytest.mark.parametrize("aside", ["", "x", "-1", "9" * 30, "\u0661", "999"])
def test_a_malformed_number_of_what_was_put_aside_does_no_harm(author: Officer, aside: str) -> None:
    draft_id = draft_of(author, "save")
    author.get(f"/desk/drafts/{draft_id}")
    author.post(f"/desk/drafts/{draft_id}", [*award_pairs(), ("version", "1"), ("aside", aside), ("save", "1")])
