"""No text is ever lost: not to a session, a token, another window or a mistake."""

from __future__ import annotations

import html
import re

import html5lib
import pytest
from flask import Flask

from tests.desk.browser import PASSWORD, Officer, award_pairs, saved, with_pair
from tests.desk.test_journey import draft_of

WORDS = 'Line one & "quoted" <b>not bold</b>\n\n  Line three, ‘typed’ \N{SNOWMAN}'


def hidden_fields(page: str, action: str) -> list[tuple[str, str]]:
    """Return what a form of the page would send, but for its token."""
    document = html5lib.parse(page, namespaceHTMLElements=False)
    form = next(one for one in document.iter("form") if one.get("action") == action)
    pairs = [(one.get("name", ""), one.get("value", "")) for one in form.iter("input") if one.get("name")]
    return [pair for pair in pairs if pair[0] != "csrf_token"]


def test_an_expired_session_keeps_the_text_through_sign_in(app: Flask, author: Officer) -> None:
    draft_id = draft_of(author, "save")
    author.get(f"/desk/drafts/{draft_id}")
    author.client.delete_cookie("desk", path="/desk")
    typed = [*with_pair(award_pairs(), "rationale-reasons", WORDS), ("version", "1"), ("save", "1")]
    page = author.post(f"/desk/drafts/{draft_id}", typed, 401)
    assert "What you typed is kept" in page
    carried = dict(hidden_fields(page, "/desk/sign-in"))["kept"]
    wrong = [("email", "ada@example.org"), ("password", "wrong"), ("kept", carried)]
    page = author.post("/desk/sign-in", wrong, 422)
    carried = dict(hidden_fields(page, "/desk/sign-in"))["kept"]
    page = author.post("/desk/sign-in", [("email", "ada@example.org"), ("password", PASSWORD), ("kept", carried)], 200)
    assert "What you typed is still here" in page
    assert html.escape("<b>not bold</b>") in page
    author.post(f"/desk/drafts/{draft_id}", hidden_fields(page, f"/desk/drafts/{draft_id}"))
    assert saved(app, draft_id)["rationale-reasons"] == WORDS


def test_what_was_typed_is_told_by_its_question_and_its_answers_words(author: Officer) -> None:
    author.get("/desk/decisions/new")
    author.token = "stale"
    typed = [*with_pair(award_pairs(), "decided_on-year", "20x6"), ("suggested", "title f29cd1b166133888")]
    page = author.post("/desk/decisions/new", [*typed, ("remark", "By the way"), ("save", "1")], 422)
    told = dict(re.findall(r"__key\">([^<]*)</dt>\s*<dd[^>]*>([^<]*)</dd>", page))
    assert told["What was decided"] == "Award"
    assert told["Public body"] == "Coalmoor District Council (invented)"
    assert told["Date of the decision"] == "1 9 20x6", "what cannot be read stands as it was typed"
    assert told["Alternatives considered and rejected 1: Alternative"] == "Fund one hall only"
    assert told["Remark"] == "By the way"
    assert not [one for one in told.values() if "f29cd1b166133888" in one]


def test_a_refused_token_keeps_the_text(app: Flask, author: Officer) -> None:
    author.get("/desk/decisions/new")
    author.token = "stale"
    typed = [*with_pair(award_pairs(), "rationale-reasons", WORDS), ("save", "1")]
    page = author.post("/desk/decisions/new", typed, 422)
    assert "Error: What you typed is still here" in page
    author.post("/desk/decisions/new", hidden_fields(page, "/desk/decisions/new"))
    assert saved(app, 1)["rationale-reasons"] == WORDS


