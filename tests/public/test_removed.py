"""What was removed is nowhere, and every page where it stood says so: which part, why, on what ground, by which act."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from register.entries.reading import changes
from register.extensions import reading, writing
from register.publishing import removing
from register.publishing.requests import Request
from register.settings import Settings
from register.web.words import day_of
from tests.consultations.builders import consultation
from tests.consultations.publishing import published
from tests.public.reading import Page, Reader
from tests.publishing.test_acts import publication, publish_now
from tests.publishing.test_removing import OTHER, acting, approved, asked, held

SECRET = "A person’s secret (invented)"
FIRST = "/decisions/FD-2026-0001"


@pytest.fixture
def reader(client: FlaskClient) -> Reader:
    return Reader(client)


@pytest.fixture
def entry_id(app: Flask, settings: Settings) -> int:
    """Publish a decision, its second revision too, and return its id."""
    with app.app_context():
        made = publish_now(settings, publication(title=SECRET, summary=SECRET))[0]
        again = publication(title="Harmless", summary=SECRET, entry_id=made.entry_id, change_note="Too much was said.")
        publish_now(settings, again)
    return made.entry_id


def hold(app: Flask, settings: Settings, entry_id: int, *names: str) -> Request:
    with app.app_context():
        return held(settings, entry_id, *names)


def remove(
    app: Flask, settings: Settings, entry_id: int, removes: dict[int, list[str]], action: str = "redact"
) -> None:
    with app.app_context():
        approved(settings, asked(entry_id, removes, action))


def lift(app: Flask, settings: Settings, request: Request) -> None:
    with app.app_context(), writing() as connection:
        removing.lift(connection, request_id=request.id, **acting(settings, OTHER))


def section(page: Page, heading: str) -> str:
    for one in page.tree.iter("section"):
        if any("".join(title.itertext()).strip() == heading for title in one.iter("h2")):
            return " ".join(" ".join(one.itertext()).split())
    raise AssertionError(heading)


def test_an_entry_tells_its_act_and_how_to_check_it(reader: Reader, entry_id: int) -> None:
    page = reader.read(FIRST)
    assert "Act 2 in the public log: check this page" in page.words
    assert page.links["check this page"] == "/log/act/2#check"
    assert "Revision 2 published 22 November 2026, act 2 of the public log: check that this page" in page.words
    assert page.links["check that this page is unchanged"] == "/log/act/2#check"
    assert page.words.index("check that this page is unchanged") < page.words.index("Cite this entry")
    assert reader.read(f"{FIRST}/revisions/1").links["check this page"] == "/log/act/1#check"
    assert reader.client.get("/log/checkpoint").text in ["".join(one.itertext()) for one in page.tree.iter("pre")]


def test_nothing_is_said_of_removal_where_nothing_was(reader: Reader, entry_id: int) -> None:
    assert "Removed for good" not in reader.read(FIRST).words


@pytest.mark.parametrize("tail", ["", "/revisions/1", "/revisions/2"])
def test_an_entry_on_hold_says_so_and_nothing_else(
    reader: Reader, app: Flask, settings: Settings, entry_id: int, tail: str
) -> None:
    request = hold(app, settings, entry_id)
    page = reader.read(FIRST + tail, 403)
    assert page.heading == f"Funding decision {FIRST[-12:]} is on hold"
    assert "it may reveal private details about a person." in page.words
    assert "Nothing of it is shown until a second person has looked." in page.words
    assert page.links["check that it was logged"] == "/log/act/3#check"
    assert SECRET not in page.response.text and "Harmless" not in page.response.text
    assert "no-store" in page.response.headers["Cache-Control"]
    lift(app, settings, request)
    assert SECRET in reader.read(f"{FIRST}{tail}").words


@pytest.mark.parametrize("tail", ["", "/revisions/1", "/revisions/2"])
def test_a_withdrawn_entry_leaves_its_title_and_the_reason(
    reader: Reader, app: Flask, settings: Settings, entry_id: int, tail: str
) -> None:
    remove(app, settings, entry_id, {1: ["title"]})
    remove(app, settings, entry_id, {}, "withdraw")
    page = reader.read(FIRST + tail, 410)
    name = "Harmless" if tail != "/revisions/1" else f"Funding decision {FIRST[-12:]}"
    assert page.heading == f"{name} (withdrawn)"
    assert "it should not have been published here." in page.words
    assert FIRST[-12:] in page.words
    assert page.links["check that it was logged"] == "/log/act/4#check"
    assert SECRET not in page.response.text


def test_a_withdrawn_entry_leads_to_those_that_name_it(
    reader: Reader, app: Flask, settings: Settings, entry_id: int
) -> None:
    remove(app, settings, entry_id, {}, "withdraw")
    assert "this one" not in reader.read(FIRST, 410).words
    related = [{"relation": "follows", "reference": FIRST[-12:]}, {"relation": "changes", "reference": FIRST[-12:]}]
    with app.app_context():
        again = publish_now(settings, publication(title="Published again", related=related))[0]
        publish_now(settings, publication(title="Of no concern"))
    page = reader.read(FIRST, 410)
    assert "An entry that names this one" in page.words
    assert page.links["Published again"] == "/decisions/FD-2026-0002"
    assert "Of no concern" not in page.words
    with app.app_context():
        held(settings, again.entry_id)
    page = reader.read(FIRST, 410)
    assert "An entry that names this one" not in page.words and "Published again" not in page.words


@pytest.mark.parametrize(("action", "done"), [("hold", "On hold 2"), ("withdraw", "Withdrawn")])
def test_the_history_of_a_hidden_entry_keeps_its_acts_without_their_words(
    reader: Reader, app: Flask, settings: Settings, entry_id: int, action: str, done: str
) -> None:
    if action == "hold":
        hold(app, settings, entry_id)
    else:
        remove(app, settings, entry_id, {}, action)
    page = reader.read(f"{FIRST}/history")
    assert [page.words.count(words) for words in ("Revision 1: published", "Revision 2: corrected", done)] == [1, 1, 1]
    assert page.links["Act 3"] == "/log/act/3"
    assert "Reason:" in page.words
    assert SECRET not in page.response.text and "Too much was said." not in page.response.text
    assert not [label for label in page.links if label.startswith("Read revision")]


@pytest.mark.parametrize(("action", "status"), [("hold", 403), ("withdraw", 410)])
def test_other_views_of_a_hidden_entry_are_gone_too(
    reader: Reader, app: Flask, settings: Settings, action: str, status: int
) -> None:
    [address] = published(app, settings, consultation(title=SECRET))
    if action == "hold":
        hold(app, settings, 1)
    else:
        remove(app, settings, 1, {}, action)
    for tail in ("/notice", "/text"):
        assert ("is on hold" if action == "hold" else "(withdrawn)") in reader.read(address + tail, status).heading
    for tail in (".ics", "/notice", "/text", ""):
        answer = reader.client.get(address + tail)
        assert (answer.status_code, answer.mimetype) == (status, "text/html"), tail
        assert action == "withdraw" or SECRET not in answer.text
    assert SECRET not in reader.read("/consultations/").words


def test_removed_parts_are_listed_on_the_page_and_in_its_history(
    reader: Reader, app: Flask, settings: Settings, entry_id: int
) -> None:
    remove(app, settings, entry_id, {1: ["title", "summary"], 2: ["summary"]})
    hold(app, settings, entry_id, "rationale.reasons")
    page = reader.read(FIRST)
    told = section(page, "On hold or removed for good")
    assert "Summary Removed for good on 23 November 2026. Reason: Personal data." in told
    assert "Legal basis: UK GDPR, Article 17: right to erasure. Act 3" in told
    assert "Reasons On hold since" in told
    assert "it may reveal private details about a person." in told
    assert "Title" not in told, "this revision shows its title"
    assert {page.links["Act 3 in the public log"], page.links["Act 4 in the public log"]} == {
        "/log/act/3",
        "/log/act/4",
    }
    first = reader.read(f"{FIRST}/revisions/1")
    assert "Title" in section(first, "On hold or removed for good")
    assert first.heading == f"Funding decision {FIRST[-12:]} (revision 1)"
    assert SECRET not in page.response.text
    timeline = section(page, "History")
    assert "Parts on hold" in timeline and "Parts removed for good" in timeline
    assert page.links["Parts removed for good"] == "/log/act/3"
    history = reader.read(f"{FIRST}/history")
    assert "Removed for good: Summary (revisions 1 and 2); Title (revision 1)." in history.words
    assert "Legal basis: UK GDPR, Article 17: right to erasure." in history.words
    assert "Reasons. Reason: it may reveal private details" in history.words
    assert SECRET not in history.response.text


def test_a_removed_view_is_named_by_its_number(reader: Reader, app: Flask, settings: Settings) -> None:
    [address] = published(app, settings, consultation())
    hold(app, settings, 1, "views/2")
    assert "View 2 On hold since" in section(reader.read(address), "On hold")


def test_a_hold_that_was_lifted_stays_in_the_history(
    reader: Reader, app: Flask, settings: Settings, entry_id: int
) -> None:
    lift(app, settings, hold(app, settings, entry_id))
    page = reader.read(f"{FIRST}/history")
    assert "What act 3 had put on hold is shown again." in page.words
    assert page.words.index("Shown again") < page.words.index("On hold") < page.words.index("Revision 2")
    assert "Too much was said." in page.words


def test_a_long_history_is_told_some_acts_at_a_time(
    reader: Reader, app: Flask, settings: Settings, entry_id: int
) -> None:
    for _ in range(5):
        lift(app, settings, hold(app, settings, entry_id))
    page = reader.read(f"{FIRST}/history")
    assert "Act 12" in page.links and "Act 3" in page.links and "Act 2" not in page.links
    older = reader.read(page.links["Older acts"])
    assert [label for label in older.links if label.startswith("Act ")] == ["Act 2", "Act 1"]
    assert "Older acts" not in older.links


@pytest.mark.parametrize("path", ["/search", "/decisions/"])
@pytest.mark.parametrize(("action", "words"), [("hold", "is on hold since"), ("withdraw", "was withdrawn on")])
def test_who_searches_for_a_hidden_entry_by_its_reference_is_led_to_it(
    reader: Reader, app: Flask, settings: Settings, entry_id: int, action: str, words: str, path: str
) -> None:
    asked_for = f"{path}?q=+fd-2026-0001+"
    assert "Its page says why." not in reader.read(asked_for).words
    if action == "hold":
        hold(app, settings, entry_id)
    else:
        remove(app, settings, entry_id, {}, action)
    page = reader.read(asked_for)
    assert f"FD-2026-0001 {words} 23 November 2026. Its page says why." in page.words
    assert page.links["FD-2026-0001"] == FIRST
    assert "never published here" not in page.words
    assert "Its page says why." not in reader.read(f"{path}?q=fd-2026").words
    assert SECRET not in page.response.text


@pytest.mark.parametrize("kind", ["decision", "consultation"])
def test_a_title_on_hold_is_told_once_under_the_heading(
    reader: Reader, app: Flask, settings: Settings, kind: str
) -> None:
    if kind == "decision":
        with app.app_context():
            publish_now(settings, publication(title=SECRET))
        address = FIRST
    else:
        [address] = published(app, settings, consultation(title=SECRET))
    hold(app, settings, 1, "title")
    with app.app_context(), reading() as connection:
        since = day_of(changes(connection, limit=1)[0].at)
    page = reader.read(address)
    assert page.heading.endswith(address.rpartition("/")[2])
    assert page.words.count(f"The title is on hold since {since}: it may") == 1
    assert f"On hold since {since}: it may" in section(page, "On hold")
    assert page.words.count(f"n hold since {since}: it may") == 2, "above, and in the list of what is on hold"
