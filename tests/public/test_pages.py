"""Every page for readers is sound, leads only to what exists, and says what it should."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest

from register.compact.document import load
from register.core.calendar import day_in_words, now_utc
from register.public.pages import STATEMENT_REVIEWED
from tests.public.conftest import LICENCE
from tests.public.reading import Reader, own_links

YEAR = now_utc()[:4]
FIRST, ENDED, REFUSED, IMPORTED = (f"/decisions/FD-{YEAR}-000{number}" for number in (1, 2, 3, 4))
ADDRESSES = (
    "/",
    "/decisions/",
    "/decisions/?type=ending",
    "/decisions/?q=zzzz",
    FIRST,
    ENDED,
    REFUSED,
    IMPORTED,
    f"{FIRST}/history",
    f"{FIRST}/revisions/1",
    f"{FIRST}/revisions/2",
    "/consultations/",
    "/disputes/",
    "/search",
    "/search?q=village",
    "/organisations/",
    "/organisations/?role=recipient",
    "/organisations/?q=halls",
    "/organisations/XI-CHC-0000001",
    "/organisations/XI-BODY-exampleton",
    "/compact/",
    "/compact/4.4",
    "/log/",
    "/log/act/0",
    "/log/act/5",
    "/about",
    "/licence",
    "/privacy",
    "/accessibility",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_is_sound(reader: Reader, address: str) -> None:
    reader.read(address)
    assert reader.client.head(address).status_code == 200
    assert reader.client.head(address).data == b""


def test_every_link_leads_somewhere(reader: Reader) -> None:
    seen: set[str] = set()
    waiting = list(ADDRESSES)
    while waiting and len(seen) < 250:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        response = reader.client.get(address)
        assert response.status_code in (200, 301), (address, response.status_code)
        assert "Set-Cookie" not in response.headers
        if response.status_code == 200 and response.mimetype == "text/html":
            waiting += sorted(own_links(reader.read(address), address))


def test_home_says_what_this_is_and_shows_the_newest(reader: Reader) -> None:
    page = reader.read("/")
    assert "checked against the promises" in page.words
    assert page.links["Why was this grant awarded, refused or ended?"] == "/decisions/"
    assert page.links["Where was the Compact not kept?"] == "/search?finding=not_kept&finding=not_kept_explained"
    assert page.words.index("Rent support ends") < page.words.index("A grant for a summer scheme")


def test_an_ending_answers_its_reader_first(reader: Reader) -> None:
    page = reader.read(ENDED)
    assert page.heading == "Rent support ends"
    assert "£12,000 a year → £0 from 1 September 2026" in page.words
    assert page.links["Wear Vale Halls (invented)"] == "/organisations/XI-CHC-0000001"
    assert "We were not asked." in page.words
    assert page.links["Rent support for village halls"] == FIRST
    assert "Invented example" in page.words
    assert f"FD-{YEAR}-0002" in page.words


def test_the_chain_is_shown_from_both_ends(reader: Reader) -> None:
    assert reader.read(FIRST).links["Rent support ends"] == ENDED


def test_an_imported_award_is_attributed(reader: Reader) -> None:
    page = reader.read(IMPORTED)
    assert LICENCE in page.words
    assert "Rationale awaited: the file carries none" in page.words
    assert page.links["Grants of 2016"] == "https://example.org/grants.csv"
    assert "not a party to the Compact" in page.words
    assert "Invented example" not in page.words


@pytest.mark.parametrize(
    "address",
    [
        "/decisions/360G-example/7",
        "/decisions/360G-example%2F7",
        "/decisions/360G-example-8",
        f"/decisions/fd-{YEAR}-0004",
        f"/decisions/FD-{YEAR}-0004/",
    ],
)
def test_other_names_of_an_entry_lead_to_it_for_good(reader: Reader, address: str) -> None:
    response = reader.client.get(address)
    assert (response.status_code, response.location) == (301, IMPORTED)


def test_another_name_keeps_what_the_address_asks(reader: Reader) -> None:
    response = reader.client.get("/decisions/360G-example/7?disposition=not+acted%0d%0aon")
    assert (response.status_code, response.location) == (301, f"{IMPORTED}?disposition=not+acted%0d%0aon")


def test_an_older_revision_says_so(reader: Reader) -> None:
    page = reader.read(f"{FIRST}/revisions/1")
    assert "This is revision 1 of 2" in page.words
    assert page.links["See the newest"] == FIRST
    assert "£12,000 a year" in page.words
    assert "As it was found when this revision was published." in page.words
    canonical = [link.get("href") for link in page.tree.iter("link") if link.get("rel") == "canonical"]
    assert canonical == [f"https://register.test{FIRST}"]


def test_history_shows_what_changed_word_by_word(reader: Reader) -> None:
    page = reader.read(f"{FIRST}/history")
    assert [deleted.text for deleted in page.tree.iter("del")] == ["£12,000"]
    assert [inserted.text for inserted in page.tree.iter("ins")] == ["£14,000"]
    assert "The amount was wrong." in page.words


def test_a_citation_says_which_revision(reader: Reader) -> None:
    page = reader.read(FIRST)
    assert f"“Rent support for village halls”, FD-{YEAR}-0001, revision 2" in page.words
    assert f"https://register.test{FIRST}/revisions/2" in page.words


def test_an_offer_to_print_waits_for_the_script_that_can(reader: Reader) -> None:
    offer = next(one for one in reader.read(FIRST).tree.iter("p") if "data-print" in one.attrib)
    assert "hidden" in offer.attrib
    assert [button.text for button in offer.iter("button")] == ["Print this page"]


def test_linked_data_describes_the_entry(reader: Reader) -> None:
    data = reader.client.get(FIRST).text.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert '"@type": "MonetaryGrant"' in data
    assert f'"identifier": "FD-{YEAR}-0001"' in data


def test_an_organisation_has_one_time_line_with_totals(reader: Reader) -> None:
    page = reader.read("/organisations/XI-CHC-0000001")
    assert page.heading == "Wear Vale Halls (invented)"
    assert "In all: 2 entries, £14,000 awarded" in page.words
    assert page.words.index("Rent support ends") < page.words.index("Rent support for village halls")


def test_a_public_body_says_whether_it_is_a_party(reader: Reader) -> None:
    assert "Party to the Compact from 1 January 2012" in reader.read("/organisations/XI-LAE-COALMOOR").words
    assert "Not a party to this Compact" in reader.read("/organisations/XI-BODY-exampleton").words


def test_totals_say_what_they_add_up(reader: Reader) -> None:
    assert "A sum a year counts once" in reader.read("/organisations/XI-CHC-0000001").words
    assert "A sum a year" not in reader.read("/organisations/?q=halls").words


def test_organisations_can_be_found(reader: Reader) -> None:
    feeds = [link.get("href") for link in reader.read("/organisations/").tree.iter("link") if link.get("type")]
    assert "/everything.atom" in feeds
    assert "Wear Vale Halls (invented)" in reader.read("/organisations/?q=vale+halls").links
    assert "No organisation here has “zebra”" in reader.read("/organisations/?q=zebra").words


def test_every_undertaking_has_its_page(reader: Reader) -> None:
    for undertaking in load().undertakings:
        page = reader.read(f"/compact/{undertaking.number}")
        assert page.heading == f"Undertaking {undertaking.number}"
    page = reader.read("/compact/4.4")
    assert page.links["Outcome 4"] == "/compact/#outcome-4"
    assert page.links["Rent support ends"] == ENDED
    assert page.links["Kept"] == "/search?finding=kept&undertaking=4.4"


@pytest.mark.parametrize(
    "address",
    ["/nothing", "/decisions/FD-1999-0001", f"{FIRST}/revisions/3", f"{FIRST}/revisions/0", f"{FIRST}/revisions/01",
     "/compact/9.9", "/compact/4.40", "/organisations/XI-NONE", "/decisions/FD-1999-0001/history", "/sitemap-99.xml",
     f"{FIRST}/revisions/" + "9" * 5000],
)  # fmt: skip
def test_what_does_not_exist_is_a_page_with_a_search(reader: Reader, address: str) -> None:
    page = reader.read(address, 404)
    assert [field.get("name") for field in page.tree.iter("input")] == ["q"]


def test_robots_and_search_description(reader: Reader) -> None:
    robots = reader.client.get("/robots.txt").text
    assert "Sitemap: https://register.test/sitemap.xml" in robots
    description = ElementTree.fromstring(reader.client.get("/opensearch.xml").data)
    urls = [url.get("template") for url in description.iter("{http://a9.com/-/spec/opensearch/1.1/}Url")]
    assert "https://register.test/search?q={searchTerms}" in urls


def test_the_site_map_holds_every_entry_once(reader: Reader) -> None:
    tag = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
    parts = [loc.text for loc in ElementTree.fromstring(reader.client.get("/sitemap.xml").data).iter(tag)]
    places = []
    for part in parts:
        part_map = ElementTree.fromstring(reader.client.get(str(part).removeprefix("https://register.test")).data)
        places += [str(loc.text).removeprefix("https://register.test") for loc in part_map.iter(tag)]
    assert len(places) == len(set(places))
    assert {FIRST, ENDED, REFUSED, IMPORTED, "/", "/compact/1.1"} <= set(places)
    assert all(reader.client.get(place).status_code == 200 for place in places)


def test_security_txt_is_in_force_for_less_than_a_year(reader: Reader) -> None:
    fields = dict(
        line.split(": ", 1) for line in reader.client.get("/.well-known/security.txt").text.splitlines() if line
    )
    left = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
    assert timedelta(days=30) < left < timedelta(days=365)
    assert fields["Contact"].startswith("mailto:")
    assert fields["Canonical"] == "https://register.test/.well-known/security.txt"


def test_the_accessibility_statement_says_when_it_was_reviewed(reader: Reader) -> None:
    assert (
        f"This statement was last reviewed on {day_in_words(STATEMENT_REVIEWED)}."
        in reader.read("/accessibility").words
    )
