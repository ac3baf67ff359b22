"""What is withheld is counted apart, and what the body itself claims never acquits it."""

from __future__ import annotations

from datetime import date

import pytest

from register.core.content import Claim, Withheld
from register.core.findings import Outcome
from register.decisions.content import DecisionContent, Impact, Rationale
from tests.decisions.builders import REDACTED, decision, ending, find

KEPT, NOT_KNOWN = Outcome.KEPT, Outcome.NOT_KNOWN
NOT_KEPT, NOT_KEPT_EXPLAINED = Outcome.NOT_KEPT, Outcome.NOT_KEPT_EXPLAINED
LATE = date(2026, 5, 12)


def withheld(field: str) -> tuple[Withheld, ...]:
    return (Withheld(field=field, category="commercial", legal_basis="FOIA s.43.", decided_by="Monitoring officer"),)


def test_a_rationale_withheld_as_a_whole_is_counted_apart() -> None:
    found = find("rationale", decision(rationale=None, withheld=withheld("rationale")))
    assert (found.outcome, found.check) == (NOT_KNOWN, "rationale.withheld")
    assert found.sentence == "This part has been withheld: commercial, FOIA s.43."


def test_a_rationale_withheld_in_part_is_noted() -> None:
    found = find("rationale", decision(withheld=withheld("rationale.alternatives")))
    assert (found.outcome, found.check) == (KEPT, "rationale.partly_withheld")
    assert "a part of the rationale has been withheld: commercial" in found.sentence


def test_a_redacted_part_is_withheld_and_not_missing() -> None:
    for content, name in (
        (decision(rationale=Rationale(reasons=REDACTED)), "rationale"),
        (ending({"notice": REDACTED}), "notice"),
        (ending(change=REDACTED), "notice"),
        (decision(terms=REDACTED), "passed_down"),
        (decision(decision_type=REDACTED), "term"),
    ):
        found = find(name, content)
        assert (found.outcome, found.check) == (NOT_KNOWN, f"{name}.withheld")


def test_a_withheld_group_does_not_hide_a_missing_one() -> None:
    impact = Impact(assessed_on=date(2026, 4, 1), service_users="Twelve people.", reallocation="None serves them.")
    found = find("impact_assessed", ending({"impact": impact}, withheld=withheld("change.impact.beneficiaries")))
    assert (found.outcome, found.field) == (NOT_KEPT, "change.impact.volunteers")


def claimed(claim: str, explanation: str | None = None) -> tuple[Claim, ...]:
    return (Claim(undertaking="4.2", claim=claim, explanation=explanation),)


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        (ending({"impact": None}, claims=claimed("kept", "It was.")), NOT_KNOWN),
        (ending({"impact": None}, claims=claimed("partly", "In part.")), NOT_KNOWN),
        (ending({"impact": None}, claims=claimed("not_kept")), NOT_KEPT),
        (ending({"impact": None}, claims=claimed("not_kept", "There was no time.")), NOT_KEPT_EXPLAINED),
        (ending({"impact": None}, claims=claimed("not_kept", "n/a")), NOT_KEPT),
        (ending({"impact": Impact(assessed_on=LATE)}, claims=claimed("partly", "It was late.")), NOT_KEPT_EXPLAINED),
        (ending(claims=claimed("not_kept", "Modesty.")), KEPT),
    ],
)
def test_a_claim_explains_and_admits_but_never_acquits(content: DecisionContent, outcome: Outcome) -> None:
    assert find("impact_assessed", content).outcome is outcome
