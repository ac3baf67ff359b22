"""Where something was removed, the page says so in its place, and permanent addresses still lead somewhere."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask, render_template

from register.core.removal import Removal, shown
from register.kinds import kind_named
from tests.common.test_removed_parts import CONTEXTS, TESTS, removal, units_of
from tests.consultations.builders import consultation, view
from tests.decisions.builders import decision


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
    sentence = "View 17 was removed for good on 3 May 2027: personal data, UK GDPR, Article 17: right to erasure."
    assert sentence in html[places[1] : places[2]]
    assert "3 views, 1 no longer shown" in html
    filtered = page_of(house, "consultation", VIEWS, removal("views/17"), disposition="not_acted_on")
    assert sentence in filtered[filtered.index('id="view-17"') :]
    assert filtered.count('id="view-17"') == html.count('id="view-17"') == 1


def test_a_view_on_hold_says_that_it_is_and_why(house: Flask) -> None:
    html = page_of(house, "consultation", VIEWS, removal("views/2", "hold", "data_breach", None))
    assert "View 2 is on hold since 3 May 2027: it may reveal private details about a person." in html


def test_where_every_view_is_gone_each_is_still_told(house: Flask) -> None:
    html = page_of(house, "consultation", VIEWS, *(removal(f"views/{number}") for number in (1, 2, 17, 20)))
    assert all(f'id="view-{number}"' in html for number in (1, 2, 17, 20))
    assert "0 views, 4 no longer shown" in html


def test_views_without_numbers_keep_their_places(house: Flask) -> None:
    views = tuple(view(1, theme=theme).model_copy(update={"number": None}) for theme in ("Times", "Routes", "Stops"))
    html = page_of(house, "consultation", written(consultation(views=views)), removal("views/2"))
    places = [html.index(f'id="view-unnumbered-{place}"') for place in (1, 2, 3)]
    assert places == sorted(places)
    assert "A view was removed for good" in html[places[1] : places[2]]
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
    assert line.endswith("3 views, 2 acted on, 1 not acted on, 1 no longer shown")


def test_steps_remedies_and_lessons_of_a_dispute_keep_their_addresses(house: Flask) -> None:
    kind = kind_named("dispute")
    document = json.loads((TESTS / "disputes" / "documents" / f"{kind.schema}.json").read_bytes())
    for name, anchor in (("stages", "stage"), ("remedies", "remedy"), ("lessons", "lesson")):
        numbers = [one["number"] for one in document[name]]
        gone = [removal(f"{name}/{number}") for number in numbers]
        html = page_of(house, "dispute", document, *gone)
        assert all(html.count(f'id="{anchor}-{number}"') == 1 for number in numbers)
        assert html.count(" was removed for good on 3 May 2027: personal data") >= len(numbers)
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
    assert (
        "One part of this was removed for good on 3 May 2027: personal data"
        in html[html.index("https://example.org/2") :]
    )
    assert "https://example.org/1" not in html
    every = page_of(house, "decision", document, removal("documents/1"), removal("documents/2"))
    assert every.count("One part of this was removed for good") == 2


def test_a_part_says_in_its_place_that_it_is_withheld(house: Flask) -> None:
    name = next(one for one in units_of(kind_named("decision"), written(decision())) if one.startswith("amounts:"))
    html = page_of(house, "decision", written(decision()), removal(name), removal("rationale.reasons"))
    sentence = "Removed for good on 3 May 2027: personal data, UK GDPR, Article 17: right to erasure."
    assert html.count(sentence) >= 4
    assert "to erasure.." not in html
    assert "Rationale awaited" not in html
