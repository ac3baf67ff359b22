"""The records family: what each feed holds, how it is found, and that it moves only with the record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import feedparser
import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree

from register.extensions import db, writing
from register.factory import create_app
from register.finding import taking
from register.organisations.writing import put_body
from register.settings import Settings
from tests.beginning import BEGAN
from tests.decisions.builders import BODY, WEAR_VALE_HALLS, ending
from tests.feeds.publishing import OPENED, publication, publish_many, publish_now
from tests.feeds.removing import hold
from tests.feeds.standard import ATOM, HISTORY, faults, ids, link

TAG = "tag:register.test,2026:"
ORGANISATION = WEAR_VALE_HALLS.identifiers[0]
ADDRESSES = (
    "/everything.atom",
    "/decisions.atom",
    "/decisions.atom?type=award",
    "/search.atom",
    "/search.atom?q=halls",
    f"/organisations/{ORGANISATION}.atom",
    "/compact/3.3.atom",
    "/compact/4.4.atom?finding=kept",
    "/changes.atom",
)


@pytest.fixture
def published(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """Return a register with two awards and an ending by a party to the Compact."""
    monkeypatch.setattr("register.entries.writing.now_utc", lambda: BEGAN)
    with app.app_context(), writing() as connection:
        put_body(connection, identifier=BODY.identifier, name=BODY.name, party_from="2012-01-01", invented=True)
    publish_now(app, publication(title="A first award"), publication(title="A second award"))
    publish_now(app, replace(publication(), document=_ended()), at=OPENED + timedelta(days=1))
    return app


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_feed_is_valid(address: str, client: FlaskClient, published: Flask) -> None:
    full = client.get(address)
    assert full.status_code == 200
    assert full.content_type == "application/atom+xml; charset=utf-8"
    assert faults(full.data) == []
    assert ids(full.data)
    assert not feedparser.parse(full.data).bozo


@pytest.mark.parametrize("address", [a for a in ADDRESSES if "/organisations/" not in a])
def test_every_feed_of_an_empty_register_is_valid(address: str, client: FlaskClient, app: Flask) -> None:
    publish_now(app)  # nothing, but the index is made
    empty = client.get(address)
    assert faults(empty.data) == []
    assert ids(empty.data) == []
    assert not feedparser.parse(empty.data).bozo


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_feed_links_to_itself_canonically_and_to_its_page(
    address: str, client: FlaskClient, published: Flask
) -> None:
    document = client.get(address).data
    assert link(document, "self") == f"https://register.test{address}"
    page = link(document, "alternate")
    assert page is not None
    shown = client.get(page.removeprefix("https://register.test"))
    assert (shown.status_code, shown.mimetype) == (200, "text/html")
    assert etree.fromstring(document).findtext(f"{ATOM}id") == f"{TAG}feed:{address}"


def test_an_entry_carries_title_summary_and_link_but_no_rationale(client: FlaskClient, published: Flask) -> None:
    read = feedparser.parse(client.get("/everything.atom").data)
    newest, first = read.entries[0], read.entries[-1]
    assert newest.title == "Rent support ends"
    assert newest.link == "https://register.test/decisions/FD-2027-0003"
    assert newest.id == f"{TAG}FD-2027-0003"
    assert newest.summary.startswith("Invented example.\nEnding: ")
    assert "Wear Vale Halls (invented)" in first.summary
    assert "It met both criteria" not in client.get("/everything.atom").text
    assert client.get(newest.link.removeprefix("https://register.test")).status_code == 200


def test_the_record_published_or_corrected_last_comes_first_under_the_same_id(
    client: FlaskClient, published: Flask
) -> None:
    before = ids(client.get("/everything.atom").data)
    publish_now(
        published,
        publication(title="A first award, corrected", entry_id=1, change_note="The title."),
        at=OPENED + timedelta(days=2),
    )
    document = client.get("/everything.atom").data
    assert ids(document) == [before[2], before[0], before[1]]
    corrected = etree.fromstring(document).find(f"{ATOM}entry")
    assert corrected is not None
    assert corrected.findtext(f"{ATOM}title") == "A first award, corrected"
    assert corrected.findtext(f"{ATOM}published") == OPENED.isoformat()
    assert corrected.findtext(f"{ATOM}updated") == (OPENED + timedelta(days=2)).isoformat()
    assert faults(document) == []


def test_ids_are_independent_of_host_and_of_titles(published: Flask, settings: Settings) -> None:
    with another_worker(settings, public_url="https://elsewhere.test", register_name="Another name") as elsewhere:
        for address in ADDRESSES:
            here, there = published.test_client().get(address), elsewhere.test_client().get(address)
            assert _all_ids(here.data) == _all_ids(there.data)
            assert here.data != there.data


@pytest.mark.parametrize("address", ADDRESSES)
def test_bytes_are_the_same_on_another_worker_at_another_time(
    address: str, published: Flask, settings: Settings
) -> None:
    first = published.test_client().get(address)
    with another_worker(settings) as other:
        other.config["TODAY"] = date(2029, 12, 31)
        second = other.test_client().get(address)
    assert (second.data, second.headers["ETag"]) == (first.data, first.headers["ETag"])


@contextmanager
def another_worker(settings: Settings, **changes: object) -> Iterator[Flask]:
    """Make another application on the same register, with these settings changed."""
    made = create_app(settings.model_copy(update=changes))
    yield made
    with made.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture(params=[0, 16], ids=["without page cache", "behind page cache"])
def served(request: pytest.FixtureRequest, published: Flask, settings: Settings) -> Iterator[FlaskClient]:
    """Return a reader's browser, with the page cache and without it."""
    with another_worker(settings, page_cache_megabytes=request.param) as made:
        yield made.test_client()


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_feed_that_has_not_changed_answers_304(address: str, served: FlaskClient) -> None:
    first = served.get(address)
    etag = first.headers["ETag"]
    assert not etag.startswith("W/")
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert "Set-Cookie" not in first.headers and "Cookie" not in first.headers.get("Vary", "")
    again = served.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == etag
    head = served.head(address)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", etag)
    assert head.headers["Content-Length"] == first.headers["Content-Length"]


