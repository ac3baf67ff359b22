"""What goes out is what its second person read: its words, whoever changed them, and every warning about it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from register.entries.reading import current
from register.extensions import reading, writing
from register.organisations.writing import put_body
from register.programmes.writing import put_round
from register.publishing import drafts
from register.publishing.drafts import State
from register.web.current import today
from tests.desk.browser import BODY, REFUSAL, Officer, award_pairs, read_on
from tests.desk.gridding import HEADINGS, award, marks, table
from tests.desk.test_grid import rows_of, sent
from tests.desk.test_journey import draft_of


def reworded(app: Flask, criterion: str = "Whatever the council asks for") -> None:
    """Change the words of the first round, as any publisher may."""
    programme = {"code": "warm-rooms", "title": "Warm rooms (invented)", "round": "2026"}
    with app.app_context(), writing() as connection:
        version = connection.exec_driver_sql("select version from programme_round where id = 1").scalar_one()
        put_round(
            connection,
            body_identifier=BODY["identifier"],
            code="warm-rooms",
            title=programme["title"],
            round="2026",
            words={"programme": programme, "rationale": {"criteria": [{"criterion": criterion}]}},
            replacing=(1, version),
        )


def renamed(app: Flask) -> None:
    with app.app_context(), writing() as connection:
        put_body(connection, **{**BODY, "name": "Another Council (invented)"}, party_from="2020-01-01", invented=True)


def in_review(author: Officer, **changes: Any) -> str:
    """Send an award of the first round for review, and return its place."""
    author.get("/desk/decisions/new")
    author.post("/desk/decisions/new", [*award_pairs(**changes), ("round", "1"), ("send", "1")])
    with author.client.application.app_context(), reading() as connection:
        newest = connection.exec_driver_sql("select max(id) from draft").scalar_one()
    return f"/desk/drafts/{newest}"


def state_of(app: Flask, place: str) -> State:
    with app.app_context(), reading() as connection:
        return drafts.get(connection, int(place.rpartition("/")[2])).state


@pytest.mark.record
@pytest.mark.parametrize("change", [reworded, renamed])
def test_words_that_came_after_it_was_read_are_not_published(
    app: Flask, author: Officer, publisher: Officer, change: Any
) -> None:
    place = in_review(author)
    read = read_on(publisher.get(f"{place}/review"))
    assert [name for name, _ in read] == ["version", "read"]
    change(app)

    page = publisher.post(f"{place}/publish", read, 422)

    assert "was changed since you opened it. Read it again" in page
    assert state_of(app, place) is State.IN_REVIEW
    publisher.post(f"{place}/publish", read_on(page))
    with app.app_context(), reading() as connection:
        record = current(connection, f"FD-{today().year}-0001")
    assert record is not None
    assert "Whatever" in str(record.document) or record.document["body"]["name"].startswith("Another")


def test_who_says_nothing_of_what_they_read_publishes_nothing(app: Flask, author: Officer, publisher: Officer) -> None:
    place = in_review(author)
    publisher.get(f"{place}/review")
    publisher.post(f"{place}/publish", [("version", "1")], 422)
    assert state_of(app, place) is State.IN_REVIEW


@pytest.mark.record
def test_a_warning_that_nobody_saw_is_looked_at_first(app: Flask, author: Officer, publisher: Officer) -> None:
    """Two copies of a refusal with a warning: what says of the second that it stands already came since."""
    first, second = (f"/desk/drafts/{draft_of(author, **REFUSAL)}" for _ in range(2))
    read = read_on(publisher.get(f"{second}/review"))
    assert [name for name, _ in read] == ["version", "read", "looked"]
    publisher.publish(first)

    page = publisher.post(f"{second}/publish", read, 422)

    assert "This may be published already" in page
    assert 'href="#looked"' in page
    assert not re.search(r'id="looked"[^>]* checked', page), "it is not ticked for what nobody saw"
    assert state_of(app, second) is State.IN_REVIEW
    later = [("later", "1"), ("publish_on-day", "1"), ("publish_on-month", "3"), ("publish_time", "9am")]
    with app.app_context():
        later.append(("publish_on-year", str(today().year + 1)))
    publisher.post(f"{second}/publish", [*read, *later], 422)
    publisher.post(f"{second}/publish", read_on(page))


def test_a_fields_name_stands_for_no_warning(app: Flask, author: Officer, publisher: Officer) -> None:
    place = f"/desk/drafts/{draft_of(author, **REFUSAL)}"
    version, read, looked = read_on(publisher.get(f"{place}/review"))
    forged = ("looked", "rationale.reasons rationale title recipient summary")
    publisher.post(f"{place}/publish", [version, read, forged], 422)
    assert state_of(app, place) is State.IN_REVIEW
    publisher.post(f"{place}/publish", [version, read, looked])
    assert state_of(app, place) is State.PUBLISHED


def test_a_row_whose_round_was_changed_is_read_again(app: Flask, author: Officer, publisher: Officer) -> None:
    where = sent(author, table(2))
    chosen = [("row", mark) for mark in marks(publisher.get(f"{where}/review"))]
    reworded(app)
    page = publisher.post(f"{where}/decide", chosen, 422)
    assert "was changed since you opened this page: read it again" in page
    assert {draft.state for draft in rows_of(app)} == {State.IN_REVIEW}
    publisher.post(f"{where}/decide", [("row", mark) for mark in marks(page)])
    assert {draft.state for draft in rows_of(app)} == {State.PUBLISHED}


def test_a_rows_warning_that_nobody_saw_is_looked_at_first(app: Flask, author: Officer, publisher: Officer) -> None:
    """Two rows say the same reasons; one of them is published from its own page after the grid was opened."""
    same = re.sub(r"Village Hall \d opens.*?it\.", "It scored well against the criteria of the round.", award(1))
    other = same.replace("Village Hall 1", "Harbour Hall").replace("1100001", "1200009").replace("£2,101", "£1,900")
    where = sent(author, "\n".join([HEADINGS, same, other]))
    page = publisher.get(f"{where}/review")
    chosen = [*(("row", mark) for mark in marks(page)), *(("looked", mark) for mark in marks(page, "looked"))]
    publisher.publish(f"/desk/drafts/{rows_of(app)[0].id}")

    page = publisher.post(f"{where}/decide", chosen[1:], 422)

    assert "say that you have looked at its warnings" in page.lower()
    assert rows_of(app)[1].state is State.IN_REVIEW
    again = [*(("row", mark) for mark in marks(page)), *(("looked", mark) for mark in marks(page, "looked"))]
    publisher.post(f"{where}/decide", again)
    assert rows_of(app)[1].state is State.PUBLISHED
