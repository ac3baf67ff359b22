"""How downloads are answered: whole or not at all, asked for again only when they changed, and in little memory."""

from __future__ import annotations

import gzip
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from register.core.projection import Spell
from register.downloads import answering
from register.extensions import db, writing
from register.factory import create_app
from register.finding import taking
from register.kinds import KINDS, kind_named
from register.organisations.writing import put_body
from register.settings import Settings
from tests.beginning import BEGAN
from tests.decisions.builders import BODY, WEAR_VALE_HALLS
from tests.downloads.reading import table, whole
from tests.feeds.publishing import OPENED, publication, publish_many, publish_now

LISTS = (
    *(f"/{kind.plural}" for kind in KINDS),
    *(f"/{kind.plural}/{part.name}" for kind in KINDS for part in kind.parts),
    "/search",
    f"/organisations/{WEAR_VALE_HALLS.identifiers[0]}",
    "/compact/3.3",
)
FILES = tuple(f"{path}.{form}" for path in LISTS for form in ("csv", "json"))


@pytest.fixture
def published(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """Return a register with two awards by a party to the Compact, long settled."""
    monkeypatch.setattr("register.entries.writing.now_utc", lambda: BEGAN)
    with app.app_context(), writing() as connection:
        put_body(connection, identifier=BODY.identifier, name=BODY.name, party_from="2012-01-01", invented=True)
    publish_now(app, publication(title="A hall"), publication(title="A second award"))
    return app


@pytest.mark.parametrize("address", FILES)
def test_a_file_says_what_it_is(address: str, client: FlaskClient, published: Flask) -> None:
    published.config["TODAY"] = date(2027, 1, 31)
    answer = client.get(address)
    assert answer.status_code == 200
    form = address.rpartition(".")[2]
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["Content-Disposition"].endswith(f"-2027-01-31.{form}")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.content_type in ("text/csv; charset=utf-8", "application/json; charset=utf-8")
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert "Set-Cookie" not in answer.headers and "Cookie" not in answer.headers["Vary"]


@pytest.mark.parametrize("address", [one for one in FILES if "/organisations/" not in one])
def test_a_file_of_an_empty_register_is_empty_and_valid(address: str, client: FlaskClient, app: Flask) -> None:
    if address.endswith(".csv"):
        assert table(client, address) == []
    else:
        assert whole(client, address)["records"] == []


def test_a_file_is_named_by_what_is_asked(client: FlaskClient, published: Flask) -> None:
    published.config["TODAY"] = date(2027, 1, 31)
    name = client.get("/decisions.csv?type=award&q=hall&sort=oldest").headers["Content-Disposition"]
    assert name == "attachment; filename=funding-decisions-hall-award-2027-01-31.csv"


def test_json_says_what_it_was_made_from(client: FlaskClient, published: Flask) -> None:
    published.config["TODAY"] = date(2027, 1, 31)
    document = whole(client, "/decisions.json?utm_source=x&type=award&sort=oldest&after=WzEsIDFd&kind=decision")
    records = document.pop("records")
    assert document.pop("checkpoint") == client.get("/log/checkpoint").text
    assert document == {
        "register": {
            "name": "County Durham Compact Register",
            "publisher": "County Durham Partnership",
            "address": "https://register.test/",
            "licence": "Open Government Licence v3.0, except where stated otherwise",
        },
        "query": "https://register.test/decisions.json?sort=oldest&type=award",
        "version": 2,
        "version_at": "2027-01-04T09:30:15.250000Z",
        "as_of": "2027-01-31",
        "entries": 2,
    }
    first = records[0]
    assert (first["reference"], first["kind"], first["revision"]) == ("FD-2027-0001", "decision", 1)
    assert first["address"] == "https://register.test/decisions/FD-2027-0001"
    assert first["published"] == first["updated"] == "2027-01-04T09:30:15.250000Z"
    assert first["content"]["amount_awarded"] == "12000.00"
    assert client.get(first["address"].removeprefix("https://register.test")).status_code == 200


def test_a_spreadsheet_leads_to_the_checkpoint(client: FlaskClient, published: Flask) -> None:
    assert client.get("/decisions.csv").headers["Link"] == (
        '<https://register.test/log/checkpoint>; rel="describedby"; type="text/plain"'
    )


@pytest.fixture(params=[0, 16], ids=["without page cache", "behind page cache"])
def served(request: pytest.FixtureRequest, published: Flask, settings: Settings) -> Iterator[FlaskClient]:
    """Return a reader's browser, with the page cache and without it."""
    made = create_app(settings.model_copy(update={"page_cache_megabytes": request.param}))
    yield made.test_client()
    with made.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.mark.parametrize("address", FILES)
def test_a_file_that_has_not_changed_is_not_sent_again(address: str, served: FlaskClient) -> None:
    first = served.get(address)
    etag = first.headers["ETag"]
    again = served.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    head = served.head(address)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", etag)
    assert "Content-Length" not in head.headers, "how long it is, only making it would tell"
    assert served.get(address, headers={"If-None-Match": '"another"'}).data == first.data


def test_every_change_of_what_a_file_holds_changes_its_etag(published: Flask, client: FlaskClient) -> None:
    published.config["NOW"] = datetime(2027, 1, 31, 12, tzinfo=UTC)
    seen = [client.get("/search.csv?q=hall").headers["ETag"]]

    def changed() -> bool:
        seen.append(client.get("/search.csv?q=hall").headers["ETag"])
        return seen[-1] not in seen[:-1]

    assert not changed()
    publish_now(published, publication(title="Another hall"), at=OPENED + timedelta(days=1), indexed=False)
    assert changed(), "an act"
    publish_now(published)
    assert changed(), "the index caught up"
    with published.app_context(), writing() as connection:
        put_body(connection, identifier=BODY.identifier, name="Another name (invented)", party_from="2012-01-01")
    assert changed(), "the reference data"
    published.config["NOW"] = datetime(2027, 2, 1, 12, tzinfo=UTC)
    assert changed(), "a day, on which findings can begin"


def test_the_minute_at_which_a_state_ends_changes_the_etag_and_the_rows(app: Flask, client: FlaskClient) -> None:
    kind, closes = kind_named("decision"), "2027-02-01T17:00:00.000000Z"
    project = kind.project

    def with_states(*asked: object) -> object:
        made = project(*asked)  # type: ignore[arg-type]
        spells = (Spell("state", "open", "Open", None, closes), Spell("state", "closed", "Closed", closes))
        return replace(made, spells=spells)

    publish_now(app, replace(publication(), kind=replace(kind, project=with_states)))  # type: ignore[arg-type]
    moment = datetime(2027, 2, 1, 17, tzinfo=UTC)
    app.config["NOW"] = moment - timedelta(microseconds=1)
    before = client.get("/decisions.csv").headers["ETag"]
    assert table(client, "/decisions.csv")[0]["State"] == "Open"
    assert whole(client, "/decisions.json")["records"][0]["state"] == "open"
    app.config["NOW"] = moment
    assert client.get("/decisions.csv", headers={"If-None-Match": before}).status_code == 200
    assert table(client, "/decisions.csv")[0]["State"] == "Closed"
    assert whole(client, "/decisions.json")["records"][0]["state_label"] == "Closed"


def test_a_date_is_promised_only_where_it_can_be_relied_on(
    published: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "SETTLED", timedelta(days=36_500))
    assert "Last-Modified" not in client.get("/search.csv").headers, "it has only just changed"
    monkeypatch.setattr(taking, "SETTLED", timedelta(days=-36_500))
    published.config["NOW"] = datetime(2027, 7, 2, 12, tzinfo=UTC)
    modified = client.get("/search.csv").headers["Last-Modified"]
    assert modified == "Thu, 01 Jul 2027 23:00:00 GMT", "midnight in London"
    assert client.get("/search.csv", headers={"If-Modified-Since": modified}).status_code == 304
    publish_now(published, publication(title="One more"), at=OPENED + timedelta(days=3), indexed=False)
    assert "Last-Modified" in client.get("/search.csv").headers
    assert "Last-Modified" not in client.get("/search.csv?q=hall").headers, "the index lags"


def test_without_an_index_a_search_says_so_instead_of_giving_an_empty_file(app: Flask, client: FlaskClient) -> None:
    for address in ("/search.csv?q=halls", "/decisions.json?q=halls"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
        assert answer.headers["Cache-Control"] == "no-store"
    assert client.get("/search.csv").status_code == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/decisions.csv?from=yesterday", 400),
        ("/decisions.json?sort=sideways", 400),
        ("/search.csv?undertaking=9.9", 400),
        ("/search.csv?organisation=XI-NOBODY", 400),
        ("/compact/9.9.csv", 404),
        ("/organisations/XI-NOBODY.json", 404),
        ("/nonsense.csv", 404),
        ("/decisions.xml", 404),
        ("/decisions/nonsense.csv", 404),
    ],
)
def test_addresses_that_mean_nothing_are_refused(
    address: str, status: int, client: FlaskClient, published: Flask
) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (status, "text/html")


