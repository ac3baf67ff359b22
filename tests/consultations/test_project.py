"""The rows a consultation yields, whatever the day on which it is published or read."""

from __future__ import annotations

from datetime import date, time, timedelta
from time import process_time as time_taken

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from register.consultations.checks import checks
from register.consultations.content import ConsultationContent, Represented, Responses, View
from register.consultations.facts import facts
from register.consultations.indexed import words
from register.consultations.occasions import occasions
from register.consultations.project import project, view_line
from register.consultations.reading import ConsultationReading
from register.consultations.rules import rules, warnings
from register.consultations.standing import standing
from register.core.canonical import canonical, parse
from register.core.findings import Context, Outcome, worst_by_undertaking
from register.core.projection import Appearance, Due, Occasion, Relation
from tests.consultations.builders import (
    BODY,
    DIAL_A_RIDE,
    LUNCH_CLUB,
    REDACTED,
    consultation,
    context,
    period,
    projected,
    promise,
    view,
)
from tests.decisions.builders import contents

DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
ANY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
CONTEXTS = st.builds(
    Context,
    today=DAYS,
    party_from=st.none() | DAYS,
    party_until=st.none() | DAYS,
    imported=st.booleans(),
    published_on=DAYS,
)


def test_the_listing_says_when_how_many_and_how() -> None:
    row = projected(consultation()).listing
    assert (row.tag, row.date, row.amount) == ("Formal consultation", "2026-01-05", None)
    assert row.line == "5 January 2026 to 29 March 2026 · 61 responses · 2 views, 1 acted on, 1 not acted on"
    assert (row.title, row.body, row.invented) == ("When should the shopping bus run?", BODY.identifier, True)


@pytest.mark.parametrize(
    ("changes", "line", "day"),
    [
        ({"periods": None, "announced_on": None, "decided_on": None}, "Dates not stated", None),
        ({"periods": None, "dates_words": "In summer 2008"}, "In summer 2008", "2025-12-12"),
        (
            {"periods": (period(None, date(2026, 3, 29)),)},
            "Closing day 29 March 2026, opening day not stated",
            "2026-03-29",
        ),
        (
            {"periods": (period(date(2026, 1, 5), None),)},
            "Opening day 5 January 2026, closing day not stated",
            "2026-01-05",
        ),
        ({"periods": (period(date(2026, 1, 5), date(2025, 1, 5)),)}, "Dates not stated", "2025-12-12"),
        ({"method": None}, "5 January 2026 to 29 March 2026", "2026-01-05"),
    ],
)
def test_the_listing_leaves_out_what_is_not_stated(changes: dict[str, object], line: str, day: str | None) -> None:
    row = projected(consultation(**{"responses": None, "views": None, **changes})).listing
    assert (row.line, row.date) == (line, day)


def test_the_facets() -> None:
    assert {(one.name, one.value) for one in projected(consultation()).facets} == {
        ("type", "formal_written"),
        ("year", "2026"),
        ("body", "XI-BODY-coalmoor"),
        ("department", "XI-BODY-coalmoor/place-and-highways"),
        ("area", "low-marram-invented"),
        ("theme", "community-transport"),
        ("disposition", "acted_on"),
        ("disposition", "not_acted_on"),
    }


def test_who_appears_and_what_became_of_what_they_said() -> None:
    second = (
        "View 2, on “A second bus”. Not acted on: A second bus would cost £41,000 a year, and there is no money for it."
    )
    assert set(projected(consultation()).appearances) == {
        Appearance(DIAL_A_RIDE, "respondent", None, "Spoke for: Its 210 members, asked by post"),
        Appearance(
            LUNCH_CLUB, "author of a view", "view-1", "View 1, on “Times”. Acted on: The Friday bus now leaves at ten."
        ),
        Appearance(DIAL_A_RIDE, "author of a view", "view-2", second),
        *(one for one in projected(consultation()).appearances if one.role == "public body"),
    }
    assert [one.role for one in projected(consultation()).appearances].count("public body") == 1


@pytest.mark.parametrize(
    ("disposition", "line"),
    [
        ("partly", "View 7, on “Times”. Partly acted on: One stop of the three is added."),
        ("out_of_scope", "View 7, on “Times”. Out of scope: School buses are the county’s, and were not asked about."),
        ("still_considering", "View 7, on “Times”. Still considering: to be decided by 31 January 2027."),
        ("already_planned", "View 7, on “Times”. Already planned."),
        (None, "View 7, on “Times”. What became of it is not recorded."),
    ],
)
def test_the_line_of_a_view(disposition: str | None, line: str) -> None:
    assert view_line(view(7, disposition)) == line
    assert view_line(view(7, disposition, theme="VAT")).startswith("View 7, on “VAT”. ")