def test_a_sign_in_page_open_for_too_long_keeps_the_text(author: Officer) -> None:
    author.get("/desk/decisions/new")
    author.client.delete_cookie("desk", path="/desk")
    page = author.post("/desk/decisions/new", [*award_pairs(), ("save", "1")], 401)
    carried = dict(hidden_fields(page, "/desk/sign-in"))["kept"]
    author.client.delete_cookie("desk", path="/desk")
    page = author.post("/desk/sign-in", [("email", "ada@example.org"), ("password", PASSWORD), ("kept", carried)], 401)
    assert "open for too long" in page
    assert dict(hidden_fields(page, "/desk/sign-in"))["kept"] == carried


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "x",
        "[]",
        "{}",
        "null",
        '{"address": "https://evil.example/", "pairs": [["a", "b"]]}',
        '{"address": "//evil.example/desk/", "pairs": [["a", "b"]]}',
        '{"address": "/desk/", "pairs": 3}',
        '{"address": "/desk/", "pairs": [["a"]]}',
        "[" * 100_000,
    ],
)
def test_a_forged_kept_form_is_dropped(app: Flask, author: Officer, kept: str) -> None:
    stranger = Officer(app)
    stranger.get("/desk/sign-in")
    signing = [("email", "ada@example.org"), ("password", PASSWORD), ("kept", kept)]
    assert stranger.post("/desk/sign-in", signing, 302) == "/desk/"


def test_two_windows_on_one_draft_lose_nothing(app: Flask, author: Officer) -> None:
    draft_id = draft_of(author, "save")
    place = f"/desk/drafts/{draft_id}"
    author.get(place)
    author.post(place, [*with_pair(award_pairs(), "title", "Title of window one"), ("version", "1"), ("save", "1")])
    author.get(place)
    typed = [*with_pair(award_pairs(), "title", "Title of window two"), ("version", "1"), ("save", "1")]
    page = author.post(place, typed, 422)
    assert "Changed since you opened it" in page
    assert "Title of window <mark>one</mark>" in page
    assert "Title of window <mark>two</mark>" in page
    assert saved(app, draft_id)["title"] == "Title of window one"
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    author.post(place, with_pair(typed, "version", version[1]))
    assert saved(app, draft_id)["title"] == "Title of window two"


def test_moving_rows_saves_and_comes_back_to_them(app: Flask, author: Officer) -> None:
    author.get("/desk/decisions/new")
    where = author.post("/desk/decisions/new", [*award_pairs(), ("add-declarations", "1")])
    assert where == "/desk/drafts/1#declarations-0"
    assert 'name="declarations-0-who"' in author.get(where)
    typed = [*award_pairs(), ("declarations-0-who", "Cllr Rain"), ("declarations-1-who", "Cllr Snow"), ("version", "1")]
    author.post("/desk/drafts/1", [*typed, ("up-declarations-1", "1")])
    assert saved(app, 1)["declarations-0-who"] == "Cllr Snow"
    author.post("/desk/drafts/1", [*with_pair(typed, "version", "2"), ("update", "1")])
    assert saved(app, 1)["declarations-0-who"] == "Cllr Rain"


def test_pressing_save_twice_is_no_conflict(app: Flask, author: Officer) -> None:
    draft_id = draft_of(author, "save")
    author.get(f"/desk/drafts/{draft_id}")
    typed = [*with_pair(award_pairs(), "title", "Pressed twice"), ("version", "1"), ("save", "1")]
    author.post(f"/desk/drafts/{draft_id}", typed)
    author.post(f"/desk/drafts/{draft_id}", typed)


def test_text_typed_after_the_draft_was_sent_is_shown(author: Officer) -> None:
    draft_id = draft_of(author)
    author.get("/desk/")
    typed = [*with_pair(award_pairs(), "title", "Typed late"), ("version", "1"), ("save", "1")]
    page = author.post(f"/desk/drafts/{draft_id}", typed, 422)
    assert "Typed late" in page
    assert "waiting for a second person" in page


def test_a_remark_is_kept_when_the_draft_moved_on(author: Officer, publisher: Officer) -> None:
    draft_id = draft_of(author)
    publisher.get(f"/desk/drafts/{draft_id}/review")
    page = publisher.post(f"/desk/drafts/{draft_id}/send-back", [("version", "7"), ("remark", "Which & where?")], 422)
    assert "Which &amp; where?" in page


def _without(name: str) -> list[tuple[str, str]]:
    return [pair for pair in award_pairs() if pair[0] != name]


