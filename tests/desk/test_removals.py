"""Holds, redactions and withdrawals at the desk: who may do what, what is kept, and what is told to whom."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from register.core.removal import CATEGORIES
from register.desk.removable import label_of_unit
from register.extensions import reading
from register.kinds import kind_named
from register.publishing import purging
from register.publishing.requests import DONE, IN_FORCE, LIFTED, REFUSED, WAITING
from tests.consultations.builders import consultation, view
from tests.desk.browser import AWARD, Officer, award_pairs
from tests.desk.conftest import signed_in
from tests.desk.removing import GROUND, approved, asked, corrected, held, published, record, request_at

REASONS = AWARD["rationale"]["reasons"]
SUMMARY = AWARD["summary"]


@pytest.fixture
def second(app: Flask) -> Officer:
    return signed_in(app, "sam", "publisher")


@pytest.fixture
def reference(app: Flask, author: Officer) -> str:
    return published(app)


def test_a_part_is_hidden_at_once_and_shown_again_by_a_second_person(
    app: Flask, author: Officer, publisher: Officer, second: Officer, reference: str
) -> None:
    path = record(app, reference).path
    assert REASONS in app.test_client().get(path).text
    page = publisher.get(f"/desk/entries/{reference}/hold")
    assert "Readers stop seeing it at once" in page
    assert "Amounts: amount applied for, amount awarded, amounts are" in page
    assert "Alternative 1" in page
    place = held(publisher, reference, "rationale.reasons")
    assert REASONS not in app.test_client().get(path).text
    page = publisher.get(place)
    act = request_at(app, place).n
    assert act
    assert f'<a class="govuk-link" href="/log/act/{act}">Act {act} in the public log</a>' in page
    assert "You put this on hold, so another publisher must lift it." in page
    assert "in their place stands that they are on hold, and why." in page
    assert "govuk-panel" not in page, "a hold in force is no finished success"
    assert "Lift the hold" not in page
    assert "Already under way" in publisher.get(f"/desk/entries/{reference}")
    publisher.get(place)
    page = publisher.post(f"{place}/lift", status=403)
    assert "another publisher must lift it" in page
    assert "Only a publisher other than Pat (invented) can lift this hold." in author.get(place)
    assert "On hold: redact or lift" in second.get("/desk/")
    assert place in second.get("/desk/")
    assert REASONS in second.get(place)
    page = second.get(second.post(f"{place}/lift"))
    assert "Hold lifted" in page
    assert "Shown again." in page
    assert "No longer shown." not in page
    assert f"/log/act/{act + 1}" in page
    assert REASONS in app.test_client().get(path).text
    assert request_at(app, place).state == LIFTED
    page = second.post(f"{place}/lift", status=422)
    assert "The hold was lifted already." in page
    held(publisher, reference, "rationale.reasons")
    assert "Shown again." not in publisher.get(place), "another hold hides it now"


def test_all_of_a_part_can_be_read_before_it_is_chosen(app: Flask, author: Officer, publisher: Officer) -> None:
    end = "and at its end stands **Robin Example**, [see her page](https://example.org/robin)."
    reasons = f"{REASONS}\n\n{'The panel scored each of the applications. ' * 5}\n\n- {end}"
    reference = published(app, rationale={**AWARD["rationale"], "reasons": reasons})
    for action in ("hold", "redact"):
        page = publisher.get(f"/desk/entries/{reference}/{action}")
        whole = page.partition("Show all of it")[2].partition("</details>")[0]
        assert "\nand at its end stands Robin Example, see her page (https://example.org/robin)." in whole
        assert page.count("Robin Example") == 1
        assert "With any part other than “Title” and “Summary”" in page
        assert "“What was found of the Compact’s undertakings” goes too: it may repeat the words." in page
    offered = re.findall(r'name="chosen" type="checkbox" value="([^"]+)"', page)
    chosen = next(one for one in offered if one.endswith("rationale.reasons"))
    page = publisher.post(f"/desk/entries/{reference}/redact", [("chosen", chosen), *GROUND, ("check", "1")], 200)
    assert "Goes too: it may repeat these words." in page
    title = next(one for one in offered if one.endswith(":title"))
    page = publisher.post(f"/desk/entries/{reference}/redact", [("chosen", title), *GROUND, ("check", "1")], 200)
    assert "Goes too" not in page


def test_a_whole_entry_goes_on_hold_and_leaves_lists_and_search(
    app: Flask, publisher: Officer, second: Officer, reference: str
) -> None:
    reader = app.test_client()
    assert AWARD["title"] in reader.get("/decisions/").text
    place = held(publisher, reference)
    assert AWARD["title"] not in reader.get("/decisions/").text
    assert AWARD["title"] not in reader.get("/search?q=warm").text
    page = publisher.get(f"/desk/entries/{reference}")
    assert "The whole entry is on hold since" in page
    assert "Hold of the whole of" in page
    assert f"/desk/entries/{reference}/hold" not in page, "it is on hold already"
    second.get(place)
    second.post(f"{place}/lift")
    assert AWARD["title"] in reader.get("/decisions/").text
    assert AWARD["title"] in reader.get("/search?q=warm").text


def test_a_hold_without_answers_keeps_what_was_typed(app: Flask, publisher: Officer, reference: str) -> None:
    place = f"/desk/entries/{reference}/hold"
    publisher.get(place)
    page = publisher.post(place, [("note", "A reader <rang>.")], 422)
    assert re.findall(r'<li><a href="#(\w+)"', page) == ["whole", "category"]
    assert "A reader &lt;rang&gt;." in page
    page = publisher.post(place, [("whole", "parts"), ("category", "mistake")], 422)
    assert "Choose at least one part." in page
    assert re.search(r'value="mistake" checked', page)
    page = publisher.post(place, [("whole", "parts"), ("chosen", "1:marks"), ("category", "mistake")], 422)
    assert "not there any more" in page
    page = publisher.post(place, [("whole", "whole"), ("category", "forged"), ("note", "n" * 2_001)], 422)
    assert re.findall(r'<li><a href="#(\w+)"', page) == ["category", "note"]
    assert "n" * 2_001 in page


def test_what_is_on_hold_already_is_not_offered_again(app: Flask, publisher: Officer, reference: str) -> None:
    held(publisher, reference, "summary")
    place = f"/desk/entries/{reference}/hold"
    assert 'value="1:summary"' not in publisher.get(place)
    sent = [("whole", "parts"), ("chosen", "1:summary"), ("category", "mistake")]
    assert "not there any more" in publisher.post(place, sent, 422)
    held(publisher, reference)
    page = publisher.post(place, [("whole", "whole"), ("category", "mistake"), ("note", "Kept words.")], 422)
    assert "This is on hold already" in page
    assert "Kept words." in page


def test_a_redaction_takes_two_people_and_leaves_only_its_ground(
    app: Flask, author: Officer, publisher: Officer, reference: str
) -> None:
    place = asked(author, reference, "1:rationale.reasons")
    assert REASONS in app.test_client().get(record(app, reference).path).text, "asking removes nothing"
    page = author.get(place)
    assert "You asked for this, so a second person must approve it." in page
    assert "Redact for good" not in page
    assert "Redaction of parts of" in author.get("/desk/")
    author.post(f"{place}/approve", status=403)
    page = publisher.get(place)
    assert "A reader rang." in page
    assert REASONS in page
    page = approved(publisher, place)
    assert "Redacted" in page
    assert REASONS not in page
    assert f"/log/act/{request_at(app, place).n}" in page
    shown = app.test_client().get(record(app, reference).path).text
    assert REASONS not in shown
    assert CATEGORIES["personal_data"] in shown
    assert "It was decided already, and is done." in publisher.post(f"{place}/approve", status=422)
    assert "Redactions and withdrawals waiting" not in publisher.get("/desk/")


def test_drafts_that_say_the_same_words_are_told_to_who_redacts(
    app: Flask, author: Officer, publisher: Officer, reference: str
) -> None:
    for title in ("Another hall", "A third hall"):
        author.get("/desk/decisions/new")
        author.post("/desk/decisions/new", [*award_pairs(title=title), ("save", "1")])
    page = approved(publisher, asked(author, reference, "1:summary"))
    assert "The same words stand in 2 drafts" in page
    assert "“Another hall”, by Ada (invented); “A third hall”, by Ada (invented). Ask their authors" in page
    assert "The same words stand" not in publisher.get("/desk/")


def test_parts_without_a_question_are_called_in_plain_words(app: Flask, author: Officer) -> None:
    claims = [{"undertaking": "3.15", "claim": "kept", "explanation": "Notice was given in March."}]
    reference = published(app, claims=claims)
    page = author.get(f"/desk/entries/{reference}/redact")
    assert "What the public body says of the Compact, number 1" in page
    assert label_of_unit(kind_named("decision"), "change.recipients_part") == "The recipient’s part"


def test_who_may_not_do_something_stays_in_the_frame_of_the_desk(app: Flask, author: Officer, reference: str) -> None:
    page = author.get(f"/desk/entries/{reference}/hold", 403)
    assert "Signed in as Ada (invented)" in page
    assert "Staff sign in" not in page
    assert '<a class="govuk-link" href="/desk/">Back to what needs you</a>' in page
    assert "Staff sign in" in app.test_client().get("/decisions/FD-1999-0001").text


def test_nobody_approves_what_they_asked_for(app: Flask, publisher: Officer, reference: str) -> None:
    place = asked(publisher, reference, "1:summary")
    publisher.get(place)
    page = publisher.post(f"{place}/approve", status=403)
    assert "You asked for this, so a second person must approve it." in page
    assert request_at(app, place).state == WAITING
    assert SUMMARY in app.test_client().get(record(app, reference).path).text


def test_a_redaction_is_refused_or_taken_back(app: Flask, author: Officer, publisher: Officer, reference: str) -> None:
    other = signed_in(app, "olu", "author")
    first, later = asked(author, reference, "1:summary"), asked(author, reference, "1:title")
    assert "A reader rang." not in other.get(first), "a note is for publishers and who wrote it"
    assert "a publisher decides on it" in other.post(f"{first}/refuse", status=403)
    publisher.get(first)
    page = publisher.get(publisher.post(f"{first}/refuse"))
    assert "Nothing is removed" in page
    author.get(later)
    author.post(f"{later}/refuse")
    assert "taken back" in author.get(f"/desk/entries/{reference}")
    assert {request_at(app, one).state for one in (first, later)} == {REFUSED}
    assert "nothing is removed" in publisher.post(f"{later}/approve", status=422)


def test_the_same_asked_twice_waits_once(app: Flask, author: Officer, reference: str) -> None:
    assert asked(author, reference, "1:summary") == asked(author, reference, "1:summary")
    place = f"/desk/entries/{reference}/withdraw"
    author.get(place)
    sent = [("category", "duplicate"), ("note", "")]
    assert author.post(place, sent) == author.post(place, sent)


def test_a_redaction_without_answers_keeps_what_was_typed(app: Flask, author: Officer, reference: str) -> None:
    place = f"/desk/entries/{reference}/redact"
    author.get(place)
    page = author.post(place, [("note", "Kept words."), ("check", "1")], 422)
    assert re.findall(r'<li><a href="#(\w+)"', page) == ["chosen", "category", "legal_basis"]
    assert "Kept words." in page
    page = author.post(place, [("chosen", "1:summary"), *GROUND, ("note", "Kept words."), ("change", "1")], 200)
    assert re.search(r'value="1:summary"[^>]* checked', page)
    assert re.search(r'value="personal_data" checked', page)
    assert "Kept words." in page


def test_a_passage_is_redacted_from_older_revisions_only(
    app: Flask, author: Officer, publisher: Officer, reference: str
) -> None:
    corrected(app, reference, summary="Four halls can be heated.")
    page = author.get(f"/desk/entries/{reference}/redact")
    assert "in revision 1; the newest no longer says this" in page
    assert "correct the entry</a> without it first" in page
    assert 'value="2:summary"' in page
    assert page.count("in every revision") > 3
    approved(publisher, asked(author, reference, "1:summary"))
    path = record(app, reference).path
    assert "Four halls can be heated." in app.test_client().get(path).text
    assert SUMMARY not in app.test_client().get(f"{path}/revisions/1").text
    assert SUMMARY not in app.test_client().get(f"{path}/history").text


def test_the_same_words_elsewhere_are_found_before_it_is_asked(
    app: Flask, author: Officer, publisher: Officer, reference: str
) -> None:
    secret = "The caretaker of the hall was ill for all of March."
    corrected(app, reference, summary=secret, rationale={"reasons": f"{REASONS} {secret}"})
    corrected(app, reference, summary="Other words.", rationale={"reasons": f"{REASONS} {secret}"})
    place = f"/desk/entries/{reference}/redact"
    author.get(place)
    page = author.post(place, [("chosen", "2:summary"), *GROUND, ("check", "1")], 200)
    assert "This cannot be undone." in page
    same, other = page[page.index("The same words stand here too") :].split("Other wordings of the same parts")
    assert re.search(r'value="3:rationale.reasons"[^>]* checked', same)
    assert "in revisions 2 and 3" in same
    assert re.findall(r'value="([^"]+)"[^>]*aria-describedby[^>]*>', other) == ["3:summary", "1:summary"]
    assert " checked" not in other
    left_out = asked(author, reference, "2:summary")
    page = publisher.get(left_out)
    assert "The same words would stay readable here" in page
    assert "Reasons (in revisions 2 and 3)" in page


def test_what_a_correction_says_again_is_told_to_who_approves(
    app: Flask, author: Officer, publisher: Officer, reference: str
) -> None:
    place = asked(author, reference, "1:maker")
    assert "would stay readable" not in publisher.get(place)
    corrected(app, reference, title="Warm rooms")
    assert "Decided by (in every revision)" in publisher.get(place)
    author.get(f"/desk/entries/{reference}/redact")
    page = author.post(f"/desk/entries/{reference}/redact", [("chosen", "1:maker"), *GROUND, ("send", "1")], 422)
    assert "not there any more" in page, "what is redacted now is another choice: the newest revision says it too"


def test_what_was_asked_twice_in_part_is_redacted_once(
    app: Flask, author: Officer, publisher: Officer, reference: str
) -> None:
    first, both = asked(author, reference, "1:summary"), asked(author, reference, "1:summary", "1:maker")
    approved(publisher, first)
    assert "No longer shown." in publisher.get(both)
    page = publisher.post(f"{both}/approve", status=422)
    assert "Something chosen is not there any more" in page
    assert request_at(app, both).state == WAITING


def test_a_hold_is_confirmed_as_a_redaction_of_the_same_parts(
    app: Flask, publisher: Officer, second: Officer, reference: str
) -> None:
    hold = held(publisher, reference, "summary", "rationale.alternatives/1")
    corrected(app, reference, summary="A later summary.")
    link = re.search(r'href="(/desk/entries/[^"]+/redact\?hold=\d+)"', publisher.get(hold))
    assert link
    page = publisher.get(link[1])
    chosen = re.findall(r'value="([^"]+)" aria-describedby="[^"]+" checked', page)
    assert sorted(chosen) == [
        "1:summary",
        "2:findings:findings",
        "2:rationale.alternatives/1",
        "2:summary",
    ]
    approved(second, asked(publisher, reference, *chosen))
    assert request_at(app, hold).state == DONE
    assert "Hold ended" in publisher.get(hold)
    assert "A later summary." not in app.test_client().get(record(app, reference).path).text


def test_a_withdrawn_entry_is_told_of_and_cannot_be_corrected(
    app: Flask, author: Officer, publisher: Officer, reference: str
) -> None:
    author.get("/desk/correct")
    draft = author.post("/desk/correct", [("reference", reference)])
    place = f"/desk/entries/{reference}/withdraw"
    author.get(place)
    assert "Choose a reason." in author.post(place, [("category", "")], 422)
    request = author.post(place, [("category", "duplicate")])
    page = approved(publisher, request)
    assert "Withdrawn" in page
    reader = app.test_client().get(record(app, reference).path)
    assert reader.status_code == 410
    assert "a withdrawn entry cannot be corrected" in author.get(f"/desk/correct?reference={reference}")
    author.post("/desk/correct", [("reference", reference)], 422)
    page = author.get(draft)
    assert "This entry was withdrawn, so it cannot be corrected" in page
    page = author.post(draft, [("title", "Kept words"), ("change_note", "x"), ("version", "1"), ("send", "1")], 422)
    assert "This entry was withdrawn, so it cannot be corrected" in page
    assert "Kept words" in page
    page = author.get(f"/desk/entries/{reference}")
    assert "Ask for withdrawal" not in page
    assert "Ask for redaction" in page
    approved(publisher, asked(author, reference, "1:title"))
    assert AWARD["title"] not in app.test_client().get(record(app, reference).path).text


def test_the_views_of_a_consultation_are_chosen_by_their_numbers(
    app: Flask, author: Officer, publisher: Officer
) -> None:
    views = (view(1), view(2, said="The driver of the first bus is rude."))
    document = consultation(views=views).model_dump(mode="json", exclude_none=True)
    reference = published(app, "consultation", **document)
    page = author.get(f"/desk/entries/{reference}/redact")
    assert ">View 2<" in page
    assert "Counts: responses, by who responded" in page
    approved(publisher, asked(author, reference, "1:views/2"))
    said = app.test_client().get(record(app, reference).path).text
    assert 'id="view-1"' in said
    assert "The driver of the first bus" not in said


def test_the_way_to_an_entry_leads_from_where_it_was_published(author: Officer, publisher: Officer) -> None:
    from tests.desk.test_journey import draft_of

    draft = draft_of(author)
    publisher.get(f"/desk/drafts/{draft}/review")
    page = publisher.get(publisher.publish(f"/desk/drafts/{draft}"))
    link = re.search(r'href="(/desk/entries/[^"]+)"', page)
    assert link
    page = publisher.get(link[1].lower().replace("/fd-", "/Fd-"))
    assert "Put on hold" in page
    assert link[1] in author.get(f"/desk/correct?reference={link[1].rsplit('/', 1)[1]}")
    assert "ask a publisher" in author.get(link[1])
    author.get("/desk/entries/FD-1999-0001", 404)
    author.get("/desk/removals/99999999999", 404)


def test_a_purge_that_must_wait_is_told(
    app: Flask, author: Officer, publisher: Officer, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("register.desk.deciding.purge", lambda settings: 1 / 0)
    page = approved(publisher, asked(author, reference, "1:summary"))
    assert "last traces on the disk" in page
    assert SUMMARY not in app.test_client().get(record(app, reference).path).text


def test_the_bytes_go_with_the_approval(app: Flask, author: Officer, publisher: Officer, reference: str) -> None:
    approved(publisher, asked(author, reference, "1:summary"))
    with app.app_context():
        from register.web.current import settings_now

        settings = settings_now()
        assert not purging.pending(settings)
        with reading() as connection:
            assert connection.exec_driver_sql("select count(*) from act where kind = 'redact'").scalar_one() == 1
    for path in settings.register_home.rglob("*"):
        if path.is_file():
            assert SUMMARY.encode() not in path.read_bytes(), path


def test_a_hold_stays_in_force_while_a_redaction_waits(
    app: Flask, author: Officer, publisher: Officer, reference: str
) -> None:
    hold = held(publisher, reference, "summary")
    asked(author, reference, "1:summary")
    assert request_at(app, hold).state == IN_FORCE
    assert SUMMARY not in app.test_client().get(record(app, reference).path).text
    assert "on hold now" in author.get(f"/desk/entries/{reference}/redact")