def test_a_change_ends_the_304(published: Flask, client: FlaskClient) -> None:
    first = client.get("/everything.atom")
    publish_now(published, publication(title="One more"), at=OPENED + timedelta(days=3))
    assert client.get("/everything.atom", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take acts of the future, too, for acts that were long ago."""
    monkeypatch.setattr(taking, "SETTLED", timedelta(days=-10_000))


def _since(client: FlaskClient, address: str, moment: str) -> int:
    return client.get(address, headers={"If-Modified-Since": moment}).status_code


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_feed_that_has_not_changed_since_a_date_answers_304(
    address: str, published: Flask, settled: None, client: FlaskClient
) -> None:
    published.config["TODAY"] = (OPENED + timedelta(days=3)).date()
    modified = client.get(address).headers["Last-Modified"]
    assert _since(client, address, modified) == 304
    publish_now(published, publication(title="One more of the halls"), at=OPENED + timedelta(days=3))
    assert _since(client, address, modified) == 200


def test_no_date_is_promised_of_what_has_only_just_changed(
    published: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "SETTLED", timedelta(days=36_500))
    assert "Last-Modified" not in client.get("/everything.atom").headers


@pytest.mark.parametrize("change", [{"name": "Another name (invented)"}, {"party_until": "2026-01-01"}])
def test_a_change_of_the_reference_data_ends_the_304(
    change: dict[str, str], published: Flask, settled: None, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    modified = client.get("/everything.atom").headers["Last-Modified"]
    assert _since(client, "/everything.atom", modified) == 304
    monkeypatch.setattr("register.entries.writing.now_utc", lambda: "2027-02-06T12:00:00.500000Z")
    body: dict[str, Any] = {
        "identifier": BODY.identifier,
        "name": BODY.name,
        "party_from": "2012-01-01",
        "invented": True,
    }
    with published.app_context(), writing() as connection:
        put_body(connection, **{**body, **change})
    assert client.get("/everything.atom").headers["Last-Modified"] == "Sat, 06 Feb 2027 12:00:00 GMT"
    assert _since(client, "/everything.atom", modified) == 200


def test_a_new_day_ends_the_304_where_findings_are_asked_for(
    published: Flask, settled: None, settings: Settings
) -> None:
    with another_worker(settings, page_cache_megabytes=0) as worker:
        client, address = worker.test_client(), "/decisions.atom?finding=kept"
        worker.config["TODAY"] = date(2027, 2, 1)
        modified = client.get(address).headers["Last-Modified"]
        assert modified == "Mon, 01 Feb 2027 00:00:00 GMT"
        assert _since(client, address, modified) == 304
        worker.config["TODAY"] = date(2027, 7, 2)
        assert client.get(address).headers["Last-Modified"] == "Thu, 01 Jul 2027 23:00:00 GMT", "midnight in London"
        assert _since(client, address, modified) == 200
        assert client.get("/decisions.atom").last_modified == OPENED.replace(microsecond=0) + timedelta(days=1)


def test_no_date_is_promised_while_the_index_lags(published: Flask, settled: None, client: FlaskClient) -> None:
    publish_now(published, publication(title="One more"), at=OPENED + timedelta(days=3), indexed=False)
    assert "Last-Modified" not in client.get("/search.atom?q=halls").headers
    assert "Last-Modified" in client.get("/search.atom").headers


def test_queries_are_canonical_whatever_way_they_are_asked(client: FlaskClient, published: Flask) -> None:
    asked = client.get("/decisions.atom?utm_source=x&year=2026&type=ending&sort=amount&type=award&kind=decision")
    assert link(asked.data, "self") == "https://register.test/decisions.atom?type=award&type=ending&year=2026"
    plain = client.get("/decisions.atom?type=award&type=ending&year=2026")
    assert asked.data == plain.data
    assert asked.headers["ETag"] == plain.headers["ETag"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/decisions.atom?from=yesterday", 400),
        ("/decisions.atom?after=nonsense", 400),
        ("/everything.atom?after=%5B%5D", 400),
        ("/search.atom?before=WzEsIDFd", 400),
        ("/search.atom?q=" + "x" * 30_000, 400),
        ("/search.atom?undertaking=9.9", 400),
        ("/compact/9.9.atom", 404),
        ("/organisations/XI-NOBODY.atom", 404),
        ("/nonsense.atom", 404),
        ("/changes/1-250.atom", 404),
        ("/changes/0-249.atom", 404),
        ("/changes/1-99999999999999999999999.atom", 404),
    ],
)
def test_addresses_that_mean_nothing_are_refused(
    address: str, status: int, client: FlaskClient, published: Flask
) -> None:
    assert client.get(address).status_code == status


def test_what_the_path_says_cannot_be_overruled(client: FlaskClient, published: Flask) -> None:
    document = client.get("/compact/3.3.atom?undertaking=1.1").data
    assert link(document, "self") == "https://register.test/compact/3.3.atom"


def test_filters_choose_and_are_named_in_the_title(client: FlaskClient, published: Flask) -> None:
    document = client.get("/decisions.atom?type=ending").data
    assert ids(document) == [f"{TAG}FD-2027-0003"]
    assert etree.fromstring(document).findtext(f"{ATOM}title") == (
        "Funding decisions: Ending – County Durham Compact Register"
    )


def test_without_an_index_a_search_feed_says_so_instead_of_being_empty(app: Flask, client: FlaskClient) -> None:
    answer = client.get("/search.atom?q=halls")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert client.get("/search.atom").status_code == 200


def test_the_live_feed_holds_fifty_entries_and_says_where_it_goes_on(app: Flask, client: FlaskClient) -> None:
    publish_many(app, 60, every=timedelta(days=1))
    document = client.get("/everything.atom").data
    assert len(ids(document)) == 50
    assert link(document, "next") is not None
    assert etree.fromstring(document).find(f"{HISTORY}complete") is None


def test_the_live_feed_holds_thirty_days_where_that_is_more(app: Flask, client: FlaskClient) -> None:
    publish_many(app, 20)
    publish_many(app, 70, at=OPENED + timedelta(days=20))
    publish_many(app, 1, at=OPENED + timedelta(days=45))
    document = client.get("/everything.atom").data
    assert len(ids(document)) == 71
    assert len(ids(_next(client, document))) == 20


def test_the_live_feed_has_an_end_however_much_is_published_at_once(app: Flask, client: FlaskClient) -> None:
    publish_many(app, 620)
    document = client.get("/everything.atom").data
    assert len(ids(document)) == 500
    pages = [document]
    while link(pages[-1], "next"):
        pages.append(_next(client, pages[-1]))
        assert faults(pages[-1]) == []
        assert link(pages[-1], "first") == "https://register.test/everything.atom"
    found = [one for page in pages for one in ids(page)]
    assert len(found) == len(set(found)) == 620


def test_a_feed_that_holds_all_there_is_says_so(client: FlaskClient, published: Flask) -> None:
    assert etree.fromstring(client.get("/decisions.atom").data).find(f"{HISTORY}complete") is not None


def test_hostile_text_in_a_record_breaks_no_feed(app: Flask, client: FlaskClient) -> None:
    hostile = "\x00\x1b]]> <b>&amp; \ufffe 👩‍👩‍👧‍👦 " + "x" * 10_000
    publish_now(app, publication(title=hostile, summary=hostile, amount_awarded=Decimal("0.01")))
    for address in ("/everything.atom", "/changes.atom"):
        document = client.get(address).data
        assert faults(document) == []
        assert "<b>&amp; " in (etree.fromstring(document).findtext(f"{ATOM}entry/{ATOM}title") or "")


def test_feeds_are_dated_by_the_record_alone(client: FlaskClient, published: Flask) -> None:
    document = client.get("/everything.atom").data
    assert etree.fromstring(document).findtext(f"{ATOM}updated") == (OPENED + timedelta(days=1)).isoformat()


def test_a_feed_is_as_new_as_the_newest_change_in_it(app: Flask, client: FlaskClient) -> None:
    publish_many(app, 3)
    hold(app, 1, "summary", at=OPENED + timedelta(days=30))
    document = etree.fromstring(client.get("/everything.atom").data)
    assert document.findtext(f"{ATOM}updated") == max(one.text for one in document.iter(f"{ATOM}updated"))


def _ended() -> dict[str, object]:
    document: dict[str, object] = ending().model_dump(mode="json", exclude_none=True)
    return document


def _all_ids(document: bytes) -> list[str | None]:
    return [one.text for one in etree.fromstring(document).iter(f"{ATOM}id")]


def _next(client: FlaskClient, document: bytes) -> bytes:
    address = link(document, "next")
    assert address is not None
    further: bytes = client.get(address.removeprefix("https://register.test")).data
    return further
