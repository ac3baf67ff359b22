"""Each check of a consultation, at each of its answers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from register.consultations.checks import CHECKS, checks
from register.consultations.content import (
    Assessment,
    ConsultationContent,
    Count,
    FirstContact,
    Represented,
    Responses,
)
from register.core.content import Claim, EqualityAnalysis, Withheld
from register.core.findings import Outcome, Yardsticks
from tests.consultations.builders import (
    DIAL_A_RIDE,
    REDACTED,
    TODAY,
    consultation,
    context,
    find,
    period,
    promise,
    view,
)

KEPT, EXPLAINED, NOT_KNOWN = Outcome.KEPT, Outcome.EXPLAINED, Outcome.NOT_KNOWN
NOT_KEPT, NOT_KEPT_EXPLAINED, NOT_APPLICABLE = Outcome.NOT_KEPT, Outcome.NOT_KEPT_EXPLAINED, Outcome.NOT_APPLICABLE

OPENS, CLOSES = date(2026, 1, 5), date(2026, 3, 29)
SHORT = (period(OPENS, date(2026, 3, 28)),)
TO_COME = (period(date(2027, 1, 3), date(2027, 3, 28)),)
OPEN_NOW = (period(date(2026, 10, 1), date(2026, 12, 23)),)
ABANDONED = {"abandoned_on": date(2026, 1, 20), "feedback_published_on": None, "outcome_published_on": None}


def short(**changes: Any) -> ConsultationContent:
    """Return a formal consultation of 83 days."""
    return consultation(periods=SHORT, **changes)


def silent(**changes: Any) -> ConsultationContent:
    """Return one without feedback, views and outcome."""
    nothing = {"feedback_published_on": None, "views": None, "outcome_published_on": None, "decided_on": None}
    return consultation(**{**nothing, **changes})


def assessed(day: date | None, words: str | None = "Forty people keep their independence.") -> Assessment:
    return Assessment(assessed_on=day, words=words)


def contact(day: date | None) -> FirstContact:
    return FirstContact(first_on=day)


CASES: list[tuple[str, str, ConsultationContent, Outcome]] = [
    ("value_assessed", "before", consultation(), KEPT),
    ("value_assessed", "the day it opened", consultation(value=assessed(OPENS)), NOT_KNOWN),
    ("value_assessed", "after", consultation(value=assessed(date(2026, 1, 6))), NOT_KEPT),
    ("value_assessed", "unknown", consultation(value=None), NOT_KNOWN),
    ("value_assessed", "without words", consultation(value=assessed(date(2025, 12, 1), None)), NOT_KNOWN),
    ("value_assessed", "boilerplate", consultation(value=assessed(date(2025, 12, 1), "N/A")), NOT_KNOWN),
    ("value_assessed", "opening unknown", consultation(periods=(period(None, CLOSES),)), NOT_KNOWN),
    (
        "value_assessed",
        "after a closing whose opening is unknown",
        consultation(periods=(period(None, CLOSES),), value=assessed(date(2026, 4, 1))),
        NOT_KEPT,
    ),
    ("value_assessed", "to come, not yet", consultation(periods=TO_COME, value=None), NOT_APPLICABLE),
    ("value_assessed", "to come, already", consultation(periods=TO_COME), KEPT),
    ("value_assessed", "a day to come", consultation(value=assessed(date(2026, 12, 1))), NOT_KNOWN),
    (
        "value_assessed",
        "abandoned before it opened",
        consultation(periods=TO_COME, value=None, abandoned_on=date(2026, 11, 1)),
        NOT_APPLICABLE,
    ),
    ("social_impact", "before", consultation(), KEPT),
    ("social_impact", "after", consultation(social_impact=assessed(CLOSES)), NOT_KEPT),
    ("burden", "before", consultation(), KEPT),
    ("burden", "unknown", consultation(burden=None), NOT_KNOWN),
    ("early_contact", "before, at the options", consultation(), KEPT),
    ("early_contact", "before anything was designed", consultation(stage="pre_design"), KEPT),
    ("early_contact", "before, but at the draft", consultation(stage="draft"), NOT_KEPT),
    (
        "early_contact",
        "at the final proposal, day unknown",
        consultation(stage="final_proposal", first_contact=None),
        NOT_KEPT,
    ),
    ("early_contact", "stage unknown", consultation(stage=None), NOT_KNOWN),
    ("early_contact", "day unknown", consultation(first_contact=None), NOT_KNOWN),
    ("early_contact", "nothing known", consultation(first_contact=None, stage=None), NOT_KNOWN),
    ("early_contact", "after it opened", consultation(first_contact=contact(CLOSES), stage=None), NOT_KEPT),
    ("twelve_weeks", "84 days", consultation(), KEPT),
    ("twelve_weeks", "83 days, no reason", short(), NOT_KEPT),
    ("twelve_weeks", "83 days, explained", short(short_reason="The grant ends in June."), EXPLAINED),
    ("twelve_weeks", "83 days, boilerplate", short(short_reason="N/A"), NOT_KEPT),
    ("twelve_weeks", "83 days, no reason was given", short(short_unstated=True), NOT_KEPT),
    ("twelve_weeks", "informal", consultation(method="informal"), NOT_KEPT),
    (
        "twelve_weeks",
        "informal, explained",
        consultation(method="informal", short_reason="A walk along it."),
        EXPLAINED,
    ),
    ("twelve_weeks", "informal, length unknown", consultation(method="informal", periods=None), NOT_KEPT),
    ("twelve_weeks", "method unknown", consultation(method=None), NOT_KNOWN),
    ("twelve_weeks", "method unknown and short", short(method=None), NOT_KEPT),
    ("twelve_weeks", "opening unknown", consultation(periods=(period(None, CLOSES),)), NOT_KNOWN),
    ("twelve_weeks", "no days at all", consultation(periods=None), NOT_KNOWN),
    (
        "twelve_weeks",
        "two periods of 60 days apart",
        consultation(periods=(period(OPENS, date(2026, 3, 5)), period(date(2026, 4, 1), date(2026, 5, 30)))),
        NOT_KEPT,
    ),
    (
        "twelve_weeks",
        "extended to 84 days",
        consultation(periods=(period(OPENS, CLOSES, extended_from=date(2026, 2, 15)),)),
        KEPT,
    ),
    (
        "twelve_weeks",
        "long enough, and another period half known",
        consultation(periods=(period(OPENS, CLOSES), period(date(2026, 5, 1), None))),
        KEPT,
    ),
    (
        "twelve_weeks",
        "too short, and another period half known",
        consultation(periods=(*SHORT, period(None, date(2026, 7, 1)))),
        NOT_KNOWN,
    ),
    ("twelve_weeks", "open now", consultation(periods=OPEN_NOW), NOT_APPLICABLE),
    ("twelve_weeks", "abandoned", consultation(**ABANDONED), NOT_APPLICABLE),
    ("announcement", "24 days ahead", consultation(), KEPT),
    ("announcement", "14 days ahead", consultation(announced_on=date(2025, 12, 22)), KEPT),
    ("announcement", "13 days ahead", consultation(announced_on=date(2025, 12, 23)), NOT_KEPT),
    ("announcement", "after it opened", consultation(announced_on=date(2026, 1, 7)), NOT_KEPT),
    ("announcement", "unknown", consultation(announced_on=None), NOT_KNOWN),
    ("announcement", "opening unknown", consultation(periods=(period(None, CLOSES),)), NOT_KNOWN),
    ("announcement", "to come", consultation(periods=TO_COME), NOT_APPLICABLE),
    ("feedback_in_time", "in time", consultation(), KEPT),
    ("feedback_in_time", "on its day", consultation(feedback_published_on=date(2026, 6, 21)), KEPT),
    ("feedback_in_time", "a day late", consultation(feedback_published_on=date(2026, 6, 22)), NOT_KEPT),
    ("feedback_in_time", "never", silent(), NOT_KEPT),
    (
        "feedback_in_time",
        "promised later and kept",
        silent(feedback_promised_by=date(2026, 9, 1), feedback_published_on=date(2026, 9, 1)),
        KEPT,
    ),
    ("feedback_in_time", "promised earlier and late", consultation(feedback_promised_by=date(2026, 5, 1)), NOT_KEPT),
    ("feedback_in_time", "due today", silent(feedback_promised_by=TODAY), NOT_APPLICABLE),
    ("feedback_in_time", "due yesterday", silent(feedback_promised_by=date(2026, 11, 21)), NOT_KEPT),
    ("feedback_in_time", "a day to come", silent(feedback_published_on=date(2026, 12, 1)), NOT_KEPT),
    ("feedback_in_time", "open now", silent(periods=OPEN_NOW), NOT_APPLICABLE),
    ("feedback_in_time", "closing unknown", silent(periods=None), NOT_KNOWN),
    ("feedback_in_time", "published, closing unknown", consultation(periods=None), NOT_KNOWN),
    ("feedback_in_time", "abandoned before it was due", consultation(**ABANDONED), NOT_APPLICABLE),
    ("feedback_in_time", "abandoned when overdue", silent(abandoned_on=date(2026, 8, 1)), NOT_KEPT),
    (
        "feedback_in_time",
        "published before it closed again",
        consultation(periods=(period(OPENS, CLOSES), period(date(2026, 7, 1), date(2026, 7, 31)))),
        NOT_KEPT,
    ),
    ("views_settled", "all", consultation(), KEPT),
    (
        "views_settled",
        "one is to be decided",
        consultation(views=(view(1), view(2, "still_considering"))),
        NOT_APPLICABLE,
    ),
    (
        "views_settled",
        "one should have been decided",
        consultation(views=(view(1), view(2, "still_considering", decide_by=date(2026, 11, 21)))),
        NOT_KEPT,
    ),
    ("views_settled", "one has no day", consultation(views=(view(1, "still_considering", decide_by=None),)), NOT_KEPT),
    ("views_settled", "what became of one is unknown", consultation(views=(view(1), view(2, None))), NOT_KNOWN),
    ("views_settled", "none recorded", consultation(views=None), NOT_KNOWN),
    ("views_settled", "no feedback yet", silent(), NOT_APPLICABLE),
    ("reasons_given", "all", consultation(), KEPT),
    (
        "reasons_given",
        "one has none",
        consultation(views=(view(1, "partly", reason=None), view(2, "not_acted_on"))),
        NOT_KEPT,
    ),
    ("reasons_given", "boilerplate", consultation(views=(view(1, "out_of_scope", reason="See report."),)), NOT_KEPT),
    ("reasons_given", "nothing undone", consultation(views=(view(1), view(2, "already_planned"))), NOT_APPLICABLE),
    ("commitments_kept", "done", consultation(), KEPT),
    ("commitments_kept", "overdue", consultation(views=(view(1, commitment=promise(date(2026, 11, 21))),)), NOT_KEPT),
    ("commitments_kept", "due today", consultation(views=(view(1, commitment=promise(TODAY)),)), NOT_APPLICABLE),
    (
        "commitments_kept",
        "dropped",
        consultation(views=(view(1, commitment=promise(date(2026, 9, 1), progress="dropped")),)),
        NOT_KEPT,
    ),
    (
        "commitments_kept",
        "said to be done",
        consultation(views=(view(1, commitment=promise(date(2026, 9, 1), progress="done")),)),
        KEPT,
    ),
    ("vcs_response", "seven", consultation(), KEPT),
    (
        "vcs_response",
        "none",
        consultation(responses=Responses(by_type=(Count(type="individual", number=9),))),
        NOT_APPLICABLE,
    ),
    ("vcs_response", "nobody at all", consultation(responses=Responses(total=0)), NOT_APPLICABLE),
    ("vcs_response", "not told apart", consultation(responses=Responses(total=61)), NOT_KNOWN),
    ("vcs_response", "open now", consultation(periods=OPEN_NOW), NOT_APPLICABLE),
    ("representation", "all say", consultation(), KEPT),
    (
        "representation",
        "one does not",
        consultation(responses=Responses(organisations=(Represented(organisation=DIAL_A_RIDE, represents="-"),))),
        NOT_KNOWN,
    ),
    ("groups_consulted", "asked", consultation(), KEPT),
    ("groups_consulted", "how is unknown", consultation(groups_consulted=None), NOT_KNOWN),
    ("groups_consulted", "who is unknown", consultation(groups_affected=None), NOT_KNOWN),
    ("groups_consulted", "open now", consultation(groups_consulted=None, periods=OPEN_NOW), NOT_APPLICABLE),
    ("equality_analysis", "before the decision", consultation(), KEPT),
    (
        "equality_analysis",
        "the day of the decision",
        consultation(equality=EqualityAnalysis(done_on=date(2026, 7, 14))),
        NOT_KNOWN,
    ),
    ("equality_analysis", "after", consultation(equality=EqualityAnalysis(done_on=date(2026, 7, 15))), NOT_KEPT),
    ("equality_analysis", "unknown", consultation(equality=None), NOT_KNOWN),
    ("equality_analysis", "nothing decided yet", silent(), KEPT),
    ("equality_analysis", "neither yet", silent(equality=None, decision_due_on=date(2027, 1, 1)), NOT_APPLICABLE),
    ("equality_analysis", "the decision was due", silent(equality=None), NOT_KNOWN),
    ("equality_analysis", "decided on a day unknown", consultation(decided_on=None), NOT_KNOWN),
    ("equality_analysis", "abandoned", consultation(**ABANDONED, equality=None, decided_on=None), NOT_APPLICABLE),
]


@pytest.mark.parametrize(
    ("name", "case", "content", "outcome"), CASES, ids=[f"{name}: {case}" for name, case, *_ in CASES]
)
def test_each_check_at_each_of_its_answers(
    name: str, case: str, content: ConsultationContent, outcome: Outcome
) -> None:
    found = find(name, content)
    assert found.outcome is outcome, found.sentence
    assert found.sentence.endswith(".")


def test_every_check_is_asked_above() -> None:
    assert {check.name for check in CHECKS} == {name for name, *_ in CASES}
    numbers = [check.undertaking for check in CHECKS]
    assert list(dict.fromkeys(numbers)) == ["2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "2.8", "2.9", "5.1", "5.3"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        (
            "twelve_weeks",
            short(),
            "Method: formal written; open 5 January 2026 to 28 March 2026, 83 days; twelve weeks is 84 days, both ends "
            "counted, without a break; no reason is written.",
        ),
        (
            "announcement",
            consultation(announced_on=date(2026, 1, 4)),
            "Announced 4 January 2026, opened 5 January 2026: 1 day ahead; at least 14 days is the register’s "
            "yardstick and not the Compact’s words.",
        ),
        (
            "feedback_in_time",
            silent(),
            "No feedback is published; it was due by 21 June 2026, 84 days after it closed on 29 March 2026, the "
            "register’s yardstick and not the Compact’s words: 154 days overdue.",
        ),
        (
            "feedback_in_time",
            consultation(feedback_published_on=date(2026, 6, 23)),
            "Feedback was published on 23 June 2026, 2 days late; it was due by 21 June 2026, 84 days after it closed "
            "on 29 March 2026, the register’s yardstick and not the Compact’s words.",
        ),
        (
            "feedback_in_time",
            silent(feedback_promised_by=date(2026, 12, 1)),
            "Not applicable yet: feedback is due by 1 December 2026, as promised.",
        ),
        (
            "value_assessed",
            consultation(),
            "The value was assessed on 1 December 2025, 35 days before it opened on 5 January 2026.",
        ),
        (
            "reasons_given",
            consultation(views=(view(1, "partly", reason=None), view(2, "not_acted_on"))),
            "Views partly or not acted on, or out of scope: 2; with the reason: 1.",
        ),
        ("commitments_kept", consultation(), "Commitments due: 1; done: 1."),
        ("twelve_weeks", consultation(periods=OPEN_NOW), "Not applicable yet: it closes on 23 December 2026."),
        ("announcement", consultation(periods=TO_COME), "Not applicable yet: it opens on 3 January 2027."),
    ],
)
def test_the_sentence_shows_why(name: str, content: ConsultationContent, sentence: str) -> None:
    assert find(name, content).sentence == sentence


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"short_reason": "The grant ends in March."}, "; the body explains it in the words given as the reason."),
        ({"short_reason": "N/A"}, "; no reason is written."),
        ({"short_unstated": True}, "; no reason was given."),
        (
            {"withheld": (Withheld(field="short_reason", category="c", legal_basis="b", decided_by="d"),)},
            "without a break.",
        ),
    ],
)
def test_while_it_is_open_it_is_told_that_it_is_short_and_why(changes: dict[str, Any], told: str) -> None:
    content = consultation(periods=(period(OPENS, date(2026, 2, 27)),), **changes)
    for today in (date(2025, 12, 13), date(2026, 2, 1)):
        found = find("twelve_weeks", content, context(today=today))
        assert (found.outcome, found.not_yet) == (NOT_APPLICABLE, True)
        assert found.sentence.startswith(
            "Not applicable yet: it closes on 27 February 2026. Method: formal written; open 5 January 2026 to "
            "27 February 2026, 54 days; twelve weeks is 84 days, both ends counted, without a break"
        )
        assert found.sentence.endswith(told)


def test_the_yardsticks_are_settings() -> None:
    where = context(yardsticks=Yardsticks(feedback_days=28, announcement_days=30))
    assert find("announcement", consultation(), where).outcome is NOT_KEPT
    assert find("feedback_in_time", consultation(), where).outcome is NOT_KEPT
    # Twelve weeks are the Compact's own words, and no setting.
    assert find("twelve_weeks", consultation(), where).outcome is KEPT


def test_only_a_party_is_judged_by_the_day_it_opened() -> None:
    before = context(party_from=date(2026, 1, 6))
    assert {one.outcome for one in checks(consultation(), before)} == {NOT_APPLICABLE}
    assert checks(consultation(), before)[0].sentence == "Not applicable: not a party to the Compact on 5 January 2026."
    assert find("twelve_weeks", consultation(), context(party_from=OPENS)).outcome is KEPT
    # Where the opening is not known: the closing, else the announcement, else the first publication.
    closed = consultation(periods=(period(None, CLOSES),))
    assert find("twelve_weeks", closed, context(party_until=date(2026, 3, 28))).outcome is NOT_APPLICABLE
    announced = consultation(periods=None)
    assert find("twelve_weeks", announced, context(party_until=date(2025, 12, 12))).outcome is NOT_KNOWN
    undated = consultation(periods=None, announced_on=None)
    gone = {"party_until": date(2026, 1, 1)}
    assert find("twelve_weeks", undated, context(published_on=date(2026, 1, 1), **gone)).outcome is NOT_KNOWN
    assert find("twelve_weeks", undated, context(published_on=date(2026, 1, 2), **gone)).outcome is NOT_APPLICABLE


def test_imports_are_judged_like_the_rest() -> None:
    bare = ConsultationContent(title="A plan", periods=(period(None, CLOSES),))
    found = {one.check: one.outcome for one in checks(bare, context(imported=True))}
    assert found["feedback_in_time"] is NOT_KEPT
    assert found["twelve_weeks"] is NOT_KNOWN
    assert KEPT not in found.values()


def test_an_explanation_elsewhere_leaves_the_promise_unkept() -> None:
    claim = Claim(undertaking="2.5", claim="not_kept", explanation="Two of three staff were ill.")
    assert find("feedback_in_time", silent(claims=(claim,))).outcome is NOT_KEPT_EXPLAINED
    kept = Claim(undertaking="2.5", claim="kept")
    assert find("feedback_in_time", silent(claims=(kept,))).outcome is NOT_KEPT


def test_what_is_withheld_or_redacted_is_not_known_and_counted_apart() -> None:
    hidden = Withheld(field="short_reason", category="commercial", legal_basis="FOIA 43", decided_by="the solicitor")
    found = find("twelve_weeks", short(withheld=(hidden,)))
    assert (found.outcome, found.check) == (NOT_KNOWN, "twelve_weeks.withheld")
    removed = {one.check: one.outcome for one in checks(consultation(views=REDACTED, periods=REDACTED), context())}
    assert removed["twelve_weeks.withheld"] is NOT_KNOWN
    assert removed["reasons_given.withheld"] is NOT_KNOWN