def test_what_the_path_says_cannot_be_overruled(client: FlaskClient, published: Flask) -> None:
    assert whole(client, "/compact/3.3.json?undertaking=1.1")["query"] == "https://register.test/compact/3.3.json"


def test_only_so_many_files_are_made_at_a_time_and_a_reader_who_leaves_makes_room(
    published: Flask, client: FlaskClient
) -> None:
    begun = [client.get("/search.csv", buffered=False) for _ in range(answering.AT_ONCE)]
    refused = client.get("/search.json")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "60")
    assert "Several files are being downloaded" in refused.text
    assert client.get("/search").status_code == 200, "pages are answered"
    assert client.head("/search.csv").status_code == 200
    begun[0].close()
    assert table(client, "/search.csv")
    begun[1].close()
    for _ in range(2 * answering.AT_ONCE):
        assert whole(client, "/search.json")["entries"] == 2


def test_a_reader_who_can_unpack_gets_less(client: FlaskClient, published: Flask) -> None:
    plain = client.get("/decisions.csv")
    packed = client.get("/decisions.csv", headers={"Accept-Encoding": "br, gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"] and "Accept-Encoding" in packed.headers["Vary"]


def test_a_file_is_one_moment_of_the_register_though_it_is_read_slowly(app: Flask, client: FlaskClient) -> None:
    publish_many(app, 450)
    slow = client.get("/decisions.json?sort=oldest", buffered=False)
    chunks: Iterator[Any] = iter(slow.response)
    begun = next(chunks) + next(chunks)
    publish_now(app, publication(title="Changed", entry_id=449, change_note="x"), publication(title="Later"))
    text = (begun + b"".join(chunks)).decode()
    slow.close()
    assert text.count('"reference"') == 450
    assert '"Changed"' not in text and '"Later"' not in text
    assert whole(client, "/decisions.json")["entries"] == 451


def test_memory_does_not_grow_with_what_is_downloaded(app: Flask, client: FlaskClient) -> None:
    def peak() -> tuple[int, int]:
        """Return the memory taken beyond what was taken before, and how many bytes came."""
        with client.get("/decisions.csv", buffered=False) as answer:
            tracemalloc.start()
            chunks: Iterator[Any] = iter(answer.response)
            size = sum(len(chunk) for chunk in chunks)
            most = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return most, size

    publish_many(app, 600)
    peak()  # what is made once is made here
    few, small = peak()
    publish_many(app, 1_800)
    many, large = peak()
    assert large > 3 * small
    assert many < 1.25 * few
