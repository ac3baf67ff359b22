"""Whatever parts of a document are removed, its kind still reads it: nothing raises, nothing removed is told again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from register.core.calendar import LONDON, now_utc
from register.core.content import Withheld
from register.core.findings import Context, Finding, Outcome
from register.core.kind import Kind
from register.core.removal import Removal, shown, unmarked
from register.core.units import label_of, texts_of, units
from register.decisions.content import Change, DecisionContent, Notice, Risk, Terms
from register.disputes.content import DisputeContent, Stage
from register.downloads.columns import table
from register.downloads.entries import Entry
from register.downloads.writing import About, json_file
from register.entries.reading import Row
from register.extensions import writing
from register.kinds import KINDS, kind_named
from register.publishing import removing
from register.publishing.acts import Publication, publish
from register.settings import Settings
from tests.consultations.builders import consultation
from tests.decisions.builders import contents, decision, ending, refusal
from tests.disputes.builders import dispute

TESTS = Path(__file__).parents[1]
ANYTHING = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
BREACH = frozenset({Outcome.NOT_KEPT, Outcome.NOT_KEPT_EXPLAINED})
REMOVED_AS = (
    ("redact", "personal_data", "uk_gdpr_17"),
    ("redact", "defamatory", "defamation_2013"),
    ("hold", "data_breach", None),
)
CONTEXTS = (
    Context(today=date(2026, 11, 22), party_from=date(2012, 4, 1), published_on=date(2026, 6, 1)),
    Context(today=date(2026, 11, 22), published_on=date(2026, 6, 1), imported=True),
    Context(
        today=date(2026, 2, 1),
        now=datetime(2026, 2, 1, 12, tzinfo=LONDON),
        party_from=date(2026, 1, 20),
        published_on=date(2026, 1, 31),
    ),
)
MEANT = frozenset({"undertaking", "reference", "decision", "field", "principle"})
"""Texts that mean something to checks: a mark in them would make another document of it."""
MARK = re.compile(r"zq\d+zq")


@cache
def originals() -> tuple[tuple[str, dict[str, Any]], ...]:
    """Return documents of every kind, frozen ones and built ones, with a mark in each text that may have one."""
    built = [
        *(("decision", one) for one in (decision(), ending(), refusal(), *_delicate_decisions())),
        *(("consultation", one) for one in (consultation(), consultation(**_ABANDONED))),
        *(("dispute", one) for one in (dispute(), dispute(closed_on=None, outcome=None), _undated())),
    ]
    frozen = [
        (kind.name, json.loads((TESTS / kind.plural / "documents" / f"{kind.schema}.json").read_bytes()))
        for kind in KINDS
    ]
    found = [*frozen, *((name, one.model_dump(mode="json", exclude_none=True)) for name, one in built)]
    return tuple((name, marked(kind_named(name), document)) for name, document in found)


_ABANDONED: dict[str, Any] = {
    "periods": None,
    "announced_on": None,
    "short_reason": None,
    "short_unstated": True,
    "abandoned_on": date(2026, 5, 1),
    "feedback_published_on": None,
}


def _delicate_decisions() -> Iterator[DecisionContent]:
    """Yield decisions of which something is asked no more only because of what they also say."""
    days = {"written_on": date(2026, 5, 12), "effective_on": date(2026, 6, 1)}
    expiry: dict[str, Any] = {
        "end_kind": "agreed_expiry",
        "end_set_in_writing_on": date(2020, 1, 1),
        "renewed_before": False,
        "renewal_sought": False,
        "impact": None,
        "notice": Notice(**days, unconditional=False, with_rationale=False),
    }
    yield ending(expiry)
    yield decision(
        instrument="contract",
        risks=(Risk(risk="Rain"),),
        change=Change(end_kind="variation"),
        terms=Terms(same_terms=False),
    )
    row = {"category": "commercial", "legal_basis": "FOIA s.43", "decided_by": "Monitoring officer"}
    yield decision(rationale=None, withheld=(Withheld(field="rationale", **row),))


def _undated() -> DisputeContent:
    """Return a dispute whose first step alone tells when it was: before the public body was a party."""
    stages = tuple(
        Stage(number=n, stage="letter", began_on=day) for n, day in ((1, date(2026, 1, 5)), (2, date(2026, 1, 25)))
    )
    return dispute(happened_on=None, raised_on=None, stages=stages)


def marked(kind: Kind, document: dict[str, Any]) -> dict[str, Any]:
    """Put a mark into each text of a document that is free to say anything."""
    result, marks = deepcopy(document), iter(range(10_000))
    for holder, name in list(texts_in(result)):
        before = holder[name]
        holder[name] = f"{before} zq{next(marks)}zq"
        try:
            kind.content.model_validate(result)
        except ValidationError:
            holder[name] = before
    return result


def texts_in(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield where the texts of a document stand: what holds each, and its name there."""
    for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(inner, dict | list):
            yield from texts_in(inner)
        elif isinstance(inner, str) and name not in MEANT:
            yield value, name


