"""Each check, at each of its answers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from register.core.content import EqualityAnalysis
from register.core.findings import Context, Outcome, Yardsticks
from register.decisions.checks import CHECKS, checks
from register.decisions.content import (
    Criterion,
    DecisionContent,
    Impact,
    ImprovementPlan,
    MonitoringItem,
    Notice,
    Rationale,
    Recipient,
    RecipientsPart,
    Refusal,
    Risk,
    Term,
    Terms,
)
from tests.decisions.builders import context, decision, ending, find, refusal

KEPT, EXPLAINED, NOT_KNOWN = Outcome.KEPT, Outcome.EXPLAINED, Outcome.NOT_KNOWN
NOT_KEPT, NOT_KEPT_EXPLAINED, NOT_APPLICABLE = Outcome.NOT_KEPT, Outcome.NOT_KEPT_EXPLAINED, Outcome.NOT_APPLICABLE


def names(content: DecisionContent) -> set[str]:
    """Return the names of the checks that speak."""
    return {one.check for one in checks(content, context())}


def with_terms(**terms: Any) -> DecisionContent:
    """Return an award on these terms only."""
    return decision(terms=Terms(**terms))


def with_notice(**notice: Any) -> DecisionContent:
    """Return an ending with this notice only."""
    return ending({"notice": Notice(**notice)})


PERFORMANCE = {"cause": "performance"}
PLAN = ImprovementPlan(agreed_on=date(2026, 1, 5), actions="Keep the accounts monthly.")
WRITTEN, EFFECTIVE = date(2026, 5, 12), date(2026, 9, 1)
SHORT = {"written_on": WRITTEN, "effective_on": date(2026, 8, 11)}
EXPIRY: dict[str, Any] = {
    "end_kind": "agreed_expiry",
    "end_set_in_writing_on": date(2023, 4, 1),
    "renewed_before": False,
    "renewal_sought": False,
}
ONE_YEAR = {"start": date(2026, 4, 1), "end": date(2027, 3, 31)}

CASES: list[tuple[str, str, DecisionContent, Outcome]] = [
    ("premises", "not about premises", decision(), NOT_APPLICABLE),
    ("premises", "given", decision(decision_type="support_in_kind", instrument="use_of_premises"), KEPT),
    ("premises", "refused with reasons", refusal(instrument="use_of_premises"), KEPT),
    ("premises", "refused without", refusal(instrument="use_of_premises", rationale=None), NOT_KEPT),
    ("premises", "ended", ending(instrument="use_of_premises"), NOT_APPLICABLE),
    ("premises", "type unknown", decision(decision_type=None), NOT_KNOWN),
    ("recipient_size", "small", decision(), KEPT),
    ("recipient_size", "large", decision(recipient=Recipient(size_band="over_1m")), NOT_APPLICABLE),
    ("recipient_size", "said to be unknown", decision(recipient=Recipient(size_band="not_known")), NOT_KNOWN),
    ("recipient_size", "unknown", decision(recipient=None), NOT_KNOWN),
    ("recipient_size", "a refusal", refusal(), NOT_APPLICABLE),
    ("rationale", "written", decision(), KEPT),
    ("rationale", "none", decision(rationale=None), NOT_KEPT),
    ("rationale", "boilerplate", decision(rationale=Rationale(reasons="n/a.")), NOT_KEPT),
    ("rationale", "from a round", decision(rationale=Rationale(reasons="n/a"), inherited=("rationale",)), KEPT),
    (
        "rationale",
        "a criterion without how met",
        decision(rationale=Rationale(reasons="It scored best.", criteria=(Criterion(criterion="Need"),))),
        NOT_KEPT,
    ),
    (
        "rationale",
        "a round's criteria",
        decision(
            rationale=Rationale(reasons="It scored best.", criteria=(Criterion(criterion="Need"),)),
            inherited=("rationale.criteria",),
        ),
        KEPT,
    ),
    ("term", "three years", decision(), KEPT),
    ("term", "stated", decision(term=Term(multi_year=True)), KEPT),
    ("term", "stated against its dates", decision(term=Term(**ONE_YEAR, multi_year=True)), NOT_KEPT),
    ("term", "stated against its length", decision(term=Term(duration_months=6, multi_year=True)), NOT_KEPT),
    ("term", "a pilot called multi-year", decision(term=Term(**ONE_YEAR, multi_year=True, reason="pilot")), EXPLAINED),
    ("term", "three years called short", decision(term=Term(duration_months=36, multi_year=False)), KEPT),
    ("term", "24 months as a duration", decision(term=Term(duration_months=24)), KEPT),
    ("term", "a pilot", decision(term=Term(**ONE_YEAR, reason="pilot")), EXPLAINED),
    ("term", "own words", decision(term=Term(**ONE_YEAR, reason="other", reason_words="The hall closes.")), EXPLAINED),
    ("term", "other without words", decision(term=Term(**ONE_YEAR, reason="other")), NOT_KEPT),
    ("term", "boilerplate", decision(term=Term(**ONE_YEAR, reason_words="N/A")), NOT_KEPT),
    ("term", "no reason was given", decision(term=Term(**ONE_YEAR, unstated=True)), NOT_KEPT),
    ("term", "one year, no reason", decision(term=Term(**ONE_YEAR)), NOT_KEPT),
    ("term", "not multi-year, no reason", decision(term=Term(multi_year=False)), NOT_KEPT),
    ("term", "unknown", decision(term=None), NOT_KNOWN),
    ("term", "end unknown", decision(term=Term(start=date(2026, 4, 1))), NOT_KNOWN),
    ("term", "end before start", decision(term=Term(start=date(2026, 4, 1), end=date(2025, 4, 1))), NOT_KNOWN),
    ("term", "a refusal", refusal(), NOT_APPLICABLE),
    ("refusal_feedback", "given", refusal(refusal=Refusal(feedback_given_on=date(2026, 3, 9))), KEPT),
    ("refusal_feedback", "the day it was refused", refusal(refusal=Refusal(feedback_given_on=date(2026, 3, 3))), KEPT),
    ("refusal_feedback", "before", refusal(refusal=Refusal(feedback_given_on=date(2026, 3, 2))), NOT_KNOWN),
    ("refusal_feedback", "unknown", refusal(), NOT_KNOWN),
    ("refusal_feedback", "an award", decision(), NOT_APPLICABLE),
    ("outcomes_agreed", "before signing", decision(), KEPT),
    ("outcomes_agreed", "the day of signing", with_terms(outcomes_agreed_on=date(2026, 3, 20)), KEPT),
    ("outcomes_agreed", "after signing", with_terms(outcomes_agreed_on=date(2026, 3, 21)), NOT_KEPT),
    ("outcomes_agreed", "unknown", with_terms(), NOT_KNOWN),
    ("outcomes_agreed", "signing unknown", decision(term=None), NOT_KNOWN),
    ("outcomes_agreed", "a refusal", refusal(), NOT_APPLICABLE),
    ("monitoring_clear", "clear", with_terms(monitoring=(MonitoringItem(what="a", why="b", how_used="c"),)), KEPT),
    ("monitoring_clear", "unclear", with_terms(monitoring=(MonitoringItem(what="a", why="b"),)), NOT_KEPT),
    ("same_terms", "not tendered", decision(), NOT_APPLICABLE),
    ("same_terms", "the same", decision(route="tender", terms=Terms(same_terms=True)), KEPT),
    ("same_terms", "unknown", decision(instrument="contract"), NOT_KNOWN),
    ("same_terms", "not the same", decision(route="tender", terms=Terms(same_terms=False)), NOT_KEPT),
    (
        "same_terms",
        "not the same, why",
        decision(route="tender", terms=Terms(same_terms=False, same_terms_why_not="Insurance differs by law.")),
        NOT_KEPT_EXPLAINED,
    ),
    ("overheads", "allowed", decision(), KEPT),
    ("overheads", "allowed, asked unknown", with_terms(overheads_allowed=Decimal(5)), KEPT),
    ("overheads", "not asked for", with_terms(overheads_asked=Decimal(0)), NOT_APPLICABLE),
    ("overheads", "a contract", decision(instrument="contract"), NOT_APPLICABLE),
    ("overheads", "unknown", with_terms(), NOT_KNOWN),
    ("overheads", "asked for, unknown", with_terms(overheads_asked=Decimal(5)), NOT_KNOWN),
    ("overheads", "cut", with_terms(overheads_asked=Decimal(5), overheads_allowed=Decimal(4)), NOT_KEPT),
    (
        "overheads",
        "cut, why",
        with_terms(
            overheads_asked=Decimal(5), overheads_allowed=Decimal(0), overheads_why_disallowed="Paid by another grant."
        ),
        NOT_KEPT_EXPLAINED,
    ),
    ("risks", "a grant", decision(), NOT_APPLICABLE),
    ("risks", "none listed", decision(instrument="contract"), NOT_KNOWN),
    (
        "risks",
        "allocated and discussed",
        decision(instrument="contract", risks=(Risk(risk="Frost", holder="the council", discussed_on=WRITTEN),)),
        KEPT,
    ),
    (
        "risks",
        "not discussed",
        decision(instrument="contract", risks=(Risk(risk="Frost", holder="the council"),)),
        NOT_KNOWN,
    ),
    ("risks", "not allocated", decision(instrument="contract", risks=(Risk(risk="Frost"),)), NOT_KEPT),
    ("advance_payment", "considered", decision(), KEPT),
    ("advance_payment", "paid so", with_terms(payment_timing="advance"), KEPT),
    ("advance_payment", "unknown", with_terms(), NOT_KNOWN),
    ("advance_payment", "not considered", with_terms(advance_considered=False), NOT_KEPT),
    (
        "advance_payment",
        "not considered, why",
        with_terms(advance_considered=False, payment_words="It asked for arrears."),
        NOT_KEPT_EXPLAINED,
    ),
    ("advance_payment", "in kind", decision(instrument="use_of_premises"), NOT_APPLICABLE),
    ("passed_down", "no distribution", decision(), NOT_APPLICABLE),
    ("passed_down", "passed down", with_terms(onward_distribution=True, terms_passed_down=True), KEPT),
    ("passed_down", "not passed down", with_terms(onward_distribution=True, terms_passed_down=False), NOT_KEPT),
    ("passed_down", "unknown", with_terms(onward_distribution=True), NOT_KNOWN),
    ("european_funding", "none", decision(), NOT_APPLICABLE),
    ("european_funding", "stated", with_terms(european_funding=True, european_conflict="None arose."), KEPT),
    ("european_funding", "unknown", with_terms(european_funding=True), NOT_KNOWN),
    ("social_value", "shown", with_terms(social_value="Forty volunteers."), KEPT),
    ("acknowledgement", "asked for", with_terms(acknowledgement_asked="A line on the website."), NOT_APPLICABLE),
    ("equality_analysis", "before", decision(), KEPT),
    ("equality_analysis", "the same day", decision(equality=EqualityAnalysis(done_on=date(2026, 3, 3))), NOT_KNOWN),
    ("equality_analysis", "after", decision(equality=EqualityAnalysis(done_on=date(2026, 3, 4))), NOT_KEPT),
    ("equality_analysis", "unknown", decision(equality=None), NOT_KNOWN),
    ("equality_analysis", "decision date unknown", decision(decided_on=None), NOT_KNOWN),
    ("improvement_plan", "an award", decision(), NOT_APPLICABLE),
    ("improvement_plan", "another cause", ending(), NOT_APPLICABLE),
    (
        "improvement_plan",
        "a reduction",
        ending(PERFORMANCE | {"end_kind": None}, decision_type="reduction"),
        NOT_APPLICABLE,
    ),
    ("improvement_plan", "cause unknown", ending({"cause": None}), NOT_KNOWN),
    ("improvement_plan", "agreed", ending(PERFORMANCE | {"plan": PLAN}), KEPT),
    ("improvement_plan", "date unknown", ending(PERFORMANCE), NOT_KNOWN),
    (
        "improvement_plan",
        "no actions",
        ending(PERFORMANCE | {"plan": PLAN.model_copy(update={"actions": None})}),
        NOT_KEPT,
    ),
    (
        "improvement_plan",
        "too late",
        ending(PERFORMANCE | {"plan": ImprovementPlan(agreed_on=WRITTEN, actions="Keep the accounts.")}),
        NOT_KEPT,
    ),
    ("impact_assessed", "an award", decision(), NOT_APPLICABLE),
    ("impact_assessed", "a variation", ending({"end_kind": None}, decision_type="variation"), NOT_APPLICABLE),
    ("impact_assessed", "assessed", ending(), KEPT),
    ("impact_assessed", "unknown", ending({"impact": None}), NOT_KNOWN),
    ("impact_assessed", "late", ending({"impact": Impact(assessed_on=WRITTEN)}), NOT_KEPT),
    (
        "impact_assessed",
        "in part",
        ending({"impact": Impact(assessed_on=date(2026, 4, 1), volunteers="Six were asked.")}),
        NOT_KEPT,
    ),
    ("impact_assessed", "agreed expiry", ending(EXPIRY), NOT_APPLICABLE),
    ("impact_assessed", "renewed before", ending(EXPIRY | {"renewed_before": True}), KEPT),
    ("discussed", "discussed", ending(), KEPT),
    ("discussed", "cause unknown", ending({"cause": None}), NOT_KNOWN),
    ("discussed", "another cause", ending({"cause": "policy"}), NOT_APPLICABLE),
    ("discussed", "unknown", ending({"dialogue": None}), NOT_KNOWN),
    ("discussed", "an award", decision(), NOT_APPLICABLE),
    ("notice", "an award", decision(), NOT_APPLICABLE),
    ("notice", "kept", ending(), KEPT),
    (
        "notice",
        "three months to the day",
        with_notice(written_on=WRITTEN, effective_on=date(2026, 8, 12), unconditional=True),
        KEPT,
    ),
    ("notice", "perhaps conditional", with_notice(written_on=WRITTEN, effective_on=EFFECTIVE), NOT_KNOWN),
    ("notice", "a day short", with_notice(**SHORT), NOT_KEPT),
    ("notice", "short, unstated", with_notice(**SHORT, unstated=True), NOT_KEPT),
    ("notice", "exceptional, no reason", with_notice(**SHORT, exceptional=True), NOT_KEPT),
    (
        "notice",
        "exceptional with its reason",
        with_notice(**SHORT, exceptional=True, exceptional_reason="The hall burnt down."),
        EXPLAINED,
    ),
    ("notice", "a reason only", with_notice(**SHORT, exceptional_reason="We were late."), NOT_KEPT_EXPLAINED),
    ("notice", "after it took effect", with_notice(written_on=WRITTEN, effective_on=date(2026, 5, 6)), NOT_KEPT),
    ("notice", "conditional", with_notice(written_on=WRITTEN, effective_on=EFFECTIVE, unconditional=False), NOT_KEPT),
    ("notice", "before the decision", with_notice(written_on=date(2026, 5, 3), effective_on=EFFECTIVE), NOT_KEPT),
    (
        "notice",
        "on the day of the decision",
        with_notice(written_on=date(2026, 5, 4), effective_on=EFFECTIVE, unconditional=True),
        KEPT,
    ),
    ("notice", "written on unknown", with_notice(effective_on=EFFECTIVE), NOT_KNOWN),
    ("notice", "effective on unknown", with_notice(written_on=WRITTEN, exceptional=True), NOT_KNOWN),
    ("notice", "decision date unknown", ending(decided_on=None), NOT_KNOWN),
    ("notice", "type unknown", decision(decision_type=None), NOT_KNOWN),
    ("notice", "agreed expiry", ending(EXPIRY), NOT_APPLICABLE),
    ("notice", "expiry not set in writing", ending(EXPIRY | {"end_set_in_writing_on": None}), KEPT),
    ("notice", "expiry set on the day", ending(EXPIRY | {"end_set_in_writing_on": date(2026, 5, 4)}), KEPT),
    ("notice", "renewal sought", ending(EXPIRY | {"renewal_sought": True}), KEPT),
    ("notice", "renewals not known", ending(EXPIRY | {"renewed_before": None}), KEPT),
    ("notice", "a refusal to renew", ending({"end_kind": "non_renewal"}, decision_type="refusal"), KEPT),
    ("notice", "premises", ending({"end_kind": "early_ending"}, decision_type="support_in_kind"), KEPT),
    ("notice_rationale", "sent", ending(), KEPT),
    ("notice_rationale", "not sent", with_notice(with_rationale=False), NOT_KEPT),
    ("notice_rationale", "unknown", with_notice(), NOT_KNOWN),
    ("notice_rationale", "an award", decision(), NOT_APPLICABLE),
    ("end_kind", "agreed expiry", ending(EXPIRY), NOT_APPLICABLE),
    ("early_notice", "given", ending({"recipients_part": RecipientsPart(early_notice_on=WRITTEN)}), KEPT),
    ("exit_plan", "written", ending({"recipients_part": RecipientsPart(exit_plan="Hand over the keys.")}), KEPT),
    (
        "advice_on_impact",
        "given",
        ending({"recipients_part": RecipientsPart(advice_on_impact="Six groups stop.")}),
        KEPT,
    ),
]


@pytest.mark.parametrize(("name", "case", "content", "outcome"), CASES, ids=[f"{c[0]}: {c[1]}" for c in CASES])
def test_answer(name: str, case: str, content: DecisionContent, outcome: Outcome) -> None:
    found = find(name, content)
    assert found.outcome is outcome, found.sentence
    # What is unknown or not kept names the field that would mend it.
    assert found.field or outcome not in (NOT_KNOWN, NOT_KEPT, NOT_KEPT_EXPLAINED)


def test_every_check_has_every_answer_it_can_give_in_the_table() -> None:
    everything = {one.check for _, _, content, _ in CASES for one in checks(content, context())}
    assert {name for name, *_ in CASES} == {name.partition(".")[0] for name in everything}


def test_only_3_4_and_4_4_may_be_explained() -> None:
    found = [one for _, _, content, _ in CASES for one in checks(content, context())]
    assert {one.undertaking for one in found if one.outcome is EXPLAINED} == {"3.4", "4.4"}


def test_the_notice_shows_its_sum() -> None:
    assert find("notice", ending()).sentence == (
        "Notice given 12 May 2026, effective 1 September 2026: 3 months 20 days; at least 3 months is required."
    )


def test_the_notice_says_where_it_is_not_known_to_be_unconditional() -> None:
    unsaid = "whether the notice was unconditional is not recorded"
    long = find("notice", with_notice(written_on=WRITTEN, effective_on=EFFECTIVE))
    assert (long.sentence.endswith(f"; {unsaid}."), long.field) == (True, "change.notice.unconditional")
    short = find("notice", with_notice(**SHORT, exceptional=True, exceptional_reason="The hall burnt down."))
    assert (unsaid in short.sentence, short.outcome) == (True, EXPLAINED)


def test_what_the_body_states_against_its_own_dates_is_shown() -> None:
    half_a_year = {"start": date(2026, 4, 1), "end": date(2026, 9, 30)}
    found = find("term", decision(term=Term(**half_a_year, multi_year=True)))
    assert (found.outcome, found.field) == (NOT_KEPT, "term.reason")
    assert found.sentence == (
        "Planned 1 April 2026 to 30 September 2026: 6 months; multi-year means at least 24 months, the register’s "
        "yardstick and not the Compact’s words; against its own dates, the body states that the funding is "
        "multi-year; no reason is written."
    )
    assert (
        "states that the funding is not multi-year"
        in find("term", decision(term=Term(duration_months=36, multi_year=False))).sentence
    )


def test_the_term_shows_its_sum_and_whose_yardstick_it_is() -> None:
    found = find("term", decision(term=Term(start=date(2026, 4, 1), end=date(2027, 9, 30), reason="pilot")))
    assert found.sentence == (
        "Planned 1 April 2026 to 30 September 2027: 18 months, more than one year but not multi-year; "
        "multi-year means at least 24 months, the register’s yardstick and not the Compact’s words; "
        "the reason given is that it is a pilot."
    )


def test_yardsticks_are_settings() -> None:
    where = context(yardsticks=Yardsticks(multi_year_months=48, notice_months=4))
    assert find("term", decision(), where).outcome is NOT_KEPT
    found = find("notice", ending(), where)
    assert (found.outcome, "at least 4 months" in found.sentence) == (NOT_KEPT, True)


def test_what_is_called_an_agreed_expiry_says_why_it_is_none() -> None:
    found = find("end_kind", ending(EXPIRY | {"renewed_before": True, "renewal_sought": None}))
    assert found.sentence == (
        "Called an agreed expiry, but counted as a non-renewal: it had been renewed before; "
        "whether a renewal was sought is not recorded."
    )


def test_an_import_awaits_its_rationale() -> None:
    found = find("rationale", decision(rationale=None), context(imported=True))
    assert (found.outcome, found.sentence) == (NOT_KEPT, "Rationale awaited: the file carries none.")


@pytest.mark.parametrize("content", [decision(), ending(), refusal(), DecisionContent(), ending(EXPIRY)])
@pytest.mark.parametrize(
    "where",
    [
        context(party_from=None),
        context(party_from=date(2026, 6, 2), today=date(2026, 6, 1)),
        context(party_until=date(2026, 1, 1)),
    ],
)
def test_who_is_not_a_party_is_not_judged(content: DecisionContent, where: Context) -> None:
    found = checks(content, where)
    assert {one.outcome for one in found} == {NOT_APPLICABLE}
    assert all(one.sentence.startswith("Not applicable: not a party to the Compact") for one in found)
    assert {one.check for one in found} == {check.name for check in CHECKS}


def test_what_the_body_did_not_record_is_never_held_against_the_recipient() -> None:
    assert names(ending()).isdisjoint({"early_notice", "exit_plan", "advice_on_impact"})
    assert names(decision()).isdisjoint({"social_value", "acknowledgement", "monitoring_clear"})


def test_findings_stand_in_the_order_of_the_compact() -> None:
    places = [tuple(map(int, one.undertaking.split("."))) for one in checks(ending(), context())]
    assert places == sorted(places)