MALFORMED = {
    "a title too long": with_pair(award_pairs(), "title", "t" * 201),
    "a summary too long": with_pair(award_pairs(), "summary", "s" * 601),
    "reasons too long": with_pair(award_pairs(), "rationale-reasons", "r" * 20_001),
    "a title twice": [*award_pairs(), ("title", "Another")],
    "a type twice": [*award_pairs(), ("decision_type", "refusal")],
    "a type not offered": with_pair(award_pairs(), "decision_type", "gift"),
    "an instrument not offered": with_pair(award_pairs(), "instrument", "cheque"),
    "a route not offered": with_pair(award_pairs(), "route", "raffle"),
    "a body not offered": with_pair(award_pairs(), "body-identifier", "XI-BODY-nowhere"),
    "a round not offered": [*award_pairs(), ("round", "99")],
    "a length not offered": [*award_pairs(), ("length", "middling")],
    "a day missing": _without("decided_on-day"),
    "a month missing": _without("decided_on-month"),
    "a year missing": _without("decided_on-year"),
    "two parts of a date missing": [p for p in _without("decided_on-day") if p[0] != "decided_on-month"],
    "30 February": with_pair(with_pair(award_pairs(), "decided_on-day", "30"), "decided_on-month", "2"),
    "month 13": with_pair(award_pairs(), "decided_on-month", "13"),
    "a year of two figures": with_pair(award_pairs(), "decided_on-year", "26"),
    "a year far away": with_pair(award_pairs(), "decided_on-year", "9999"),
    "a day in words": with_pair(award_pairs(), "decided_on-day", "first"),
    "a negative day": with_pair(award_pairs(), "decided_on-day", "-1"),
    "a date in another alphabet's figures": with_pair(award_pairs(), "decided_on-day", "\u0661"),
    "a day twice": [*award_pairs(), ("decided_on-day", "2")],
    "money in words": with_pair(award_pairs(), "amount_awarded", "six thousand"),
    "money with a k": with_pair(award_pairs(), "amount_awarded", "6k"),
    "negative money": with_pair(award_pairs(), "amount_awarded", "-1"),
    "money with three decimals": with_pair(award_pairs(), "amount_awarded", "1.999"),
    "money without end": with_pair(award_pairs(), "amount_awarded", "9" * 40),
    "money as an exponent": with_pair(award_pairs(), "amount_awarded", "1e9"),
    "money not a number": with_pair(award_pairs(), "amount_awarded", "NaN"),
    "money twice": [*award_pairs(), ("amount_awarded", "7000")],
    "a NUL": with_pair(award_pairs(), "title", "ti\0tle"),
    "a control character": with_pair(award_pairs(), "summary", "sum\x1bmary"),
    "an alternative without an option": with_pair(award_pairs(), "rationale-alternatives-0-option", ""),
    "a tick that is no tick": with_pair(award_pairs(), "invented", "maybe"),
    "a size band not offered": with_pair(award_pairs(), "recipient-size_band", "huge"),
    "a maker not offered": with_pair(award_pairs(), "maker-kind", "king"),
    "a months' count in words": [*award_pairs(), ("term-duration_months", "many")],
    "a term's end of one part": with_pair(
        [p for p in award_pairs() if not p[0].startswith("term-end")], "term-end-year", "2028"
    ),
    "a period not offered": with_pair(award_pairs(), "amount_period", "a fortnight"),
    "too many rows": [*award_pairs(), *((f"risks-{n}-risk", "Rain") for n in range(101))],
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_form_is_answered_with_everything_kept(app: Flask, author: Officer, case: str) -> None:
    author.get("/desk/decisions/new")
    page = author.post("/desk/decisions/new", [*MALFORMED[case], ("save", "1")], 422)
    assert "<title>Error:" in page
    assert 'class="govuk-error-summary"' in page
    assert "Four halls open a heated room" in page or "reasons" in case
    links = re.findall(r'govuk-error-summary__list">.*?</ul>', page, re.S)[0]
    targets = re.findall(r'href="#([^"]+)"', links)
    assert targets
    assert all(f'id="{target}"' in page for target in targets)
    kept = saved(app, 1)
    assert kept["rationale-alternatives-0-why_rejected"].startswith("It would leave")
    assert len(MALFORMED) >= 40


@pytest.mark.parametrize("version", ["", "x", "-1", "1e3", "9" * 30, "\u0661"])
def test_a_malformed_version_loses_nothing(author: Officer, version: str) -> None:
    draft_id = draft_of(author, "save")
    author.get(f"/desk/drafts/{draft_id}")
    typed = [*with_pair(award_pairs(), "title", "Typed anyway"), ("version", version), ("save", "1")]
    assert "Typed anyway" in author.post(f"/desk/drafts/{draft_id}", typed, 422)


def test_signing_in_where_one_is_signed_in_already_keeps_the_text(app: Flask, author: Officer) -> None:
    author.get("/desk/decisions/new")
    author.client.delete_cookie("desk", path="/desk")
    page = author.post("/desk/decisions/new", [*award_pairs(), ("save", "1")], 401)
    carried = dict(hidden_fields(page, "/desk/sign-in"))["kept"]
    author.sign_in("ada")  # in another tab
    author.token = "stale"
    signing = [("email", "ada@example.org"), ("password", PASSWORD), ("kept", carried)]
    assert "open for too long" in author.post("/desk/sign-in", signing, 401)
    page = author.post("/desk/sign-in", signing, 200)
    author.post("/desk/decisions/new", hidden_fields(page, "/desk/decisions/new"))
    assert saved(app, 1)["title"] == dict(award_pairs())["title"]


def test_a_button_without_answers_goes_on_after_a_refused_token(app: Flask, author: Officer) -> None:
    place = f"/desk/drafts/{draft_of(author)}/take-back"
    author.token = "stale"
    page = author.post(place, [("version", "1")], 422)
    assert "This has not been done" in page
    assert "What you typed" not in page
    assert author.post(place, hidden_fields(page, place)) == "/desk/drafts/1"


def test_an_approval_is_not_promised_to_be_text(author: Officer, publisher: Officer) -> None:
    place = f"/desk/drafts/{draft_of(author)}/review"
    sent = hidden_fields(publisher.get(place), place.removesuffix("review") + "publish")
    publisher.token = "stale"
    page = publisher.post(place.removesuffix("review") + "publish", [*sent, ("publish", "1")], 422)
    assert "This has not been done" in page


def test_signing_out_from_an_old_page_can_be_done_at_the_second_press(author: Officer) -> None:
    author.get("/desk/")
    author.token = "stale"
    page = author.post("/desk/sign-out", status=422)
    assert "This has not been done" in page
    author.post("/desk/sign-out", hidden_fields(page, "/desk/sign-out"), 302)
    author.get("/desk/", 302)


def test_an_action_without_answers_is_not_promised_to_be_text(author: Officer) -> None:
    draft_id = draft_of(author)
    author.client.delete_cookie("desk", path="/desk")
    author.get("/desk/sign-in")
    page = author.post(f"/desk/drafts/{draft_id}/take-back", [("version", "1")], 401)
    assert "What you typed" not in page
    carried = dict(hidden_fields(page, "/desk/sign-in"))["kept"]
    page = author.post("/desk/sign-in", [("email", "ada@example.org"), ("password", PASSWORD), ("kept", carried)], 200)
    assert "This has not been done" in page
    assert "You are signed in again" in page


def test_a_kept_form_with_characters_that_no_page_holds_is_shown(app: Flask, author: Officer) -> None:
    stranger = Officer(app)
    stranger.get("/desk/sign-in")
    kept = '{"address": "/desk/decisions/new", "pairs": [["title\\ud800", "Warm\\ud800 rooms"]]}'
    for password, status in [("wrong", 422), (PASSWORD, 200)]:
        signing = [("email", "ada@example.org"), ("password", password), ("kept", kept)]
        page = stranger.post("/desk/sign-in", signing, status)
    assert "Warm\N{REPLACEMENT CHARACTER} rooms" in page
