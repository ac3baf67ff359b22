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
from register.factory import create_app
from register.kinds import KINDS, kind_named
from register.publishing import removing
from register.publishing.acts import Publication, publish
from register.settings import Settings
from tests.consultations.builders import consultation, view
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


@pytest.fixture(scope="module")
def house() -> Flask:
    """Return an application to render templates in; it has no register."""
    return create_app(Settings(database_url="sqlite://", feed_authority="register.test,2026"))


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
    nothing_worse(*drawn, where)


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


def page_of(app: Flask, name: str, document: dict[str, Any], *gone: Removal, **asked: str) -> str:
    """Render the page of a document from which parts were removed."""
    kind, where = kind_named(name), CONTEXTS[0]
    seen = shown(document, gone)
    content = kind.content.model_validate(seen)
    page = kind.page(seen, content, kind.checks(content, where), where, asked)
    with app.test_request_context():
        html = render_template(f"{kind.templates}/body.html", page=page, reference="X", origin="authored", record=None)
    return " ".join(html.split())


def sentences(name: str, document: dict[str, Any], *gone: Removal) -> dict[str, tuple[str, str, str]]:
    """Return outcome, full name and sentence of each check by its name."""
    kind = kind_named(name)
    found = kind.checks(kind.content.model_validate(shown(document, gone)), CONTEXTS[0])
    return {one.check.partition(".")[0]: (one.outcome.value, one.check, one.sentence) for one in found}


def written(content: Any) -> dict[str, Any]:
    """Return a document as it is published."""
    document: dict[str, Any] = content.model_dump(mode="json", exclude_none=True)
    return document


VIEWS = written(consultation(views=(view(1), view(2, "not_acted_on"), view(17, theme="Stops"), view(20))))


def test_a_removed_view_is_told_where_it_stood_and_its_address_still_leads_there(house: Flask) -> None:
    html = page_of(house, "consultation", VIEWS, removal("views/17"))
    places = [html.index(f'id="{place}"') for place in ("view-2", "view-17", "view-20")]
    assert places == sorted(places)
    sentence = "View 17 has been removed: Personal data, UK GDPR, Article 17: right to erasure, 3 May 2027."
    assert sentence in html[places[1] : places[2]]
    assert "3 views, 1 no longer shown" in html
    filtered = page_of(house, "consultation", VIEWS, removal("views/17"), disposition="not_acted_on")
    assert sentence in filtered[filtered.index('id="view-17"') :]
    assert filtered.count('id="view-17"') == html.count('id="view-17"') == 1


def test_a_view_on_hold_says_that_it_is_and_why(house: Flask) -> None:
    html = page_of(house, "consultation", VIEWS, removal("views/2", "hold", "data_breach", None))
    assert (
        "View 2 has been withheld: on hold since 3 May 2027, it may tell about a person what must not be public."
        in html
    )


def test_where_every_view_is_gone_each_is_still_told(house: Flask) -> None:
    html = page_of(house, "consultation", VIEWS, *(removal(f"views/{number}") for number in (1, 2, 17, 20)))
    assert all(f'id="view-{number}"' in html for number in (1, 2, 17, 20))
    assert "0 views, 4 no longer shown" in html


def test_views_without_numbers_keep_their_places(house: Flask) -> None:
    views = tuple(view(1, theme=theme).model_copy(update={"number": None}) for theme in ("Times", "Routes", "Stops"))
    html = page_of(house, "consultation", written(consultation(views=views)), removal("views/2"))
    places = [html.index(f'id="view-unnumbered-{place}"') for place in (1, 2, 3)]
    assert places == sorted(places)
    assert "A view has been removed" in html[places[1] : places[2]]
    assert "Stops" in html[places[2] :]


def test_counts_say_how_many_are_no_longer_shown() -> None:
    gone = removal("views/17")
    found = sentences("consultation", VIEWS, gone)
    assert found["views_settled"] == (
        "kept",
        "views_settled.partly_withheld",
        "Views: 3; with a final answer: 3; no longer shown: 1.",
    )
    only = sentences("consultation", VIEWS, removal("views/2"))["reasons_given"]
    assert (only[0], only[1]) == ("not_known", "reasons_given.withheld")
    kind = kind_named("consultation")
    content = kind.content.model_validate(shown(VIEWS, [gone]))
    line = kind.project(content, CONTEXTS[0], ()).listing.line
    assert line.endswith("3 views, 2 acted on, 1 no longer shown")


def test_steps_remedies_and_lessons_of_a_dispute_keep_their_addresses(house: Flask) -> None:
    kind = kind_named("dispute")
    document = json.loads((TESTS / "disputes" / "documents" / f"{kind.schema}.json").read_bytes())
    for name, anchor in (("stages", "stage"), ("remedies", "remedy"), ("lessons", "lesson")):
        numbers = [one["number"] for one in document[name]]
        gone = [removal(f"{name}/{number}") for number in numbers]
        html = page_of(house, "dispute", document, *gone)
        assert all(html.count(f'id="{anchor}-{number}"') == 1 for number in numbers)
        assert html.count(" has been removed: Personal data") >= len(numbers)
    assert "Nothing was promised" not in page_of(
        house,
        "dispute",
        document,
        *(removal(f"{name}/{one['number']}") for name in ("remedies", "lessons") for one in document[name]),
    )


def test_what_has_no_address_is_told_at_the_end_of_its_list(house: Flask) -> None:
    papers = [{"title": "One", "url": "https://example.org/1"}, {"title": "Two", "url": "https://example.org/2"}]
    document = written(decision()) | {"documents": papers}
    html = page_of(house, "decision", document, removal("documents/1"))
    assert "One part of this has been removed: Personal data" in html[html.index("https://example.org/2") :]
    assert "https://example.org/1" not in html
    every = page_of(house, "decision", document, removal("documents/1"), removal("documents/2"))
    assert every.count("One part of this has been removed") == 2


def test_a_part_says_in_its_place_that_it_is_withheld(house: Flask) -> None:
    name = next(one for one in units_of(kind_named("decision"), written(decision())) if one.startswith("amounts:"))
    html = page_of(house, "decision", written(decision()), removal(name), removal("rationale.reasons"))
    sentence = "This part has been withheld: Personal data, UK GDPR, Article 17: right to erasure, 3 May 2027."
    assert html.count(sentence) >= 4
    assert "to erasure, 3 May 2027.." not in html
    assert "Rationale awaited" not in html


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
