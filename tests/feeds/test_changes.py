"""The changes family: one entry an act, which nothing that happens later can alter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree

from register.feeds.changes import ARCHIVED
from register.finding import taking
from tests.feeds.publishing import OPENED, publication, publish_many, publish_now
from tests.feeds.standard import ATOM, HISTORY, faults, ids, link

TAG = "tag:register.test,2026:"


def _entries(document: bytes) -> dict[str, bytes]:
    """Return a feed document's entries by their ids, each in its canonical bytes."""
    entries = etree.fromstring(document).findall(f"{ATOM}entry")
    written = [etree.tostring(entry, method="c14n", with_tail=False) for entry in entries]
    return dict(zip(ids(document), written, strict=True))


def test_each_act_is_an_entry_with_its_own_id_title_and_revision(client: FlaskClient, app: Flask) -> None:
    publish_now(app, publication(title="As first published"))
    publish_now(
        app,
        publication(title="As corrected", entry_id=1, change_note="The amount was a year's, not a month's."),
        at=OPENED + timedelta(hours=1),
    )
    corrected, first = feedparser.parse(client.get("/changes.atom").data).entries
    assert (first.id, first.title) == (f"{TAG}act/1", "Published: As first published")
    assert (corrected.id, corrected.title) == (f"{TAG}act/2", "Corrected: As corrected")
    assert "The amount was a year's, not a month's." in corrected.summary
    assert first.summary == ("Invented example.\nFunding decision FD-2027-0001, revision 1. Act 1, by Grants officer.")
    assert first.link == "https://register.test/decisions/FD-2027-0001/revisions/1"
    assert corrected.link == "https://register.test/decisions/FD-2027-0001/revisions/2"
    assert client.get("/decisions/FD-2027-0001/revisions/1").status_code == 200
    assert first.published == first.updated == OPENED.isoformat()


def test_a_correction_changes_no_earlier_entry(client: FlaskClient, app: Flask) -> None:
    publish_many(app, 3)
    before = _entries(client.get("/changes.atom").data)
    for n in range(1, 4):
        corrected = publication(title=f"Another title {n}", entry_id=n, change_note="Corrected.")
        publish_now(app, corrected, at=OPENED + timedelta(days=n))
    after = _entries(client.get("/changes.atom").data)
    assert len(after) == 6
    assert {key: after[key] for key in before} == before


def test_the_live_changes_reach_back_to_the_newest_archive(client: FlaskClient, app: Flask) -> None:
    publish_many(app, ARCHIVED - 1)
    whole = client.get("/changes.atom").data
    assert len(ids(whole)) == ARCHIVED - 1
    assert link(whole, "prev-archive") is None
    publish_many(app, 1, at=OPENED + timedelta(days=100))
    document = client.get("/changes.atom").data
    assert link(document, "prev-archive") == f"https://register.test/changes/1-{ARCHIVED}.atom"
    assert len(ids(document)) == 50
    publish_many(app, 120, at=OPENED + timedelta(days=300))
    publish_many(app, 1, at=OPENED + timedelta(days=400))
    assert len(ids(client.get("/changes.atom").data)) == 121


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take acts of the future, too, for acts that were long ago."""
    monkeypatch.setattr(taking, "SETTLED", timedelta(days=-10_000))


def test_no_date_is_promised_while_the_second_lasts(client: FlaskClient, app: Flask) -> None:
    publish_now(app, publication(title="The first in this second"), at=datetime.now(UTC))
    assert "Last-Modified" not in client.get("/changes.atom").headers


def test_the_changes_are_dated_by_the_last_act(client: FlaskClient, app: Flask, settled: None) -> None:
    publish_now(app, publication(title="As first published"))
    first = client.get("/changes.atom")
    assert first.last_modified == OPENED.replace(microsecond=0)
    condition = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert client.get("/changes.atom", headers=condition).status_code == 304
    publish_now(app, publication(title="Another"), at=OPENED + timedelta(days=1))
    assert client.get("/changes.atom", headers=condition).status_code == 200


def test_archives_hold_every_act_once_and_never_change(client: FlaskClient, app: Flask, settled: None) -> None:
    publish_many(app, 2 * ARCHIVED)
    newest = client.get(f"/changes/{ARCHIVED + 1}-{2 * ARCHIVED}.atom")
    publish_now(
        app,
        *(publication(title="Later", entry_id=n, change_note="Later.") for n in range(1, 31)),
        at=OPENED + timedelta(days=90),
    )
    again = client.get(f"/changes/{ARCHIVED + 1}-{2 * ARCHIVED}.atom")
    assert (again.data, again.headers["ETag"]) == (newest.data, newest.headers["ETag"])
    assert again.headers["Last-Modified"] == newest.headers["Last-Modified"]

    document = client.get("/changes.atom").data
    archives = []
    address = link(document, "prev-archive")
    while address:
        archives.append(client.get(address.removeprefix("https://register.test")).data)
        address = link(archives[-1], "prev-archive")
    assert len(archives) == 2
    for archive in archives:
        assert faults(archive) == []
        assert not feedparser.parse(archive).bozo
        root = etree.fromstring(archive)
        assert root.find(f"{HISTORY}archive") is not None
        assert root.findtext(f"{ATOM}id") == etree.fromstring(document).findtext(f"{ATOM}id")
        assert link(archive, "current") == "https://register.test/changes.atom"
    archived = [one for archive in archives for one in ids(archive)]
    assert len(archived) == len(set(archived))
    assert set(archived) | set(ids(document)) == {f"{TAG}act/{n}" for n in range(1, 2 * ARCHIVED + 31)}


@pytest.mark.parametrize("bounds", [f"2-{ARCHIVED + 1}", f"1-{ARCHIVED - 1}", f"{ARCHIVED + 1}-{2 * ARCHIVED}", "1-1"])
def test_only_full_archives_have_an_address(bounds: str, client: FlaskClient, app: Flask) -> None:
    publish_many(app, ARCHIVED)
    assert client.get(f"/changes/1-{ARCHIVED}.atom").status_code == 200
    assert client.get(f"/changes/{bounds}.atom").status_code == 404
