"""Units: every part of a document belongs to one, and taking one out leaves the others as they were."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.core.units import commitment, covers, fresh_salt, in_order, orders, units, value_of, without
from register.kinds import KINDS

TESTS = Path(__file__).parent.parent
GROUPS = {"sums": ("asked", "given"), "links": ("inner.one",)}
NUMBERED = st.one_of(st.fixed_dictionaries({"number": st.integers(0, 9)}), st.fixed_dictionaries({"said": st.text()}))
VALUES = st.one_of(st.text(), st.integers(-9, 9), st.booleans(), st.lists(NUMBERED, max_size=5), st.none())
DOCUMENTS = st.fixed_dictionaries(
    {},
    optional={
        "title": VALUES,
        "asked": VALUES,
        "given": VALUES,
        "views": st.lists(NUMBERED, max_size=6),
        "inner": st.fixed_dictionaries({}, optional={"one": VALUES, "two": VALUES, "items": st.lists(NUMBERED)}),
    },
)


def empty(value: Any) -> bool:
    if isinstance(value, dict):
        return all(empty(inner) for inner in value.values())
    return all(inner is None for inner in value) if isinstance(value, list) else value is None


@given(DOCUMENTS)
def test_the_units_are_the_whole_document(document: dict[str, Any]) -> None:
    parts = units(document, GROUPS, {"inner"})
    assert empty(without(document, parts))


@given(DOCUMENTS, st.data())
def test_what_is_left_is_as_it_was_in_any_order_of_removal(document: dict[str, Any], data: st.DataObject) -> None:
    parts = units(document, GROUPS, {"inner"})
    order = data.draw(st.permutations(sorted(parts)))
    left = document
    for place, name in enumerate(order):
        assert value_of(left, name) == parts[name]
        left = without(left, [name])
        for other in order[place + 1 :]:
            assert value_of(left, other) == parts[other]


@given(DOCUMENTS, st.data())
def test_the_order_of_numbered_items_is_known_whatever_goes(document: dict[str, Any], data: st.DataObject) -> None:
    parts = units(document, GROUPS, {"inner"})
    order = orders(parts)
    left = without(document, [name for name in parts if data.draw(st.booleans())])
    for path, numbers in order.items():
        assert in_order(left, path, numbers)
        there = [item for item in value_of(document, path) if item]
        assert [item["number"] for item in there] == numbers
        assert not in_order(without(document, []) | _turned(document, path), path, numbers)


def _turned(document: dict[str, Any], path: str) -> dict[str, Any]:
    """Return a field of a document with the items of the list turned round."""
    turned = list(reversed(value_of(document, path)))
    outer, _, inner = path.partition(".")
    return {outer: {**document[outer], inner: turned} if inner else turned}


@pytest.mark.parametrize("kind", list(KINDS), ids=lambda kind: kind.name)
def test_every_group_names_fields_that_there_are(kind: Any) -> None:
    fields = kind.content.model_fields
    members = [path for group in kind.content.GROUPS.values() for path in group]
    assert len(members) == len(set(members))
    for path in members:
        outer = path.partition(".")[0]
        assert outer in fields or outer == "findings", path
        assert ("." in path) == (outer in kind.content.SPLIT), path
    for name in kind.content.SPLIT:
        assert name in fields


@pytest.mark.parametrize("kind", list(KINDS), ids=lambda kind: kind.name)
def test_a_published_document_is_all_units(kind: Any) -> None:
    held = json.loads((TESTS / kind.plural / "documents" / "1.json").read_text(encoding="utf-8"))
    document = held.get("document", held)
    parts = units(document, kind.content.GROUPS, kind.content.SPLIT)
    assert empty(without(document, parts))


def test_a_commitment_depends_on_salt_name_and_value() -> None:
    salt = fresh_salt()
    made = {commitment(s, n, v) for s in (salt, fresh_salt()) for n in ("a", "b") for v in ("x", {"x": 1})}
    assert len(made) == 8
    assert commitment(salt, "a", "x") == commitment(salt, "a", "x")


def test_what_a_hold_covers() -> None:
    assert covers("views/1", "views/1") and not covers("views/1", "views/17")
    assert covers("risks/*", "risks/3") and not covers("risks/*", "risks") and not covers("risks/*", "riskses/1")
    assert covers("sums:asked", "sums:asked,given") and not covers("sums:asked", "summary")
