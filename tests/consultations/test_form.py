"""The form of a consultation: what can be typed comes back as it was, and only what applies is asked."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from register.consultations.content import ConsultationContent
from register.consultations.form import ConsultationForm
from register.core.calendar import today_in_london
from tests.consultations.builders import consultation, period, view
from tests.decisions.builders import contents
from tests.forms.test_round_trip import KNOWN, attached

NUMBER = "GB-CHC-1234567"


def document(content: ConsultationContent) -> dict[str, Any]:
    return content.model_dump(mode="json", exclude_none=True)


def asked(*pairs: tuple[str, str]) -> set[str]:
    form = ConsultationForm(pairs)
    return {question.field.name for fieldset in form.fieldsets() for question in fieldset.questions}


def test_what_an_officer_published_comes_back_as_it_was() -> None:
    published = document(consultation(periods=(period(date(2026, 1, 5), date(2026, 3, 29), time(17, 30)),)))
    form = ConsultationForm(ConsultationForm.pairs_of(published), base=published)
    assert form.failures == []
    assert form.document() == {**published, "numbered": {"views": 2}}
    assert ConsultationForm(form.pairs, base=published).document() == form.document()


@settings(max_examples=150, deadline=None)
@given(contents(ConsultationContent))
def test_any_content_that_can_be_typed_comes_back_as_it_was(content: ConsultationContent) -> None:
    expected = document(ConsultationContent.model_validate(typeable(document(content)) or {}))
    form = ConsultationForm(ConsultationForm.pairs_of(expected), base=expected)
    assert form.failures == []
    assert without_numbers(form.document()) == without_numbers(expected)


@settings(max_examples=60, deadline=None)
@given(contents(ConsultationContent))
def test_content_that_cannot_be_typed_never_raises(content: ConsultationContent) -> None:
    published = document(content)
    form = ConsultationForm(ConsultationForm.pairs_of(published), base=published)
    assert isinstance(form.fieldsets(), list)
    ConsultationContent.model_validate(form.document())


@pytest.mark.parametrize(
    ("pairs", "is_asked", "is_not"),
    [
        ([("entered", "open")], {"ways", "periods", "survey_url"}, {"views", "said", "abandoned_on", "outcome"}),
        ([("entered", "closed")], {"views", "said", "did_not", "responses-total"}, {"abandoned_on"}),
        ([("entered", "abandoned")], {"abandoned_on", "abandoned_why"}, {"views", "feedback_promised_by"}),
        ([("method", "informal")], {"short_reason", "short_unstated"}, set()),
        ([("method", "formal_written")], {"dates_words"}, {"short_reason"}),
    ],
)
def test_only_what_applies_is_asked(pairs: list[tuple[str, str]], is_asked: set[str], is_not: set[str]) -> None:
    names = asked(*pairs)
    assert is_asked <= names
    assert not is_not & names


@pytest.mark.parametrize(("days", "short"), [(84, False), (83, True)])
def test_a_short_period_is_asked_why(days: int, short: bool) -> None:
    opens = date(2030, 1, 1)
    content = ConsultationContent(periods=(period(opens, opens + timedelta(days=days - 1)),), method="formal_written")
    names = asked(*ConsultationForm.pairs_of(document(content)))
    assert ("short_reason" in names) is short
    assert "dates_words" not in names


def test_the_dates_decide_what_is_entered_where_nobody_says_it() -> None:
    today = today_in_london()
    for closes, closed in ((today - timedelta(days=2), True), (today + timedelta(days=2), False)):
        content = ConsultationContent(periods=(period(closes - timedelta(days=90), closes),))
        assert ("views" in asked(*ConsultationForm.pairs_of(document(content)))) is closed


def test_a_view_keeps_its_number_and_none_is_given_twice() -> None:
    published = document(consultation(views=(view(1), view(2), view(5))))
    pairs = [pair for pair in ConsultationForm.pairs_of(published) if not pair[0].startswith("views-2-")]
    form = ConsultationForm([*pairs, ("views-7-said", "A new one")], base={**published, "numbered": {"views": 5}})
    said = form.document()
    assert [one["number"] for one in said["views"]] == [1, 2, 6]
    assert said["numbered"] == {"views": 6}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Lunch Club", [("Lunch Club", [])]),
        (f"Lunch Club ({NUMBER})", [("Lunch Club", [NUMBER])]),
        (f"Lunch Club ({NUMBER}, GB-COH-01234567)", [("Lunch Club", [NUMBER, "GB-COH-01234567"])]),
        ("Lunch Club (Coalmoor)", [("Lunch Club (Coalmoor)", [])]),
        (f"A ({NUMBER}); B\n\n C ", [("A", [NUMBER]), ("B", []), ("C", [])]),
    ],
)
def test_organisations_are_read_line_by_line(typed: str, read: list[tuple[str, list[str]]]) -> None:
    form = ConsultationForm([("views-0-raised_by", typed)])
    assert form.failures == []
    raised_by = form.document()["views"][0]["raised_by"]
    assert [(one["name"], one["identifiers"]) for one in raised_by] == read
    again = ConsultationForm(ConsultationForm.pairs_of(form.document()))
    assert again.document()["views"][0]["raised_by"] == raised_by


def test_views_are_filled_from_a_table_of_themes() -> None:
    headings = ["Theme", "What people said", "How many", "Raised by", "Disposition", "Reason", "Commitment", "Due"]
    row = ["Times", "Too early", "12", f"Lunch Club ({NUMBER})", "Not acted on", "No money", "Look again", "2027-01-31"]
    filled = ConsultationForm.filled(
        [("title", "Bus")], "views", headings, [(2, dict(zip(headings, row, strict=True)))]
    )
    assert filled.problems == []
    found = ConsultationForm(filled.pairs)
    assert found.failures == []
    assert found.document()["views"] == [
        {
            "number": 1,
            "theme": "Times",
            "said": "Too early",
            "how_many": 12,
            "raised_by": [{"name": "Lunch Club", "identifiers": [NUMBER]}],
            "disposition": "not_acted_on",
            "reason": "No money",
            "commitment": {"what": "Look again", "due_on": "2027-01-31"},
        }
    ]


def test_a_statement_is_the_respondents() -> None:
    form = ConsultationForm([("statement-words", "Thank you.")])
    assert form.document()["statement"]["side"] == "respondents"


def typeable(value: Any, name: str = "") -> Any:
    """Return a document as a person could have typed it: no blank texts or parts, days and numbers as forms take."""
    if isinstance(value, dict) and value.get("redacted") is True:
        return value
    if isinstance(value, dict):
        said = {key: typeable(inner, key) for key, inner in value.items() if key not in ("change_note", "numbered")}
        said = {key: inner for key, inner in said.items() if inner is not None}
        return said if any(inner is not False and inner != [] for inner in said.values()) else None
    if isinstance(value, list) and name == "documents":
        value = [attached(row) for row in value if row.get("accessible") or row.get("url") is not None]
    if isinstance(value, list):
        return [row for row in (typeable(row, name) for row in value) if row is not None] or None
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return abs(value)
    if name in KNOWN:
        return value
    if name in ("url", "survey_url"):
        return "https://example.org/"
    if name == "identifiers":
        return NUMBER
    if name == "field":
        return "said"
    if name == "undertaking":
        return value if value in ("3.3", "3.4", "4.2", "4.4", "5.3") else "3.3"
    if value in ("0001-01-01", "9999-12-31"):
        return "2026-03-03"
    return "".join(one if one.isprintable() else " " for one in value)[:40].strip() or "words"


def without_numbers(said: dict[str, Any]) -> dict[str, Any]:
    """Leave out what the form gives by itself."""
    views = said.get("views")
    if isinstance(views, list):
        views = [{name: one for name, one in each.items() if name != "number"} for each in views]
        said = {**said, "views": [each for each in views if each.get("raised_by") or len(each) > 1]}
    return {name: one for name, one in said.items() if name != "numbered" and one not in ([], None)}
