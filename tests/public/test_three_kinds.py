"""The register as a whole: the first page, lists of mixed kinds, chains and organisations over all kinds of entry."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

import pytest

from register.kinds import KINDS
from register.public.matters import Matters
from tests.public.reading import Page, Reader, own_links

DISPUTE = next(kind for kind in KINDS if kind.name == "dispute")
HALLS = "/disputes/demonstration-dispute-village-halls"
CONSULTED = "/consultations/demonstration-consultation-getting-about"
OPEN = "/consultations/demonstration-consultation-warm-places"
ANNOUNCED = "/consultations/demonstration-consultation-empty-buildings"
GROUP = "/organisations/XI-ORG-low-marram-community-transport"
MOST = 400
"""Pages read on a walk: every type of page is among the first."""


def entry(reader: Reader, alias: str) -> str:
    """Return the address of an authored entry of the demonstration."""
    return str(reader.client.get(alias).location)


def section(page: Page, heading: str) -> Element:
    return next(
        one
        for one in page.tree.iter("section")
        for title in one.iter("h2")
        if "".join(title.itertext()).strip() == heading
    )


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_every_page_of_the_demonstration_is_sound_and_leads_somewhere(demonstration: Reader) -> None:
    seen: set[str] = set()
    waiting = ["/", "/consultations/", "/disputes/", entry(demonstration, HALLS), "/search?q=hall", "/compact/4.2"]
    while waiting and len(seen) < MOST:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        response = demonstration.client.get(address)
        assert response.status_code in (200, 301), (address, response.status_code)
        if response.status_code == 200 and response.mimetype == "text/html":
            waiting += sorted(own_links(demonstration.read(address), address))


def test_home_shows_the_doors_of_every_kind(demonstration: Reader) -> None:
    page = demonstration.read("/")
    for door in (door for kind in KINDS for door in kind.doors):
        assert page.links[door.question] == door.href
        assert demonstration.read(door.href)
    assert "Search decisions, consultations and disputes" in page.words


def test_home_shows_what_is_open_and_for_how_long(demonstration: Reader) -> None:
    page = demonstration.read("/")
    shelf = section(page, "Open for your views now")
    assert "Closes in 60 days" in words(shelf)
    address = entry(demonstration, OPEN)
    assert [a.get("href") for a in shelf.iter("a")] == [address, f"{address}.ics"]
    assert demonstration.client.get(f"{address}.ics").mimetype == "text/calendar"


def test_home_tells_what_happened_last_whatever_its_kind(demonstration: Reader) -> None:
    shown = [
        words(one)
        for one in section(demonstration.read("/"), "Newest").iter("li")
        if one.get("class") == "register-brief"
    ]
    kinds = {said.split()[0] for said in shown}
    assert {"Formal", "Award"} <= kinds, "consultations and decisions"
    feedback = next(said for said in shown if "Getting about" in said)
    assert re.search(r"Outcome published \d+ \w+ 2026 Getting about .*14 views, 5 acted on", feedback)
    assert not any("Warm places" in said for said in shown), "it stands on its shelf already"


@pytest.mark.parametrize(
    ("alias", "state", "turns"), [(OPEN, "Open", "Closes in 60 days"), (ANNOUNCED, "Announced", "Opens in 42 days")]
)
def test_a_list_tells_where_each_stands_and_until_when(
    demonstration: Reader, alias: str, state: str, turns: str
) -> None:
    page, address = demonstration.read("/consultations/"), entry(demonstration, alias)
    results = [one for one in page.tree.iter("li") if one.get("class") == "register-result"]
    [result] = [one for one in results if one.find(f".//a[@href='{address}']") is not None]
    assert words(result).startswith(f"{state} Invented example {turns} · ")


def test_an_organisation_finds_each_of_its_views_and_what_became_of_it(demonstration: Reader) -> None:
    index = demonstration.read("/organisations/?role=author+of+a+view")
    assert index.heading == "What happened to our response?"
    assert "Organisations are named only where they agreed to it" in index.words
    assert "Coalmoor District Council (invented)" not in index.links, "it raised no view"
    page = demonstration.read(index.links["Low Marram Community Transport (invented)"])
    address = entry(demonstration, CONSULTED)
    views = {href: label for label, href in page.links.items() if href.startswith(f"{address}#view-")}
    assert [href.rpartition("-")[2] for href in views] == ["1", "2", "5", "7", "8"]
    assert re.fullmatch(r"View 8, on .*\. Not acted on: .+", views[f"{address}#view-8"])
    ids = {one.get("id") for one in demonstration.read(address).tree.iter()}
    assert {href.partition("#")[2] for href in views} <= ids
    assert "In all: 1 entry as recipient, £25,000 awarded; 2 entries as author of a view; " in page.words


def test_a_filter_of_views_changes_what_is_shown_and_not_the_address_to_cite(demonstration: Reader) -> None:
    address = entry(demonstration, CONSULTED)
    whole = demonstration.read(address)
    narrowed = demonstration.read(f"{address}?disposition=not_acted_on")
    assert "There is no" in whole.words or len(narrowed.words) < len(whole.words)
    for asked in ("?disposition=nonsense", "?nonsense=1"):
        assert demonstration.read(address + asked).words == whole.words
    canonical = [one.get("href") for one in narrowed.tree.iter("link") if one.get("rel") == "canonical"]
    assert canonical == [f"https://register.test{address}"]


def test_a_role_that_several_have_is_no_feed_of_one(demonstration: Reader) -> None:
    page = demonstration.read(entry(demonstration, CONSULTED))
    feeds = {label for label in page.links if label.endswith("(Atom feed)")}
    assert "Coalmoor District Council (invented) (Atom feed)" in feeds
    assert "Low Marram Community Transport (invented) (Atom feed)" not in feeds


def test_sheets_are_other_views_of_an_entry(demonstration: Reader) -> None:
    address = entry(demonstration, OPEN)
    page = demonstration.read(address)
    assert page.links["A notice to print, with a QR code"] == f"{address}/notice"
    offers = section(page, "Pass it on")
    assert [a.get("href") for a in offers.iter("a")] == [f"{address}/notice", f"{address}/text"]
    assert offers.find(".//textarea") is not None and page.words.count("newsletter") == 2, "all in one place"
    assert "Warm places" in demonstration.read(f"{address}/notice").heading
    text = demonstration.client.get(f"{address}/text")
    assert text.mimetype == "text/plain"
    assert text.text.startswith("WARM PLACES") and text.text.endswith(f"https://register.test{address}")
    assert demonstration.client.get("/consultations/CO-1999-0001/notice").status_code == 404
    assert demonstration.client.get(f"{entry(demonstration, HALLS)}/notice").status_code == 404


def test_home_tells_how_many_disputes_are_open_and_nothing_else_of_them(demonstration: Reader) -> None:
    shown = words(section(demonstration.read("/"), "Disputes that are still open"))
    assert shown.endswith("2 open disputes, not yet public. The longest has been open for 96 days.")
    assert "2 open disputes are not yet public. The longest has been open for 96 days." in (
        demonstration.read("/disputes/").words
    )
    for address in ("/", "/disputes/", "/search?q=choir+room"):
        assert "asked to pay for a room" not in demonstration.read(address).words


@pytest.mark.parametrize(
    ("kept_back", "public", "in_all", "not_yet_public"),
    [
        ((), (), "No dispute is open.", "No dispute is open."),
        ((), (7,), "1 open dispute. It has been open for 7 days.", "Every open dispute is listed here."),
        (
            (1,),
            (),
            "1 open dispute, not yet public. It has been open for 1 day.",
            "1 open dispute is not yet public. It has been open for 1 day.",
        ),
        (
            (214, 3),
            (200,),
            "3 open disputes, 2 of them not yet public. The longest has been open for 214 days.",
            "2 open disputes are not yet public. The longest has been open for 214 days.",
        ),
    ],
)
def test_open_matters_are_told_in_plain_words(
    kept_back: tuple[int, ...], public: tuple[int, ...], in_all: str, not_yet_public: str
) -> None:
    told = Matters(DISPUTE, kept_back, public)
    assert (told.in_all(), told.not_yet_public()) == (in_all, not_yet_public)
    assert told.href == ("/disputes/?state=open" if public else None)


def test_a_search_of_every_kind_offers_the_kinds_and_what_they_have_in_common(demonstration: Reader) -> None:
    page = demonstration.read("/search?q=hall")
    headings = [words(one) for one in page.tree.iter("h3") if one.get("class") == "register-facet__title"]
    assert headings[0] == "Kind of entry"
    assert "Public body" in headings
    assert not {"What was decided", "How it ended", "Kind of consultation"} & set(headings)
    chosen = demonstration.read("/search?kind=dispute&q=hall")
    assert "How it ended" in chosen.words
    switched = {href for label, href in chosen.links.items() if label == "Funding decisions"}
    assert switched == {"/search?kind=decision&q=hall"}, "another kind takes the place of the first"


def test_a_list_without_sums_asks_for_none(demonstration: Reader) -> None:
    assert "At least, in pounds" in demonstration.read("/decisions/").words
    for kind in ("consultations", "disputes"):
        page = demonstration.read(f"/{kind}/")
        assert "in pounds" not in page.words
        assert "Largest amount first" not in page.links


def test_a_chain_shows_every_hop_from_each_of_its_entries(demonstration: Reader) -> None:
    address = entry(demonstration, HALLS)
    links = list(section(demonstration.read(address), "What led here and what followed").iter("li"))
    here = [one for one in links if one.get("aria-current")]
    assert len(here) == 1
    assert words(here[0]).startswith("You are here Dispute: Closed")
    paths = {a.get("href", "") for one in links for a in one.iter("a")}
    assert len(paths) == len(links) - 1 >= 3
    for path in paths:
        other = section(demonstration.read(path), "What led here and what followed")
        assert {a.get("href", "") for a in other.iter("a")} == (paths | {address}) - {path}
    dates = [time.get("datetime") for one in links for time in one.iter("time")]
    assert dates == sorted(dates, key=str)


def test_an_organisations_time_line_holds_money_and_disputes(demonstration: Reader) -> None:
    page = demonstration.read("/organisations/XI-ORG-wear-vale-halls")
    assert page.links["Village hall rent support for Wear Vale Halls (invented) ends on 30 June 2026"]
    assert "as party that raised it" in page.words
    totals = re.findall(r"In all: \d entr(?:y|ies)(?: as recipient)?, £[\d,]+ awarded", page.words)
    assert totals


def test_one_sides_word_is_told_as_such_though_nobody_is_named_before_it(demonstration: Reader) -> None:
    words_of_one = demonstration.read("/compact/1.8").words
    assert "One side says: kept" in words_of_one
    assert "The other side" not in words_of_one


def test_a_role_that_nobody_has_lists_nobody(demonstration: Reader) -> None:
    page = demonstration.read("/organisations/?role=%3Cb%3Enobody")
    assert "No organisation appears in that way yet." in page.words
    assert page.heading == "Organisations"