def test_a_long_answer_is_cut_at_a_word() -> None:
    line = view_line(view(1, change="because " * 100))
    assert len(line) <= 242
    assert line.endswith("because….")


def test_what_a_party_owes() -> None:
    views = (
        view(1, commitment=promise(date(2026, 9, 1), done_on=date(2026, 8, 20))),
        view(2, commitment=promise(date(2027, 3, 1))),
        view(3, commitment=promise(date(2027, 3, 1), progress="dropped")),
        view(4, "still_considering"),
    )
    role = "Passenger transport manager"
    assert projected(consultation(views=views)).dues == (
        Due("Feedback", "2026-06-21", "2026-06-01", role),
        Due("View 1: Put the new times up at every stop", "2026-09-01", "2026-08-20", role),
        Due("View 2: Put the new times up at every stop", "2027-03-01", None, role),
        Due("Decision on view 4", "2027-01-31", None, role),
    )
    assert projected(consultation(views=views), context(party_from=None)).dues == ()


def test_relations_are_those_it_names() -> None:
    assert projected(consultation()).relations == (Relation("informs", "FD-2026-0003"),)


def test_what_is_cited_changes_with_the_days_and_not_with_the_day_of_publication() -> None:
    silent = consultation(feedback_published_on=None, views=None)
    cited = [one for one in projected(silent).citations if one.undertaking == "2.5"]
    assert [(one.outcome, one.since, one.until) for one in cited] == [("not_kept", "2026-06-22", None)]
    late = consultation(feedback_published_on=date(2026, 7, 1), views=None)
    cited = [one for one in projected(late).citations if one.undertaking == "2.5"]
    assert [(one.outcome, one.since, one.until) for one in cited] == [("not_kept", "2026-06-22", None)]


@ANY
@given(contents(ConsultationContent), CONTEXTS, st.lists(DAYS, min_size=1, max_size=3))
def test_the_rows_do_not_depend_on_the_day_and_agree_with_the_checks_on_every_day(
    content: ConsultationContent, where: Context, days: list[date]
) -> None:
    rows = project(content, where, checks(content, where))
    for day in days:
        then = Context(**{**vars(where), "today": day})
        assert project(content, then, checks(content, then)) == rows
        found = worst_by_undertaking(checks(content, then)).values()
        judged = {one.undertaking: one.outcome.value for one in found if one.outcome is not Outcome.NOT_APPLICABLE}
        cited = {
            one.undertaking: one.outcome
            for one in rows.citations
            if (one.since or "") <= day.isoformat() and (one.until is None or day.isoformat() < one.until)
        }
        assert {number: one for number, one in cited.items() if not one.startswith("claimed_")} == judged


@ANY
@given(contents(ConsultationContent), CONTEXTS)
def test_nothing_raises_and_everything_reads_as_sentences(content: ConsultationContent, where: Context) -> None:
    for found in checks(content, where):
        assert found.sentence.endswith(".")
        assert "None" not in found.sentence
        assert "\n" not in found.sentence
    for breach in [*rules(content, where), *warnings(content)]:
        assert breach.message.endswith(".")
        assert breach.remedy.endswith((".", "”."))
    assert "None" not in standing(content, where).sentence
    for fact in facts(content, where):
        assert fact.number is not True
    rows = project(content, where, ())
    assert len(set(rows.facets)) == len(rows.facets)
    assert len({one.key for one in occasions(content, where)}) == len(occasions(content, where))
    words(content)


@ANY
@given(contents(ConsultationContent), CONTEXTS)
def test_only_a_party_is_judged(content: ConsultationContent, where: Context) -> None:
    reading = ConsultationReading(content, where)
    if reading.judged or reading.unplaced:
        return
    assert {one.outcome for one in checks(content, where)} == {Outcome.NOT_APPLICABLE}
    rows = project(content, where, ())
    assert (facts(content, where), rows.dues) == ((), ())
    assert {one.name for one in rows.spells} == {"state"}


@ANY
@given(contents(ConsultationContent))
def test_every_content_can_be_stored_and_read_again(content: ConsultationContent) -> None:
    stored = canonical(content.model_dump(mode="json", exclude_none=True))
    assert ConsultationContent.model_validate(parse(stored)) == content


def test_the_days_for_a_calendar() -> None:
    content = consultation(survey_url="https://example.org/bus", feedback_published_on=None)
    assert occasions(content, context()) == (
        Occasion("opens", "Opens", date(2026, 1, 5), words="Respond at https://example.org/bus"),
        Occasion(
            "closes",
            "Closes",
            date(2026, 3, 29),
            words="Open until 29 March 2026. Respond at https://example.org/bus",
        ),
        Occasion(
            "feedback", "Feedback due", date(2026, 6, 21), words="84 days after it closes, the register’s yardstick."
        ),
    )


