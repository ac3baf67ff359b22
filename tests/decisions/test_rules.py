"""What stops publication, and what only warns."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from register.core.content import Claim, OrganisationRef, RelatedEntry, Withheld
from register.core.findings import Context
from register.decisions.content import (
    Criterion,
    DecisionContent,
    Notice,
    Programme,
    Rationale,
    Recipient,
    Refusal,
    Term,
)
from register.decisions.rules import rules, sensitive_words, warnings
from tests.decisions.builders import REDACTED, WEAR_VALE_HALLS, context, decision, ending, redactable, refusal

ONE_YEAR: dict[str, Any] = {"start": date(2026, 4, 1), "end": date(2027, 3, 31)}
SHORT: dict[str, Any] = {"written_on": date(2026, 5, 12), "effective_on": date(2026, 6, 12)}
TOMORROW = date(2026, 6, 2)
IMPORTED = context(imported=True)
CORRECTED_IMPORT = context(began_as_import=True)


BAD_REFERENCES = ("FD-2026-1", "FD-2026-0001-very-long-a", "fd-2026-0001", "FD-2026-0001, 2", "see the report")
GOOD_RELATION = RelatedEntry.model_construct(relation="informs", reference="CO-2026-00070")


def relation(reference: str) -> RelatedEntry:
    return RelatedEntry.model_construct(relation="informs", reference=reference)


def named(identifier: str) -> Recipient:
    return Recipient(organisation=OrganisationRef.model_construct(name="X (invented)", identifiers=(identifier,)))


def breaches(content: DecisionContent, where: Context | None = None) -> list[tuple[str | None, str]]:
    """Return undertaking and field of each breach."""
    return [(one.undertaking, one.field) for one in rules(content, where or context())]


def withheld(field: str) -> tuple[Withheld, ...]:
    return (Withheld(field=field, category="commercial", legal_basis="FOIA s.43", decided_by="Monitoring officer"),)


@pytest.mark.parametrize(
    "content",
    [
        decision(),
        ending(),
        refusal(),
        decision(summary="x" * 600),
        decision(decided_on=date(2026, 6, 1), recipient_told_on=date(2026, 6, 1)),
        decision(rationale=Rationale(reasons="N/A"), inherited=("rationale.reasons",)),
        decision(rationale=None, withheld=withheld("rationale.reasons")),
        decision(term=Term(**ONE_YEAR, reason="pilot")),
        decision(term=Term(**ONE_YEAR, unstated=True)),
        decision(term=None),
        decision(instrument="use_of_premises", amount_awarded=None, value_in_kind=Decimal(500)),
        ending({"notice": Notice(**SHORT, unstated=True)}),
        ending({"notice": Notice(**SHORT, exceptional=True, exceptional_reason="The hall burnt down.")}),
        ending({"notice": Notice(**SHORT, exceptional_reason="We were late.")}),
        ending({"notice": None}),
        refusal(recipient=Recipient(organisation=WEAR_VALE_HALLS), refusal=Refusal(named_with_consent=True)),
        refusal(recipient=Recipient(organisation=WEAR_VALE_HALLS), refusal=Refusal(already_public=True)),
        decision(recipient=Recipient(described_as="a lunch club")),
    ],
)
def test_may_be_published(content: DecisionContent) -> None:
    assert rules(content, context()) == []


CASES: list[tuple[DecisionContent, str | None, str]] = [
    (decision(title=None), None, "title"),
    (decision(title="**  **"), None, "title"),
    (decision(summary=""), None, "summary"),
    (decision(summary="x" * 601), None, "summary"),
    (decision(body=None), None, "body"),
    (decision(decision_type=None), None, "decision_type"),
    (decision(decided_on=None), None, "decided_on"),
    (decision(decided_on=TOMORROW), None, "decided_on"),
    (decision(amount_awarded=None), None, "amount_awarded"),
    (decision(amount_awarded=Decimal(0)), None, "amount_awarded"),
    (decision(instrument="use_of_premises", amount_awarded=None), None, "value_in_kind"),
    (decision(recipient=None), None, "recipient.organisation"),
    (decision(recipient_told_on=None), None, "recipient_told_on"),
    (decision(recipient_told_on=TOMORROW), None, "recipient_told_on"),
    (decision(rationale=None), "3.3", "rationale.reasons"),
    *(
        (decision(rationale=Rationale(reasons=words)), "3.3", "rationale.reasons")
        for words in ("N/A", "n/a.", "See report", "None", "-", " ", "NOT APPLICABLE!")
    ),
    (decision(rationale=Rationale(unstated=True)), "3.3", "rationale.reasons"),
    (decision(term=Term(**ONE_YEAR)), "3.4", "term.reason"),
    (decision(term=Term(**ONE_YEAR, reason="other", reason_words="n/a")), "3.4", "term.reason"),
    (decision(term=Term(**ONE_YEAR, reason="pilot", unstated=True)), "3.4", "term.unstated"),
    (decision(term=Term(**ONE_YEAR, reason_words="It tries it out.", unstated=True)), "3.4", "term.unstated"),
    (ending(change=None), None, "change.what_happens_now"),
    (ending({"what_happens_now": " "}), None, "change.what_happens_now"),
    (ending({"notice": Notice(**SHORT)}), "4.4", "change.notice.exceptional_reason"),
    (ending({"notice": Notice(**SHORT, exceptional=True)}), "4.4", "change.notice.exceptional_reason"),
    (
        ending({"notice": Notice(**SHORT, exceptional_reason="The hall burnt down.", unstated=True)}),
        "4.4",
        "change.notice.unstated",
    ),
    (refusal(recipient=Recipient(organisation=WEAR_VALE_HALLS)), None, "recipient.organisation"),
    (refusal(recipient=None), None, "recipient.described_as"),
    (decision(withheld=withheld("amount_awarded")), None, "amount_awarded"),
    (decision(withheld=withheld("recipient.organisation")), None, "recipient.organisation"),
    (decision(claims=(Claim(undertaking="9.9", claim="kept"),)), None, "claims"),
    *((decision(related=(GOOD_RELATION, relation(bad))), None, "related.1.reference") for bad in BAD_REFERENCES),
    *((ending({"decision": bad}), None, "change.decision") for bad in BAD_REFERENCES),
    *(
        (decision(recipient=named(bad)), None, "recipient.organisation.identifiers")
        for bad in ("GB-CHC-" + "1" * 94, "GB CHC 1234567", "<b>", "-1", "Ä-1")
    ),
]


@pytest.mark.parametrize(("content", "undertaking", "field"), CASES)
def test_stops_publication(content: DecisionContent, undertaking: str | None, field: str) -> None:
    assert breaches(content) == [(undertaking, field)]
    assert all(one.message and one.remedy for one in rules(content, context()))


@pytest.mark.parametrize(
    "content",
    [
        decision(rationale=None),
        decision(rationale=Rationale(reasons="N/A")),
        decision(recipient_told_on=None),
        decision(term=Term(**ONE_YEAR)),
        ending({"notice": Notice(**SHORT)}),
    ],
)
def test_an_import_is_not_asked_for_reasons(content: DecisionContent) -> None:
    assert breaches(content, IMPORTED) == []


@pytest.mark.parametrize("field", ["title", "body", "decided_on", "decision_type", "amount_awarded"])
def test_an_import_is_asked_for_shape(field: str) -> None:
    assert breaches(decision(**{field: None}), IMPORTED) == [(None, field)]


@pytest.mark.parametrize("identifier", ["360G-A B/1?x#y z", "Ä-1"])
def test_an_imported_identifier_may_be_odd_but_not_endless(identifier: str) -> None:
    for where in (IMPORTED, CORRECTED_IMPORT):
        assert breaches(decision(recipient=named(identifier)), where) == []
        endless = decision(recipient=named(identifier + "1" * 100))
        assert breaches(endless, where) == [(None, "recipient.organisation.identifiers")]


def test_a_correction_of_an_import_need_not_invent_what_the_file_never_said() -> None:
    silent = decision(recipient_told_on=None, rationale=None)
    assert breaches(silent, CORRECTED_IMPORT) == []
    assert breaches(silent) == [(None, "recipient_told_on"), ("3.3", "rationale.reasons")]
    said = decision(recipient_told_on=TOMORROW, rationale=Rationale(reasons="N/A"), term=Term(**ONE_YEAR))
    assert [field for _, field in breaches(said, CORRECTED_IMPORT)] == [
        "recipient_told_on",
        "rationale.reasons",
        "term.reason",
    ]


def test_who_is_not_a_party_owes_no_reason_under_3_4_or_4_4() -> None:
    nobody = context(party_from=None)
    assert breaches(decision(term=Term(**ONE_YEAR)), nobody) == []
    assert breaches(decision(rationale=None), nobody) == [("3.3", "rationale.reasons")]


def test_what_was_redacted_is_not_asked_for_again() -> None:
    for content in (decision(), refusal(), ending()):
        for field in (name for name in redactable() if "." not in name):
            assert rules(content.model_copy(update={field: REDACTED}), context()) == [], field


def test_words_on_an_applicants_character_are_pointed_out() -> None:
    content = refusal(
        rationale=Rationale(
            reasons="Its **governance** is weak, and it may be insolvent.",
            criteria=(Criterion(criterion="Good governance", how_met="No set of accounts was sent."),),
        )
    )
    assert [one.field for one in warnings(content)] == ["rationale.reasons"]
    assert "“governance”, “insolvent”" in warnings(content)[0].message
    assert warnings(decision(rationale=content.rationale)) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Its Trustees misled us; the trustees lied.", ("trustees", "misled", "lied")),
        ("It applied for a reliable van.", ()),
        ("It is not a going concern", ("going concern",)),
    ],
)
def test_sensitive_words(text: str, words: tuple[str, ...]) -> None:
    assert sensitive_words(text) == words


def test_a_bare_criterion_is_pointed_out() -> None:
    content = decision(rationale=Rationale(reasons="It scored best.", criteria=(Criterion(criterion="Need"),)))
    assert [one.field for one in warnings(content)] == ["rationale.criteria"]
    assert rules(content, context()) == []


def test_what_ends_before_it_starts_stops_what_a_person_writes() -> None:
    odd = decision(term=Term(start=date(2026, 9, 1), end=date(2026, 8, 31)))
    (found,) = rules(odd, context())
    assert (found.undertaking, found.field) == (None, "term.end")
    assert found.message == "The planned end, 31 August 2026, is before the planned start, 1 September 2026."
    assert breaches(odd, IMPORTED) == breaches(odd, CORRECTED_IMPORT) == []
    assert breaches(decision(term=Term(start=date(2026, 9, 1), end=date(2026, 9, 1), reason="pilot"))) == []
    call = decision(programme=Programme(call_opened_on=date(2026, 2, 2), call_closed_on=date(2026, 2, 1)))
    (found,) = rules(call, context())
    assert found.field == "programme.call_closed_on"
    assert found.message == (
        "The day the call closed, 1 February 2026, is before the day the call opened, 2 February 2026."
    )


@pytest.mark.parametrize(
    ("content", "field", "message"),
    [
        (
            decision(recipient_told_on=date(2026, 3, 2)),
            "recipient_told_on",
            "The recipient was told on 2 March 2026, before the decision of 3 March 2026.",
        ),
        (
            refusal(recipient_told_on=date(2026, 3, 1)),
            "recipient_told_on",
            "The applicant was told on 1 March 2026, before the decision of 3 March 2026.",
        ),
        (
            refusal(refusal=Refusal(feedback_given_on=date(2026, 2, 27))),
            "refusal.feedback_given_on",
            "Feedback was given on 27 February 2026, before the decision of 3 March 2026.",
        ),
        (
            refusal(refusal=Refusal(review_by=date(2025, 4, 3))),
            "refusal.review_by",
            "The last day to ask for a review is 3 April 2025, before the decision of 3 March 2026.",
        ),
        (
            decision(amount_awarded=Decimal("12000.01")),
            "amount_awarded",
            "£12,000.01 a year is awarded, and £12,000 a year was applied for.",
        ),
    ],
)
def test_what_can_hardly_be_is_pointed_out(content: DecisionContent, field: str, message: str) -> None:
    (found,) = warnings(content)
    assert (found.field, found.message) == (field, message)
    assert breaches(content) == []


def test_the_day_of_the_decision_and_the_very_sum_are_no_surprise() -> None:
    day = date(2026, 3, 3)
    told = Refusal(feedback_given_on=day, review_by=day)
    assert warnings(decision(recipient_told_on=day)) == warnings(refusal(recipient_told_on=day, refusal=told)) == []
    assert warnings(decision(decided_on=None, recipient_told_on=day)) == []
    assert warnings(decision(amount_awarded=REDACTED, recipient_told_on=REDACTED)) == []
    assert warnings(decision(amount_applied_for=None)) == []
