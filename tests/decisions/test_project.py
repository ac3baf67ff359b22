"""The rows a decision yields, and the top of its page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from register.core.content import Area, Claim, OrganisationRef, RelatedEntry, Statement
from register.core.findings import Outcome
from register.core.projection import Appearance, Citation, Due, Relation, Spell
from register.decisions.content import (
    Change,
    DecisionContent,
    ImprovementPlan,
    Maker,
    Notice,
    Rationale,
    Recipient,
)
from register.decisions.headline import headline
from register.decisions.indexed import words as words_of_index
from register.decisions.words import TAGS, band
from tests.decisions.builders import (
    BODY,
    REDACTED,
    WEAR_VALE_HALLS,
    context,
    decision,
    ending,
    projected,
    redactable,
    refusal,
)

HALLS = "Wear Vale Halls (invented)"


def line(content: DecisionContent) -> str:
    return projected(content, context()).listing.line


def facet(content: DecisionContent, name: str) -> list[str]:
    return [one.value for one in projected(content, context()).facets if one.name == name]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (decision(amount_period=None), f"£12,000 to {HALLS} · Village halls fund"),
        (
            decision(decision_type="part_award", amount_awarded=Decimal(8000), amount_period=None),
            f"£8,000 of £12,000 to {HALLS} · Village halls fund",
        ),
        (ending(), f"£12,000 a year → £0 · {HALLS} · Village halls fund"),
        (ending(amount_awarded=None), f"£12,000 a year → £0 · {HALLS} · Village halls fund"),
        (
            ending(decision_type="reduction", amount_awarded=Decimal("7999.50")),
            f"£12,000 a year → £7,999.50 a year · {HALLS} · Village halls fund",
        ),
        (ending(decision_type="variation", amount_awarded=None, amount_previous=None, programme=None), HALLS),
        (
            refusal(amount_period=None, programme=None),
            "£12,000 applied for by a village hall in the west of the county",
        ),
        (
            refusal(amount_period=None, programme=None, recipient=Recipient(described_as="A hall in the west")),
            "£12,000 applied for by a hall in the west",
        ),
        (
            decision(
                decision_type="support_in_kind",
                instrument="use_of_premises",
                amount_awarded=None,
                amount_period=None,
                value_in_kind=Decimal(300),
                programme=None,
            ),
            f"Use of premises worth £300 for {HALLS}",
        ),
        (DecisionContent(), ""),
    ],
)
def test_line(content: DecisionContent, words: str) -> None:
    assert line(content) == words


@pytest.mark.parametrize(("kind", "tag"), TAGS.items())
def test_tag(kind: Any, tag: str) -> None:
    shown = projected(decision(decision_type=kind), context())
    assert shown.listing.tag == tag
    assert ("type", kind, tag) in [(one.name, one.value, one.label) for one in shown.facets]


def test_listing() -> None:
    shown = projected(decision(), context()).listing
    assert (shown.date, shown.amount, shown.body, shown.invented) == (
        "2026-03-03",
        1200000,
        BODY.identifier,
        True,
    )


def test_only_what_is_granted_is_added_up() -> None:
    amounts = [projected(one, context()).listing.amount for one in (decision(), ending(), refusal())]
    assert amounts == [1200000, None, None]
    assert [facet(one, "amount") for one in (decision(), ending(), refusal())] == [["10000-49999"]] * 3


def test_facets() -> None:
    content = decision(
        location_served=(Area(name="Wear Vale (invented)"), Area(name="Coalmoor (invented)", code="X00000001"))
    )
    values = {name: facet(content, name) for name in ("year", "body", "department", "programme", "area", "theme")}
    assert values == {
        "year": ["2026"],
        "body": ["XI-LAE-COALMOOR"],
        "department": ["XI-LAE-COALMOOR/communities"],
        "programme": ["village-halls-fund"],
        "area": ["X00000001", "wear-vale-invented"],
        "theme": ["village-halls"],
    }
    assert (facet(content, "instrument"), facet(content, "route")) == (["grant"], ["open_call"])


@pytest.mark.parametrize(
    ("amount", "value"),
    [
        ("0", "under-1000"),
        ("999.99", "under-1000"),
        ("1000", "1000-9999"),
        ("9999.99", "1000-9999"),
        ("10000", "10000-49999"),
        ("50000", "50000-249999"),
        ("249999.99", "50000-249999"),
        ("250000", "250000-and-over"),
    ],
)
def test_band(amount: str, value: str) -> None:
    assert band(Decimal(amount))[0] == value


def test_citations_hold_the_worst_finding_and_mark_claims_as_claims() -> None:
    claims = (Claim(undertaking="2.3", claim="kept"), Claim(undertaking="3.3", claim="not_kept"))
    shown = projected(ending({"notice": Notice(written_on=date(2026, 5, 12))}, claims=claims), context()).citations
    assert Citation("4.4", Outcome.NOT_KNOWN, "2026-05-04") in shown
    assert Citation("3.3", Outcome.KEPT, "2026-05-04") in shown
    assert Citation("2.3", "claimed_kept", "2026-05-04") in shown
    assert not {one.outcome for one in shown} & {Outcome.NOT_APPLICABLE}


def test_appearances() -> None:
    body = Appearance(OrganisationRef(name=BODY.name, identifiers=(BODY.identifier,)), "public body")
    assert projected(decision(), context()).appearances == (Appearance(WEAR_VALE_HALLS, "recipient"), body)
    named = refusal(recipient=Recipient(organisation=WEAR_VALE_HALLS))
    assert projected(named, context()).appearances == (Appearance(WEAR_VALE_HALLS, "applicant"), body)
    assert projected(refusal(), context()).appearances == (body,)


def test_a_missing_rationale_is_awaited_and_owed_by_a_party() -> None:
    content = decision(rationale=None)
    shown = projected(content, context(imported=True))
    assert shown.spells == (Spell("awaited", "rationale", "Rationale awaited"),)
    assert shown.dues == (Due("Rationale awaited", "2026-03-03", owner="Grants officer"),)
    elsewhere = projected(content, context(party_from=None, imported=True))
    assert (elsewhere.dues, elsewhere.spells) == ((), ())
    assert projected(decision(rationale=Rationale(reasons=REDACTED)), context()).spells == ()


def test_the_review_of_a_plan_is_due_until_its_result_is_written() -> None:
    plan = ImprovementPlan(review_on=date(2026, 7, 1))
    assert projected(ending({"plan": plan}), context()).dues == (
        Due("Review of the improvement plan", "2026-07-01", owner="Grants officer"),
    )
    done = ImprovementPlan(review_on=date(2026, 7, 1), result="All actions done.")
    assert projected(ending({"plan": done}), context()).dues == ()


def test_relations() -> None:
    content = ending(related=(RelatedEntry(relation="follows", reference="CO-2026-0001"),))
    assert projected(content, context()).relations == (
        Relation("follows", "CO-2026-0001"),
        Relation("changes", "FD-2021-0007"),
    )


def test_words_for_the_index() -> None:
    content = ending(grant_id="360G-coalmoor-1", statement=Statement(side="recipient", words="We are **sad**."))
    words = words_of_index(content)
    assert words.title == "Rent support ends"
    for name in (HALLS, "XI-CHC-0000001", BODY.name, "Communities", "VHF", "360G-coalmoor-1", "X00000001"):
        assert name in words.names
    for prose in ("three village halls", "Bookings are honoured", "We are sad.", "lunch club"):
        assert prose in words.prose


def test_headline_of_an_award() -> None:
    told = headline(decision(), context())
    assert told.lines == ("£12,000 a year", HALLS, "Decided on 3 March 2026 by the Cabinet, as an executive decision.")


def test_headline_of_an_ending_says_first_what_happens_now() -> None:
    told = headline(ending(maker=Maker(kind="officer", name="Head of Communities")), context())
    assert told.lines == (
        "What happens now: Bookings are honoured until the end of August.",
        "£12,000 a year → £0 from 1 September 2026",
        HALLS,
        "Notice given 12 May 2026, effective 1 September 2026: 3 months 20 days.",
        "Decided on 4 May 2026 by Head of Communities, as an executive decision.",
    )


def test_headline_tells_the_notice_of_who_is_not_judged() -> None:
    assert headline(ending(), context(party_from=None)).notice


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            ending(change=Change(notice=REDACTED)),
            "Notice: This part has been withheld: personal data, UK GDPR, article 6.",
        ),
        (ending(change=None), "The day on which notice was given in writing is not recorded."),
    ],
)
def test_headline_without_dates_of_notice(content: DecisionContent, words: str) -> None:
    assert headline(content, context()).notice == words


def test_headline_of_a_refusal() -> None:
    told = headline(refusal(amount_period=None), context())
    assert told.what == "£12,000 applied for, nothing awarded"
    assert told.whom == "a village hall in the west of the county"


def test_headline_of_nothing() -> None:
    assert headline(DecisionContent(), context()).lines == ()


@pytest.mark.parametrize("field", [name for name in redactable() if "." not in name])
def test_every_part_may_be_redacted(field: str) -> None:
    for content in (decision(), ending(), refusal()):
        redacted = content.model_copy(update={field: REDACTED})
        assert projected(redacted, context()).listing
        assert headline(redacted, context())