def test_keys_outlast_an_extension_a_reopening_and_the_feedback() -> None:
    opens, closes = date(2026, 1, 5), date(2026, 3, 29)

    def keys(**changes: object) -> dict[str, date]:
        return {one.key: one.on for one in occasions(consultation(**changes), context())}

    assert keys() == {"opens": opens, "closes": closes, "feedback": date(2026, 6, 1)}
    later = period(date(2026, 5, 1), date(2026, 5, 20))
    longer = period(opens, date(2026, 4, 9), extended_from=closes)
    assert keys(periods=(later, longer)) == {
        "opens": opens,
        "closes": date(2026, 4, 9),
        "opens-2": date(2026, 5, 1),
        "closes-2": date(2026, 5, 20),
        "feedback": date(2026, 6, 1),
    }


def test_a_closing_time_goes_into_the_calendar_and_midnight_is_the_day_before() -> None:
    def closing(at: time | None) -> Occasion:
        found = occasions(consultation(periods=(period(date(2026, 1, 5), date(2026, 3, 29), at),)), context())
        return next(one for one in found if one.key == "closes")

    assert (closing(time(12)).on, closing(time(12)).at) == (date(2026, 3, 29), time(12))
    assert closing(time(12)).words.startswith("Open until noon on 29 March 2026.")
    assert (closing(time(0)).on, closing(time(0)).at) == (date(2026, 3, 28), None)


def test_what_is_abandoned_has_no_days_and_a_body_that_is_no_party_owes_no_feedback() -> None:
    assert occasions(consultation(abandoned_on=date(2026, 2, 1)), context()) == ()
    other = occasions(consultation(feedback_published_on=None), context(party_from=None))
    assert [one.key for one in other] == ["opens", "closes"]


def test_the_index_holds_every_word_that_is_not_redacted() -> None:
    found = words(consultation(responses=Responses(organisations=(Represented(organisation=DIAL_A_RIDE),))))
    assert "Coalmoor Dial-a-Ride (invented)" in found.names
    assert "Low Marram Lunch Club (invented)" in found.names
    assert "A second bus would cost £41,000" in found.prose
    removed = words(consultation(views=REDACTED, title=REDACTED))
    assert removed.title == "Title withheld"
    assert "bus leaves too early" not in removed.prose


def test_days_at_the_ends_of_the_calendar_raise_nothing() -> None:
    for opens, closes in ((date.min, date.min), (date.max, date.max), (date.min, date.max)):
        for at in (None, time(0), time(23, 59)):
            content = consultation(periods=(period(opens, closes, at),), views=(view(1, commitment=promise(date.max)),))
            rows = projected(content)
            assert rows.spells[0].since is None
            assert occasions(content, context())
            assert standing(content, context(today=date.max - timedelta(days=1))).sentence


SOON = st.dates(date(2026, 3, 20), date(2026, 4, 20))
PROMISES = st.builds(
    promise,
    st.none() | SOON,
    what=st.sampled_from(["Put up the times", "n/a", ""]),
    done_on=st.none() | SOON,
    progress=st.sampled_from([None, "under_way", "done", "dropped"]),
)
VIEWS = st.lists(
    st.builds(
        view,
        st.integers(1, 9),
        st.sampled_from([None, "acted_on", "not_acted_on", "still_considering"]),
        commitment=st.none() | PROMISES,
        decide_by=st.none() | SOON,
    ),
    max_size=6,
)


@given(VIEWS, st.none() | SOON, SOON)
@settings(ANY, max_examples=40)
def test_a_citation_says_what_is_found_on_each_day(views: list[View], published: date | None, due: date) -> None:
    content = consultation(views=tuple(views), feedback_published_on=published, feedback_promised_by=due)
    told = project(content, context(), []).citations
    day = date(2026, 3, 18)
    while day < date(2026, 4, 25):
        worst = worst_by_undertaking(checks(content, context(today=day)))
        found = {n: one.outcome.value for n, one in worst.items() if one.outcome is not Outcome.NOT_APPLICABLE}
        text = day.isoformat()
        on = [one for one in told if (one.since or "") <= text and (one.until is None or text < one.until)]
        assert {one.undertaking: one.outcome for one in on} == found
        assert len(on) == len(found)
        day += timedelta(days=1)


def test_hundreds_of_views_with_days_of_their_own_take_no_time() -> None:
    first = date(2026, 5, 1)
    views = [
        view(
            n,
            "still_considering",
            decide_by=first + timedelta(days=7 * n),
            commitment=promise(first + timedelta(days=7 * n + 1), done_on=first + timedelta(days=7 * n + 4)),
        )
        for n in range(1, 401)
    ]
    content, began = consultation(views=tuple(views)), time_taken()
    told = project(content, context(), []).citations
    assert time_taken() - began < 1
    assert [one.outcome for one in told if one.undertaking == "2.5"]