def marks_in(value: Any) -> set[str]:
    """Return the marks that stand in a value, or in the repr of one."""
    return {mark for text in (texts_of(value) if isinstance(value, dict) else [value]) for mark in MARK.findall(text)}


def units_of(kind: Kind, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the units that may be removed."""
    found = units(document, kind.content.GROUPS, kind.content.SPLIT)
    return {name: value for name, value in found.items() if label_of(name) != "marks"}


@st.composite
def removals(draw: st.DrawFn) -> tuple[Kind, dict[str, Any], list[Removal]]:
    """Draw a document and any of its parts, removed or on hold; often one, often many."""
    name, document = draw(st.sampled_from(originals()))
    kind = kind_named(name)
    names = sorted(units_of(kind, document))
    chosen = draw(
        st.one_of(
            st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True), st.sets(st.sampled_from(names))
        )
    )
    return kind, document, [removal(one, *draw(st.sampled_from(REMOVED_AS))) for one in sorted(chosen)]


def removal(
    unit: str, kind: str = "redact", category: str = "personal_data", basis: str | None = "uk_gdpr_17"
) -> Removal:
    """Return a removal of 3 May 2027."""
    return Removal(unit, 412, kind, category, basis, "2027-05-03")


def everything_told(app: Flask, kind: Kind, document: dict[str, Any], where: Context) -> str:
    """Return all that a kind makes of a document: findings, rows, words, days, page, rendered page and downloads."""
    content = kind.content.model_validate(document)
    found = kind.checks(content, where)
    projected = kind.project(content, where, found)
    page = kind.page(document, content, found, where, {})
    told = [
        repr((content, found, projected, kind.words(content), page)),
        repr((kind.rules(content, where), kind.warnings(content))),
        repr(kind.occasions(content, where) if kind.occasions else ()),
        *downloaded(kind, document),
    ]
    with app.test_request_context():
        origin = "imported" if where.imported else "authored"
        frame = {"page": page, "reference": "XX-2026-0001", "origin": origin, "record": None, "canonical": "x"}
        told.append(render_template(f"{kind.templates}/body.html", **frame))
        told += [
            render_template(sheet.template, title="x", register_name="x", **frame)
            for sheet in kind.sheets
            if not sheet.template.endswith(".html")
        ]
    return "\n".join(told)


def downloaded(kind: Kind, document: dict[str, Any]) -> Iterator[str]:
    """Yield what the downloads of a kind's list and of its parts say of a document."""
    entry = Entry(row(kind), document)
    for part in (None, *kind.parts):
        yield repr(list(table("https://register.test", kind, part).rows(entry)))
    yield repr(list(table("https://register.test", None, None).rows(entry)))

    about = About({}, "x", 1, "x", "x", 1)
    for part in kind.parts:
        yield b"".join(json_file(about, "https://register.test", part, iter([[entry]]))).decode()


def row(kind: Kind) -> Row:
    """Return a line of a list that says nothing."""
    return Row(1, kind.name, "XX-2026-0001", 1, 1, "", "", "", None, "", "", "", "", None, False, None)


@ANYTHING
@given(drawn=removals(), where=st.sampled_from(CONTEXTS))
def test_what_is_removed_is_told_nowhere(house: Flask, drawn: Any, where: Context) -> None:
    kind, document, gone = drawn
    seen = kind.upgrade(shown(document, gone), kind.schema)
    secrets = set().union(*(marks_in(json.dumps(units_of(kind, document)[one.unit])) for one in gone)) - marks_in(
        json.dumps(seen)
    )

    told = everything_told(house, kind, seen, where)

    assert not secrets & marks_in(told)
    assert {one["unit"] for one in seen.get("removed", ())} == {one.unit for one in gone}


@ANYTHING
@given(drawn=removals(), where=st.sampled_from(CONTEXTS))
def test_nothing_is_found_broken_overdue_or_missing_because_of_removals(drawn: Any, where: Context) -> None:
    kind, document, gone = drawn
    nothing_worse(kind, document, gone, where)


@pytest.mark.parametrize("number", range(len(originals())))
def test_nothing_is_found_broken_overdue_or_missing_because_of_any_one_removal(number: int) -> None:
    name, document = originals()[number]
    for unit in units_of(kind_named(name), document):
        for where in CONTEXTS:
            nothing_worse(kind_named(name), document, [removal(unit)], where)


def nothing_worse(kind: Kind, document: dict[str, Any], gone: list[Removal], where: Context) -> None:
    """Check that what is left shows no breach, and nothing awaited or owed, that the whole did not show."""
    whole, rest = (kind.content.model_validate(one) for one in (document, shown(document, gone)))

    before, after = (by_check(kind.checks(one, where)) for one in (whole, rest))

    for name, found in after.items():
        if found.outcome in BREACH:
            assert before[name].outcome in BREACH, (name, found, before.get(name))
    was, now = (kind.project(one, where, kind.checks(one, where)) for one in (whole, rest))
    assert {one.value for one in now.spells if one.name == "awaited"} <= {
        one.value for one in was.spells if one.name == "awaited"
    }
    assert len(now.dues) <= len(was.dues)


def by_check(findings: Any) -> dict[str, Finding]:
    """Return findings by the undertaking and the name of their check."""
    return {f"{one.undertaking} {one.check.partition('.')[0]}": one for one in findings}


@ANYTHING
@given(data=st.data(), kind=st.sampled_from(KINDS), where=st.sampled_from(CONTEXTS))
def test_any_document_at_all_can_lose_any_of_its_parts(
    house: Flask, data: st.DataObject, kind: Kind, where: Context
) -> None:
    content = data.draw(contents(kind.content))
    document = unmarked(content.model_dump(mode="json", exclude_none=True))
    names = sorted(units_of(kind, document))
    gone = [removal(one) for one in data.draw(st.sets(st.sampled_from(names)) if names else st.just(set()))]
    everything_told(house, kind, kind.upgrade(shown(document, gone), kind.schema), where)


@pytest.mark.parametrize("name", [kind.name for kind in KINDS])
def test_every_address_of_an_entry_answers_when_all_of_it_is_on_hold(
    app: Flask, client: FlaskClient, settings: Settings, name: str
) -> None:
    kind = kind_named(name)
    document = next(one for other, one in originals() if other == name)
    held = {one: value for one, value in units_of(kind, document).items() if one != "title"}
    with app.app_context(), writing() as connection:
        at = now_utc()
        made = publish(connection, [Publication(kind, document, "authored", "publisher")], at=at, settings=settings)[0]
        why: dict[str, Any] = {"reason": "mistake", "note": "", "by_id": 1, "role": "publisher"}
        removing.hold(connection, entry_id=made.entry_id, names=list(held), at=at, settings=settings, **why)
    path = f"/{kind.plural}/{made.reference}"
    addresses = [path, *(f"{path}/{sheet.name}" for sheet in kind.sheets), f"/{kind.plural}/", f"/{kind.plural}.csv"]
    addresses += [
        f"/{kind.plural}.json",
        *(f"/{kind.plural}/{part.name}.{form}" for part in kind.parts for form in ("csv", "json")),
    ]
    addresses += [f"{path}.ics", f"/{kind.plural}/calendar.ics"] if kind.occasions else []
    secrets = marks_in(held)
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert not secrets & marks_in(answer.get_data(as_text=True)), address
