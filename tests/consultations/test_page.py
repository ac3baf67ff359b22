"""The page of a consultation: nothing recorded is hidden, little stated reads well, and every view can be found."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any, Literal, get_args, get_origin

import html5lib
import pytest
from flask import Flask, render_template
from hypothesis import HealthCheck, given, settings
from pydantic import BaseModel

from register.consultations.checks import checks
from register.consultations.content import ConsultationContent
from register.consultations.page import page
from register.consultations.questions import QUESTIONS, VIEW_COLUMNS
from register.consultations.words import DISPOSITIONS, time_in_words
from register.core.content import Redacted
from register.core.findings import Context
from register.core.questions import replies
from register.core.text import fold
from tests.common.documents import leaves
from tests.consultations.builders import LUNCH_CLUB, at, consultation, context, period, promise, view
from tests.decisions.builders import contents

FRAME = {"change_note", "related", "invented", "claims", "numbered"}
"""Shown by the frame around the page, or in words of their own, which other tests look for."""
BARE = {"title": "Priorities for 2022/23", "body": {"identifier": "GB-LAE-X", "name": "A council"}}
SVG = "{http://www.w3.org/2000/svg}"
MARKER = {"redacted": True, "category": "personal_data", "legal_basis": "UK GDPR, article 6", "on": "2026-06-01"}


class Filler:
    """Fills every field there is with something that can be recognised on the page."""

    def __init__(self) -> None:
        self.number = 0
        self.marks: dict[str, set[str]] = {}

    def fill(self, model: type[BaseModel], above: str = "") -> dict[str, Any]:
        asked = {name: field for name, field in model.model_fields.items() if not field.exclude}
        return {name: self.value(field.annotation, above + name) for name, field in asked.items()}

    def value(self, kind: Any, name: str) -> Any:
        self.number += 1
        choices = [one for one in get_args(kind) if one not in (Redacted, type(None))]
        if get_origin(kind) is Literal:
            return choices[0]
        if get_origin(kind) is tuple:
            return [self.value(choices[0], name)]
        if get_origin(kind) is dict:
            return {}
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return self.fill(kind, f"{name}.")
        if kind is bool:
            return True
        if kind not in (str, date, time, int):
            return self.value(choices[0], name)
        value, marks = self.plain(kind, name)
        self.marks[name] = marks
        return value

    def plain(self, kind: type, name: str) -> tuple[Any, set[str]]:
        if kind is date:
            day = date(2001, 1, 1) + timedelta(days=self.number)
            return day.isoformat(), {f"{day.day} {day:%B %Y}"}
        if kind is time:
            at = time(1 + self.number % 11, 20)
            return at.isoformat(), {time_in_words(at)}
        if kind is int:
            return 10_000 + self.number, {str(10_000 + self.number), f"{10_000 + self.number:,}"}
        mark = f"mark{self.number}mark"
        return (f"https://example.org/{mark}" if name.endswith("url") else mark), {mark}


def shown(app: Flask, document: dict[str, Any], where: Context | None = None, /, **asked: str) -> str:
    where = where or context()
    content = ConsultationContent.model_validate(document)
    with app.test_request_context():
        html = render_template(
            "consultation/body.html",
            page=page(document, content, checks(content, where), where, asked),
            reference="CO-2026-0001",
            origin="imported" if where.imported else "authored",
            organisation_paths={fold(LUNCH_CLUB.name): "/organisations/lunch-club"},
        )
    return " ".join(html.split())


def document(content: ConsultationContent) -> dict[str, Any]:
    return content.model_dump(mode="json", exclude_none=True)


def tree_of(html: str) -> Any:
    return html5lib.parseFragment(html, namespaceHTMLElements=False)


def views_of(html: str) -> list[str]:
    return [one.get("id", "") for one in tree_of(html).iter("li") if one.get("class") == "register-view"]


def test_every_field_has_a_place() -> None:
    asked = {question.name for question in QUESTIONS}
    assert set(leaves(ConsultationContent, asked)) - asked == {"change_note", "numbered"}
    assert len(asked) == len(QUESTIONS)


def test_every_field_of_a_view_has_a_column() -> None:
    field = get_args(get_args(ConsultationContent.model_fields["views"].annotation)[0])[0]
    columns = {question.name for question in VIEW_COLUMNS}
    assert set(leaves(field, columns)) == columns


def test_nothing_recorded_is_hidden(app: Flask) -> None:
    filler = Filler()
    full = {**filler.fill(ConsultationContent), "claims": [], "withheld": []}
    html = shown(app, full)
    hidden = {
        name
        for name, marks in filler.marks.items()
        if name.split(".")[0] not in FRAME and not any(mark in html for mark in marks)
    }
    # What type of area a code stands for, the code itself says; an organisation is known by its page's address; a
    # file's type is said in words.
    told = (".code_type", ".media_type", "raised_by.identifiers", "organisation.identifiers")
    meant = {name for name in hidden if name.endswith(told)}
    assert {name for name in hidden - meant if not name.startswith("withheld")} == set()


def test_the_first_words_say_where_it_stands(app: Flask) -> None:
    open_now = consultation(
        periods=(period(date(2026, 11, 1), date(2027, 2, 1), time(17)),),
        views=None,
        responses=None,
        feedback_published_on=None,
        outcome_published_on=None,
        survey_url="https://example.org/survey",
    )
    html = shown(app, document(open_now), at(date(2026, 11, 22), 12))
    assert html.index("Open until 5pm on 1 February 2027.") < html.index('id="respond"') < html.index('id="asked"')
    assert 'href="https://example.org/survey"' in html
    assert "What people said" not in html


def test_what_was_abandoned_never_says_that_it_stayed_open_to_its_end() -> None:
    left_out = dict.fromkeys(("views", "feedback_published_on", "outcome_published_on", "did", "did_not", "decided_on"))
    periods = (period(date(2026, 1, 5), date(2026, 3, 29)), period(date(2026, 5, 1), date(2026, 5, 31)))
    for abandoned, titles, label in (
        (date(2026, 2, 1), ["Opened", "Abandoned", "Was to close", "Was to open", "Was to close"], "Was to be open"),
        (date(2026, 6, 1), ["Opened", "Closed", "Reopened", "Closed", "Abandoned"], "Open"),
    ):
        content = consultation(**left_out, periods=periods, abandoned_on=abandoned, abandoned_why="The bus was sold.")
        where = at(date(2026, 9, 1))
        told = page(document(content), content, checks(content, where), where, {})
        assert [one.title for one in told["timeline"] if one.on.year == 2026] == titles
        assert label in {one.label for one in told["short"]}
        assert ("Reopened" in told["now"].flags) is (label == "Open")
        longest = "Longest time open without a break"
        assert (longest in {one.label for one in told["figures_of_time"]}) is (label == "Open")
        yet = [one.sentence for one in checks(content, where) if "Not applicable yet" in one.sentence]
        assert (yet == []) is (label != "Open")


def test_what_2_4_asks_later_stands_beside_what_is_found_of_it_now() -> None:
    days = (period(date(2026, 1, 5), date(2026, 2, 27)),)
    content = consultation(periods=days, announced_on=date(2026, 1, 2), short_reason="The grant ends in March.")
    for today, shown_there in ((date(2026, 1, 4), 0), (date(2026, 2, 1), 2), (date(2026, 3, 1), 2)):
        where = at(today)
        told = page(document(content), content, checks(content, where), where, {})
        found = [one for panel in told["compact"] if panel.undertaking == "2.4" for one in panel.findings]
        assert [one.check for one in found] == ["twelve_weeks", "announcement"][:shown_there]
        assert all("54 days" in one.sentence and "the body explains it" in one.sentence for one in found[:1])
        hidden = [one.check for one in told["not_applicable"] if one.undertaking == "2.4"]
        assert len(hidden) == 2 - shown_there


def test_how_to_respond_is_asked_only_while_one_can(app: Flask) -> None:
    closed = document(consultation(survey_url="https://example.org/survey"))
    html = shown(app, closed)
    assert 'id="respond"' not in html
    assert "https://example.org/survey" in html
    places = [html.index(f'id="{name}"') for name in ("asked", "said", "done", "not-done", "views", "timeline", "run")]
    assert places == sorted(places)


def test_a_view_not_acted_on_says_why(app: Flask) -> None:
    html = shown(app, document(consultation(views=(view(7, "not_acted_on"),))))
    block = html[html.index('id="view-7"') : html.index("</ol>", html.index('id="view-7"'))]
    assert "Not done, because" in block
    assert "A second bus would cost £41,000 a year" in block
    assert '<a class="govuk-link" href="/organisations/lunch-club">Low Marram Lunch Club (invented)</a>' in block
    assert 'href="#view-7"' in block


def test_a_missing_reason_is_seen(app: Flask) -> None:
    html = shown(app, document(consultation(views=(view(1, "partly", reason=None),))))
    assert "No reason is stated." in html
    assert "Reason awaited" in html


def test_a_promise_whose_day_has_passed_is_overdue(app: Flask) -> None:
    day = date(2026, 11, 22)
    for due, overdue in ((day, False), (day - timedelta(days=1), True)):
        html = shown(app, document(consultation(views=(view(1, commitment=promise(due)),))), context(today=day))
        assert ('govuk-tag--yellow">Overdue<' in html) is overdue


def test_the_chart_counts_every_view_once(app: Flask) -> None:
    views = [view(number, list(DISPOSITIONS)[number % 6]) for number in range(1, 31)]
    html = shown(app, document(consultation(views=tuple(views))))
    assert "Of 30 views: 5 acted on, 5 partly acted on, 5 already planned, 5 not acted on" in html
    chart = next(tree_of(html).iter(f"{SVG}svg"))
    named = str(chart.get("aria-labelledby")).split()
    assert {one.get("id") for one in chart if one.get("id")} == set(named)
    assert len(list(chart.iter(f"{SVG}rect"))) == len(DISPOSITIONS)


def test_a_filter_shows_its_views_and_keeps_the_others_findable(app: Flask) -> None:
    views = (view(1), view(2, "not_acted_on", theme="Stops"), view(3, "not_acted_on"), view(9, None))
    whole = document(consultation(views=views))
    assert views_of(shown(app, whole)) == ["view-1", "view-2", "view-3", "view-9"]
    html = shown(app, whole, context(), disposition="not_acted_on")
    assert views_of(html) == ["view-2", "view-3"]
    assert "2 of 4 views shown" in html
    ids = [one.get("id") for one in tree_of(html).iter() if one.get("id")]
    assert {"view-1", "view-2", "view-3", "view-9"} < set(ids)
    assert len(ids) == len(set(ids))
    assert views_of(shown(app, whole, context(), disposition="not_acted_on", theme="stops")) == ["view-2"]
    assert views_of(shown(app, whole, context(), raised_by=LUNCH_CLUB.identifiers[0])) == [
        "view-1",
        "view-2",
        "view-3",
        "view-9",
    ]


@pytest.mark.parametrize("asked", [{"disposition": "nothing"}, {"theme": "'\"><script>"}, {"x": "y"}, {"theme": ""}])
def test_what_is_asked_in_vain_is_ignored(app: Flask, asked: dict[str, str]) -> None:
    whole = document(consultation())
    assert shown(app, whole, context(), **asked) == shown(app, whole)


def test_the_links_of_a_filter_lead_to_as_many_views_as_they_say() -> None:
    views = tuple(view(number, list(DISPOSITIONS)[number % 5], theme=f"Theme {number % 3}") for number in range(1, 20))
    content = consultation(views=views)
    for asked in ({}, {"disposition": "partly"}, {"theme": "theme-1"}):
        found = page(document(content), content, (), context(), asked)["views"]
        for choice in (one for each in found.filters for one in each.choices if not one.active):
            query = dict(pair.split("=") for pair in choice.query.removeprefix("?").split("&"))
            assert len(page(document(content), content, (), context(), query)["views"].shown) == choice.count > 0


def test_little_stated_reads_as_little_stated(app: Flask) -> None:
    source = {"title": "Priorities", "url": "https://example.org/priorities"}
    html = shown(app, {**BARE, "source": source}, context(imported=True, party_from=None))
    assert "Dates not stated" in html
    assert html.count("https://example.org/priorities") >= 1
    assert "Not stated: what is asked; why; the decision it informs;" in html
    assert html.count('<h2 class="govuk-heading-m"') <= 3
    assert html.count("Not stated") == 1


def test_what_a_source_states_is_shown_and_the_rest_is_told_once(app: Flask) -> None:
    source = {"title": "Priorities", "url": "https://example.org/priorities"}
    stated = {
        "source": source,
        "dates_words": "Spring 2015",
        "responses": {"words": "Email: 41; questionnaire: 188"},
        "did": "The Cabinet agreed.",
    }
    html = shown(app, {**BARE, **stated}, context(imported=True, party_from=None))
    headings = ["".join(one.itertext()).strip() for one in tree_of(html).iter("h2")]
    assert headings == ["Where it stands", "Responses", "What was done", "The Compact", "Facts"]
    assert html.count("Not stated") == 1
    (gathered,) = (part.split(".")[0].split("; ") for part in html.split("Not stated: ")[1:])
    assert gathered[:4] == ["what is asked", "why", "the decision it informs", "how far the plans were"]
    assert gathered[4:7] == ["what people said", "what was not done, and why", "announced on"]
    assert not {"responses", "what was done", "when people could respond"} & set(gathered)
    assert len(gathered) == len(set(gathered))


def test_whether_those_who_responded_were_invited_to_speak_is_said_in_a_sentence(app: Flask) -> None:
    assert "<p>Whether those who responded were invited to make a statement is not stated.</p>" in shown(
        app, document(consultation())
    )
    invited = {**document(consultation()), "statement": {"side": "respondents", "invited_on": "2026-05-01"}}
    assert "<p>Those who responded were invited to make a statement on 1 May 2026." in shown(app, invited)


def test_an_old_consultation_says_that_no_feedback_is_recorded(app: Flask) -> None:
    old = {**BARE, "periods": [{"opens_on": "2015-01-19", "closes_on": "2015-02-27"}]}
    html = shown(app, old, context(imported=True, party_from=None))
    assert ">Closed, nothing more recorded</strong>" in html
    assert "Closed 27 February 2015; no feedback is recorded here." in html
    assert "being analysed" not in html


def test_a_redacted_part_says_so(app: Flask) -> None:
    sentence = "Removed for good on 1 June 2026: personal data, UK GDPR, article 6."
    names = [name for name, one in ConsultationContent.model_fields.items() if Redacted in get_args(one.annotation)]
    for name in sorted(set(names) - {"change_note", "related"}):
        assert sentence in shown(app, {**document(consultation()), name: MARKER}), name


def test_the_length_is_shown_with_its_rule_and_sum(app: Flask) -> None:
    html = shown(app, document(consultation()))
    assert "5 January 2026 to 29 March 2026: 84 days, the first and the last counted" in html
    assert "The Compact asks for 84 days (12 weeks)" in html
    assert "Announced 24 days before it opened" in html
    assert "The register’s yardstick is 14 days." in html


@given(content=contents(ConsultationContent))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_content_can_be_shown(app: Flask, content: ConsultationContent) -> None:
    written = document(content)
    tree_of(shown(app, written))
    assert all(reply.words or reply.missing for reply in replies(written, QUESTIONS).values())


def test_attacks_in_every_field_stay_words(app: Flask) -> None:
    attack = "<script>alert(1)</script>[a](javascript:alert(1))"
    tree = tree_of(shown(app, _replaced(Filler().fill(ConsultationContent), attack)))
    assert not list(tree.iter("script"))
    assert not [a for a in tree.iter("a") if a.get("href", "").strip().lower().startswith("javascript")]


def _replaced(value: Any, attack: str) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(inner, attack) for key, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, attack) for inner in value]
    return attack if isinstance(value, str) and "mark" in value else value
