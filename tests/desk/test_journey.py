"""An author writes, a second person publishes, the author corrects."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from register.core.calendar import now_utc
from register.entries.reading import current, history
from register.entries.tables import draft as table
from register.extensions import reading, writing
from register.publishing import drafts, review
from register.web.current import now, settings_now, today
from tests.desk.browser import Officer, award_pairs, with_pair


def draft_of(author: Officer, button: str = "send", **changes: object) -> int:
    """Write an award and press a button; return the draft's number."""
    author.get("/desk/decisions/new")
    author.post("/desk/decisions/new", [*award_pairs(**changes), (button, "1")])
    with author.client.application.app_context(), reading() as connection:
        return int(connection.exec_driver_sql("select max(id) from draft").scalar_one())


def test_a_colleagues_draft_is_answered_like_one_that_never_was(author: Officer, publisher: Officer) -> None:
    private = draft_of(author, "save")
    main = re.compile("<main.*</main>", re.DOTALL)
    for page in ("", "/review", "/preview"):
        theirs, nobodys = (publisher.get(f"/desk/drafts/{number}{page}", 404) for number in (private, private + 1))
        said = main.search(theirs)
        assert said and "a colleague’s who is still writing it" in said[0]
        assert "never deleted" not in said[0]
        assert main.search(nobodys)[0] == said[0]  # type: ignore[index]


def version_of(officer: Officer, draft_id: int) -> int:
    with officer.client.application.app_context(), reading() as connection:
        return drafts.get(connection, draft_id).version


def test_an_award_is_written_published_and_corrected(app: Flask, author: Officer, publisher: Officer) -> None:
    draft_id = draft_of(author)
    assert "of yours in review" in author.get("/desk/")

    assert "Warm rooms at Wear Vale Halls" in publisher.get("/desk/")
    page = publisher.get(f"/desk/drafts/{draft_id}/review")
    assert "Publish decision" in page
    assert "Four halls open a heated room" in page
    assert "Preview: not published" in publisher.get(f"/desk/drafts/{draft_id}/preview")
    where = publisher.publish(f"/desk/drafts/{draft_id}")
    assert "FD-" in publisher.get(where)

    with app.app_context(), reading() as connection:
        reference = f"FD-{today().year}-0001"
        record = current(connection, reference)
        assert record is not None
        assert record.document["title"] == "Warm rooms at Wear Vale Halls"
        assert record.document["findings"]
    assert "Warm rooms" in author.get(f"/desk/correct?reference={reference}")

    where = author.post("/desk/correct", [("reference", reference)])
    assert author.post("/desk/correct", [("reference", reference)]) == where, "a second press goes on with the first"
    page = author.get(where)
    assert "What this correction changes and why" in page
    assert "Four halls open a heated room" in page
    changed = award_pairs(summary="£6,000 over two years so that four halls can be heated every weekday.")
    page = author.post(where, [*changed, ("version", "1"), ("send", "1")], 422)
    assert "Say what this correction changes and why" in page
    noted = [*changed, ("change_note", "“On weekdays” was unclear."), ("version", "2"), ("send", "1")]
    author.post(where, noted)
    correction = int(where.rsplit("/", 1)[1])
    assert "was unclear" in publisher.get(f"/desk/drafts/{correction}/review")
    publisher.publish(f"/desk/drafts/{correction}")
    with app.app_context(), reading() as connection:
        record = current(connection, reference)
        assert record is not None
        assert record.revision == 2
        assert [act.note for act in history(connection, record.entry_id)] == ["“On weekdays” was unclear.", None]


def test_nobody_publishes_their_own(app: Flask, publisher: Officer) -> None:
    from tests.desk.browser import add_coalmoor

    add_coalmoor(app)
    draft_id = draft_of(publisher)
    assert "Publish decision" not in publisher.get(f"/desk/drafts/{draft_id}/review")
    page = publisher.post(f"/desk/drafts/{draft_id}/publish", [("version", "1")], 403)
    assert "a second person must publish it" in page
    with app.app_context():
        own = 1
        with writing() as connection:
            assert drafts.get(connection, draft_id).author_id == own
            with pytest.raises(drafts.SamePerson):
                review.publish_draft(
                    connection,
                    draft_id=draft_id,
                    version=1,
                    approver_id=own,
                    role="Publisher",
                    now=now(),
                    at=now_utc(),
                    settings=settings_now(),
                    looked_at=[],
                )
        with pytest.raises(IntegrityError), writing() as connection:
            connection.execute(update(table).where(table.c.id == draft_id).values(approver_id=own))
        with pytest.raises(IntegrityError), writing() as connection:
            connection.execute(update(table).where(table.c.id == draft_id).values(state="published"))


