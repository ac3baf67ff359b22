"""Canonical bytes: one spelling, and nothing that another writer would spell differently."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.core.canonical import canonical, parse

text = st.text(st.characters(exclude_categories=["Cs"]))
documents = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | text,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(max_codepoint=126)), inner),
)


@given(documents)
def test_bytes_equal_the_standard_librarys(document: object) -> None:
    standard = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert canonical(document) == standard
    assert parse(canonical(document)) == document


@pytest.mark.parametrize("document", [1.5, {"é": 1}, {1: 2}, 2**53, [float("nan")], "\ud800"])
def test_what_writers_spell_differently_is_refused(document: object) -> None:
    with pytest.raises(ValueError):
        canonical(document)
