"""The feeds and the public log: the newest checkpoint in the live changes, and acts of several epochs told apart."""

from __future__ import annotations

from datetime import timedelta

import feedparser
import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree

from register.core.calendar import instant
from register.extensions import reading
from register.feeds import changes
from register.feeds.atom import CHECKPOINT
from register.log import keys
from register.log.checkpoints import checkpoint
from register.log.entries import of_key, of_recovery
from register.log.notes import Checkpoint, Signer, Verifier, open_note
from tests.feeds.publishing import OPENED, publication, publish_many, publish_now
from tests.feeds.removing import enter
from tests.feeds.standard import ATOM, faults, ids

TAG = "tag:register.test,2026:"
FEEDS = ("/everything.atom", "/decisions.atom?type=award", "/search.atom", "/compact/3.3.atom", "/changes.atom")
HOUR = timedelta(hours=1)


def shown(client: FlaskClient, address: str = "/changes.atom") -> str | None:
    """Return the checkpoint in a feed, once it is sure that the feed is as it should be."""
    document = client.get(address).data
    assert faults(document) == []
    assert not feedparser.parse(document).bozo
    found = etree.fromstring(document).find(f"{{{CHECKPOINT}}}checkpoint")
    return None if found is None else str(found.text)


def test_the_live_changes_carry_the_newest_checkpoint_as_it_was_signed(app: Flask, client: FlaskClient) -> None:
    for size in (2, 3):
        publish_now(app, publication())
        note = shown(client)
        assert note is not None
        with app.app_context(), reading() as connection:
            assert note == checkpoint(connection, app.config["SETTINGS"])
        verifier = keys.signer(app.config["SETTINGS"]).verifier
        assert Checkpoint.parse(open_note(note, Verifier.parse(verifier.vkey))).size == size
        assert feedparser.parse(client.get("/changes.atom").data).feed.tlog_checkpoint == note.strip()


def test_every_feed_links_to_the_checkpoint_and_only_the_live_changes_carry_it(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "ARCHIVED", 2)
    publish_now(app, publication(), publication())
    for address in (*FEEDS, "/changes/1-2.atom"):
        assert (shown(client, address) is not None) == (address == "/changes.atom")
        links = etree.fromstring(client.get(address).data).findall(f"{ATOM}link")
        assert [dict(link.attrib) for link in links if link.get("rel") == "related"] == [
            {
                "href": "https://register.test/log/checkpoint",
                "rel": "related",
                "type": "text/plain",
                "title": "Checkpoint of the public log",
            }
        ]


def test_where_nothing_may_be_signed_the_changes_go_on_without_a_checkpoint(app: Flask, client: FlaskClient) -> None:
    publish_now(app, publication(title="Read on"))
    path = keys.path_of(app.config["SETTINGS"])
    kept = path.read_bytes()
    path.unlink()
    with app.app_context():
        changed = client.get("/changes.atom")
    assert shown(client) is None
    assert feedparser.parse(changed.data).entries[0].title == "Published: Read on"
    assert "Last-Modified" not in changed.headers
    path.write_bytes(kept)


def test_a_new_key_and_a_recovery_are_acts_and_their_epochs_tell_acts_apart(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "ARCHIVED", 3)
    settings = app.config["SETTINGS"]
    publish_many(app, 2)
    at = OPENED + HOUR
    newer = Signer(keys.first_origin(settings), bytes(range(32)))
    enter(app, lambda n: of_key(n, at=instant(at), key=newer.vkey), "key", at=at)
    keys.keep(settings, newer, over=True)
    assert ids(client.get("/changes.atom").data) == ids(client.get("/changes/1-3.atom").data)
    begin(app, 2, lost=7)
    publish_many(app, 2, at=OPENED + 2 * HOUR)
    begin(app, 3, lost=None)
    document = client.get("/changes.atom").data
    assert faults(document) == []
    assert ids(document) == [f"{TAG}act/{one}" for one in ("3/7", "2/6", "2/5", "2/4", "3", "2", "1")]
    told = {entry.id: entry for entry in feedparser.parse(document).entries}
    key, lost, unsure = (told[f"{TAG}act/{one}"] for one in ("3", "2/4", "3/7"))
    assert (key.title, key.link) == ("New signing key: the public log", "https://register.test/log/act/3")
    assert key.summary == (
        f"From here on the log is signed with another key.\nThe key: {newer.vkey}.\nAct 3, by Administrator."
    )
    assert (lost.title, lost.link) == ("New beginning after a loss: the public log", "https://register.test/log/act/4")
    assert lost.summary.startswith(
        "The register was restored from a copy that ends at act 3. Acts up to 7 had been published. "
        "The log goes on under another name, with another key.\nThe key: register.test/compact-register/epoch-2+"
    )
    assert "a copy that ends at act 6. Later acts were lost. The log goes on" in unsure.summary
    assert [tag.term for tag in lost.tags] == ["recovery"]
    note = shown(client)
    assert note is not None and note.startswith("register.test/compact-register/epoch-3\n8\n")


def test_an_archive_of_a_later_epoch_has_an_address_of_its_own(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "ARCHIVED", 3)
    publish_many(app, 4)
    begin(app, 2, lost=9)
    publish_many(app, 1, at=OPENED + 2 * HOUR)
    assert _previous(client, "/changes.atom") == "/changes/2/4-6.atom"
    assert ids(client.get("/changes/2/4-6.atom").data) == [f"{TAG}act/{one}" for one in ("2/6", "2/5", "4")]
    assert _previous(client, "/changes/2/4-6.atom") == "/changes/1-3.atom"
    for foreign in ("/changes/4-6.atom", "/changes/2/1-3.atom", "/changes/1/1-3.atom", "/changes/3/4-6.atom"):
        assert client.get(foreign).status_code == 404
    assert shown(client, "/changes/1-3.atom") is None


def begin(app: Flask, epoch: int, *, lost: int | None) -> None:
    """Begin an epoch as a recovery does: with a key of its own, and an act that says so."""
    settings, at = app.config["SETTINGS"], OPENED + 2 * HOUR
    by = Signer(f"{keys.first_origin(settings)}/epoch-{epoch}", bytes([epoch] * 32))
    keys.keep(settings, by, over=True)

    def entry(n: int) -> bytes:
        known = {"epoch": epoch, "origin": by.name, "key": by.vkey, "after": n - 1, "lost": lost, "lost_root": None}
        return of_recovery(n, at=instant(at), **known)  # type: ignore[arg-type]

    enter(app, entry, "recovery", at=at, epoch=epoch)


def _previous(client: FlaskClient, address: str) -> str | None:
    links = etree.fromstring(client.get(address).data).findall(f"{ATOM}link")
    found = [link.get("href", "") for link in links if link.get("rel") == "prev-archive"]
    return found[0].removeprefix("https://register.test") if found else None
