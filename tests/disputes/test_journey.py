"""An officer writes a dispute, a second person publishes it, and no correction ever names who was not named."""

from __future__ import annotations

from typing import Any

from flask import Flask

from register.disputes.form import DisputeForm
from tests.desk.browser import BODY, add_coalmoor
from tests.desk.conftest import signed_in
from tests.disputes.builders import dispute

NEW = "/desk/disputes/new"
DESCRIBED = {"described_as": "a charity with three halls"}


def pairs(**changes: Any) -> list[tuple[str, str]]:
    said = dispute(**{"body": BODY, "related": None, "title": "A dispute about halls", "party": DESCRIBED, **changes})
    return DisputeForm.pairs_of(said.model_dump(mode="json", exclude_none=True))


def test_a_dispute_is_published_and_its_party_is_never_named_afterwards(app: Flask) -> None:
    add_coalmoor(app)
    author, publisher = signed_in(app, "ada", "author"), signed_in(app, "pat", "publisher")
    author.get(NEW)
    author.post(NEW, [*pairs(), ("send", "1")])
    assert "Publish dispute" in publisher.get("/desk/drafts/1/review")
    where = publisher.publish("/desk/drafts/1")
    assert "DI-" in publisher.get(where)

    reader = app.test_client()
    listed = reader.get("/disputes/").text
    assert "A dispute about halls" in listed and "Upheld" in listed
    reference = listed.split('href="/disputes/DI-')[1].split('"')[0]
    page = reader.get(f"/disputes/DI-{reference}").text
    assert "A charity with three halls raised it with Coalmoor District Council (invented)." in page

    author.get("/desk/")
    where = author.post("/desk/correct", [("reference", f"DI-{reference}")])
    author.get(where)
    naming = pairs(party={"organisation": {"name": "Wear Vale Halls (invented)"}, "named_with_consent": True})
    note = ("change_note", "The charity wishes to be named.")
    refused = author.post(where, [*naming, note, ("version", "1"), ("send", "1")], 422)
    assert "cannot be named now" in refused
    assert "Wear Vale Halls" not in reader.get(f"/disputes/DI-{reference}").text
