"""What was found becomes a finding of the register; one side's word never does."""

from __future__ import annotations

from datetime import date

import pytest

from register.core.content import Claim
from register.core.findings import Outcome
from register.core.projection import Citation
from register.disputes.content import Engaged
from tests.disputes.builders import REDACTED, context, dispute, engaged, found, projected

BODY, HALLS = "Coalmoor District Council (invented)", "Wear Vale Halls (invented)"


@pytest.mark.parametrize(
    ("one", "outcome", "sentence"),
    [
        (
            engaged(),
            Outcome.NOT_KEPT_EXPLAINED,
            f"Both sides agree that it was not kept; {BODY} admits it and explains why.",
        ),
        (
            engaged(explanation=None, unstated=True, admitted=False),
            Outcome.NOT_KEPT,
            f"Both sides agree that it was not kept; {BODY} does not admit it and gives no explanation.",
        ),
        (
            engaged(judgement="partly", admitted=None, found_by="independent", finder="the review panel"),
            Outcome.NOT_KEPT_EXPLAINED,
            f"The review panel found that it was kept in part only; {BODY} explains why.",
        ),
        (
            engaged(judgement="kept", found_by="court"),
            Outcome.KEPT,
            "An ombudsman or a court found that it was kept.",
        ),
        (
            engaged(judgement="not_determined", found_by="independent"),
            Outcome.NOT_KNOWN,
            "Somebody independent found that it cannot be told whether it was kept.",
        ),
        (Engaged(undertaking="4.2"), Outcome.NOT_KNOWN, "In dispute: nothing has been found yet."),
    ],
)
def test_the_sentence_says_who_found_it_whether_it_is_admitted_and_explained(
    one: Engaged, outcome: Outcome, sentence: str
) -> None:
    told = found(dispute(engaged=(one,)))["4.2"]
    assert (told.outcome, told.sentence, told.field) == (outcome, sentence, "engaged.0.judgement")


def test_a_promise_of_the_voluntary_sector_is_judged_too_and_it_is_that_side_that_explains() -> None:
    told = found(dispute(engaged=(engaged("3.16"),)))["3.16"]
    assert told.outcome is Outcome.NOT_KEPT_EXPLAINED
    assert told.sentence == f"Both sides agree that it was not kept; {HALLS} admits it and explains why."


def test_findings_stand_in_the_order_of_the_compact() -> None:
    order = found(dispute(engaged=(engaged("3.10"), engaged("4.2"), engaged("3.9"))))
    assert list(order) == ["3.9", "3.10", "4.2"]


def test_only_a_party_is_judged_on_the_day_of_what_happened() -> None:
    later = context(party_from=date(2026, 3, 4))
    told = found(dispute(), later)["4.2"]
    assert told.outcome is Outcome.NOT_APPLICABLE
    assert told.sentence == "Not applicable: not a party to the Compact on 3 March 2026."
    assert projected(dispute(), later).citations == ()
    assert projected(dispute(), later).dues == ()
    assert not [one for one in projected(dispute(), later).spells if one.name == "awaited"]
    left = context(party_until=date(2026, 3, 5))  # it was raised after the body left, and it happened before
    assert found(dispute(), left)["4.2"].outcome is Outcome.NOT_KEPT_EXPLAINED


@pytest.mark.parametrize(("side", "prefix"), [("vcs", "alleged_"), ("public_sector", "claimed_")])
def test_one_sides_word_is_cited_as_such_and_found_nowhere(side: str, prefix: str) -> None:
    content = dispute(engaged=(engaged(found_by="one_party", said_by=side),))
    assert found(content) == {}
    assert projected(content).citations == (Citation("4.2", f"{prefix}not_kept", "2026-03-03"),)


def test_where_each_side_says_something_else_it_is_contested() -> None:
    word = engaged(found_by="one_party", said_by="vcs")
    content = dispute(engaged=(word,), claims=(Claim(undertaking="4.2", claim="kept"),))
    assert projected(content).citations == (Citation("4.2", "contested", "2026-03-03"),)
    alike = dispute(engaged=(word,), claims=(Claim(undertaking="4.2", claim="not_kept"),))
    assert projected(alike).citations == (Citation("4.2", "claimed_not_kept", "2026-03-03"),)


def test_what_was_found_stands_before_what_the_sides_say() -> None:
    content = dispute(engaged=(engaged(), engaged(judgement="kept", found_by="one_party", said_by="public_sector")))
    assert projected(content).citations == (Citation("4.2", "not_kept_explained", "2026-03-03"),)


def test_what_is_redacted_is_found_nowhere() -> None:
    content = dispute(engaged=REDACTED, party=REDACTED)
    assert found(content) == {}
    assert projected(content).citations == ()
    assert [one.role for one in projected(content).appearances] == ["public body"]
