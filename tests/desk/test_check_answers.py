"""An author checks every answer and sends just that; who reviews sees what changed; publication is confirmed."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from register.accounts.models import audit_record
from register.extensions import reading, writing
from register.programmes.writing import put_round
from register.publishing import drafts
from register.publishing.drafts import State
from register.web.current import today
from tests.desk.browser import BODY, Officer, award_pairs, with_pair
from tests.desk.test_journey import draft_of
from tests.desk.test_withholding import withholding


def state_of(app: Flask, draft_id: int) -> State:
    with app.app_context(), reading() as connection:
        return drafts.get(connection, draft_id).state


def audited(app: Flask) -> list[tuple[str, str]]:
    with app.app_context(), reading() as connection:
        rows = connection.execute(select(audit_record).order_by(audit_record.c.id)).all()
    return [(row.action, row.about) for row in rows]


def test_every_answer_is_shown_with_the_way_to_change_it(author: Officer) -> None:
    draft_id = draft_of(author, "save")
    page = author.get(f"/desk/drafts/{draft_id}/check")
    form = author.get(f"/desk/drafts/{draft_id}")
    for words in ("Warm rooms at Wear Vale Halls", "1 September 2026", "£6,000", "Fund one hall only", "Open call"):
        assert words in page
    assert "Coalmoor District Council (invented)" in page
    assert "Parts withheld" not in page, "what is not answered is not listed"
    links = re.findall(rf'href="/desk/drafts/{draft_id}#([^"]+)"', page)
    assert len(links) > 15
    assert [one for one in links if f'id="{one}"' not in form] == []
    assert page.count("Send for review") == 1


def test_what_was_checked_is_sent_and_nothing_else(app: Flask, author: Officer) -> None:
    draft_id = draft_of(author, "save")
    where = f"/desk/drafts/{draft_id}"
    author.get(f"{where}/check")
    author.post(where, [*with_pair(award_pairs(), "title", "Typed in another window"), ("version", "1"), ("save", "1")])
    page = author.post(f"{where}/send", [("version", "1")], 422)
    assert "saved again since you opened this page" in page
    assert "Typed in another window" in page
    assert state_of(app, draft_id) is State.DRAFT
    author.post(f"{where}/send", [("version", "2")])
    assert state_of(app, draft_id) is State.IN_REVIEW
    assert audited(app)[-1] == ("sent_for_review", f"draft {draft_id}")
    author.get(f"{where}/check", 302)
    assert author.post(f"{where}/send", [("version", "2")]) == where


def test_what_is_missing_stops_it_there_too(app: Flask, author: Officer) -> None:
    author.get("/desk/decisions/new")
    bare = [pair for pair in award_pairs() if not pair[0].startswith("rationale-")]
    author.post("/desk/decisions/new", [*bare, ("save", "1")])
    page = author.get("/desk/drafts/1/check")
    assert "Before this can be published" in page
    assert "Send for review" not in page
    page = author.post("/desk/drafts/1/send", [("version", "1")], 422)
    assert "It was not sent" in page
    assert "Send for review" not in author.get("/desk/drafts/1/preview")
    assert state_of(app, 1) is State.DRAFT


def test_what_waiting_mends_does_not_stop_it(app: Flask, author: Officer) -> None:
    author.get("/desk/decisions/new")
    told = f"{today_of(app) + 1}-01-05"
    author.post("/desk/decisions/new", [*award_pairs(recipient_told_on=told), ("save", "1")])
    assert "Waiting will mend this" in author.get("/desk/drafts/1/check")
    author.post("/desk/drafts/1/send", [("version", "1")])
    assert state_of(app, 1) is State.IN_REVIEW


def today_of(app: Flask) -> int:
    with app.app_context():
        return today().year


def test_it_is_sent_from_the_preview_with_one_click(app: Flask, author: Officer, publisher: Officer) -> None:
    draft_id = draft_of(author, "preview")
    page = author.get(f"/desk/drafts/{draft_id}/preview")
    assert "Preview: not published" in page
    assert 'class="register-entry__main"' in page
    author.post(f"/desk/drafts/{draft_id}/send", [("version", "1")])
    assert state_of(app, draft_id) is State.IN_REVIEW
    assert "Send for review" not in publisher.get(f"/desk/drafts/{draft_id}/preview")


def test_the_preview_is_the_public_page(app: Flask, author: Officer, publisher: Officer) -> None:
    draft_id = draft_of(author)
    before = article(publisher.get(f"/desk/drafts/{draft_id}/preview"))
    where = publisher.publish(f"/desk/drafts/{draft_id}")
    reference = re.search(r"FD-\d{4}-\d{4}", publisher.get(where))
    assert reference
    after = article(app.test_client().get(f"/decisions/{reference[0]}").text)
    assert without_what_comes_later(before) == without_what_comes_later(after)


def article(page: str) -> str:
    return page[page.index("<article>") : page.index("</article>")]


def without_what_comes_later(text: str) -> list[str]:
    """Return the words without the reference and the line that says when it was published."""
    text = re.sub(r'<p class="register-caption register-no-print[^>]*>.*?</p>', " ", text)
    plain = unescape(re.sub(r"<[^>]+>", " ", text))
    return re.sub(r"FD-\d{4}-\d{4} ·", " ", plain).split()


def test_withheld_and_inherited_answers_are_marked(app: Flask, author: Officer) -> None:
    with app.app_context(), writing() as connection:
        put_round(
            connection,
            body_identifier=BODY["identifier"],
            code="halls",
            title="Village halls (invented)",
            round="2026",
            words={
                "programme": {"code": "halls", "title": "Village halls (invented)", "round": "2026"},
                "terms": {"payment_timing": "advance"},
            },
        )
    author.get("/desk/decisions/new")
    left_out = [pair for pair in withholding("amount_applied_for") if pair[0] != "amount_applied_for"]
    author.post("/desk/decisions/new", [*left_out, ("round", "2"), ("save", "1")])
    page = author.get("/desk/drafts/1/check")
    assert "Withheld: commercially sensitive, Freedom of Information Act 2000, section 43" in page
    assert "From the programme round" in page
    assert "In advance" in page


def test_who_sent_it_back_sees_what_changed_since(app: Flask, author: Officer, publisher: Officer) -> None:
    draft_id = draft_of(author)
    place = f"/desk/drafts/{draft_id}"
    assert "What changed since" not in publisher.get(f"{place}/review")
    publisher.post(f"{place}/send-back", [("version", "1"), ("remark", "Which wards?")])
    assert audited(app)[-1] == ("sent_back", f"draft {draft_id}")
    author.get(place)
    edited = with_pair(
        award_pairs(), "summary", "£6,000 over three years so that four halls can be heated on weekdays."
    )
    author.post(place, [*edited, ("version", "1"), ("send", "1")])
    page = publisher.get(f"{place}/review")
    assert "What changed since it was last with a second person" in page
    assert "<del>two </del><ins>three </ins>" in page
    assert "Which wards?" in page
    publisher.publish(place)
    with app.app_context(), reading() as connection:
        closed = drafts.get(connection, draft_id)
        assert (closed.state, closed.reviewed, closed.remark) == (State.PUBLISHED, None, None)


def test_a_correction_shows_what_it_changes_and_both_are_confirmed(
    app: Flask, author: Officer, publisher: Officer
) -> None:
    draft_id = draft_of(author)
    publisher.get(f"/desk/drafts/{draft_id}/review")
    page = publisher.get(publisher.publish(f"/desk/drafts/{draft_id}"))
    reference = f"FD-{today_of(app)}-0001"
    address = f"https://register.test/decisions/{reference}"
    assert f'value="{address}" readonly' in page
    assert "It is act 1 in the public log" in page
    for feed in ("/decisions.atom", "/compact/3.3.atom", "/changes.atom"):
        assert f'href="{feed}"' in page
        assert app.test_client().get(feed).status_code == 200
    assert "Cite this entry" in page
    assert ("published", reference) in audited(app)
    place = author.post("/desk/correct", [("reference", reference)])
    author.get(place)
    changed = award_pairs(title="Warm rooms at four halls")
    author.post(place, [*changed, ("change_note", "The title."), ("version", "1"), ("send", "1")])
    page = publisher.get(f"{place}/review")
    assert "<ins>four halls</ins>" in page.replace(" </ins>", "</ins>")
    where = publisher.publish(place)
    assert "Correction published" in publisher.get(where)
    assert audited(app)[-1] == ("corrected", reference)


def test_the_confirmation_leads_to_the_next(author: Officer, publisher: Officer) -> None:
    first, second = draft_of(author, title="First"), draft_of(author, title="Second", amount_awarded="71.00")
    publisher.get(f"/desk/drafts/{first}/review")
    page = publisher.get(publisher.publish(f"/desk/drafts/{first}"))
    assert "Next: Second" in page
    assert f'href="/desk/drafts/{second}/review"' in page


LATER = [("publish_on-month", "3"), ("publish_time", "9am")]


def test_a_day_and_time_are_chosen_at_approval(app: Flask, author: Officer, publisher: Officer) -> None:
    draft_id = draft_of(author)
    place = f"/desk/drafts/{draft_id}"
    year = ("publish_on-year", str(today_of(app) + 1))
    publisher.get(f"{place}/review")
    for wrong, words in (
        ([("later", "1")], "must include a day"),
        ([("publish_on-day", "31"), ("later", "1")], "Choose a day within a year"),
        ([("publish_on-day", "2")], "press ‘Approve for later’"),
        ([("publish_on-day", "2"), ("publish_time", "25:00"), ("later", "1")], "must be a time of day"),
    ):
        far = [("publish_on-year", "2199")] if "within a year" in words else [year]
        page = publisher.publish(place, [*with_last(LATER, wrong), *far], 422)
        assert words in page
        assert state_of(app, draft_id) is State.IN_REVIEW
    publisher.publish(place, [*LATER, year, ("publish_on-day", "2"), ("later", "1")])
    assert state_of(app, draft_id) is State.SCHEDULED
    when = f"2 March {today_of(app) + 1}, 09:00"
    assert when in publisher.get(f"{place}/review")
    assert f"It goes out by itself on <strong>{when}" in author.get(place)
    assert when in author.get("/desk/queue/scheduled")
    author.post(f"{place}/stop", status=403)
    publisher.post(f"{place}/stop")
    assert state_of(app, draft_id) is State.IN_REVIEW
    publisher.get(f"{place}/review")
    publisher.publish(place, [*LATER, year, ("publish_on-day", "2"), ("later", "1")])
    author.get(place)
    author.post(f"{place}/take-back")
    assert state_of(app, draft_id) is State.DRAFT
    done = [action for action, about in audited(app) if about == f"draft {draft_id}"]
    assert done[-5:] == ["sent_for_review", "scheduled", "unscheduled", "scheduled", "taken_back"]


def with_last(pairs: list[tuple[str, str]], changed: list[tuple[str, str]]) -> list[tuple[str, str]]:
    names = {name for name, _ in changed}
    return [pair for pair in pairs if pair[0] not in names] + changed


@pytest.mark.parametrize(
    ("typed", "read"),
    [("9am", "09:00"), ("09:00", "09:00"), ("9.30", "09:30"), ("2 pm", "14:00"), ("12am", "00:00"), ("noon", "12:00")],
)
def test_times_are_read_as_people_write_them(typed: str, read: str) -> None:
    from register.desk.scheduling import LaterForm

    form = LaterForm([("publish_time", typed), ("publish_on-day", "1")])
    assert form.publish_time.data == read


@pytest.mark.parametrize("typed", ["9", "24:00", "13pm", "0am", "9:60", "nine", "9:3", "١٢:٠٠"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    from register.desk.scheduling import LaterForm

    assert LaterForm([("publish_time", typed)]).publish_time.errors
