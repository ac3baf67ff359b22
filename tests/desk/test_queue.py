"""The queue: what needs the officer is counted, listed, searched, and one click from where it is mended."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from register.core.calendar import now_utc, today_in_london
from register.desk.queues import QUEUES, duty_named
from register.entries.owing import PAGE
from register.entries.tables import draft as draft_table
from register.extensions import reading, writing
from register.kinds import KINDS, kind_named
from register.publishing import drafts
from register.publishing.acts import Publication, Published, publish
from register.web.current import settings_now
from tests.consultations import builders
from tests.desk.browser import AWARD, BODY, Officer, add_coalmoor
from tests.desk.conftest import signed_in
from tests.desk.removing import asked, held, published
from tests.desk.test_journey import draft_of

UNREASONED = {name: said for name, said in AWARD.items() if name not in ("rationale", "recipient_told_on")}


def imported(app: Flask, *awards: dict[str, Any]) -> list[Published]:
    """Publish awards as a file would: without a rationale."""
    kind = kind_named("decision")
    made = [Publication(kind, {**UNREASONED, **one}, origin="imported", role="Importer") for one in awards]
    with app.app_context(), writing() as connection:
        return publish(connection, made, at=now_utc(), settings=settings_now())


def consulted(app: Flask, **changes: Any) -> str:
    """Publish a consultation of the invented council and return its reference."""
    document = builders.consultation(**changes).model_dump(mode="json", exclude_none=True)
    return published(app, "consultation", **{**document, "body": BODY})


def titles(page: str) -> list[str]:
    found = re.findall(r'register-result__title">(?:<strong[^>]*>[^<]*</strong> )?<a [^>]*>([^<]*)</a>', page)
    return [unescape(one) for one in found]


def total(page: str) -> str:
    found = re.search(r'id="total" tabindex="-1">([^<]*)<', page)
    assert found
    return found[1]


def test_each_list_has_a_name_of_its_own_and_opens_at_a_question_of_its_form() -> None:
    names = [queue.name for queue in QUEUES]
    assert len(names) == len(set(names))
    for kind in KINDS:
        for duty in kind.duties:
            assert duty_named(duty.name) is duty
            assert kind.form().field_at(duty.question) is not None
            assert kind.form().field_at(duty.question).name.replace("-", ".") == duty.question


def test_the_front_page_counts_what_needs_one_and_leads_to_each_list(
    app: Flask, author: Officer, publisher: Officer
) -> None:
    draft_of(author, "save", title="Half a draft")
    waiting = draft_of(author, title="A whole draft")
    page = author.get("/desk/")
    assert re.search(r"drafts\?sort=newest\"><strong[^>]*>1</strong> you are writing", page)
    assert re.search(r"waiting\"><strong[^>]*>1</strong> of yours in review", page)
    assert "waiting for your approval" not in page
    page = publisher.get("/desk/")
    assert re.search(r"approval\"><strong[^>]*>1</strong> waiting for your approval", page)
    assert titles(publisher.get("/desk/queue/approval")) == ["A whole draft"]
    publisher.get(f"/desk/drafts/{waiting}/review")
    publisher.post(f"/desk/drafts/{waiting}/send-back", [("version", "1"), ("remark", "Which wards?")])
    assert "Which wards?" in author.get("/desk/queue/sent-back")
    assert "Which wards?" in author.get(f"/desk/drafts/{waiting}")
    for queue in QUEUES:
        page = publisher.get(f"/desk/queue/{queue.name}")
        assert queue.empty in unescape(page)
        author.get(f"/desk/queue/{queue.name}", 403 if queue.name in ("approval", "on-hold") else 200)
    author.get("/desk/queue/nothing", 404)


def test_what_is_on_hold_or_to_be_removed_is_listed(app: Flask, author: Officer, publisher: Officer) -> None:
    reference = published(app)
    held(publisher, reference, "summary")
    title = f"Hold of parts of {reference}: {AWARD['title']}"
    assert titles(publisher.get("/desk/queue/on-hold")) == [title]
    assert titles(publisher.get("/desk/queue/on-hold?q=nothing")) == []
    assert titles(publisher.get("/desk/queue/on-hold?mine=yes&kind=decision")) == [title]
    assert titles(publisher.get(f"/desk/queue/on-hold?body={BODY['identifier']}")) != []
    assert titles(publisher.get("/desk/queue/on-hold?body=XI-BODY-other")) == []


def test_a_title_that_readers_do_not_see_or_that_is_to_go_stands_in_no_list(
    app: Flask, author: Officer, publisher: Officer
) -> None:
    title_held, whole, to_go, other = (published(app, title=f"Secret {number}") for number in range(4))
    held(publisher, title_held, "title")
    held(publisher, whole)
    asked(author, to_go, "1:title")
    asked(author, other, "1:summary")
    page = publisher.get("/desk/")
    assert "Secret 3" in page
    assert not re.search("Secret [0-2]", page)
    assert titles(publisher.get("/desk/queue/removals"))[0] == f"Redaction of parts of {to_go}"


def test_the_front_page_says_of_no_list_that_nothing_waits_where_another_has_something(
    app: Flask, author: Officer, publisher: Officer
) -> None:
    asked(author, published(app), "1:summary")
    page = publisher.get("/desk/")
    assert "Redactions and withdrawals waiting" in page
    assert "Nothing waits" not in page


def test_own_drafts_stand_newest_first_and_the_banner_leads_to_the_saved_one(app: Flask, author: Officer) -> None:
    first = draft_of(author, "save", title="The <first>")
    later = author.get("/desk/")
    assert re.search(rf'banner__link" href="/desk/drafts/{first}">The &lt;first&gt;</a>', later)
    draft_of(author, "save", title="The second")
    with app.app_context(), writing() as connection:
        of_first = update(draft_table).where(draft_table.c.id == first)
        connection.execute(of_first.values(updated_at="2026-01-01T09:00:00Z"))
    assert titles(author.get("/desk/")) == ["The second", "The <first>"]
    assert "queue/drafts?sort=newest" in author.get("/desk/")


def test_an_award_without_a_rationale_is_one_click_from_it(app: Flask, author: Officer) -> None:
    _, older, _ = imported(
        app,
        {"title": "The younger", "decided_on": "2025-06-01"},
        {"title": "The older", "decided_on": "2024-06-01"},
        {"title": "Before the Compact", "decided_on": "2019-06-01"},
    )
    page = author.get("/desk/")
    assert re.search(r"rationales\"><strong[^>]*>2</strong> Rationale awaited", page)
    page = author.get("/desk/queue/rationales")
    assert titles(page) == ["The older", "The younger"]
    form = [("reference", older.reference), ("duty", "rationales"), ("what", "Rationale awaited"), ("on", "2024-06-01")]
    for name, value in form:
        assert f'name="{name}" value="{value}"' in page
    where = author.post("/desk/correct", form)
    assert where.endswith("#rationale-reasons")
    draft = where.partition("#")[0]
    page = author.get(draft)
    assert 'id="rationale-reasons"' in page
    assert "The rationale was added." in page
    assert author.post("/desk/correct", form) == where, "a second press goes on with the first"
    assert "being corrected by Ada (invented)" in author.get("/desk/queue/rationales")


def test_promises_are_listed_by_their_days_and_open_at_their_view(app: Flask, author: Officer) -> None:
    views = (
        builders.view(7, commitment=builders.promise(date(2026, 9, 1))),
        builders.view(8, "still_considering", decide_by=date(2026, 3, 1)),
    )
    reference = consulted(app, views=views)
    page = author.get("/desk/queue/commitments")
    assert "Decision on view 8" in page
    assert page.index("Decision on view 8") < page.index("View 7")
    assert total(page) == "2 owed"
    assert page.count(">Overdue<") == 2
    assert total(author.get("/desk/queue/commitments?before=2026-04-01")) == "1 owed"
    where = author.post("/desk/correct", [("reference", reference), ("duty", "commitments"), ("what", "View 7: x")])
    assert where.endswith("#views-0")


@pytest.mark.parametrize(
    ("opens", "closes", "promised", "owed", "late"),
    [
        (-30, 54, None, 0, 0),
        (10, 94, None, 0, 0),
        (-94, -10, None, 1, 0),
        (-94, -10, -3, 1, 1),
        (-394, -310, None, 1, 1),
        (-30, 0, None, 0, 0),
        (-30, -1, None, 1, 0),
    ],
)
def test_feedback_is_owed_from_the_closing_on(
    app: Flask, author: Officer, opens: int, closes: int, promised: int | None, owed: int, late: int
) -> None:
    today = today_in_london()
    days = builders.period(today + timedelta(days=opens), today + timedelta(days=closes))
    consulted(
        app,
        periods=(days,),
        announced_on=today - timedelta(days=500),
        feedback_promised_by=None if promised is None else today + timedelta(days=promised),
        **dict.fromkeys(("views", "feedback_published_on", "decided_on", "outcome_published_on", "outcome")),
    )
    page = author.get("/desk/queue/feedback")
    assert (len(titles(page)), page.count("Write the feedback")) == (owed, owed)
    assert page.count(">Overdue<") == late
    page = author.get("/desk/")
    counted = re.findall(r'feedback"><strong[^>]*>1</strong> Feedback owed</a>\s*(<span)?', page)
    assert counted == (["<span" if late else ""] if owed else [])


@pytest.mark.record
def test_a_list_is_searched_sorted_and_paged(app: Flask, author: Officer) -> None:
    awards = [{"title": f"Grant {n:03}", "decided_on": f"2024-01-{1 + n % 28:02}"} for n in range(PAGE + 3)]
    other = {"organisation": {"name": "Zinnia Gardeners (invented)", "identifiers": ["XI-ORG-zinnia"]}}
    last = imported(app, *awards, {"title": "Bulbs & seeds", "decided_on": "2024-05-01", "recipient": other})[-1]
    page = author.get("/desk/queue/rationales")
    assert total(page) == f"{PAGE + 4} owed"
    assert len(titles(page)) == PAGE
    assert len(titles(author.get("/desk/queue/rationales?page=2"))) == 4
    assert titles(author.get("/desk/queue/rationales?page=3")) == []
    assert "page=2" in page
    assert titles(author.get("/desk/queue/rationales?sort=newest"))[0] == "Bulbs & seeds"
    assert titles(author.get("/desk/queue/rationales?sort=title"))[0] == "Bulbs & seeds"
    for words in ("zinnia", "BULBS seed", last.reference.lower(), "gardeners & bulbs"):
        assert titles(author.get("/desk/queue/rationales", query_string={"q": words})) == ["Bulbs & seeds"], words
    for words in ("100%", "_", "nobody's", "\x1b", "x" * 300):
        page = author.get("/desk/queue/rationales", query_string={"q": words})
        assert "Nothing in this list is like that" in page
    assert total(author.get("/desk/queue/rationales?before=2024-01-02")) == "2 owed"
    for nonsense in ("page=0", "page=x", "page=99999999", "before=yesterday", "kind=x", "sort=x", "mine=x"):
        author.get(f"/desk/queue/rationales?{nonsense}")


@pytest.mark.record
def test_drafts_are_searched_in_what_was_typed(app: Flask, author: Officer) -> None:
    draft_of(author, "save", title="Warm rooms")
    draft_of(author, "save", title="Café “été”", summary="Of the Lantern Society.")
    assert titles(author.get("/desk/queue/drafts?q=lantern")) == ["Café “été”"]
    assert titles(author.get("/desk/queue/drafts", query_string={"q": "café été"})) == ["Café “été”"]
    assert titles(author.get("/desk/queue/drafts?sort=title")) == ["Café “été”", "Warm rooms"]
    assert titles(author.get("/desk/queue/drafts?kind=dispute")) == []


def test_officers_see_what_their_bodies_own(app: Flask, author: Officer, publisher: Officer) -> None:
    imported(app, {"title": "Coalmoor’s"})
    draft_of(author, title="For Coalmoor")
    stranger = signed_in(app, "sam", "publisher", bodies=[])
    assert titles(publisher.get("/desk/queue/rationales")) == ["Coalmoor’s"]
    assert titles(publisher.get("/desk/queue/approval")) == ["For Coalmoor"]
    assert titles(stranger.get("/desk/queue/rationales")) == []
    assert titles(stranger.get("/desk/queue/approval")) == []
    assert "Rationale awaited</a>" not in stranger.get("/desk/")


@pytest.mark.record
def test_capitals_beyond_ascii_are_found_in_small_letters_too(app: Flask, author: Officer) -> None:
    imported(app, {"title": "Éducation for all"}, {"title": "Bulbs & seeds"})
    draft_of(author, "save", title="École at Ŵyl Ddŵr", summary="ÉCRITURE, by the Łódź choir.")
    for words in ("éducation", "Éducation", "ÉDUCATION"):
        assert titles(author.get("/desk/queue/rationales", query_string={"q": words})) == ["Éducation for all"], words
    for words in ("école", "ŵyl DDŴR", "écriture", "Écriture", "łódź", "choir"):
        found = titles(author.get("/desk/queue/drafts", query_string={"q": words}))
        assert found == ["École at Ŵyl Ddŵr"], words
    assert titles(author.get("/desk/queue/drafts", query_string={"q": "ècole"})) == []


def test_htmx_gets_the_list_and_words_for_screen_readers(app: Flask, author: Officer) -> None:
    imported(app, {"title": "One"})
    part = author.get("/desk/queue/rationales?q=one", headers={"HX-Request": "true", "HX-Target": "results"})
    assert not part.startswith("<!DOCTYPE")
    assert titles(part) == ["One"]
    assert '<div id="announce" data-hx-swap-oob="innerHTML">1 owed</div>' in part
    assert "register-search" not in part


def test_what_did_not_go_out_stands_first(app: Flask, author: Officer, publisher: Officer) -> None:
    draft_of(author, title="Waits for longer")
    late = draft_of(author, title="Missed its time")
    with app.app_context(), writing() as connection:
        draft = drafts.get(connection, late)
        again = drafts.mark_scheduled(
            connection, draft, approver_id=2, publish_at="2026-11-20T09:00:00.000000Z", looked_at=[], at=now_utc()
        )
        drafts.back_in_review(connection, again, at=now_utc(), remark="The entry was corrected meanwhile.")
    page = publisher.get("/desk/queue/approval")
    assert titles(page) == ["Missed its time", "Waits for longer"]
    assert "Not published on 20 November 2026, 09:00" in page
    assert "The entry was corrected meanwhile." in publisher.get(f"/desk/drafts/{late}/review")
    with app.app_context(), reading() as connection:
        assert drafts.get(connection, late).approver_id is None


def test_those_who_write_nothing_are_told_where_their_part_is(app: Flask, administrator: Officer) -> None:
    add_coalmoor(app)
    assert "Nothing waits for you here" in administrator.get("/desk/")
