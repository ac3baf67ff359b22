"""Spare an officer what is known already: offered beside the form, taken over at a press, and theirs to change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request
from sqlalchemy import Connection

from register.core.kind import Kind
from register.desk.routing import officer
from register.extensions import reading
from register.programmes.reading import round_by_id
from register.publishing.drafts import Draft, Pairs
from register.publishing.remembered import last_sent, taken_over
from register.publishing.review import lists
from register.web.current import settings_now
from register.web.fields import leaves
from register.web.numbers import whole_number
from register.web.widgets import give_attributes, printable

LAST, WORDS = "suggest-last", "suggest-words"


@dataclass(frozen=True)
class Offered:
    """What can be suggested: answers of the officer's last entry (question and words), and whether words can be."""

    last: tuple[tuple[str, str], ...]
    words: bool


def with_suggestions(kind: Kind, pairs: Pairs) -> Pairs:
    """Return the pairs with what was asked for: the last entry's answers, or a title and a summary.

    A chosen round says whose its entries are. What was suggested before follows the other answers, until somebody
    changes it.
    """
    grid: Any = kind.grid
    if grid is None:
        return pairs
    said = {name: value for name, value in pairs if value.strip()}
    number = whole_number(said.get("round", ""))
    with reading() as connection:
        round_ = round_by_id(connection, number) if number is not None else None
        if round_ and "body-identifier" not in said and officer().acts_for(round_.body_identifier):
            pairs = [
                *(one for one in pairs if one[0] != "body-identifier"),
                ("body-identifier", round_.body_identifier),
            ]
        if LAST in request.form:
            last = _last_sent(connection, kind, pairs)
            pairs = taken_over(pairs, last.pairs, grid.REMEMBERED) if last else pairs
        if WORDS in request.form or "suggested" in said:
            offered = lists(connection, settings_now(), officer().bodies)
            words = round_.words if round_ else {}
            pairs = grid.worded(pairs, lists=offered, round_words=words, fill=WORDS in request.form)
    return pairs


def offered(kind: Kind, draft: Draft | None, form: Any) -> Offered | None:
    """Return what can be suggested for an entry that is being written; None for a correction, and for other kinds."""
    grid: Any = kind.grid
    if grid is None or (draft is not None and draft.is_correction) or form["decision_type"].data is None:
        return None
    with reading() as connection:
        last = _last_sent(connection, kind, form.pairs)
        found = taken_over(form.pairs, last.pairs, grid.REMEMBERED) if last else []
        more = sorted(set(found) - set(form.pairs), key=found.index)
        known = kind.form(more, lists=lists(connection, settings_now(), officer().bodies)) if more else None
    answers: list[Any] = [one for one in leaves(known) if _shown(one)] if known else []
    said = [(str(one.label.text), str(one.in_words(one.data))) for one in answers]
    blank = any(not (form[name].data or "").strip() for name in grid.SUGGESTED)
    return Offered(tuple(said), blank)


def place_of_words(form: Any) -> str | None:
    """Have the form go on at the title where one was asked for just now, and return its place on the page."""
    if WORDS not in request.form or "title" not in form:
        return None
    give_attributes(form["title"], {"data-focus": ""})
    return str(form["title"].id)


def _last_sent(connection: Connection, kind: Kind, pairs: Pairs) -> Draft | None:
    """Return the officer's last entry of this kind, for the body that these pairs name."""
    body = printable(dict(pairs).get("body-identifier", "")) or None
    return last_sent(connection, kind, author_id=officer().id, body=body, bodies=officer().bodies)


def _shown(one: Any) -> bool:
    return one.data is not None and one.data != "" and one.name != "body-name"