def test_the_database_refuses_a_draft_that_its_author_approved(app: Flask) -> None:
    row = {
        "kind": "decision",
        "state": "draft",
        "version": 1,
        "pairs": "[]",
        "title": "x",
        "author_id": 1,
        "approver_id": 1,
        "created_at": "x",
        "updated_at": "x",
    }
    with app.app_context(), pytest.raises(IntegrityError), writing() as connection:
        connection.execute(insert(table).values(row))


def test_a_draft_goes_back_with_a_remark(author: Officer, publisher: Officer) -> None:
    draft_id = draft_of(author)
    publisher.get(f"/desk/drafts/{draft_id}/review")
    page = publisher.post(f"/desk/drafts/{draft_id}/send-back", [("version", "1"), ("remark", "  ")], 422)
    assert "what the author should look at" in page
    publisher.post(f"/desk/drafts/{draft_id}/send-back", [("version", "1"), ("remark", "Which\0 wards?")])
    assert "Which\N{REPLACEMENT CHARACTER} wards?" in author.get("/desk/")
    assert " wards?" in author.get(f"/desk/drafts/{draft_id}")
    publisher.get(f"/desk/drafts/{draft_id}/review", 404)


def test_an_author_takes_a_draft_back(author: Officer, publisher: Officer) -> None:
    draft_id = draft_of(author)
    assert "waits for a second person" in author.get(f"/desk/drafts/{draft_id}")
    publisher.get(f"/desk/drafts/{draft_id}/review")
    author.post(f"/desk/drafts/{draft_id}/take-back", status=303)
    author.get(f"/desk/drafts/{draft_id}")
    publisher.post(f"/desk/drafts/{draft_id}/publish", [("version", "1")], 404)


def test_exactly_the_version_read_is_published(author: Officer, publisher: Officer) -> None:
    draft_id = draft_of(author)
    publisher.get(f"/desk/drafts/{draft_id}/review")
    author.get(f"/desk/drafts/{draft_id}")
    author.post(f"/desk/drafts/{draft_id}/take-back")
    author.get(f"/desk/drafts/{draft_id}")
    edited = with_pair(award_pairs(), "title", "Warm rooms in six halls")
    author.post(f"/desk/drafts/{draft_id}", [*edited, ("version", "1"), ("send", "1")])
    page = publisher.post(f"/desk/drafts/{draft_id}/publish", [("version", "1")], 422)
    assert "changed this since you opened it" in page
    assert "Warm rooms in six halls" in page
    publisher.publish(f"/desk/drafts/{draft_id}")


def test_a_correction_overtaken_by_another_is_not_published(app: Flask, author: Officer, publisher: Officer) -> None:
    draft_id = draft_of(author)
    publisher.get(f"/desk/drafts/{draft_id}/review")
    publisher.publish(f"/desk/drafts/{draft_id}")
    reference = f"FD-{today_year(app)}-0001"
    from tests.desk.conftest import signed_in

    other = signed_in(app, "olu", "author")
    places = []
    for number, writer in enumerate((author, other)):
        writer.get("/desk/correct")
        place = writer.post("/desk/correct", [("reference", reference)])
        writer.get(place)
        changed = award_pairs(title=f"Warm rooms, take {number}")
        writer.post(place, [*changed, ("change_note", "Title."), ("version", "1"), ("send", "1")])
        places.append(place)
    publisher.get(places[0] + "/review")
    publisher.publish(places[0])
    page = publisher.post(places[1] + "/publish", [("version", "2")], 422)
    assert "corrected meanwhile" in page


def today_year(app: Flask) -> int:
    with app.app_context():
        return today().year


def test_rules_stop_publication_and_review(author: Officer) -> None:
    author.get("/desk/decisions/new")
    without = [pair for pair in award_pairs() if not pair[0].startswith("rationale-")]
    page = author.post("/desk/decisions/new", [*without, ("send", "1")], 422)
    assert "Before this can be published" in page
    assert "Error:" in page
    assert "Warm rooms at Wear Vale Halls" in page


def test_checks_are_answered_as_one_types_and_save_nothing(author: Officer) -> None:
    author.get("/desk/decisions/new")
    page = author.post("/desk/decisions/checks", award_pairs(), 200, headers={"HX-Request": "true"})
    assert "What readers will see of the Compact" in page
    assert "<html" not in page
    assert "You have no drafts" in author.get("/desk/")


def test_a_failed_send_lists_each_problem_once_and_in_page_order(author: Officer) -> None:
    author.get("/desk/decisions/new")
    bare = award_pairs(title=None, decided_on=None, rationale=None, recipient_told_on=None)
    page = author.post("/desk/decisions/new", [*bare, ("send", "1")], 422)
    panel = page[page.index('id="compact-panel"') :]
    assert panel.count("The decision has no title.") == 1
    links = re.findall(r'<li><a href="#([a-z_-]+)"', page)
    assert links == ["title", "decided_on-day", "recipient_told_on-day", "rationale-reasons"]
