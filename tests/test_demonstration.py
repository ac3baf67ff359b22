"""The authored decisions of the demonstration: well formed, honest, invented and labelled so."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any, get_args

import pytest

from register.commands.demo import SEEDS
from register.core.findings import Context, Outcome, worst_by_undertaking
from register.decisions.checks import checks
from register.decisions.content import DecisionContent, DecisionType
from register.decisions.rules import rules, warnings
from tests.common.documents import seed, texts, values

DECISIONS: dict[str, dict[str, Any]] = {one["name"]: one["document"] for one in seed("decisions")}
BODIES = {body["identifier"]: body for body in seed("bodies")}
TODAY = date(2026, 11, 22)

# For each decision its type, and what the checks must find. `nk` and `nke` are not kept, without and with why.
INTENDED: dict[str, tuple[str, str]] = {
    "award-friday-nights": ("award", "3.2 k, 3.3 k, 3.4 e, 3.6 k, 3.8 k, 3.10 k, 3.17 k, 5.3 k"),
    "renewal-village-halls": ("renewal", "3.2 k, 3.3 k, 3.4 nk, 3.6 nk, 3.8 u, 3.10 k, 5.3 u"),
    "award-advice": ("award", "3.3 k, 3.4 k, 3.6 k, 3.7 k, 3.9 k, 3.10 k, 3.11 k, 3.17 k, 5.3 k"),
    "part-award-signing-choir": ("part_award", "3.2 k, 3.3 k, 3.4 e, 3.6 k, 3.8 nke, 3.10 nke, 5.3 k"),
    "ending-shopping-bus": ("ending", "3.3 k, 4.2 nk, 4.3 nk, 4.4 nk, 4.5 k, 4.7 k, 5.3 u"),
    "refusal-warm-cafe": ("refusal", "3.3 k, 3.5 k, 5.3 u"),
    "renewal-friday-nights": ("renewal", "3.2 k, 3.3 k, 3.4 k, 3.6 k, 3.8 nke, 3.10 k, 3.17 k, 5.3 k"),
    "ending-village-halls": ("ending", "3.3 k, 4.2 nke, 4.3 k, 4.4 k, 4.5 k, 4.7 k, 5.3 k"),
    "premises-lunch-club": ("support_in_kind", "1.5 k, 3.3 k, 3.6 k, 5.3 k"),
    "reduction-advice": ("reduction", "3.3 k, 4.2 k, 4.3 k, 4.4 k, 4.7 k, 5.3 k"),
    "ending-befriending": ("ending", "3.3 k, 3.15 k, 4.1 k, 4.2 nk, 4.4 k, 4.5 k, 5.3 k"),
    "variation-toy-library": ("variation", "3.3 k, 3.15 k, 4.4 nke, 5.3 u"),
    "ending-friday-nights": ("ending", "3.3 k, 3.15 k, 4.2 k, 4.4 e, 4.5 k, 4.7 k, 5.3 k"),
    "ending-pit-memories": ("ending", "3.3 k, 4.5 k, 5.3 k"),
    "award-winter-grants": ("award", "3.2 u, 3.3 k, 3.4 e, 3.6 k, 3.8 k, 3.10 k, 3.11 nke, 5.3 nk"),
}
SHORT = {
    "k": Outcome.KEPT,
    "e": Outcome.EXPLAINED,
    "u": Outcome.NOT_KNOWN,
    "nke": Outcome.NOT_KEPT_EXPLAINED,
    "nk": Outcome.NOT_KEPT,
}

CONTRADICTED = {
    ("renewal-village-halls", "3.4"),
    ("ending-shopping-bus", "4.3"),
}
"""What a body claims to have kept, and the checks find that it did not."""

# fmt: off
SAID = frozenset({
    "acknowledgement_asked", "actions", "advice_on_impact", "beneficiaries", "considered",
    "exceptional_reason", "exit_plan", "explanation", "groups", "how_met", "mitigation",
    "overheads_rule", "overheads_why_disallowed", "payment_words", "reallocation",
    "reason_words", "reasons", "result", "review_route", "service_users", "social_value",
    "summary", "volunteers", "what_happens_now", "why_rejected", "words",
})
# fmt: on
"""Fields that are told in whole sentences."""
NAMED = ("name", "title", "label")
PERSON = re.compile(r"\b(?:Councillor|Mr|Mrs|Ms|Dr) [A-Z]\w+ [A-Z]\w+\b(?! \(invented\))")

every_decision = pytest.mark.parametrize("name", DECISIONS)


def content(name: str) -> DecisionContent:
    return DecisionContent.model_validate(DECISIONS[name])


def context(name: str) -> Context:
    party_from = BODIES[DECISIONS[name]["body"]["identifier"]]["party_from"]
    return Context(today=TODAY, party_from=date.fromisoformat(party_from), published_on=TODAY)


def test_the_table_names_every_decision_and_every_type() -> None:
    assert list(INTENDED) == list(DECISIONS)
    assert {kind for kind, _ in INTENDED.values()} == set(get_args(DecisionType))


@every_decision
def test_nothing_is_lost_in_the_shape(name: str) -> None:
    # The shape ignores keys that it does not know: a misspelt one would vanish without a word.
    kept = content(name).model_dump(mode="json", exclude_none=True)
    for path, value in values(DECISIONS[name]):
        assert (path, value) in set(values(kept)), f"{path} is not a field of a decision"


@every_decision
def test_no_rule_is_broken_and_nothing_needs_a_second_look(name: str) -> None:
    # The demonstration gives each name its reference when it publishes the decision.
    named = re.sub(r'"@[a-z-]+"', '"FD-2025-0001"', json.dumps(DECISIONS[name]))
    assert rules(DecisionContent.model_validate_json(named), context(name)) == []
    assert warnings(content(name)) == []


@every_decision
def test_the_checks_find_what_the_story_tells(name: str) -> None:
    kind, intended = INTENDED[name]
    found = worst_by_undertaking(checks(content(name), context(name)))
    judged = {number: one.outcome for number, one in found.items() if one.outcome is not Outcome.NOT_APPLICABLE}
    assert DECISIONS[name]["decision_type"] == kind
    assert judged == {number: SHORT[short] for number, short in (pair.split() for pair in intended.split(", "))}


def test_every_outcome_appears_and_4_4_has_each_of_its_answers() -> None:
    found = [one for name in DECISIONS for one in checks(content(name), context(name))]
    assert {one.outcome for one in found} == set(Outcome)
    assert {one.outcome for one in found if one.check == "notice"} == set(Outcome) - {Outcome.NOT_KNOWN}


def test_some_claims_are_contradicted() -> None:
    failed = {Outcome.NOT_KEPT, Outcome.NOT_KEPT_EXPLAINED}
    assert {
        (name, claim["undertaking"])
        for name, document in DECISIONS.items()
        for found in [worst_by_undertaking(checks(content(name), context(name)))]
        for claim in document["claims"]
        if claim["claim"] == "kept" and claim["undertaking"] in found and found[claim["undertaking"]].outcome in failed
    } == CONTRADICTED


def test_references_point_to_earlier_decisions() -> None:
    earlier: set[str] = set()
    followed: set[str] = set()
    for name, document in DECISIONS.items():
        named = {value.removeprefix("@") for _, value in texts(document) if value.startswith("@")}
        assert named <= earlier
        changed = document.get("change", {}).get("decision", "").removeprefix("@")
        assert not changed or DECISIONS[changed]["recipient"] == document["recipient"]
        earlier.add(name)
        followed |= named
    assert len(followed) >= 4
    days = [document["decided_on"] for document in DECISIONS.values()]
    assert days == sorted(days)


@every_decision
def test_the_days_are_in_an_order_that_can_be(name: str) -> None:
    document, change = DECISIONS[name], DECISIONS[name].get("change", {})
    assert "2025-02-01" <= document["decided_on"] <= document["recipient_told_on"] <= "2026-11-10"
    statement = document["statement"]
    assert document["recipient_told_on"] <= statement["invited_on"] <= statement.get("received_on", TODAY.isoformat())
    assert change.get("notice", {}).get("written_on", "9999") >= document["decided_on"]
    ahead = ("term.", "refusal.review_by", "change.notice.effective_on")
    for path, value in texts(document):
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value) and not path.startswith(ahead):
            assert value <= TODAY.isoformat(), path


@every_decision
def test_everything_invented_says_so(name: str) -> None:
    document = DECISIONS[name]
    assert document["invented"] is True
    assert BODIES[document["body"]["identifier"]]["name"] == document["body"]["name"]
    assert document["body"]["department"] in BODIES[document["body"]["identifier"]]["departments"]
    for path, value in texts({key: inner for key, inner in document.items() if key not in ("title", "maker")}):
        if path.rpartition(".")[2] in NAMED:
            assert value.endswith(" (invented)"), f"{path}: {value}"
        assert not PERSON.search(value), f"{path}: {value}"
    assert not PERSON.search(document["maker"].get("name", ""))
    organisation = document["recipient"].get("organisation")
    for identifier in organisation["identifiers"] if organisation else ():
        assert re.fullmatch(r"XI-ORG-[a-z0-9-]+", identifier)


def test_organisations_are_never_named_without_the_label() -> None:
    every = [one["recipient"].get("organisation") for one in DECISIONS.values()] + list(BODIES.values())[1:]
    bare = {one["name"].removesuffix(" (invented)") for one in every if one}
    for path, value in texts(seed("decisions")):
        for name in bare:
            assert value.count(name) == value.count(f"{name} (invented)"), f"{path}: {value}"


def test_organisations_have_one_name_and_one_identifier_each() -> None:
    refs = [one["recipient"]["organisation"] for one in DECISIONS.values() if "organisation" in one["recipient"]]
    pairs = {(ref["name"], *ref["identifiers"]) for ref in refs}
    assert len(pairs) == len({name for name, *_ in pairs}) == len({number for _, number in pairs})
    assert len(refs) > len(pairs)


def test_addresses_lead_nowhere_real() -> None:
    for path, value in texts(seed("decisions")):
        for host in re.findall(r"[\w.+-]+@([\w.-]+\.\w+)", value):
            assert host.endswith(".example"), f"{path}: {value}"
        for host in re.findall(r"https?://([^/\s]+)", value):
            assert host == "example.org", f"{path}: {value}"
        assert not re.search(r"GB-|\b\d{6,8}\b|\b0\d{4} ?\d{6}\b", value), f"{path}: {value}"


@every_decision
def test_the_writing_is_clean(name: str) -> None:
    document = DECISIONS[name]
    assert len(document["title"]) <= 140 and not document["title"].endswith(".")
    assert len(document["summary"]) <= 600
    for path, value in texts(document):
        assert value == value.strip() and "  " not in value and "'" not in value and '"' not in value, path
        if path.rpartition(".")[2] in SAID:
            for line in filter(None, value.split("\n")):
                assert line.endswith((".", ":", ".”")), f"{path}: {line[-40:]}"


@every_decision
def test_reasons_are_this_decisions_own(name: str) -> None:
    reasons = DECISIONS[name]["rationale"]["reasons"]
    assert len(reasons) > 250
    assert all(reasons != other["rationale"]["reasons"] for key, other in DECISIONS.items() if key != name)
    criteria = DECISIONS[name]["rationale"].get("criteria", [])
    weights = [int(one["weight"].rstrip("%")) for one in criteria if one["weight"].endswith("%")]
    assert not weights or sum(weights) == 100


def test_the_real_body_is_no_party_and_is_attributed() -> None:
    real = seed("bodies")[0]
    assert real["identifier"] == "GB-LAE-TRF" and not real["invented"]
    assert "party_from" not in real and "party_until" not in real
    assert "Open Government Licence v3.0" in real["licence"] and "Trafford Data Lab" in real["licence"]
    for body in seed("bodies")[1:]:
        assert body["invented"] and body["identifier"].startswith("XI-BODY-") and body["name"].endswith(" (invented)")
    for one in seed("imports"):
        assert (SEEDS / one["file"]).is_file()
        assert one["imported_by"] != one["confirmed_by"]
        assert one["imported_by"].endswith(" (invented)") and one["confirmed_by"].endswith(" (invented)")
