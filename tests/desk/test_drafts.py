"""Drafts keep what was typed, byte for byte, on both databases."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from register.extensions import reading, writing
from register.kinds import kind_named
from register.publishing import drafts
from register.publishing.drafts import Draft, State

AT = "2026-11-22T12:00:00.000000Z"
DECISION = kind_named("decision")
text = st.text(st.characters(), max_size=40)


def make(app: Flask, pairs: list[tuple[str, str]]) -> Draft:
    with app.app_context(), writing() as connection:
        return drafts.create(connection, kind=DECISION, author_id=1, pairs=pairs, at=AT)


@pytest.mark.record
def test_a_draft_goes_its_way(app: Flask) -> None:
    draft = make(app, [("title", "One"), ("title", "Two"), ("summary", "")])
    assert (draft.title, draft.version, draft.state) == ("One", 1, State.DRAFT)
    with app.app_context(), writing() as connection:
        draft = drafts.save(connection, draft_id=draft.id, version=1, author_id=1, pairs=[("title", "\0")], at=AT)
        assert (draft.version, draft.pairs, draft.title) == (2, (("title", "\0"),), "Untitled funding decision")
        with pytest.raises(drafts.Stale) as stale:
            drafts.save(connection, draft_id=draft.id, version=1, author_id=1, pairs=[("title", "x")], at=AT)
        assert stale.value.current == draft
        with pytest.raises(drafts.Unknown):
            drafts.save(connection, draft_id=draft.id, version=2, author_id=2, pairs=[], at=AT)
        with pytest.raises(drafts.WrongState):
            drafts.take_back(connection, draft_id=draft.id, author_id=1, at=AT)
        drafts.send_for_review(connection, draft_id=draft.id, version=2, author_id=1, at=AT)
        with pytest.raises(drafts.WrongState):
            drafts.save(connection, draft_id=draft.id, version=2, author_id=1, pairs=[], at=AT)
        with pytest.raises(drafts.SamePerson):
            drafts.send_back(connection, draft_id=draft.id, version=2, approver_id=1, remark="No", at=AT)
        with pytest.raises(ValueError, match="remark"):
            drafts.send_back(connection, draft_id=draft.id, version=2, approver_id=2, remark=" ", at=AT)
        drafts.send_back(connection, draft_id=draft.id, version=2, approver_id=2, remark="Which?", at=AT)
        assert [(one.state, one.remark) for one in drafts.mine(connection, 1)] == [(State.SENT_BACK, "Which?")]
        with pytest.raises(drafts.Unknown):
            drafts.get(connection, 2**40)


@pytest.mark.parametrize("title", ["", "  ", "\0\0", "\ud800", "t" * 5000])
def test_any_title_can_be_listed(app: Flask, title: str) -> None:
    draft = make(app, [("title", title)])
    assert draft.title.strip()
    assert draft.pairs == (("title", title),)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(text, text), max_size=5))
def test_what_was_typed_comes_back(app: Flask, pairs: list[tuple[str, str]]) -> None:
    draft = make(app, pairs)
    with app.app_context(), reading() as connection:
        assert drafts.get(connection, draft.id).pairs == tuple(pairs)
