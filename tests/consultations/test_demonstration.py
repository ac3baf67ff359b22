"""The authored consultations of the demonstration: well formed, honest, invented and labelled so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, get_args

import pytest

from register.commands.demo import resolve
from register.consultations.checks import checks
from register.consultations.content import ConsultationContent, Disposition
from register.consultations.project import project
from register.consultations.reading import ConsultationReading
from register.consultations.rules import rules, warnings
from register.consultations.standing import Standing, standing
from register.consultations.states import spells
from register.core.calendar import instant, midnight_in_london
from register.core.findings import Context, Outcome, worst_by_undertaking
from tests.common.documents import seed, texts, values
from tests.consultations.builders import TODAY

EARLIER = {one["name"]: f"FD-2025-{n:04}" for n, one in enumerate(seed("decisions"), 1)}
DOCUMENTS: dict[str, dict[str, Any]] = {
    one["name"]: resolve(one["document"], EARLIER, TODAY) for one in seed("consultations")
}
BODIES = {body["identifier"]: body for body in seed("bodies")}

# Where each stands, and what the checks find. `nk` and `nke` are not kept, without and with why.
INTENDED = {
    "consultation-friday-nights": (
        "outcome_published",
        "2.1 k, 2.2 k, 2.3 k, 2.4 k, 2.5 nke, 2.6 k, 2.8 k, 2.9 k, 5.1 k, 5.3 k",
    ),
    "consultation-village-halls": (
        "outcome_published",
        "2.1 k, 2.2 nk, 2.3 nke, 2.4 nk, 2.5 nk, 2.6 u, 2.8 k, 2.9 k, 5.1 k, 5.3 k",
    ),
    "consultation-getting-about": (
        "outcome_published",
        "2.1 k, 2.2 k, 2.3 k, 2.4 k, 2.5 nke, 2.6 k, 2.8 k, 2.9 k, 5.1 k, 5.3 k",
    ),
    "consultation-advice": (
        "unanswered",
        "2.1 k, 2.2 u, 2.3 nk, 2.4 nk, 2.5 nk, 2.6 u, 2.8 k, 2.9 k, 5.1 k, 5.3 k",
    ),
    "consultation-reading-room": ("abandoned", "2.1 k, 2.2 k, 2.3 k, 2.4 k, 2.6 k, 2.9 k, 5.1 k"),
    "consultation-warm-places": ("open", "2.1 k, 2.2 k, 2.3 k, 2.4 k, 2.6 k, 5.1 k, 5.3 k"),
    "consultation-empty-buildings": ("announced", "2.1 k, 2.3 k, 2.6 k"),
}
SHORT = {
    "k": Outcome.KEPT,
    "e": Outcome.EXPLAINED,
    "u": Outcome.NOT_KNOWN,
    "nke": Outcome.NOT_KEPT_EXPLAINED,
    "nk": Outcome.NOT_KEPT,
}
# fmt: off
SAID = frozenset({
    "abandoned_why", "barriers_removed", "change", "did", "did_not", "explanation", "groups", "groups_consulted", "how",
    "informs", "mitigation", "outcome", "reason", "said", "short_reason", "summary", "what", "why", "words",
})
# fmt: on
"""Fields that are told in whole sentences."""
NAMED = ("name", "title", "label")
PERSON = re.compile(r"\b(?:Councillor|Mr|Mrs|Ms|Dr) [A-Z]\w+ [A-Z]\w+\b(?! \(invented\))")

every_consultation = pytest.mark.parametrize("name", DOCUMENTS)


def content(name: str) -> ConsultationContent:
    return ConsultationContent.model_validate(DOCUMENTS[name])


def context(name: str) -> Context:
    party_from = BODIES[DOCUMENTS[name]["body"]["identifier"]]["party_from"]
    return Context(today=TODAY, party_from=date.fromisoformat(party_from), published_on=TODAY)


def now(name: str) -> Standing:
    return standing(content(name), context(name))


@every_consultation
def test_nothing_is_lost_in_the_shape(name: str) -> None:
    kept = set(values(content(name).model_dump(mode="json", exclude_none=True)))
    for path, value in values(DOCUMENTS[name]):
        assert (path, value) in kept or (path, f"{value}:00") in kept, f"{path} is not a field of a consultation"


@every_consultation
def test_no_rule_is_broken_and_nothing_needs_a_second_look(name: str) -> None:
    assert rules(content(name), context(name)) == []
    assert warnings(content(name)) == []


def test_each_stands_where_the_story_says() -> None:
    assert {name: now(name).state for name in DOCUMENTS} == {name: state for name, (state, _) in INTENDED.items()}
    assert now("consultation-advice").overdue
    assert now("consultation-getting-about").flags == ("Overdue", "Extended")


@every_consultation
def test_the_checks_find_what_the_story_tells(name: str) -> None:
    found = worst_by_undertaking(checks(content(name), context(name)))
    judged = {number: one.outcome for number, one in found.items() if one.outcome is not Outcome.NOT_APPLICABLE}
    assert judged == {
        number: SHORT[short] for number, short in (pair.split() for pair in INTENDED[name][1].split(", "))
    }


def test_three_carry_views_with_every_answer_and_promises_done_due_and_overdue() -> None:
    lots = [content(name).views for name in DOCUMENTS if DOCUMENTS[name].get("views")]
    assert all(8 <= len(lot) <= 30 for lot in lots if isinstance(lot, tuple))
    every = [view for lot in lots if isinstance(lot, tuple) for view in lot]
    assert len(lots) == 3
    assert {view.disposition for view in every} == set(get_args(Disposition))
    due = {(one.due_on or TODAY) < TODAY: one for view in every if (one := view.commitment) and not one.done_on}
    assert set(due) == {False, True}
    assert any(view.commitment and view.commitment.done_on for view in every)


def test_what_is_overdue_is_of_each_kind() -> None:
    at = instant(midnight_in_london(TODAY))
    rows = [row for name in DOCUMENTS for row in spells(ConsultationReading(content(name), context(name)))]
    overdue = {row.value for row in rows if row.name == "awaited" and (row.until is None or row.until > at)}
    assert overdue == {"feedback", "commitment", "view"}


def test_two_inform_decisions_and_organisations_recur_in_them() -> None:
    informing = [
        relation
        for name in DOCUMENTS
        for relation in project(content(name), context(name), ()).relations
        if relation.relation == "informs"
    ]
    assert len(informing) >= 2
    deciding = {one["document"]["recipient"].get("organisation", {}).get("name") for one in seed("decisions")}
    raising = {
        org.name
        for name in DOCUMENTS
        for view in ConsultationReading(content(name), context(name)).views
        for org in view.raised_by
    }
    assert len(deciding & raising) >= 5


@every_consultation
def test_everything_invented_says_so(name: str) -> None:
    document = DOCUMENTS[name]
    assert document["invented"] is True
    body = BODIES[document["body"]["identifier"]]
    assert body["name"] == document["body"]["name"]
    assert document["body"]["department"] in body["departments"]
    for path, value in texts({key: inner for key, inner in document.items() if key != "title"}):
        if path.rpartition(".")[2] in NAMED:
            assert value.endswith(" (invented)"), f"{path}: {value}"
        if path.endswith("identifiers"):
            assert re.fullmatch(r"XI-ORG-[a-z0-9-]+", value)
        assert not PERSON.search(value), f"{path}: {value}"


def organisations(document: Any) -> Iterator[tuple[str, str]]:
    """Yield the name and number of every organisation named."""
    if isinstance(document, dict):
        if "identifiers" in document:
            yield document["name"], document["identifiers"][0]
        document = list(document.values())
    if isinstance(document, list):
        for inner in document:
            yield from organisations(inner)


def test_organisations_have_one_name_and_one_number_each_and_never_lack_the_label() -> None:
    pairs = set(organisations([*DOCUMENTS.values(), *(one["document"] for one in seed("decisions"))]))
    assert len(pairs) == len({name for name, _ in pairs}) == len({number for _, number in pairs})
    bare = {name.removesuffix(" (invented)") for name, _ in pairs}
    for path, value in texts(list(DOCUMENTS.values())):
        for name in bare:
            assert value.count(name) == value.count(f"{name} (invented)"), f"{path}: {value}"


@every_consultation
def test_it_is_told_in_whole_sentences_and_plain_words(name: str) -> None:
    for path, value in texts(DOCUMENTS[name]):
        if path.rpartition(".")[2] in SAID and path != "views.commitment.what":
            assert value.strip()[-1] in ".?", f"{path}: {value}"
        assert "  " not in value
        assert not re.search(r"\b(?:stakeholders?|leverag\w+|robust|holistic|going forward|utilis\w+)\b", value, re.I)
    assert len(DOCUMENTS[name]["summary"]) <= 600
