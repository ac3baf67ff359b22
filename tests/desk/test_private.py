"""What a form keeps privately is offered to staff again and never published; open matters are counted, not shown."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from register.disputes.form import DisputeForm
from register.entries.reading import pending
from register.entries.tables import case_fact
from register.extensions import reading
from tests.desk.browser import BODY, Officer, catalogue
from tests.disputes.builders import dispute

SECRET = "Zzyzx Lantern Society"
NOTES = "Speak to the keeper of the lantern, quietly"
PRIVATE = [("private_party", SECRET), ("private_notes", NOTES)]
NEW = "/desk/disputes/new"


def pairs(**changes: Any) -> list[tuple[str, str]]:
    """Return what one types of a closed dispute whose party is described."""
    party = {"described_as": "A society in the west of the district"}
    said = dispute(body=BODY, party=party, related=None, **changes).model_dump(mode="json", exclude_none=True)
    return [*DisputeForm.pairs_of(said), *PRIVATE]


def still_open(raised_on: str) -> list[tuple[str, str]]:
    return pairs(happened_on="2026-01-02", raised_on=raised_on, closed_on=None, outcome=None, got=None)


@pytest.fixture
def published(app: Flask, author: Officer, publisher: Officer) -> str:
    """Return the address of a dispute that was written and published with private facts."""
    author.get(NEW)
    author.post(NEW, [*pairs(), ("send", "1")])
    publisher.get("/desk/drafts/1/review")
    publisher.publish("/desk/drafts/1")
    publisher.get("/desk/drafts/1/published")
    with app.app_context(), reading() as connection:
        return "/disputes/" + str(connection.exec_driver_sql("select reference from entry").scalar_one())


def facts(app: Flask) -> dict[str, str]:
    with app.app_context(), reading() as connection:
        return {row.name: row.value for row in connection.execute(select(case_fact))}


def everything_public(app: Flask, address: str) -> str:
    """Return what anybody can read of a dispute: its pages, lists, feeds, downloads and searches."""
    client = app.test_client()
    places = [address, f"{address}/history", f"{address}/revisions/1", "/", "/disputes/", "/organisations/"]
    places += [
        "/disputes.atom",
        "/changes.atom",
        "/disputes.csv",
        "/disputes.json",
        "/search?q=Zzyzx",
        "/search?q=lantern",
    ]
    answers = [client.get(place) for place in places]
    assert [one.status_code for one in answers] == [200] * len(places)
    return "\n".join(one.text.replace("q=Zzyzx", "").replace('value="Zzyzx"', "") for one in answers)


def test_private_facts_are_kept_and_nowhere_public(app: Flask, published: str) -> None:
    assert facts(app) == {"form: private_party": SECRET, "form: private_notes": NOTES}

    public = everything_public(app, published)
    assert "A society in the west of the district" in public
    for secret in ("Lantern Society", "keeper of the lantern"):
        assert secret not in public
    with app.app_context(), reading() as connection:
        stored = connection.exec_driver_sql("select content from revision").scalar_one()
        assert b"antern" not in bytes(stored)
        for derived in ("listing", "appearance", "facet_value", "spell", "organisation", "organisation_name"):
            rows = connection.exec_driver_sql(f"select * from {derived}").all()
            assert "antern" not in str(rows), derived


def test_a_correction_offers_them_again_and_keeps_what_it_says(
    app: Flask, author: Officer, publisher: Officer, published: str
) -> None:
    author.get("/desk/")
    where = author.post("/desk/correct", [("reference", published.rpartition("/")[2])])
    page = author.get(where)
    assert SECRET in page and NOTES in page

    note = ("change_note", "The day on which it was closed.")
    changed = [pair for pair in pairs() if pair[0] != "private_notes"]
    author.post(where, [*changed, note, ("version", "1"), ("send", "1")])
    publisher.get(f"{where}/review")
    publisher.publish(where)
    assert facts(app) == {"form: private_party": SECRET}
    assert "Lantern Society" not in everything_public(app, published)


@pytest.mark.parametrize("where", ["issue", "title"])
def test_a_correction_cannot_tell_the_name_by_emptying_its_box(
    app: Flask, author: Officer, publisher: Officer, published: str, where: str
) -> None:
    author.get("/desk/")
    draft = author.post("/desk/correct", [("reference", published.rpartition("/")[2])])
    told = [(name, f"{SECRET} was told" if name == where else value) for name, value in pairs()]
    told = [pair for pair in told if pair[0] != "private_party"]
    author.get(draft)
    page = author.post(draft, [*told, ("change_note", "Tidied."), ("version", "1"), ("send", "1")], 422)
    assert "is to be kept private" in page


def counted(app: Flask) -> list[date]:
    with app.app_context(), reading() as connection:
        return pending(connection, "dispute")


def test_an_open_matter_is_counted_from_its_first_draft_until_it_is_closed(app: Flask, author: Officer) -> None:
    author.get(NEW)
    before = catalogue(app)
    author.post(NEW, [*still_open("2026-05-04"), ("save", "1")])
    assert counted(app) == [date(2026, 5, 4)]
    assert catalogue(app) > before, "pages that count open disputes are made anew"

    author.get("/desk/drafts/1")
    unchanged = catalogue(app)
    author.post("/desk/drafts/1", [*still_open("2026-05-04"), ("title", "Again"), ("version", "1"), ("save", "1")], 422)
    assert (counted(app), catalogue(app)) == ([date(2026, 5, 4)], unchanged)
    author.get("/desk/drafts/1")
    author.post("/desk/drafts/1", [*still_open("2026-05-01"), ("version", "2"), ("save", "1")])
    assert counted(app) == [date(2026, 5, 1)]
    author.get("/desk/drafts/1")
    author.post("/desk/drafts/1", [*pairs(), ("version", "3"), ("save", "1")])
    assert counted(app) == []


def test_a_published_dispute_is_counted_as_no_draft(app: Flask, author: Officer, publisher: Officer) -> None:
    early = [*still_open("2026-01-05"), ("raiser_agrees_on-day", "1"), ("raiser_agrees_on-month", "8")]
    author.get(NEW)
    author.post(NEW, [*early, ("raiser_agrees_on-year", "2026"), ("send", "1")])
    assert counted(app) == [date(2026, 1, 5)], "one that waits for a second person is open all the same"
    publisher.get("/desk/drafts/1/review")
    publisher.publish("/desk/drafts/1")
    assert counted(app) == []

    listed = app.test_client().get("/disputes/").text
    author.get("/desk/")
    author.post("/desk/correct", [("reference", f"DI-{listed.partition('/disputes/DI-')[2][:9]}")])
    assert counted(app) == [], "nor is its correction"


def test_a_matter_that_is_yet_to_be_raised_has_no_age(app: Flask, author: Officer) -> None:
    for day, told in (("2199-01-01", "No dispute is open."), ("2026-05-04", "1 open dispute is not yet public.")):
        author.get(NEW)
        author.post(NEW, [*still_open(day), ("save", "1")])
        page = app.test_client().get("/disputes/").text
        assert told in page and "open for -" not in page


def test_decisions_are_not_counted(app: Flask, author: Officer) -> None:
    author.get("/desk/decisions/new")
    author.post("/desk/decisions/new", [("title", "An award"), ("save", "1")])
    with app.app_context(), reading() as connection:
        assert connection.exec_driver_sql("select count(*) from pending").scalar_one() == 0
