"""The page of a dispute: the answer first, both sides alike, and nothing that is missing passed over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import html5lib
import pytest
from flask import Flask, render_template
from hypothesis import HealthCheck, given, settings
from pydantic import BaseModel

from register.compact.document import load
from register.core.content import Claim
from register.disputes.checks import checks
from register.disputes.content import Account, DisputeContent, Party
from register.disputes.facts import facts
from register.disputes.page import page
from register.disputes.questions import (
    ENGAGED_COLUMNS,
    LESSON_COLUMNS,
    QUESTIONS,
    REMEDY_COLUMNS,
    STAGE_COLUMNS,
)
from tests.common.documents import leaves
from tests.decisions.builders import contents
from tests.disputes.builders import TODAY, context, dispute, engaged, informal, lesson, letter, opened, remedy

BODY, HALLS = "Coalmoor District Council (invented)", "Wear Vale Halls (invented)"


def shown(app: Flask, content: DisputeContent | dict[str, Any], **setting: Any) -> str:
    where = context(**setting)
    document = content if isinstance(content, dict) else content.model_dump(mode="json", exclude_none=True)
    read = DisputeContent.model_validate(document)
    view = page(document, read, checks(read, where), where, {})
    with app.test_request_context():
        html = render_template("dispute/body.html", page=view, reference="DI-2026-0001", origin="authored")
    return " ".join(html.split())


def part(html: str, name: str) -> str:
    """Return one section of the page, by the id of its heading."""
    start = html.index(f'<section aria-labelledby="{name}"') if name != "in-short" else html.index("register-answer")
    return html[start : html.index("</section>", start)]


def test_every_field_has_a_place() -> None:
    asked = {question.name for question in QUESTIONS}
    assert set(leaves(DisputeContent, asked)) - asked == {"change_note", "numbered"}
    assert len(asked) == len(QUESTIONS)


@pytest.mark.parametrize(
    ("one", "columns"),
    [(engaged(), ENGAGED_COLUMNS), (informal(), STAGE_COLUMNS), (remedy(), REMEDY_COLUMNS), (lesson(), LESSON_COLUMNS)],
)
def test_the_files_of_parts_have_every_field_of_an_item(one: BaseModel, columns: Any) -> None:
    assert {column.name for column in columns} == set(type(one).model_fields)


def test_in_short_says_how_it_ended_who_how_long_and_what_changed(app: Flask) -> None:
    html = part(shown(app, dispute()), "in-short")
    assert '<p class="register-answer__lead">Upheld</p>' in html
    assert f"The complaint was found to be right. {HALLS} got part of what was asked for." in html
    assert f"{HALLS} raised it with {BODY}." in html
    assert "60 days: raised on 10 March 2026, closed on 9 May 2026." in html
    assert "Not kept, explained: undertaking 4.2." in html
    assert "The council pays £3,000. 2 of 2 things promised are done." in html


def test_in_short_names_what_changes_most_for_people(app: Flask) -> None:
    sorry = remedy(kind="apology", what="The council says sorry.")
    again = remedy(number=2, kind="retaken", what="The decision is taken again.", done_on=None, verified_on=None)
    html = part(shown(app, dispute(remedies=(sorry, again), lessons=None)), "in-short")
    assert "The decision is taken again. 1 of 2 things promised is done." in html
    assert "The council says sorry. Done." in shown(app, dispute(remedies=(sorry,), lessons=None))


def test_the_sections_stand_in_reading_order(app: Flask) -> None:
    html = shown(app, dispute())
    order = [html.index(f'id="{name}"') for name in ("in-short", "promised", "happened", "sides", "found", "changes")]
    assert order == sorted(order)


def test_the_promise_is_told_in_the_compacts_own_words(app: Flask) -> None:
    html = part(shown(app, dispute(engaged=(engaged("4.4"), engaged("3.16")))), "promised")
    for number, who in (("4.4", "the public sector"), ("3.16", "the voluntary and community sector")):
        undertaking = load().undertaking(number)
        assert undertaking.text.split(",")[0] in html.replace("&#39;", "'")
        assert f"a promise of {who}" in html


def test_steps_stand_on_a_time_line_with_their_permanent_addresses(app: Flask) -> None:
    html = part(shown(app, dispute()), "happened")
    order = ["3 March 2026", "raised the dispute", 'id="stage-1"', 'id="stage-2"', "Closed: upheld"]
    places = [html.index(one) for one in order]
    assert places == sorted(places)
    assert "10 March 2026 to 24 March 2026" in html
    assert "Answered on 11 April 2026." in html
    assert "Not answered." in part(shown(app, dispute(stages=(informal(), letter(replied_on=None)))), "happened")


def test_a_step_before_the_dispute_was_raised_stands_before_that(app: Flask) -> None:
    html = part(shown(app, dispute(raised_on=date(2026, 3, 15))), "happened")
    assert html.index('id="stage-1"') < html.index("raised the dispute") < html.index('id="stage-2"')


def test_both_sides_stand_side_by_side_the_one_that_raised_it_first(app: Flask) -> None:
    html = part(shown(app, dispute()), "sides")
    assert html.count('<div class="register-statement">') == 2
    assert html.index("Nobody asked us.") < html.index("We should have asked.")
    turned = part(shown(app, dispute(raised_by="public_sector")), "sides")
    assert turned.index("We should have asked.") < turned.index("Nobody asked us.")


def test_a_silent_side_is_shown_as_invited(app: Flask) -> None:
    account = Account(invited_on=date(2026, 5, 9), answer_by=date(2026, 6, 8))
    html = part(shown(app, dispute(account_of_party=account)), "sides")
    assert "Invited to give its account on 9 May 2026. It was asked to answer by 8 June 2026, and gave no" in html
    declined = Account(invited_on=date(2026, 5, 9), declined=True)
    assert "It said that it would give none." in shown(app, dispute(account_of_body=declined))
    waiting = Account(invited_on=TODAY, answer_by=TODAY + timedelta(days=28))
    assert "It has until 29 September 2026 to answer." in shown(app, dispute(account_of_body=waiting))
    assert "whether it was invited to is not stated." in shown(app, dispute(account_of_body=None))


def test_an_agreed_statement_stands_alone_unless_a_side_adds_to_it(app: Flask) -> None:
    none = {"account_of_party": None, "account_of_body": None}
    alone = part(shown(app, dispute(agreed_statement="We settled it.", **none)), "sides")
    assert alone.count('class="register-statement ') == 1 and "register-statements" not in alone
    both = part(shown(app, dispute(agreed_statement="We settled it.")), "sides")
    assert both.index("We settled it.") < both.index("Nobody asked us.")


def test_what_was_found_says_who_found_it_and_who_explains(app: Flask) -> None:
    html = part(shown(app, dispute()), "found")
    assert "Not kept, explained" in html
    assert f"Both sides agree that it was not kept; {BODY} admits it and explains why." in html
    assert f"<strong>{BODY} explains:</strong> We decided too fast." in html


def test_what_the_body_says_itself_stands_beside_what_was_found_where_it_adds_to_it(app: Flask) -> None:
    def found(**claim: Any) -> str:
        return part(shown(app, dispute(claims=(Claim(undertaking="4.2", **claim),))), "found")

    assert f"{BODY} says otherwise: kept." in found(claim="kept")
    assert f"{BODY} says: not kept. It was late." in found(claim="not_kept", explanation="It was late.")
    assert f"{BODY} says" not in found(claim="not_kept")
    other = part(shown(app, dispute(claims=(Claim(undertaking="3.3", claim="kept"),))), "found")
    assert "The public body says: kept." in other


def test_one_sides_word_carries_no_verdict(app: Flask) -> None:
    html = part(shown(app, dispute(engaged=(engaged(found_by="one_party", said_by="vcs"),))), "found")
    assert "register-finding--none" in html and html.count("register-finding--") == 1
    assert f"{HALLS} says that it was not kept; nobody else has found so." in html


def test_each_undertaking_carries_its_own_finding_beside_one_sides_word(app: Flask) -> None:
    word = engaged(found_by="one_party", said_by="public_sector", judgement="kept")
    html = part(shown(app, dispute(engaged=(word, engaged()))), "found")
    assert html.count("register-finding--not-kept") == 1
    assert html.count("One side’s word</strong>") == 1


@pytest.mark.parametrize(
    ("one", "state"),
    [
        (remedy(), "Done, and confirmed"),
        (remedy(verified_on=None), "Done"),
        (remedy(done_on=None, verified_on=None), "Overdue"),
        (remedy(done_on=None, verified_on=None, due_on=TODAY), "Still to be done"),
        (remedy(done_on=None, verified_on=None, due_on=None), "No date set"),
    ],
)
def test_what_changes_carries_its_state(app: Flask, one: Any, state: str) -> None:
    html = part(shown(app, dispute(remedies=(one,))), "changes")
    assert f">{state}</strong>" in html
    assert 'id="remedy-1"' in html and 'id="lesson-1"' in html


def test_where_nothing_changes_the_page_says_so(app: Flask) -> None:
    html = shown(app, dispute(remedies=None, lessons=None))
    assert "Nothing: no remedy and no lesson was promised." in html
    assert "Nothing was promised." in part(html, "in-short")


def test_an_open_dispute_says_why_it_is_shown_and_how_old_it_is(app: Flask) -> None:
    html = shown(app, opened())
    assert (
        "This dispute is still open. It is shown because 180 days have passed since it was raised (the register’s"
        in html
    )
    assert "it did on 20 August 2026" in html
    assert "Open for 212 days: raised on 1 February 2026." in part(html, "in-short")
    assert "Nothing has been agreed yet." in html


def test_how_it_was_handled_is_told_in_sums() -> None:
    told = [
        one.sentence
        for one in facts(dispute(stages=(informal(), letter(), letter(number=3, replied_on=None))), context())
    ]
    assert told == [
        "Informal talks came first, but did not settle it.",
        "Of 2 letters to the decision makers, 1 was answered.",
        "The one promise found not fully kept is explained.",
        "To put it right, 1 thing was due by today or done before: it is done, and confirmed by the other party.",
        "Raised 10 March 2026, closed 9 May 2026: 60 days.",
    ]


def test_the_figures_on_resolving_differences() -> None:
    def figures(**changes: Any) -> dict[str, tuple[int, int | None]]:
        return {one.name: (one.number, one.of) for one in facts(dispute(**changes), context())}

    late = remedy(done_on=None, verified_on=None)
    two = (
        engaged(),
        engaged("4.3", explanation=None, unstated=True),
        engaged("4.4", found_by="one_party", said_by="vcs"),
    )
    assert figures(remedies=(remedy(), late, remedy(verified_on=None)), engaged=two) == {
        "informally": (0, 1),
        "letters_answered": (1, 1),
        "breaches_explained": (1, 2),
        "remedies_confirmed": (1, 3),
        "days_to_close": (60, None),
    }
    assert figures(outcome="agreement", stages=(informal(),))["informally"] == (1, 1)
    assert "informally" not in figures(outcome="withdrawn")
    assert "remedies_confirmed" not in figures(remedies=(remedy(done_on=None, verified_on=None, due_on=TODAY),))
    assert facts(dispute(), context(party_from=None)) == ()


def test_a_redacted_part_says_so(app: Flask) -> None:
    marker = {"redacted": True, "category": "personal_data", "legal_basis": "UK GDPR, article 6", "on": "2026-06-01"}
    sentence = "Removed for good on 1 June 2026: personal data, UK GDPR, article 6."
    full = dispute().model_dump(mode="json", exclude_none=True)
    for name in ("title", "summary", "issue", "asked_for", "engaged", "stages", "account_of_body", "remedies", "party"):
        assert sentence in shown(app, {**full, name: marker}), name


def test_a_described_party_is_described_everywhere(app: Flask) -> None:
    html = shown(app, dispute(party=Party(described_as="a charity with three halls"), title="A dispute"))
    assert "A charity with three halls raised it with" in html
    assert HALLS not in html


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(contents(DisputeContent))
def test_any_content_is_a_page_that_a_strict_parser_reads(app: Flask, content: DisputeContent) -> None:
    html = (
        f"<!DOCTYPE html><html lang='en'><head><title>A dispute</title></head><body>{shown(app, content)}</body></html>"
    )
    html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html.replace("\0", ""))
    assert html.count("<h1") == 1


def test_the_line_on_what_changed_leads_to_all_that_changes(app: Flask) -> None:
    box = part(shown(app, dispute()), "in-short")
    assert '<a class="govuk-link register-no-print" href="#changes">All that changes</a>' in box
    assert "All the reasons" not in box
