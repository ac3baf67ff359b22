"""What is held, redacted or withdrawn: told as acts, buried under a tombstone, and read in no feed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import feedparser
import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree

from register.core.units import texts_of
from register.extensions import reading, writing
from register.feeds import changes
from register.feeds.atom import TOMBSTONES
from register.finding import taking
from register.organisations.writing import put_body
from register.publishing.removing import parts
from tests.decisions.builders import BODY, WEAR_VALE_HALLS
from tests.feeds.publishing import OPENED, publication, publish_many, publish_now
from tests.feeds.removing import hold, lift, redact, withdraw
from tests.feeds.standard import ATOM, faults, ids, link

TAG = "tag:register.test,2026:"
HOUR = timedelta(hours=1)
RECORDS = (
    "/everything.atom",
    "/decisions.atom",
    "/decisions.atom?type=award",
    "/search.atom?q=halls",
    f"/organisations/{WEAR_VALE_HALLS.identifiers[0]}.atom",
    "/compact/3.3.atom",
)
GRAVE = f"{{{TOMBSTONES}}}deleted-entry"
WORDS = 12
"""Characters from which a text is taken to be of one part alone."""


def graves(client: FlaskClient, address: str) -> list[str]:
    """Return the ids of what a feed says is gone, once it is sure that the feed is as it should be."""
    document = client.get(address).data
    assert faults(document) == []
    assert not feedparser.parse(document).bozo
    return [str(one.get("ref")) for one in etree.fromstring(document).findall(GRAVE)]


def titles(client: FlaskClient, address: str = "/changes.atom") -> list[str]:
    """Return the titles of a feed, the oldest first."""
    return [entry.title for entry in reversed(feedparser.parse(client.get(address).data).entries)]


def test_every_act_on_an_entry_is_told_with_its_reason(app: Flask, client: FlaskClient) -> None:
    publish_now(app, publication(title="Halls"))
    held = hold(app, 1, "summary", reason="data_breach", at=OPENED + HOUR)
    lift(app, held, at=OPENED + 2 * HOUR)
    publish_now(app, publication(title="Halls", entry_id=1, change_note="Said better."), at=OPENED + 3 * HOUR)
    redact(app, 1, {1: ["summary"], 2: ["summary", "contact"]}, at=OPENED + 4 * HOUR)
    document = client.get("/changes.atom").data
    assert faults(document) == []
    _, on_hold, lifted, corrected, redacted = reversed(feedparser.parse(document).entries)
    ending = "Funding decision FD-2027-0001. Act {}, by Publisher."
    assert on_hold.title == "Parts on hold: Halls"
    assert on_hold.summary == (
        "Invented example.\nOn hold: Summary. Reason: it may reveal private details about a person. "
        "Nothing of it is shown until a second person has looked.\n" + ending.format(2)
    )
    assert lifted.title == "Shown again: Halls"
    assert lifted.summary == "Invented example.\nWhat act 2 had put on hold is shown again.\n" + ending.format(3)
    assert corrected.title == "Corrected: Halls"
    assert redacted.title == "Parts removed for good: Halls"
    assert redacted.summary == (
        "Invented example.\nRemoved for good: Summary (revisions 1 and 2); Contact (revision 2). "
        "Reason: Personal data. Legal basis: UK GDPR, Article 17: right to erasure.\n" + ending.format(5)
    )
    assert [tag.term for tag in redacted.tags] == ["redact", "decision"]
    withdraw(app, 1, reason="not_ours", at=OPENED + 5 * HOUR)
    withdrawn = feedparser.parse(client.get("/changes.atom").data).entries[0]
    assert withdrawn.title == "Withdrawn: Halls"
    assert withdrawn.summary.endswith("Reason: it is not for this public body to publish.\n" + ending.format(6))
    assert {one.link for one in (on_hold, lifted, redacted, withdrawn)} == {
        "https://register.test/decisions/FD-2027-0001"
    }
    assert withdrawn.id == f"{TAG}act/6" and withdrawn.published == (OPENED + 5 * HOUR).isoformat()


def test_a_hold_of_all_hides_the_title_of_every_act_until_it_is_lifted(app: Flask, client: FlaskClient) -> None:
    publish_now(app, publication(title="A first title"), publication(title="Another entry"))
    publish_now(app, publication(title="A second title", entry_id=1, change_note="Telling."), at=OPENED + HOUR)
    before = titles(client)
    held = hold(app, 1, at=OPENED + 2 * HOUR)
    assert titles(client) == [
        "Published: FD-2027-0001",
        "Published: Another entry",
        "Corrected: FD-2027-0001",
        "On hold: FD-2027-0001",
    ]
    assert "Reason: somebody it concerns has objected. Nothing of it is shown until" in client.get("/changes.atom").text
    assert "Telling" not in client.get("/changes.atom").text
    lift(app, held, at=OPENED + 3 * HOUR)
    assert titles(client) == [*before, "On hold: A second title", "Shown again: A second title"]


def test_a_redacted_title_gives_way_to_the_reference_where_it_was_said(app: Flask, client: FlaskClient) -> None:
    publish_now(app, publication(title="Said in error"))
    publish_now(app, publication(title="Said well", entry_id=1, change_note="Title."), at=OPENED + HOUR)
    redact(app, 1, {1: ["title"]}, at=OPENED + 2 * HOUR)
    assert titles(client) == ["Published: FD-2027-0001", "Corrected: Said well", "Parts removed for good: Said well"]


def test_no_feed_says_what_is_held_or_redacted(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "ARCHIVED", 2)
    first = publication(title="Rents of the halls, first told", summary="What was said of the halls first.")
    later = publication(
        title="Rents of the halls, told again",
        summary="What was said of the halls later.",
        entry_id=1,
        change_note="A note on what was changed.",
    )
    for one in (first, later):
        publish_now(app, replace(one, role="Publisher"))  # a role that no contact has
    # The feed of an organisation names the organisation, whatever else of it is shown.
    addresses = [*(a for a in RECORDS if "organisations" not in a), "/changes.atom", "/changes/1-2.atom"]

    def told() -> str:
        return "\n".join(client.get(address).text for address in addresses)

    at, shown = OPENED + 2 * HOUR, 0
    with app.app_context(), reading() as connection:
        removable = parts(connection, 1)
    for part in removable:
        secrets = [text for text in texts_of(part.value) if len(text) >= WORDS and text in told()]
        others = [text for one in removable if one is not part for text in texts_of(one.value)]
        secrets = [text for text in secrets if not any(text in other for other in others)]
        held = hold(app, 1, part.unit, at=at)
        assert [text for text in secrets if text in told()] == [], part.key
        lift(app, held, at=at)
        assert [text for text in secrets if text not in told()] == [], part.key
        redact(app, 1, {number: [name] for number, name in part.revisions.items()}, at=at)
        assert [text for text in secrets if text in told()] == [], part.key
        shown += len(secrets)
    assert shown >= 4, "titles, a summary and a note at least were there to be hidden"


@pytest.mark.parametrize("address", RECORDS)
def test_what_is_withdrawn_leaves_a_tombstone(address: str, app: Flask, client: FlaskClient) -> None:
    with app.app_context(), writing() as connection:
        put_body(connection, identifier=BODY.identifier, name=BODY.name, party_from="2012-01-01", invented=True)
    publish_now(app, publication(title="A first award"), publication(title="A second award"))
    assert graves(client, address) == []
    assert len(ids(client.get(address).data)) == 2
    withdraw(app, 1, at=OPENED + HOUR)
    assert graves(client, address) == [f"{TAG}FD-2027-0001"]
    document = client.get(address).data
    assert ids(document) == [f"{TAG}FD-2027-0002"]
    root = etree.fromstring(document)
    grave = root.find(GRAVE)
    assert grave is not None and grave.get("when") == (OPENED + HOUR).isoformat()
    assert grave.findtext(f"{{{TOMBSTONES}}}comment") == "Withdrawn.\nReason: the same is published in another entry."
    assert root.findtext(f"{ATOM}updated") == (OPENED + HOUR).isoformat()
    assert client.get("/decisions/FD-2027-0001").status_code == 410


def test_feeds_of_other_kinds_know_no_such_tombstone(app: Flask, client: FlaskClient) -> None:
    publish_now(app, publication())
    withdraw(app, 1, at=OPENED + HOUR)
    assert graves(client, "/consultations.atom") == []


def test_what_is_on_hold_vanishes_without_a_tombstone_and_comes_back(app: Flask, client: FlaskClient) -> None:
    publish_now(app, publication())
    held = hold(app, 1, at=OPENED + HOUR)
    assert graves(client, "/everything.atom") == []
    assert ids(client.get("/everything.atom").data) == []
    lift(app, held, at=OPENED + 2 * HOUR)
    assert ids(client.get("/everything.atom").data) == [f"{TAG}FD-2027-0001"]


def test_tombstones_end_where_the_live_feed_ends(app: Flask, client: FlaskClient) -> None:
    publish_many(app, 3)
    withdraw(app, 1, at=OPENED + HOUR)
    publish_many(app, 60, every=timedelta(days=1), at=OPENED + timedelta(days=1))
    assert graves(client, "/everything.atom") == []
    withdraw(app, 30, at=OPENED + timedelta(days=90))
    assert graves(client, "/everything.atom") == [f"{TAG}FD-2027-0029"]
    behind = link(client.get("/everything.atom").data, "next")
    assert behind is not None
    assert graves(client, behind.removeprefix("https://register.test")) == []


def test_there_are_never_more_tombstones_than_a_feed_has_entries(app: Flask, client: FlaskClient) -> None:
    publish_many(app, 53)
    for n in range(1, 53):
        withdraw(app, n, at=OPENED + HOUR)
    assert graves(client, "/everything.atom") == [f"{TAG}FD-2027-{n:04d}" for n in range(52, 2, -1)]


def test_an_archive_holds_exactly_its_acts_and_is_dated_by_what_it_lost(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "ARCHIVED", 4)
    monkeypatch.setattr(taking, "SETTLED", timedelta(days=-10_000))
    publish_now(app, publication(title="One"), publication(title="Two"))
    lift(app, hold(app, 1, at=OPENED + HOUR), at=OPENED + 2 * HOUR)
    publish_now(app, publication(title="Three"), publication(title="Four"), at=OPENED + 3 * HOUR)
    first = client.get("/changes/1-4.atom")
    assert ids(first.data) == [f"{TAG}act/{n}" for n in (4, 3, 2, 1)]
    assert titles(client, "/changes/1-4.atom") == [
        "Published: One",
        "Published: Two",
        "On hold: One",
        "Shown again: One",
    ]
    withdraw(app, 5, at=OPENED + 4 * HOUR)
    same = client.get("/changes/1-4.atom")
    assert (same.data, same.headers["Last-Modified"]) == (first.data, first.headers["Last-Modified"])
    hold(app, 2, at=OPENED + 5 * HOUR)
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    changed = client.get("/changes/1-4.atom", headers=since)
    assert changed.status_code == 200 and changed.last_modified == (OPENED + 5 * HOUR).replace(microsecond=0)
    assert "Two" not in changed.text and faults(changed.data) == []
    assert ids(changed.data) == ids(first.data)
    assert ids(client.get("/changes/5-8.atom").data) == [f"{TAG}act/{n}" for n in (8, 7, 6, 5)]
