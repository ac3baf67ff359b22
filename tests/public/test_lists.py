"""Lists and search: filters, what is in force, sorting, paging, and the fragments that htmx asks for."""

from __future__ import annotations

import html5lib
import pytest
from flask import Flask

from register.core.content import Claim
from register.settings import Settings
from tests.decisions.builders import decision, ending
from tests.public.conftest import publish_all, written
from tests.public.reading import Page, Reader


def titles(page: Page) -> list[str]:
    return ["".join(one.itertext()) for one in page.tree.iter("h3") if one.get("class") == "register-result__title"]


def marks_of(page: Page) -> dict[str, list[str]]:
    """Return the marks of each entry in a list by its title."""
    found = {}
    for result in (one for one in page.tree.iter("li") if one.get("class") == "register-result"):
        title = "".join(next(result.iter("h3")).itertext())
        shown = [one for one in result.iter("p") if one.get("class") == "register-result__marks"]
        found[title] = ["".join(mark.itertext()) for marks in shown for mark in marks]
    return found


def test_a_list_shows_its_entries_newest_first(reader: Reader) -> None:
    page = reader.read("/decisions/")
    assert titles(page)[0] == "Rent support ends"
    assert titles(page)[-1] == "A grant for a summer scheme"
    assert "4 funding decisions" in page.words


def test_a_filter_narrows_and_can_be_taken_off(reader: Reader) -> None:
    page = reader.read("/decisions/")
    narrowed = reader.read(page.links["Ending"])
    assert titles(narrowed) == ["Rent support ends"]
    assert "1 funding decision" in narrowed.words
    assert narrowed.links["Ending, remove filter ✕"] == "/decisions/"
    assert narrowed.heading == "Funding decisions"


def test_two_values_of_a_filter_widen_it(reader: Reader) -> None:
    page = reader.read(reader.read("/decisions/?type=ending").links["Refusal"])
    assert sorted(titles(page)) == ["An application for a new roof is refused", "Rent support ends"]
    assert page.links["Ending, remove filter ✕"] == "/decisions/?type=refusal"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/decisions/?year=2016", {"A grant for a summer scheme"}),
        ("/decisions/?from=2026-04-01", {"Rent support ends"}),
        ("/decisions/?to=2016-12-31", {"A grant for a summer scheme"}),
        ("/decisions/?min=2000&max=50000", {"Rent support for village halls"}),
        ("/decisions/?organisation=XI-CHC-0000009", {"A grant for a summer scheme"}),
        ("/decisions/?undertaking=4.4&finding=kept", {"Rent support ends"}),
        ("/decisions/?undertaking=4.4&finding=kept&finding=not_kept", {"Rent support ends"}),
        ("/search?q=summer", {"A grant for a summer scheme"}),
    ],
)
def test_filters_find_what_they_say(reader: Reader, address: str, expected: set[str]) -> None:
    page = reader.read(address)
    assert set(titles(page)) == expected
    assert "Filters in force" in page.words


def test_what_the_checks_found_is_counted_and_can_be_chosen_together(reader: Reader) -> None:
    page = reader.read("/decisions/?undertaking=4.4")
    shown = page.words.partition("The Compact Kept")[2].split()
    assert shown[0] == "1"
    both = reader.read("/search?finding=kept&finding=not_known")
    assert {"Kept, remove filter ✕", "Not known, remove filter ✕"} <= set(both.links)
    assert both.links["Kept, remove filter ✕"] == "/search?finding=not_known"


@pytest.mark.parametrize(
    "asked", ["year=abc", "year=20166", "type=bogus", "type=award&type=", "amount=9", "organisation=XI-NOBODY"]
)
def test_a_filter_that_can_never_be_is_refused(reader: Reader, asked: str) -> None:
    refused = 200 if asked.endswith("=") else 400  # an empty choice chooses nothing
    assert reader.client.get(f"/decisions/?{asked}").status_code == refused
    assert reader.client.get(f"/search.atom?{asked}").status_code == refused


@pytest.mark.parametrize("asked", ["year=1999", "type=reduction", "instrument=loan", "route=tender", "area=nowhere"])
def test_a_filter_that_no_entry_has_now_finds_nothing(reader: Reader, asked: str) -> None:
    assert titles(reader.read(f"/decisions/?{asked}")) == []
    assert reader.client.get(f"/decisions.atom?{asked}").status_code == 200


def test_active_filters_are_in_words(reader: Reader) -> None:
    page = reader.read("/decisions/?from=2016-01-01&min=1000&organisation=XI-CHC-0000009&undertaking=4.4&q=summer")
    active = [one for one in page.links if one.endswith("remove filter ✕")]
    assert [one.partition(",")[0] for one in active] == [
        "From 1 January 2016", "At least £1", "Friends of the Park (invented)", "“summer”", "Undertaking 4.4",
    ]  # fmt: skip


def test_a_search_keeps_the_filters(reader: Reader) -> None:
    page = reader.read("/decisions/?type=ending&sort=oldest&after=")
    form = next(one for one in page.tree.iter("form") if one.get("role") == "search")
    hidden = {one.get("name"): one.get("value") for one in form.iter("input") if one.get("type") == "hidden"}
    assert hidden == {"type": "ending", "sort": "oldest"}


