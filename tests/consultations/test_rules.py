"""What stops publication of a consultation, and what only warns."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from register.consultations.content import (
    Commitment,
    ConsultationContent,
    Count,
    Represented,
    Responses,
    View,
)
from register.consultations.rules import rules, warnings
from register.core.content import OrganisationRef, Withheld
from register.core.findings import Context
from tests.consultations.builders import TODAY, consultation, context, period, promise, view

OPENS, CLOSES = date(2026, 1, 5), date(2026, 3, 29)
SHORT = (period(OPENS, date(2026, 3, 28)),)
TOMORROW = date(2026, 11, 23)
IMPORTED = context(imported=True)
EARLY = {"feedback_published_on": None, "decided_on": None, "outcome_published_on": None, "views": None}


def breaches(content: ConsultationContent, where: Context | None = None) -> list[tuple[str | None, str]]:
    """Return undertaking and field of each breach."""
    found = rules(content, where or context())
    assert all(one.message.endswith(".") and one.remedy.endswith((".", "”.")) for one in found)
    return [(one.undertaking, one.field) for one in found]


def withheld(field: str) -> tuple[Withheld, ...]:
    return (Withheld(field=field, category="commercial", legal_basis="FOIA s.43", decided_by="Monitoring officer"),)


def one_view(**changes: Any) -> ConsultationContent:
    return consultation(views=(view(1, **changes),))


def named(name: str, *identifiers: str) -> OrganisationRef:
    return OrganisationRef.model_construct(name=name, identifiers=identifiers)


@pytest.mark.parametrize(
    "content",
    [
        consultation(),
        consultation(periods=SHORT, short_reason="The grant ended in June."),
        consultation(periods=SHORT, short_unstated=True),
        consultation(periods=SHORT, withheld=withheld("short_reason")),
        consultation(periods=None, dates_words="In the summer of 2008."),
        consultation(periods=None, withheld=withheld("periods")),
        consultation(periods=(period(date(2027, 1, 3), date(2027, 3, 28)),), **EARLY),
        consultation(periods=(period(OPENS, CLOSES, time(0, 0)),), short_unstated=True),
        consultation(periods=(period(OPENS, CLOSES), period(date(2026, 3, 30), date(2026, 4, 20)))),
        consultation(periods=(period(OPENS, CLOSES, extended_from=date(2026, 2, 15)),)),
        consultation(announced_on=date(2026, 1, 7)),
        consultation(feedback_published_on=CLOSES),
        consultation(feedback_published_on=TODAY, decided_on=TODAY, outcome_published_on=TODAY),
        consultation(abandoned_on=date(2026, 2, 1), abandoned_why="The bus was sold.", periods=None, **EARLY),
        consultation(abandoned_on=date(2026, 1, 9), abandoned_why="The bus was sold.", periods=SHORT, **EARLY),
        one_view(disposition="not_acted_on"),
        one_view(disposition="still_considering"),
        one_view(disposition="already_planned"),
        one_view(commitment=promise(TOMORROW)),
        one_view(commitment=promise(None, progress="done")),
    ],
)
def test_what_is_whole_can_be_published(content: ConsultationContent) -> None:
    assert breaches(content) == []


@pytest.mark.parametrize(
    ("content", "undertaking", "field"),
    [
        (consultation(title=" "), None, "title"),
        (consultation(summary=None), None, "summary"),
        (consultation(summary="x" * 601), None, "summary"),
        (consultation(body=None), None, "body"),
        (consultation(what="**"), None, "what"),
        (consultation(method=None), None, "method"),
        (consultation(periods=None), "2.4", "periods"),
        (consultation(periods=None, dates_words="n/a"), "2.4", "periods"),
        (consultation(periods=(period(None, CLOSES),)), "2.4", "periods.0.opens_on"),
        (consultation(periods=(period(OPENS, None),)), "2.4", "periods.0.closes_on"),
        (consultation(periods=(period(OPENS, None, time(17)),)), "2.4", "periods.0.closes_on"),
        (consultation(periods=(period(CLOSES, OPENS),)), None, "periods.0.closes_on"),
        (consultation(periods=(period(OPENS, OPENS, time(0, 0)),)), None, "periods.0.closes_on"),
        (
            consultation(periods=(period(OPENS, CLOSES), period(date(2026, 3, 29), date(2026, 4, 2)))),
            None,
            "periods.1.opens_on",
        ),
        (
            consultation(periods=(period(date(2026, 3, 1), date(2026, 4, 2)), period(OPENS, CLOSES))),
            None,
            "periods.0.opens_on",
        ),
        (consultation(periods=(period(OPENS, CLOSES, extended_from=CLOSES),)), None, "periods.0.extended_from"),
        (
            consultation(periods=(period(OPENS, CLOSES, extended_from=date(2026, 1, 4)),)),
            None,
            "periods.0.extended_from",
        ),
        (consultation(periods=SHORT), "2.4", "short_reason"),
        (consultation(periods=SHORT, short_reason="N/A"), "2.4", "short_reason"),
        (consultation(method="co_design"), "2.4", "short_reason"),
        (consultation(feedback_published_on=date(2026, 3, 28)), "2.5", "feedback_published_on"),
        (consultation(feedback_promised_by=date(2026, 3, 28)), "2.5", "feedback_promised_by"),
        (consultation(outcome_published_on=date(2026, 7, 13)), None, "outcome_published_on"),
        (consultation(announced_on=TOMORROW), None, "announced_on"),
        (consultation(feedback_published_on=TOMORROW), None, "feedback_published_on"),
        (consultation(abandoned_on=TODAY), None, "abandoned_why"),
        (consultation(abandoned_on=TODAY, abandoned_why="none"), None, "abandoned_why"),
        (consultation(abandoned_why="The bus was sold."), None, "abandoned_on"),
        (consultation(views=(View(said="The bus leaves too early.", disposition="already_planned"),)), None, "views.0"),
        (consultation(views=(view(3), view(3))), None, "views.1"),
        (one_view(said="-"), "2.5", "views.0.said"),
        (one_view(disposition=None), "2.5", "views.0.disposition"),
        (one_view(disposition="acted_on", change=None), "2.5", "views.0.change"),
        (one_view(disposition="partly", change="see report"), "2.5", "views.0.change"),
        (one_view(disposition="partly", reason=None), "2.5", "views.0.reason"),
        (one_view(disposition="not_acted_on", reason="No reason given."), "2.5", "views.0.reason"),
        (one_view(disposition="out_of_scope", reason=None), "2.5", "views.0.reason"),
        (one_view(disposition="still_considering", decide_by=None), "2.5", "views.0.decide_by"),
        (one_view(commitment=promise(None)), "2.5", "views.0.commitment.due_on"),
        (one_view(commitment=Commitment(due_on=TOMORROW)), "2.5", "views.0.commitment.what"),
        (one_view(commitment=promise(TODAY, done_on=TOMORROW)), "2.5", "views.0.commitment.done_on"),
        (one_view(raised_by=(named("X (invented)", "no number"),)), None, "views.0.raised_by"),
        (
            consultation(responses=Responses(organisations=(Represented(organisation=named("X", "a b")),))),
            None,
            "responses.organisations.0.organisation",
        ),
        (
            consultation(responses=Responses(total=3, by_type=(Count(type="vcs", number=4),))),
            None,
            "responses.total",
        ),
        (consultation(withheld=withheld("announced_on")), None, "announced_on"),
    ],
)
def test_what_is_missing_or_cannot_be_stops_publication(
    content: ConsultationContent, undertaking: str | None, field: str
) -> None:
    assert breaches(content) == [(undertaking, field)]


def test_nobody_may_state_that_no_reason_was_given_for_a_view() -> None:
    # "No reason was given" is there for 2.4 alone.
    content = consultation(short_unstated=True, views=(view(1, "not_acted_on", reason=None),))
    assert breaches(content) == [("2.5", "views.0.reason")]
    assert breaches(content, context(party_from=None)) == [("2.5", "views.0.reason")]


def test_a_reason_and_the_statement_that_none_was_given_exclude_each_other() -> None:
    for reason in ("The grant ended in June.", "N/A"):
        both = consultation(periods=SHORT, short_unstated=True, short_reason=reason)
        (found,) = rules(both, context())
        assert (found.undertaking, found.field) == ("2.4", "short_unstated")
        assert found.message == "It is stated that no reason was given, and yet there is one."
        assert rules(both, IMPORTED) == []
    long_enough = consultation(short_unstated=True, short_reason="The grant ended in June.")
    assert breaches(long_enough) == [("2.4", "short_unstated")]


def test_views_that_are_withheld_owe_no_words_but_boilerplate_stays_none() -> None:
    hidden = {"withheld": withheld("views")}
    assert breaches(consultation(views=(view(1, "not_acted_on", reason=None),), **hidden)) == []
    assert breaches(consultation(views=(view(1, "not_acted_on", reason="N/A"),), **hidden)) == [
        ("2.5", "views.0.reason")
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            consultation(periods=(period(OPENS, date(2026, 2, 27)),)),
            "It is open for 54 days, where 84 are asked, and the reason is missing.",
        ),
        (consultation(method="informal"), "It is not a formal written consultation, and the reason is missing."),
        (
            consultation(method="co_design", periods=(period(OPENS, OPENS),)),
            "It is open for 1 day, where 84 are asked; it is not a formal written consultation, "
            "and the reason is missing.",
        ),
        (
            consultation(periods=(period(OPENS, date(2026, 2, 27)), period(date(2026, 4, 1), date(2026, 4, 30)))),
            "It is open for at most 54 days without a break, where 84 are asked, and the reason is missing.",
        ),
    ],
)
def test_what_falls_short_of_twelve_weeks_is_told_by_its_days(content: ConsultationContent, message: str) -> None:
    (found,) = rules(content, context())
    assert (found.undertaking, found.field, found.message) == ("2.4", "short_reason", message)


def test_the_reason_of_2_4_is_asked_of_a_party_only() -> None:
    assert breaches(consultation(periods=SHORT), context(party_from=None)) == []


def test_an_import_skips_what_nobody_stated_but_never_the_shape() -> None:
    bare = ConsultationContent(
        title="A plan (invented)",
        body=consultation().body,
        periods=(period(None, CLOSES),),
        views=(View(number=1, disposition="not_acted_on"),),
    )
    assert breaches(bare, IMPORTED) == []
    impossible = consultation(title="", periods=(period(CLOSES, OPENS),), views=(view(1), view(1)))
    assert breaches(impossible, IMPORTED) == [
        (None, "title"),
        (None, "periods.0.closes_on"),
        (None, "views.1"),
    ]


def test_a_correction_of_an_import_need_not_invent_a_reason_but_owes_one_for_what_it_adds() -> None:
    said = View(number=1, said="The bus leaves too early.", disposition="not_acted_on")
    base = ConsultationContent(title="A plan (invented)", views=(said,))
    added = (said, view(2, "not_acted_on", reason=None))
    where = context(began_as_import=True, base=base)
    assert breaches(consultation(views=added, summary=None, what=None, method=None), where) == [
        ("2.5", "views.1.reason")
    ]


def test_a_number_that_belonged_to_a_view_is_never_given_to_another() -> None:
    base = consultation(views=(view(1), view(3)), numbered={"views": 5})
    where = context(base=base)
    assert breaches(consultation(views=(view(1), view(3), view(6))), where) == []
    assert breaches(consultation(views=(view(1), view(2))), where) == [(None, "views.1")]
    assert breaches(consultation(views=(view(5), view(3))), where) == [(None, "views.0")]


def test_the_same_reason_for_three_views_is_asked_about() -> None:
    same = {"reason": "There is no money for it this year."}
    views = [view(n, "not_acted_on", **same) for n in range(1, 4)]
    assert warnings(consultation(views=tuple(views[:2]))) == []
    (found,) = warnings(consultation(views=tuple(views)))
    assert found.message == "3 views carry the same reason, word for word."


def test_answers_without_the_day_of_feedback_are_asked_about() -> None:
    (found,) = warnings(consultation(feedback_published_on=None))
    assert found.field == "feedback_published_on"
    assert warnings(consultation(feedback_published_on=None, views=(view(1, "still_considering"),))) == []
