"""The form of a dispute: what it asks and when, what it keeps private, and that nothing typed is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given, settings

from register.disputes.content import DisputeContent, Party
from register.disputes.form import DisputeForm
from register.web.forms import DraftForm
from tests.decisions.builders import contents
from tests.disputes.builders import dispute, opened
from tests.forms.test_round_trip import KNOWN, attached

PRIVATE = {"private_party", "private_contact", "private_notes"}
NUMBERED = {"stages", "remedies", "lessons"}


def written(content: DisputeContent) -> dict[str, Any]:
    return content.model_dump(mode="json", exclude_none=True)


def asked(form: DraftForm) -> set[str]:
    return {question.field.name for fieldset in form.fieldsets() for question in fieldset.questions}  # type: ignore[attr-defined]


def test_what_an_officer_published_comes_back_as_it_was() -> None:
    for content in (dispute(), opened()):
        document = {**written(content), "numbered": {"stages": 2, "remedies": 1, "lessons": 1}}
        if content.remedies is None:
            document["numbered"] = {"stages": 2}
        form = DisputeForm(DisputeForm.pairs_of(document), base=document)
        assert form.failures == []
        assert form.document() == document
        assert DisputeForm(form.pairs, base=document).document() == document


@settings(max_examples=150, deadline=None)
@given(contents(DisputeContent))
def test_any_content_that_can_be_typed_comes_back_as_it_was(content: DisputeContent) -> None:
    document = typeable(written(content))
    expected = written(DisputeContent.model_validate(document))
    form = DisputeForm(DisputeForm.pairs_of(expected), base=expected)
    assert form.failures == []
    numbers = {name: len(expected[name]) for name in sorted(NUMBERED) if isinstance(expected.get(name), list)}
    assert form.document() == ({**expected, "numbered": numbers} if numbers else expected)


@settings(max_examples=60, deadline=None)
@given(contents(DisputeContent))
def test_content_that_cannot_be_typed_never_raises(content: DisputeContent) -> None:
    document = written(content)
    form = DisputeForm(DisputeForm.pairs_of(document), base=document)
    assert isinstance(form.fieldsets(), list)
    DisputeContent.model_validate(form.document())


def test_every_field_of_the_content_is_asked() -> None:
    fields = set(DisputeContent.model_fields) - {"numbered", "removed"}
    assert {name for name in DisputeForm()._fields if name not in PRIVATE} == fields


def test_every_question_has_its_place_in_a_section() -> None:
    placed = [name for section in DisputeForm.sections for name in section.names]
    assert len(set(placed)) == len(placed)
    # The two accounts take the place of a statement by one side.
    assert set(DisputeForm()._fields) - set(placed) == {"statement", "change_note"}


def test_an_open_dispute_is_asked_for_agreement_and_a_closed_one_for_its_end() -> None:
    still, over = asked(DisputeForm()), asked(DisputeForm([("outcome", "upheld")]))
    assert "raiser_agrees_on" in still and "raiser_agrees_on" not in over
    assert not {"closed_on", "got", "agreed_statement"} & still
    assert {"closed_on", "got", "agreed_statement"} <= over


def test_why_talks_were_skipped_is_asked_where_there_were_none() -> None:
    assert "informal_skipped" in asked(DisputeForm([("stages-0-stage", "letter")]))
    assert "informal_skipped" not in asked(DisputeForm([("stages-0-stage", "informal")]))


def test_what_is_private_is_kept_and_never_part_of_the_content() -> None:
    form = DisputeForm([("private_party", "Pit Choir"), ("private_notes", "Rang on Monday."), ("title", "A dispute")])
    assert form.private_facts() == {"private_party": "Pit Choir", "private_notes": "Rang on Monday."}
    assert form.document() == {"title": "A dispute", "invented": False}
    assert asked(form) >= PRIVATE


def test_a_private_name_that_stands_where_the_public_would_read_it_is_pointed_out() -> None:
    typed = [
        ("private_party", "The Pit Choir"),
        ("summary", "What a choir from Pit Lane asked for."),
        ("title", "A choir"),
    ]
    typed += [("stages-0-summary", "Talks with Pit Choir."), ("themes", "Music\nThe pit choir")]
    form = DisputeForm(typed)
    assert {one.name for one in form.failures} == {"stages-0-summary", "themes"}
    assert form.document()["themes"] == ["Music", "The pit choir"], "nothing typed is lost"
    named = [*typed, ("party-organisation-name", "The Pit Choir"), ("party-named_with_consent", "yes")]
    assert DisputeForm(named).failures == []


def test_a_name_that_the_case_keeps_is_pointed_out_even_when_its_box_is_emptied() -> None:
    typed = [("issue", "The Pit Choir was told."), ("private_party", "")]
    form = DisputeForm(typed)
    form.heed({"private_party": "Pit Choir"})
    assert {one.name for one in form.failures} == {"issue"}
    named = DisputeForm([*typed, ("party-organisation-name", "Pit Choir"), ("party-named_with_consent", "yes")])
    named.heed({"private_party": "Pit Choir"})
    assert named.failures == [], "whom a correction may name is for the rules to say"


def test_a_private_name_is_found_in_an_address_too() -> None:
    typed = [("private_party", "Stonecleugh Pit Choir (invented)")]
    for name, said in (
        ("source-url", "https://www.stonecleughpitchoir.example/a"),
        ("contact-email", "office@stonecleugh-pit-choir.example"),
    ):
        form = DisputeForm([*typed, (name, said)])
        assert name in {one.name for one in form.failures}
        assert any("kept private" in one.message for one in form.failures)
    assert DisputeForm([("private_party", "Link"), ("issue", "It was linked to another.")]).failures == []


def test_steps_keep_their_numbers_when_they_move() -> None:
    document = {**written(dispute()), "numbered": {"stages": 5}}
    pairs = [*DisputeForm.pairs_of(document), ("down-stages-0", "")]
    moved = DisputeForm(DisputeForm.rearranged(pairs) or [], base=document).document()
    assert [one["number"] for one in moved["stages"]] == [2, 1]
    more = [*DisputeForm.pairs_of(document), ("stages-2-stage", "external")]
    added = DisputeForm(more, base=document).document()
    assert [one["number"] for one in added["stages"]] == [1, 2, 6]
    assert added["numbered"]["stages"] == 6


def test_a_named_party_is_typed_with_its_consent() -> None:
    form = DisputeForm([("party-organisation-name", "Pit Choir (invented)"), ("party-named_with_consent", "yes")])
    content = DisputeContent.model_validate(form.document())
    assert isinstance(content.party, Party) and content.party.named_with_consent is True


def typeable(value: Any, name: str = "") -> Any:
    """Return a document as a person could have typed it: no blank texts or parts, dates and choices as forms take."""
    if isinstance(value, dict) and value.get("redacted") is True:
        return value
    if isinstance(value, dict):
        said = {key: typeable(inner, key) for key, inner in value.items() if key not in ("change_note", "numbered")}
        said = {key: inner for key, inner in said.items() if inner is not None}
        return said if any(inner is not False or key != "unstated" for key, inner in said.items()) else None
    if isinstance(value, list) and name == "documents":
        value = [attached(row) for row in value if row.get("accessible") or row.get("url") is not None]
    if isinstance(value, list):
        rows = [row for row in (typeable(row, name) for row in value) if row is not None]
        if name in NUMBERED:
            told = [row for row in rows if set(row) - {"number"}]
            rows = [{**row, "number": number} for number, row in enumerate(told, 1)]
        return rows or None
    if isinstance(value, bool) or not isinstance(value, int | str):
        return value
    if isinstance(value, int):
        return abs(value) or 1
    if name in KNOWN:
        return value
    if name == "url":
        return "https://example.org/"
    if name == "field":
        return "issue"
    if name == "undertaking":
        return value if value in ("3.3", "3.4", "4.2", "4.4", "5.3") else "3.3"
    if name == "principle":
        return "honesty"
    if value in (date.min.isoformat(), date.max.isoformat()):
        return "2026-03-03"
    return "".join(one if one.isprintable() else " " for one in value)[:40].strip() or "words"