def test_an_empty_result_says_what_the_register_covers(reader: Reader) -> None:
    page = reader.read("/decisions/?q=xylophone")
    assert "The register holds 4 funding decisions" in page.words
    assert page.links["See all funding decisions"] == "/decisions/"


def test_each_list_announces_the_feed_of_exactly_itself(reader: Reader) -> None:
    page = reader.read("/decisions/?type=ending&sort=oldest")
    feeds = [one.get("href") for one in page.tree.iter("link") if one.get("rel") == "alternate"]
    assert feeds == ["/decisions.atom?type=ending"]
    assert reader.client.get(feeds[0]).status_code == 200


def test_marks_show_what_was_not_kept_or_is_awaited(reader: Reader) -> None:
    assert "Rationale awaited" not in reader.read("/decisions/?year=2016").words, "no party owes it"


def test_marks_tell_what_was_explained_from_what_was_not(app: Flask, settings: Settings) -> None:
    documents = [
        written(decision(title="Nothing written", rationale=None)),
        written(ending({"impact": None}, claims=(Claim(undertaking="4.2", claim="not_kept", explanation="No time."),))),
    ]
    publish_all(app, settings, documents)
    marks = marks_of(Reader(app.test_client()).read("/decisions/"))
    assert marks["Nothing written"] == ["✗ Not kept: 3.3", "? Rationale awaited"]
    assert marks["Rent support ends"] == ["✗ Not kept, explained: 4.2"]


def test_the_page_of_an_undertaking_marks_what_was_found_of_it(app: Flask, settings: Settings) -> None:
    ended = ending({"impact": None}, claims=(Claim(undertaking="2.3", claim="partly"),))
    publish_all(app, settings, [written(ended)])
    reader = Reader(app.test_client())
    assert marks_of(reader.read("/compact/4.4"))["Rent support ends"] == ["✓ Kept"]
    assert marks_of(reader.read("/compact/4.2"))["Rent support ends"] == ["? Not known"]
    assert marks_of(reader.read("/compact/2.3"))["Rent support ends"] == ["The public body says: partly kept"]


def test_htmx_gets_the_same_list_as_a_fragment(reader: Reader) -> None:
    response = reader.fragment("/decisions/?type=ending")
    assert response.status_code == 200
    assert "<html" not in response.text
    assert {"HX-Request", "HX-History-Restore-Request"} <= set(response.vary)
    tree = html5lib.parseFragment(response.text, namespaceHTMLElements=False)
    ids = {element.get("id") for element in tree.iter() if element.get("id")}
    assert {"announce", "search-keeps", "total"} <= ids
    assert "Rent support ends" in response.text
    assert "<title>Funding decisions: Ending" in response.text
    whole = " ".join(reader.client.get("/decisions/?type=ending").text.split())
    listing = " ".join(response.text.partition("</title>")[2].partition('<div id="search-keeps"')[0].split())
    assert listing in whole


@pytest.mark.parametrize("name", ["HX-Boosted", "HX-History-Restore-Request"])
def test_a_restored_or_boosted_page_is_whole(reader: Reader, name: str) -> None:
    response = reader.client.get("/decisions/", headers={"HX-Request": "true", name: "true"})
    assert "<html" in response.text


@pytest.mark.parametrize("first", [{"HX-Request": "True"}, {"HX-Request": "true", "HX-Boosted": "True"}])
def test_however_htmx_is_spelt_a_kept_page_is_whole_for_everybody(reader: Reader, first: dict[str, str]) -> None:
    reader.client.get("/decisions/", headers=first)
    assert "<html" in reader.client.get("/decisions/").text
    assert "<html" not in reader.fragment("/decisions/").text


def test_two_spellings_of_a_theme_have_links_of_their_own(reader: Reader) -> None:
    page = reader.read("/decisions/?theme=Caf%C3%A9&theme=Cafe")
    ids = [element.get("id") for element in page.tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_what_htmx_swaps_has_a_place_on_the_page(reader: Reader) -> None:
    page = reader.read("/decisions/")
    ids = {element.get("id") for element in page.tree.iter()}
    targets = {element.get("data-hx-target") for element in page.tree.iter() if element.get("data-hx-target")}
    assert targets == {"#results"}
    assert {"results", "announce", "search-keeps"} <= ids
    announce = next(element for element in page.tree.iter() if element.get("id") == "announce")
    assert announce.get("role") == "status"
    results = next(element for element in page.tree.iter() if element.get("id") == "results")
    assert announce not in list(results.iter())
    for element in page.tree.iter():
        if element.tag == "a" and element.get("data-hx-get"):
            assert element.get("data-hx-get") == element.get("href")
            assert element.get("id"), "the focus returns to a link by its id"


def test_paging_reaches_every_entry_once(app: Flask, settings: Settings) -> None:
    publish_all(app, settings, [written(decision(title=f"Award {n:02}")) for n in range(60)])
    reader = Reader(app.test_client())
    seen: list[str] = []
    address: str | None = "/decisions/"
    while address:
        page = reader.read(address)
        seen += titles(page)
        address = page.links.get("Next page")
    assert len(seen) == len(set(seen)) == 60
    second = reader.read(reader.read("/decisions/").links["Next page"])
    assert second.links["First page"] == "/decisions/"
    assert titles(reader.read(second.links["Previous page"])) == titles(reader.read("/decisions/"))
