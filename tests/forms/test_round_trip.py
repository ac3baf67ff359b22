"""What a document says can be typed: the form made of its pairs says the same document."""

from __future__ import annotations

import hashlib
from typing import Any

from hypothesis import given, settings
from pydantic import BaseModel
from wtforms import FieldList, FormField

from register.core.attached import FACTS
from register.decisions.content import DecisionContent
from register.decisions.form import DecisionForm
from register.web.forms import DraftForm
from tests.decisions.builders import contents, decision, ending, refusal

NOT_ASKED = {"change_note", "inherited", "numbered", "removed", *FACTS}
"""The note of a correction is no part of what is corrected; what is inherited, and of a file, is known, not asked."""

KNOWN = ("file", "language", "file_name", "sha256", "media_type")
WITHHELD = ("rationale.alternatives", "amount_previous", "change.plan")
"""Parts that a form offers to withhold."""


def test_what_an_officer_published_comes_back_as_it_was() -> None:
    for content in (decision(), ending(), refusal()):
        document = content.model_dump(mode="json", exclude_none=True)
        form = DecisionForm(DecisionForm.pairs_of(document), base=document)
        assert form.failures == []
        assert form.document() == document
        assert DecisionForm(form.pairs, base=document).document() == document


@settings(max_examples=150, deadline=None)
@given(contents())
def test_any_content_that_can_be_typed_comes_back_as_it_was(content: DecisionContent) -> None:
    document = typeable(content.model_dump(mode="json", exclude_none=True))
    expected = DecisionContent.model_validate(document).model_dump(mode="json", exclude_none=True)

    form = DecisionForm(DecisionForm.pairs_of(expected), base=expected)

    assert form.failures == []
    assert form.document() == expected


@settings(max_examples=60, deadline=None)
@given(contents())
def test_content_that_cannot_be_typed_never_raises(content: DecisionContent) -> None:
    document = content.model_dump(mode="json", exclude_none=True)
    form = DecisionForm(DecisionForm.pairs_of(document), base=document)

    assert isinstance(form.fieldsets(), list)
    DecisionContent.model_validate(form.document())


def test_every_field_of_the_content_is_asked() -> None:
    assert _asked(DecisionForm()) == _fields(DecisionContent)


def test_prose_keeps_its_lines() -> None:
    form = DecisionForm([("rationale-reasons", "  One.\r\n\r\n- two\rthree  "), ("title", "a\r\nb")])

    assert form.document()["rationale"]["reasons"] == "One.\n\n- two\nthree"
    assert form.document()["title"] == "a b"


def typeable(value: Any, name: str = "") -> Any:
    """Return a document as a person could have typed it: no blank texts or parts, dates and numbers as forms take."""
    if isinstance(value, dict) and value.get("redacted") is True:
        return value
    if isinstance(value, dict):
        said = {key: typeable(inner, key) for key, inner in value.items() if key != "change_note"}
        said = {key: inner for key, inner in said.items() if inner is not None}
        return said if any(inner is not False or key != "unstated" for key, inner in said.items()) else None
    if isinstance(value, list) and name == "documents":
        value = [attached(row) for row in value if row.get("accessible") or row.get("url") is not None]
    if isinstance(value, list):
        said_rows = [row for row in (typeable(row, name) for row in value) if row is not None]
        return sorted(set(said_rows)) if name == "inherited" else said_rows or None
    if isinstance(value, bool) or not isinstance(value, int | str):
        return value
    if isinstance(value, int):
        return abs(value)
    if name in KNOWN:
        return value
    if name == "url":
        return "https://example.org/"
    if name == "field":
        return value if value in WITHHELD else "rationale.reasons"
    if name == "undertaking":
        return value if value in ("3.3", "3.4", "4.2", "4.4", "5.3") else "3.3"
    if value in ("0001-01-01", "9999-12-31"):
        return "2026-03-03"
    return "".join(one if one.isprintable() else " " for one in value)[:40].strip() or "words"


def attached(row: dict[str, Any]) -> dict[str, Any]:
    """Return a document as it could have been typed, with a file where it is said whether everybody can read it."""
    said = {key: value for key, value in row.items() if key != "language"}
    if not row.get("accessible"):
        return said
    key = hashlib.md5(row["title"].encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
    facts = {"file_name": "a.pdf", "sha256": key * 2, "bytes": 12, "media_type": "application/pdf"}
    return {**said, **facts, "file": key, "language": "cy"}


def _fields(model: type[BaseModel], above: str = "") -> set[str]:
    names: set[str] = set()
    for name, field in model.model_fields.items():
        inner = _models(field.annotation)
        if name in NOT_ASKED:
            continue
        names |= _fields(inner, f"{above}{name}.") if inner else {above + name}
    return names


def _models(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return None if annotation.__name__ == "Redacted" else annotation
    inner = (_models(part) for part in getattr(annotation, "__args__", ()))
    return next((one for one in inner if one), None)


def _asked(form: DraftForm) -> set[str]:
    def names(part: Any, above: str) -> set[str]:
        found: set[str] = set()
        for name, field in part._fields.items():
            inner = field
            if isinstance(inner, FieldList):
                inner = inner.append_entry()
            is_part = isinstance(inner, FormField)
            found |= names(inner.form, f"{above}{name}.") if is_part else {above + name}
        return found

    return names(form, "") - form.aside
