"""Where the register may not publish, the desk says why and changes nothing; no text is lost."""

from __future__ import annotations

import pytest
from flask import Flask

from register.extensions import reading
from register.log import mark
from register.log.mark import Mark
from register.publishing import drafts
from register.publishing.drafts import State
from register.publishing.requests import WAITING
from register.web.current import settings_now
from tests.desk.browser import Officer
from tests.desk.removing import asked, published, request_at
from tests.desk.test_journey import draft_of

WHY = "This register was restored from an old copy"


@pytest.fixture
def reference(app: Flask, author: Officer) -> str:
    return published(app)


def make_old(app: Flask) -> None:
    """Let the register have reached further once than its database does now."""
    with app.app_context():
        mark.raise_to(settings_now(), Mark(1, 1_000, "00" * 32))


def acts(app: Flask) -> int:
    with app.app_context(), reading() as connection:
        return int(connection.exec_driver_sql("select n from head").scalar_one())


def test_a_draft_is_not_published_and_stays_in_review(app: Flask, author: Officer, publisher: Officer) -> None:
    draft = draft_of(author)
    make_old(app)
    before = acts(app)
    page = publisher.publish(f"/desk/drafts/{draft}", status=503)
    assert "Nothing can be published just now" in page
    assert WHY in page
    assert "What you typed" not in page
    with app.app_context(), reading() as connection:
        assert drafts.get(connection, draft).state is State.IN_REVIEW
    assert acts(app) == before
    draft_of(author, "save", title="Written meanwhile")
    assert "Written meanwhile" in author.get("/desk/")


def test_a_hold_is_not_placed_and_its_note_is_kept(app: Flask, publisher: Officer, reference: str) -> None:
    make_old(app)
    before = acts(app)
    place = f"/desk/entries/{reference}/hold"
    publisher.get(place)
    page = publisher.post(place, [("whole", "whole"), ("category", "mistake"), ("note", "A reader rang.")], 503)
    assert WHY in page
    assert 'name="note" value="A reader rang."' in page
    assert acts(app) == before


def test_a_redaction_is_not_approved_and_waits(app: Flask, author: Officer, publisher: Officer, reference: str) -> None:
    place = asked(author, reference, "1:summary")
    make_old(app)
    publisher.get(place)
    assert WHY in publisher.post(f"{place}/approve", status=503)
    assert request_at(app, place).state == WAITING
    assert "Redact for good" in publisher.get(place)
