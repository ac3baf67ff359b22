"""The authored disputes of the demonstration: one for each outcome, fair, invented, and published without a breach."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any, get_args

import pytest

from register.commands.demo import resolve
from register.core.findings import Context, Finding, Outcome
from register.disputes.checks import checks
from register.disputes.content import DisputeContent, Lesson, Remedy, Result
from register.disputes.project import project
from register.disputes.reading import DisputeReading
from register.disputes.states import item_state
from register.kinds import kind_named
from tests.common.documents import seed, values

TODAY = date(2026, 11, 22)


ENTRIES = {one["name"]: one for one in seed("disputes")}
DISPUTES = {name: one for name, one in ENTRIES.items() if one["kind"] == "dispute"}
BODIES = {body["identifier"]: body for body in seed("bodies")}
REFERENCES = {one["name"]: "FD-2026-0042" for file in ("decisions", "disputes") for one in seed(file)}

every_entry = pytest.mark.parametrize("name", ENTRIES)
every_dispute = pytest.mark.parametrize("name", DISPUTES)


def document(name: str, day: date = TODAY) -> dict[str, Any]:
    resolved: dict[str, Any] = resolve(ENTRIES[name]["document"], REFERENCES, day)
    return resolved


def content(name: str, day: date = TODAY) -> DisputeContent:
    return DisputeContent.model_validate(document(name, day))


def context(name: str, day: date = TODAY) -> Context:
    party_from = BODIES[ENTRIES[name]["document"]["body"]["identifier"]]["party_from"]
    return Context(today=day, party_from=date.fromisoformat(party_from), published_on=day)


def test_there_are_seven_one_for_each_outcome_and_one_raised_by_a_public_body() -> None:
    assert len(DISPUTES) == 7
    assert {one["document"]["outcome"] for one in DISPUTES.values()} == set(get_args(Result))
    assert {one["document"]["raised_by"] for one in DISPUTES.values()} == {"vcs", "public_sector"}


@every_entry
@pytest.mark.parametrize("day", [TODAY, date(2031, 2, 28)])
def test_each_is_published_without_a_breach_or_a_second_look(name: str, day: date) -> None:
    kind = kind_named(ENTRIES[name]["kind"])
    read = kind.content.model_validate(document(name, day))
    assert kind.rules(read, context(name, day)) == []
    assert kind.warnings(read) == []


@every_entry
def test_nothing_is_lost_in_the_shape(name: str) -> None:
    kind = kind_named(ENTRIES[name]["kind"])
    kept = set(values(kind.content.model_validate(document(name)).model_dump(mode="json", exclude_none=True)))
    for pair in values(document(name)):
        assert pair in kept, f"{pair[0]} is not a field"


def test_two_chains_are_whole_from_the_consultation_to_the_decision_that_followed_the_dispute() -> None:
    documents = {
        one["name"]: one["document"] for file in ("decisions", "consultations", "disputes") for one in seed(file)
    }
    informed = {link[1:] for name, link in links(documents, "informs") if name.startswith("consultation-")}
    whole = {
        (decision[1:], dispute, later)
        for dispute, decision in links(documents, "disputes")
        for later, followed in links(documents, "follows")
        if decision[1:] in informed and followed == f"@{dispute}"
    }
    assert whole == {
        ("ending-village-halls", "dispute-village-halls", "award-hall-moves"),
        ("reduction-advice", "dispute-paperwork", "variation-advice-figures"),
    }
    for decision, dispute, later in whole:
        days = (documents[decision]["decided_on"], documents[dispute]["raised_on"], documents[dispute]["closed_on"])
        assert (*days, documents[later]["decided_on"]) == tuple(sorted((*days, documents[later]["decided_on"])))


def links(documents: dict[str, Any], relation: str) -> list[tuple[str, str]]:
    return [
        (name, link["reference"])
        for name, one in documents.items()
        for link in one.get("related") or ()
        if link["relation"] == relation
    ]


def test_references_point_to_earlier_entries() -> None:
    earlier = {one["name"] for one in seed("decisions")}
    for name, one in ENTRIES.items():
        named = {value[1:] for _, value in values(one["document"]) if isinstance(value, str) and value.startswith("@")}
        assert named <= earlier
        earlier.add(name)


def test_the_same_organisation_has_the_same_name_as_in_the_decisions() -> None:
    known = {
        tuple(one["document"]["recipient"]["organisation"]["identifiers"]): one["document"]["recipient"][
            "organisation"
        ]["name"]
        for one in seed("decisions")
        if "organisation" in one["document"]["recipient"]
    }
    for one in DISPUTES.values():
        if organisation := one["document"]["party"].get("organisation"):
            assert known[tuple(organisation["identifiers"])] == organisation["name"]


@every_dispute
def test_what_is_found_shows_every_way_of_finding(name: str) -> None:
    findings: list[Finding] = checks(content(name), context(name))
    assert findings, "each dispute is about a promise"
    rows = project(content(name), context(name), findings)
    assert {one.undertaking for one in rows.citations} >= {
        one["undertaking"] for one in ENTRIES[name]["document"]["engaged"]
    }


def test_together_they_show_what_a_register_of_disputes_must_be_able_to_show() -> None:
    read = {name: content(name) for name in DISPUTES}
    found = [one for name in DISPUTES for one in checks(read[name], context(name))]
    assert {one.outcome for one in found} == {
        Outcome.KEPT,
        Outcome.NOT_KEPT,
        Outcome.NOT_KEPT_EXPLAINED,
        Outcome.NOT_KNOWN,
    }
    readings = [DisputeReading(one, context(name)) for name, one in read.items()]
    items: list[Remedy | Lesson] = [one for each in readings for one in each.remedies]
    items += [one for each in readings for one in each.lessons]
    assert {item_state(one, TODAY) for one in items} == {"confirmed", "done", "overdue", "to_do"}
    assert any(reading.party.organisation is None for reading in readings)
    silent = [reading.account("vcs") for reading in readings if reading.account("vcs").invited_on]
    assert any(not account.words for account in silent), "one side was invited and stayed silent"
    outcomes = {
        one.outcome
        for name in DISPUTES
        for one in project(read[name], context(name), checks(read[name], context(name))).citations
    }
    assert {"alleged_kept", "contested"} <= outcomes


@every_entry
def test_everything_invented_says_so_and_the_writing_is_clean(name: str) -> None:
    one = ENTRIES[name]["document"]
    assert one["invented"] is True
    assert BODIES[one["body"]["identifier"]]["name"] == one["body"]["name"]
    assert one["body"]["department"] in BODIES[one["body"]["identifier"]]["departments"]
    assert len(one["title"]) <= 140 and not one["title"].endswith(".") and len(one["summary"]) <= 600
    bare = {"Wear Vale Halls", "Low Marram Community Transport", "Coalmoor Befriending Link", "Wearfell Advice Network"}
    bare |= {"Meadow Row Toy Library", "Coalmoor Voluntary Forum", "Wearfell Voluntary Sector Liaison"}
    for path, value in values(one):
        if not isinstance(value, str):
            continue
        for name_of in bare:
            assert value.count(name_of) == value.count(f"{name_of} (invented)"), f"{path}: {value}"
        if path.rpartition(".")[2] == "name" and path != "maker.name":
            assert value.endswith(" (invented)"), f"{path}: {value}"
        assert value == value.strip() and "  " not in value and "'" not in value and '"' not in value, path
        for host in re.findall(r"[\w.+-]+@([\w.-]+\.\w+)", value):
            assert host.endswith(".example"), f"{path}: {value}"


def test_what_is_private_is_never_in_the_document() -> None:
    private = {name: one["private"] for name, one in DISPUTES.items() if "private" in one}
    assert private
    for name, facts in private.items():
        for secret in facts.values():
            assert secret not in json.dumps(ENTRIES[name]["document"], ensure_ascii=False)
