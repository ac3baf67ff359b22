"""Older documents are brought up step by step; those from the future are refused."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from register.core.upgrading import Step, UnknownSchema, apply


def rename(document: dict[str, Any]) -> dict[str, Any]:
    """Rename a field, where it is there."""
    rest = {key: value for key, value in document.items() if key != "decided"}
    return {**rest, "decided_on": document["decided"]} if "decided" in document else rest


def nest(document: dict[str, Any]) -> dict[str, Any]:
    """Put the reasons into a block."""
    rest = {key: value for key, value in document.items() if key != "reasons"}
    return {**rest, "rationale": {"reasons": document.get("reasons")}}


STEPS: tuple[Step, ...] = (rename, nest)
NEWEST = {"decided_on": "2026-03-03", "rationale": {"reasons": "Need."}}


@pytest.mark.parametrize(
    ("schema", "document"),
    [
        (1, {"decided": "2026-03-03", "reasons": "Need."}),
        (2, {"decided_on": "2026-03-03", "reasons": "Need."}),
        (3, NEWEST),
    ],
)
def test_every_older_schema_becomes_the_present_one(schema: int, document: dict[str, Any]) -> None:
    before = copy.deepcopy(document)
    assert apply(STEPS, document, schema) == NEWEST
    assert document == before


def test_absent_keys_are_tolerated() -> None:
    assert apply(STEPS, {}, 1) == {"rationale": {"reasons": None}}


def test_without_steps_the_first_schema_is_the_present_one() -> None:
    assert apply((), {"title": "A hall"}, 1) == {"title": "A hall"}


@pytest.mark.parametrize(("schema", "words"), [(4, "newer version"), (0, "start at 1"), (-1, "start at 1")])
def test_an_unknown_schema_is_refused(schema: int, words: str) -> None:
    with pytest.raises(UnknownSchema, match=words):
        apply(STEPS, {}, schema)
